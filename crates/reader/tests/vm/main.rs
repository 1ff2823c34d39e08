//! Devices that only a kernel can emulate, in a machine of the test's own.
//!
//! The one test that the harness runs starts the machine with the drivers, and this binary again in there: a module of
//! devices holds `#[ignore]`d tests, which run in there only, one after the other, as root.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads its environment and fails by panicking"
)]

mod camera;
mod scanner;

use stories::vm::Vm;

#[test]
fn devices_in_a_machine_of_their_own() {
    match Vm::new() {
        Ok(machine) => println!("{}", machine.run(&[&[camera::DRIVER][..], &scanner::DRIVERS].concat())),
        Err(reason) => {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{reason}");
            eprintln!("skipped: {reason}");
        }
    }
}
