//! Nobody is held by a command that is in the chip.

use std::time::{Duration, Instant};

use card_sim::Faults;
use reader::chip::ChipError;
use stories::wait::until;

use crate::desk::{Aside, Desk, an};
use crate::puppet::Puppet;

/// How long a cancelled reading may take to return.
const AT_ONCE: Duration = Duration::from_millis(200);

/// Waits until no thread of a reading is left in this process.
fn no_thread_is_left() {
    until("the threads of given-up readings to end", || {
        let threads = std::fs::read_dir("/proc/self/task").unwrap().flatten();
        let mut names = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok());
        (!names.any(|name| name.trim() == "card")).then_some(())
    });
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_cancelled_reading_returns_at_once_and_the_next_waits_until_the_card_is_free() {
    let desk = Desk::open();
    // The first command, the nonce of PACE, and one in the middle of a file.
    for hold in [0, 2, 20] {
        let mut card = Puppet::lay(desk.service.vpcd_port(), an(), hold);
        desk.laid();
        let first = Aside::read(desk.request("000123"));
        card.held.recv().unwrap();
        let begun = Instant::now();
        first.cancel();
        assert_eq!(first.outcome().err(), Some(ChipError::Cancelled));
        assert!(begun.elapsed() < AT_ONCE, "{:?} at {hold}", begun.elapsed());

        let next = Aside::read(desk.request("000123"));
        card.release();
        assert!(next.outcome().is_ok(), "at {hold}");
        no_thread_is_left();
        drop(card);
        desk.lifted();
    }
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_command_without_an_answer_ends_the_reading() {
    let desk = Desk::open();
    let mut card = Puppet::lay(desk.service.vpcd_port(), an(), 4);
    desk.laid();
    let reading = Aside::read(desk.request("000123").answered_within(Duration::from_millis(300)));
    card.held.recv().unwrap();
    assert_eq!(reading.outcome().err(), Some(ChipError::Silent));
    // It is still in the chip, so that the card is not free.
    assert_eq!(desk.read("000123").err(), Some(ChipError::Busy));
    card.release();
    assert!(desk.read("000123").is_ok());
    no_thread_is_left();
}

/// A command that never ends is ended by the card's leaving, or the service's.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_given_up_command_ends_with_the_service() {
    let mut desk = Desk::open();
    let card = Puppet::lay(desk.service.vpcd_port(), an(), 1);
    desk.laid();
    let reading = Aside::read(desk.request("000123"));
    card.held.recv().unwrap();
    reading.cancel();
    assert_eq!(reading.outcome().err(), Some(ChipError::Cancelled));
    desk.service.kill();
    no_thread_is_left();
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn another_program_that_holds_the_card_is_waited_for_and_told() {
    let desk = Desk::open();
    desk.lay(Faults::default());
    let other = pcsc::Context::establish(pcsc::Scope::User).unwrap();
    let name = std::ffi::CString::new(desk.reader.as_str()).unwrap();
    let held = other.connect(&name, pcsc::ShareMode::Exclusive, pcsc::Protocols::ANY).unwrap();
    let begun = Instant::now();
    assert_eq!(desk.read("000123").err(), Some(ChipError::Busy));
    assert!(begun.elapsed() >= Duration::from_secs(2));
    let begun = Instant::now();
    let waiting = Aside::read(desk.request("000123"));
    waiting.cancel();
    assert_eq!(waiting.outcome().err(), Some(ChipError::Cancelled));
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
    drop(held);
    assert!(desk.read("000123").is_ok());
}
