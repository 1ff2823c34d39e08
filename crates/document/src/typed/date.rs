use jiff::civil::Date;

use crate::{Birth, Expiry, FindingCode, Paper, fold};

/// "Không thời hạn", folded.
pub(crate) const LIFELONG: &str = "khong thoi han";

/// Earliest year a birth or a paper can have.
const EARLIEST: i16 = 1880;

/// Reads a birth in any form people type: `15/05/1999`, `15-5-99`, `15.5.1999`, `15051999`, `150599`, `1999-05-15`, or
/// `1999` where only the year is known. Two digits of a year mean the latest such year that is not after `today`.
///
/// # Errors
/// [`FindingCode::NotADate`] or [`FindingCode::InFuture`].
pub fn birth(text: &str, today: Date) -> Result<Birth, FindingCode> {
    let birth = match parts(text).ok_or(FindingCode::NotADate)? {
        Parts::Year(year) => Birth::Year(year),
        Parts::Day { year: Year::Full(year), month, day } => Birth::Day(calendar(year, month, day)?),
        Parts::Day { year: Year::Short(yy), month, day } => Birth::Day(latest(yy, month, day, today)?),
    };
    let future = birth.day().map_or(birth.year() > today.year(), |day| day > today);
    match birth.year() {
        _ if future => Err(FindingCode::InFuture),
        ..EARLIEST => Err(FindingCode::NotADate),
        _ => Ok(birth),
    }
}

/// Reads a day of issue in the forms of [`birth`]; a year alone is not enough.
///
/// # Errors
/// [`FindingCode::NotADate`] or [`FindingCode::InFuture`].
pub fn issued(text: &str, today: Date) -> Result<Date, FindingCode> {
    birth(text, today)?.day().ok_or(FindingCode::NotADate)
}

/// Reads an expiry: a day in the forms of [`birth`], two digits of a year in this century, or the words of a lifelong
/// card.
///
/// # Errors
/// [`FindingCode::NotADate`].
pub fn expiry(text: &str, paper: Paper) -> Result<Expiry, FindingCode> {
    if fold(text.trim()) == LIFELONG {
        return Ok(Expiry::Lifelong);
    }
    let Some(Parts::Day { year, month, day }) = parts(text) else { return Err(FindingCode::NotADate) };
    let year = match year {
        Year::Full(year) => year,
        Year::Short(yy) => 2000 + yy,
    };
    let day = calendar(year, month, day).ok().filter(|day| day.year() >= EARLIEST).ok_or(FindingCode::NotADate)?;
    Ok(if paper == Paper::Passport { Expiry::On(day) } else { Expiry::of_card(day) })
}

/// Reads a day with its full year, `dd/MM/yyyy`, `ddMMyyyy` or `yyyy-MM-dd`.
pub fn full_day(text: &str) -> Option<Date> {
    match parts(text)? {
        Parts::Day { year: Year::Full(year @ EARLIEST..), month, day } => calendar(year, month, day).ok(),
        _ => None,
    }
}

/// Reads a day of a stay or near one: as [`full_day`], and a year of two digits, `dd/MM/yy` or `ddMMyy`, is of this century.
pub fn near_day(text: &str) -> Option<Date> {
    match parts(text)? {
        Parts::Day { year: Year::Short(yy), month, day } => calendar(2000 + yy, month, day).ok(),
        _ => full_day(text),
    }
}

#[derive(Clone, Copy)]
enum Year {
    Full(i16),
    Short(i16),
}

enum Parts {
    Year(i16),
    Day { year: Year, month: i8, day: i8 },
}

fn parts(text: &str) -> Option<Parts> {
    let text = text.trim();
    let pieces: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|piece| !piece.is_empty()).collect();
    if pieces.iter().any(|piece| !piece.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    match pieces.as_slice() {
        [all] => match all.len() {
            4 => Some(Parts::Year(all.parse().ok()?)),
            6 | 8 => day(&all[4..], &all[2..4], &all[..2]),
            _ => None,
        },
        [year, month, at] if year.len() == 4 => day(year, month, at),
        [at, month, year] => day(year, month, at),
        _ => None,
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<Parts> {
    let number: i16 = year.parse().ok()?;
    let year = match year.len() {
        2 => Year::Short(number),
        4 => Year::Full(number),
        _ => return None,
    };
    Some(Parts::Day { year, month: month.parse().ok()?, day: day.parse().ok()? })
}

fn calendar(year: i16, month: i8, day: i8) -> Result<Date, FindingCode> {
    Date::new(year, month, day).map_err(|_| FindingCode::NotADate)
}

fn latest(yy: i16, month: i8, day: i8, today: Date) -> Result<Date, FindingCode> {
    let century = today.year() - today.year().rem_euclid(100);
    let young = calendar(century + yy, month, day).ok().filter(|date| *date <= today);
    young.map_or_else(|| calendar(century - 100 + yy, month, day), Ok)
}
