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

mod desk;
mod hand;
mod puppet;
mod reading;
mod stuck;
mod watching;

use std::process::Command;

use stories::pcscd::Pcscd;

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
        .env(desk::PLACE, place.path())
        .env("PCSCLITE_CSOCK_NAME", Pcscd::socket_in(place.path()))
        .status()
        .unwrap();
    assert!(status.success(), "see above");
}
