use jiff::civil::Date;
use mrz::{Mrz, MrzError};
use private::Private;
use thiserror::Error;

use crate::insurance::{self, InsuranceCard};
use crate::number::{self, NumberKind};
use crate::qr::{self, CardQr, QrError};
use crate::{Document, Field, Source};

/// Says what a text is that a device has delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// The QR code of a citizen card (2021) or identity card (2024).
    Card(CardQr),
    /// The machine readable zone of a passport or card.
    Zone(Box<Mrz>),
    /// The code of a health insurance card: it names a person, and is no identity card.
    Insurance(InsuranceCard),
    /// A text of no known form, such as the bar code of a card of before 2021, in which one number stands that could be a
    /// personal number. A suggestion, to be taken by a person and never silently.
    Number(Private<String>),
}

/// Says why nothing could be made of a text; holds nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unrecognised {
    /// It starts like a card's code and is none: most often a scanner has changed it.
    #[error("a card's code that cannot be read: {0}")]
    Card(#[source] QrError),
    /// It has the length and the letters of a zone, but a check digit or a field does not fit.
    #[error("a zone that cannot be read: {0}")]
    Zone(#[source] MrzError),
    /// It is a health insurance code with a field that does not fit.
    #[error("a health insurance code whose {0:?} cannot be read")]
    Insurance(Field),
    /// Something else; perhaps the code that `VNeID` shows, which has no public decoder: ask for the card.
    #[error("no code of a paper that is known here")]
    Other,
}

/// Recognises a text that a camera or a scanner has delivered, raw as it came. `today` settles the century of a birth.
///
/// # Errors
/// [`Unrecognised`]. Nothing is guessed or repaired.
pub fn recognise(bytes: &[u8], today: Date) -> Result<Recognised, Unrecognised> {
    match qr::parse(bytes) {
        Ok(card) => return Ok(Recognised::Card(card)),
        Err(QrError::NotACard) => {}
        Err(error) => return Err(Unrecognised::Card(error)),
    }
    let text = std::str::from_utf8(qr::strip_end(bytes)).unwrap_or_default();
    if let Some(insurance) = insurance::parse(text, today) {
        return insurance.map(Recognised::Insurance).map_err(Unrecognised::Insurance);
    }
    match mrz::parse(text) {
        Ok(zone) => return Ok(Recognised::Zone(Box::new(zone))),
        Err(MrzError::Length(_) | MrzError::Character(_)) => {}
        Err(error) => return Err(Unrecognised::Zone(error)),
    }
    only_number(bytes).map(Recognised::Number).ok_or(Unrecognised::Other)
}

impl Recognised {
    /// Gives the document it makes; a number alone makes none.
    pub fn document(&self, today: Date) -> Option<Document> {
        match self {
            Self::Card(card) => Some(card.document()),
            Self::Zone(zone) => Some(Document::from_mrz(zone, Source::Mrz, today)),
            Self::Insurance(card) => Some(card.document()),
            Self::Number(_) => None,
        }
    }
}

/// The one number of the text that could be a personal number: twelve digits by themselves, of a place that exists. An
/// address on the web and a code to pay by hold many digits, and none of them is anybody's.
fn only_number(bytes: &[u8]) -> Option<Private<String>> {
    let foreign = bytes.starts_with(b"000201") || bytes.windows(3).any(|three| three == b"://");
    let words = bytes.split(|byte| !byte.is_ascii_alphanumeric());
    let mut numbers = words
        .filter_map(|word| std::str::from_utf8(word).ok())
        .filter(|word| !foreign && NumberKind::of(word, false) == NumberKind::Personal && number::is_of_a_place(word));
    let first = numbers.next()?;
    numbers.all(|another| another == first).then(|| Private::new(first.to_owned()))
}

#[cfg(test)]
mod tests;
