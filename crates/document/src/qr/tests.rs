use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{DataTrust, Severity};

const CARD_2021: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
const CARD_2024: &str = "001099000123||Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|01082024||||";

#[test]
fn the_card_of_2021() {
    let card = parse(CARD_2021.as_bytes()).unwrap();
    assert_eq!(card.number.expose(), "001099000123");
    assert_eq!(card.old_number.as_ref().unwrap().expose(), "012345678");
    assert_eq!(card.name.expose(), "Nguyễn Văn An");
    assert_eq!(card.birth.expose(), &Birth::Day(date(1999, 5, 15)));
    assert_eq!(card.sex.expose(), &Sex::Male);
    assert_eq!(card.address.as_ref().unwrap().expose(), "Số 1, Đội Cấn, Ba Đình, Hà Nội");
    assert_eq!(card.issued.expose(), &date(2022, 5, 20));
    assert_eq!(card.extras, []);
    assert_eq!(card.document().can().unwrap().expose(), "000123");
    let keys = card.document().mrz_key_candidates();
    assert_eq!(keys.len(), 4);
    assert_eq!(keys[0].seed_text().expose(), "099000123299051533905151");
}

#[test]
fn the_card_of_2024_keeps_its_extra_fields_unlabelled() {
    let card = parse(CARD_2024.as_bytes()).unwrap();
    assert_eq!(card.old_number, None);
    assert_eq!(card.extras, vec![Private::default(); 4]);
    let child = CARD_2024.replace("||||", "|x|Nguyễn Văn Bình||z");
    let extras = parse(child.as_bytes()).unwrap().extras;
    assert_eq!(
        extras.iter().map(|extra| extra.expose().as_str()).collect::<Vec<_>>(),
        ["x", "Nguyễn Văn Bình", "", "z"]
    );
}

#[test]
fn a_document_of_it_proves_nothing_and_has_no_expiry() {
    let document = parse(CARD_2021.as_bytes()).unwrap().document();
    assert_eq!(document.paper, Paper::CitizenCard);
    assert_eq!(document.verdict.data, DataTrust::Unproven);
    assert_eq!(document.expiry, None);
    assert_eq!(document.nationality, Some(Fact::new(Country::VIETNAM, Source::Qr)));
    assert_eq!(document.findings(date(2026, 7, 1)), []);
    assert_eq!(parse(CARD_2024.as_bytes()).unwrap().document().paper, Paper::IdentityCard2024);
    // An empty second field does not make a new card; the day of issue does.
    let empty = CARD_2021.replace("|012345678|", "||");
    assert_eq!(parse(empty.as_bytes()).unwrap().document().paper, Paper::CitizenCard);
}

#[test]
fn what_scanners_hang_on_the_end_is_dropped_and_the_name_is_nfc() {
    for end in ["\r\n", "\0\0", "\n\0\r"] {
        assert_eq!(parse(format!("{CARD_2021}{end}").as_bytes()), parse(CARD_2021.as_bytes()));
    }
    let decomposed: String = CARD_2021.nfd().collect();
    assert_ne!(decomposed, CARD_2021);
    assert_eq!(parse(decomposed.as_bytes()), parse(CARD_2021.as_bytes()));
    let woman = CARD_2021.replace("Nguyễn Văn An", "H’Hen  Niê-Kđăm Y'").replace("Nam", "Nữ");
    let woman = parse(woman.as_bytes()).unwrap();
    assert_eq!((woman.name.expose().as_str(), woman.sex.expose()), ("H’Hen Niê-Kđăm Y'", &Sex::Female));
}

#[test]
fn a_year_alone_is_a_year() {
    let card = parse(CARD_2021.replace("15051999", "1950").as_bytes()).unwrap();
    assert_eq!(card.birth.expose(), &Birth::Year(1950));
    assert_eq!(card.document().mrz_key_candidates(), []);
}

#[test]
fn a_wrong_field_is_named_and_not_guessed() {
    let table = [
        ("15051999", "31021999", Field::Birth),
        ("15051999", "29022023", Field::Birth),
        ("15051999", "00001999", Field::Birth),
        ("15051999", "15/05/1999", Field::Birth),
        ("15051999", "", Field::Birth),
        ("15051999", "1505199é", Field::Birth),
        ("15051999", "+5051999", Field::Birth),
        ("20052022", "20132022", Field::Issued),
        ("20052022", "", Field::Issued),
        ("20052022", "2022", Field::Issued),
        ("Nam", "M", Field::Sex),
        ("Nam", "Nu", Field::Sex),
        ("Nguyễn Văn An", " ", Field::Name),
    ];
    for (right, wrong, field) in table {
        let text = CARD_2021.replace(right, wrong);
        assert_eq!(parse(text.as_bytes()), Err(QrError::Malformed(field)), "{text}");
    }
}

#[test]
fn signs_in_place_of_unknown_letters_are_another_code_page() {
    let table = [
        ("Nguyễn Văn An", "Nguy?n V?n An"),
        ("Nguyễn Văn An", "Nguy\u{FFFD}n Văn An"),
        ("Số 1, Đội Cấn, Ba Đình, Hà Nội", "S? 1, ??i C?n, Ba ?inh, Ha N?i"),
        ("Số 1, Đội Cấn, Ba Đình, Hà Nội", "Số 1, Đội Cấn, Ba Đình, Hà N\u{FFFD}i"),
        ("Nam", "N?"),
        ("Nam", "N\u{FFFD}"),
    ];
    for (right, replaced) in table {
        for card in [CARD_2021, CARD_2024] {
            let text = card.replace(right, replaced);
            assert_eq!(parse(text.as_bytes()), Err(QrError::Encoding), "{text}");
        }
    }
}

#[test]
fn six_fields_are_too_few() {
    let six = CARD_2021.rsplit_once('|').unwrap().0;
    assert_eq!(parse(six.as_bytes()), Err(QrError::TooFewFields(6)));
    assert_eq!(parse(b"001099000123|"), Err(QrError::TooFewFields(2)));
}

#[test]
fn another_code_is_not_a_card() {
    let table = [
        "",
        "001099000123",
        "https://example.org/?q=001099000123|a|b",
        "00109900012|012345678|Nguyễn Văn An|15051999|Nam|Hà Nội|20052022",
        "0010990001234|012345678|Nguyễn Văn An|15051999|Nam|Hà Nội|20052022",
        "|||||||",
        "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
    ];
    for text in table {
        assert_eq!(parse(text.as_bytes()), Err(QrError::NotACard), "{text}");
    }
    assert_eq!(parse(&[0xff, 0xfe, b'|', 0]), Err(QrError::NotACard));
}

#[test]
fn a_card_that_a_scanner_recoded_says_so() {
    let latin: Vec<u8> =
        "001099000123||Nguy\u{ea}n Van An|15051999|Nam|Ha Noi|20052022".chars().map(|c| c as u8).collect();
    assert_eq!(parse(&latin), Err(QrError::Encoding));
}

#[test]
fn nothing_of_a_person_is_printed() {
    let card = parse(CARD_2021.as_bytes()).unwrap();
    for printed in [format!("{card:?}"), format!("{:?}", card.document())] {
        for secret in ["0010", "Nguy", "1999", "Nam", "2022", "Cấn", "Male"] {
            assert!(!printed.contains(secret), "{secret}");
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn arbitrary_fields_after_a_number_never_panic(fields in "[0-9]{12}(\\|\\PC{0,12}){0,12}") {
        if let Ok(card) = parse(fields.as_bytes()) {
            let document = card.document();
            let hard = |finding: &crate::Finding| finding.severity == Severity::Hard && finding.field == Field::Number;
            prop_assert!(!document.findings(date(2026, 7, 1)).iter().any(hard));
            prop_assert!(document.mrz_key_candidates().len() <= 4);
        }
    }

    #[test]
    fn every_card_is_read_whole(
        name in "[A-ZĐ][a-zăâêôơưđ]{1,6}( [A-ZĐ][a-zăâêôơưđ]{1,6}){1,4}",
        (year, month, day) in (1930i16..2020, 1i8..=12, 1i8..=28),
        extras in 0usize..5,
    ) {
        let birth = date(year, month, day);
        let end = "|".repeat(extras);
        let text = format!("001099000123||{name}|{}|Nữ|Hà Nội|20052022{end}", birth.strftime("%d%m%Y"));
        let card = parse(text.as_bytes()).unwrap();
        prop_assert_eq!(card.name.expose(), &name);
        prop_assert_eq!(card.birth.expose(), &Birth::Day(birth));
        prop_assert_eq!(card.extras.len(), extras);
    }
}
