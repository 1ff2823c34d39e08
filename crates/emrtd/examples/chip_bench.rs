//! What one full reading costs, counted by the emulated card: round trips, bytes, and after how many commands the name can
//! show; the figures of a foreign reader over the same card beside them; failures in a thousand sessions; and the time of
//! our side alone.
//!
//! The first line is `luutru short N extended M name-after K`, the rest a table for a README. All but the last line is the
//! same on every machine. The cards lie in process; that a reading through a real PC/SC service costs the same is a test of
//! the crate `reader`.
#![expect(clippy::print_stdout, reason = "a tool that says what it measured")]
#![expect(clippy::expect_used, reason = "a tool that stops when it cannot measure")]
#![expect(clippy::disallowed_methods, reason = "it asks the system how long its own thread ran")]

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use card_sim::{Card, Counts, Profile};
use dmrtd::com::{TransceiveError, Transceiver};
use dmrtd::passport::Passport;
use dmrtd::proto::{can_key::CanKey, dba_key::DBAKey};
use emrtd::{Can, DataTrust, FileId, Output, Password, Progress, Session};
use mrz::MrzKey;

const CAN: &str = "000123";
/// Document number, birth and expiry of the invented holder of the bench cards.
const ZONE: (&str, &str, &str) = ("C01234567", "990515", "390515");
const SESSIONS: usize = 1000;
const REPLAYS: u32 = 50;
/// What both readers read: everything but EF.COM, in our order.
const FILES: [FileId; 6] = [FileId::Dg1, FileId::Sod, FileId::Dg14, FileId::Dg15, FileId::Dg13, FileId::Dg2];

fn main() {
    let (short, extended) = (ours("bench.toml", &can(), true), ours("bench-extended.toml", &can(), true));
    println!("luutru short {} extended {} name-after {}\n", short.commands, extended.commands, name_after(&short));
    println!("| reader | opened by | answers | commands | bytes to the card | bytes from it | name after |");
    println!("|---|---|---|---:|---:|---:|---:|");
    row("emrtd", "PACE, CAN", "short", &short);
    row("emrtd", "PACE, CAN", "extended", &extended);
    row("emrtd", "BAC", "short", &ours("bench.toml", &zone(), false));
    row("emrtd", "BAC", "extended", &ours("bench-extended.toml", &zone(), false));
    row("emrtd", "PACE, CAN, chip authentication", "short", &ours("bench-ca.toml", &can(), true));
    row("emrtd", "PACE, CAN, chip authentication", "extended", &ours("bench-ca-extended.toml", &can(), true));
    row("dmrtd 0.3", "PACE, CAN", "short", &foreign(true));
    row("dmrtd 0.3", "BAC", "short", &foreign(false));
    println!(
        "\nOur side asks for PACE before BAC, in four commands; the foreign one is told which to use, and asks for MF."
    );
    println!("failures {} in {SESSIONS} sessions", failures());
    match processor_time() {
        Some(micros) => println!("cpu {micros} us of our side for one read of the first row, on this machine"),
        None => println!("cpu not known: this system does not say how long a thread ran"),
    }
}

fn row(reader: &str, opened: &str, answers: &str, counts: &Counts) {
    let Counts { commands, bytes_in, bytes_out, .. } = counts;
    println!("| {reader} | {opened} | {answers} | {commands} | {bytes_in} | {bytes_out} | {} |", name_after(counts));
}

fn name_after(counts: &Counts) -> usize {
    counts.name_after.expect("a whole reading has read DG1")
}

fn can() -> Password {
    Password::Can(Can::new(CAN).expect("six digits"))
}

fn zone() -> Password {
    Password::Mrz(MrzKey::new(ZONE.0, ZONE.1, ZONE.2).expect("a key"))
}

fn profile(name: &str, pace: bool) -> Profile {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cards").join(name);
    let mut profile = Profile::load(&file).expect("the bench card is there");
    if !pace {
        profile.chip.pace.clear();
    }
    profile
}

/// Reads a card as behind a reader that does not say how long answers may be, and gives the card's counts.
fn ours(name: &str, password: &Password, pace: bool) -> Counts {
    let mut card = Card::new(&profile(name, pace), [1; 32]).expect("the bench card can be made");
    let atr = card.atr();
    let mut session = Session::new(vec![password.clone()], [2; 32]).on_reader(&atr, None);
    loop {
        match session.poll() {
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Progress(_) => {}
            Output::Interrupted => {
                card.reset();
                session.resume(&atr, None);
            }
            Output::Finished(result) => {
                let reading = result.expect("the bench card can be read");
                assert_eq!(reading.evidence.data(), DataTrust::SelfConsistent, "{name}");
                assert!(FILES.iter().all(|file| reading.files.get(*file).is_some()), "{name}");
                return card.counts();
            }
        }
    }
}

/// The card under a foreign reader.
struct Table(Rc<RefCell<Card>>);

impl Transceiver for Table {
    fn transceive(&mut self, command: &[u8]) -> Result<Vec<u8>, TransceiveError> {
        Ok(self.0.borrow_mut().transmit(command))
    }
}

/// The foreign reader cannot do without SELECT MF, so the card is switched to accept it, and nothing else is changed.
fn foreign(pace: bool) -> Counts {
    let mut profile = profile("bench.toml", true);
    profile.chip.accept_select_mf = true;
    let card = Rc::new(RefCell::new(Card::new(&profile, [1; 32]).expect("the bench card can be made")));
    let mut reader = Passport::new(Table(card.clone()));
    if pace {
        let access = reader.read_ef_card_access().expect("it reads EF.CardAccess");
        let key = CanKey::new(CAN).expect("six digits");
        reader.start_session_pace(key, &access).expect("it opens the chip by PACE");
        reader.api_mut().select_emrtd_application().expect("it selects the application");
    } else {
        let zone = card.borrow().file(card_sim::FileId::Dg1).map(<[u8]>::to_vec).expect("the card has DG1");
        let zone = dmrtd::lds::df1::efdg1::EfDG1::from_bytes(zone).expect("it reads DG1");
        reader.start_session(DBAKey::from_mrz(zone.mrz()).expect("a key")).expect("it opens the chip by BAC");
    }
    for file in FILES {
        reader.api_mut().read_file_by_sfi(file.short_id()).expect("it reads the file");
    }
    card.borrow().counts()
}

/// Sessions up to the name, every one with other random numbers at both ends.
fn failures() -> usize {
    let profile = profile("bench.toml", true);
    let fails = |number: &usize| {
        let mut seed = [3; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        let mut card = Card::new(&profile, seed).expect("the bench card can be made");
        seed[31] = 4;
        let mut session = Session::new(vec![can()], seed);
        loop {
            match session.poll() {
                Output::Transmit(command) => session.answer(&card.transmit(&command)),
                Output::Progress(Progress::Identity(_)) => return false,
                Output::Progress(_) => {}
                Output::Interrupted | Output::Finished(_) => return true,
            }
        }
    };
    (0..SESSIONS).filter(fails).count()
}

/// Microseconds of the processor for one reading against answers that were recorded before: the card costs nothing.
fn processor_time() -> Option<u64> {
    let mut card = Card::new(&profile("bench.toml", true), [1; 32]).expect("the bench card can be made");
    let atr = card.atr();
    let session = || Session::new(vec![can()], [2; 32]).on_reader(&atr, None);
    let mut answers = Vec::new();
    drive(session(), |command| {
        answers.push(card.transmit(command));
        answers.last().cloned().unwrap_or_default()
    });
    let before = ran()?;
    for _ in 0..REPLAYS {
        let mut recorded = answers.iter();
        drive(session(), |_| recorded.next().cloned().unwrap_or_default());
    }
    Some((ran()? - before) / u64::from(REPLAYS) / 1000)
}

fn drive(mut session: Session, mut transmit: impl FnMut(&[u8]) -> Vec<u8>) {
    loop {
        match session.poll() {
            Output::Transmit(command) => session.answer(&transmit(&command)),
            Output::Finished(result) => {
                result.expect("the bench card can be read");
                return;
            }
            _ => {}
        }
    }
}

/// Nanoseconds that this thread has run, as Linux counts them.
fn ran() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}
