//! The reader against the real pcscd and its emulated reader, in a service of the test's own.
//!
//! The client library of PC/SC takes the place of its service from the environment, once for each process. So the one
//! test that the harness runs starts this binary again with that place set, and the rest run in there.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads its environment and fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use card_sim::{Card, Chip, Faults, Pad, Profile};
use emrtd::{Output, Session};
use reader::chip::{Can, ChipError, ChipReading, Password, Progress, passwords, read_chip, to_document};
use reader::{ReaderEvent, Readers, Watch};
use stories::pcscd::Pcscd;

const PATIENCE: Duration = Duration::from_mins(1);
const PLACE: &str = "LUUTRU_TEST_PCSCD";

#[test]
fn the_reader_with_a_real_pcscd() {
    if let Some(reason) = Pcscd::missing() {
        assert!(std::env::var_os("CI").is_none(), "{reason}");
        eprintln!("skipped: {reason}");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--test-threads=1"])
        .env(PLACE, place.path())
        .env("PCSCLITE_CSOCK_NAME", Pcscd::socket_in(place.path()))
        .status()
        .unwrap();
    assert!(status.success(), "see above");
}

fn place() -> PathBuf {
    std::env::var_os(PLACE).expect("run by the_reader_with_a_real_pcscd").into()
}

fn logs() -> PathBuf {
    place().join("logs")
}

/// Watches the slot that the emulated card lies in.
fn watch() -> (Watch, Receiver<ReaderEvent>) {
    let (tell, events) = channel();
    let watch = Readers::watch(|name| name.ends_with("00 00"), move |event| drop(tell.send(event)));
    (watch, events)
}

fn next(events: &Receiver<ReaderEvent>) -> ReaderEvent {
    events.recv_timeout(PATIENCE).expect("something happens")
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_service_that_is_absent_comes_dies_and_comes_back() {
    let (watch, events) = watch();
    assert_eq!(next(&events), ReaderEvent::ServiceGone);
    let mut service = Pcscd::start_in(&place(), &logs());
    let reader = service.reader_name();
    assert_eq!(next(&events), ReaderEvent::ServiceUp);
    assert_eq!(next(&events), ReaderEvent::Plugged { reader: reader.clone() });
    service.kill();
    assert_eq!(next(&events), ReaderEvent::Unplugged { reader: reader.clone() });
    assert_eq!(next(&events), ReaderEvent::ServiceGone);
    service.start_again(&logs());
    assert_eq!(next(&events), ReaderEvent::ServiceUp);
    assert_eq!(next(&events), ReaderEvent::Plugged { reader });
    drop(watch);
    assert!(events.recv().is_err(), "the watch has ended and said nothing more");
}

/// A service with the emulated reader, a place to lay cards on, and a watch on it.
struct Desk {
    reader: String,
    pad: Pad,
    serving: Option<JoinHandle<()>>,
    events: Receiver<ReaderEvent>,
    _watch: Watch,
    service: Pcscd,
}

impl Desk {
    fn open() -> Self {
        let service = Pcscd::start_in(&place(), &logs());
        let (watch, events) = watch();
        let reader = service.reader_name();
        while next(&events) != (ReaderEvent::Plugged { reader: reader.clone() }) {}
        let (pad, address) = (Pad::new(None), format!("127.0.0.1:{}", service.vpcd_port()));
        let served = pad.clone();
        let serving = Some(thread::spawn(move || served.serve(&address).unwrap()));
        Self { reader, pad, serving, events, _watch: watch, service }
    }

    /// Lays a card down and waits until the reader tells of it.
    fn lay(&self, faults: Faults) {
        self.lay_card(an(), faults);
    }

    fn lay_card(&self, card: Card, faults: Faults) {
        self.pad.set_faults(faults);
        self.pad.lay("card", card).unwrap();
        assert_eq!(next(&self.events), ReaderEvent::Laid { reader: self.reader.clone() });
    }

    fn lifted(&self) {
        assert_eq!(next(&self.events), ReaderEvent::Lifted { reader: self.reader.clone() });
    }

    fn read(&self, passwords: Vec<Password>) -> Result<Box<ChipReading>, ChipError> {
        self.read_with(passwords, &mut |_| (), &AtomicBool::new(false))
    }

    fn read_with(
        &self,
        passwords: Vec<Password>,
        on_progress: &mut dyn FnMut(Progress),
        cancel: &AtomicBool,
    ) -> Result<Box<ChipReading>, ChipError> {
        read_chip(&self.reader, passwords, SEED, Vec::new(), on_progress, cancel)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.pad.stop();
        let _ = self.serving.take().map(JoinHandle::join);
    }
}

const SEED: [u8; 32] = [5; 32];

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path)
}

fn an() -> Card {
    Card::load(&fixture("cards/an.toml"), [9; 32]).unwrap()
}

fn can(digits: &str) -> Vec<Password> {
    vec![Password::Can(Can::new(digits).unwrap())]
}

/// The same conversation without a reader.
fn in_process(passwords: Vec<Password>) -> Box<ChipReading> {
    let (mut card, mut session) = (an(), Session::new(passwords, SEED));
    loop {
        match session.poll() {
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Progress(_) => {}
            Output::Interrupted => panic!("nothing interrupts here"),
            Output::Finished(result) => return result.unwrap(),
        }
    }
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_reads_the_same_through_the_service_as_in_process() {
    let desk = Desk::open();
    let today = jiff::civil::date(2026, 7, 1);
    let code = std::fs::read(fixture("qr/an.txt")).unwrap();
    let shown = document::qr::parse(&code).unwrap().document();

    desk.lay(Faults::default());
    let mut told = Vec::new();
    let reading = desk.read_with(passwords(&shown), &mut |step| told.push(step), &AtomicBool::new(false)).unwrap();
    let expected = in_process(passwords(&shown));
    assert!(reading.files.iter().eq(expected.files.iter()), "every file is the same, byte for byte");
    assert!(reading.files.iter().count() >= 6);
    assert_eq!(reading.counts, expected.counts);
    let place = |wanted: fn(&Progress) -> bool| told.iter().position(wanted).expect("it is told");
    let (opened, named) = (
        place(|progress| matches!(progress, Progress::Opened { .. })),
        place(|progress| matches!(progress, Progress::Identity(_))),
    );
    let checked = place(|progress| matches!(progress, Progress::Checked));
    assert!(opened < named && named < checked && checked == told.len() - 1, "{opened} {named} {checked}");

    let report = desk.pad.report().counts;
    assert_eq!(report.commands, reading.counts.round_trips, "the card counted what the reader did");
    assert_eq!((report.bytes_in, report.bytes_out), (reading.counts.bytes_sent, reading.counts.bytes_received));

    let document = to_document(&reading, today);
    assert_eq!(document.name.unwrap().value, shown.name.as_ref().unwrap().value);
    assert_eq!(document.address.unwrap().source, document::Source::Chip);
    assert_eq!(document.verdict.data, document::DataTrust::SelfConsistent);

    // The card was reset, so it can be read again without being lifted; and reading tells of no move.
    assert!(desk.read(passwords(&shown)).is_ok());
    desk.pad.lift().unwrap();
    desk.lifted();
}

/// A card of `fixtures/cards`, its chip changed.
fn card(name: &str, change: impl FnOnce(&mut Chip)) -> Card {
    let mut profile = Profile::load(&fixture("cards").join(name)).unwrap();
    change(&mut profile.chip);
    Card::new(&profile, [9; 32]).unwrap()
}

/// What a reading costs, as the card counts it. The emulated reader says nothing about lengths.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn extended_length_is_used_where_the_card_announces_it() {
    let desk = Desk::open();
    let (yes, silent) = ([0x00, 0x73, 0xC8, 0x40, 0x53, 0x00, 0x90, 0x00], *b"JCOP242R");
    let unsaid = |chip: &mut Chip| chip.historical = Some(silent);
    let cases: [(&str, Card, usize, usize, usize); 6] = [
        ("short", card("bench.toml", |_| ()), 95, 0, 8),
        ("extended, by its ATR", card("bench-extended.toml", |_| ()), 13, 6, 8),
        ("extended, by its EF.ATR/INFO", card("bench-extended.toml", unsaid), 14, 6, 9),
        ("says nothing", card("bench.toml", unsaid), 96, 0, 9),
        ("refuses what it announced", card("bench.toml", |chip| chip.historical = Some(yes)), 96, 1, 9),
        // DG1 gets through, EF.SOD does not.
        (
            "long answers are lost",
            card("bench-extended.toml", |chip| chip.longest_answer = Some(1000)),
            9 + 7 + 87,
            2,
            8,
        ),
    ];
    for (name, card, commands, extended, name_after) in cases {
        desk.lay_card(card, Faults::default());
        let reading = desk.read(can("000123")).unwrap();
        assert_eq!(
            reading.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>(),
            93 + 1720 + 395 + 93 + 623 + 16097
        );
        assert_eq!(reading.evidence.data(), emrtd::DataTrust::SelfConsistent, "{name}");
        let counts = desk.pad.report().counts;
        assert_eq!(
            (counts.commands, counts.extended, counts.name_after),
            (commands, extended, Some(name_after)),
            "{name}"
        );
        desk.pad.lift().unwrap();
        desk.lifted();
    }
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_lifted_from_an_extended_reading_is_lifted() {
    let desk = Desk::open();
    for index in [7, 8, 12] {
        desk.lay_card(card("bench-extended.toml", |_| ()), Faults { lift_at: Some(index), ..Faults::default() });
        assert_eq!(desk.read(can("000123")).err(), Some(ChipError::Lifted), "at command {index}");
        desk.lifted();
    }
    // In the second reading, after the reset that a lost answer brings.
    let lossy = card("bench-extended.toml", |chip| chip.longest_answer = Some(1000));
    desk.lay_card(lossy, Faults { lift_at: Some(30), ..Faults::default() });
    assert_eq!(desk.read(can("000123")).err(), Some(ChipError::Lifted));
    desk.lifted();
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_lifted_at_a_command_is_lifted() {
    let desk = Desk::open();
    let whole = in_process(can("000123")).counts.round_trips;
    for index in [0, 1, 4, 7, whole / 2, whole - 1] {
        desk.lay(Faults { lift_at: Some(index), ..Faults::default() });
        assert_eq!(desk.read(can("000123")).err(), Some(ChipError::Lifted), "at command {index}");
        desk.lifted();
    }
    desk.lay(Faults { lift_at: Some(whole), ..Faults::default() });
    assert!(desk.read(can("000123")).is_ok(), "one later, everything is read");
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn what_stands_in_the_way_is_told_apart() {
    let desk = Desk::open();
    assert_eq!(desk.read(can("000123")).err(), Some(ChipError::Lifted), "no card");
    let elsewhere = read_chip("Another", can("000123"), SEED, vec![], &mut |_| (), &AtomicBool::new(false));
    assert_eq!(elsewhere.err(), Some(ChipError::ReaderGone));

    desk.lay(Faults::default());
    assert_eq!(desk.read(can("999999")).err(), Some(ChipError::WrongKey));
    assert_eq!(desk.read(vec![]).err(), Some(ChipError::NoKey));
    let cancel = AtomicBool::new(false);
    let cancelled = desk.read_with(can("000123"), &mut |_| cancel.store(true, Ordering::Relaxed), &cancel);
    assert_eq!(cancelled.err(), Some(ChipError::Cancelled));

    let other = pcsc::Context::establish(pcsc::Scope::User).unwrap();
    let name = std::ffi::CString::new(desk.reader.as_str()).unwrap();
    let held = other.connect(&name, pcsc::ShareMode::Exclusive, pcsc::Protocols::ANY).unwrap();
    assert_eq!(desk.read(can("000123")).err(), Some(ChipError::Busy));
    drop(held);
    assert!(desk.read(can("000123")).is_ok());
}

/// As when a person begins anew: the reading that was given up still holds the card.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_reading_waits_until_the_one_before_has_let_go() {
    let desk = Desk::open();
    desk.lay(Faults::default());
    let (reader, cancel) = (desk.reader.clone(), AtomicBool::new(false));
    let mut next = None;
    let first = desk.read_with(
        can("000123"),
        &mut |_| {
            if !cancel.swap(true, Ordering::Relaxed) {
                let (begins, begun) = channel();
                let reader = reader.clone();
                next = Some(thread::spawn(move || {
                    begins.send(()).unwrap();
                    read_chip(&reader, can("000123"), SEED, vec![], &mut |_| (), &AtomicBool::new(false))
                }));
                begun.recv().unwrap();
            }
        },
        &cancel,
    );
    assert_eq!(first.err(), Some(ChipError::Cancelled));
    assert!(next.unwrap().join().unwrap().is_ok());
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_service_that_dies_during_a_reading_is_gone() {
    let mut desk = Desk::open();
    desk.lay(Faults::default());
    let mut service = Some(&mut desk.service);
    let reader = desk.reader.clone();
    let outcome = read_chip(
        &reader,
        can("000123"),
        SEED,
        vec![],
        &mut |_| {
            if let Some(service) = service.take() {
                service.kill();
            }
        },
        &AtomicBool::new(false),
    );
    assert_eq!(outcome.err(), Some(ChipError::ServiceGone));
    desk.lifted();
    assert_eq!(next(&desk.events), ReaderEvent::Unplugged { reader: desk.reader.clone() });
    assert_eq!(next(&desk.events), ReaderEvent::ServiceGone);
    let again = desk.read(can("000123"));
    assert_eq!(again.err(), Some(ChipError::ServiceGone));
}
