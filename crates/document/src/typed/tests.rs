use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{Birth, Expiry};

const TODAY: Date = date(2026, 7, 15);

fn an() -> TypedForm {
    TypedForm {
        paper: Paper::CitizenCard,
        number: "001 099 000 123".to_owned(),
        name: "  Nguyễn  Văn An ".to_owned(),
        birth: "15/05/1999".to_owned(),
        sex: "nam".to_owned(),
        nationality: String::new(),
        address: "Số 1, Đội Cấn".to_owned(),
    }
}

fn findings(form: &TypedForm) -> Vec<(Field, FindingCode)> {
    check(form, TODAY).unwrap_err().into_iter().map(|finding| (finding.field, finding.code)).collect()
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
fn a_form_without_fault_is_a_document() {
    let document = check(&an(), TODAY).unwrap();
    assert_eq!(document.number, Some(Fact::new("001099000123".to_owned(), Source::Typed)));
    assert_eq!(document.name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Typed)));
    assert_eq!(document.birth, Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Typed)));
    assert_eq!(document.sex, Some(Fact::new(Sex::Male, Source::Typed)));
    assert_eq!(document.nationality, Some(Fact::new(Country::VIETNAM, Source::Typed)));
    assert_eq!(document.findings(TODAY), []);
}

#[test]
fn the_structure_of_a_number_only_warns() {
    let document = check(&TypedForm { number: "098199000123".to_owned(), ..an() }, TODAY).unwrap();
    let soft = |code| Finding::soft(Field::Number, code);
    assert_eq!(document.findings(TODAY), [soft(FindingCode::NumberPlace), soft(FindingCode::NumberSex)]);
}

#[test]
fn every_fault_of_a_form_is_named() {
    use Field::{Birth, Name, Nationality, Number, Sex};
    use FindingCode::{InFuture, Missing, NotACountry, NotADate, NotAName, NotASex, NotTwelveDigits};
    let put = |change: fn(&mut TypedForm)| {
        let mut form = an();
        change(&mut form);
        findings(&form)
    };
    assert_eq!(put(|form| form.number = "00109900012".to_owned()), [(Number, NotTwelveDigits)]);
    assert_eq!(put(|form| form.number = "00109900012a".to_owned()), [(Number, NotTwelveDigits)]);
    assert_eq!(put(|form| form.number = " ".to_owned()), [(Number, Missing)]);
    assert_eq!(put(|form| form.name = String::new()), [(Name, Missing)]);
    assert_eq!(put(|form| form.name = "An 99".to_owned()), [(Name, NotAName)]);
    assert_eq!(put(|form| form.birth = "31/02/1999".to_owned()), [(Birth, NotADate)]);
    assert_eq!(put(|form| form.birth = "16/07/2026".to_owned()), [(Birth, InFuture)]);
    assert_eq!(put(|form| form.sex = "?".to_owned()), [(Sex, NotASex)]);
    assert_eq!(put(|form| form.nationality = "ZZZ".to_owned()), [(Nationality, NotACountry)]);
}

#[test]
fn an_old_cmnd_alone_is_not_enough_since_july_2026() {
    let cmnd = TypedForm { paper: Paper::OldIdentityCard, number: "012345678".to_owned(), ..an() };
    assert!(check(&cmnd, date(2026, 6, 30)).is_ok());
    assert_eq!(findings(&cmnd), [(Field::Number, FindingCode::OldNumberNotAccepted)]);
    let short = TypedForm { number: "01234567".to_owned(), ..cmnd.clone() };
    assert_eq!(findings(&short), [(Field::Number, FindingCode::NotNineDigits)]);
    // The CMND of twelve digits has the personal number on it.
    assert!(check(&TypedForm { number: "001099000123".to_owned(), ..cmnd }, TODAY).is_ok());
    for paper in [Paper::BirthCertificate, Paper::DrivingLicence, Paper::HealthInsurance, Paper::Other] {
        let form = TypedForm { paper, number: "B-17".to_owned(), ..an() };
        assert!(check(&form, date(2026, 6, 30)).is_ok(), "{paper:?}");
        assert_eq!(findings(&form), [(Field::Number, FindingCode::NotTwelveDigits)], "{paper:?}");
    }
}

#[test]
fn a_foreigner_needs_five_facts() {
    let passport = TypedForm {
        paper: Paper::Passport,
        number: "c1234567".to_owned(),
        name: "Erika O'Mustermann-Müller".to_owned(),
        birth: "1964".to_owned(),
        sex: "F".to_owned(),
        nationality: "DEU".to_owned(),
        address: String::new(),
    };
    let document = check(&passport, TODAY).unwrap();
    assert_eq!(document.number.unwrap().value.expose(), "C1234567");
    assert_eq!(document.birth.unwrap().value.expose(), &Birth::Year(1964));
    assert_eq!(document.nationality.unwrap().value.expose().code(), "D");
    let nothing = TypedForm {
        number: String::new(),
        name: String::new(),
        birth: String::new(),
        sex: String::new(),
        nationality: String::new(),
        ..passport.clone()
    };
    let five = [Field::Name, Field::Number, Field::Birth, Field::Sex, Field::Nationality];
    assert_eq!(findings(&nothing), five.map(|field| (field, FindingCode::Missing)));
    for number in ["C1234567890", "C/1234567", "Ü1234567"] {
        let form = TypedForm { number: number.to_owned(), ..passport.clone() };
        assert_eq!(findings(&form), [(Field::Number, FindingCode::NotAPassportNumber)], "{number}");
    }
    let card = TypedForm { paper: Paper::DrivingLicence, ..passport };
    assert_eq!(findings(&card), [(Field::Paper, FindingCode::NotForForeigners)]);
}

#[test]
fn a_citizen_may_come_with_a_passport() {
    let form = TypedForm { paper: Paper::Passport, number: "C1234567".into(), nationality: "vnm".into(), ..an() };
    let document = check(&form, TODAY).unwrap();
    assert!(document.is_citizen());
}

#[test]
fn a_form_prints_nothing_of_a_person() {
    assert_eq!(format!("{:?}", an()), "TypedForm { paper: CitizenCard, .. }");
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(texts in proptest::array::uniform6(any::<String>()), paper in 0usize..9) {
        let [number, name, birth, sex, nationality, address] = texts;
        let form = TypedForm { paper: Paper::ALL[paper], number, name, birth, sex, nationality, address };
        let _ = check(&form, TODAY);
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
