use std::ops::Range;

use private::Private;

use crate::{Checked, Format, Mrz, MrzDate, MrzError, Sex, check_digit, names};

/// Reads a machine readable zone from printed lines or from the one string of data group 1.
///
/// White space is skipped and small letters are taken as capitals: a keyboard scanner types them when Caps Lock
/// is on.
///
/// # Errors
/// [`MrzError`] names the first thing that does not fit; nothing is guessed or repaired.
pub fn parse(text: &str) -> Result<Mrz, MrzError> {
    let zone = clean(text)?;
    let (zone, doubts) = read(&zone, layout(zone.len())?);
    doubts.first().map_or(Ok(zone), |doubt| Err(*doubt))
}

/// Reads a zone that came over an authenticated channel, where no character was misread: what does not fit is the
/// issuer's, and a person's facts are worth more than none. Gives the zone with all that does not fit, in the order of
/// [`parse`]'s looking.
///
/// A wrong check digit changes nothing; a date that is none counts as unknown, a sex that is none as unspecified, a
/// character that cannot stand in a zone as a filler.
///
/// # Errors
/// [`MrzError::Length`]: where the fields stand is not known then.
pub fn parse_leniently(text: &str) -> Result<(Mrz, Vec<MrzError>), MrzError> {
    let mut strange = None;
    let letters: Vec<char> = text.chars().filter(|letter| !matches!(letter, '\n' | '\r')).collect();
    // Blanks stand for fillers only where the zone is whole with them.
    let blanks = layout(letters.len()).is_ok();
    let mut zone = String::with_capacity(90);
    for letter in letters.into_iter().filter(|letter| blanks || !letter.is_whitespace()) {
        let known = zone_letter(letter);
        if known.is_none() {
            strange = strange.or(Some(MrzError::Character(zone.len())));
        }
        zone.push(known.unwrap_or('<'));
    }
    let (zone, doubts) = read(&zone, layout(zone.len())?);
    Ok((zone, strange.into_iter().chain(doubts).collect()))
}

fn layout(length: usize) -> Result<(Format, &'static Layout), MrzError> {
    match length {
        90 => Ok((Format::Td1, &TD1)),
        72 => Ok((Format::Td2, &TD2)),
        88 => Ok((Format::Td3, &TD3)),
        other => Err(MrzError::Length(other)),
    }
}

/// Where the fields stand, counted from 0 over all lines joined (Doc 9303 parts 4, 5 and 6).
struct Layout {
    /// The check digit follows the nine characters.
    number: Range<usize>,
    nationality: Range<usize>,
    birth: Range<usize>,
    sex: usize,
    expiry: Range<usize>,
    optional: [Range<usize>; 2],
    /// The check digit over the optional data, which only TD3 has.
    optional_check: Option<usize>,
    composite: usize,
    composite_over: [Range<usize>; 4],
    names: Range<usize>,
}

const TD1: Layout = Layout {
    number: 5..14,
    nationality: 45..48,
    birth: 30..36,
    sex: 37,
    expiry: 38..44,
    optional: [15..30, 48..59],
    optional_check: None,
    composite: 59,
    composite_over: [5..30, 30..37, 38..45, 48..59],
    names: 60..90,
};

const TD2: Layout = Layout {
    number: 36..45,
    nationality: 46..49,
    birth: 49..55,
    sex: 56,
    expiry: 57..63,
    optional: [64..71, 0..0],
    optional_check: None,
    composite: 71,
    composite_over: [36..46, 49..56, 57..71, 0..0],
    names: 5..36,
};

const TD3: Layout = Layout {
    number: 44..53,
    nationality: 54..57,
    birth: 57..63,
    sex: 64,
    expiry: 65..71,
    optional: [72..86, 0..0],
    optional_check: Some(86),
    composite: 87,
    composite_over: [44..54, 57..64, 65..87, 0..0],
    names: 5..44,
};

fn clean(text: &str) -> Result<String, MrzError> {
    let mut zone = String::with_capacity(90);
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        zone.push(zone_letter(letter).ok_or(MrzError::Character(zone.len()))?);
    }
    Ok(zone)
}

fn zone_letter(letter: char) -> Option<char> {
    Some(letter.to_ascii_uppercase()).filter(|letter| matches!(letter, 'A'..='Z' | '0'..='9' | '<'))
}

/// What does not fit, in the order of looking.
type Doubts = Vec<MrzError>;

/// Reads the fields of a clean zone of the right length, and all that does not fit.
fn read(zone: &str, (format, at): (Format, &Layout)) -> (Mrz, Doubts) {
    let mut doubts = Doubts::new();
    checked(zone, &at.birth, Checked::Birth, &mut doubts);
    checked(zone, &at.expiry, Checked::Expiry, &mut doubts);
    let (number, optional) = number(zone, at, &mut doubts);
    optional_fits(zone, at, &mut doubts);
    composite_fits(zone, at, &mut doubts);
    let (surname, given) = names::split(&zone[at.names.clone()]);
    let zone = Mrz {
        format,
        document_code: trimmed(&zone[0..2]),
        issuer: trimmed(&zone[2..5]),
        nationality: trimmed(&zone[at.nationality.clone()]),
        number: Private::new(number),
        optional: Private::new(optional),
        birth: Private::new(date(&zone[at.birth.clone()], &mut doubts)),
        sex: sex(zone.as_bytes()[at.sex], &mut doubts),
        expiry: date(&zone[at.expiry.clone()], &mut doubts),
        surname: Private::new(surname),
        given: Private::new(given),
    };
    (zone, doubts)
}

/// Reads number and optional data. A filler in the place of the check digit means that the number goes on in the
/// optional field, its check digit last (Doc 9303-5 §4.2.2 note j).
fn number(zone: &str, at: &Layout, doubts: &mut Doubts) -> (String, String) {
    let (first, second) = (&zone[at.optional[0].clone()], trimmed(&zone[at.optional[1].clone()]));
    let head = &zone[at.number.clone()];
    let overflow = zone.as_bytes()[at.number.end] == b'<' && at.optional_check.is_none() && !first.starts_with('<');
    let (number, rest) = if overflow {
        let (tail, rest) = first.split_once('<').unwrap_or((first, ""));
        let (tail, digit) = tail.split_at(tail.len() - 1);
        let whole = format!("{head}{tail}");
        fits(whole.as_bytes(), digit.as_bytes()[0], Checked::Number, doubts);
        (whole, rest)
    } else {
        checked(zone, &at.number, Checked::Number, doubts);
        (trimmed(head), first)
    };
    if number.is_empty() {
        doubts.push(MrzError::Number);
    }
    let optional = [trimmed(rest), second].join(" ").trim().to_owned();
    (number, optional)
}

/// An empty optional field of a TD3 may have a filler or a zero for its check digit (Doc 9303-4 §4.2.2).
fn optional_fits(zone: &str, at: &Layout, doubts: &mut Doubts) {
    let Some(place) = at.optional_check else { return };
    let field = &zone[at.optional[0].clone()];
    if zone.as_bytes()[place] != b'<' || !trimmed(field).is_empty() {
        fits(field.as_bytes(), zone.as_bytes()[place], Checked::Optional, doubts);
    }
}

fn composite_fits(zone: &str, at: &Layout, doubts: &mut Doubts) {
    let over: String = at.composite_over.iter().map(|range| &zone[range.clone()]).collect();
    fits(over.as_bytes(), zone.as_bytes()[at.composite], Checked::Composite, doubts);
}

fn checked(zone: &str, field: &Range<usize>, what: Checked, doubts: &mut Doubts) {
    fits(zone[field.clone()].as_bytes(), zone.as_bytes()[field.end], what, doubts);
}

fn fits(field: &[u8], digit: u8, what: Checked, doubts: &mut Doubts) {
    if check_digit(field) != digit {
        doubts.push(MrzError::CheckDigit(what));
    }
}

fn date(text: &str, doubts: &mut Doubts) -> MrzDate {
    MrzDate::parse(text).unwrap_or_else(|error| {
        doubts.push(error);
        MrzDate::unknown(text)
    })
}

fn sex(letter: u8, doubts: &mut Doubts) -> Sex {
    match letter {
        b'M' => Sex::Male,
        b'F' => Sex::Female,
        b'<' | b'X' => Sex::Unspecified,
        _ => {
            doubts.push(MrzError::Sex);
            Sex::Unspecified
        }
    }
}

fn trimmed(field: &str) -> String {
    field.trim_matches('<').to_owned()
}

#[cfg(test)]
mod tests;
