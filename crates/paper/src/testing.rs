//! Invented people for the tests.

use document::{Country, Document, Fact, Field, Paper, Source};
use duty::{Reason, Role, StayKind};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use lodging::EntryPaper;
use private::Private;

use crate::{Facility, More, Row};

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn made() -> Timestamp {
    at("2026-11-28T20:00:00+07:00")
}

pub(crate) fn facility() -> Facility {
    Facility {
        name: "Nhà nghỉ Hoa Sữa".to_owned(),
        address: "12 Đội Cấn, Phường Ba Đình, Hà Nội".to_owned(),
        phone: "024 0000 0000".to_owned(),
    }
}

pub(crate) fn document(paper: Paper, number: &str, name: &str, nationality: &str) -> Document {
    let mut document = Document::new(paper);
    for (field, text) in [
        (Field::Nationality, nationality),
        (Field::Number, number),
        (Field::Name, name),
        (Field::Birth, "15051999"),
        (Field::Sex, "Nam"),
        (Field::Address, "12 Lê Lợi, Bến Nghé, Quận 1, TP. Hồ Chí Minh"),
    ] {
        // On the last day on which an old card was enough.
        document.correct(field, text, date(2026, 6, 30)).unwrap();
    }
    document
}

pub(crate) fn row(person: Document) -> Row {
    Row {
        person,
        role: Role::Guest,
        reason: Reason::Tourism,
        reason_note: None,
        kind: StayKind::Overnight,
        arrived: at("2026-11-28T14:00:00+07:00"),
        planned_until: at("2026-11-29T12:00:00+07:00"),
        left: None,
        place: Private::new("305".to_owned()),
        more: More::default(),
    }
}

pub(crate) fn citizen() -> Row {
    let mut row = row(document(Paper::CitizenCard, "001099000123", "Nguyễn Văn An", "VNM"));
    row.person.address.as_mut().unwrap().source = Source::Qr;
    row
}

/// An entry of which nobody has typed more than until when the person may stay.
pub(crate) fn until(day: Date) -> EntryPaper {
    EntryPaper { permitted_until: Some(day), ..EntryPaper::default() }
}

pub(crate) fn foreigner() -> Row {
    let mut row = row(document(Paper::Passport, "C01X00T47", "Müller Jörg", "D"));
    row.person.nationality = Country::parse("DEU").map(|country| Fact::new(country, Source::Typed));
    row.more.entry = Some(until(date(2026, 12, 20)));
    row
}

/// Texts of a sheet, row by row from the first; a cell that is no text is a test that fails.
pub(crate) fn texts(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    let mut workbook: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    assert_eq!(range.start(), Some((0, 0)));
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is not a text"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}
