//! The reader against the real pcscd and its emulated reader, in a service of the test's own.
//!
//! The client library of PC/SC takes the place of its service from the environment, once for each process. So the one
//! test that the harness runs starts this binary again with that place set, and the rest run in there.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads its environment and fails by panicking"
)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

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
