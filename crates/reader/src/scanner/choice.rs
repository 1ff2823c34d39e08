//! Which scanner, as a setting says it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

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

/// What tells one device from another wherever it is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The number of who made it.
    pub vendor: u16,
    /// The number of what it is.
    pub product: u16,
    /// Its serial number. Many devices have none, and then two of a kind cannot be told apart.
    pub serial: Option<String>,
}

/// The setting names no scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scanner is written none, serial:DEVICE, serial:VID:PID[:SERIAL] or hid:VID:PID[:SERIAL]")]
pub struct ScannerChoiceError;

impl FromStr for ScannerChoice {
    type Err = ScannerChoiceError;

    fn from_str(setting: &str) -> Result<Self, ScannerChoiceError> {
        match setting.split_once(':') {
            None if setting == "none" => Ok(Self::None),
            Some(("serial", path)) if path.starts_with('/') => Ok(Self::Port(path.into())),
            Some(("serial", identity)) => identity.parse().map(Self::Serial),
            Some(("hid", identity)) => identity.parse().map(Self::Hid),
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

impl FromStr for Identity {
    type Err = ScannerChoiceError;

    fn from_str(text: &str) -> Result<Self, ScannerChoiceError> {
        let mut parts = text.splitn(3, ':');
        let (vendor, product) = (number(parts.next())?, number(parts.next())?);
        match parts.next() {
            Some("") => Err(ScannerChoiceError),
            serial => Ok(Self { vendor, product, serial: serial.map(str::to_owned) }),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}:{:04x}", self.vendor, self.product)?;
        self.serial.iter().try_for_each(|serial| write!(f, ":{serial}"))
    }
}

impl Identity {
    /// Whether a device is the one that is meant: an identity without a serial number means any of its kind.
    pub fn means(&self, device: &Self) -> bool {
        (self.vendor, self.product) == (device.vendor, device.product)
            && (self.serial.is_none() || self.serial == device.serial)
    }
}

fn number(text: Option<&str>) -> Result<u16, ScannerChoiceError> {
    let text = text.filter(|text| text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_hexdigit()));
    u16::from_str_radix(text.ok_or(ScannerChoiceError)?, 16).map_err(|_| ScannerChoiceError)
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

    #[test]
    fn an_identity_without_a_serial_number_means_any_of_its_kind() {
        let (any, one) = (identity(1, 2, None), identity(1, 2, Some("A")));
        assert!(any.means(&one) && any.means(&any) && one.means(&one));
        assert!(!one.means(&any) && !one.means(&identity(1, 2, Some("B"))) && !any.means(&identity(1, 3, None)));
    }
}
