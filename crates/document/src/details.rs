use jiff::civil::Date;
use mrz::{Checked, Mrz, MrzError};

use crate::{Birth, Document, Fact, Field, NumberKind, Paper, Source, name};

/// Holds the plain texts of data groups 11 and 12, in which states tell of holder and passport what the machine
/// readable zone has no room for. Any may be missing.
#[derive(Clone, Copy, Default)]
pub struct ChipDetails<'a> {
    /// The full name in the state's own letters: primary and secondary identifier.
    pub name: Option<(&'a str, &'a str)>,
    /// The birth as eight digits `yyyymmdd`, zeros for what is unknown.
    pub birth: Option<&'a str>,
    /// The place of birth.
    pub birth_place: Option<&'a str>,
    /// The personal number.
    pub personal_number: Option<&'a str>,
    /// The day of issue as eight digits `yyyymmdd`.
    pub issued: Option<&'a str>,
}

impl std::fmt::Debug for ChipDetails<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChipDetails(Private)")
    }
}

impl Document {
    /// Adds what the chip tells beyond data groups 1 and 13 and takes nothing away: `zone` is that of data group 1.
    ///
    /// The name gains its marks, where it is the zone's name in Latin letters; one in other letters nobody here could
    /// type or look for. A birth that fits the zone's settles its century, and is taken where the zone has none.
    #[must_use]
    pub fn with_details(mut self, zone: &Mrz, details: ChipDetails<'_>) -> Self {
        if let Some(name) = details.name.and_then(|name| self.better_name(name)) {
            self.name = Some(chip(name));
        }
        if let Some(birth) = details.birth.and_then(birth).filter(|birth| self.fits(zone, *birth)) {
            self.birth = Some(chip(birth));
        }
        self.issued = self.issued.or_else(|| details.issued.and_then(day).map(chip));
        self.birth_place = self.birth_place.or_else(|| words(details.birth_place?));
        if self.personal_number.is_none() {
            let told = details.personal_number.and_then(words);
            self.personal_number = told.or_else(|| self.personal_on_passport(zone));
        }
        self
    }

    /// Notes what did not fit in the zone of data group 1: the chip is authentic, so its facts are taken, and a person looks
    /// at them again. What concerns no single fact tells nobody where to look.
    #[must_use]
    pub fn with_doubts(mut self, doubts: &[MrzError]) -> Self {
        let field = |doubt: &MrzError| match doubt {
            MrzError::CheckDigit(Checked::Number) | MrzError::Number => Some(Field::Number),
            MrzError::CheckDigit(Checked::Birth) => Some(Field::Birth),
            MrzError::CheckDigit(Checked::Expiry) => Some(Field::Expiry),
            MrzError::Sex => Some(Field::Sex),
            MrzError::CheckDigit(Checked::Optional | Checked::Composite)
            | MrzError::Length(_)
            | MrzError::Character(_)
            | MrzError::Date => None,
        };
        self.doubts = doubts.iter().filter_map(field).collect();
        self
    }

    /// The name with its marks, if it says more than the one that is known.
    fn better_name(&self, (primary, secondary): (&str, &str)) -> Option<String> {
        let told = name::tidy(&format!("{primary} {secondary}"));
        let bare = |known: &Fact<String>| {
            let known = known.value.expose();
            known.is_ascii() && *known != told && name::same_name(known, &told)
        };
        let better = name::is_latin(&told) && self.name.as_ref().is_none_or(bare);
        (better && !told.is_empty()).then_some(told)
    }

    /// Whether a birth is the zone's, as far as two digits of the year go, or the zone has none. A year says less than
    /// the day that is known.
    fn fits(&self, zone: &Mrz, birth: Birth) -> bool {
        let zone = zone.birth.expose();
        let part = |known: Option<u8>, told: i16| known.is_none_or(|known| i16::from(known) == told);
        let known_day = self.birth.as_ref().is_some_and(|known| known.value.expose().day().is_some());
        let date_fits = match birth {
            Birth::Day(day) => part(zone.mm, day.month().into()) && part(zone.dd, day.day().into()),
            Birth::Year(_) => !known_day,
        };
        part(zone.yy, birth.year().rem_euclid(100)) && date_fits
    }

    /// The 12-digit number in the optional field of a Vietnamese passport. Seen on some; nothing hangs on it.
    fn personal_on_passport(&self, zone: &Mrz) -> Option<Fact<String>> {
        let optional = zone.optional.expose();
        let vietnamese = self.paper == Paper::Passport && zone.issuer == crate::Country::VIETNAM.code();
        let personal = vietnamese && NumberKind::of(optional, false) == NumberKind::Personal;
        personal.then(|| chip(optional.clone()))
    }
}

const fn chip<T>(value: T) -> Fact<T> {
    Fact::new(value, Source::Chip)
}

fn words(text: &str) -> Option<Fact<String>> {
    Some(name::tidy(text)).filter(|text| !text.is_empty()).map(chip)
}

/// Year, month and day of eight digits.
fn parts(text: &str) -> Option<(i16, i8, i8)> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let part = |range: std::ops::Range<usize>| text.get(range).filter(|_| digits);
    Some((part(0..4)?.parse().ok()?, part(4..6)?.parse().ok()?, part(6..8)?.parse().ok()?))
}

fn day(text: &str) -> Option<Date> {
    let (year, month, day) = parts(text)?;
    Date::new(year, month, day).ok().filter(|day| day.year() >= EARLIEST)
}

/// A day, or the year of one whose day or month is not known. A day that no calendar has is neither.
fn birth(text: &str) -> Option<Birth> {
    match parts(text)? {
        (year @ EARLIEST.., month, day) if month == 0 || day == 0 => Some(Birth::Year(year)),
        _ => day(text).map(Birth::Day),
    }
}

/// Nobody who stands at a desk was born before, and no passport with a chip was issued.
const EARLIEST: i16 = 1880;

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Sex;

    const TODAY: Date = date(2026, 7, 1);

    /// A passport's zone by its fields; check digits are not looked at.
    fn zone(issuer: &str, names: &str, birth: &str, sex: char, optional: &str) -> Mrz {
        let text = format!("P<{issuer:<<3}{names:<<39}C12345678<{issuer:<<3}{birth}<{sex}310101<{optional:<<14}<<");
        mrz::parse_leniently(&text).unwrap().0
    }

    fn read(zone: &Mrz, details: ChipDetails<'_>) -> Document {
        Document::from_mrz(zone, Source::Chip, TODAY).with_details(zone, details)
    }

    fn plain(fact: Option<&Fact<String>>) -> Option<&str> {
        fact.map(|fact| fact.value.expose().as_str())
    }

    #[test]
    fn names_gain_marks_and_stay_in_latin_letters() {
        let table = [
            ("MUELLER<<JOERG", ("Müller", "Jörg"), "Müller Jörg"),
            ("MULLER<<JORG", ("MÜLLER", "JÖRG"), "MÜLLER JÖRG"),
            ("NGUYEN<<VAN<AN", ("Nguyễn", "Văn An"), "Nguyễn Văn An"),
            ("SOERENSEN<<AASE", ("Sørensen", "Åse"), "Sørensen Åse"),
            // Another alphabet, another name, nothing new.
            ("IVANOVA<<ANNA", ("Иванова", "Анна"), "IVANOVA ANNA"),
            ("WANG<<XIAOMING", ("王小明", ""), "WANG XIAOMING"),
            ("MUELLER<<JOERG", ("Schmidt", "Jörg"), "MUELLER JOERG"),
            ("MUELLER<<JOERG", ("", ""), "MUELLER JOERG"),
        ];
        for (names, name, expected) in table {
            let passport =
                read(&zone("D", names, "990515", 'M', ""), ChipDetails { name: Some(name), ..ChipDetails::default() });
            assert_eq!(plain(passport.name.as_ref()), Some(expected));
            assert_eq!((passport.paper, passport.name.unwrap().source), (Paper::Passport, Source::Chip));
        }
    }

    #[test]
    fn births_settle_what_the_zone_leaves_open() {
        let day = |year, month, day| Some(Birth::Day(date(year, month, day)));
        let table = [
            // The zone alone would take the latest century.
            ("200517", Some("19200517"), day(1920, 5, 17)),
            ("990515", Some("19990515"), day(1999, 5, 15)),
            ("<<<<<<", Some("19850417"), day(1985, 4, 17)),
            ("85<<<<", Some("19850417"), day(1985, 4, 17)),
            // Year only, in either or both.
            ("85<<<<", Some("19850000"), Some(Birth::Year(1985))),
            ("850000", None, Some(Birth::Year(1985))),
            ("<<<<<<", Some("19850000"), Some(Birth::Year(1985))),
            ("<<<<<<", None, None),
            ("850417", Some("19850000"), day(1985, 4, 17)),
            // What does not fit the signed zone, or no calendar.
            ("990515", Some("19990516"), day(1999, 5, 15)),
            ("990515", Some("19980515"), day(1999, 5, 15)),
            ("<<<<<<", Some("19850231"), None),
            ("<<<<<<", Some("00000000"), None),
            ("<<<<<<", Some("1985041"), None),
        ];
        for (birth, told, expected) in table {
            let passport =
                read(&zone("UTO", "SMITH<<ANN", birth, 'F', ""), ChipDetails { birth: told, ..ChipDetails::default() });
            assert_eq!(passport.birth.map(|birth| *birth.value.expose()), expected, "{birth} {told:?}");
        }
    }

    #[test]
    fn sexes_issue_places_and_numbers() {
        for (letter, sex) in [('M', Sex::Male), ('F', Sex::Female), ('X', Sex::Unspecified), ('<', Sex::Unspecified)] {
            let passport = read(&zone("UTO", "SMITH<<ANN", "990515", letter, ""), ChipDetails::default());
            assert_eq!(passport.sex, Some(chip(sex)));
            assert_eq!((passport.issued, passport.birth_place, passport.personal_number), (None, None, None));
        }
        let details = ChipDetails {
            birth_place: Some(" ANYTOWN,  MN "),
            personal_number: Some("ZE-184226"),
            issued: Some("20210101"),
            ..ChipDetails::default()
        };
        let passport = read(&zone("UTO", "SMITH<<ANN", "990515", 'F', ""), details);
        assert_eq!(
            (plain(passport.birth_place.as_ref()), plain(passport.personal_number.as_ref())),
            (Some("ANYTOWN, MN"), Some("ZE-184226"))
        );
        assert_eq!(
            (plain(passport.number.as_ref()), passport.issued),
            (Some("C12345678"), Some(chip(date(2021, 1, 1))))
        );
        let unknown =
            read(&zone("UTO", "SMITH<<ANN", "990515", 'F', ""), ChipDetails { issued: Some("20210000"), ..details });
        assert_eq!(unknown.issued, None);
    }

    #[test]
    fn what_does_not_fit_in_a_zone_is_looked_at_again() {
        let text = format!("P<UTO{:<<39}C123456780UTO9905153F3101018{:<<14}<0", "SMITH<<ANN", "");
        let (zone, doubts) = mrz::parse_leniently(&text).unwrap();
        let passport = read(&zone, ChipDetails::default()).with_doubts(&doubts);
        assert_eq!(passport.doubts, [Field::Expiry, Field::Number]);
        let found = passport.findings(TODAY);
        assert!(found.contains(&crate::Finding::soft(Field::Expiry, crate::FindingCode::CheckDigit)));
        assert_eq!(passport.expiry.map(|end| *end.value.expose()), Some(crate::Expiry::On(date(2031, 1, 1))));
    }

    #[test]
    fn a_vietnamese_passport_may_hold_the_personal_number() {
        let table =
            [("VNM", "001099000123", Some("001099000123")), ("VNM", "12345", None), ("UTO", "001099000123", None)];
        for (issuer, optional, expected) in table {
            let passport = read(&zone(issuer, "NGUYEN<<VAN<AN", "990515", 'M', optional), ChipDetails::default());
            assert_eq!(plain(passport.personal_number.as_ref()), expected);
            assert_eq!(plain(passport.number.as_ref()), Some("C12345678"));
        }
    }

    #[test]
    fn data_group_13_stays_before_them() {
        let zone = zone("VNM", "NGUYEN<<VAN<AN", "990515", 'M', "");
        let text =
            crate::ChipText {
                name: Some("Nguyễn Văn An"), issued: Some("20/05/2022"), ..crate::ChipText::default()
            };
        let card = Document::from_chip(&zone, text, crate::Verdict::UNPROVEN, TODAY);
        let details =
            ChipDetails { name: Some(("Nguyên", "Van An")), issued: Some("20200101"), ..ChipDetails::default() };
        let same = card.clone().with_details(&zone, details);
        assert_eq!(same, card);
        assert_eq!(format!("{details:?}"), "ChipDetails(Private)");
    }
}
