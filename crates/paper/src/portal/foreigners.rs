//! The portal's XML for foreigners.

use document::Birth;

use super::person::{Person, letter, permitted};
use crate::export::sort;
use crate::words::{bare_capitals, day, day_of, line};
use crate::{Export, Row, Why};

/// Day and month that stand for a birth of which only the year is known; `ngay_sinh_dung_den` says `Y` beside it (likely:
/// the guide asks for dd/MM/yyyy everywhere and calls the other field "correct up to").
const YEAR_ONLY: &str = "01/01";

/// Makes the file for the foreigners among these rows.
pub fn foreigners(rows: &[Row]) -> Export {
    let (taken, left_out) = sort(rows, fields);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KHAI_BAO_TAM_TRU>\n");
    for (number, fields) in (1..).zip(&taken) {
        xml.push_str("  <THONG_TIN_KHACH>\n");
        xml.push_str(&element("so_thu_tu", &number.to_string()));
        for (name, text) in fields {
            xml.push_str(&element(name, text));
        }
        xml.push_str("  </THONG_TIN_KHACH>\n");
    }
    xml.push_str("</KHAI_BAO_TAM_TRU>\n");
    Export { bytes: xml.into_bytes(), records: taken.len(), left_out }
}

fn fields(row: &Row) -> Result<Vec<(&'static str, String)>, Why> {
    let person = Person::of(row, true)?;
    let nationality = row.person.nationality.as_ref().ok_or(Why::NoNationality)?;
    let [born, exact] = born(person.birth);
    let mut fields = vec![
        ("ho_ten", bare_capitals(person.name).ok_or(Why::NotLatin)?),
        ("ngay_sinh", born),
        ("ngay_sinh_dung_den", exact),
        ("gioi_tinh", letter(person.sex)?.to_owned()),
        ("ma_quoc_tich", nationality.value.expose().code().to_owned()),
        ("so_ho_chieu", person.number.to_ascii_uppercase()),
        ("so_phong", line(row.place.expose())),
        ("ngay_den", day_of(row.arrived)),
        ("ngay_di_du_kien", day_of(row.planned_until)),
    ];
    fields.extend(row.left.map(|left| ("ngay_tra_phong", day_of(left))));
    fields.push(("thoi_han_tam_tru", day(permitted(row, duty::vn_date(row.arrived))?)));
    Ok(fields)
}

fn born(birth: Birth) -> [String; 2] {
    match birth {
        Birth::Day(born) => [day(born), "D".to_owned()],
        Birth::Year(year) => [format!("{YEAR_ONLY}/{year:04}"), "Y".to_owned()],
    }
}

fn element(name: &str, text: &str) -> String {
    format!("    <{name}>{}</{name}>\n", escaped(text))
}

fn escaped(text: &str) -> String {
    let text = line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;")
}
