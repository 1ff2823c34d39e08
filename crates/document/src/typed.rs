//! What a person types for papers that no machine reads, and for foreigners' five facts.

mod date;

use std::fmt;

use jiff::civil::Date;

use crate::{
    Country, Document, Fact, Field, Finding, FindingCode, Paper, Severity, Sex, Source,
    name::{self, tidy},
};

pub(crate) use date::LIFELONG;
pub use date::{birth, expiry, full_day, issued};

/// Holds the boxes of the form, each as it was typed; an empty box is an unknown fact.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedForm {
    /// Kind of paper the person chose.
    pub paper: Paper,
    /// Number of the paper.
    pub number: String,
    /// Full name.
    pub name: String,
    /// Birth in any form of [`birth`].
    pub birth: String,
    /// `Nam`, `Nữ`, `M`, `F` or `X`.
    pub sex: String,
    /// Three-letter code; empty means Viet Nam unless the paper is a passport.
    pub nationality: String,
    /// Address.
    pub address: String,
}

impl fmt::Debug for TypedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedForm").field("paper", &self.paper).finish_non_exhaustive()
    }
}

/// Turns a form into a document, if nothing in it stops the notice. What only asks for a second look is then in
/// [`Document::findings`].
///
/// # Errors
/// Every finding, hard and soft, when at least one is hard.
pub fn check(form: &TypedForm, today: Date) -> Result<Document, Vec<Finding>> {
    let mut document = Document::new(form.paper);
    let mut findings = Vec::new();
    if form.nationality.trim().is_empty() && form.paper != Paper::Passport {
        document.nationality = Some(Fact::new(Country::VIETNAM, Source::Typed));
    }
    for (field, text) in boxes(form) {
        if !text.trim().is_empty() {
            findings.extend(document.type_in(field, text, today).err());
        }
    }
    for finding in document.findings(today) {
        if !findings.iter().any(|known| known.field == finding.field && known.severity == Severity::Hard) {
            findings.push(finding);
        }
    }
    if findings.iter().any(|finding| finding.severity == Severity::Hard) { Err(findings) } else { Ok(document) }
}

fn boxes(form: &TypedForm) -> [(Field, &str); 6] {
    [
        (Field::Number, &form.number),
        (Field::Name, &form.name),
        (Field::Birth, &form.birth),
        (Field::Sex, &form.sex),
        (Field::Nationality, &form.nationality),
        (Field::Address, &form.address),
    ]
}

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
