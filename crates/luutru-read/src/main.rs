//! `luutru-read`: the installer's tool. `chip` reads the chip of one card, prints what it says and what it proves, step by
//! step, and what the conversation cost; `readers` watches readers and cards; `image` says what stands in pictures;
//! `camera` and `scanner` list what is plugged in, or say what one of them delivers and what is wrong with its setting;
//! `receipt` checks a hub's receipts without a network.
//!
//! It writes nothing but the trace that is asked for, and that without the person in it.
#![expect(
    clippy::disallowed_methods,
    reason = "a program: it waits for devices, reads the clock and draws its randomness from the system"
)]

mod arguments;
mod camera;
mod chip;
mod evidence;
mod exit;
mod facts;
mod image;
mod password;
mod readers;
mod receipt;
mod recognised;
mod scanner;
mod seen;
mod stopwatch;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use jiff::civil::Date;
use jiff::{Timestamp, tz};

use arguments::{Arguments, Task};
use exit::Exit;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // The terminal may be closed; the code says it all the same.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Read }.into();
        }
    };
    match arguments.task {
        Task::Chip(task) => chip::run(&task),
        Task::Readers(task) => readers::run(&task),
        Task::Image(task) => image::run(&task),
        Task::Camera(task) => camera::run(&task),
        Task::Scanner(task) => scanner::run(&task),
        Task::Receipt(task) => receipt::run(&task),
    }
    .into()
}

/// A line for whoever asked. A closed pipe ends nothing.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A line for the person at the keyboard.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Today in Vietnam.
fn today() -> Date {
    Timestamp::now().to_zoned(tz::TimeZone::fixed(tz::offset(7))).date()
}

/// Bytes in capitals, as ATRs are written.
fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0F)]).collect()
}
