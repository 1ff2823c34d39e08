//! A barcode scanner at the desk: one that gives the bytes of a code over a serial line, and one that types like a keyboard.

use serde_json::json;
use stories::clerk::{Clerk, ENTER, ESCAPE};
use stories::desk::{Desk, Face};
use stories::scanner::Outlet;

use crate::books::{Counts, DeskBooks, hub_books};

const AN: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
const BINH: &str = "001199000456||Trần Thị Bình|20101999|Nữ|Số 2, Hàng Bài, Hoàn Kiếm, Hà Nội|15032023";
/// What becomes of An's code when a scanner types it and marks are typed behind their letters.
const TYPED: &str = "001099000123|012345678|Nguye6n4 Va8n An|15051999|Nam|So61 1, D9o65i Ca61n, Ha2 No65i|20052022";
const DIGITS_ONLY: &str = "Máy quét gõ như bàn phím: chỉ lấy số và ngày";

/// A scanner on the wire beside a desk that waits for it.
fn listening(outlet: &Outlet) -> (Desk, stories::scanner::Plugged) {
    let plugged = outlet.plug();
    let desk = Desk::open_with_scanner(Face::Reception, &outlet.setting());
    desk.app.wait_for_text("[data-device='scanner']", "sẵn sàng");
    (desk, plugged)
}

#[test]
fn a_card_scanned_over_a_serial_line_fills_the_drawer_name_and_all() {
    let outlet = Outlet::default();
    let (desk, mut scanner) = listening(&outlet);
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("101");
    for piece in format!("{AN}\r\n").as_bytes().chunks(7) {
        scanner.send(piece);
    }
    clerk.app().wait_for("[data-at='draft']");
    clerk.app().wait_for_value("[data-field='name']", "Nguyễn Văn An");
    clerk.app().wait_for_value("[data-field='address']", "Số 1, Đội Cấn, Ba Đình, Hà Nội");
    for field in ["number", "name", "birth", "sex", "nationality", "address"] {
        assert_eq!(clerk.source(field), "qr", "{field}");
    }
    clerk.app().press(ENTER);
    clerk.wait_notice("101", "done");
    let hub = hub_books(&desk.hub);
    assert_eq!(hub[0].payload.person.name.expose(), "Nguyễn Văn An");

    drop(scanner);
    clerk.app().wait_for_text("[data-device='scanner']", "hỏng");
    let mut scanner = outlet.plug();
    clerk.app().wait_for_text("[data-device='scanner']", "sẵn sàng");
    scanner.send(format!("]Q1{BINH}\r").as_bytes());
    clerk.app().wait_for_value("[data-field='name']", "Trần Thị Bình");
}

#[test]
fn a_scanner_that_types_fills_in_digits_and_leaves_the_field_as_it_was() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("102");
    clerk.function(2);
    app.wait_for("[data-at='draft']");
    clerk.fill("name", "Nguyễn Văn A");
    app.burst(&format!("{TYPED}{ENTER}"));
    app.wait_for_text(".drawer [role='alert']", DIGITS_ONLY);
    for (field, value, source) in [
        ("number", "001099000123", "qr"),
        ("birth", "15/05/1999", "qr"),
        ("sex", "Nam", "qr"),
        ("name", "Nguyễn Văn A", "typed"),
        ("address", "", ""),
    ] {
        assert_eq!(app.value(&format!("[data-field='{field}']")), value, "{field}");
        assert_eq!(clerk.source(field), source, "{field}");
    }
    assert_eq!(DeskBooks::open(&desk.data()).counts(), Counts::default(), "its Enter saves nothing");

    clerk.fill("name", "Nguyễn Văn An");
    desk.lay("an");
    clerk.read_chip();
    app.wait_gone(".drawer .differ");
    assert_eq!(clerk.source("birth"), "chip", "the number that was typed opened the chip");
    clerk.save();
    clerk.wait_notice("102", "done");
}

#[test]
fn a_scanner_that_types_is_heard_wherever_the_keyboard_is() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    // On a room, whose button a space would press.
    clerk.jump_to("103");
    app.burst(&format!("{TYPED}{ENTER}"));
    app.wait_for("[data-at='draft']");
    app.wait_for_value("[data-field='number']", "001099000123");
    assert_eq!(app.value("[data-field='name']"), "");
    // In a list, whose entries its letters would choose.
    let paper = app.value("[data-field='paper']");
    app.script("document.querySelector(\"[data-field='paper']\").focus()", &json!([]));
    app.burst(&format!("{TYPED}{ENTER}"));
    app.wait_for_text(".drawer [role='alert']", DIGITS_ONLY);
    assert_eq!(app.value("[data-field='paper']"), paper);
    app.press(ESCAPE);
    app.wait_for("[data-at='plan']");

    // What is no card's code is refused in words, and stays where it was typed.
    clerk.function(3);
    app.wait_for("[data-field='find']:focus");
    app.burst(&format!("8934567890123{ENTER}"));
    app.wait_for_text(".toast[role='alert']", "Máy quét gõ một mã không phải của thẻ.");
    app.wait_for_value("[data-field='find']", "8934567890123");
    // A card's code that was changed on the way is none either.
    app.burst(&format!("{}{ENTER}", TYPED.replace("15051999", "1505199")));
    app.wait_for_text(".toast[role='alert']", "Mã của thẻ bị đổi khi máy quét gõ vào.");
    app.wait_for_value("[data-field='find']", "8934567890123");
}

#[test]
fn at_the_kiosk_the_digits_open_the_chip() {
    let desk = Desk::open(Face::Kiosk);
    let app = &desk.app;
    app.wait_for("[data-at='welcome']");
    app.burst(&format!("{TYPED}{ENTER}"));
    app.click("[data-at='role'] [data-do='role:patient']");
    app.wait_for_text("[data-at='read']", DIGITS_ONLY);
    desk.lay("an");
    app.wait_for_text("[data-at='read']", "Nhấc thẻ lên");
    desk.card.lift();
    app.wait_for_text("[data-at='confirm']", "Nguyễn Văn An");
}
