use super::*;

/// A report of 64 bytes as makers publish it: number, length, identifier, 56 bytes of code, two of their own, one bit.
const LONG: &[u8] = &[
    0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, // a bar code scanner
    0x09, 0x12, 0xA1, 0x02, 0x85, 0x02, // scanned data, report 2
    0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01, //
    0x06, 0x66, 0xFF, 0x09, 0x04, 0x81, 0x02, // the maker's own: length
    0x05, 0x8C, 0x09, 0xFB, 0x81, 0x02, 0x09, 0xFC, 0x81, 0x02, 0x09, 0xFD, 0x81, 0x02, //
    0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01, // 56 bytes of code
    0x06, 0x66, 0xFF, 0x95, 0x02, 0x09, 0x04, 0x09, 0x00, 0x81, 0x02, //
    0x05, 0x8C, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x09, 0xFF, 0x81, 0x02, // continued
    0xC0, 0x09, 0x14, 0xA1, 0x02, 0x85, 0x04, 0x95, 0x08, 0x09, 0x60, 0x91, 0x82, 0xC0, 0xC0,
];

/// The plainest: no numbers, no length, the three identifiers in one item.
const PLAIN: &[u8] = &[
    0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x75, 0x08, 0x95, 0x03, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02, //
    0x95, 0x08, 0x09, 0xFE, 0x81, 0x02, 0x75, 0x01, 0x95, 0x01, 0x09, 0xFF, 0x81, 0x02, 0x95, 0x07, 0x81, 0x03, 0xC0,
];

/// A keyboard's.
const KEYBOARD: &[u8] = &[
    0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95,
    0x08, 0x81, 0x02, 0x95, 0x06, 0x75, 0x08, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
];

const CARD: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";

fn long(data: &[u8], length: u8, continued: bool) -> Vec<u8> {
    let mut report = [&[2, length, b']', b'Q', b'1'], data].concat();
    report.resize(63, 0);
    report.push(u8::from(continued));
    report
}

fn text(framed: Option<Framed>) -> String {
    match framed {
        Some(Framed::Frame(frame)) => String::from_utf8(frame.bytes.into_exposed()).expect("UTF-8"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_layout_is_read_from_the_descriptor() {
    let layout = Layout::read(LONG).expect("a scanner");
    let expected = Layout {
        id: Some(2),
        symbology: [Some(2), Some(3), Some(4)],
        data: (5, 56),
        continued: Some(63 * 8),
        length: Some(1),
    };
    assert_eq!(layout, expected);
    let layout = Layout::read(PLAIN).expect("a scanner");
    let expected = Layout {
        id: None,
        symbology: [Some(0), Some(1), Some(2)],
        data: (3, 8),
        continued: Some(11 * 8),
        length: None,
    };
    assert_eq!(layout, expected);
    assert_eq!((Layout::read(KEYBOARD), Layout::read(&[])), (None, None));
}

#[test]
fn a_card_comes_in_several_reports() {
    let mut reports = Reports::new(Layout::read(LONG).expect("a scanner"));
    let chunks: Vec<&[u8]> = CARD.as_bytes().chunks(56).collect();
    let [first, last] = chunks.as_slice() else { panic!("two reports") };
    assert_eq!(reports.take(&long(first, 56, true)), None);
    let length = u8::try_from(last.len()).unwrap();
    let Some(Framed::Frame(frame)) = reports.take(&long(last, length, false)) else { panic!("a code") };
    assert!(frame.utf8 && frame.bytes.expose() == CARD.as_bytes());
    assert_eq!(frame.symbology, Some(Symbology { kind: b'Q', modifier: b'1' }));
}

#[test]
fn what_fills_a_report_up_is_no_code() {
    let mut reports = Reports::new(Layout::read(LONG).expect("a scanner"));
    let stale = |length: u8| long(b"AB12\r\nold", length, false);
    assert_eq!(text(reports.take(&stale(6))), "AB12", "a length is believed");
    assert_eq!(text(reports.take(&stale(0))), "AB12\r\nold", "no length is none");
    assert_eq!(text(reports.take(&stale(200))), "AB12\r\nold", "nor one that does not fit");
    assert_eq!(reports.take(&long(b"", 0, false)), None);
    let mut reports = Reports::new(Layout::read(PLAIN).expect("a scanner"));
    assert_eq!(text(reports.take(b"\0\0\0AB12\0\0\0\0\0")), "AB12");
    assert_eq!(text(reports.take(b"]C0AB12")), "AB12", "a short report");
}

#[test]
fn other_reports_of_the_device_are_passed_over() {
    let mut reports = Reports::new(Layout::read(LONG).expect("a scanner"));
    assert_eq!(reports.take(&long(b"AB", 2, true)), None);
    assert_eq!(reports.take(&[4, 1]), None);
    assert_eq!(reports.take(&[]), None);
    assert_eq!(text(reports.take(&long(b"12", 2, false))), "AB12");
}

#[test]
fn a_code_without_an_end_is_refused_once() {
    let mut reports = Reports::new(Layout::read(LONG).expect("a scanner"));
    let said = (0..200).filter_map(|_| reports.take(&long(&[b'x'; 56], 56, true)));
    assert_eq!(said.collect::<Vec<_>>(), [Framed::TooLong]);
    assert_eq!(reports.take(&long(b"yy", 2, false)), None, "the end of what is too long");
    assert_eq!(text(reports.take(&long(b"AB12", 4, false))), "AB12");
}
