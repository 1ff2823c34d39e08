use std::fmt;

use jiff::civil::Date;

use crate::MrzError;

/// Holds a date as the zone has it: two digits of the year, and fillers for what the issuer did not know.
///
/// The century is not in the zone; a birth and an expiry need different rules, so there are two ways out.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MrzDate {
    /// Year within its century, 0 to 99; `None` where even the year is unknown.
    pub yy: Option<u8>,
    /// Month, 1 to 12.
    pub mm: Option<u8>,
    /// Day, 1 to 31.
    pub dd: Option<u8>,
    text: [u8; 6],
}

/// Shows nothing: both dates of a zone are part of the key to the chip.
impl fmt::Debug for MrzDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MrzDate")
    }
}

/// Holds a date whose century is settled and whose month and day may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// Four-digit year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day, 1 to 31; never present without the month.
    pub day: Option<i8>,
}

impl PartialDate {
    /// Gives the day, if month and day are both known and the day exists in the calendar.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }
}

impl MrzDate {
    /// Reads six characters `YYMMDD`; `<<` or `00` stands for an unknown part.
    ///
    /// # Errors
    /// [`MrzError::Date`] when they are anything else, or a month or day beyond any calendar.
    pub fn parse(text: &str) -> Result<Self, MrzError> {
        let bytes: [u8; 6] = text.as_bytes().try_into().map_err(|_| MrzError::Date)?;
        let yy = pair([bytes[0], bytes[1]])?;
        let mm = pair([bytes[2], bytes[3]])?.filter(|&month| month != 0);
        let dd = pair([bytes[4], bytes[5]])?.filter(|&day| day != 0);
        if mm.is_some_and(|month| month > 12) || dd.is_some_and(|day| day > 31) {
            return Err(MrzError::Date);
        }
        Ok(Self { yy, mm, dd, text: bytes })
    }

    /// A date of which nothing is known but how it stands in the zone.
    pub(crate) fn unknown(text: &str) -> Self {
        Self { yy: None, mm: None, dd: None, text: text.as_bytes().try_into().unwrap_or([b'<'; 6]) }
    }

    /// Writes a full date the way a zone holds it.
    pub fn of(date: Date) -> Self {
        let parts = [i32::from(date.year()).rem_euclid(100), date.month().into(), date.day().into()];
        let [yy, mm, dd] = parts.map(|part| u8::try_from(part).unwrap_or_default());
        let mut text = [b'0'; 6];
        for (two, part) in text.chunks_exact_mut(2).zip([yy, mm, dd]) {
            two.copy_from_slice(&[b'0' + part / 10, b'0' + part % 10]);
        }
        Self { yy: Some(yy), mm: Some(mm), dd: Some(dd), text }
    }

    /// Gives the six characters exactly as they stood in the zone.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// Settles the century of a birth: the latest one that does not put the birth after `today`.
    pub fn as_birth(&self, today: Date) -> Option<PartialDate> {
        let yy = i16::from(self.yy?);
        let this_century = today.year() - today.year().rem_euclid(100);
        let young = self.with_year(this_century + yy);
        let future = young.date().map_or(young.year > today.year(), |date| date > today);
        Some(if future { self.with_year(this_century - 100 + yy) } else { young })
    }

    /// Settles the century of an expiry: always 20xx, since no machine readable card of before 2000 is still shown.
    pub fn as_expiry(&self) -> Option<PartialDate> {
        self.yy.map(|yy| self.with_year(2000 + i16::from(yy)))
    }

    fn with_year(self, year: i16) -> PartialDate {
        let month = self.mm.and_then(|month| i8::try_from(month).ok());
        let day = month.and(self.dd).and_then(|day| i8::try_from(day).ok());
        PartialDate { year, month, day }
    }
}

fn pair(two: [u8; 2]) -> Result<Option<u8>, MrzError> {
    match two {
        [b'<', b'<'] => Ok(None),
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Ok(Some((a - b'0') * 10 + (b - b'0'))),
        _ => Err(MrzError::Date),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_birth_is_never_after_today() {
        let today = date(2026, 7, 15);
        let table = [
            ("990515", 1999, Some(date(1999, 5, 15))),
            ("260715", 2026, Some(date(2026, 7, 15))),
            ("260716", 1926, Some(date(1926, 7, 16))),
            ("85<<<<", 1985, None),
            ("26<<<<", 2026, None),
            ("27<<<<", 1927, None),
            ("850000", 1985, None),
            ("8505<<", 1985, None),
        ];
        for (text, year, day) in table {
            let birth = MrzDate::parse(text).unwrap().as_birth(today).unwrap();
            assert_eq!((birth.year, birth.date()), (year, day), "{text}");
        }
        assert_eq!(MrzDate::parse("<<<<<<").unwrap().as_birth(today), None);
    }

    #[test]
    fn an_expiry_is_in_this_century() {
        let expiry = MrzDate::parse("390515").unwrap().as_expiry().unwrap();
        assert_eq!(expiry.date(), Some(date(2039, 5, 15)));
    }

    #[test]
    fn a_full_date_is_written_and_read_alike() {
        for day in [date(1999, 5, 15), date(2000, 1, 1), date(2039, 12, 31)] {
            let written = MrzDate::of(day);
            assert_eq!(MrzDate::parse(written.text()), Ok(written));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "99051", "9905155", "991315", "990532", "9<0515", "AB0515", "9905é"] {
            assert_eq!(MrzDate::parse(text), Err(MrzError::Date), "{text}");
        }
    }
}
