use jiff::civil::{Date, date};

use super::*;
use crate::{ChipText, ChipTrust, Country, DataTrust, Sex, Verdict};

const ZONE: &str = "IDVNM0990001232001099000123<<39905153M3905151VNM<<<<<<<<<<<2NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
const QR: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
const TODAY: Date = date(2026, 7, 1);
const PROVEN: Verdict = Verdict { data: DataTrust::SelfConsistent, chip: ChipTrust::Untested };

fn qr(text: &str) -> Document {
    crate::qr::parse(text.as_bytes()).unwrap().document()
}

fn zone(source: Source) -> Document {
    Document::from_mrz(&mrz::parse(ZONE).unwrap(), source, TODAY)
}

fn chip(text: ChipText<'_>) -> Document {
    Document::from_chip(&mrz::parse(ZONE).unwrap(), text, PROVEN, TODAY)
}

fn named(name: &str) -> ChipText<'_> {
    ChipText { name: Some(name), residence: Some("Nơi khác"), issued: Some("20/05/2022"), ..ChipText::default() }
}

fn keys(text: &str) -> Document {
    crate::wedge::parse(text, TODAY).unwrap()
}

fn insurance(name: &str, birth: &str) -> Document {
    let digits = name.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    let hex: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
    let text = format!("0110990001|{hex}|{birth}|1|-|01 - 001|01/01/2026|-|01/01/2026|4|x$");
    crate::recognise(text.as_bytes(), TODAY).unwrap().document(TODAY).unwrap()
}

/// Both orders of two readings of one paper.
fn both(a: &Document, b: &Document) -> [Document; 2] {
    assert_eq!(disagreements(a, b), disagreements(b, a));
    [merge(a.clone(), b.clone()).unwrap(), merge(b.clone(), a.clone()).unwrap()]
}

#[test]
fn the_chip_beats_the_qr_but_the_address_is_the_qrs() {
    assert_eq!(disagreements(&qr(QR), &chip(named("Nguyễn Văn An"))), [Field::Address]);
    for document in both(&qr(QR), &chip(named("Nguyễn Văn An"))) {
        assert_eq!(document.number.unwrap().source, Source::Chip);
        assert_eq!(document.name.unwrap().source, Source::Chip);
        assert_eq!(document.birth.unwrap().source, Source::Chip);
        assert_eq!(document.expiry.unwrap().source, Source::Chip);
        assert_eq!(document.address.unwrap().source, Source::Qr);
        assert_eq!(document.old_number.unwrap().source, Source::Qr);
        assert_eq!((document.verdict, document.paper), (PROVEN, Paper::CitizenCard));
    }
}

#[test]
fn a_name_with_its_marks_beats_the_same_name_without() {
    let bare = chip(ChipText::default());
    assert_eq!(disagreements(&qr(QR), &bare), []);
    for document in both(&qr(QR), &bare) {
        assert_eq!(document.name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Qr)));
        assert_eq!(document.sex, Some(Fact::new(Sex::Male, Source::Chip)));
    }
    let printed = merge(qr(QR), zone(Source::Mrz)).unwrap();
    assert_eq!(printed.name.unwrap().source, Source::Qr);
    assert_eq!(printed.birth.unwrap().source, Source::Mrz);
}

#[test]
fn another_name_is_a_disagreement_and_the_chip_wins() {
    let (card, chip) = (qr(&QR.replace("Văn An", "Văn Anh")), chip(named("Nguyễn Văn An")));
    assert_eq!(disagreements(&card, &chip), [Field::Name, Field::Address]);
    for document in both(&card, &chip) {
        assert_eq!(document.name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Chip)));
    }
}

#[test]
fn two_cards_are_not_mixed() {
    let other = qr(&QR.replace("001099000123", "001199000456").replace("Văn An", "Thị Bình"));
    let chip = chip(named("Nguyễn Văn An"));
    assert_eq!(disagreements(&other, &chip), [Field::Number, Field::Name, Field::Address]);
    assert_eq!((merge(other.clone(), chip.clone()), merge(chip, other)), (None, None));
}

/// An and Bình were born on one day.
#[test]
fn what_both_readings_know_must_tell_whose_they_are() {
    let binh = QR.replace("001099000123", "001199000456").replace("Nguyễn Văn An", "Trần Thị Bình");
    let number = || Document::of_number(private::Private::new("001099000123".to_owned()));
    let nameless = |document: Document| Document { name: None, ..document };
    let birthless = |document: Document| Document { birth: None, ..document };
    let an = || insurance("Nguyễn Văn An", "15/05/1999");
    let table = [
        ("number, birth / another's name, birth", keys(QR), insurance("Trần Thị Bình", "15/05/1999"), false),
        ("number, birth / another's name, year", keys(QR), insurance("Trần Thị Bình", "1999"), false),
        ("number, birth / own name, birth", keys(QR), an(), false),
        ("number / name, birth", number(), an(), false),
        ("number, name / name, birth", birthless(qr(QR)), an(), false),
        ("name / name, birth", birthless(an()), an(), false),
        ("birth / name, birth", nameless(an()), an(), false),
        ("nothing / all", Document::new(Paper::CitizenCard), qr(QR), false),
        ("nothing / nothing", Document::new(Paper::CitizenCard), Document::new(Paper::CitizenCard), false),
        ("all / name, birth", qr(QR), an(), true),
        ("all / name, year", qr(QR), insurance("Nguyễn Văn An", "1999"), true),
        ("all / another's name, birth", qr(&binh), an(), false),
        ("the zone / name, birth", zone(Source::Mrz), an(), true),
        ("the chip / name, birth", chip(ChipText::default()), an(), true),
        ("name, birth / name, birth", an(), an(), true),
        ("number, birth / all", keys(QR), qr(QR), true),
        ("number, birth / the chip", keys(QR), chip(ChipText::default()), true),
        ("number / all", number(), qr(QR), true),
        ("number, birth / another's all", keys(QR), qr(&binh), false),
        ("number, birth / another's number, birth", keys(QR), keys(&binh), false),
    ];
    for (what, one, other, joined) in table {
        assert_eq!(one.is_one_paper_with(&other), joined, "{what}");
        assert_eq!(other.is_one_paper_with(&one), joined, "{what}");
        assert_eq!(merge(one.clone(), other.clone()).is_some(), joined, "{what}");
        assert_eq!(merge(other, one).is_some(), joined, "{what}");
    }
}

#[test]
fn a_health_insurance_card_fills_what_nothing_better_has_said_of_the_same_person() {
    let card = insurance("Nguyễn Văn An", "15/05/1999");
    for document in both(&card, &qr(QR)) {
        assert_eq!(document, qr(QR));
    }
    for document in both(&card, &chip(ChipText::default())) {
        assert_eq!(document.paper, Paper::CitizenCard);
        assert_eq!(document.name.unwrap().source, Source::HealthInsurance, "it knows the marks");
        assert_eq!(document.birth.unwrap().source, Source::Chip);
    }
    for another in [insurance("Nguyễn Văn Anh", "15/05/1999"), insurance("Nguyễn Văn An", "16/05/1999")] {
        assert_eq!(merge(another, qr(QR)), None);
    }
}

#[test]
fn the_words_for_units_are_no_disagreement() {
    let table = [
        ("Số 1, Phường Đội Cấn, Quận Ba Đình, TP. Hà Nội", true),
        ("Số 1, P. Đội Cấn, Q. Ba Đình, Thành phố Hà Nội", true),
        ("số 1 Đội Cấn Ba Đình Hà Nội", true),
        ("Số 2, Đội Cấn, Ba Đình, Hà Nội", false),
        ("Số 1, Đội Cấn, Hà Nội", false),
    ];
    for (residence, same) in table {
        let chip = chip(ChipText { residence: Some(residence), ..ChipText::default() });
        assert_eq!(disagreements(&qr(QR), &chip).is_empty(), same, "{residence}");
    }
}

#[test]
fn what_a_person_typed_is_never_overwritten() {
    let mut corrected = qr(QR);
    corrected.correct(Field::Name, "Nguyễn Văn Ân", TODAY).unwrap();
    corrected.correct(Field::Address, "Số 2, Hàng Bài", TODAY).unwrap();
    corrected.correct(Field::Birth, "1999", TODAY).unwrap();
    for document in both(&corrected, &chip(named("Nguyễn Văn An"))) {
        assert_eq!(document.name, Some(Fact::new("Nguyễn Văn Ân".to_owned(), Source::Typed)));
        assert_eq!(document.address, Some(Fact::new("Số 2, Hàng Bài".to_owned(), Source::Typed)));
        assert_eq!(document.birth, Some(Fact::new(Birth::Year(1999), Source::Typed)));
        assert_eq!(document.number.unwrap().source, Source::Chip);
    }
}

#[test]
fn a_day_says_more_than_its_year() {
    let year = qr(&QR.replace("15051999", "1999"));
    assert_eq!(disagreements(&year, &zone(Source::Mrz)), []);
    assert_eq!(
        merge(year.clone(), zone(Source::Mrz)).unwrap().birth.unwrap().value.expose(),
        &Birth::Day(date(1999, 5, 15))
    );
    let mut unknown = zone(Source::Chip);
    unknown.birth = Some(Fact::new(Birth::Year(1999), Source::Chip));
    let merged = merge(qr(QR), unknown.clone()).unwrap();
    assert_eq!(merged.birth, Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Qr)));
    unknown.birth = Some(Fact::new(Birth::Year(1998), Source::Chip));
    assert_eq!(disagreements(&year, &unknown), [Field::Birth]);
}

#[test]
fn the_day_of_issue_tells_the_kind_of_card_a_zone_cannot() {
    let merged = merge(zone(Source::Mrz), qr(&QR.replace("20052022", "01082024"))).unwrap();
    assert_eq!(merged.paper, Paper::IdentityCard2024);
}

#[test]
fn a_chip_that_failed_stays_failed() {
    let failed = Verdict { data: DataTrust::Unproven, chip: ChipTrust::Failed };
    let mut first = zone(Source::Chip);
    first.verdict = failed;
    let joined = merge(first, chip(ChipText::default())).unwrap().verdict;
    assert_eq!(joined, Verdict { data: DataTrust::SelfConsistent, chip: ChipTrust::Failed });
}

#[test]
fn a_foreign_passport_is_read_from_its_zone() {
    let mut zone =
        mrz::parse("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10").unwrap();
    (zone.issuer, zone.nationality) = ("D".to_owned(), "D".to_owned());
    let passport = Document::from_mrz(&zone, Source::Mrz, TODAY);
    assert_eq!(passport.paper, Paper::Passport);
    assert_eq!(passport.nationality, Country::parse("D").map(|country| Fact::new(country, Source::Mrz)));
    assert_eq!(passport.name.as_ref().unwrap().value.expose(), "ERIKSSON ANNA MARIA");
    assert_eq!((passport.is_citizen(), passport.can()), (false, None));
}
