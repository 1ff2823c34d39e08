//! The card on one reader, held exclusively. Everything here blocks: [`super::line`] keeps it on a thread of its own.

use std::ffi::{CStr, CString};
use std::time::{Duration, Instant};

use pcsc::{
    Card, Context, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, Protocols, ReaderState, Scope, ShareMode, State,
};

use super::{ChipError, properties};

/// How long a card that has left may take to be noticed as absent: drivers look every 400 ms.
const NOTICE: Duration = Duration::from_millis(900);
/// How long another may take to let go of the card: a reading that was given up ends its command first.
const LET_GO: Duration = Duration::from_secs(2);
/// The service tells that a card is let go of before it really is, so it is tried again after a moment. Also how often
/// somebody who waits looks up.
const MOMENT: Duration = Duration::from_millis(50);

/// A card that lies there, reset and held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid {
    /// What the chip answered to its reset, as the reader tells it (ATR).
    pub answer_to_reset: Vec<u8>,
    /// How many bytes of answer data the reader passes on; `None` where it does not say.
    pub max_answer: Option<usize>,
}

/// Why a command has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The card, the reader or the service has left.
    Away(ChipError),
    /// Somebody reset the card: it lies there, and its channel is gone.
    Reset,
    /// The card lies there, and the command did not get through.
    Command(Error),
}

impl Lost {
    /// What it is called when it ends a reading.
    pub const fn error(self) -> ChipError {
        match self {
            Self::Away(error) => error,
            Self::Reset => ChipError::Transport(Error::ResetCard),
            Self::Command(error) => ChipError::Transport(error),
        }
    }
}

/// Lets a moment pass; false when nobody waits for the outcome any more.
pub type Pass<'a> = &'a dyn Fn(Duration) -> bool;

/// Carries commands to whatever card lies in one place.
pub trait Slot {
    /// Takes hold of the card that lies there now, and resets it: the service does not reset it between two programs,
    /// and a chip that is still inside its application has no EF.CardAccess.
    fn take(&mut self, pass: Pass<'_>) -> Result<Laid, ChipError>;

    /// Sends a command and gives the answer with its status word.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Lost>;

    /// Resets the very card that is held.
    fn renew(&mut self) -> Result<Laid, Lost>;

    /// Waits until a card lies there again, and takes hold of it as [`Slot::take`] does.
    fn take_again(&mut self, patience: Duration, pass: Pass<'_>) -> Result<Laid, ChipError>;

    /// Why nothing can be read any more, if that is because the card or the reader left. A card that was changed for
    /// another has left, too.
    fn absence(&self) -> Option<ChipError>;
}

/// A reader of the PC/SC service. Dropping it lets go of the card, reset, so that no open channel stays on it.
pub struct PcscSlot {
    reader: CString,
    held: Option<Held>,
    buffer: Vec<u8>,
}

struct Held {
    context: Context,
    card: Card,
    /// The reader's count of cards that came and went, when this one was connected.
    moves: u32,
}

impl PcscSlot {
    pub fn new(reader: CString) -> Self {
        Self { reader, held: None, buffer: vec![0; MAX_BUFFER_SIZE_EXTENDED] }
    }

    fn hold(&mut self, context: Context, pass: Pass<'_>) -> Result<Laid, ChipError> {
        let (_, moves) = look(&context, &self.reader, Duration::ZERO, State::UNAWARE)?;
        let mut card = connect(&context, &self.reader, pass)?;
        let laid = reset(&mut card)?;
        self.held = Some(Held { context, card, moves });
        Ok(laid)
    }

    /// One look for a card that is to come back; the context is kept from one look to the next.
    fn look_for(&mut self, waiting: &mut Waiting, pass: Pass<'_>) -> Result<Laid, ChipError> {
        let context = match waiting.context.take() {
            Some(context) => context,
            None => Context::establish(Scope::User)?,
        };
        match look(&context, &self.reader, MOMENT, waiting.known) {
            Ok((state, _)) if state.intersects(State::UNKNOWN | State::UNAVAILABLE) => Err(ChipError::ReaderGone),
            Ok((state, _)) if state.contains(State::PRESENT) && !state.contains(State::MUTE) => {
                self.hold(context, pass)
            }
            Ok((state, _)) => {
                waiting.trouble = if state.contains(State::PRESENT) { ChipError::Mute } else { ChipError::Lifted };
                (waiting.known, waiting.context) = (state, Some(context));
                Err(waiting.trouble)
            }
            Err(Error::Timeout) => {
                waiting.context = Some(context);
                Err(waiting.trouble)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What is known while a card is waited for.
struct Waiting {
    context: Option<Context>,
    known: State,
    /// What stands in the way at this moment.
    trouble: ChipError,
}

impl Slot for PcscSlot {
    fn take(&mut self, pass: Pass<'_>) -> Result<Laid, ChipError> {
        self.hold(Context::establish(Scope::User)?, pass)
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Lost> {
        let held = self.held.as_ref().ok_or(Lost::Away(ChipError::Lifted))?;
        match held.card.transmit(command, &mut self.buffer) {
            Ok(answer) if answer.len() >= 2 => Ok(answer.to_vec()),
            // Shorter than a status word is what some drivers make of a card that left.
            Ok(_) => Err(self.lost(Error::CommDataLost)),
            Err(error) => Err(self.lost(error)),
        }
    }

    fn renew(&mut self) -> Result<Laid, Lost> {
        let held = self.held.as_mut().ok_or(Lost::Away(ChipError::Lifted))?;
        let looked = |laid| Ok((laid, look(&held.context, &self.reader, Duration::ZERO, State::UNAWARE)?.1));
        match reset(&mut held.card).and_then(looked) {
            Ok((laid, moves)) if moves == held.moves => Ok(laid),
            Ok(_) => Err(Lost::Away(ChipError::Lifted)),
            Err(error) => Err(self.lost(error)),
        }
    }

    fn take_again(&mut self, patience: Duration, pass: Pass<'_>) -> Result<Laid, ChipError> {
        self.leave();
        let until = Instant::now() + patience;
        let mut waiting = Waiting { context: None, known: State::UNAWARE, trouble: ChipError::Lifted };
        loop {
            match self.look_for(&mut waiting, pass) {
                // A service or reader that is just coming fails in ways of its own.
                Err(error) if !matches!(error, ChipError::Busy | ChipError::Cancelled) && Instant::now() < until => {
                    // The service is asked anew where the wait could not be its own.
                    let waited = waiting.context.is_some();
                    waiting.trouble = error;
                    if !pass(if waited { Duration::ZERO } else { MOMENT }) {
                        return Err(ChipError::Cancelled);
                    }
                }
                outcome => return outcome,
            }
        }
    }

    fn absence(&self) -> Option<ChipError> {
        let held = self.held.as_ref()?;
        let until = Instant::now() + NOTICE;
        let mut known = State::UNAWARE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match look(&held.context, &self.reader, left, known) {
                Err(Error::Timeout) => return None,
                Err(error) => return Some(error.into()),
                Ok((state, _)) if state.intersects(State::UNKNOWN | State::UNAVAILABLE) => {
                    return Some(ChipError::ReaderGone);
                }
                Ok((state, moves)) if !state.contains(State::PRESENT) || moves != held.moves => {
                    return Some(ChipError::Lifted);
                }
                Ok((state, _)) => known = state,
            }
        }
    }
}

impl PcscSlot {
    fn lost(&mut self, error: Error) -> Lost {
        match self.absence().unwrap_or_else(|| error.into()) {
            away @ (ChipError::Lifted | ChipError::ReaderGone | ChipError::ServiceGone) => {
                self.leave();
                Lost::Away(away)
            }
            _ if error == Error::ResetCard => Lost::Reset,
            _ => Lost::Command(error),
        }
    }
}

impl PcscSlot {
    /// Lets go of a card that is not there any more: a reset would meet the next one, before the service knows of it.
    fn leave(&mut self) {
        if let Some(held) = self.held.take() {
            // Fails where there is nothing left to let go of.
            let _gone = held.card.disconnect(Disposition::LeaveCard);
        }
    }
}

fn reset(card: &mut Card) -> Result<Laid, Error> {
    card.reconnect(ShareMode::Exclusive, Protocols::ANY, Disposition::ResetCard)?;
    let answer_to_reset = card.status2_owned()?.atr().to_vec();
    Ok(Laid { answer_to_reset, max_answer: properties::max_answer(card) })
}

/// Connects exclusively, as soon as nobody else holds the card.
fn connect(context: &Context, reader: &CStr, pass: Pass<'_>) -> Result<Card, ChipError> {
    let until = Instant::now() + LET_GO;
    loop {
        match context.connect(reader, ShareMode::Exclusive, Protocols::ANY) {
            Err(Error::SharingViolation) if Instant::now() < until => {}
            outcome => return Ok(outcome?),
        }
        if !pass(MOMENT) {
            return Err(ChipError::Cancelled);
        }
    }
}

/// The state of a reader once it differs from what is known, and its count of cards that came and went.
fn look(context: &Context, reader: &CStr, wait: Duration, known: State) -> Result<(State, u32), Error> {
    let mut states = [ReaderState::new(reader, known)];
    context.get_status_change(wait, &mut states)?;
    Ok((states[0].event_state(), states[0].event_count()))
}
