use jiff::civil::date;
use mrz::Checked;
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 7, 15);
const CARD: &str = "001099000123||Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|01082024||||";
const TD1: &str = "IDVNM0990001232001099000123<<3\n9905153M3905151VNM<<<<<<<<<<<2\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<\n";
const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
const TD3: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\r\n";
const INSURANCE: &str =
    "0110990001|4e677579e1bb856e2056c4836e20416e|15/05/1999|1|-|01 - 001|01/01/2026|-|01/01/2026|4|x$";

fn kind(text: &str) -> &'static str {
    match recognise(text.as_bytes(), TODAY) {
        Ok(Recognised::Card(_)) => "card",
        Ok(Recognised::Zone(_)) => "zone",
        Ok(Recognised::Insurance(_)) => "insurance",
        Ok(Recognised::Number(_)) => "number",
        Err(_) => "error",
    }
}

#[test]
fn every_text_of_a_paper_is_told_apart() {
    let table = [
        (CARD, "card"),
        ("001099000123|012345678|Nguyễn Văn An|15051999|Nam|Hà Nội|20052022\r\n", "card"),
        (TD1, "zone"),
        (TD2, "zone"),
        (TD3, "zone"),
        (INSURANCE, "insurance"),
        ("001099000123", "number"),
        ("*001099000123*\r\n", "number"),
        ("CCCD;001099000123;NGUYEN VAN AN;001099000123", "number"),
    ];
    for (text, expected) in table {
        assert_eq!(kind(text), expected, "{text}");
    }
    let scanner = TD3.to_lowercase();
    assert_eq!(recognise(scanner.as_bytes(), TODAY), recognise(TD3.as_bytes(), TODAY), "Caps Lock is on");
}

#[test]
fn what_is_almost_a_paper_says_what_is_wrong() {
    let table = [
        (CARD.replace("15051999", "31021999"), Unrecognised::Card(QrError::Malformed(Field::Birth))),
        ("001099000123|a|b".to_owned(), Unrecognised::Card(QrError::TooFewFields(3))),
        (TD3.replace("7408122", "7408132"), Unrecognised::Zone(MrzError::CheckDigit(Checked::Birth))),
        (INSURANCE.replace("15/05/1999", "32/05/1999"), Unrecognised::Insurance(Field::Birth)),
    ];
    for (text, error) in table {
        assert_eq!(recognise(text.as_bytes(), TODAY), Err(error), "{text}");
    }
}

#[test]
fn no_number_is_suggested_where_none_stands_by_itself() {
    let table = [
        "",
        "https://example.invalid/vneid?token=001099000123",
        "00020101021238570010A000000727 001099000123",
        "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
        "00109900012",
        "0010990001234",
        "A001099000123",
        "001099000123 001199000456", // which of the two?
        "000099000123",              // no place has this code
        "099099000123",
        "012345678",
    ];
    for text in table {
        assert_eq!(recognise(text.as_bytes(), TODAY), Err(Unrecognised::Other), "{text}");
    }
    assert_eq!(recognise(&[0xff, 0xfe, b'|', 0], TODAY), Err(Unrecognised::Other));
    let in_bytes = [&[0xff, 0x1d][..], b"001099000123", &[0x1e, 0x80]].concat();
    assert!(matches!(recognise(&in_bytes, TODAY), Ok(Recognised::Number(_))));
}

#[test]
fn what_it_makes_has_the_source_of_its_text() {
    let source = |text: &str| {
        let document = recognise(text.as_bytes(), TODAY).unwrap().document(TODAY);
        document.map(|document| document.name.unwrap().source)
    };
    let table = [(CARD, Some(Source::Qr)), (TD3, Some(Source::Mrz)), (INSURANCE, Some(Source::HealthInsurance))];
    for (text, expected) in table {
        assert_eq!(source(text), expected);
    }
    assert_eq!(source("001099000123"), None);
}

#[test]
fn nothing_of_a_person_is_printed() {
    for text in [CARD, TD1, TD3, INSURANCE, "001099000123", "001099000123|a|b"] {
        let printed = format!("{:?}", recognise(text.as_bytes(), TODAY));
        for secret in ["0990", "Nguy", "NGUYEN", "ERIKSSON", "1999", "9905", "Cấn", "L898"] {
            assert!(!printed.contains(secret), "{secret} in {printed}");
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(recognised) = recognise(&bytes, TODAY) {
            let _ = recognised.document(TODAY);
        }
    }

    #[test]
    fn whatever_looks_like_a_paper_never_panics(
        text in "[0-9]{12}(\\|\\PC{0,12}){0,12}|[A-Z0-9<]{90}|[A-Z0-9<]{88}|[A-Z0-9<]{72}|[0-9]{10}(\\|[0-9a-f/-]{0,12}){0,9}\\$",
    ) {
        if let Ok(recognised) = recognise(text.as_bytes(), TODAY) {
            let document = recognised.document(TODAY);
            prop_assert!(document.is_none_or(|document| document.mrz_key_candidates().len() <= 4));
        }
    }

    #[test]
    fn a_number_is_only_ever_twelve_digits_of_the_text(text in "[ -~]{0,20}[0-9]{10,14}[ -~]{0,20}") {
        if let Ok(Recognised::Number(number)) = recognise(text.as_bytes(), TODAY) {
            prop_assert!(text.contains(number.expose()) && number.expose().len() == 12);
        }
    }
}
