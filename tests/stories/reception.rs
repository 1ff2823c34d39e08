//! The reception: a clerk with a keyboard, a camera and a reader, up to the receipt.

use document::Source;
use jiff::Timestamp;
use serde_json::json;
use stories::clerk::{Clerk, ENTER};
use stories::desk::{Desk, Face};
use stories::scanner::Outlet;
use stories::wait;
use stories::webdriver::Driver;

use crate::books::{Counts, DeskBooks, hub_books, hub_keys};
use crate::papers;

const ONE: Counts = Counts { guests: 1, stays: 1, notices: 1, entries: 1, receipts: 1 };

#[test]
fn a_qr_code_and_enter_bring_the_receipt() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("101");
    clerk.scan("an");

    let facts = ["number", "name", "birth", "sex", "nationality", "address"];
    for field in facts {
        assert_eq!(clerk.source(field), "qr", "{field}");
    }
    clerk.app().wait_for_value("[data-field='name']", "Nguyễn Văn An");
    clerk.app().wait_for("[data-trust='unproven']");
    assert_eq!(clerk.app().focused(), "checkIn", "one Enter is enough");
    clerk.app().press(ENTER);
    clerk.wait_notice("101", "done");
    clerk.app().wait_for("[data-sync='online']");

    let books = DeskBooks::open(&desk.data());
    let told = books.told();
    let [told] = told.as_slice() else { panic!("one notice was told") };
    let hub = hub_books(&desk.hub);
    let [kept] = hub.as_slice() else { panic!("the hub keeps one notice") };
    assert_eq!(books.counts(), ONE);
    assert_eq!(kept.receipt, told.signed());
    wire::verify(&kept.receipt, &hub_keys(&desk.hub)).expect("the hub's own key signed it");
    assert!(told.consents.is_empty(), "no chip was read");
    clerk.app().press(ENTER);
    let code = format!("Đã báo mã {}", told.receipt.as_ref().expect("a receipt").code);
    let badge = clerk.app().text("[data-panel='room'] [data-notice='done']");
    assert_eq!(badge.split_whitespace().collect::<Vec<_>>().join(" "), code);
}

#[test]
fn the_chip_is_read_after_consent_and_the_address_stays_the_codes() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("102");
    desk.lay("an");
    clerk.scan("an");
    clerk.read_chip();
    for field in ["number", "name", "birth", "sex", "nationality"] {
        assert_eq!(clerk.source(field), "chip", "{field}");
    }
    assert_eq!(clerk.source("address"), "qr");
    clerk.save();
    clerk.wait_notice("102", "done");

    let books = DeskBooks::open(&desk.data());
    let told = books.told();
    let document = &told[0].guest.document;
    assert_eq!(document.name.as_ref().map(|name| name.source), Some(Source::Chip));
    assert_eq!(document.address.as_ref().map(|address| address.source), Some(Source::Qr));
    assert_eq!(document.verdict.data, document::DataTrust::IssuerTrusted);
    assert_eq!((told[0].consents.len(), books.counts()), (1, ONE));
}

#[test]
fn what_the_clerk_corrected_stays_when_the_chip_is_read() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("102");
    desk.lay("an");
    clerk.scan("an");
    clerk.fill("address", "Số 9, Trần Phú, Hà Nội");
    clerk.fill("name", "Nguyễn Văn Ẩn");
    clerk.read_chip();
    for (field, value) in [("address", "Số 9, Trần Phú, Hà Nội"), ("name", "Nguyễn Văn Ẩn")] {
        assert_eq!(
            (clerk.source(field).as_str(), clerk.app().value(&format!("[data-field='{field}']")).as_str()),
            ("typed", value)
        );
    }
    assert_eq!(clerk.source("birth"), "chip");
    // What differs from the chip is asked about once.
    clerk.app().click("[data-do='checkIn']");
    clerk.app().wait_for("[data-finding='disagrees']");
    clerk.app().click("[data-field='confirmed']");
    clerk.save();
    clerk.wait_notice("102", "done");
    let hub = hub_books(&desk.hub);
    assert_eq!(hub[0].payload.person.name.expose(), "Nguyễn Văn Ẩn");
    let told = DeskBooks::open(&desk.data()).told();
    let name = told[0].guest.document.name.as_ref().expect("a name");
    assert_eq!((name.source, name.value.expose().as_str()), (Source::Typed, "Nguyễn Văn Ẩn"));
}

#[test]
fn the_keyboard_alone_takes_a_foreigner_in_and_out() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("201");
    clerk.function(2);
    app.wait_for("[data-at='draft']");
    assert_eq!(app.focused(), "number", "the room is the one the keyboard was on");
    app.keys("c01234567");
    clerk.back_to("paper");
    app.press('H');
    assert_eq!(app.value("[data-field='paper']"), "4", "a passport, by its first letter");
    clerk.tab_to("name");
    app.keys("John Smith");
    clerk.tab_to("sex");
    app.press('N');
    clerk.tab_to("nationality");
    app.keys("usa");
    app.press(ENTER);
    app.wait_for_text("[data-finding='missing']", "Còn thiếu. Nhập theo giấy tờ.");
    assert_eq!(app.style("[data-field='birth']", "border-top-color"), "rgb(138, 20, 20)", "what is refused is red");
    assert_eq!(app.focused(), "birth", "and the keyboard is there");
    assert_eq!(DeskBooks::open(&desk.data()).counts(), Counts::default(), "nothing is half saved");

    clerk.back_to("birth");
    app.keys("12/3/85");
    let before = Timestamp::now();
    app.press(ENTER);
    clerk.wait_notice("201", "done");
    let told = DeskBooks::open(&desk.data()).told();
    let deadline = told[0].badge.deadline.expect("a foreigner's notice has a deadline");
    let hours = deadline.duration_since(before).as_secs_f64() / 3600.0;
    assert!((11.9..12.1).contains(&hours), "twelve hours, not {hours}");

    clerk.scan("binh");
    clerk.choose_room("202");
    clerk.save();
    clerk.wait_notice("202", "done");
    clerk.function(3);
    app.wait_for("[data-field='find']:focus");
    app.keys("tran thi b");
    app.wait_for_text("[data-panel='find'] li", "Trần Thị Bình");
    app.wait_for_text("[data-panel='find'] li", "0011******56");
    app.press(ENTER);
    app.wait_for_text("[data-panel='room'] h2", "202");
    app.press(stories::clerk::ESCAPE);
    app.wait_for("[data-at='plan']");

    clerk.jump_to("201");
    clerk.function(8);
    app.wait_for_text("[data-panel='room'] [role='alert']", "John Smith");
    assert_eq!(app.focused(), "checkOut");
    app.press(ENTER);
    app.wait_for("[data-room='201'][data-state='toClean']");
    app.wait_for("[data-do='roomReady']:focus");
    app.press(ENTER);
    app.wait_for("[data-room='201'][data-state='free']");
    app.press(stories::clerk::ESCAPE);
    clerk.function(12);
    app.wait_for("[data-at='outbox']");
    // Both arrivals, and that one of them left before the day that was told.
    app.wait_gone("[data-panel='outbox'] tr [data-notice]:not([data-notice='done'])");
    assert_eq!(app.count("[data-panel='outbox'] tr [data-notice='done']"), 3);
    clerk.function(12);
    app.wait_for("[data-at='plan']");
}

#[test]
fn a_full_room_and_an_old_card_are_refused_with_the_sentence() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("103");
    clerk.scan("an");
    let room = app.value("[data-field='room']");
    clerk.save();
    clerk.wait_notice("103", "done");

    // The only bed is taken: the room is no longer offered, and who names it nevertheless is refused.
    clerk.function(2);
    app.wait_for("[data-at='draft']");
    let offered = app.script(
        "return [...document.querySelectorAll(\"[data-field='room'] option\")].map(o => o.text).join()",
        &json!([]),
    );
    assert!(!offered.as_str().unwrap_or_default().contains("103"), "{offered}");
    clerk.open_draft_for(&room);
    clerk.fill("number", "001199000456");
    clerk.fill("name", "Trần Thị Bình");
    clerk.fill("birth", "20/10/1999");
    app.choose("[data-field='sex']", "Nữ");
    app.click("[data-do='checkIn']");
    app.wait_for_text(".toast[role='alert']", "Phòng hết giường. Chọn phòng khác.");

    clerk.choose_room("102");
    app.choose("[data-field='paper']", "CMND");
    clerk.fill("number", "012345678");
    app.click("[data-do='checkIn']");
    if duty::version(Timestamp::now()) == duty::LawVersion::Since2026 {
        app.wait_for_text(
            "[data-finding='old-number-not-accepted']",
            "Từ 01/07/2026 cần số định danh 12 số thay cho CMND.",
        );
        assert_eq!(DeskBooks::open(&desk.data()).counts(), ONE, "nothing of her is saved");
    } else {
        clerk.wait_notice("102", "done");
    }
}

#[test]
fn day_use_has_no_badge() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("104");
    clerk.scan("an");
    clerk.app().choose("[data-field='kind']", "Nghỉ giờ");
    clerk.save();
    clerk.app().wait_for("[data-room='104'][data-state='dayUse']");
    clerk.app().wait_for_text(".toast", "Đã nhận khách nghỉ giờ.");
    assert_eq!(clerk.app().count("[data-notice]"), 0);
    let none_told = Counts { guests: 1, stays: 1, ..Counts::default() };
    assert_eq!(DeskBooks::open(&desk.data()).counts(), none_told);
    assert!(hub_books(&desk.hub).is_empty());
}

#[test]
fn a_passport_scanned_fills_the_drawer_and_its_name_is_confirmed() {
    let outlet = Outlet::default();
    let mut scanner = outlet.plug();
    let desk = Desk::open_with_scanner(Face::Reception, &outlet.setting());
    desk.app.wait_for_text("[data-device='scanner']", "sẵn sàng");
    let clerk = Clerk::sit_down(&desk);
    let passport = papers::passport(duty::vn_date(Timestamp::now()));
    clerk.jump_to("104");
    scanner.send(&[passport.text.as_slice(), b"\r\n"].concat());
    clerk
        .app()
        .wait_for_value("[data-field='number']", passport.document.number.as_ref().expect("a number").value.expose());
    for field in ["paper", "number", "name", "birth", "sex", "nationality", "expiry"] {
        assert_eq!(clerk.source(field), "mrz", "{field}");
    }
    assert_eq!(clerk.app().value("[data-field='paper']"), "4");
    clerk.app().wait_for("[data-finding='unchecked']");
    clerk.app().click("[data-field='confirmed']");
    clerk.save();
    clerk.wait_notice("104", "done");
    let hub = hub_books(&desk.hub);
    assert_eq!((hub.len(), hub[0].payload.channel), (1, wire::Channel::Mrz));
    assert_eq!(*hub[0].payload.person.name.expose(), name_of(&passport.document));
    let told = DeskBooks::open(&desk.data()).told();
    assert_eq!(told[0].guest.document.number, passport.document.number);
}

/// Holds a page before the camera until the drawer has its number: no hand holds still, so each picture is another.
fn hold_zone(desk: &Desk, app: &Driver, zone: &str) {
    let mut moments = 7..;
    wait::until("a zone to be read", || {
        desk.show_picture("page", &papers::with_zone(zone, moments.next()?));
        (app.count("[data-source='mrz']") > 0).then_some(())
    });
}

#[test]
fn a_passport_before_the_camera_opens_its_chip_and_its_name_is_confirmed() {
    const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nUT97482892UTO7408122F2706041<<<<<<<<<<<<<<<6";
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("203");
    clerk.lay("passport-bac");
    hold_zone(&desk, app, ZONE);
    app.wait_for_value("[data-field='number']", "UT9748289");
    for field in ["paper", "number", "name", "birth", "sex", "nationality", "expiry"] {
        assert_eq!(clerk.source(field), "mrz", "{field}");
    }
    app.wait_for("[data-finding='unchecked']");
    desk.hide();
    app.wait_for("[data-do='readChip'].primary");
    clerk.function(4);
    app.wait_for(".name [data-source='chip']");
    app.wait_gone("[data-finding='unchecked']");
    clerk.save();
    clerk.wait_notice("203", "done");
    let hub = hub_books(&desk.hub);
    assert_eq!(hub[0].payload.channel, wire::Channel::Chip);
    assert_eq!(hub[0].payload.person.name.expose().to_uppercase(), "ERIKSSON ANNA MARIA");
    assert_eq!(DeskBooks::open(&desk.data()).counts(), ONE);
}

#[test]
fn the_lines_on_the_back_of_a_card_open_its_chip() {
    const ZONE: &str = "IDVNM0990001232001099000123<<3\n9905153M3905151VNM<<<<<<<<<<<2\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("102");
    clerk.lay("an");
    hold_zone(&desk, clerk.app(), ZONE);
    clerk.app().wait_for_value("[data-field='number']", "001099000123");
    assert_eq!(clerk.source("name"), "mrz");
    desk.hide();
    clerk.read_chip();
    assert_eq!(clerk.app().value("[data-field='name']"), "Nguyễn Văn An");
    assert_eq!(clerk.source("address"), "chip");
    clerk.save();
    clerk.wait_notice("102", "done");
    assert_eq!(hub_books(&desk.hub)[0].payload.channel, wire::Channel::Chip);
}

#[test]
fn what_is_typed_of_another_than_the_card_that_comes_is_told_at_once() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("101");
    clerk.function(2);
    app.wait_for("[data-at='draft']");
    clerk.fill("number", "001199000456");
    clerk.fill("name", "Trần Thị Bình");
    desk.show("an");
    app.wait_for_text("[data-another]", "của người khác");
    app.wait_for(".number [data-finding='disagrees']");
    assert_eq!(app.value("[data-field='name']"), "Trần Thị Bình");
    app.click("[data-do='keepTyped']");
    app.wait_gone("[data-another]");
    app.wait_gone(".birth [data-source='qr']");
    assert_eq!(app.value("[data-field='number']"), "001199000456");
    // The card still lies there, and is this drawer's only when it comes again.
    app.wait_for_text(".card [role='status']", "Nhấc thẻ ra rồi đưa lại");
    desk.hide();
    app.wait_gone(".card [role='status']");
    desk.show("an");
    app.wait_for("[data-another]");
    app.click("[data-do='takeCard']");
    app.wait_for_value("[data-field='name']", "Nguyễn Văn An");
    clerk.save();
    clerk.wait_notice("101", "done");
}

#[test]
fn number_birth_and_expiry_as_typed_open_a_passports_chip() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("203");
    clerk.lay("passport-bac");
    clerk.function(2);
    app.wait_for("[data-at='draft']");
    app.choose("[data-field='paper']", "Hộ chiếu");
    for (field, text) in [("number", "ut9748289"), ("birth", "12/8/74"), ("expiry", "4/6/27")] {
        clerk.fill(field, text);
    }
    clerk.function(4);
    app.wait_for(".name [data-source='chip']");
    assert_eq!(app.value("[data-field='name']").to_uppercase(), "ERIKSSON ANNA MARIA");
    for field in ["name", "sex", "nationality"] {
        assert_eq!(clerk.source(field), "chip", "{field}");
    }
    assert_eq!(app.value("[data-field='nationality']"), "UTO");
    let told = DeskBooks::open(&desk.data());
    assert_eq!(told.counts(), Counts::default(), "read, and nothing saved yet");
}

#[test]
fn an_old_address_is_offered_in_new_units_and_the_raw_one_stays() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("101");
    clerk.scan("an");
    clerk.app().wait_for_text("[data-do='residence:0']", "Số 1, Phường Ngọc Hà, Hà Nội");
    clerk.app().click("[data-do='residence:0']");
    clerk.app().wait_for_text("[data-do='residence:back']", "Số 1, Phường Ngọc Hà, Hà Nội");
    clerk.save();
    clerk.wait_notice("101", "done");
    let sent = hub_books(&desk.hub)[0].payload.person.address.clone().expect("an address");
    assert_eq!(sent.expose(), "Số 1, Phường Ngọc Hà, Hà Nội");
    let told = DeskBooks::open(&desk.data()).told();
    let raw = told[0].guest.document.address.as_ref().expect("the raw address");
    assert_eq!((raw.source, raw.value.expose().as_str()), (Source::Qr, "Số 1, Đội Cấn, Ba Đình, Hà Nội"));
}

#[test]
fn anothers_paper_and_a_health_insurance_card_are_told_for_what_they_are() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let insurance = papers::insurance(duty::vn_date(Timestamp::now()));
    clerk.jump_to("101");
    desk.show_picture("insurance", &insurance.jpeg);
    clerk.app().wait_for_value("[data-field='name']", &name_of(&insurance.document));
    assert_eq!(clerk.source("name"), "healthInsurance");
    clerk.app().wait_for_text(".card [role='alert']", "Đây là thẻ BHYT. Mời dùng thẻ căn cước.");
    assert_eq!(clerk.app().value("[data-field='number']"), "", "its number is nobody's personal number");
    desk.show("an");
    clerk.app().wait_for_text(".card [role='alert']", "của người khác hoặc mang số khác");
    assert_eq!(clerk.app().value("[data-field='name']"), name_of(&insurance.document));
}

fn name_of(document: &document::Document) -> String {
    document.name.as_ref().expect("a name").value.expose().clone()
}
