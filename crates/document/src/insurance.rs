//! The code of a health insurance card (BHYT), which is no identity card: it names a person, and the law takes none of
//! its numbers.
//!
//! Fields parted by `|`, `$` at the end: the card's number (10 digits, or 15 letters and digits on older cards), name,
//! birth, sex, address, facility, validity, and more that is not looked at. Name and address are hex of UTF-8. Known
//! from one or two public descriptions: nothing hangs on it.

use jiff::civil::Date;
use private::Private;

use crate::{Birth, Document, Fact, Field, Paper, Sex, Source, name, qr, typed};

/// Fewest fields of a health insurance code; the facility is the last one that is known to be always there.
const FIELDS: usize = 6;

/// Holds what a health insurance card says of its holder. Its number and facility are not kept: no notice asks for them,
/// and where a person is treated is a fact about health.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsuranceCard {
    /// Full name with its marks, NFC.
    pub name: Private<String>,
    /// Date or year of birth.
    pub birth: Private<Birth>,
    /// Sex; absent where the code has neither of its two digits.
    pub sex: Option<Private<Sex>>,
    /// Address, if the card has one.
    pub address: Option<Private<String>>,
}

/// Reads a health insurance code. Nothing at all where the text is no such code.
///
/// # Errors
/// The field that is not what such a code has there.
pub(crate) fn parse(text: &str, today: Date) -> Option<Result<InsuranceCard, Field>> {
    let inner = text.trim_end().strip_suffix('$')?;
    let fields: Vec<&str> = inner.split('|').collect();
    match fields.as_slice() {
        [number, name, birth, sex, address, ..] if fields.len() >= FIELDS && is_number(number) => {
            Some(read([name, birth, sex, address], today))
        }
        _ => None,
    }
}

impl InsuranceCard {
    /// Turns the fields into a document with the source [`Source::HealthInsurance`]. It has no number and no nationality:
    /// foreigners are insured too.
    pub fn document(&self) -> Document {
        let source = Source::HealthInsurance;
        Document {
            name: Some(Fact { value: self.name.clone(), source }),
            birth: Some(Fact { value: self.birth, source }),
            sex: self.sex.map(|value| Fact { value, source }),
            address: self.address.clone().map(|value| Fact { value, source }),
            ..Document::new(Paper::HealthInsurance)
        }
    }
}

fn read([name, birth, sex, address]: [&str; 4], today: Date) -> Result<InsuranceCard, Field> {
    Ok(InsuranceCard {
        name: words(name).filter(|name| name::plausible(name)).map(Private::new).ok_or(Field::Name)?,
        birth: typed::birth(birth, today).map(Private::new).map_err(|_| Field::Birth)?,
        sex: match sex.trim() {
            "1" => Some(Private::new(Sex::Male)),
            "2" => Some(Private::new(Sex::Female)),
            _ => None,
        },
        address: match words(address) {
            Some(address) if qr::is_replaced(&address) => return Err(Field::Address),
            address => address.map(Private::new),
        },
    })
}

fn is_number(text: &str) -> bool {
    let new = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    new || (text.len() == 15 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Hex of UTF-8; nothing where it is neither.
fn words(hex: &str) -> Option<String> {
    let digits: Option<Vec<u8>> = hex.trim().chars().map(|sign| u8::try_from(sign.to_digit(16)?).ok()).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let bytes = digits.chunks_exact(2).map(|two| two[0] << 4 | two[1]).collect();
    Some(name::tidy(&String::from_utf8(bytes).ok()?)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 7, 15);

    fn hex(text: &str) -> String {
        text.bytes()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }

    fn code(number: &str, name: &str, birth: &str, sex: &str, address: &str) -> String {
        format!("{number}|{name}|{birth}|{sex}|{address}|01 - 001|01/01/2026|-|01/01/2026|4|x$")
    }

    fn an(number: &str) -> String {
        code(number, "4e677579e1bb856e2056c4836e20416e", "15/05/1999", "1", &hex("Số 1, Đội Cấn, Ba Đình, Hà Nội"))
    }

    #[test]
    fn new_and_old_cards_name_a_person() {
        for number in ["0110990001", "DN4010110990001"] {
            let card = parse(&an(number), TODAY).unwrap().unwrap();
            assert_eq!(card.name.expose(), "Nguyễn Văn An");
            assert_eq!(card.birth.expose(), &Birth::Day(date(1999, 5, 15)));
            assert_eq!(card.sex.map(|sex| *sex.expose()), Some(Sex::Male));
            assert_eq!(card.address.as_ref().unwrap().expose(), "Số 1, Đội Cấn, Ba Đình, Hà Nội");
            let document = card.document();
            assert_eq!((document.number, document.nationality, document.paper), (None, None, Paper::HealthInsurance));
            assert_eq!(document.name.unwrap().source, Source::HealthInsurance);
        }
    }

    #[test]
    fn what_a_card_lacks_is_absent_and_what_is_wrong_is_named() {
        let name = hex("H’Hen Niê");
        let card = parse(&code("0110990001", &name, "1950", "3", "-"), TODAY).unwrap().unwrap();
        assert_eq!((card.birth.expose(), card.sex, card.address), (&Birth::Year(1950), None, None));
        let table = [
            (code("0110990001", "4e6", "1950", "2", "-"), Field::Name),
            (code("0110990001", "zz", "1950", "2", "-"), Field::Name),
            (code("0110990001", "ff", "1950", "2", "-"), Field::Name),
            (code("0110990001", "", "1950", "2", "-"), Field::Name),
            (code("0110990001", &hex("123"), "1950", "2", "-"), Field::Name),
            (code("0110990001", &hex("Nguy?n"), "1950", "2", "-"), Field::Name),
            (code("0110990001", &hex("Nguy\u{FFFD}n"), "1950", "2", "-"), Field::Name),
            (code("0110990001", &name, "1950", "2", &hex("??i C?n")), Field::Address),
            (code("0110990001", &name, "1950", "2", &hex("\u{FFFD}")), Field::Address),
            (code("0110990001", &name, "31/02/1950", "2", "-"), Field::Birth),
            (code("0110990001", &name, "16/07/2026", "2", "-"), Field::Birth),
        ];
        for (text, field) in table {
            assert_eq!(parse(&text, TODAY), Some(Err(field)), "{text}");
        }
    }

    #[test]
    fn another_text_is_no_insurance_card() {
        for text in ["", "$", "|||||||$", "0110990001|4e$", &an("001099000123"), an("0110990001").trim_end_matches('$')]
        {
            assert_eq!(parse(text, TODAY), None, "{text}");
        }
    }

    #[test]
    fn nothing_of_a_person_is_printed() {
        let printed = format!("{:?}", parse(&an("0110990001"), TODAY));
        for secret in ["Nguy", "1999", "Cấn", "Male"] {
            assert!(!printed.contains(secret), "{secret}");
        }
    }

    proptest! {
        #[test]
        fn every_name_in_hex_is_read_back(name in "[A-ZĐ][a-zăâêôơưđ]{1,6}( [A-ZĐ][a-zăâêôơưđ]{1,6}){1,4}", upper: bool) {
            let written = if upper { hex(&name).to_uppercase() } else { hex(&name) };
            let card = parse(&code("0110990001", &written, "15/05/1999", "2", "-"), TODAY).unwrap().unwrap();
            prop_assert_eq!(card.name.expose(), &name);
        }

        #[test]
        fn arbitrary_fields_never_panic(text in "[0-9]{10}(\\|\\PC{0,12}){0,12}\\$") {
            let _ = parse(&text, TODAY);
        }
    }
}
