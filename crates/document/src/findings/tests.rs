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

/// A passport's zone by its fields; check digits are not looked at.
fn passport(issuer: &str, names: &str, birth: &str, sex: char) -> Document {
    let text = format!("P<{issuer:<<3}{names:<<39}C12345678<{issuer:<<3}{birth}<{sex}310101<{:<<14}<<", "");
    let (zone, _) = mrz::parse_leniently(&text).unwrap();
    Document::from_mrz(&zone, Source::Mrz, TODAY)
}

#[test]
fn foreign_passports_of_every_kind_can_be_declared() {
    let table: [(&str, &str, &str, char, &str); 9] = [
        ("D", "MUELLER<<JOERG", "640812", 'M', "MUELLER JOERG"),
        ("GBR", "SMITH<<ALEX", "640812", 'X', "SMITH ALEX"),
        ("GBR", "SMITH<<ALEX", "640812", '<', "SMITH ALEX"),
        ("IDN", "SUKARNO", "640812", 'M', "SUKARNO"),
        ("IND", "<<PRIYA", "640812", 'F', "PRIYA"),
        ("AFG", "KARIMI<<", "64<<<<", 'M', "KARIMI"),
        ("IRL", "O<CONNOR<<MARY<JANE", "640000", 'F', "O CONNOR MARY JANE"),
        ("ESP", "GARCIA<LOPEZ<<MARIA", "640812", 'F', "GARCIA LOPEZ MARIA"),
        ("UNO", "SMITH<<ANN", "640812", 'F', "SMITH ANN"),
    ];
    for (issuer, names, birth, sex, name) in table {
        let mut document = passport(issuer, names, birth, sex);
        assert_eq!(document.name.as_ref().unwrap().value.expose(), name);
        let confirm = vec![(Field::Name, Severity::Soft, FindingCode::Unchecked)];
        assert_eq!((codes(&document), document.is_citizen()), (confirm, false), "{name}");
        document.name.as_mut().unwrap().source = Source::Chip;
        assert_eq!(codes(&document), [], "a chip's name is signed: {name}");
        assert_eq!(document.mrz_key_candidates().len(), 1, "its zone opens its chip: {name}");
    }
}

#[test]
fn a_name_of_one_word_is_odd_where_somebody_typed_it() {
    let mut document = passport("IDN", "SUKARNO", "640812", 'M');
    document.correct(Field::Name, "Sukarno", TODAY).unwrap();
    assert_eq!(codes(&document), [(Field::Name, Severity::Soft, FindingCode::OneWord)]);
}

#[test]
fn typed_facts_of_a_passport_open_its_chip() {
    let mut document = Document::new(Paper::Passport);
    for (field, text) in [(Field::Number, "l898902c"), (Field::Birth, "6/8/69"), (Field::Expiry, "23/6/2094")] {
        assert_eq!(document.mrz_key_candidates(), []);
        document.correct(field, text, TODAY).unwrap_or_default();
        document.type_in(field, text, TODAY).unwrap();
    }
    let keys = document.mrz_key_candidates();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].seed_text().expose(), "L898902C<369080619406236"); // Doc 9303-11, appendix D
    document.birth = Some(Fact::new(Birth::Year(1969), Source::Typed));
    assert_eq!(document.mrz_key_candidates(), [], "a year is no key");
}

#[test]
fn cards_of_every_age_are_judged_by_what_they_say() {
    let soft = |field, code| (field, Severity::Soft, code);
    let child = soft(Field::Birth, FindingCode::Child);
    let ended = soft(Field::Expiry, FindingCode::MaybeExpired);
    let table = [
        ("15051999", "20052022", vec![]),
        ("15051999", "01082024", vec![]),
        ("15051999", "15032021", vec![ended]), // 21 then, ended at 25
        ("13072001", "15032021", vec![ended]), // the day before yesterday
        ("14072001", "15032021", vec![]),      // yesterday: which day counts is not settled
        ("15071940", "15032021", vec![]),      // lifelong
        ("16072012", "01082024", vec![child]), // 14 tomorrow
        ("15072012", "01082024", vec![]),
        ("01032020", "01082024", vec![child]),
        ("2012", "01082024", vec![child]),
    ];
    for (birth, issued, expected) in table {
        let year = &birth[birth.len() - 4..];
        let century = if year.starts_with("20") { 2 } else { 0 };
        let text = format!("001{century}{}000123||Nguyễn Văn An|{birth}|Nam|Hà Nội|{issued}||||", &year[2..]);
        let card = crate::qr::parse(text.as_bytes()).unwrap().document();
        assert_eq!(codes(&card), expected, "{birth} {issued}");
    }
}

#[test]
fn a_check_digit_that_speaks_against_a_fact_is_told() {
    let mut document = passport("UTO", "ERIKSSON<<ANNA", "740812", 'F');
    document.name.as_mut().unwrap().source = Source::Chip;
    document.doubts = vec![Field::Birth];
    assert_eq!(codes(&document), [(Field::Birth, Severity::Soft, FindingCode::CheckDigit)]);
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
