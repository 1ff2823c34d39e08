use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::Birth;

const TODAY: Date = date(2026, 7, 15);

/// Number, old number, birth, sex and day of issue, as far as they were taken.
fn taken(text: &str) -> Result<[String; 5], WedgeError> {
    let document = parse(text, TODAY)?;
    assert_eq!((&document.name, &document.address), (&None, &None), "{text}");
    let text = |fact: Option<Fact<String>>| fact.map(|fact| fact.value.into_exposed()).unwrap_or_default();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    Ok([
        text(document.number),
        text(document.old_number),
        match document.birth.expect("a birth").value.expose() {
            Birth::Day(birth) => birth.to_string(),
            Birth::Year(year) => year.to_string(),
        },
        document.sex.map(|sex| sex.value.expose().code().to_owned()).unwrap_or_default(),
        day(document.issued.map(|issued| *issued.value.expose())),
    ])
}

fn of_an(old: &str, sex: &str) -> [String; 5] {
    ["001099000123", old, "1999-05-15", sex, "2022-05-20"].map(str::to_owned)
}

#[test]
fn digits_and_dates_are_taken_whatever_became_of_the_letters() {
    let table = [
        "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022",
        "001099000123|012345678|Nguye6n4 Va8n An|15051999|Nam|So61 1, D9o65i Ca61n, Ba D9i2nh, Ha2 No65i|20052022",
        "001099000123|012345678|Nguyeenx Vawn An|15051999|Nam|Soos 1, DDooij Caans, Ba DDinhf, Haf Nooij|20052022",
        "001099000123|012345678|Nguy?n V?n An|15051999|Nam|S? 1, ??i C?n|20052022",
        "001099000123|012345678|Nguy\u{FFFD}n V\u{FFFD}n An|15051999|nam|S\u{FFFD} 1|20052022\n",
        "001099000123|012345678||15051999|NAM||20052022",
        "001099000123\\012345678\\Nguyen Van An\\15051999\\Nam\\So 1\\20052022",
        "001099000123|012345678\\Nguyen Van An|15051999¦Nam\\So 1|20052022",
        "001099000123~012345678~Nguyen Van An~15051999~Nam~So 1, Doi Can~20052022",
        "001099000123*012345678*Nguyen Van An*15051999*Nam*So 1*20052022",
        "  001099000123|012345678|An|15051999|Nam|So 1 - 2 / 3|20052022  ",
    ];
    for text in table {
        assert_eq!(taken(text), Ok(of_an("012345678", "M")), "{text}");
    }
    let new = "001099000123||Nguyen Van An|15051999|Nam|So 1|20052022||||";
    assert_eq!(taken(new), Ok(of_an("", "M")));
}

#[test]
fn the_kind_of_card_and_the_way_to_its_chip_are_known() {
    let document = parse("001099000123||x|15051999|Nam|y|01082024||||", TODAY).unwrap();
    assert_eq!(document.paper, Paper::IdentityCard2024);
    assert_eq!(document.nationality.as_ref().map(|fact| *fact.value.expose()), Some(Country::VIETNAM));
    assert_eq!(document.can().unwrap().expose(), "000123");
    let year = parse("001099000123||x|1999|Nam|y|01082024", TODAY).unwrap();
    assert_eq!(year.birth.unwrap().value.expose(), &Birth::Year(1999));
}

#[test]
fn a_sex_is_taken_only_where_the_word_is_beyond_doubt() {
    let table = [
        ("Nam", "M"),
        ("nam", "M"),
        ("Nữ", "F"),
        ("Nu\u{31B}\u{303}", "F"),
        ("Nu", "F"),
        ("NU", "F"),
        ("Nuwx", "F"),
        ("Nu74", "F"),
        ("Nu47", "F"),
        ("N", ""),
        ("N?", ""),
        ("N\u{FFFD}", ""),
        ("Nan", ""),
        ("Namm", ""),
        ("", ""),
        ("M", ""),
        ("F", ""),
    ];
    for (word, sex) in table {
        let text = format!("001099000123|012345678|x|15051999|{word}|y|20052022");
        assert_eq!(taken(&text), Ok(of_an("012345678", sex)), "{word}");
    }
}

#[test]
fn what_is_in_doubt_is_refused() {
    use WedgeError::{Changed, NotACode, Unparted};
    let table = [
        ("", NotACode),
        ("An", NotACode),
        ("001099000123", NotACode),
        ("00109900012|012345678|x|15051999|Nam|y|20052022", NotACode),
        ("0010990001234|012345678|x|15051999|Nam|y|20052022", NotACode),
        ("001099000123012345678Nguyen Van An15051999NamSo 120052022", NotACode),
        ("https://example.org/001099000123|", NotACode),
        ("àéè(çà|", NotACode),
        // What parts the fields may stand in a name or an address.
        ("001099000123,012345678,Nguyen Van An,15051999,Nam,So 1, Doi Can,20052022", Unparted),
        ("001099000123 012345678 Nguyen Van An 15051999 Nam So 1 20052022", Unparted),
        ("001099000123-012345678-An-15051999-Nam-So 1-20052022", Unparted),
        ("001099000123'012345678'An'15051999'Nam'So 1'20052022", Unparted),
        ("001099000123|012345678|x|15051999|Nam|20052022", Unparted),
        ("001099000123|", Unparted),
        // Digits that were lost or changed, and days of no calendar.
        ("001099000123|01234567|x|15051999|Nam|y|20052022", Changed(Field::OldNumber)),
        ("001099000123|O12345678|x|15051999|Nam|y|20052022", Changed(Field::OldNumber)),
        ("001099000123||x|1505199|Nam|y|20052022", Changed(Field::Birth)),
        ("001099000123||x|31021999|Nam|y|20052022", Changed(Field::Birth)),
        ("001099000123||x|15o51999|Nam|y|20052022", Changed(Field::Birth)),
        ("001099000123||x|15051999|Nam|y|2022", Changed(Field::Issued)),
        ("001099000123||x|15051999|Nam|y|20132022", Changed(Field::Issued)),
        // The sign that parts the fields also stands in the address: everything behind has moved.
        ("001099000123||x|15051999|Nam|So 1|2|20052022", Changed(Field::Issued)),
        ("001099000123||x|y|15051999|Nam|So 1|20052022", Changed(Field::Birth)),
    ];
    for (text, error) in table {
        match parse(text, TODAY) {
            Err(said) => assert_eq!(said, error, "{text}"),
            Ok(_) => panic!("{text} was taken"),
        }
    }
}

const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

#[test]
fn a_zone_is_taken_whole_when_its_check_digits_fit() {
    for text in [PASSPORT.to_owned(), PASSPORT.replace('\n', ""), PASSPORT.to_lowercase()] {
        let document = parse(&text, TODAY).unwrap();
        assert_eq!(document.paper, Paper::Passport);
        assert_eq!(document.number, Some(Fact::new("L898902C3".to_owned(), Source::Mrz)));
        assert_eq!(document.name, Some(Fact::new("ERIKSSON ANNA MARIA".to_owned(), Source::Mrz)));
        assert_eq!(document.birth, Some(Fact::new(Birth::Day(date(1974, 8, 12)), Source::Mrz)));
    }
    let changed = parse(&PASSPORT.replace("C36", "C37"), TODAY);
    assert_eq!(changed.unwrap_err(), WedgeError::Zone(mrz::MrzError::CheckDigit(mrz::Checked::Number)));
    let short = parse(&PASSPORT[..87], TODAY);
    assert_eq!(short.unwrap_err(), WedgeError::Zone(mrz::MrzError::Length(86)));
    // On another layout the fillers are other signs, and nothing is a zone.
    assert_eq!(parse(&PASSPORT.replace('<', ";"), TODAY).unwrap_err(), WedgeError::NotACode);
}

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        let _ = parse(&text, TODAY);
    }

    #[test]
    fn whatever_stands_for_the_letters_the_digits_are_the_cards(
        name in "[a-zA-Z0-9? ễ\u{FFFD}]{0,30}", address in "[a-zA-Z0-9?, ấ\u{FFFD}/-]{0,60}", days in 0i32..40_000,
        number in "0[0-9]{11}", bar in proptest::sample::select(vec!['|', '\\', '~', '¦', '*'])
    ) {
        let birth = date(1910, 1, 1).saturating_add(jiff::ToSpan::days(days));
        let fields = [&number, "", &name, &birth.strftime("%d%m%Y").to_string(), "Nam", &address, "20052022"];
        let taken = taken(&fields.join(&bar.to_string())).unwrap();
        prop_assert_eq!(&taken[0], &number);
        prop_assert_eq!(&taken[2], &birth.to_string());
    }
}
