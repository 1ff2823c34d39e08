//! How facts and moments are written on a screen: Vietnamese time, `dd/MM/yyyy HH:mm`.

use document::{ChipTrust, DataTrust, Document, Fact, Field, Finding, Severity, Source};
use jiff::Timestamp;
use jiff::civil::Date;
use store::StoreError;

use crate::view::{DraftFact, FieldName, FindingView, SourceName, TrustView};

/// The form's word for a sex that the paper does not state.
const OTHER_SEX: &str = "Khác";

/// `HH:mm`
pub fn hour(at: Timestamp) -> String {
    duty::vn_civil(at).strftime("%H:%M").to_string()
}

/// `HH:mm:ss`
pub fn second(at: Timestamp) -> String {
    duty::vn_civil(at).strftime("%H:%M:%S").to_string()
}

/// `dd/MM HH:mm`
pub fn day_hour(at: Timestamp) -> String {
    duty::vn_civil(at).strftime("%d/%m %H:%M").to_string()
}

/// `dd/MM HH:mm:ss`
pub fn day_second(at: Timestamp) -> String {
    duty::vn_civil(at).strftime("%d/%m %H:%M:%S").to_string()
}

/// `dd/MM/yyyy HH:mm`
pub fn moment(at: Timestamp) -> String {
    duty::vn_civil(at).strftime("%d/%m/%Y %H:%M").to_string()
}

/// `dd/MM/yyyy`
pub fn date(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// A fact that is text, or nothing.
pub fn fact(fact: Option<&Fact<String>>) -> String {
    fact.map(|fact| fact.value.expose().clone()).unwrap_or_default()
}

/// A number with all but its ends covered.
pub fn masked(number: Option<&Fact<String>>) -> String {
    number.map(|number| document::mask(number.value.expose())).unwrap_or_default()
}

/// Why the database cannot be opened, for whoever starts the program.
pub fn store(error: &StoreError) -> String {
    match error {
        StoreError::WrongKey => "khóa không mở được cơ sở dữ liệu: khôi phục đúng khóa đi cùng luutru.db".to_owned(),
        StoreError::Damaged => "tệp luutru.db bị hỏng: khôi phục từ bản sao lưu".to_owned(),
        StoreError::Newer { .. } => "cơ sở dữ liệu do bản luutru mới hơn ghi: cập nhật chương trình".to_owned(),
        StoreError::DiskFull => "ổ đĩa đầy: xóa bớt tệp rồi chạy lại".to_owned(),
        StoreError::Busy => "một chương trình khác đang giữ cơ sở dữ liệu: đóng nó rồi chạy lại".to_owned(),
        other => format!("cơ sở dữ liệu không mở được ({other})"),
    }
}

/// How far a document is proven, as a person is told.
pub fn trust(document: &Document) -> TrustView {
    let of_chip = document.name.as_ref().is_some_and(|name| name.source == Source::Chip);
    match (document.verdict.data, document.verdict.chip) {
        (_, ChipTrust::Failed) => TrustView::Copied,
        (DataTrust::Unproven, _) if of_chip => TrustView::Unchecked,
        (DataTrust::Unproven, _) => TrustView::Unproven,
        (DataTrust::SelfConsistent, ChipTrust::Untested) => TrustView::SelfConsistent,
        (DataTrust::SelfConsistent, ChipTrust::Genuine) => TrustView::SelfConsistentGenuine,
        (DataTrust::IssuerTrusted, ChipTrust::Untested) => TrustView::IssuerTrusted,
        (DataTrust::IssuerTrusted, ChipTrust::Genuine) => TrustView::IssuerTrustedGenuine,
    }
}

/// The facts of a document as a form shows them, each with its source.
pub fn facts(document: &Document) -> Vec<DraftFact> {
    let text = |field, fact: &Option<Fact<String>>| say(field, fact.as_ref(), String::clone);
    let mut facts = vec![DraftFact {
        field: FieldName::Paper,
        value: document.paper.code().to_string(),
        source: document.number.as_ref().map_or(SourceName::Typed, |number| source(number.source)),
    }];
    facts.extend(text(FieldName::Number, &document.number));
    facts.extend(text(FieldName::Name, &document.name));
    facts.extend(say(FieldName::Birth, document.birth.as_ref(), |birth| match birth {
        document::Birth::Day(day) => date(*day),
        document::Birth::Year(year) => year.to_string(),
    }));
    facts.extend(say(FieldName::Sex, document.sex.as_ref(), |sex| match sex {
        document::Sex::Unspecified => OTHER_SEX.to_owned(),
        known => known.label().to_owned(),
    }));
    facts.extend(say(FieldName::Nationality, document.nationality.as_ref(), |country| country.code().to_owned()));
    facts.extend(text(FieldName::Address, &document.address));
    facts.extend(say(FieldName::Issued, document.issued.as_ref(), |day| date(*day)));
    facts.extend(say(FieldName::Expiry, document.expiry.as_ref(), |expiry| match expiry {
        document::Expiry::On(day) => date(*day),
        document::Expiry::Lifelong => "Không thời hạn".to_owned(),
    }));
    facts.extend(text(FieldName::OldNumber, &document.old_number));
    facts.extend(text(FieldName::BirthPlace, &document.birth_place));
    facts.extend(text(FieldName::PersonalNumber, &document.personal_number));
    facts
}

/// What a document says of one fact, as a form shows it; nothing where it says nothing.
pub fn said(document: &Document, field: FieldName) -> String {
    facts(document).into_iter().find(|fact| fact.field == field).map(|fact| fact.value).unwrap_or_default()
}

/// A sex as the form says it, in the word a document reads.
pub fn typed_sex(text: &str) -> &str {
    if text.trim() == OTHER_SEX { document::Sex::Unspecified.code() } else { text }
}

/// One finding for the page.
pub fn finding(finding: Finding) -> FindingView {
    FindingView {
        field: field(finding.field),
        hard: finding.severity == Severity::Hard,
        code: finding.code.code().to_owned(),
    }
}

/// The page's word for a fact.
pub fn field(field: Field) -> FieldName {
    match field {
        Field::Paper => FieldName::Paper,
        Field::Number => FieldName::Number,
        Field::Name => FieldName::Name,
        Field::Birth => FieldName::Birth,
        Field::Sex => FieldName::Sex,
        Field::Nationality => FieldName::Nationality,
        Field::Address => FieldName::Address,
        Field::Issued => FieldName::Issued,
        Field::Expiry => FieldName::Expiry,
        Field::OldNumber => FieldName::OldNumber,
    }
}

fn say<T>(field: FieldName, fact: Option<&Fact<T>>, write: impl FnOnce(&T) -> String) -> Option<DraftFact> {
    fact.map(|fact| DraftFact { field, value: write(fact.value.expose()), source: source(fact.source) })
}

fn source(from: Source) -> SourceName {
    match from {
        Source::Chip => SourceName::Chip,
        Source::Qr => SourceName::Qr,
        Source::Mrz => SourceName::Mrz,
        Source::HealthInsurance => SourceName::HealthInsurance,
        Source::Typed => SourceName::Typed,
    }
}

#[cfg(test)]
mod tests;
