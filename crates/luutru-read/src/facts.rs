//! What a document says of its holder, each fact with the word it is called by; masked where that is asked for.
//!
//! Facts are opened here, to be shown to the person who asked for them.

use document::{Birth, Document, Expiry, Paper};
use jiff::civil::Date;
use private::Private;
use reader::chip::ChipReading;

/// What stands in the place of a masked fact.
const MASK: &str = "•••";

/// One fact, ready to be shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// What JSON calls it.
    pub key: &'static str,
    /// What a person calls it.
    pub word: &'static str,
    /// Its value, or the mask.
    pub value: String,
}

/// The kind of paper, which is no personal fact.
pub const fn paper(document: &Document) -> &'static str {
    match document.paper {
        Paper::CitizenCard => "Căn cước công dân",
        Paper::IdentityCard2024 => "Căn cước",
        Paper::Passport => "Hộ chiếu",
        _ => "Giấy tờ khác",
    }
}

/// Everything the chip says in words; empty where it says nothing.
pub fn of_reading(reading: &ChipReading, today: Date, mask: bool) -> Vec<Shown> {
    let document = reader::chip::to_document(reading, today);
    let mut facts = of_document(&document);
    facts.extend(of_groups(reading));
    show(facts, mask)
}

/// Everything that a code or a zone says in words.
pub fn of_code(document: &Document, mask: bool) -> Vec<Shown> {
    show(of_document(document), mask)
}

fn show(facts: Vec<Fact>, mask: bool) -> Vec<Shown> {
    let shown = |(key, word, value): Fact| Shown { key, word, value: if mask { MASK.to_owned() } else { value } };
    facts.into_iter().map(shown).collect()
}

type Fact = (&'static str, &'static str, String);

fn of_document(document: &Document) -> Vec<Fact> {
    let text = |fact: &Option<document::Fact<String>>| fact.as_ref().map(|fact| fact.value.expose().clone());
    let birth = |birth: &Birth| match birth {
        Birth::Day(day) => day.to_string(),
        Birth::Year(year) => year.to_string(),
    };
    let expiry = |expiry: &Expiry| match expiry {
        Expiry::On(day) => day.to_string(),
        Expiry::Lifelong => "không thời hạn".to_owned(),
    };
    let facts = [
        ("number", "Số", text(&document.number)),
        ("name", "Họ tên", text(&document.name)),
        ("birth", "Sinh", document.birth.as_ref().map(|fact| birth(fact.value.expose()))),
        ("sex", "Giới tính", document.sex.as_ref().map(|fact| fact.value.expose().code().to_owned())),
        ("nationality", "Quốc tịch", document.nationality.as_ref().map(|fact| fact.value.expose().code().to_owned())),
        ("address", "Địa chỉ", text(&document.address)),
        ("issued", "Ngày cấp", document.issued.as_ref().map(|fact| fact.value.expose().to_string())),
        ("expiry", "Hết hạn", document.expiry.as_ref().map(|fact| expiry(fact.value.expose()))),
        ("old_number", "Số cũ", text(&document.old_number)),
    ];
    facts.into_iter().filter_map(|(key, word, value)| Some((key, word, value?))).collect()
}

fn of_groups(reading: &ChipReading) -> Vec<Fact> {
    let (details, paper) = (reading.dg11.as_ref(), reading.dg12.as_ref());
    let open = |text: &Option<Private<String>>| text.as_ref().map(|text| text.expose().clone());
    let facts = [
        ("birth_place", "Nơi sinh", details.and_then(|group| open(&group.birth_place))),
        ("permanent_address", "Nơi thường trú", details.and_then(|group| open(&group.address))),
        ("authority", "Nơi cấp", paper.and_then(|group| open(&group.authority))),
    ];
    facts.into_iter().filter_map(|(key, word, value)| Some((key, word, value?))).collect()
}
