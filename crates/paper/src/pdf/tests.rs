//! What others read in our documents: Poppler's text, and the code in Poppler's picture.

use std::io::Write as _;
use std::process::{Command, Stdio};

use duty::{Role, StayKind};
use jiff::civil::date;
use private::Private;

use crate::testing::{at, citizen, facility, foreigner, made};
use lodging::{EntryKind, EntryPaper};

use crate::{Form, Row, Slip, SlipSize, foreigners_register, guests_register, packet, slip};

/// What a program makes of a document given to it.
fn by(program: &str, arguments: &[&str], document: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is of Debian's poppler-utils: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let document = document.to_vec();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(&document).unwrap());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    })
}

/// Text of each page.
fn pages(document: &[u8]) -> Vec<String> {
    let text = String::from_utf8(by("pdftotext", &["-layout", "-", "-"], document)).unwrap();
    text.split_terminator('\u{c}').map(str::to_owned).collect()
}

/// Texts of the codes on a page, as a camera with 300 dots an inch has them.
fn codes(document: &[u8], page: usize) -> Vec<String> {
    let page = page.to_string();
    let picture = by("pdftoppm", &["-gray", "-r", "300", "-f", &page, "-l", &page, "-"], document);
    let mut parts = picture.splitn(4, u8::is_ascii_whitespace);
    assert_eq!(parts.next().unwrap(), b"P5");
    let mut number = || std::str::from_utf8(parts.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (width, height) = (number(), number());
    let pixels = parts.next().unwrap().splitn(2, u8::is_ascii_whitespace).nth(1).unwrap();
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

fn many() -> Vec<Row> {
    let row = |number: i64| {
        let mut row = citizen();
        row.arrived += jiff::SignedDuration::from_mins(number);
        row.person.number.as_mut().unwrap().value = format!("0010990{number:05}").into();
        row.place = Private::new(format!("{}", 100 + number));
        row
    };
    let mut rows: Vec<Row> = (0..60).map(row).collect();
    rows[1].person.name.as_mut().unwrap().value = "Đặng Thị Hường Ngọc Ẩn Ỷ Ữ".to_owned().into();
    rows[2].role = Role::Carer;
    rows[3].kind = StayKind::DayUse;
    rows[4].left = Some(at("2026-11-28T21:00:00+07:00"));
    rows[5].person.name.as_mut().unwrap().value = "Wang 王小明".to_owned().into();
    rows
}

#[test]
fn a_register_repeats_its_heads_and_numbers_its_pages() {
    let rows = many();
    let file = guests_register(&rows, &facility(), "Ngày 28/11/2026", made(), Form::Pdf).unwrap();
    assert_eq!((file.records, file.left_out.len()), (60, 0));
    let pages = pages(&file.bytes);
    assert!(pages.len() > 2);
    for (number, page) in (1..).zip(&pages) {
        assert_eq!(page.matches("Ghi chú").count(), 1, "page {number}");
        assert!(page.contains(&format!("Trang {number}/{}", pages.len())), "page {number}");
    }
    let all = pages.concat();
    for row in &rows {
        assert_eq!(all.matches(row.person.number.as_ref().unwrap().value.expose().as_str()).count(), 1);
    }
    for word in ["SỔ QUẢN LÝ LƯU TRÚ", "Mẫu ĐD10", "Nhà nghỉ Hoa Sữa", "Tổng số: 60 người", "Nghỉ giờ", "Wang ???"]
    {
        assert!(all.contains(word), "{word}");
    }
    for word in ["Đặng", "Hường", "Ngọc", "Ẩn", "Ỷ", "Ữ"] {
        assert!(all.contains(word), "{word}");
    }
}

#[test]
fn the_register_of_foreigners_has_the_paper_of_entry() {
    let mut guest = foreigner();
    guest.more.entry = Some(EntryPaper {
        kind: Some(EntryKind::Visa),
        number: Some(Private::new("AB1234567".to_owned())),
        until: Some(date(2026, 12, 20)),
        issued: Some(date(2026, 11, 1)),
        authority: "Cục QLXNC".to_owned(),
        entered: Some(date(2026, 11, 20)),
        gate: "Nội Bài".to_owned(),
        purpose: "Thăm thân nhân".to_owned(),
        permitted_until: Some(date(2026, 12, 18)),
    });
    let file = foreigners_register(&[citizen(), guest], &facility(), "Tháng 11/2026", made(), Form::Pdf).unwrap();
    assert_eq!((file.records, file.left_out.as_slice()), (1, [(0, crate::Why::OtherFile)].as_slice()));
    let text = pages(&file.bytes).concat();
    let words = [
        "NA17",
        "Müller Jörg",
        "C01X00T47",
        "AB1234567",
        "Nội Bài",
        "Đức",
        "Thị thực",
        "Thăm thân",
        "18/12/2026",
        "024 0000 0000",
        "28/11/2026 –",
    ];
    for word in words {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert!(!text.contains("Nguyễn Văn An"));
}

#[test]
fn a_register_as_a_workbook_has_the_same_people() {
    let rows = many();
    let file = guests_register(&rows, &facility(), "Ngày 28/11/2026", made(), Form::Xlsx).unwrap();
    let texts = crate::testing::texts(&file.bytes, "DANH_SACH");
    let heads = texts.iter().position(|row| row[0] == "STT").unwrap();
    assert_eq!(texts.len() - heads - 1, 60);
    assert_eq!(texts[heads + 4][10], "Nghỉ giờ");
    assert_eq!(texts[heads + 5][8], "21:00 28/11/2026");
}

fn receipt() -> Slip {
    Slip {
        short_code: "4K7P".to_owned(),
        number: 1234,
        received: at("2026-11-28T19:42:00+07:00"),
        deadline: Some(at("2026-11-28T23:00:00+07:00")),
        on_time: true,
        key: "0123456789abcdef".to_owned(),
        // As long as the receipts of the hub are: 8 + 64 bytes and some 470 of body, in base64url.
        code: format!("LUUTRU1:{}", "AbCd-_09".repeat(91)),
    }
}

#[test]
fn a_slip_says_the_receipt_and_its_code_is_read_back() {
    for size in [SlipSize::A5, SlipSize::Roll80] {
        let document = slip(&receipt(), &facility(), size, made()).unwrap();
        let pages = pages(&document);
        assert_eq!(pages.len(), 1);
        for word in ["4K7P", "1234", "19:42 28/11/2026", "23:00 28/11/2026", "ĐÚNG HẠN", "BIÊN NHẬN"] {
            assert!(pages[0].contains(word), "{word} in {}", pages[0]);
        }
        assert_eq!(codes(&document, 1), [receipt().code], "{size:?}");
    }
    let late = Slip { on_time: false, deadline: None, ..receipt() };
    assert!(pages(&slip(&late, &facility(), SlipSize::A5, made()).unwrap())[0].contains("TRỄ HẠN"));
    let long = Slip { code: "x".repeat(1274), ..receipt() };
    assert_eq!(slip(&long, &facility(), SlipSize::A5, made()), Err(crate::PaperError::Code { bytes: 1274 }));
}

#[test]
fn every_code_of_a_packet_is_read_from_its_page() {
    let rows = many();
    let packet = packet(&rows, &facility(), 2, made()).unwrap();
    let count = pages(&packet.codes.bytes).len();
    assert!(count > 2);
    let mut people = 0;
    for page in 1..=count {
        let texts = codes(&packet.codes.bytes, page);
        assert_eq!(texts.len(), 1, "page {page}");
        assert!(texts[0].starts_with(&format!("Lưu trú LT-20261128-002 ({page}/{count}) Nhà nghỉ Hoa Sữa\n")));
        people += texts[0].lines().skip(1).count();
    }
    assert_eq!(people, rows.len());
    let list = pages(&packet.list.bytes).concat();
    assert!(list.contains("Gói số LT-20261128-002") && list.contains("không: nghỉ giờ"));
}
