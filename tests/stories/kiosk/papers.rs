//! Papers other than the card, shown to a kiosk.

use jiff::Timestamp;
use stories::desk::{Desk, Face};
use stories::scanner::Outlet;

use super::Kiosk;
use crate::books::hub_books;
use crate::papers;

#[test]
fn a_foreigner_without_a_reader_is_taken_in_by_the_lines_of_the_passport() {
    let outlet = Outlet::default();
    let mut scanner = outlet.plug();
    let mut kiosk = Kiosk { desk: Desk::open_with_scanner(Face::Kiosk, &outlet.setting()) };
    kiosk.at("welcome");
    kiosk.desk.take_reader_away();
    kiosk.wait_for_text("[data-at='welcome']", "Máy đọc thẻ đang hỏng.");
    let passport = papers::passport(duty::vn_date(Timestamp::now()));
    kiosk.tap("passport");
    kiosk.at("role");
    kiosk.tap("role:patient");
    kiosk.wait_for_text("[data-at='read'] h1", "Đưa trang có ảnh của hộ chiếu vào camera");
    kiosk.picture("passport-asked-for");
    scanner.send(&[passport.text.as_slice(), b"\r\n"].concat());
    kiosk.wait_for("[data-do='qrOnly']");
    kiosk.tap("qrOnly");
    kiosk.at("confirm");
    kiosk.picture("passport-confirm");
    let name = passport.document.name.as_ref().expect("a name").value.expose();
    assert_eq!(&kiosk.text(".person .name"), name, "no check digit is over it: the person confirms it");
    kiosk.wait_for("[data-trust='unproven']");
    kiosk.stay_as_patient("Khoa Mắt", "2");
    kiosk.wait_for("[data-done='sent']");
    let kept = hub_books(&kiosk.desk.hub);
    assert_eq!((kept.len(), kept[0].payload.channel), (1, wire::Channel::Mrz));
    assert!(matches!(kept[0].payload.resident, wire::Resident::Foreign { .. }));
}

#[test]
fn a_health_insurance_card_is_known_and_the_card_is_asked_for() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    let insurance = papers::insurance(duty::vn_date(Timestamp::now()));
    kiosk.desk.show_picture("insurance", &insurance.jpeg);
    kiosk.trouble("Đây là thẻ BHYT. Mời dùng thẻ căn cước.");
    kiosk.wait_for_text("h1", "Đưa mã QR trên thẻ vào camera");
    kiosk.picture("insurance");
    assert!(kiosk.page_text().contains("Đưa dòng chữ <<< ở mặt sau thẻ vào camera."));
    kiosk.desk.show("an");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.nobody_is_written_down(&kiosk.books(), "before the card was read");
}
