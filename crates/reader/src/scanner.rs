//! Barcode scanners: USB-serial ones and HID POS ones, which give a code's own bytes, and ones that are keyboards, which
//! give its digits and little more.

mod choice;
mod error;
pub mod framing;
pub mod keys;
pub mod report;

#[cfg(target_os = "linux")]
mod found;
#[cfg(target_os = "linux")]
mod keyboard;
#[cfg(target_os = "linux")]
mod pos;
#[cfg(target_os = "linux")]
mod serial;
#[cfg(target_os = "linux")]
mod source;
#[cfg(target_os = "linux")]
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use private::Private;

pub use choice::{ScannerChoice, ScannerChoiceError};
pub use error::ScannerError;
#[cfg(target_os = "linux")]
pub use found::scanners;
pub use framing::{End, Symbology};
#[cfg(target_os = "linux")]
pub use watch::Scanner;

/// How a scanner speaks to the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As a serial port over USB.
    Serial,
    /// As a scanner of the USB class for tills (HID POS).
    Pos,
    /// As a keyboard. It is grabbed: none of its keys reaches a window or an input method.
    Keyboard,
}

/// What a scanner has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerEvent {
    /// It is open and listened to.
    Working(Way),
    /// It does not work; it is tried again by itself until it does.
    Failed(ScannerError),
    /// It has read a code.
    Scanned(Scan),
    /// It sent more than a code can hold, and nothing of it was kept.
    TooLong,
}

/// One code as a scanner gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The bytes of the code; of keys, what they write on a keyboard of the United States, as UTF-8.
    pub bytes: Private<Vec<u8>>,
    /// How far they are the bytes of the code.
    pub carried: Carried,
    /// The kind of code, if the scanner says it.
    pub symbology: Option<Symbology>,
    /// What ended it.
    pub end: End,
    /// How long the scanner took to send or type it, where that can be told.
    pub took: Option<Duration>,
}

/// What a code has gone through on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// Its own bytes, which are UTF-8.
    Whole,
    /// Bytes that are not UTF-8: the scanner is set to another code page, and its letters are not those of the code.
    OtherCodePage,
    /// Keys: digits and dates can be trusted, letters with marks cannot.
    Keys,
    /// Keys, some of which no plain keyboard of the United States has: Alt with digits, or a control key. The scanner is
    /// set to another layout.
    OddKeys,
}

/// A device that is a scanner, or may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannerInfo {
    /// The setting that finds it again wherever it is plugged in.
    pub choice: ScannerChoice,
    /// How it speaks. Every keyboard is listed: a scanner in keyboard mode looks no different.
    pub way: Way,
    /// What the device calls itself; empty if it does not.
    pub name: String,
    /// Where it is now, such as `/dev/ttyACM0`.
    pub path: PathBuf,
    /// Whether this user may open it.
    pub permitted: bool,
}
