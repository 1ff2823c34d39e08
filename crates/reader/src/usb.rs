//! Which device it is that is plugged in, as settings say it.

use std::fmt;
use std::str::FromStr;

/// What tells one device from another wherever it is plugged in: `VID:PID[:SERIAL]` in a setting, vendor and product as four
/// hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The number of who made it.
    pub vendor: u16,
    /// The number of what it is.
    pub product: u16,
    /// Its serial number. Many devices have none, and then two of a kind cannot be told apart.
    pub serial: Option<String>,
}

/// The text names no device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a device is written VID:PID or VID:PID:SERIAL")]
pub struct IdentityError;

impl Identity {
    /// Whether a device is the one that is meant: an identity without a serial number means any of its kind.
    pub fn means(&self, device: &Self) -> bool {
        (self.vendor, self.product) == (device.vendor, device.product)
            && (self.serial.is_none() || self.serial == device.serial)
    }
}

impl FromStr for Identity {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let mut parts = text.splitn(3, ':');
        let (vendor, product) = (number(parts.next())?, number(parts.next())?);
        match parts.next() {
            Some("") => Err(IdentityError),
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

fn number(text: Option<&str>) -> Result<u16, IdentityError> {
    let text = text.filter(|text| text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_hexdigit()));
    u16::from_str_radix(text.ok_or(IdentityError)?, 16).map_err(|_| IdentityError)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(vendor: u16, product: u16, serial: Option<&str>) -> Identity {
        Identity { vendor, product, serial: serial.map(str::to_owned) }
    }

    #[test]
    fn identities_are_written_as_they_are_read() {
        let table = [
            ("046d:0825", identity(0x046d, 0x0825, None)),
            ("0c2e:0b6a:18:A B", identity(0x0c2e, 0x0b6a, Some("18:A B"))),
        ];
        for (text, read) in table {
            assert_eq!(text.parse(), Ok(read.clone()), "{text}");
            assert_eq!(read.to_string(), text);
        }
        assert_eq!("05E0:1200".parse(), Ok(identity(0x05e0, 0x1200, None)));
        for wrong in ["", "5e0:1200", "05e0", "05e0:120g", "05e0:1200:", "+5e0:1200", "/dev/x"] {
            assert_eq!(wrong.parse::<Identity>(), Err(IdentityError), "{wrong}");
        }
    }

    #[test]
    fn an_identity_without_a_serial_number_means_any_of_its_kind() {
        let (any, one) = (identity(1, 2, None), identity(1, 2, Some("A")));
        assert!(any.means(&one) && any.means(&any) && one.means(&one));
        assert!(!one.means(&any) && !one.means(&identity(1, 2, Some("B"))) && !any.means(&identity(1, 3, None)));
    }
}
