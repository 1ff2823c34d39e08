//! Writes zones for the tests to read back.

use crate::{Format, Mrz, Sex, check_digit};

/// A zone as one string, with all its check digits; every part must fit its field.
pub(crate) fn write(zone: &Mrz) -> String {
    match zone.format {
        Format::Td1 => td1(zone),
        Format::Td2 => td2(zone),
        Format::Td3 => td3(zone),
    }
}

fn td1(zone: &Mrz) -> String {
    let head = format!("{:<<2}{:<<3}", zone.document_code, zone.issuer);
    let number = with_check(&format!("{:<<9}", zone.number.expose()));
    let first = format!("{number}{:<<15}", zone.optional.expose());
    let (birth, expiry) = dates(zone);
    let composite = check(&format!("{first}{birth}{expiry}"));
    let second = format!("{birth}{}{expiry}{:<<3}{:<<11}{composite}", letter(zone.sex), zone.nationality, "");
    format!("{head}{first}{second}{:<<30}", names(zone))
}

fn td2(zone: &Mrz) -> String {
    let number = with_check(&format!("{:<<9}", zone.number.expose()));
    let optional = format!("{:<<7}", zone.optional.expose());
    two_lines(zone, &number, &optional, 31)
}

fn td3(zone: &Mrz) -> String {
    let number = with_check(&format!("{:<<9}", zone.number.expose()));
    let optional = with_check(&format!("{:<<14}", zone.optional.expose()));
    two_lines(zone, &number, &optional, 39)
}

fn two_lines(zone: &Mrz, number: &str, optional: &str, width: usize) -> String {
    let (birth, expiry) = dates(zone);
    let composite = check(&format!("{number}{birth}{expiry}{optional}"));
    let first = format!("{:<<2}{:<<3}{:<<width$}", zone.document_code, zone.issuer, names(zone));
    format!("{first}{number}{:<<3}{birth}{}{expiry}{optional}{composite}", zone.nationality, letter(zone.sex))
}

fn names(zone: &Mrz) -> String {
    format!("{}<<{}", zone.surname.expose(), zone.given.expose()).replace(' ', "<")
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
