use jiff::civil::date;
use private::Private;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::super::*;
use crate::testing::{at, citizen, foreigner, made};
use crate::{PaperError, Row};

/// The portal's list as a house might get it: other columns in another order, a title, and the template's own rows.
fn list(rows: &[[&str; 6]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("DANH_MUC").unwrap().write_string(0, 0, "Danh mục").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.write_string(1, 2, "DANH SÁCH ĐÃ THÔNG BÁO").unwrap();
    let heads = [
        "STT",
        "Thời gian lưu trú (từ ngày) (*)",
        "Thời gian lưu trú (đến ngày)",
        " Số giấy tờ (*)",
        "HỌ VÀ TÊN",
        "Ngày, tháng, năm sinh (*)",
    ];
    for (row, cells) in (3..).zip(std::iter::once(&heads).chain(rows)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

const AN: [&str; 6] = ["1", "28/11/2026 14:00", "29/11/2026", "001099000123", "NGUYEN VAN AN", "15/05/1999"];

fn second() -> Row {
    let mut row = citizen();
    row.person.number.as_mut().unwrap().value = Private::new("001188000456".to_owned());
    row.person.name.as_mut().unwrap().value = Private::new("Trần Thị Bình".to_owned());
    row
}

#[test]
fn what_we_sent_reads_back_as_ours() {
    let file = citizens(&[citizen(), second()], made()).unwrap();
    let list = PortalList::read(&file.bytes).unwrap();
    assert_eq!((list.people.len(), list.unread.as_slice()), (2, [].as_slice()));
    assert_eq!(list.people[0].row, FIRST_ROW);
    assert_eq!(reconcile(&[citizen(), second()], &list.people), []);
    assert_eq!(format!("{:?}", list.people[1]).matches("Bình").count(), 0);
}

#[test]
fn columns_are_found_by_their_heads_in_any_order() {
    let foreign = ["2", "2026-11-28", "", "c01x00t47", "Muller Jorg", "1999"];
    let list = PortalList::read(&list(&[AN, foreign])).unwrap();
    let an = &list.people[0];
    assert_eq!((an.row, an.arrived, an.until), (5, date(2026, 11, 28), Some(date(2026, 11, 29))));
    assert_eq!(reconcile(&[citizen(), foreigner()], &list.people), []);
}

#[test]
fn days_and_numbers_a_program_has_turned_into_its_own_are_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, head) in ["Họ tên", "Số hộ chiếu", "Ngày đến"].iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), *head).unwrap();
    }
    sheet.write_string(1, 0, "Nguyễn Văn An").unwrap();
    sheet.write_number(1, 1, 123_456_789).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 11, 28).unwrap();
    sheet.write_datetime_with_format(1, 2, &day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
    let list = PortalList::read(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(list.people[0].arrived, date(2026, 11, 28));
    assert_eq!(list.people[0].number.expose(), "123456789");
    assert_eq!((list.people[0].until, list.people[0].birth.is_none()), (None, true));
}

#[test]
fn what_is_on_one_side_only_is_told() {
    let unknown = ["2", "28/11/2026", "29/11/2026", "001099000999", "LÊ VĂN KHÁC", "01/01/1990"];
    let list = PortalList::read(&list(&[unknown, AN, AN])).unwrap();
    let found = reconcile(&[second(), citizen()], &list.people);
    let twice = Difference::Twice { ours: 1, theirs: 2 };
    assert_eq!(found, [Difference::MissingThere(0), Difference::UnknownHere(0), twice]);
}

#[test]
fn who_left_early_may_be_there_with_either_day() {
    let list = PortalList::read(&list(&[AN])).unwrap();
    let mut longer = citizen();
    longer.planned_until = at("2026-12-02T12:00:00+07:00");
    let field = ListedField::Until;
    assert_eq!(reconcile(&[longer.clone()], &list.people), [Difference::Differs { ours: 0, theirs: 0, field }]);
    longer.left = Some(at("2026-11-29T08:00:00+07:00"));
    assert_eq!(reconcile(&[longer], &list.people), []);
}

#[test]
fn another_day_is_another_notice() {
    let mut later = citizen();
    (later.arrived, later.planned_until) = (at("2026-11-30T10:00:00+07:00"), at("2026-12-01T12:00:00+07:00"));
    let list = PortalList::read(&list(&[AN])).unwrap();
    assert_eq!(reconcile(&[later], &list.people), [Difference::MissingThere(0), Difference::UnknownHere(0)]);
}

#[test]
fn one_person_with_another_fact_differs_in_it() {
    let differs = |cells: [&str; 6]| {
        let list = PortalList::read(&list(&[cells])).unwrap();
        let fields = reconcile(&[citizen()], &list.people).into_iter().map(|difference| match difference {
            Difference::Differs { ours: 0, theirs: 0, field } => field,
            other => panic!("{other:?}"),
        });
        fields.collect::<Vec<_>>()
    };
    let with = |place: usize, text: &'static str| {
        let mut cells = AN;
        cells[place] = text;
        cells
    };
    assert_eq!(differs(AN), []);
    assert_eq!(differs(with(3, "001099000124")), [ListedField::Number]);
    assert_eq!(differs(with(4, "NGUYEN VAN ANH")), [ListedField::Name]);
    assert_eq!(differs(with(5, "16/05/1999")), [ListedField::Birth]);
    assert_eq!(differs(with(2, "30/11/2026")), [ListedField::Until]);
    assert_eq!(differs(with(5, "1999")), []);
}

#[test]
fn lines_that_cannot_be_read_are_counted_and_others_are_none() {
    let no_day = ["2", "hôm nay", "", "001099000999", "LÊ VĂN KHÁC", ""];
    let no_number = ["3", "28/11/2026", "", "", "LÊ VĂN KHÁC", ""];
    let list_of = PortalList::read(&list(&[no_day, ["", "", "", "", "", ""], no_number, AN])).unwrap();
    assert_eq!((list_of.people.len(), list_of.unread.as_slice()), (1, [5, 7].as_slice()));
    assert_eq!(PortalList::read(b"not a workbook"), Err(PaperError::NotAWorkbook));
    assert_eq!(PortalList::read(&Workbook::new().save_to_buffer().unwrap()), Err(PaperError::NotAList));
}

#[test]
fn a_sheet_written_to_at_both_ends_fills_no_memory() {
    let with_cell = |row: u32| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, (head, cell)) in (0..).zip([("HỌ VÀ TÊN", AN[4]), ("SỐ GIẤY TỜ", AN[3]), ("NGÀY ĐẾN", AN[1])])
        {
            sheet.write_string(0, column, head).unwrap();
            sheet.write_string(1, column, cell).unwrap();
        }
        sheet.write_string(row, 16_383, "x").unwrap();
        PortalList::read(&workbook.save_to_buffer().unwrap())
    };
    assert_eq!(with_cell(1_048_575), Err(PaperError::NotAList));
    assert_eq!(with_cell(1).unwrap().people.len(), 1, "what stands far to the right is no fact of a list");
}
