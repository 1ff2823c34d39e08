use mrz::Mrz;
use private::Private;

use crate::coded::coded;
use crate::{Birth, Field, Finding, FindingCode, Sex};

coded! {
    /// Says what a number is, which decides whether the law takes it.
    NumberKind {
        /// Twelve digits.
        Personal = "personal",
        /// Nine digits of an old CMND.
        OldIdentity = "old-identity",
        /// One to ten letters and digits on a passport.
        Passport = "passport",
        /// Anything else.
        Other = "other",
    }
}

impl NumberKind {
    /// Judges a number by its form alone; `passport` says that it stands on a passport.
    pub fn of(number: &str, passport: bool) -> Self {
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        match number.len() {
            1..=10 if passport && number.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Self::Passport,
            _ if passport => Self::Other,
            12 if digits => Self::Personal,
            9 if digits => Self::OldIdentity,
            _ => Self::Other,
        }
    }
}

/// Hides the middle of a number: `0010******23`. A shorter number shows less, so that more than half stays hidden.
pub fn mask(number: &str) -> String {
    let length = number.chars().count();
    let (head, tail) = match length {
        12.. => (4, 2),
        8..=11 => (2, 2),
        3..=7 => (0, 2),
        _ => (0, 0),
    };
    let shown = |place: usize| place < head || place + tail >= length;
    number.chars().enumerate().map(|(place, letter)| if shown(place) { letter } else { '*' }).collect()
}

/// Gives the card access number of a Vietnamese card: the last six of the 12 digits, so the QR alone opens the chip.
pub(crate) fn can(number: &str) -> Option<Private<String>> {
    let card = NumberKind::of(number, false) == NumberKind::Personal;
    card.then(|| Private::new(number[6..].to_owned()))
}

/// Finds the 12-digit number in the optional field of a Vietnamese card, if it ends in the document number.
pub(crate) fn personal_in(zone: &Mrz) -> Option<Private<String>> {
    let whole = zone.optional.expose().get(..12)?;
    let fits = NumberKind::of(whole, false) == NumberKind::Personal && whole.ends_with(zone.number.expose());
    fits.then(|| Private::new(whole.to_owned()))
}

/// Compares the structure `PPP G YY NNNNNN` of a personal number with the other facts. All soft: since 01/07/2024 the
/// structure is no longer law.
pub(crate) fn structure(number: &str, birth: Option<Birth>, sex: Option<Sex>) -> Vec<Finding> {
    if NumberKind::of(number, false) != NumberKind::Personal {
        return Vec::new();
    }
    let part = |range: std::ops::Range<usize>| number[range].parse::<i16>().unwrap_or_default();
    let (place, century, year) = (part(0..3), part(3..4), part(4..6));
    let place_odd = !is_place(place);
    let year_odd = birth.is_some_and(|birth| birth.year() != 1900 + century / 2 * 100 + year);
    let sex_odd = match sex {
        Some(Sex::Male) => century % 2 != 0,
        Some(Sex::Female) => century % 2 != 1,
        Some(Sex::Unspecified) | None => false,
    };
    let odd =
        [(place_odd, FindingCode::NumberPlace), (sex_odd, FindingCode::NumberSex), (year_odd, FindingCode::NumberYear)];
    odd.into_iter().filter(|(odd, _)| *odd).map(|(_, code)| Finding::soft(Field::Number, code)).collect()
}

/// Tells whether the first three digits are a province or country of birth registration.
pub(crate) fn is_of_a_place(number: &str) -> bool {
    number.get(..3).and_then(|place| place.parse().ok()).is_some_and(is_place)
}

fn is_place(code: i16) -> bool {
    (1..=96).contains(&code) || code >= 101
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn masks_hide_the_middle() {
        let table = [
            ("001099000123", "0010******23"),
            ("C1234567", "C1****67"),
            ("012345678", "01*****78"),
            ("AB123", "***23"),
            ("12", "**"),
            ("", ""),
        ];
        for (number, masked) in table {
            assert_eq!(mask(number), masked);
        }
    }

    #[test]
    fn the_can_is_the_last_six() {
        assert_eq!(can("001099000123").unwrap().expose(), "000123");
        assert_eq!(can("00109900012"), None);
        assert_eq!(can("00109900012x"), None);
    }

    #[test]
    fn structure_only_ever_warns() {
        let an = (Some(Birth::Day(date(1999, 5, 15))), Some(Sex::Male));
        let codes = |number: &str, (birth, sex)| {
            structure(number, birth, sex).into_iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("001099000123", an), []);
        assert_eq!(codes("001199000123", an), [FindingCode::NumberSex]);
        assert_eq!(codes("001098000123", an), [FindingCode::NumberYear]);
        assert_eq!(codes("001299000123", an), [FindingCode::NumberYear]); // 2099
        assert_eq!(codes("098099000123", an), [FindingCode::NumberPlace]);
        assert_eq!(codes("101099000123", an), []); // registered abroad
        assert_eq!(codes("001305000123", (Some(Birth::Year(2005)), Some(Sex::Female))), []);
        assert_eq!(codes("0010990001", an), []);
    }

    #[test]
    fn kinds_by_form() {
        let table = [
            ("001099000123", false, NumberKind::Personal),
            ("012345678", false, NumberKind::OldIdentity),
            ("012345678", true, NumberKind::Passport),
            ("C1234567", true, NumberKind::Passport),
            ("C1234567890", true, NumberKind::Other),
            ("C-123", true, NumberKind::Other),
            ("C1234567", false, NumberKind::Other),
            ("", true, NumberKind::Other),
            ("", false, NumberKind::Other),
        ];
        for (number, passport, kind) in table {
            assert_eq!(NumberKind::of(number, passport), kind, "{number}");
        }
    }
}
