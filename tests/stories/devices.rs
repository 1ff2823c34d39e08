//! The page *Thử thiết bị*: what the devices deliver, what is wrong with them, and a choice that is remembered.

use store::DeviceKind;
use stories::clerk::{Clerk, ENTER, ESCAPE};
use stories::desk::{Desk, Face};
use stories::scanner::Outlet;

use crate::books::{Counts, DeskBooks};

const CAMERA: &str = "[data-kind='camera']";

#[test]
fn what_is_tried_is_nobodys_arrival_and_a_camera_is_remembered_over_a_restart() {
    let mut desk = Desk::open_without_camera(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.try_devices();
    app.wait_for("[data-at='trial']");
    app.wait_for(&format!("{CAMERA} [data-chosen='nobody']"));

    desk.lay("an");
    app.wait_for_text("[data-card='contactless'] .atr", "3B 8");
    assert!(app.count("[data-reader]") > 1, "every reader is shown, with a card or without");
    desk.card.lift();
    app.wait_gone("[data-card='contactless']");

    clerk.choose_device("camera", &desk.camera());
    app.wait_for(&format!("{CAMERA} [data-read='nothing']"));
    desk.show("an");
    app.wait_for_text(&format!("{CAMERA} [data-read='citizenCard']"), "104 byte");
    app.wait_for(&format!("{CAMERA} [data-read='citizenCard'] [data-millis]"));
    app.wait_for_text(&format!("{CAMERA} [data-module='enough']"), "điểm ảnh; từ 2,0 trở lên");
    let page = app.page_text();
    assert!(!page.contains("Nguyễn") && !page.contains("001099000123"), "{page}");
    desk.hide();
    let books = DeskBooks::open(&desk.data());
    assert_eq!(books.counts(), Counts::default(), "nobody arrived");
    let done = books.store().read(|read| read.acts().last(1)).expect("the acts can be read");
    assert_eq!(done[0].what, "camera.choose");

    desk.app.start_again();
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.try_devices();
    app.wait_for_text(&format!("{CAMERA} [data-chosen='house']"), &desk.camera());
    app.wait_for(&format!("{CAMERA} [data-read='nothing']"));
    app.press(ESCAPE);
    app.wait_for("[data-at='plan']");
    clerk.scan("an");
    app.wait_for_value("[data-field='name']", "Nguyễn Văn An");
}

#[test]
fn a_scanner_that_types_is_told_what_to_set() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.try_devices();
    app.wait_for("[data-scan='nothing']");
    app.burst("001099000123||Nguyeexn Van An|15051999|Nam|Ha Noi|20052022\u{e007}");
    app.wait_for("[data-scan='citizenCard'] [data-carried='keys']");
    app.wait_for_text("[data-scan] [data-problem='scannerTypes']", "Quét mã USB-COM");
    // An input method ate a digit of the birth.
    app.burst("001099000123||Nguyeexn Van An|1505199|Nam|Ha Noi|20052022\u{e007}");
    app.wait_for_text("[data-scan] [data-problem='scannerRewritten']", "Tắt bộ gõ");
    app.wait_for("[data-at='trial']");
    assert_eq!(DeskBooks::open(&desk.data()).counts(), Counts::default(), "nobody arrived");
}

#[test]
fn a_broken_choice_and_a_dead_service_say_so() {
    let mut desk = Desk::open_without_camera(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.try_devices();
    clerk.choose_device("camera", "folder:/nowhere/frames");
    app.wait_for_text(&format!("{CAMERA} [data-problem='cameraAbsent']"), "Camera đã chọn không có ở đây.");

    // The keyboard alone chooses a reader.
    app.wait_for("[data-do^='use:']");
    clerk.tab_to(&format!("use:{}", desk.reader().reader_name()));
    app.press(ENTER);
    app.wait_for_text("[data-kind='reader'] [data-chosen='house']", &desk.reader().reader_name());
    desk.take_reader_away();
    let app = Clerk::of(&desk).app();
    app.wait_for_text("[data-kind='reader'] [data-problem='serviceDown']", "Dịch vụ pcscd không chạy.");
    let books = DeskBooks::open(&desk.data());
    let now = |kind| books.store().read(|read| read.choices().now(kind)).expect("the choices can be read");
    assert_eq!(now(DeviceKind::Camera).as_deref(), Some("folder:/nowhere/frames"));
    assert_eq!(now(DeviceKind::Reader), Some(desk.reader().reader_name()));
}

#[test]
fn a_scanner_says_how_its_codes_came() {
    let desk = Desk::open(Face::Reception);
    let outlet = Outlet::default();
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.try_devices();
    clerk.choose_device("scanner", &outlet.setting());
    app.wait_for_text("[data-kind='scanner'] [data-problem='scannerAbsent']", "Cắm lại");
    let mut scanner = outlet.plug();
    app.wait_for_text("[data-kind='scanner']", "Đang nghe máy quét qua USB-COM.");
    app.wait_gone("[data-problem='scannerAbsent']");

    // As a scanner does that is set to Windows-1258 and sends no end.
    scanner.send(b"001099000123||Nguy\xEAn V\xE3n An|15051999|Nam|H\xE0 N\xF5i|20052022");
    app.wait_for("[data-scan='other'] [data-carried='otherCodePage']");
    app.wait_for_text("[data-scan] [data-problem='scannerCodePage']", "Đặt máy quét xuất UTF-8");
    app.wait_for_text("[data-scan] [data-problem='scannerNoEnd']", "suffix");
    let code = "001099000123||Nguyễn Văn An|15051999|Nam|Hà Nội|20052022";
    scanner.send(format!("{code}\r\n").as_bytes());
    app.wait_for("[data-scan='citizenCard'] [data-carried='whole']");
    app.wait_for("[data-end='cr']");
    app.wait_gone("[data-scan] [data-problem]");
    assert_eq!(DeskBooks::open(&desk.data()).counts(), Counts::default(), "nobody arrived");

    // What is chosen is used: with the page closed, the same code opens a check-in.
    app.press(ESCAPE);
    app.wait_for("[data-at='plan']");
    scanner.send(format!("{code}\r\n").as_bytes());
    app.wait_for_value("[data-field='name']", "Nguyễn Văn An");
}
