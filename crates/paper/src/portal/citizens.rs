//! The portal's workbook for citizens. Its first four rows belong to the template; it skips them by position.

use document::{Paper, Sex};
use duty::Province;
use jiff::Timestamp;

use super::person::{Person, Residence, letter, reason_words};
use crate::export::sort;
use crate::table::book::{Book, Look};
use crate::words::{day, day_of, line};
use crate::{Export, PaperError, Row, Why};

/// Name of the sheet the portal reads.
pub const SHEET: &str = "DS_KHACH_VIET_NAM_LUU_TRU";

/// First row of data, counted from 1. A person put one row higher is taken for the example: the portal then says that the
/// import succeeded, and imports one less.
pub const FIRST_ROW: u32 = 5;

const TITLE: &str = "DANH SÁCH THÔNG BÁO LƯU TRÚ CHO CÔNG DÂN VIỆT NAM";

const COLUMNS: usize = 19;

/// Heads with the stray spaces the portal's own template has in two of them, hints, example and width in letters.
const TEMPLATE: [(&str, &str, &str, u8); COLUMNS] = [
    ("STT (*)", "Dòng mẫu", "[EXAMPLE]", 11),
    ("HỌ TÊN (*)", "Chữ cái và dấu cách", "NGUYỄN VĂN MẪU", 30),
    ("NGÀY SINH (*)", "dd/MM/yyyy", "15/05/1999", 13),
    ("GIỚI TÍNH (*)", "M - Nam, F - Nữ", "M - Nam", 14),
    ("QUỐC TỊCH (*)", "Mã - tên", "VNM - Viet Nam", 16),
    ("LOẠI GIẤY TỜ (*)", "Mã - tên", "1 - Thẻ CCCD", 24),
    ("TÊN GIẤY TỜ", "Bắt buộc với giấy tờ khác", "", 22),
    ("SỐ GIẤY TỜ (*)", "Chữ và số", "001099000123", 16),
    ("SỐ ĐIỆN THOẠI", "Không bắt buộc", "", 15),
    ("NƠI CƯ TRÚ HIỆN NAY", "Mã - tên", "1 - Thường trú", 21),
    ("TỈNH/ THÀNH PHỐ ", "Mã - tên", "701 - TP. Hồ Chí Minh", 24),
    ("PHƯỜNG/ XÃ/ ĐẶC KHU", "Mã - tên", "", 22),
    ("ĐỊA CHỈ CHI TIẾT", "Số nhà, đường, đơn vị hành chính", "1 Lê Lợi", 45),
    ("NGÀY ĐẾN (*)", "dd/MM/yyyy", "28/11/2026", 13),
    ("NGÀY ĐI DỰ KIẾN (*)", "dd/MM/yyyy", "29/11/2026", 21),
    ("SỐ PHÒNG/ KHOA", "Tên phòng hoặc khoa", "305", 17),
    (" LÝ DO CƯ TRÚ (*)", "Mã - tên", "1 - Du lịch", 22),
    ("NHẬP LÝ DO", "Bắt buộc với mục đích khác", "", 22),
    ("GHI CHÚ", "Không bắt buộc", "", 20),
];

/// Makes the workbook for the citizens among these rows. Every cell is a text. The commune stays empty, because its codes
/// are the portal's own: the whole address stands in the detail.
///
/// # Errors
/// [`PaperError::Workbook`].
pub fn citizens(rows: &[Row], made: Timestamp) -> Result<Export, PaperError> {
    let (taken, left_out) = sort(rows, cells);
    let mut book = Book::new(made)?;
    let mut sheet = book.sheet(SHEET)?;
    sheet.widths(&TEMPLATE.map(|(.., width)| f64::from(width)))?;
    sheet.text(0, 0, TITLE, Look::Title)?;
    for (column, (head, hint, example, _)) in (0..).zip(TEMPLATE) {
        sheet.text(1, column, head, Look::Head)?;
        sheet.text(2, column, hint, Look::Hint)?;
        sheet.text(3, column, example, Look::Hint)?;
    }
    for (number, cells) in (0..).zip(&taken) {
        let row = FIRST_ROW - 1 + number;
        sheet.text(row, 0, &(number + 1).to_string(), Look::Cell)?;
        for (column, cell) in (1..).zip(cells) {
            sheet.text(row, column, cell, Look::Cell)?;
        }
    }
    sheet.freeze(FIRST_ROW - 1)?;
    Ok(Export { bytes: book.bytes()?, records: taken.len(), left_out })
}

/// All but the first cell of a row.
fn cells(row: &Row) -> Result<[String; COLUMNS - 1], Why> {
    let person = Person::of(row, false)?;
    let born = person.birth.day().ok_or(Why::YearOnly)?;
    let paper_name = paper_name(row)?;
    let private = |text: &Option<private::Private<String>>| text.as_ref().map(|text| line(text.expose()));
    let residence = Residence::of(row);
    Ok([
        line(person.name),
        day(born),
        sex(person.sex)?,
        "VNM - Viet Nam".to_owned(),
        format!("{} - {}", row.person.paper.code(), row.person.paper.label()),
        paper_name,
        line(person.number),
        private(&row.more.phone).unwrap_or_default(),
        if residence.permanent { "1 - Thường trú".to_owned() } else { String::new() },
        residence.province.map(Province::label).unwrap_or_default(),
        String::new(),
        residence.address,
        day_of(row.arrived),
        day_of(row.planned_until),
        line(row.place.expose()),
        format!("{} - {}", row.reason.code(), row.reason.label()),
        reason_words(row)?.unwrap_or_default(),
        private(&row.more.note).unwrap_or_default(),
    ])
}

fn sex(sex: Sex) -> Result<String, Why> {
    let name = if sex == Sex::Male { "Nam" } else { "Nữ" };
    Ok(format!("{} - {name}", letter(sex)?))
}

fn paper_name(row: &Row) -> Result<String, Why> {
    if row.person.paper != Paper::Other {
        return Ok(String::new());
    }
    row.more.paper_name.as_deref().map(line).filter(|name| !name.is_empty()).ok_or(Why::PaperUnnamed)
}
