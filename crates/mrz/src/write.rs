use crate::{Format, Mrz, MrzError, Sex, check_digit, names, parse};

/// Holds the lines of a zone as they are printed, and as one string for data group 1.
#[derive(Clone, PartialEq, Eq)]
pub struct Lines {
    whole: String,
    width: usize,
}

impl Lines {
    /// Gives each printed line.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        (0..self.whole.len()).step_by(self.width).map(|start| &self.whole[start..start + self.width])
    }

    /// Gives the lines joined without a break, as data group 1 holds them.
    pub fn joined(&self) -> &str {
        &self.whole
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lines(Private)")
    }
}

/// Writes a zone with all its check digits; what it wrote is read back before it is given out.
///
/// `optional` is written as it is; of a TD1 it goes into the first optional field.
///
/// # Errors
/// [`MrzError`] when a part does not fit its field or its alphabet.
pub fn write(zone: &Mrz) -> Result<Lines, MrzError> {
    let whole = match zone.format {
        Format::Td1 => td1(zone),
        Format::Td2 => td2(zone),
        Format::Td3 => td3(zone),
    };
    parse(&whole)?;
    Ok(Lines { whole, width: zone.format.width() })
}

fn td1(zone: &Mrz) -> String {
    let head = format!("{:<<2}{:<<3}", zone.document_code, zone.issuer);
    let number = with_check(&format!("{:<<9}", zone.number.expose()));
    let first = format!("{number}{:<<15}", zone.optional.expose());
    let (birth, expiry) = dates(zone);
    let composite = check(&format!("{first}{birth}{expiry}"));
    let second = format!("{birth}{}{expiry}{:<<3}{:<<11}{composite}", letter(zone.sex), zone.nationality, "");
    format!("{head}{first}{second}{}", names::join(zone.surname.expose(), zone.given.expose(), 30))
}

fn td2(zone: &Mrz) -> String {
    let number = with_check(&format!("{:<<9}", zone.number.expose()));
    let optional = format!("{:<<7}", zone.optional.expose());
    two_lines(zone, &number, &optional)
}

fn td3(zone: &Mrz) -> String {
    let number = with_check(&format!("{:<<9}", zone.number.expose()));
    let optional = with_check(&format!("{:<<14}", zone.optional.expose()));
    two_lines(zone, &number, &optional)
}

fn two_lines(zone: &Mrz, number: &str, optional: &str) -> String {
    let (birth, expiry) = dates(zone);
    let composite = check(&format!("{number}{birth}{expiry}{optional}"));
    let names = names::join(zone.surname.expose(), zone.given.expose(), zone.format.width() - 5);
    let first = format!("{:<<2}{:<<3}{names}", zone.document_code, zone.issuer);
    format!("{first}{number}{:<<3}{birth}{}{expiry}{optional}{composite}", zone.nationality, letter(zone.sex))
}

fn dates(zone: &Mrz) -> (String, String) {
    (with_check(zone.birth.expose().text()), with_check(zone.expiry.text()))
}

fn with_check(field: &str) -> String {
    format!("{field}{}", check(field))
}

fn check(field: &str) -> char {
    char::from(check_digit(field.as_bytes()))
}

const fn letter(sex: Sex) -> char {
    match sex {
        Sex::Male => 'M',
        Sex::Female => 'F',
        Sex::Unspecified => '<',
    }
}
