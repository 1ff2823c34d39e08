//! What the portal has taken, what it finds wrong, and the list it gives of it.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::routes::Record;

/// One line of the portal's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Name.
    pub name: String,
    /// Number of the paper.
    pub number: String,
    /// Birth, `yyyy-MM-dd`.
    pub birth: String,
    /// Day of arrival.
    pub arrived: Date,
    /// Planned day of leaving.
    pub until: Date,
}

/// The portal's own book.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// The day by its clock.
    pub(super) today: Date,
    pub(super) taken: Vec<Taken>,
}

/// What a citizen's record must hold, and how the portal says that it does not.
const CITIZEN: [(&str, &str); 8] = [
    ("hoTen", "Họ tên không được để trống"),
    ("gioiTinh", "Giới tính không được để trống"),
    ("ngayThangNamSinhStr", "Ngày sinh không được để trống"),
    ("ngayDenCsltStr", "Ngày đến không được để trống"),
    ("ngayDiDuKienStr", "Ngày đi dự kiến không được để trống"),
    ("lyDoCuTru", "Lý do cư trú không được để trống"),
    ("loaiGiayTo", "Loại giấy tờ không được để trống"),
    ("soGiayTo", "Số giấy tờ không được để trống"),
];
/// The same of a foreigner's.
const FOREIGNER: [(&str, &str); 9] = [
    ("hoTen", "Họ tên không được để trống"),
    ("quocTich", "Quốc tịch không được để trống"),
    ("soHoChieu", "Số hộ chiếu không được để trống"),
    ("gioiTinh", "Giới tính không được để trống"),
    ("loaiNgayThangNamSinh", "Loại ngày sinh không được để trống"),
    ("ngayThangNamSinhStr", "Ngày sinh không được để trống"),
    ("ngayDenCsltStr", "Ngày đến không được để trống"),
    ("ngayDiDuKienStr", "Ngày đi dự kiến không được để trống"),
    ("thoiHanTamTruStr", "Thời hạn tạm trú không được để trống"),
];

impl Book {
    /// Takes a person in, or says all that is wrong.
    pub(super) fn arrive(
        &mut self,
        record: &Record,
        citizen: bool,
        two_days: bool,
        twice: bool,
    ) -> Result<(), Vec<String>> {
        let wanted: &[(&str, &str)] = if citizen { &CITIZEN } else { &FOREIGNER };
        let empty = wanted.iter().filter(|(name, _)| text(record, name).is_empty());
        let mut wrong: Vec<String> = empty.map(|(_, words)| (*words).to_owned()).collect();
        let number = text(record, if citizen { "soGiayTo" } else { "soHoChieu" });
        if let (Some(arrived), Some(until)) = (day(record, "ngayDenCsltStr"), day(record, "ngayDiDuKienStr")) {
            let yesterday = self.today.saturating_sub(1.day());
            if two_days && !(yesterday..=self.today).contains(&arrived) {
                wrong.push("Ngày đến chỉ được là hôm nay hoặc hôm qua".to_owned());
            }
            if !twice && self.taken.iter().any(|taken| taken.number == number && taken.arrived == arrived) {
                wrong.push("Khách đã được khai báo".to_owned());
            }
            if wrong.is_empty() {
                let (name, birth) = (text(record, "hoTen").to_owned(), text(record, "ngayThangNamSinhStr").to_owned());
                self.taken.push(Taken { name, number: number.to_owned(), birth, arrived, until });
                return Ok(());
            }
        } else if wrong.is_empty() {
            wrong.push("Ngày đến hoặc ngày đi không đúng định dạng".to_owned());
        }
        Err(wrong)
    }

    /// Lets a citizen leave on another day.
    pub(super) fn leave(&mut self, record: &Record) -> Result<(), Vec<String>> {
        let (number, today) = (text(record, "soGiayTo"), self.today);
        let found = self.taken.iter_mut().rev().find(|taken| taken.number == number);
        let found = found.ok_or_else(|| vec!["Không tìm thấy khách".to_owned()])?;
        found.until = match text(record, "loai") {
            "TS" => today,
            "GH" => {
                let until = day(record, "thoiGianStr").filter(|until| (*until - found.arrived).get_days() <= 30);
                until.ok_or_else(|| vec!["Thời gian gia hạn không hợp lệ".to_owned()])?
            }
            _ => return Err(vec!["Loại thay đổi không hợp lệ".to_owned()]),
        };
        Ok(())
    }

    /// The workbook that a house downloads: a title, heads, a line each.
    pub(super) fn list(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_string(0, 0, "DANH SÁCH ĐÃ THÔNG BÁO LƯU TRÚ")?;
        let heads = ["STT", "Họ và tên", "Ngày sinh", "Số giấy tờ", "Ngày đến", "Ngày đi dự kiến"];
        let heads = heads.map(str::to_owned);
        let lines = self.taken.iter().zip(1..).map(|(taken, number): (&Taken, u32)| {
            let (arrived, until) = (taken.arrived.to_string(), taken.until.to_string());
            [number.to_string(), taken.name.clone(), taken.birth.clone(), taken.number.clone(), arrived, until]
        });
        for (row, cells) in (2..).zip(std::iter::once(heads).chain(lines)) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell)?;
            }
        }
        workbook.save_to_buffer()
    }
}

fn text<'a>(record: &'a Record, name: &str) -> &'a str {
    record.get(name).and_then(|value| value.as_str()).unwrap_or_default()
}

/// The day of `yyyy-MM-dd HH:mm:ss`.
fn day(record: &Record, name: &str) -> Option<Date> {
    DateTime::strptime("%Y-%m-%d %H:%M:%S", text(record, name)).ok().map(DateTime::date)
}
