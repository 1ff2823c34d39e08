use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{Birth, Expiry, Paper};

const TODAY: Date = date(2026, 7, 15);

/// What is typed for An, box by box; a box that stands twice is filled in twice.
const AN: [(Field, &str); 6] = [
    (Field::Nationality, "VNM"),
    (Field::Number, "001 099 000 123"),
    (Field::Name, "  Nguyễn  Văn An "),
    (Field::Birth, "15/05/1999"),
    (Field::Sex, "nam"),
    (Field::Address, "Số 1, Đội Cấn"),
];

/// A paper of which a person has typed this on top of what stood there.
fn typed_in(paper: Paper, boxes: &[(Field, &str)], today: Date) -> (Document, Vec<(Field, FindingCode)>) {
    let mut document = Document::new(paper);
    let wrong = boxes.iter().filter_map(|(field, text)| document.correct(*field, text, today).err());
    let wrong = wrong.map(|finding| (finding.field, finding.code)).collect();
    (document, wrong)
}

/// What is wrong with An's paper when this is typed in the place of what stands there.
fn wrong(paper: Paper, field: Field, text: &str) -> Vec<(Field, FindingCode)> {
    typed_in(paper, &AN.map(|(one, said)| (one, if one == field { text } else { said })), TODAY).1
}

#[test]
fn births_in_every_form_people_type() {
    let day = |year, month, day| Ok(Birth::Day(date(year, month, day)));
    let table = [
        ("15051999", day(1999, 5, 15)),
        ("15/05/1999", day(1999, 5, 15)),
        ("15/5/99", day(1999, 5, 15)),
        ("15-5-1999", day(1999, 5, 15)),
        ("15.5.99", day(1999, 5, 15)),
        ("15 5 99", day(1999, 5, 15)),
        ("1999-05-15", day(1999, 5, 15)),
        (" 150599 ", day(1999, 5, 15)),
        ("050326", day(2026, 3, 5)),
        ("5/3/26", day(2026, 3, 5)),
        ("15/7/26", day(2026, 7, 15)), // born today
        ("16/7/26", day(1926, 7, 16)), // two digits never reach into the future
        ("29/2/00", day(2000, 2, 29)),
        ("1999", Ok(Birth::Year(1999))),
        ("2026", Ok(Birth::Year(2026))),
        ("2027", Err(FindingCode::InFuture)),
        ("16/07/2026", Err(FindingCode::InFuture)),
        ("31/02/1999", Err(FindingCode::NotADate)),
        ("29/2/25", Err(FindingCode::NotADate)),
        ("0000", Err(FindingCode::NotADate)),
        ("15/05/0099", Err(FindingCode::NotADate)),
        ("99", Err(FindingCode::NotADate)),
        ("15/5", Err(FindingCode::NotADate)),
        ("15/5/1999/1", Err(FindingCode::NotADate)),
        ("15/5/999", Err(FindingCode::NotADate)),
        ("mười lăm", Err(FindingCode::NotADate)),
        ("", Err(FindingCode::NotADate)),
        ("-5/3/26", day(2026, 3, 5)),
        ("+5/3/26", Err(FindingCode::NotADate)),
        ("999999999999/1/1", Err(FindingCode::NotADate)),
    ];
    for (text, birth_or_code) in table {
        assert_eq!(birth(text, TODAY), birth_or_code, "{text:?}");
    }
}

#[test]
fn a_near_day_may_have_a_short_year() {
    for text in ["5/3/26", "050326", "05/03/2026", "2026-03-05"] {
        assert_eq!(near_day(text), Some(date(2026, 3, 5)), "{text}");
    }
    for text in ["", "5/3", "2026", "31/02/26", "soon"] {
        assert_eq!(near_day(text), None, "{text}");
    }
}

#[test]
fn a_full_day_has_a_full_year() {
    assert_eq!(full_day("20/05/2022"), Some(date(2022, 5, 20)));
    assert_eq!(full_day("20052022"), Some(date(2022, 5, 20)));
    for text in ["20/5/22", "2022", "31/02/2022", "20/05/0022", ""] {
        assert_eq!(full_day(text), None, "{text}");
    }
}

#[test]
fn an_expiry_lies_in_this_century_and_an_issue_in_the_past() {
    let on = |year, month, day| Ok(Expiry::On(date(year, month, day)));
    let table = [
        ("5/3/31", on(2031, 3, 5)),
        ("050331", on(2031, 3, 5)),
        ("05/03/2031", on(2031, 3, 5)),
        ("31/12/99", on(2099, 12, 31)),
        ("Không thời hạn", Ok(Expiry::Lifelong)),
        ("2031", Err(FindingCode::NotADate)),
        ("31/2/31", Err(FindingCode::NotADate)),
        ("31/12/0031", Err(FindingCode::NotADate)),
        ("", Err(FindingCode::NotADate)),
    ];
    for (text, expected) in table {
        assert_eq!(expiry(text, Paper::Passport), expected, "{text}");
    }
    assert_eq!(expiry("31/12/2099", Paper::CitizenCard), Ok(Expiry::Lifelong), "never shown as a date");
    assert_eq!(issued("20/5/22", TODAY), Ok(date(2022, 5, 20)));
    assert_eq!(issued("16/7/2026", TODAY), Err(FindingCode::InFuture));
    assert_eq!(issued("2022", TODAY), Err(FindingCode::NotADate));
}

#[test]
fn what_is_typed_without_fault_is_a_document() {
    let (document, wrong) = typed_in(Paper::CitizenCard, &AN, TODAY);
    assert_eq!(wrong, []);
    assert_eq!(document.number, Some(Fact::new("001099000123".to_owned(), Source::Typed)));
    assert_eq!(document.name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Typed)));
    assert_eq!(document.birth, Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Typed)));
    assert_eq!(document.sex, Some(Fact::new(Sex::Male, Source::Typed)));
    assert_eq!(document.nationality, Some(Fact::new(Country::VIETNAM, Source::Typed)));
    assert_eq!(document.findings(TODAY), []);
}

#[test]
fn the_structure_of_a_number_only_warns() {
    let (mut document, _) = typed_in(Paper::CitizenCard, &AN, TODAY);
    document.correct(Field::Number, "098199000123", TODAY).unwrap();
    let soft = |code| Finding::soft(Field::Number, code);
    assert_eq!(document.findings(TODAY), [soft(FindingCode::NumberPlace), soft(FindingCode::NumberSex)]);
}

#[test]
fn every_fault_is_named_with_its_box() {
    use Field::{Birth, Name, Nationality, Number, Sex};
    use FindingCode::{InFuture, Missing, NotACountry, NotADate, NotAName, NotASex, NotTwelveDigits};
    for (field, text, code) in [
        (Number, "00109900012", NotTwelveDigits),
        (Number, "00109900012a", NotTwelveDigits),
        (Number, " ", Missing),
        (Name, "", Missing),
        (Name, "An 99", NotAName),
        (Birth, "31/02/1999", NotADate),
        (Birth, "16/07/2026", InFuture),
        (Sex, "?", NotASex),
        (Nationality, "ZZZ", NotACountry),
    ] {
        assert_eq!(wrong(Paper::CitizenCard, field, text), [(field, code)], "{text}");
    }
}

#[test]
fn an_old_cmnd_alone_is_not_enough_since_july_2026() {
    let cmnd = |number| wrong(Paper::OldIdentityCard, Field::Number, number);
    let before = typed_in(Paper::OldIdentityCard, &[(Field::Number, "012345678")], date(2026, 6, 30));
    assert_eq!(before.1, []);
    assert_eq!(cmnd("012345678"), [(Field::Number, FindingCode::OldNumberNotAccepted)]);
    assert_eq!(cmnd("01234567"), [(Field::Number, FindingCode::NotNineDigits)]);
    // The CMND of twelve digits has the personal number on it.
    assert_eq!(cmnd("001099000123"), []);
    for paper in [Paper::BirthCertificate, Paper::DrivingLicence, Paper::HealthInsurance, Paper::Other] {
        assert_eq!(typed_in(paper, &[(Field::Number, "B-17")], date(2026, 6, 30)).1, [], "{paper:?}");
        assert_eq!(wrong(paper, Field::Number, "B-17"), [(Field::Number, FindingCode::NotTwelveDigits)], "{paper:?}");
    }
}

#[test]
fn a_foreigner_needs_five_facts() {
    let passport = [
        (Field::Nationality, "DEU"),
        (Field::Number, "c1234567"),
        (Field::Name, "Erika O'Mustermann-Müller"),
        (Field::Birth, "1964"),
        (Field::Sex, "F"),
    ];
    let (document, wrong) = typed_in(Paper::Passport, &passport, TODAY);
    assert_eq!((wrong, document.findings(TODAY)), (vec![], vec![]));
    assert_eq!(document.number.as_ref().unwrap().value.expose(), "C1234567");
    assert_eq!(document.birth.as_ref().unwrap().value.expose(), &Birth::Year(1964));
    assert_eq!(document.nationality.as_ref().unwrap().value.expose().code(), "D");
    let nothing = Document::new(Paper::Passport).findings(TODAY);
    let five = [Field::Name, Field::Number, Field::Birth, Field::Sex, Field::Nationality];
    assert_eq!(nothing, five.map(|field| Finding::hard(field, FindingCode::Missing)));
    for number in ["C1234567890", "C/1234567", "Ü1234567"] {
        let wrong = document.clone().correct(Field::Number, number, TODAY);
        assert_eq!(wrong, Err(Finding::hard(Field::Number, FindingCode::NotAPassportNumber)), "{number}");
    }
    let card = typed_in(Paper::DrivingLicence, &passport, TODAY).0;
    assert!(card.findings(TODAY).contains(&Finding::hard(Field::Paper, FindingCode::NotForForeigners)));
}

#[test]
fn a_citizen_may_come_with_a_passport() {
    let boxes = AN.map(|(field, text)| (field, if field == Field::Number { "C1234567" } else { text }));
    let (document, wrong) = typed_in(Paper::Passport, &boxes, TODAY);
    assert!(wrong.is_empty() && document.is_citizen());
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(texts in proptest::array::uniform6(any::<String>()), paper in 0usize..9) {
        let fields = AN.map(|(field, _)| field);
        let boxes: Vec<(Field, &str)> = fields.into_iter().zip(texts.iter().map(String::as_str)).collect();
        let _ = typed_in(Paper::ALL[paper], &boxes, TODAY);
    }

    #[test]
    fn arbitrary_dates_never_panic(text in "[0-9/. -]{0,12}") {
        if let Ok(birth) = birth(&text, TODAY) {
            prop_assert!((1880..=2026).contains(&birth.year()));
        }
        let _ = full_day(&text);
    }

    #[test]
    fn a_birth_is_read_from_each_of_its_forms(days in 0i32..45_000) {
        let day = date(1903, 1, 1).saturating_add(jiff::ToSpan::days(days));
        for form in ["%d%m%Y", "%d/%m/%Y", "%-d/%-m/%Y", "%d.%m.%Y", "%Y-%m-%d"] {
            prop_assert_eq!(birth(&day.strftime(form).to_string(), TODAY), Ok(Birth::Day(day)));
        }
    }
}
