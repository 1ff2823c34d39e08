//! The person a card belongs to, and the MRZ that stands on it.

use mrz::check_digit;
use serde::Deserialize;

use crate::error::SimError;

/// An invented person, as printed on the card and stored in DG13.
///
/// Has no `Debug`: what a person is called must not reach a log, even in a simulator that shares a terminal with the
/// application.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Twelve digits.
    pub number: String,
    /// The whole name, with diacritics.
    pub name: String,
    /// Family name as the MRZ spells it, `A`-`Z` and spaces.
    pub surname: String,
    /// Given names as the MRZ spells them.
    pub given: String,
    /// dd/MM/yyyy.
    pub birth: String,
    /// `Nam` or `Nữ`.
    pub sex: String,
    /// dd/MM/yyyy.
    pub issued: String,
    /// dd/MM/yyyy, or left out on a lifelong card.
    pub expiry: Option<String>,
    /// `Việt Nam`.
    pub nationality: String,
    /// Ethnic group.
    pub ethnicity: String,
    /// Religion.
    pub religion: String,
    /// Place of origin.
    pub origin: String,
    /// Place of residence.
    pub residence: String,
    /// Personal marks.
    pub marks: String,
    /// Father and mother, in this order.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Husband or wife.
    pub spouse: Option<String>,
    /// Nine digits of the paper card before.
    pub old_number: Option<String>,
    /// Sixteen characters whose meaning is unknown.
    pub unknown16: String,
    /// Nine characters: the chip then carries a passport's MRZ of 88 characters instead of a card's of 90.
    pub passport: Option<String>,
}

/// What DG13 shows in the place of an expiry date on a lifelong card.
pub const LIFELONG: &str = "Không thời hạn";

impl Holder {
    /// Checks what the card cannot be made without.
    ///
    /// # Errors
    /// [`SimError::Value`] with the key's name.
    pub fn check(&self) -> Result<(), SimError> {
        let dates = [("birth", Some(&self.birth)), ("issued", Some(&self.issued)), ("expiry", self.expiry.as_ref())];
        for (key, date) in dates {
            if date.is_some_and(|date| compact(date).is_none()) {
                return Err(SimError::Value(key));
            }
        }
        let latin = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b' ') && !text.is_empty();
        let held = [
            ("number", self.number.len() == 12 && self.number.bytes().all(|b| b.is_ascii_digit())),
            ("sex", matches!(&self.sex[..], "Nam" | "Nữ")),
            ("surname", latin(&self.surname)),
            ("given", latin(&self.given) && self.surname.len() + self.given.len() <= 28),
            ("passport", self.passport.as_ref().is_none_or(|number| number.len() == 9 && number.is_ascii())),
            ("unknown16", self.unknown16.len() == 16 && self.unknown16.is_ascii()),
        ];
        held.into_iter().find(|(_, fine)| !fine).map_or(Ok(()), |(key, _)| Err(SimError::Value(key)))
    }

    /// The card access number: the last six digits of the number.
    pub fn can(&self) -> &str {
        self.number.get(6..).unwrap_or_default()
    }

    /// The MRZ without line ends, as DG1 carries it.
    pub fn mrz(&self) -> String {
        self.passport.as_deref().map_or_else(|| self.card_mrz(), |number| self.passport_mrz(number))
    }

    /// TD1, 90 characters (Doc 9303-5): the number's last nine digits stand in the number field, all twelve with a
    /// check digit in the optional field.
    fn card_mrz(&self) -> String {
        let number = with_check(self.last_nine());
        let all_twelve = format!("{}<<{}", self.number, digit(&self.number));
        let first = format!("IDVNM{number}{all_twelve}");
        let (birth, expiry) = (with_check(&self.birth_mrz()), with_check(&self.expiry_mrz()));
        let second = format!("{birth}{}{expiry}VNM{}", self.sex_mrz(), "<".repeat(11));
        let composite = digit(&format!("{}{birth}{expiry}{}", &first[5..], "<".repeat(11)));
        format!("{first}{second}{composite}{:<<30}", self.names_mrz())
    }

    /// TD3, 88 characters (Doc 9303-4), with the twelve digits in the optional field.
    fn passport_mrz(&self, number: &str) -> String {
        let (number, optional) = (with_check(number), with_check(&format!("{:<<14}", self.number)));
        let (birth, expiry) = (with_check(&self.birth_mrz()), with_check(&self.expiry_mrz()));
        let composite = digit(&format!("{number}{birth}{expiry}{optional}"));
        let sex = self.sex_mrz();
        format!("P<VNM{:<<39}{number}VNM{birth}{sex}{expiry}{optional}{composite}", self.names_mrz())
    }

    /// Number, birth and expiry, each with its check digit: the seed of BAC and of PACE with the MRZ.
    pub fn mrz_information(&self) -> String {
        let number = self.passport.as_deref().unwrap_or(self.last_nine());
        [number, &self.birth_mrz(), &self.expiry_mrz()].map(with_check).concat()
    }

    fn sex_mrz(&self) -> char {
        if self.sex == "Nam" { 'M' } else { 'F' }
    }

    fn names_mrz(&self) -> String {
        format!("{}<<{}", self.surname, self.given).replace(' ', "<")
    }

    fn last_nine(&self) -> &str {
        self.number.get(3..).unwrap_or_default()
    }

    fn birth_mrz(&self) -> String {
        compact(&self.birth).unwrap_or_default()
    }

    /// A lifelong card carries `991231`.
    fn expiry_mrz(&self) -> String {
        self.expiry.as_deref().map_or_else(|| Some("991231".to_owned()), compact).unwrap_or_default()
    }
}

/// Turns dd/MM/yyyy into yyMMdd; `None` for any other form.
pub(crate) fn compact(date: &str) -> Option<String> {
    let digits = |at: std::ops::Range<usize>| date.get(at).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let (day, month, year) = (digits(0..2)?, digits(3..5)?, digits(6..10)?);
    let slashes = date.len() == 10 && date.as_bytes()[2] == b'/' && date.as_bytes()[5] == b'/';
    let within = |part: &str, most: u8| part.parse().is_ok_and(|n: u8| (1..=most).contains(&n));
    (slashes && within(day, 31) && within(month, 12)).then(|| format!("{}{month}{day}", &year[2..]))
}

fn digit(text: &str) -> char {
    char::from(check_digit(text.as_bytes()))
}

fn with_check(text: &str) -> String {
    format!("{text}{}", digit(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::profile;

    #[test]
    fn the_mrz_is_the_documented_one() {
        let holder = profile("an").holder;
        let lines =
            ["IDVNM0990001232001099000123<<3", "9905153M3905151VNM<<<<<<<<<<<2", "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<"];
        assert_eq!(holder.mrz(), lines.concat());
        assert_eq!(holder.mrz_information(), "099000123299051533905151");
        assert_eq!(holder.can(), "000123");
    }

    #[test]
    fn a_lifelong_card_carries_the_last_day_of_the_century() {
        let holder = Holder { expiry: None, ..profile("an").holder };
        assert!(holder.mrz().contains("9912315VNM"));
        assert!(holder.mrz_information().ends_with("9912315"));
    }

    #[test]
    fn every_mrz_reads_back() {
        for (name, format) in [("an", mrz::Format::Td1), ("binh", mrz::Format::Td1), ("bench", mrz::Format::Td3)] {
            let holder = profile(name).holder;
            let read = mrz::parse(&holder.mrz()).unwrap();
            assert_eq!((read.format, read.key().seed_text().expose()), (format, &holder.mrz_information()), "{name}");
        }
    }

    #[test]
    fn what_is_no_date_is_told_apart() {
        let cases = [
            ("15/05/1999", Some("990515")),
            ("1/05/1999", None),
            ("15-05-1999", None),
            ("32/05/1999", None),
            ("15/13/1999", None),
            ("15/05/99", None),
            ("1ộ/05/199", None),
            ("", None),
        ];
        for (date, compacted) in cases {
            assert_eq!(compact(date).as_deref(), compacted, "{date}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_form_is_named() {
        type Spoil = fn(&mut Holder);
        let spoil: [(&str, Spoil); 6] = [
            ("number", |h| h.number = "01099000123".to_owned()),
            ("birth", |h| h.birth = "1999".to_owned()),
            ("expiry", |h| h.expiry = Some("mai".to_owned())),
            ("sex", |h| h.sex = "M".to_owned()),
            ("surname", |h| h.surname = "Nguyễn".to_owned()),
            ("given", |h| h.given = "A".repeat(30)),
        ];
        for (key, change) in spoil {
            let mut holder = profile("an").holder;
            change(&mut holder);
            assert!(matches!(holder.check(), Err(SimError::Value(named)) if named == key), "{key}");
        }
    }
}
