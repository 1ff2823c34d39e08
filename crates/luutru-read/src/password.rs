//! From what a person has of a card to the passwords that open its chip.

use std::io::Read;

use document::qr::QrError;
use emrtd::{Can, Password};
use mrz::{MrzError, MrzKey};
use private::Private;

use crate::arguments::Key;

/// The longest that is taken from the standard input: a QR text has some hundred bytes.
const LONGEST: u64 = 4096;

/// Why the password is none. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("--can: cần đúng sáu số CAN, hoặc 12 số định danh")]
    Can,
    #[error("--mrz: {0}")]
    Mrz(#[from] MrzError),
    #[error("--qr: {0}")]
    Qr(#[from] QrError),
    #[error("mã QR này không cho mật khẩu nào")]
    NoKey,
    #[error("không đọc được đầu vào: {0}")]
    Input(std::io::ErrorKind),
}

/// The passwords to try, in their order.
pub fn passwords(key: &Key) -> Result<Vec<Password>, KeyError> {
    match key {
        Key { can: Some(can), .. } => of_can(&given(can)?),
        Key { qr: Some(qr), .. } => of_qr(&given(qr)?),
        Key { mrz, .. } => match mrz.as_slice() {
            [one] => of_zone(&given(one)?),
            several => of_zone(&Private::new(several.join("\n"))),
        },
    }
}

fn given(argument: &str) -> Result<Private<String>, KeyError> {
    if argument != "-" {
        return Ok(Private::new(argument.to_owned()));
    }
    let mut text = String::new();
    std::io::stdin().take(LONGEST).read_to_string(&mut text).map_err(|error| KeyError::Input(error.kind()))?;
    Ok(Private::new(text))
}

/// The access number of a Vietnamese card is the end of its number.
fn of_can(text: &Private<String>) -> Result<Vec<Password>, KeyError> {
    let digits = text.expose().trim();
    let end = if digits.len() == 12 { digits.get(6..).unwrap_or_default() } else { digits };
    Can::new(end).map(|can| vec![Password::Can(can)]).map_err(|_| KeyError::Can)
}

fn of_qr(text: &Private<String>) -> Result<Vec<Password>, KeyError> {
    let shown = document::qr::parse(text.expose().trim_end().as_bytes())?.document();
    Some(reader::chip::passwords(&shown)).filter(|found| !found.is_empty()).ok_or(KeyError::NoKey)
}

/// The lines of the zone, or number, birth and expiry: the latter two have six digits, which no line has.
fn of_zone(text: &Private<String>) -> Result<Vec<Password>, KeyError> {
    let parts: Vec<&str> = text.expose().split_whitespace().collect();
    let key = match parts[..] {
        [number, birth, expiry] if birth.len() == 6 && expiry.len() == 6 => MrzKey::new(number, birth, expiry)?,
        _ => mrz::parse(&parts.join("\n"))?.key(),
    };
    Ok(vec![Password::Mrz(key)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(text: &str) -> Private<String> {
        Private::new(text.to_owned())
    }

    #[test]
    fn an_access_number_is_six_digits_or_the_end_of_twelve() {
        for text in ["000123", "001099000123", " 000123\n"] {
            assert_eq!(of_can(&private(text)).unwrap().len(), 1, "{text}");
        }
        for text in ["", "00123", "0010990001234", "chữ số dài12", "00010990001x3"] {
            assert_eq!(of_can(&private(text)).err(), Some(KeyError::Can), "{text}");
        }
    }

    #[test]
    fn a_code_gives_the_access_number_and_the_keys_of_its_dates() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/qr/an.txt");
        let text = std::fs::read_to_string(path).unwrap();
        assert!(matches!(of_qr(&private(&text)).unwrap()[..], [Password::Can(_), Password::Mrz(_), ..]));
        assert_eq!(of_qr(&private("xin chào")).err(), Some(KeyError::Qr(QrError::NotACard)));
    }

    /// The zone of Doc 9303-3 appendix B.
    #[test]
    fn a_zone_is_taken_as_lines_or_as_its_three_parts() {
        let lines = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
        for text in [lines, "L898902C3 740812 120415"] {
            assert!(matches!(of_zone(&private(text)).unwrap()[..], [Password::Mrz(_)]), "{text}");
        }
        assert!(of_zone(&private("L898902C3 740812")).is_err());
        assert!(of_zone(&private("L898902C3 7408x2 120415")).is_err());
    }
}
