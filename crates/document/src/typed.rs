//! What a person types for papers that no machine reads, and for foreigners' five facts.

mod date;

use jiff::civil::Date;

use crate::{
    Country, Document, Fact, Field, Finding, FindingCode, Sex, Source,
    name::{self, tidy},
};

pub(crate) use date::LIFELONG;
pub use date::{birth, expiry, full_day, issued, near_day};

impl Document {
    /// Reads one typed text into its fact, with the source [`Source::Typed`].
    pub(crate) fn type_in(&mut self, field: Field, text: &str, today: Date) -> Result<(), Finding> {
        let wrong = |code| Finding::hard(field, code);
        match field {
            Field::Number => self.number = Some(typed(number(text))),
            Field::OldNumber => self.old_number = Some(typed(number(text))),
            Field::Address => self.address = Some(typed(tidy(text))),
            Field::Name => {
                let name = Some(tidy(text)).filter(|name| name::plausible(name));
                self.name = Some(typed(name.ok_or(wrong(FindingCode::NotAName))?));
            }
            Field::Birth => self.birth = Some(typed(birth(text, today).map_err(wrong)?)),
            Field::Sex => self.sex = Some(typed(Sex::parse(text).ok_or(wrong(FindingCode::NotASex))?)),
            Field::Nationality => {
                self.nationality = Some(typed(Country::parse(text).ok_or(wrong(FindingCode::NotACountry))?));
            }
            Field::Issued => self.issued = Some(typed(issued(text, today).map_err(wrong)?)),
            Field::Expiry => self.expiry = Some(typed(expiry(text, self.paper).map_err(wrong)?)),
            Field::Paper => return Err(wrong(FindingCode::NotTyped)),
        }
        Ok(())
    }
}

const fn typed<T>(value: T) -> Fact<T> {
    Fact::new(value, Source::Typed)
}

/// People group the digits of a number, and type a passport number in small letters.
fn number(text: &str) -> String {
    let joined: String = text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '-')).collect();
    joined.to_ascii_uppercase()
}

#[cfg(test)]
mod tests;
