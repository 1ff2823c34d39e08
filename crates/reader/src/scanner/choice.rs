//! Which scanner, as a setting says it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::usb::{Identity, IdentityError};

/// A scanner by its setting: `none`, `serial:/dev/ttyACM0`, `serial:VID:PID[:SERIAL]` or `hid:VID:PID[:SERIAL]`, vendor
/// and product as four hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerChoice {
    /// No scanner.
    None,
    /// A serial port by its path.
    Port(PathBuf),
    /// A serial port by who made it, wherever it is plugged in.
    Serial(Identity),
    /// A HID POS scanner, or else a keyboard, by who made it. A keyboard chosen so writes into no window any more.
    Hid(Identity),
}

/// The setting names no scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scanner is written none, serial:DEVICE, serial:VID:PID[:SERIAL] or hid:VID:PID[:SERIAL]")]
pub struct ScannerChoiceError;

impl From<IdentityError> for ScannerChoiceError {
    fn from(_: IdentityError) -> Self {
        Self
    }
}

impl FromStr for ScannerChoice {
    type Err = ScannerChoiceError;

    fn from_str(setting: &str) -> Result<Self, ScannerChoiceError> {
        match setting.split_once(':') {
            None if setting == "none" => Ok(Self::None),
            Some(("serial", path)) if path.starts_with('/') => Ok(Self::Port(path.into())),
            Some(("serial", identity)) => Ok(Self::Serial(identity.parse()?)),
            Some(("hid", identity)) => Ok(Self::Hid(identity.parse()?)),
            _ => Err(ScannerChoiceError),
        }
    }
}

impl fmt::Display for ScannerChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Port(path) => write!(f, "serial:{}", path.display()),
            Self::Serial(identity) => write!(f, "serial:{identity}"),
            Self::Hid(identity) => write!(f, "hid:{identity}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(vendor: u16, product: u16, serial: Option<&str>) -> Identity {
        Identity { vendor, product, serial: serial.map(str::to_owned) }
    }

    #[test]
    fn settings_name_scanners_and_are_written_as_they_are_read() {
        let table = [
            ("none", ScannerChoice::None),
            ("serial:/dev/ttyACM0", ScannerChoice::Port("/dev/ttyACM0".into())),
            ("serial:0c2e:0b6a", ScannerChoice::Serial(identity(0x0c2e, 0x0b6a, None))),
            ("serial:0c2e:0b6a:18:A B", ScannerChoice::Serial(identity(0x0c2e, 0x0b6a, Some("18:A B")))),
            ("hid:05e0:1200", ScannerChoice::Hid(identity(0x05e0, 0x1200, None))),
        ];
        for (setting, choice) in table {
            assert_eq!(setting.parse(), Ok(choice.clone()), "{setting}");
            assert_eq!(choice.to_string(), setting);
        }
        assert_eq!("hid:05E0:1200".parse(), Ok(ScannerChoice::Hid(identity(0x05e0, 0x1200, None))));
        for wrong in [
            "",
            "None",
            "serial",
            "serial:",
            "serial:ttyACM0",
            "hid:/dev/x",
            "hid:5e0:1200",
            "hid:05e0",
            "hid:05e0:120g",
            "hid:05e0:1200:",
            "usb:05e0:1200",
            "hid:+5e0:1200",
        ] {
            assert_eq!(wrong.parse::<ScannerChoice>(), Err(ScannerChoiceError), "{wrong}");
        }
    }
}
