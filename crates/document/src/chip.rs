use jiff::civil::Date;
use mrz::Mrz;

use crate::typed::{self, LIFELONG};
use crate::{Birth, Country, Document, Expiry, Fact, NumberKind, Paper, Sex, Source, Verdict, fold, name::tidy};

/// Holds the plain texts of data group 13 of a Vietnamese card, each as the chip has it. Any may be missing.
#[derive(Clone, Copy, Default)]
pub struct ChipText<'a> {
    /// Field 1, 12 digits.
    pub number: Option<&'a str>,
    /// Field 2, with marks.
    pub name: Option<&'a str>,
    /// Field 3, `dd/MM/yyyy`.
    pub birth: Option<&'a str>,
    /// Field 4, `Nam` or `Nữ`.
    pub sex: Option<&'a str>,
    /// Field 5, `Việt Nam`.
    pub nationality: Option<&'a str>,
    /// Field 9; on cards of 2024 it may not be readable.
    pub residence: Option<&'a str>,
    /// Field 11, `dd/MM/yyyy`.
    pub issued: Option<&'a str>,
    /// Field 12, `dd/MM/yyyy` or words for a lifelong card.
    pub expiry: Option<&'a str>,
    /// Field 15, nine digits.
    pub old_number: Option<&'a str>,
}

impl std::fmt::Debug for ChipText<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChipText(Private)")
    }
}

impl Document {
    /// Joins data group 1 and, where the chip has one, data group 13, which knows the marks of the name, the address
    /// and the day of issue. A text that cannot be read as what it should be leaves the fact of data group 1 in place.
    pub fn from_chip(zone: &Mrz, text: ChipText<'_>, verdict: Verdict, today: Date) -> Self {
        let plain = Self::from_mrz(zone, Source::Chip, today);
        let issued = text.issued.and_then(day);
        let paper = match (plain.paper, issued) {
            (Paper::CitizenCard, Some(issued)) => Paper::card_issued_on(issued),
            (paper, _) => paper,
        };
        Self {
            paper,
            number: words(text.number.filter(|number| is_personal(number))).or(plain.number),
            name: words(text.name).or(plain.name),
            birth: text.birth.and_then(day).map(|birth| chip(Birth::Day(birth))).or(plain.birth),
            sex: text.sex.and_then(Sex::parse).map(chip).or(plain.sex),
            nationality: text.nationality.and_then(country).map(chip).or(plain.nationality),
            address: words(text.residence),
            issued: issued.map(chip),
            expiry: text.expiry.and_then(end).map(chip).or(plain.expiry),
            old_number: words(text.old_number),
            verdict,
            ..plain
        }
    }
}

const fn chip<T>(value: T) -> Fact<T> {
    Fact::new(value, Source::Chip)
}

fn words(text: Option<&str>) -> Option<Fact<String>> {
    text.map(tidy).filter(|text| !text.is_empty()).map(chip)
}

fn is_personal(number: &str) -> bool {
    NumberKind::of(number.trim(), false) == NumberKind::Personal
}

fn day(text: &str) -> Option<Date> {
    typed::full_day(text)
}

fn country(text: &str) -> Option<Country> {
    if fold(text.trim()) == "viet nam" { Some(Country::VIETNAM) } else { Country::parse(text) }
}

fn end(text: &str) -> Option<Expiry> {
    match fold(text.trim()).as_str() {
        LIFELONG => Some(Expiry::Lifelong),
        _ => day(text).map(Expiry::of_card),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{ChipTrust, DataTrust};

    const ZONE: &str = "IDVNM0990001232001099000123<<39905153M3905151VNM<<<<<<<<<<<2NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
    const VERDICT: Verdict = Verdict { data: DataTrust::SelfConsistent, chip: ChipTrust::Untested };

    #[test]
    fn data_group_13_adds_marks_address_and_issue() {
        let text = ChipText {
            number: Some("001099000123"),
            name: Some("Nguyễn Văn An"),
            birth: Some("15/05/1999"),
            sex: Some("Nam"),
            nationality: Some("Việt Nam"),
            residence: Some("Số 1, Đội Cấn, Ba Đình, Hà Nội"),
            issued: Some("20/05/2022"),
            expiry: Some("15/05/2039"),
            old_number: Some("012345678"),
        };
        let card = Document::from_chip(&mrz::parse(ZONE).unwrap(), text, VERDICT, date(2026, 7, 1));
        assert_eq!(card.paper, Paper::CitizenCard);
        assert_eq!(card.name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Chip)));
        assert_eq!(card.number.unwrap().value.expose(), "001099000123");
        assert_eq!(card.birth.unwrap().value.expose(), &Birth::Day(date(1999, 5, 15)));
        assert_eq!(card.expiry.unwrap().value.expose(), &Expiry::On(date(2039, 5, 15)));
        assert_eq!(card.issued.unwrap().value.expose(), &date(2022, 5, 20));
        assert_eq!((card.verdict, card.old_number.is_some(), card.address.is_some()), (VERDICT, true, true));
    }

    #[test]
    fn without_it_data_group_1_is_enough() {
        let zone = mrz::parse(ZONE).unwrap();
        let broken = ChipText {
            number: Some("00109900012?"),
            birth: Some("31/02/1999"),
            sex: Some("?"),
            issued: Some(""),
            ..ChipText::default()
        };
        for text in [ChipText::default(), broken] {
            let card = Document::from_chip(&zone, text, VERDICT, date(2026, 7, 1));
            assert_eq!(card.name, Some(Fact::new("NGUYEN VAN AN".to_owned(), Source::Chip)));
            assert_eq!(card.birth, Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Chip)));
            assert_eq!(card.sex, Some(Fact::new(Sex::Male, Source::Chip)));
            assert_eq!((card.number.unwrap().value.expose().as_str(), card.issued), ("001099000123", None));
            assert_eq!(card.address, None);
        }
    }

    #[test]
    fn a_lifelong_card_has_no_day() {
        let mut zone = mrz::parse(ZONE).unwrap();
        zone.expiry = mrz::MrzDate::parse("991231").unwrap();
        for text in [ChipText::default(), ChipText { expiry: Some("Không thời hạn"), ..ChipText::default() }] {
            let card = Document::from_chip(&zone, text, VERDICT, date(2026, 7, 1));
            assert_eq!(card.expiry, Some(Fact::new(Expiry::Lifelong, Source::Chip)));
        }
    }

    #[test]
    fn a_card_issued_since_july_2024_is_the_new_one() {
        let text = ChipText { issued: Some("01/08/2024"), ..ChipText::default() };
        let card = Document::from_chip(&mrz::parse(ZONE).unwrap(), text, VERDICT, date(2026, 7, 1));
        assert_eq!(card.paper, Paper::IdentityCard2024);
    }
}
