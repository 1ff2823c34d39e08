use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::write::write;

const CARD: &str = "IDVNM0990001232001099000123<<3\n9905153M3905151VNM<<<<<<<<<<<2\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
/// Specimen of Doc 9303-4.
const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
/// Specimen of Doc 9303-6.
const TD2_CARD: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
/// Specimen of Doc 9303-5.
const TD1_CARD: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";

#[test]
fn the_citizen_card() {
    let card = parse(CARD).unwrap();
    assert_eq!(card.format, Format::Td1);
    assert_eq!((card.document_code.as_str(), card.issuer.as_str(), card.nationality.as_str()), ("ID", "VNM", "VNM"));
    assert_eq!(card.number.expose(), "099000123");
    assert_eq!(card.optional.expose(), "001099000123<<3");
    assert_eq!(card.birth.expose().as_birth(date(2026, 7, 1)).unwrap().date(), Some(date(1999, 5, 15)));
    assert_eq!((card.sex, card.expiry.text()), (Sex::Male, "390515"));
    assert_eq!((card.surname.expose().as_str(), card.given.expose().as_str()), ("NGUYEN", "VAN AN"));
    assert_eq!(card.key().seed_text().expose(), "099000123299051533905151");
}

#[test]
fn joined_lines_small_letters_and_line_breaks_read_alike() {
    let card = parse(CARD).unwrap();
    assert_eq!(parse(&CARD.replace('\n', "")).unwrap(), card);
    assert_eq!(parse(&CARD.replace('\n', "\r\n").to_lowercase()).unwrap(), card);
}

#[test]
fn the_specimens_of_doc_9303() {
    for (text, format, number) in [
        (PASSPORT, Format::Td3, "L898902C3"),
        (TD2_CARD, Format::Td2, "D23145890"),
        (TD1_CARD, Format::Td1, "D23145890"),
    ] {
        let zone = parse(text).unwrap();
        assert_eq!((zone.format, zone.number.expose().as_str()), (format, number));
        assert_eq!((zone.issuer.as_str(), zone.given.expose().as_str()), ("UTO", "ANNA MARIA"));
        assert_eq!(zone.sex, Sex::Female);
    }
    assert_eq!(parse(PASSPORT).unwrap().optional.expose(), "ZE184226B");
}

#[test]
fn a_long_number_overflows_into_the_optional_field() {
    // Doc 9303-5, appendix B: the number is D23145890734, its check digit 9.
    let text = "I<UTOD23145890<7349<<<<<<<<<<<3407127M9507122UTO<<<<<<<<<<<2STEVENSON<<PETER<JOHN<<<<<<<<<";
    let zone = parse(text).unwrap();
    assert_eq!(zone.number.expose(), "D23145890734");
    assert_eq!(zone.optional.expose(), "");
    assert_eq!(zone.key().seed_text().expose(), "D23145890734934071279507122");
}

#[test]
fn germany_has_one_letter() {
    let mut zone = parse(PASSPORT).unwrap();
    (zone.issuer, zone.nationality) = ("D".to_owned(), "D".to_owned());
    let read = parse(&write(&zone)).unwrap();
    assert_eq!((read.issuer.as_str(), read.nationality.as_str()), ("D", "D"));
}

#[test]
fn every_misread_digit_is_named() {
    let table = [
        (("0990001232001", "0990001242001"), Checked::Number),
        (("9905153", "9905163"), Checked::Birth),
        (("3905151", "3905161"), Checked::Expiry),
        (("001099000123<<3", "001099000124<<3"), Checked::Composite),
    ];
    for ((right, wrong), what) in table {
        assert_eq!(parse(&CARD.replace(right, wrong)), Err(MrzError::CheckDigit(what)), "{wrong}");
    }
    assert_eq!(parse(&PASSPORT.replace("ZE184226B", "ZE184226C")), Err(MrzError::CheckDigit(Checked::Optional)));
}

#[test]
fn what_is_not_a_zone_is_refused() {
    assert_eq!(parse(""), Err(MrzError::Length(0)));
    assert_eq!(parse("001099000123"), Err(MrzError::Length(12)));
    assert_eq!(parse("001099000123|"), Err(MrzError::Character(12)));
    assert_eq!(parse(&CARD.replace("3M3", "3K3")), Err(MrzError::Sex));
}

#[test]
fn debug_shows_nothing_of_the_person() {
    let printed = format!("{:?}", parse(CARD).unwrap());
    for secret in ["099000123", "NGUYEN", "9905", "3905", "39"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn arbitrary_zones_never_panic(text in "[A-Z0-9<]{72}|[A-Z0-9<]{88}|[A-Z0-9<]{90}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_is_written_is_read_back(
        number in "[A-Z0-9]{1,9}",
        format in prop_oneof![Just(Format::Td1), Just(Format::Td2), Just(Format::Td3)],
        optional in "[A-Z0-9]{0,7}",
        (year, month, day) in (1930i16..2026, 1i8..=12, 1i8..=28),
        surname in "[A-Z]{1,8}( [A-Z]{1,4})?",
        given in "([A-Z]{1,6})?",
    ) {
        let mut zone = parse(CARD).unwrap();
        zone.format = format;
        zone.number = number.into();
        zone.optional = optional.into();
        zone.birth = MrzDate::of(date(year, month, day)).into();
        (zone.surname, zone.given) = (surname.into(), given.into());
        let read = parse(&write(&zone)).unwrap();
        prop_assert_eq!(&read, &zone);
        prop_assert_eq!(read.birth.expose().as_birth(date(2026, 7, 1)).unwrap().date(), Some(date(year, month, day)));
    }
}

#[test]
fn what_does_not_fit_is_told_and_read_all_the_same() {
    let table: [(String, &[MrzError]); 8] = [
        (PASSPORT.to_owned(), &[]),
        (PASSPORT.replace("F120415", "Q120415"), &[MrzError::Sex]),
        (PASSPORT.replace("<10", "<11"), &[MrzError::CheckDigit(Checked::Composite)]),
        (
            PASSPORT.replace("7408122", "7408123"),
            &[MrzError::CheckDigit(Checked::Birth), MrzError::CheckDigit(Checked::Composite)],
        ),
        (PASSPORT.replace("UTOERIKSSON", "UTOERIK-SON"), &[MrzError::Character(9)]),
        (PASSPORT.replace('<', " "), &[MrzError::Character(1)]),
        (PASSPORT.replace("L898902C36", "<<<<<<<<<0"), &[MrzError::Number, MrzError::CheckDigit(Checked::Composite)]),
        (
            PASSPORT.replace("7408122", "7413AB2"),
            &[MrzError::CheckDigit(Checked::Birth), MrzError::CheckDigit(Checked::Composite), MrzError::Date],
        ),
    ];
    for (text, expected) in table {
        let (zone, doubts) = parse_leniently(&text).unwrap();
        assert_eq!((zone.format, zone.given.expose().as_str()), (Format::Td3, "ANNA MARIA"), "{expected:?}");
        assert_eq!(doubts, expected);
        // The strict reading stops at the first of them; blanks it skips.
        if !text.contains(' ') {
            assert_eq!(parse(&text).map_err(Some).err().flatten(), expected.first().copied());
        }
    }
    let unknown = parse_leniently(&PASSPORT.replace("7408122", "7413AB2")).unwrap().0;
    assert_eq!((unknown.birth.expose().as_birth(date(2026, 7, 1)), unknown.birth.expose().text()), (None, "7413AB"));
    assert_eq!(parse_leniently("P<UTO").unwrap_err(), MrzError::Length(5));
}

proptest! {
    #[test]
    fn any_text_of_the_right_length_is_read_leniently(text in "\\PC{88}|[A-Z0-9<]{88}|[A-Z0-9< ]{90}|[A-Z0-9<]{72}") {
        let lenient = parse_leniently(&text);
        if let Ok(zone) = parse(&text) {
            prop_assert_eq!(lenient, Ok((zone, vec![])));
        }
    }
}
