//! What a scanner that types like a keyboard leaves of a code.
//!
//! Letters with marks have no key: they arrive as other letters, with digits among them (`Nguye6n4`), as question marks,
//! or not at all, and nobody can tell which. Digits stand where they stood. So a card's numbers and dates are taken, its sex
//! where the word is beyond doubt, and never its name and address. Of a machine readable zone, which is plain letters with
//! check digits, everything is taken.

use jiff::civil::Date;
use private::Private;
use thiserror::Error;

use crate::qr::{read_birth, read_day};
use crate::{Country, Document, Fact, Field, Paper, Sex, Source};

/// Says why what was typed is no card's code; holds nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WedgeError {
    /// It is neither a card's code nor a machine readable zone.
    #[error("what was typed is no code of a card")]
    NotACode,
    /// It begins like a card's code, but what parts its fields cannot be told from what stands in them.
    #[error("the fields of the code cannot be told apart")]
    Unparted,
    /// This field is not what stands there on a card: digits were lost or changed on the way.
    #[error("the field {0:?} was changed on its way")]
    Changed(Field),
    /// It looks like a machine readable zone and its check digits do not fit.
    #[error("the machine readable zone was changed on its way: {0}")]
    Zone(mrz::MrzError),
}

/// Fewest letters of a machine readable zone; shorter texts are not called one.
const SHORTEST_ZONE: usize = 72;

/// Takes what can be trusted of a code that was typed; `today` settles the century of a zone's birth.
///
/// # Errors
/// [`WedgeError`]. What is in doubt is refused, not repaired.
pub fn parse(text: &str, today: Date) -> Result<Document, WedgeError> {
    let text = text.trim();
    if let Some((number, rest)) = number_first(text) {
        return card(number, rest);
    }
    match mrz::parse(text) {
        Ok(zone) => Ok(Document::from_mrz(&zone, Source::Mrz, today)),
        Err(error) if looks_like_a_zone(text) => Err(WedgeError::Zone(error)),
        Err(_) => Err(WedgeError::NotACode),
    }
}

/// The twelve digits at the beginning of a card's code, with what follows them: at least what parts the fields.
fn number_first(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = text.split_at_checked(12)?;
    let parted = rest.chars().next().is_some_and(|sign| !sign.is_alphanumeric());
    (number.bytes().all(|byte| byte.is_ascii_digit()) && parted).then_some((number, rest))
}

fn card(number: &str, rest: &str) -> Result<Document, WedgeError> {
    let bar = parting(rest)?;
    let fields: Vec<&str> = rest.split(bar).skip(1).map(str::trim).collect();
    let [old, _name, birth, sex, _address, issued, ..] = fields.as_slice() else {
        return Err(WedgeError::Unparted);
    };
    let old = old_number(old)?;
    let birth = read_birth(birth).ok_or(WedgeError::Changed(Field::Birth))?;
    let issued = read_day(issued).ok_or(WedgeError::Changed(Field::Issued))?;
    let fact = |text: &str| Fact { value: Private::new(text.to_owned()), source: Source::Qr };
    Ok(Document {
        number: Some(fact(number)),
        old_number: old.map(fact),
        birth: Some(Fact::new(birth, Source::Qr)),
        sex: read_sex(sex).map(|sex| Fact::new(sex, Source::Qr)),
        nationality: Some(Fact::new(Country::VIETNAM, Source::Qr)),
        issued: Some(Fact::new(issued, Source::Qr)),
        ..Document::new(Paper::card_issued_on(issued))
    })
}

/// What parts the fields. It is the sign behind the number: another layout writes another one for the bar, and a lost Shift
/// the sign below it. A sign that names and addresses hold parts nothing.
fn parting(rest: &str) -> Result<&'static [char], WedgeError> {
    const OF_ONE_KEY: &[char] = &['|', '\\', '¦'];
    const OTHERS: &[char] = &['~', '*', '>', '<', '°', '§', '^', '#', '_', '!'];
    let first = rest.chars().next().ok_or(WedgeError::Unparted)?;
    if OF_ONE_KEY.contains(&first) {
        return Ok(OF_ONE_KEY);
    }
    let place = OTHERS.iter().position(|sign| *sign == first).ok_or(WedgeError::Unparted)?;
    Ok(&OTHERS[place..=place])
}

/// Nothing, nine digits of an old card or twelve of one; anything else has been changed.
fn old_number(field: &str) -> Result<Option<&str>, WedgeError> {
    let digits = matches!(field.len(), 9 | 12) && field.bytes().all(|byte| byte.is_ascii_digit());
    match field {
        "" => Ok(None),
        number if digits => Ok(Some(number)),
        _ => Err(WedgeError::Changed(Field::OldNumber)),
    }
}

/// `Nam` has no marks and arrives whole; `Nữ` as itself, without its marks, or with them typed behind as Telex (`w`, `x`)
/// and VNI (`7`, `4`) have them. Any other word is nobody's sex.
fn read_sex(field: &str) -> Option<Sex> {
    match crate::fold(field).as_str() {
        "nam" => Some(Sex::Male),
        "nu" | "nuwx" | "nuxw" | "nu74" | "nu47" => Some(Sex::Female),
        _ => None,
    }
}

fn looks_like_a_zone(text: &str) -> bool {
    let letters = || text.chars().filter(|sign| !sign.is_whitespace());
    letters().count() >= SHORTEST_ZONE && letters().filter(|sign| *sign == '<').count() >= 5
}

#[cfg(test)]
mod tests;
