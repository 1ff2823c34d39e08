//! What the portal's API takes: a JSON array, and one record in it. It answers a call and not a record, so that of two
//! records in one call nobody could say which it took.
//!
//! Where the guide leaves open how a value is written it is a text, which a program that wants a number reads too (likely).

use document::{Birth, Paper};
use duty::PortalWay;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use private::Private;
use serde_json::{Map, Value};

use super::person::{Person, Residence, letter, permitted, reason_words};
use crate::words::{bare_capitals, line};
use crate::{Row, Why};

/// Holds one record as it is sent. The same facts give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is about.
    pub way: PortalWay,
    /// The JSON array.
    pub body: Private<Vec<u8>>,
}

/// Makes the record of a person's coming; `today` is the day in Vietnam on which it is sent.
///
/// # Errors
/// [`Why`] it cannot be told this way; [`Why::BeforeYesterday`] and [`Why::OnlyInFile`] are no fault of the row: the file takes it.
pub fn record(row: &Row, today: Date) -> Result<Record, Why> {
    let foreign = row.is_foreign();
    let person = Person::of(row, foreign)?;
    if duty::vn_date(row.arrived) < today.saturating_sub(1.day()) {
        return Err(Why::BeforeYesterday);
    }
    if foreign {
        return Ok(made(PortalWay::Foreigner, foreigner(row, &person, today)?));
    }
    Ok(made(PortalWay::Citizen, citizen(row, &person)?))
}

/// Makes the record of another day of leaving than `told`, which the portal has; none where it is the same, or nothing can
/// be said of it yet: leaving early is told once the person has left.
///
/// # Errors
/// [`Why`] it cannot be told this way: [`Why::OtherFile`] for a foreigner, whose departure the API does not take, and
/// [`Why::ThirtyDays`] for thirty days or more.
pub fn departure(row: &Row, told: Date) -> Result<Option<Record>, Why> {
    let person = Person::of(row, false)?;
    let planned = duty::vn_date(row.planned_until);
    let mut fields = match row.left.map(duty::vn_date) {
        Some(left) if left < told => vec![("loai", "TS".to_owned())],
        None if planned > told => {
            vec![("loai", "GH".to_owned()), ("thoiGianStr", moment(duty::vn_civil(row.planned_until)))]
        }
        _ => return Ok(None),
    };
    fields.extend([("soGiayTo", line(person.number)), ("loaiGiayTo", paper(row)?)]);
    Ok(Some(made(PortalWay::Departure, fields)))
}

type Fields = Vec<(&'static str, String)>;

fn citizen(row: &Row, person: &Person<'_>) -> Result<Fields, Why> {
    let born = person.birth.day().ok_or(Why::YearOnly)?;
    let residence = Residence::of(row);
    let private = |text: &Option<Private<String>>| text.as_ref().map(|text| line(text.expose())).unwrap_or_default();
    let mut fields = vec![
        ("hoTen", line(person.name)),
        ("gioiTinh", letter(person.sex)?.to_owned()),
        ("soDienThoai", private(&row.more.phone)),
        ("ngayThangNamSinhStr", born.to_string()),
        ("ghiChu", private(&row.more.note)),
        ("noiCuTru", if residence.permanent { "1".to_owned() } else { String::new() }),
        ("maTT", residence.province.map(|province| province.code().to_string()).unwrap_or_default()),
        ("diaChi", residence.address),
        ("lyDoCuTru", row.reason.code().to_string()),
        ("lyDoChiTiet", reason_words(row)?.unwrap_or_default()),
        ("loaiGiayTo", paper(row)?),
        ("soGiayTo", line(person.number)),
    ];
    fields.extend(stay(row));
    Ok(fields)
}

fn foreigner(row: &Row, person: &Person<'_>, today: Date) -> Result<Fields, Why> {
    let nationality = row.person.nationality.as_ref().ok_or(Why::NoNationality)?;
    let (exact, born) = match person.birth {
        Birth::Day(born) => ("D", born.to_string()),
        // The guide says yyyy-MM-dd for every day; the letter beside it says that only the year counts (likely).
        Birth::Year(year) => ("Y", format!("{year:04}-01-01")),
    };
    let mut fields = vec![
        ("hoTen", bare_capitals(person.name).ok_or(Why::NotLatin)?),
        ("quocTich", nationality.value.expose().code().to_owned()),
        ("soHoChieu", person.number.to_ascii_uppercase()),
        ("gioiTinh", letter(person.sex)?.to_owned()),
        ("loaiNgayThangNamSinh", exact.to_owned()),
        ("ngayThangNamSinhStr", born),
        ("thoiHanTamTruStr", permitted(row, today)?.to_string()),
    ];
    fields.extend(stay(row));
    Ok(fields)
}

/// From when, until when, and where.
fn stay(row: &Row) -> [(&'static str, String); 3] {
    [
        ("ngayDenCsltStr", moment(duty::vn_civil(row.arrived))),
        ("ngayDiDuKienStr", moment(duty::vn_civil(row.planned_until))),
        ("soPhong", line(row.place.expose())),
    ]
}

/// The API ends before the code of other papers.
fn paper(row: &Row) -> Result<String, Why> {
    let kind = row.person.paper;
    if kind == Paper::Other { Err(Why::OnlyInFile) } else { Ok(kind.code().to_string()) }
}

/// `yyyy-MM-dd HH:mm:ss`
fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A field without a value is left out.
fn made(way: PortalWay, fields: Fields) -> Record {
    let said = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let record: Map<String, Value> = said.map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
    let body = Value::Array(vec![Value::Object(record)]).to_string().into_bytes();
    Record { way, body: Private::new(body) }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
