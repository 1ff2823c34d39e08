//! The registers a house keeps, ĐD10 for everybody and NA17 for foreigners.

use document::{Document, Field};
use duty::{Role, StayKind};
use jiff::Timestamp;
use jiff::civil::Date;
use lodging::EntryPaper;

use crate::export::sort;
use crate::table::{Column, Listing, Table, centre, left};
use crate::words::{birth, day, day_of, line, moment};
use crate::{Export, Facility, PaperError, Row, Why};

/// Names the form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Pages to print.
    Pdf,
    /// A workbook, every cell a text.
    Xlsx,
}

const GUESTS: [Column; 11] = [
    centre("STT", 10.0),
    left("Họ và tên", 38.0),
    centre("Ngày sinh", 21.0),
    centre("Giới tính", 14.0),
    left("Quốc tịch", 20.0),
    left("Số giấy tờ", 32.0),
    left("Địa chỉ thường trú", 55.0),
    centre("Ngày đến", 22.0),
    centre("Ngày đi", 22.0),
    centre("Số phòng", 18.0),
    left("Ghi chú", 24.0),
];

const FOREIGNERS: [Column; 10] = [
    centre("STT", 9.0),
    left("Họ và tên", 36.0),
    centre("Giới tính", 13.0),
    centre("Ngày sinh", 21.0),
    left("Quốc tịch", 20.0),
    left("Số, loại hộ chiếu", 26.0),
    left("Giấy tờ nhập cảnh: loại, số, thời hạn, ngày cấp, cơ quan cấp", 52.0),
    left("Ngày, cửa khẩu nhập cảnh", 28.0),
    left("Mục đích", 24.0),
    centre("Tạm trú từ – đến", 24.0),
];

/// Makes the register of guests, form ĐD10 "Sổ quản lý lưu trú": everybody, day use too (Decree 96/2016 art. 44). `period`
/// says of which days it is. A fact that is not known leaves its cell empty.
///
/// # Errors
/// [`PaperError`].
pub fn guests_register(
    rows: &[Row],
    facility: &Facility,
    period: &str,
    made: Timestamp,
    form: Form,
) -> Result<Export, PaperError> {
    let (cells, left_out) = sort(rows, |row| Ok(guest(row)));
    write((cells, left_out), &GUESTS, &listing(facility, "SỔ QUẢN LÝ LƯU TRÚ", "Mẫu ĐD10", period, made), form)
}

/// Makes the register of foreigners, form NA17. A citizen's row is left out with [`Why::OtherFile`].
///
/// # Errors
/// [`PaperError`].
pub fn foreigners_register(
    rows: &[Row],
    facility: &Facility,
    period: &str,
    made: Timestamp,
    form: Form,
) -> Result<Export, PaperError> {
    let sorted = sort(rows, |row| if row.is_foreign() { Ok(foreigner(row)) } else { Err(Why::OtherFile) });
    let title = "DANH SÁCH NGƯỜI NƯỚC NGOÀI TẠM TRÚ";
    write(sorted, &FOREIGNERS, &listing(facility, title, "Mẫu NA17", period, made), form)
}

fn listing<'a>(facility: &'a Facility, title: &'a str, form: &str, period: &str, made: Timestamp) -> Listing<'a> {
    let lines = vec![format!("({form}) {period}")];
    Listing { facility, title, lines, tables: Vec::new(), signs: Some("NGƯỜI LẬP"), made }
}

fn write(
    (rows, left_out): (Vec<Vec<String>>, Vec<(usize, Why)>),
    columns: &'static [Column],
    listing: &Listing<'_>,
    form: Form,
) -> Result<Export, PaperError> {
    let records = rows.len();
    let numbered = (1..).zip(rows).map(|(number, mut cells): (u32, Vec<String>)| {
        cells.insert(0, number.to_string());
        cells
    });
    let table = Table { name: None, columns, rows: numbered.collect() };
    let lines = listing.lines.iter().cloned().chain([format!("Tổng số: {records} người")]).collect();
    let listing = Listing { lines, tables: vec![table], ..*listing };
    Ok(Export { bytes: listing.file(form)?, records, left_out })
}

impl Listing<'_> {
    /// Gives the listing in a form.
    pub(crate) fn file(&self, form: Form) -> Result<Vec<u8>, PaperError> {
        match form {
            Form::Pdf => self.document(),
            Form::Xlsx => self.workbook("DANH_SACH"),
        }
    }
}

fn guest(row: &Row) -> Vec<String> {
    let kind = (row.kind == StayKind::DayUse).then_some("Nghỉ giờ");
    let role = (row.role != Role::Guest).then_some(row.role.label());
    let note = row.more.note.as_ref().map(|note| line(note.expose()));
    let notes: Vec<String> = kind.into_iter().chain(role).map(str::to_owned).chain(note).collect();
    vec![
        fact(&row.person, Field::Name),
        fact(&row.person, Field::Birth),
        fact(&row.person, Field::Sex),
        fact(&row.person, Field::Nationality),
        number(&row.person),
        line(row.address().unwrap_or_default()),
        moment(row.arrived),
        leaving(row),
        line(row.place.expose()),
        notes.join("; "),
    ]
}

fn foreigner(row: &Row) -> Vec<String> {
    vec![
        fact(&row.person, Field::Name),
        fact(&row.person, Field::Sex),
        fact(&row.person, Field::Birth),
        fact(&row.person, Field::Nationality),
        number(&row.person),
        row.more.entry.as_ref().map(entry_paper).unwrap_or_default(),
        row.more.entry.as_ref().map(entered).unwrap_or_default(),
        purpose(row),
        format!("{} – {}", day_of(row.arrived), day_of(row.left.unwrap_or(row.planned_until))),
    ]
}

/// When the person left; while they are here, when they plan to.
fn leaving(row: &Row) -> String {
    row.left.map_or_else(|| format!("{} (dự kiến)", day_of(row.planned_until)), moment)
}

/// Number and kind of the paper.
fn number(person: &Document) -> String {
    let number = fact(person, Field::Number);
    if number.is_empty() { number } else { format!("{number}\n{}", person.paper.label()) }
}

/// Kind, number, good until, issued, authority, and until when the person may stay.
fn entry_paper(entry: &EntryPaper) -> String {
    let dated = |word: &str, known: Option<Date>| known.map(|known| format!("{word} {}", day(known)));
    let parts = [
        entry.kind.map(|kind| kind.label().to_owned()),
        entry.number.as_ref().map(|number| line(number.expose())),
        dated("hạn", entry.until),
        dated("cấp", entry.issued),
        Some(line(&entry.authority)),
        dated("tạm trú đến", entry.permitted_until),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn entered(entry: &EntryPaper) -> String {
    let day = entry.entered.map(day).unwrap_or_default();
    [day, line(&entry.gate)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What the person came to the country for; else why they stay.
fn purpose(row: &Row) -> String {
    let typed = row.more.entry.as_ref().map(|entry| line(&entry.purpose)).filter(|typed| !typed.is_empty());
    typed.unwrap_or_else(|| line(row.reason_words()))
}

/// A fact as it is written; empty where it is not known.
pub(crate) fn fact(person: &Document, field: Field) -> String {
    let text = |fact: &Option<document::Fact<String>>| fact.as_ref().map(|fact| line(fact.value.expose()));
    match field {
        Field::Name => text(&person.name),
        Field::Number => text(&person.number),
        Field::Birth => person.birth.as_ref().map(|fact| birth(*fact.value.expose())),
        Field::Sex => person.sex.as_ref().map(|fact| fact.value.expose().label().to_owned()),
        Field::Nationality => person.nationality.as_ref().map(|fact| fact.value.expose().label().to_owned()),
        _ => None,
    }
    .unwrap_or_default()
}
