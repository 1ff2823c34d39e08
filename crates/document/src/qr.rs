//! The QR code of the citizen card (2021) and of the identity card (2024).
//!
//! Seven fields parted by `|`: number, old number or nothing, name, birth, sex, address, day of issue; the card of 2024
//! adds four more whose meaning and order are not published. The code is static and unsigned: it fills a form and
//! proves nothing. It holds no expiry.

use jiff::civil::Date;
use private::Private;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::{Birth, Country, Document, Fact, Field, Paper, Sex, Source, name::tidy};

/// Says why a code is not a card's; holds nothing of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QrError {
    /// Not the code of a card. Perhaps the one `VNeID` shows, which changes and has no public decoder: ask for the card.
    #[error("the code is not the code of a card")]
    NotACard,
    /// It starts like a card's code, but has too few fields: the count.
    #[error("the code of a card has at least 7 fields, this one {0}")]
    TooFewFields(usize),
    /// It starts like a card's code, but is not UTF-8, or has a sign in place of letters that somebody did not know: a
    /// scanner that is set to another code page has changed it.
    #[error("the code of a card is UTF-8, this one was changed on its way")]
    Encoding,
    /// One field is not what stands there on a card, such as an impossible date.
    #[error("the field {0:?} of the code is not what a card has there")]
    Malformed(Field),
}

/// Holds the fields of a card's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardQr {
    /// Personal number, 12 digits.
    pub number: Private<String>,
    /// Number of the CMND the card replaced; empty on many cards of both generations.
    pub old_number: Option<Private<String>>,
    /// Full name with its marks, NFC.
    pub name: Private<String>,
    /// Date of birth, or the year where that is all there is.
    pub birth: Private<Birth>,
    /// Sex.
    pub sex: Private<Sex>,
    /// Address as it stands on the card, if any.
    pub address: Option<Private<String>>,
    /// Day of issue; it alone tells the generation.
    pub issued: Private<Date>,
    /// Whatever follows the seventh field, empty ones included. Its meaning is not published, so it has no labels.
    pub extras: Vec<Private<String>>,
}

/// Reads the bytes of a code, raw as the decoder found them: the charset is UTF-8 and is not guessed.
///
/// # Errors
/// [`QrError`] says what else it may be. Nothing is guessed or repaired.
pub fn parse(bytes: &[u8]) -> Result<CardQr, QrError> {
    let bytes = strip_end(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|_| if starts_like_a_card(bytes) { QrError::Encoding } else { QrError::NotACard })?;
    let text: String = text.nfc().collect();
    let fields: Vec<&str> = text.split('|').collect();
    if !starts_like_a_card(bytes) {
        return Err(QrError::NotACard);
    }
    match fields.as_slice() {
        [_, _, name, _, sex, address, _, ..] if [name, sex, address].into_iter().any(|field| is_replaced(field)) => {
            Err(QrError::Encoding)
        }
        [number, old, name, birth, sex, address, issued, extras @ ..] => Ok(CardQr {
            number: Private::new((*number).to_owned()),
            old_number: filled(old),
            name: filled(name).ok_or(QrError::Malformed(Field::Name))?,
            birth: Private::new(read_birth(birth).ok_or(QrError::Malformed(Field::Birth))?),
            sex: Private::new(read_sex(sex).ok_or(QrError::Malformed(Field::Sex))?),
            address: filled(address),
            issued: Private::new(read_day(issued).ok_or(QrError::Malformed(Field::Issued))?),
            extras: extras.iter().map(|extra| Private::new((*extra).to_owned())).collect(),
        }),
        few => Err(QrError::TooFewFields(few.len())),
    }
}

impl CardQr {
    /// Turns the fields into a document; each fact has the source [`Source::Qr`]. Whoever has this card is a citizen,
    /// so the nationality is taken from the kind of card.
    pub fn document(&self) -> Document {
        let text = |value: &Private<String>| Fact { value: value.clone(), source: Source::Qr };
        Document {
            number: Some(text(&self.number)),
            name: Some(text(&self.name)),
            birth: Some(Fact { value: self.birth, source: Source::Qr }),
            sex: Some(Fact { value: self.sex, source: Source::Qr }),
            nationality: Some(Fact::new(Country::VIETNAM, Source::Qr)),
            address: self.address.as_ref().map(text),
            issued: Some(Fact { value: self.issued, source: Source::Qr }),
            old_number: self.old_number.as_ref().map(text),
            ..Document::new(Paper::card_issued_on(*self.issued.expose()))
        }
    }
}

/// Takes off what scanners hang on the end.
pub(crate) fn strip_end(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., 0 | b'\r' | b'\n'] = bytes {
        bytes = rest;
    }
    bytes
}

fn starts_like_a_card(bytes: &[u8]) -> bool {
    let number = bytes.split(|byte| *byte == b'|').next().unwrap_or_default();
    bytes.len() > number.len() && number.len() == 12 && number.iter().all(u8::is_ascii_digit)
}

/// Tells whether a text has the signs that a device writes for letters it does not know. No name, sex or address of a
/// paper holds one.
pub(crate) fn is_replaced(text: &str) -> bool {
    text.contains(['?', char::REPLACEMENT_CHARACTER])
}

fn filled(field: &str) -> Option<Private<String>> {
    let text = tidy(field);
    if text.is_empty() { None } else { Some(Private::new(text)) }
}

fn read_sex(field: &str) -> Option<Sex> {
    match field.trim() {
        "Nam" => Some(Sex::Male),
        "Nữ" => Some(Sex::Female),
        _ => None,
    }
}

/// `ddMMyyyy`. Four digits alone are taken for a year: some papers know no more, and whether the code of a card does
/// is not known.
pub(crate) fn read_birth(field: &str) -> Option<Birth> {
    match field.trim().len() {
        4 => digits(field.trim()).filter(|year| *year >= 1880).map(Birth::Year),
        _ => read_day(field).map(Birth::Day),
    }
}

pub(crate) fn read_day(field: &str) -> Option<Date> {
    let field = field.trim();
    if field.len() != 8 || !field.is_ascii() {
        return None;
    }
    let month_and_day = |range: std::ops::Range<usize>| digits(&field[range]).and_then(|part| i8::try_from(part).ok());
    let year = digits(&field[4..]).filter(|year| *year >= 1880)?;
    Date::new(year, month_and_day(2..4)?, month_and_day(0..2)?).ok()
}

fn digits(text: &str) -> Option<i16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests;
