use document::{Document, Field, NumberKind, PERSONAL_NUMBER_SINCE, Paper};
use jiff::Timestamp;

use crate::vietnam::vn_date;

/// Names the text of the Residence Law art. 30 that applies to an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LawVersion {
    /// The text of 2020: no birth date needed, a CMND is enough.
    Before2026,
    /// Law 118/2025/QH15, since 01/07/2026: birth date, and the personal number or a passport number.
    Since2026,
}

/// Picks the text by the Vietnamese day of arrival.
pub fn version(arrival: Timestamp) -> LawVersion {
    if vn_date(arrival) < PERSONAL_NUMBER_SINCE { LawVersion::Before2026 } else { LawVersion::Since2026 }
}

/// Lists the facts about the person that a notice cannot go without.
///
/// A citizen: full name and a number, and since 01/07/2026 also the birth, and the number must be the personal number
/// or a passport number. A foreigner: name, birth (day or year), sex, nationality, and a passport number. Reason,
/// period and address of the stay are the stay's own.
pub fn missing(document: &Document, law: LawVersion) -> Vec<Field> {
    let number = number_fits(document, law);
    let needed: &[(Field, bool)] = if document.is_citizen() {
        &[
            (Field::Name, document.name.is_some()),
            (Field::Birth, document.birth.is_some() || law < LawVersion::Since2026),
            (Field::Number, number),
        ]
    } else {
        &[
            (Field::Name, document.name.is_some()),
            (Field::Birth, document.birth.is_some()),
            (Field::Sex, document.sex.is_some()),
            (Field::Nationality, document.nationality.is_some()),
            (Field::Number, number),
        ]
    };
    needed.iter().filter(|(_, there)| !there).map(|(field, _)| *field).collect()
}

fn number_fits(document: &Document, law: LawVersion) -> bool {
    let Some(kind) = document.number_kind() else { return false };
    let passport = document.paper == Paper::Passport && kind == NumberKind::Passport;
    match (document.is_citizen(), law) {
        (false, _) => passport,
        (true, LawVersion::Since2026) => passport || kind == NumberKind::Personal,
        (true, LawVersion::Before2026) => true,
    }
}

#[cfg(test)]
mod tests {
    use document::{Birth, Country, Fact, Source};
    use jiff::civil::{Date, date, datetime};

    use super::*;
    use crate::vn_instant;

    /// A paper of which a person has typed everything that a notice asks for.
    fn typed(paper: Paper, number: &str, nationality: &str, today: Date) -> Document {
        let mut document = Document::new(paper);
        for (field, text) in [
            (Field::Nationality, nationality),
            (Field::Number, number),
            (Field::Name, "Nguyễn Văn An"),
            (Field::Birth, "15051999"),
            (Field::Sex, "Nam"),
        ] {
            document.correct(field, text, today).unwrap();
        }
        document
    }

    #[test]
    fn the_vietnamese_midnight_of_the_first_of_july_2026_changes_the_law() {
        let last = vn_instant(datetime(2026, 6, 30, 23, 59, 59, 999_999_999));
        let first = vn_instant(datetime(2026, 7, 1, 0, 0, 0, 0));
        assert_eq!(first.to_string(), "2026-06-30T17:00:00Z");
        assert_eq!(version(last), LawVersion::Before2026);
        assert_eq!(version(first), LawVersion::Since2026);
    }

    #[test]
    fn an_old_cmnd_was_enough_until_then() {
        let before = date(2026, 6, 30);
        let cmnd = typed(Paper::OldIdentityCard, "012345678", "VNM", before);
        assert_eq!(missing(&cmnd, LawVersion::Before2026), []);
        assert_eq!(missing(&cmnd, LawVersion::Since2026), [Field::Number]);
    }

    #[test]
    fn a_citizen_needs_a_birth_since_then() {
        let mut card = typed(Paper::CitizenCard, "001099000123", "VNM", date(2026, 7, 1));
        assert_eq!(missing(&card, LawVersion::Since2026), []);
        card.birth = None;
        assert_eq!(missing(&card, LawVersion::Since2026), [Field::Birth]);
        assert_eq!(missing(&card, LawVersion::Before2026), []);
        card.birth = Some(Fact::new(Birth::Year(1999), Source::Typed));
        assert_eq!(missing(&card, LawVersion::Since2026), []);
    }

    #[test]
    fn a_passport_does_for_a_citizen_and_is_needed_for_a_foreigner() {
        let today = date(2026, 7, 1);
        for nationality in ["VNM", "D", "KOR"] {
            let passport = typed(Paper::Passport, "c1234567", nationality, today);
            assert_eq!(missing(&passport, LawVersion::Since2026), [], "{nationality}");
        }
        let mut foreign = typed(Paper::CitizenCard, "001099000123", "VNM", today);
        foreign.nationality = Country::parse("KOR").map(|country| Fact::new(country, Source::Typed));
        foreign.sex = None;
        assert_eq!(missing(&foreign, LawVersion::Since2026), [Field::Sex, Field::Number]);
        assert_eq!(missing(&foreign, LawVersion::Before2026), [Field::Sex, Field::Number]);
    }

    #[test]
    fn of_nothing_everything_is_missing() {
        let nothing = Document::new(Paper::Other);
        assert_eq!(missing(&nothing, LawVersion::Since2026), [Field::Name, Field::Birth, Field::Number]);
        let passport = Document::new(Paper::Passport);
        let five = [Field::Name, Field::Birth, Field::Sex, Field::Nationality, Field::Number];
        assert_eq!(missing(&passport, LawVersion::Since2026), five);
    }
}
