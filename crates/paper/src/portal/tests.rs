//! The files read back as the portal reads them.

use document::{Birth, Document, Fact, Paper, Sex, Source};
use duty::{Reason, Role, StayKind};
use jiff::civil::date;
use private::Private;
use quick_xml::events::Event;

use super::*;
use crate::testing::{at, citizen, document, foreigner, made, row, texts, until};
use crate::{Row, Why};

/// What the portal makes of a workbook: the rows below the four of the template, by their heads, until one has no name. It
/// never complains of what stands above.
fn as_the_portal(bytes: &[u8]) -> Vec<Vec<String>> {
    let rows = texts(bytes, "DS_KHACH_VIET_NAM_LUU_TRU");
    assert_eq!(rows[1][10], "TỈNH/ THÀNH PHỐ ");
    assert_eq!(rows[1][16], " LÝ DO CƯ TRÚ (*)");
    assert_eq!(rows[1].len(), 19);
    rows.into_iter().skip(4).take_while(|row| !row[1].is_empty()).collect()
}

/// Fields of each guest in a file for foreigners.
fn guests(xml: &[u8]) -> Vec<Vec<(String, String)>> {
    let mut reader = quick_xml::Reader::from_str(std::str::from_utf8(xml).unwrap());
    let (mut guests, mut path): (Vec<Vec<(String, String)>>, Vec<String>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                    ["KHAI_BAO_TAM_TRU", "THONG_TIN_KHACH"] => guests.push(Vec::new()),
                    ["KHAI_BAO_TAM_TRU", "THONG_TIN_KHACH", field] => {
                        guests.last_mut().unwrap().push(((*field).to_owned(), String::new()));
                    }
                    other => assert_eq!(other, ["KHAI_BAO_TAM_TRU"]),
                }
            }
            Event::Text(text) if path.len() == 3 => {
                guests.last_mut().unwrap().last_mut().unwrap().1.push_str(&text);
            }
            Event::GeneralRef(entity) => {
                let sign = quick_xml::escape::resolve_predefined_entity(&entity).unwrap();
                guests.last_mut().unwrap().last_mut().unwrap().1.push_str(sign);
            }
            Event::End(end) => assert_eq!(path.pop().unwrap(), end.name().as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    guests
}

fn left_out(rows: &[Row]) -> Vec<(usize, Why)> {
    citizens(rows, made()).unwrap().left_out
}

#[test]
fn the_portal_reads_a_citizen_cell_by_cell() {
    let export = citizens(&[citizen()], made()).unwrap();
    assert_eq!((export.records, export.left_out.as_slice()), (1, [].as_slice()));
    let expected = [
        "1",
        "Nguyễn Văn An",
        "15/05/1999",
        "M - Nam",
        "VNM - Viet Nam",
        "1 - Thẻ CCCD",
        "",
        "001099000123",
        "",
        "1 - Thường trú",
        "701 - TP. Hồ Chí Minh",
        "",
        "12 Lê Lợi, Bến Nghé, Quận 1, TP. Hồ Chí Minh",
        "28/11/2026",
        "29/11/2026",
        "305",
        "1 - Du lịch",
        "",
        "",
    ];
    assert_eq!(as_the_portal(&export.bytes), [expected.map(str::to_owned).to_vec()]);
}

#[test]
fn a_hospitals_people_bring_their_reasons() {
    let mut patient = citizen();
    (patient.role, patient.reason, patient.place) = (Role::Patient, Reason::Treatment, Private::new("Khoa Nội".into()));
    let mut carer = citizen();
    (carer.role, carer.reason) = (Role::Carer, Reason::Other);
    carer.reason_note = Some(Private::new(duty::CARER_REASON.to_owned()));
    carer.more.phone = Some(Private::new("0900 000 000".to_owned()));
    carer.more.note = Some(Private::new("giường gấp\n=1+1".to_owned()));
    let rows = as_the_portal(&citizens(&[patient, carer], made()).unwrap().bytes);
    let column = |at: usize| rows.iter().map(|row| row[at].as_str()).collect::<Vec<_>>();
    assert_eq!(column(15), ["Khoa Nội", "305"]);
    assert_eq!(column(16), ["18 - Chữa bệnh", "20 - Mục đích khác"]);
    assert_eq!(column(17), ["", "Người nuôi bệnh"]);
    assert_eq!((column(8)[1], column(18)[1]), ("0900 000 000", "giường gấp =1+1"));
    assert_eq!(column(0), ["1", "2"]);
}

#[test]
fn the_address_of_today_goes_first_and_a_province_is_never_guessed() {
    let mut moved = citizen();
    moved.person.residence = Some(Private::new("12 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh".to_owned()));
    let mut old = citizen();
    old.person.address = Some(Fact::new("Phường 1, Nam Định".to_owned(), Source::Typed));
    let mut none = citizen();
    none.person.address = None;
    let rows = as_the_portal(&citizens(&[moved, old, none], made()).unwrap().bytes);
    let address: Vec<[&str; 4]> = rows.iter().map(|row| [9, 10, 11, 12].map(|at| row[at].as_str())).collect();
    assert_eq!(
        address,
        [
            ["1 - Thường trú", "701 - TP. Hồ Chí Minh", "", "12 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh"],
            ["", "", "", "Phường 1, Nam Định"],
            ["", "", "", ""],
        ]
    );
}

/// Why data begin at row 5: a house that put its only guest at row 4 was told "import thành công".
#[test]
fn a_guest_at_the_row_of_the_example_is_not_imported() {
    let mut book = crate::table::book::Book::new(made()).unwrap();
    let mut sheet = book.sheet(SHEET).unwrap();
    let ours = texts(&citizens(&[citizen()], made()).unwrap().bytes, SHEET);
    for (row, cells) in (0..).zip(ours.iter().enumerate().filter(|(place, _)| *place != 3)) {
        for (column, cell) in (0..).zip(cells.1) {
            sheet.text(row, column, cell, crate::table::book::Look::Cell).unwrap();
        }
    }
    assert_eq!(as_the_portal(&book.bytes().unwrap()), Vec::<Vec<String>>::new());
}

#[test]
fn who_cannot_go_into_the_file_is_told_with_a_reason() {
    let with = |change: fn(&mut Row)| {
        let mut row = citizen();
        change(&mut row);
        row
    };
    let rows = [
        foreigner(),
        with(|row| row.kind = StayKind::DayUse),
        with(|row| row.planned_until = row.arrived),
        with(|row| row.planned_until = at("2026-12-28T12:00:00+07:00")),
        with(|row| row.person.name = None),
        with(|row| row.person.number = None),
        with(|row| row.person.birth = None),
        with(|row| row.person.birth = Some(Fact::new(Birth::Year(1951), Source::Typed))),
        with(|row| row.person.sex = None),
        with(|row| row.person.sex = Some(Fact::new(Sex::Unspecified, Source::Typed))),
        row(document(Paper::OldIdentityCard, "012345678", "Lê Văn Cũ", "VNM")),
        with(|row| row.person.paper = Paper::Other),
        with(|row| row.reason = Reason::Other),
        citizen(),
    ];
    let expected = [
        Why::OtherFile,
        Why::DayUse,
        Why::EndsBefore,
        Why::ThirtyDays,
        Why::NoName,
        Why::NoNumber,
        Why::NoBirth,
        Why::YearOnly,
        Why::NoSex,
        Why::SexUnspecified,
        Why::NotAccepted,
        Why::PaperUnnamed,
        Why::ReasonUnnamed,
    ];
    assert_eq!(left_out(&rows), expected.into_iter().enumerate().collect::<Vec<_>>());
    let file = citizens(&rows, made()).unwrap();
    assert_eq!((file.records, as_the_portal(&file.bytes).len()), (1, 1));
}

#[test]
fn another_paper_and_another_reason_are_taken_when_they_are_named() {
    let mut named = citizen();
    (named.person.paper, named.more.paper_name) = (Paper::Other, Some("Giấy xác nhận".to_owned()));
    (named.reason, named.reason_note) = (Reason::Other, Some(Private::new("Chờ chuyến bay".to_owned())));
    let file = citizens(&[named], made()).unwrap();
    let row = &as_the_portal(&file.bytes)[0];
    assert_eq!(
        [5, 6, 16, 17].map(|at| row[at].as_str()),
        ["9 - Giấy Tờ Khác", "Giấy xác nhận", "20 - Mục đích khác", "Chờ chuyến bay"]
    );
}

#[test]
fn a_foreigner_is_told_in_bare_capitals_and_codes() {
    let mut left = foreigner();
    left.left = Some(at("2026-11-29T09:00:00+07:00"));
    left.person.birth = Some(Fact::new(Birth::Year(1951), Source::Typed));
    let file = foreigners(&[citizen(), foreigner(), left]);
    assert_eq!((file.records, file.left_out.as_slice()), (2, [(0, Why::OtherFile)].as_slice()));
    let guests = guests(&file.bytes);
    let fields = |at: usize| guests[at].iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>();
    assert_eq!(
        fields(0),
        [
            ("so_thu_tu", "1"),
            ("ho_ten", "MULLER JORG"),
            ("ngay_sinh", "15/05/1999"),
            ("ngay_sinh_dung_den", "D"),
            ("gioi_tinh", "M"),
            ("ma_quoc_tich", "D"),
            ("so_ho_chieu", "C01X00T47"),
            ("so_phong", "305"),
            ("ngay_den", "28/11/2026"),
            ("ngay_di_du_kien", "29/11/2026"),
            ("thoi_han_tam_tru", "20/12/2026"),
        ]
    );
    assert_eq!(fields(1)[2..4], [("ngay_sinh", "01/01/1951"), ("ngay_sinh_dung_den", "Y")]);
    assert!(fields(1).contains(&("ngay_tra_phong", "29/11/2026")));
}

#[test]
fn a_hostile_room_stays_a_room() {
    let mut hostile = foreigner();
    hostile.place = Private::new("</so_phong>&<!--\"'\u{1}]]>".to_owned());
    hostile.person.name.as_mut().unwrap().value = Private::new("<b>O’Neil & Sons</b>".to_owned());
    let file = foreigners(&[hostile]);
    let guests = guests(&file.bytes);
    assert_eq!(guests[0][1].1, "B ONEIL SONS B");
    assert_eq!(guests[0][7], ("so_phong".to_owned(), "</so_phong>&<!--\"' ]]>".to_owned()));
}

#[test]
fn which_foreigners_cannot_be_told() {
    let with = |change: fn(&mut Row)| {
        let mut row = foreigner();
        change(&mut row);
        row
    };
    let number = |row: &mut Row, number: &str| row.person.number.as_mut().unwrap().value = number.to_owned().into();
    let mut long = foreigner();
    number(&mut long, "C1234567890");
    let rows = [
        with(|row| row.more.entry = None),
        with(|row| row.more.entry = Some(until(date(2026, 11, 27)))),
        with(|row| row.person.sex = Some(Fact::new(Sex::Unspecified, Source::Mrz))),
        with(|row| row.person.name.as_mut().unwrap().value = "王小明".to_owned().into()),
        with(|row| row.person = Document { paper: Paper::DrivingLicence, ..row.person.clone() }),
        long,
        with(|row| row.more.entry = Some(until(date(2026, 11, 28)))),
    ];
    let why = [
        Why::NoPermittedStay,
        Why::PermittedStayOver,
        Why::SexUnspecified,
        Why::NotLatin,
        Why::NotAccepted,
        Why::NotAccepted,
    ];
    let file = foreigners(&rows);
    assert_eq!(file.left_out, why.into_iter().enumerate().collect::<Vec<_>>());
    assert_eq!((file.records, guests(&file.bytes).len()), (1, 1));
}

/// The expiry of a passport is close at hand and never meant.
#[test]
fn the_passports_expiry_does_not_stand_for_the_permitted_stay() {
    let mut row = foreigner();
    row.more.entry = None;
    row.person.expiry = Some(Fact::new(document::Expiry::On(date(2031, 1, 1)), Source::Chip));
    assert_eq!(foreigners(&[row.clone()]).left_out, [(0, Why::NoPermittedStay)]);
    row.more.entry = Some(until(date(2026, 12, 20)));
    assert!(!String::from_utf8(foreigners(&[row]).bytes).unwrap().contains("2031"));
}
