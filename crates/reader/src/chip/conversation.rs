//! The conversation over a line: every command out, every answer in, and what is done when the card leaves.

use std::time::{Duration, Instant};

use emrtd::{Output, Progress, Session};

use super::line::Line;
use super::slot::{Laid, Lost};
use super::{ChipError, ChipReading, ChipRequest};

/// The data of a short answer, in bytes.
const SHORT: usize = 256;
/// How often a command may get lost though the card lies still.
const MOST_LOSSES: usize = 2;

/// What happens while a chip is read.
#[derive(Debug, Clone)]
pub enum ChipEvent {
    /// The reading came further.
    Progress(Progress),
    /// The card, or the reader under it, has left; the reading waits until it is back.
    Lifted,
    /// A card lies there again. Whether it is the same one is asked before anything is read from it.
    Back,
    /// The reading is over, well or badly; nothing comes after it. It is not told where no card was found to begin with.
    Over(Cost),
}

/// What a reading cost, whether it ended well or not, as this side counts it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// Commands that were answered.
    pub commands: usize,
    /// Bytes of those commands.
    pub bytes_sent: usize,
    /// Bytes of their answers, status words included.
    pub bytes_received: usize,
    /// Time from the first command to the end, the waiting for a lifted card included.
    pub whole: Duration,
    /// How long each answer took, at the reader.
    pub answers: Vec<Duration>,
    /// How often the reading was taken up again.
    pub resumptions: usize,
    /// The conversation without the person in it, as text to send, where that was asked for.
    pub trace: Option<String>,
}

/// Reads over a line, and tells what it cost.
pub fn read(
    request: ChipRequest,
    line: Line<'_>,
    on_event: &mut dyn FnMut(ChipEvent),
) -> Result<Box<ChipReading>, ChipError> {
    let laid = line.take()?;
    let (patience, short) = (request.patience, request.short);
    let begun = Instant::now();
    let session = session(request, &laid);
    let mut talk = Talk { session, line, patience, short, lost: None, losses: 0, cost: Cost::default(), on_event };
    let outcome = talk.converse();
    let Talk { session, line, lost, mut cost, on_event, .. } = talk;
    let outcome = outcome.map_err(|error| lost.map_or_else(|| why(error, &line), Lost::error));
    // A command that hangs lets go of nothing: it has been waited for.
    if outcome.as_ref().err() != Some(&ChipError::Silent) {
        line.close();
    }
    cost.whole = begun.elapsed();
    cost.trace = session.trace().map(|trace| with_times(&trace.to_string(), &cost.answers));
    on_event(ChipEvent::Over(cost));
    outcome
}

fn session(request: ChipRequest, laid: &Laid) -> Session {
    let mut session = Session::new(request.passwords, request.seed.0)
        .trusting(request.trust, request.now)
        .bound_to(request.consent.occasion);
    if request.with_com {
        session = session.with_com();
    }
    if request.recording {
        session = session.recording();
    }
    let max_answer = if request.short { Some(SHORT) } else { laid.max_answer };
    session.on_reader(&laid.answer_to_reset, max_answer)
}

/// A card that leaves may look like one that answers nonsense or refuses; anything else it said while it was there.
fn why(error: ChipError, line: &Line<'_>) -> ChipError {
    match error {
        ChipError::Damaged { .. } | ChipError::Refused { .. } => line.absence().unwrap_or(error),
        error => error,
    }
}

/// Writes behind each answer of a trace how many milliseconds it took, where there is a time for each.
fn with_times(trace: &str, answers: &[Duration]) -> String {
    let is_answer = |line: &&str| line.starts_with('<');
    if trace.lines().filter(is_answer).count() != answers.len() {
        return trace.to_owned();
    }
    let mut left = answers.iter();
    let timed = trace.lines().map(|line| match Some(line).filter(is_answer).and_then(|_| left.next()) {
        Some(time) => format!("{line} ~{}\n", time.as_millis()),
        None => format!("{line}\n"),
    });
    timed.collect()
}

struct Talk<'a> {
    session: Session,
    line: Line<'a>,
    patience: Duration,
    short: bool,
    /// Why the last command has no answer, until a card is found again.
    lost: Option<Lost>,
    /// How many commands got lost while the card lay still.
    losses: usize,
    cost: Cost,
    on_event: &'a mut dyn FnMut(ChipEvent),
}

impl Talk<'_> {
    fn converse(&mut self) -> Result<Box<ChipReading>, ChipError> {
        loop {
            match self.session.poll() {
                Output::Transmit(command) => self.transmit(command)?,
                Output::Progress(progress) => (self.on_event)(ChipEvent::Progress(progress)),
                Output::Interrupted => self.take_up_again()?,
                Output::Finished(outcome) => return outcome.map_err(ChipError::from),
            }
        }
    }

    fn transmit(&mut self, command: Vec<u8>) -> Result<(), ChipError> {
        let sent = command.len();
        let (outcome, took) = self.line.transmit(command)?;
        match outcome {
            Ok(answer) => {
                self.cost.commands += 1;
                self.cost.bytes_sent += sent;
                self.cost.bytes_received += answer.len();
                self.cost.answers.push(took);
                self.session.answer(&answer);
            }
            Err(lost) => {
                self.lost = Some(lost);
                match lost {
                    // Readers do what they like with answers that are too long for them: the session asks for less.
                    Lost::Command(_) => self.session.answer(&[]),
                    Lost::Away(_) | Lost::Reset => self.session.interrupted(),
                }
            }
        }
        Ok(())
    }

    /// The conversation was cut: finds a card, reset, and lets the session go on with it.
    fn take_up_again(&mut self) -> Result<(), ChipError> {
        // Without a loss it is the session that gave up on an answer.
        let lost = self.lost.take().unwrap_or(Lost::Reset);
        let laid = self.find(lost)?;
        self.cost.resumptions += 1;
        let max_answer = if self.short { Some(SHORT) } else { laid.max_answer };
        self.session.resume(&laid.answer_to_reset, max_answer);
        Ok(())
    }

    fn find(&mut self, lost: Lost) -> Result<Laid, ChipError> {
        let lost = match lost {
            Lost::Away(_) => lost,
            Lost::Command(_) if self.losses == MOST_LOSSES => return Err(lost.error()),
            Lost::Command(_) | Lost::Reset => {
                self.losses += usize::from(matches!(lost, Lost::Command(_)));
                match self.line.renew()? {
                    Ok(laid) => return Ok(laid),
                    Err(lost) => lost,
                }
            }
        };
        if self.patience.is_zero() || !matches!(lost, Lost::Away(_)) {
            return Err(lost.error());
        }
        (self.on_event)(ChipEvent::Lifted);
        let laid = self.line.take_again(self.patience)?;
        (self.on_event)(ChipEvent::Back);
        Ok(laid)
    }
}

#[cfg(test)]
mod tests;
