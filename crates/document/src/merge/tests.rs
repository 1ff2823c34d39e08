use jiff::civil::date;

use super::*;
use crate::{ChipText, ChipTrust, Country, DataTrust, Sex, Verdict};

const ZONE: &str = "IDVNM0990001232001099000123<<39905153M3905151VNM<<<<<<<<<<<2NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
const QR: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
const PROVEN: Verdict = Verdict { data: DataTrust::SelfConsistent, chip: ChipTrust::Untested };

fn qr(text: &str) -> Document {
    crate::qr::parse(text.as_bytes()).unwrap().document()
}

fn zone(source: Source) -> Document {
    Document::from_mrz(&mrz::parse(ZONE).unwrap(), source, date(2026, 7, 1))
}

fn chip(text: ChipText<'_>) -> Document {
    Document::from_chip(&mrz::parse(ZONE).unwrap(), text, PROVEN, date(2026, 7, 1))
}

fn named(name: &str) -> ChipText<'_> {
    ChipText { name: Some(name), residence: Some("Nơi khác"), issued: Some("20/05/2022"), ..ChipText::default() }
}

#[test]
fn the_chip_beats_the_qr_but_the_address_is_the_qrs() {
    for merged in [merge(qr(QR), chip(named("Nguyễn Văn An"))), merge(chip(named("Nguyễn Văn An")), qr(QR))] {
        let document = merged.document;
        assert_eq!(merged.disagreements, [Field::Address]);
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
    let bare = || chip(ChipText::default());
    for merged in [merge(qr(QR), bare()), merge(bare(), qr(QR))] {
        assert_eq!(merged.disagreements, []);
        assert_eq!(merged.document.name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Qr)));
        assert_eq!(merged.document.sex, Some(Fact::new(Sex::Male, Source::Chip)));
    }
    let printed = merge(qr(QR), zone(Source::Mrz)).document;
    assert_eq!(printed.name.unwrap().source, Source::Qr);
    assert_eq!(printed.birth.unwrap().source, Source::Mrz);
}

#[test]
fn another_name_is_a_disagreement_and_the_chip_wins() {
    let merged = merge(qr(&QR.replace("Văn An", "Văn Anh")), chip(named("Nguyễn Văn An")));
    assert_eq!(merged.disagreements, [Field::Name, Field::Address]);
    assert_eq!(merged.document.name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Chip)));
}

#[test]
fn two_cards_are_not_mixed() {
    let other = qr(&QR.replace("001099000123", "001199000456").replace("Văn An", "Thị Bình"));
    for merged in [merge(other.clone(), chip(named("Nguyễn Văn An"))), merge(chip(named("Nguyễn Văn An")), other)]
    {
        assert_eq!(merged.disagreements, [Field::Number, Field::Name, Field::Address]);
        assert_eq!(merged.document, chip(named("Nguyễn Văn An")));
    }
}

#[test]
fn what_a_person_typed_is_never_overwritten() {
    let today = date(2026, 7, 1);
    let mut corrected = qr(QR);
    corrected.correct(Field::Name, "Nguyễn Văn Ân", today).unwrap();
    corrected.correct(Field::Address, "Số 2, Hàng Bài", today).unwrap();
    corrected.correct(Field::Birth, "1999", today).unwrap();
    for merged in
        [merge(corrected.clone(), chip(named("Nguyễn Văn An"))), merge(chip(named("Nguyễn Văn An")), corrected)]
    {
        let document = merged.document;
        assert_eq!(document.name, Some(Fact::new("Nguyễn Văn Ân".to_owned(), Source::Typed)));
        assert_eq!(document.address, Some(Fact::new("Số 2, Hàng Bài".to_owned(), Source::Typed)));
        assert_eq!(document.birth, Some(Fact::new(Birth::Year(1999), Source::Typed)));
        assert_eq!(document.number.unwrap().source, Source::Chip);
    }
}

#[test]
fn a_day_says_more_than_its_year() {
    let year = qr(&QR.replace("15051999", "1999"));
    let merged = merge(year.clone(), zone(Source::Mrz));
    assert_eq!(merged.disagreements, []);
    assert_eq!(merged.document.birth.unwrap().value.expose(), &Birth::Day(date(1999, 5, 15)));
    let mut unknown = zone(Source::Chip);
    unknown.birth = Some(Fact::new(Birth::Year(1999), Source::Chip));
    let merged = merge(qr(QR), unknown.clone());
    assert_eq!(merged.document.birth, Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Qr)));
    unknown.birth = Some(Fact::new(Birth::Year(1998), Source::Chip));
    assert_eq!(merge(year, unknown).disagreements, [Field::Birth]);
}

#[test]
fn the_day_of_issue_tells_the_kind_of_card_a_zone_cannot() {
    let merged = merge(zone(Source::Mrz), qr(&QR.replace("20052022", "01082024")));
    assert_eq!(merged.document.paper, Paper::IdentityCard2024);
}

#[test]
fn a_chip_that_failed_stays_failed() {
    let failed = Verdict { data: DataTrust::Unproven, chip: ChipTrust::Failed };
    let mut first = zone(Source::Chip);
    first.verdict = failed;
    let joined = merge(first, chip(ChipText::default())).document.verdict;
    assert_eq!(joined, Verdict { data: DataTrust::SelfConsistent, chip: ChipTrust::Failed });
}

#[test]
fn a_foreign_passport_is_read_from_its_zone() {
    let mut zone =
        mrz::parse("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10").unwrap();
    (zone.issuer, zone.nationality) = ("D".to_owned(), "D".to_owned());
    let passport = Document::from_mrz(&zone, Source::Mrz, date(2026, 7, 1));
    assert_eq!(passport.paper, Paper::Passport);
    assert_eq!(passport.nationality, Country::parse("D").map(|country| Fact::new(country, Source::Mrz)));
    assert_eq!(passport.name.as_ref().unwrap().value.expose(), "ERIKSSON ANNA MARIA");
    assert_eq!((passport.is_citizen(), passport.can()), (false, None));
}
