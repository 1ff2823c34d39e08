//! What no emulated reader of the real service can be made to do: a reset by somebody else, a command that gets lost.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, channel};

use card_sim::Card;
use emrtd::{Can, Password};

use super::*;
use crate::chip::slot::{Pass, Slot};
use crate::chip::{Consent, Progress};

/// A card that lies still on a reader where commands go wrong.
struct Table {
    card: Card,
    commands: usize,
    /// What becomes of this command, instead of an answer.
    wrong: fn(usize) -> Option<Lost>,
    /// Told when the card is let go of.
    _held: Sender<()>,
}

impl Table {
    fn laid(&mut self) -> Laid {
        self.card.reset();
        Laid { answer_to_reset: self.card.atr(), max_answer: None }
    }
}

impl Slot for Table {
    fn take(&mut self, _: Pass<'_>) -> Result<Laid, ChipError> {
        Ok(self.laid())
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Lost> {
        self.commands += 1;
        match (self.wrong)(self.commands - 1) {
            Some(lost) => Err(lost),
            None => Ok(self.card.transmit(command)),
        }
    }

    fn renew(&mut self) -> Result<Laid, Lost> {
        Ok(self.laid())
    }

    fn take_again(&mut self, _: Duration, _: Pass<'_>) -> Result<Laid, ChipError> {
        Ok(self.laid())
    }

    fn absence(&self) -> Option<ChipError> {
        None
    }
}

/// Reads an invented card, and gives what was told of lifting, what it cost, and whether the card was let go of.
fn read_on(wrong: fn(usize) -> Option<Lost>) -> (Result<Box<ChipReading>, ChipError>, Vec<&'static str>, Cost) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cards/an.toml");
    let card = Card::load(&file, [1; 32]).unwrap();
    let (held, let_go): (Sender<()>, Receiver<()>) = channel();
    let never = AtomicBool::new(false);
    let slot = move || Table { card, commands: 0, wrong, _held: held };
    let line = Line::start(slot, &never, Duration::from_mins(1)).unwrap();
    let passwords = vec![Password::Can(Can::new("000123").unwrap())];
    let request = ChipRequest::new("table", passwords, Consent::recorded([3; 32]), [4; 32]).recording();
    let (mut told, mut cost) = (Vec::new(), Cost::default());
    let outcome = read(request, line, &mut |event| match event {
        ChipEvent::Lifted => told.push("lifted"),
        ChipEvent::Back => told.push("back"),
        ChipEvent::Progress(Progress::Identity(_)) => told.push("name"),
        ChipEvent::Progress(_) => {}
        ChipEvent::Over(over) => cost = over,
    });
    assert!(let_go.recv().is_err(), "the card is let go of");
    (outcome, told, cost)
}

#[test]
fn a_card_that_somebody_reset_is_read_on_without_a_word() {
    for wrong in [
        |command| (command == 0).then_some(Lost::Reset),
        |command| (command == 9).then_some(Lost::Reset),
        |command| (command == 9 || command == 30).then_some(Lost::Reset),
    ] as [fn(usize) -> Option<Lost>; 3]
    {
        let (outcome, told, cost) = read_on(wrong);
        assert!(outcome.unwrap().dg2.is_some());
        assert_eq!(told, ["name"]);
        assert_eq!(cost.resumptions, if wrong(30).is_some() { 2 } else { 1 });
    }
}

#[test]
fn a_command_may_get_lost_and_not_for_ever() {
    const LOST: Lost = Lost::Command(pcsc::Error::NotTransacted);
    let (outcome, told, cost) = read_on(|command| (command == 12).then_some(LOST));
    assert!(outcome.is_ok());
    assert_eq!((told, cost.resumptions), (vec!["name"], 1));
    let (outcome, _, cost) = read_on(|command| (command >= 12).then_some(LOST));
    assert_eq!(outcome.err(), Some(ChipError::Transport(pcsc::Error::NotTransacted)));
    assert_eq!(cost.resumptions, MOST_LOSSES);
}

#[test]
fn a_trace_tells_how_long_each_answer_took() {
    let (_, _, cost) = read_on(|_| None);
    let trace = cost.trace.unwrap();
    assert_eq!(trace.lines().filter(|line| line.starts_with('<')).count(), cost.commands);
    assert!(trace.lines().filter(|line| line.starts_with('<')).all(|line| line.contains(" ~")), "{trace:.400}");
    trace.parse::<emrtd::Trace>().unwrap();
    // Where the numbers do not fit, nothing is made up.
    assert_eq!(with_times("> 00\n< 9000\n", &[]), "> 00\n< 9000\n");
}

/// A reader in which a command hangs until the test ends.
struct Hung(Receiver<()>);

impl Slot for Hung {
    fn take(&mut self, _: Pass<'_>) -> Result<Laid, ChipError> {
        Ok(Laid { answer_to_reset: vec![0x3B, 0x00], max_answer: None })
    }

    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, Lost> {
        let _ended = self.0.recv();
        Err(Lost::Reset)
    }

    fn renew(&mut self) -> Result<Laid, Lost> {
        Err(Lost::Reset)
    }

    fn take_again(&mut self, _: Duration, _: Pass<'_>) -> Result<Laid, ChipError> {
        Err(ChipError::Lifted)
    }

    fn absence(&self) -> Option<ChipError> {
        None
    }
}

#[test]
fn a_reader_that_hangs_is_waited_for_once() {
    const SILENCE: Duration = Duration::from_secs(1);
    let (end, ended) = channel();
    let never = AtomicBool::new(false);
    let line = Line::start(move || Hung(ended), &never, SILENCE).unwrap();
    let request = ChipRequest::new("table", vec![], Consent::recorded([3; 32]), [4; 32]);
    let begun = Instant::now();
    let outcome = read(request, line, &mut |_| {});
    assert_eq!(outcome.err(), Some(ChipError::Silent));
    assert!(begun.elapsed() < 2 * SILENCE, "and not for its letting go as well");
    drop(end);
}
