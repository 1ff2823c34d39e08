//! The person a card belongs to, and the MRZ that stands on it.

use mrz::check_digit;
use serde::Deserialize;

use crate::error::IssuerError;

/// An invented person, as printed on the card and stored in DG13.
///
/// Has no `Debug`: what a person is called must not reach a log, even in a simulator that shares a terminal with the
/// application.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Twelve digits; on a foreign passport what stands in the optional field, possibly nothing.
    #[serde(default)]
    pub number: String,
    /// The whole name, with diacritics.
    pub name: String,
    /// Family name as the MRZ spells it, `A`-`Z` and spaces.
    pub surname: String,
    /// Given names as the MRZ spells them; empty for a person of one name.
    #[serde(default)]
    pub given: String,
    /// dd/MM/yyyy; or MM/yyyy or yyyy of a person whose day of birth nobody knows.
    pub birth: String,
    /// `Nam` or `Nữ`; `X` for neither.
    pub sex: String,
    /// dd/MM/yyyy.
    pub issued: String,
    /// dd/MM/yyyy, or left out on a lifelong card.
    pub expiry: Option<String>,
    /// `Việt Nam`.
    #[serde(default)]
    pub nationality: String,
    /// Ethnic group.
    #[serde(default)]
    pub ethnicity: String,
    /// Religion.
    #[serde(default)]
    pub religion: String,
    /// Place of origin.
    #[serde(default)]
    pub origin: String,
    /// Place of residence; left out where the chip does not tell it.
    pub residence: Option<String>,
    /// Personal marks.
    #[serde(default)]
    pub marks: String,
    /// Father and mother, in this order.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Husband or wife.
    pub spouse: Option<String>,
    /// Nine digits of the paper card before.
    pub old_number: Option<String>,
    /// Sixteen characters whose meaning is unknown.
    #[serde(default)]
    pub unknown16: String,
    /// Up to nine characters: the chip then carries a passport's MRZ of 88 characters instead of a card's of 90.
    pub passport: Option<String>,
    /// Who issued it and whose citizen the person is, as the MRZ spells it: `D`, `UTO`.
    #[serde(default = "vietnam")]
    pub country: String,
    /// Six digits printed on a passport; a citizen card takes them from its number.
    pub can: Option<String>,
}

fn vietnam() -> String {
    "VNM".to_owned()
}

/// What DG13 shows in the place of an expiry date on a lifelong card.
pub const LIFELONG: &str = "Không thời hạn";

impl Holder {
    /// Checks what the card cannot be made without.
    ///
    /// # Errors
    /// [`IssuerError::Value`] with the key's name.
    pub fn check(&self) -> Result<(), IssuerError> {
        let dates = [("issued", Some(&self.issued)), ("expiry", self.expiry.as_ref())];
        for (key, date) in dates {
            if date.is_some_and(|date| compact(date).is_none()) {
                return Err(IssuerError::Value(key));
            }
        }
        let latin = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        let passport = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        let foreign = self.country != "VNM";
        let room = if self.passport.is_some() { 37 } else { 28 };
        let held = [
            ("number", digits(&self.number, 12) || (foreign && self.number.len() <= 14 && self.number.is_ascii())),
            ("birth", partial(&self.birth).is_some()),
            ("sex", matches!(&self.sex[..], "Nam" | "Nữ" | "X")),
            ("surname", latin(&self.surname) && !self.surname.is_empty()),
            ("given", latin(&self.given) && self.surname.len() + self.given.len() <= room),
            ("passport", self.passport.as_deref().map_or(!foreign, passport)),
            ("country", latin(&self.country) && (1..=3).contains(&self.country.len())),
            ("can", self.can.as_ref().is_none_or(|can| digits(can, 6))),
            ("unknown16", foreign || (self.unknown16.len() == 16 && self.unknown16.is_ascii())),
        ];
        held.into_iter().find(|(_, fine)| !fine).map_or(Ok(()), |(key, _)| Err(IssuerError::Value(key)))
    }

    /// The card access number: on a citizen card the last six digits of the number.
    pub fn can(&self) -> &str {
        self.can.as_deref().or_else(|| self.number.get(6..)).unwrap_or_default()
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
        let number = with_check(&format!("{number:<<9}"));
        // An empty optional field may go without a check digit (Doc 9303-4 clause 4.2.2).
        let optional =
            if self.number.is_empty() { "<".repeat(15) } else { with_check(&format!("{:<<14}", self.number)) };
        let (birth, expiry) = (with_check(&self.birth_mrz()), with_check(&self.expiry_mrz()));
        let composite = digit(&format!("{number}{birth}{expiry}{optional}"));
        let (sex, country) = (self.sex_mrz(), format!("{:<<3}", self.country));
        format!("P<{country}{:<<39}{number}{country}{birth}{sex}{expiry}{optional}{composite}", self.names_mrz())
    }

    /// Number, birth and expiry, each with its check digit: the seed of BAC and of PACE with the MRZ.
    pub fn mrz_information(&self) -> String {
        let number = self.passport.as_deref().unwrap_or(self.last_nine());
        [format!("{number:<<9}"), self.birth_mrz(), self.expiry_mrz()].map(|part| with_check(&part)).concat()
    }

    fn sex_mrz(&self) -> char {
        match &self.sex[..] {
            "Nam" => 'M',
            "Nữ" => 'F',
            _ => '<',
        }
    }

    fn names_mrz(&self) -> String {
        let names =
            if self.given.is_empty() { self.surname.clone() } else { [&self.surname, "  ", &self.given].concat() };
        names.replace(' ', "<")
    }

    fn last_nine(&self) -> &str {
        self.number.get(3..).unwrap_or_default()
    }

    fn birth_mrz(&self) -> String {
        partial(&self.birth).unwrap_or_default()
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

/// As [`compact`]; of MM/yyyy and yyyy too, with fillers for what is unknown (Doc 9303-3 clause 4.8).
fn partial(date: &str) -> Option<String> {
    match date.len() {
        4 => compact(&format!("01/01/{date}")).map(|whole| format!("{}<<<<", &whole[..2])),
        7 => compact(&format!("01/{date}")).map(|whole| format!("{}<<", &whole[..4])),
        _ => compact(date),
    }
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
    fn a_person_of_one_name_without_day_or_sex_is_written_with_fillers() {
        let foreign = Holder {
            number: String::new(),
            surname: "ARKFREITH".to_owned(),
            given: String::new(),
            birth: "1960".to_owned(),
            sex: "X".to_owned(),
            passport: Some("C0123".to_owned()),
            country: "D".to_owned(),
            ..profile("an").holder
        };
        foreign.check().unwrap();
        let lines = [format!("{:<<44}", "P<D<<ARKFREITH"), format!("{:<<43}2", "C0123<<<<8D<<60<<<<2<3905151")];
        assert_eq!(foreign.mrz(), lines.concat());
        assert_eq!(mrz::parse(&foreign.mrz()).unwrap().key().seed_text().expose(), &foreign.mrz_information());
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
        let spoil: [(&str, Spoil); 8] = [
            ("passport", |h| h.country = "UTO".to_owned()),
            ("can", |h| h.can = Some("12345".to_owned())),
            ("number", |h| h.number = "01099000123".to_owned()),
            ("birth", |h| h.birth = "99".to_owned()),
            ("expiry", |h| h.expiry = Some("mai".to_owned())),
            ("sex", |h| h.sex = "M".to_owned()),
            ("surname", |h| h.surname = "Nguyễn".to_owned()),
            ("given", |h| h.given = "A".repeat(30)),
        ];
        for (key, change) in spoil {
            let mut holder = profile("an").holder;
            change(&mut holder);
            assert!(matches!(holder.check(), Err(IssuerError::Value(named)) if named == key), "{key}");
        }
    }
}
