use jiff::civil::date;

use super::*;
use crate::{Fact, Paper, Source};

const TODAY: Date = date(2026, 7, 15);

fn card() -> Document {
    let text = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Hà Nội|20052022";
    crate::qr::parse(text.as_bytes()).unwrap().document()
}

#[test]
fn a_correction_replaces_one_fact_and_says_it_was_typed() {
    let mut document = card();
    document.correct(Field::Name, " Nguyễn Văn  Ân", TODAY).unwrap();
    assert_eq!(document.name, Some(Fact::new("Nguyễn Văn Ân".to_owned(), Source::Typed)));
    assert_eq!(Document { name: card().name, ..document }, card());
}

#[test]
fn every_field_but_the_paper_can_be_typed() {
    let table = [
        (Field::Number, "001099000456"),
        (Field::Name, "Trần Thị Bình"),
        (Field::Birth, "20/10/1999"),
        (Field::Sex, "nữ"),
        (Field::Nationality, "vnm"),
        (Field::Address, "Số 2, Hàng Bài"),
        (Field::Issued, "20/05/2023"),
        (Field::Expiry, "15/05/2039"),
        (Field::OldNumber, "012345679"),
    ];
    for (field, text) in table {
        let mut document = card();
        document.correct(field, text, TODAY).unwrap();
        assert_ne!(document, card(), "{field:?}");
    }
    assert_eq!(card().correct(Field::Paper, "8", TODAY), Err(Finding::hard(Field::Paper, FindingCode::NotTyped)));
}

#[test]
fn a_wrong_correction_changes_nothing() {
    let table = [
        (Field::Number, "0123", FindingCode::NotTwelveDigits),
        (Field::Name, "1234", FindingCode::NotAName),
        (Field::Name, " ", FindingCode::Missing),
        (Field::Birth, "31/02/1999", FindingCode::NotADate),
        (Field::Sex, "có", FindingCode::NotASex),
        (Field::Nationality, "ZZZ", FindingCode::NotACountry),
        (Field::Issued, "2022", FindingCode::NotADate),
        (Field::Expiry, "2031", FindingCode::NotADate),
    ];
    for (field, text, code) in table {
        let mut document = card();
        assert_eq!(document.correct(field, text, TODAY), Err(Finding::hard(field, code)));
        assert_eq!(document, card());
    }
}

#[test]
fn address_and_old_number_can_be_emptied() {
    let mut document = card();
    document.correct(Field::Address, "", TODAY).unwrap();
    document.correct(Field::OldNumber, " ", TODAY).unwrap();
    assert_eq!((document.address, document.old_number, document.paper), (None, None, Paper::CitizenCard));
}
