//! What is handed in by hand when there has been no network for hours: both files for the portal, a printed list, and codes
//! for a telephone that has a network. It has a number, and is the proof of having tried.

use document::Field;
use jiff::Timestamp;

use crate::code::{Code, MOST_BYTES};
use crate::pdf::{Pdf, Weight};
use crate::register::fact;
use crate::table::pages::wrap;
use crate::table::{Column, Listing, Table, centre, left};
use crate::words::{day_of, line, moment};
use crate::{Export, Facility, PaperError, Row, Why, portal};

/// Holds a packet. Everybody in it is on the list; who is in neither file stands in [`Packet::in_no_file`] and, with the
/// reason, on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its number, `LT-20261128-003`: day and count.
    pub number: String,
    /// The workbook for citizens.
    pub citizens: Export,
    /// The XML for foreigners.
    pub foreigners: Export,
    /// The printed list.
    pub list: Export,
    /// Pages with codes; a telephone reads them as text and can send it on.
    pub codes: Export,
    /// Rows that are in neither file, and why.
    pub in_no_file: Vec<(usize, Why)>,
}

/// Makes the packet of these rows; `count` is the how-many-eth of its day, from 1.
///
/// # Errors
/// [`PaperError`].
pub fn packet(rows: &[Row], facility: &Facility, count: u32, made: Timestamp) -> Result<Packet, PaperError> {
    let today = duty::vn_date(made);
    let number = format!("LT-{:04}{:02}{:02}-{count:03}", today.year(), today.month(), today.day());
    let (citizens, foreigners) = (portal::citizens(rows, made)?, portal::foreigners(rows));
    let in_no_file = in_no_file(rows, &citizens, &foreigners);
    let list = list(rows, &in_no_file, &number, facility, made)?;
    let codes = codes(rows, &number, facility, made)?;
    Ok(Packet { number, citizens, foreigners, list, codes, in_no_file })
}

/// Those that were left out of the file they belong into.
fn in_no_file(rows: &[Row], citizens: &Export, foreigners: &Export) -> Vec<(usize, Why)> {
    let of_its_own = |place: usize| if rows[place].is_foreign() { foreigners } else { citizens };
    let why = |place: usize| of_its_own(place).left_out.iter().find(|(left_out, _)| *left_out == place).copied();
    (0..rows.len()).filter_map(why).collect()
}

const COLUMNS: [Column; 10] = [
    centre("STT", 10.0),
    left("Họ và tên", 42.0),
    centre("Ngày sinh", 21.0),
    centre("Giới tính", 14.0),
    left("Quốc tịch", 22.0),
    left("Số giấy tờ", 34.0),
    centre("Đến – đi", 40.0),
    left("Phòng/khoa", 26.0),
    left("Lý do", 30.0),
    left("Tệp cho cổng", 34.0),
];

fn list(
    rows: &[Row],
    in_no_file: &[(usize, Why)],
    number: &str,
    facility: &Facility,
    made: Timestamp,
) -> Result<Export, PaperError> {
    let cells = |(place, row): (usize, &Row)| {
        let why = in_no_file.iter().find(|(out, _)| *out == place).map(|(_, why)| why.label());
        let of = if row.is_foreign() { "XML" } else { "XLSX" };
        let file = why.map_or_else(|| of.to_owned(), |why| format!("không: {why}"));
        vec![
            (place + 1).to_string(),
            fact(&row.person, Field::Name),
            fact(&row.person, Field::Birth),
            fact(&row.person, Field::Sex),
            fact(&row.person, Field::Nationality),
            format!("{}\n{}", fact(&row.person, Field::Number), row.person.paper.label()),
            format!("{}\n{} (dự kiến)", moment(row.arrived), day_of(row.planned_until)),
            line(row.place.expose()),
            line(row.reason_words()),
            file,
        ]
    };
    let table = Table { name: None, columns: &COLUMNS, rows: rows.iter().enumerate().map(cells).collect() };
    let lines = vec![
        format!("Gói số {number}, lập lúc {} vì không có mạng", moment(made)),
        format!("Tổng số: {} người, trong đó {} chưa vào được tệp", rows.len(), in_no_file.len()),
    ];
    let title = "DANH SÁCH THÔNG BÁO LƯU TRÚ (GÓI DỰ PHÒNG)";
    let listing = Listing { facility, title, lines, tables: vec![table], signs: Some("NGƯỜI LẬP"), made };
    Ok(Export { bytes: listing.document()?, records: rows.len(), left_out: Vec::new() })
}

/// One page, A4 upright, for each code.
fn codes(rows: &[Row], number: &str, facility: &Facility, made: Timestamp) -> Result<Export, PaperError> {
    const SIDE: f32 = 170.0;
    let texts = texts(rows, number, facility);
    let mut pdf = Pdf::new(210.0, 297.0)?;
    for (page, text) in (1..).zip(&texts) {
        pdf.page();
        let says = [
            (16.0, Weight::Bold, format!("GÓI DỰ PHÒNG {number} – mã {page}/{}", texts.len())),
            (11.0, Weight::Regular, facility.name.clone()),
            (11.0, Weight::Regular, "Quét bằng điện thoại có mạng, gửi đoạn văn bản cho công an xã.".to_owned()),
        ];
        let mut y = 18.0;
        for (size, weight, text) in says {
            for line in wrap(&text, 180.0, |line| pdf.measure(line, size, weight)) {
                pdf.text(15.0, y, size, weight, &line);
                y += size * 0.55;
            }
        }
        Code::new(text)?.draw(&mut pdf, 20.0, y, SIDE);
    }
    if texts.is_empty() {
        pdf.page();
    }
    let bytes = pdf.finish(number, Some(&format!("Gói số {number}")), made)?;
    Ok(Export { bytes, records: rows.len(), left_out: Vec::new() })
}

/// The texts of the codes: a head and as many whole lines, a person each, as one code holds.
fn texts(rows: &[Row], number: &str, facility: &Facility) -> Vec<String> {
    /// Room for the head and for what it grows by when the count of codes is known.
    const HEAD: usize = 160;
    let house: String = line(&facility.name).chars().take(40).collect();
    let mut bodies: Vec<String> = Vec::new();
    for (place, row) in (1..).zip(rows) {
        let said = said(place, row);
        match bodies.last_mut().filter(|body| body.len() + said.len() + HEAD <= MOST_BYTES) {
            Some(body) => body.push_str(&said),
            None => bodies.push(said),
        }
    }
    let count = bodies.len();
    let head = |page: usize| format!("Lưu trú {number} ({page}/{count}) {house}");
    bodies.into_iter().zip(1..).map(|(body, page)| head(page) + &body).collect()
}

/// One person's line, shortened so that it fits into any code.
fn said(place: u32, row: &Row) -> String {
    let short = |text: String, most: usize| text.chars().take(most).collect::<String>();
    format!(
        "\n{place}. {}; {}; {}; {}; {}; {}-{}; {}",
        short(fact(&row.person, Field::Name), 60),
        fact(&row.person, Field::Birth),
        short(fact(&row.person, Field::Number), 20),
        row.person.nationality.as_ref().map_or("?", |fact| fact.value.expose().code()),
        short(line(row.place.expose()), 30),
        day_of(row.arrived),
        day_of(row.planned_until),
        short(line(row.reason_words()), 40),
    )
}

#[cfg(test)]
mod tests;
