use super::*;
use crate::{Severity, Sex, Source};

const TODAY: Date = date(2026, 7, 15);

fn card() -> Document {
    let text = "001099000123||Nguyễn Văn An|15051999|Nam|Hà Nội|20052022";
    crate::qr::parse(text.as_bytes()).unwrap().document()
}

fn codes(document: &Document) -> Vec<(Field, Severity, FindingCode)> {
    document.findings(TODAY).into_iter().map(|finding| (finding.field, finding.severity, finding.code)).collect()
}

#[test]
fn a_sound_card_has_none() {
    assert_eq!(codes(&card()), []);
}

#[test]
fn a_birth_is_asked_of_citizens_since_july_2026_and_of_foreigners_always() {
    let mut document = card();
    document.birth = None;
    let before = date(2026, 6, 30);
    assert_eq!(document.findings(before), [Finding::soft(Field::Birth, FindingCode::Missing)]);
    assert_eq!(document.findings(PERSONAL_NUMBER_SINCE), [Finding::hard(Field::Birth, FindingCode::Missing)]);
    document.nationality = Country::parse("KOR").map(|country| Fact::new(country, Source::Typed));
    assert!(document.findings(before).contains(&Finding::hard(Field::Birth, FindingCode::Missing)));
}

#[test]
fn an_expired_card_is_looked_at_again() {
    let mut document = card();
    document.expiry = Some(Fact::new(Expiry::On(date(2026, 7, 14)), Source::Chip));
    assert_eq!(codes(&document), [(Field::Expiry, Severity::Soft, FindingCode::Expired)]);
    document.expiry = Some(Fact::new(Expiry::On(TODAY), Source::Chip));
    assert_eq!(codes(&document), []);
    document.expiry = Some(Fact::new(Expiry::Lifelong, Source::Chip));
    assert_eq!(codes(&document), []);
}

#[test]
fn odd_births_and_issues() {
    let mut document = card();
    document.birth = Some(Fact::new(Birth::Day(date(2026, 7, 16)), Source::Qr));
    let odd = codes(&document);
    assert_eq!(odd[0], (Field::Birth, Severity::Hard, FindingCode::InFuture));
    assert!(odd.contains(&(Field::Issued, Severity::Soft, FindingCode::BeforeBirth)));
    document.birth = Some(Fact::new(Birth::Year(1905), Source::Qr));
    assert!(codes(&document).contains(&(Field::Birth, Severity::Soft, FindingCode::VeryOld)));
    document = card();
    document.issued = Some(Fact::new(date(2027, 1, 1), Source::Qr));
    assert_eq!(codes(&document), [(Field::Issued, Severity::Soft, FindingCode::InFuture)]);
}

#[test]
fn odd_names_only_warn_when_a_machine_read_them() {
    let mut document = card();
    document.name = Some(Fact::new("An".to_owned(), Source::Chip));
    assert_eq!(codes(&document), [(Field::Name, Severity::Soft, FindingCode::OneWord)]);
    document.name = Some(Fact::new("An #1".to_owned(), Source::Chip));
    assert_eq!(codes(&document), [(Field::Name, Severity::Soft, FindingCode::NotAName)]);
}

#[test]
fn hard_findings_come_first() {
    let mut document = card();
    document.name = Some(Fact::new("An".to_owned(), Source::Qr));
    document.sex = Some(Fact::new(Sex::Female, Source::Qr));
    document.nationality = None;
    let severities: Vec<_> = document.findings(TODAY).iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Hard, Severity::Soft, Severity::Soft]);
}
