//! The error table of the kiosk, on its real screens.

use frame_sim::{Card, Conditions};

use super::Kiosk;
use crate::books::{Counts, hub_books};

#[test]
fn a_card_lifted_early_is_laid_again_and_the_visit_goes_on() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.desk.card.order("lift-at 20");
    kiosk.desk.lay("an");
    kiosk.trouble("Thẻ bị nhấc sớm. Đặt lại, giữ yên.");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.picture("lifted");
    assert_eq!(kiosk.count("[data-do='qrOnly']"), 0, "one failure is no reason to do without the chip");
    kiosk.desk.card.order("lift-at off");
    kiosk.read_card("an");
    kiosk.stay_as_patient("Khoa Nội", "1");
    kiosk.wait_for("[data-done='sent']");
    assert_eq!(kiosk.books().counts(), Counts { guests: 1, stays: 1, notices: 1, entries: 1, receipts: 1 });
}

#[test]
fn another_card_laid_in_the_midst_of_a_read_is_noticed_and_the_first_is_read_after_all() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.desk.card.order("lift-at 20");
    kiosk.desk.lay("an");
    kiosk.trouble("Thẻ bị nhấc sớm. Đặt lại, giữ yên.");
    kiosk.desk.card.order("lift-at off");
    kiosk.desk.lay("binh");
    kiosk.trouble("Đây là thẻ khác. Đặt lại đúng thẻ lúc đầu.");
    kiosk.wait_for_text("h1", "Nhấc thẻ lên");
    kiosk.picture("another-card");
    let page = kiosk.page_text();
    assert!(!page.contains("Bình"), "nothing of the other card is shown: {page}");
    kiosk.desk.card.lift();
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.read_card("an");
    assert_eq!(kiosk.text(".person .name"), "Nguyễn Văn An");
    kiosk.stay_as_patient("Khoa Nội", "1");
    kiosk.wait_for("[data-done='sent']");
    assert_eq!(kiosk.books().counts(), Counts { guests: 1, stays: 1, notices: 1, entries: 1, receipts: 1 });
}

#[test]
fn a_copied_chip_is_not_confirmed() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.desk.lay("an-cloned");
    kiosk.sent_to_staff("notConfirmed");
    kiosk.nobody_is_written_down(&kiosk.books(), "after a copied chip");
}

#[test]
fn a_slow_chip_does_not_hold_up_a_person_who_changes_his_mind() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.desk.card.order("delay 1500");
    kiosk.desk.lay("an");
    kiosk.wait_for_text("h1", "Giữ yên thẻ");
    kiosk.tap("back");
    kiosk.at("role");
    kiosk.desk.card.order("delay off");
    kiosk.tap("role:patient");
    kiosk.wait_for_text("h1", "Nhấc thẻ lên");
    kiosk.desk.card.lift();
    kiosk.at("confirm");
    kiosk.nobody_is_written_down(&kiosk.books(), "before it was confirmed");
}

#[test]
fn another_persons_qr_does_not_open_the_card_and_ones_own_does() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("binh");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.desk.lay("an");
    kiosk.trouble("Số này không mở được chip. Đưa mã QR của chính thẻ này.");
    kiosk.wait_for_text("h1", "Đưa mã QR trên thẻ vào camera");
    kiosk.picture("wrong-card");
    let page = kiosk.page_text();
    assert!(!page.contains("Bình") && !page.contains("Văn An"), "nobody is named: {page}");
    kiosk.desk.show("an");
    kiosk.wait_for_text("[data-at='read'] h1", "Nhấc thẻ lên");
    kiosk.desk.card.lift();
    kiosk.at("confirm");
    assert_eq!(kiosk.text(".person .name"), "Nguyễn Văn An");
}

#[test]
fn three_failures_call_a_person_and_two_offer_the_qr_alone() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.desk.card.order("lift-at 5");
    kiosk.desk.lay("an");
    kiosk.trouble("Thẻ bị nhấc sớm.");
    kiosk.note_trouble();
    kiosk.desk.lay("an");
    kiosk.trouble("Thẻ bị nhấc sớm.");
    kiosk.wait_for("[data-do='qrOnly']");
    kiosk.picture("two-failures");
    kiosk.desk.lay("an");
    kiosk.sent_to_staff("unreadable");
    kiosk.picture("three-failures");
    assert!(kiosk.page_text().contains("Máy chưa đọc được thẻ. Mời gặp nhân viên."));
    kiosk.nobody_is_written_down(&kiosk.books(), "after three failures");
    kiosk.finish();
}

#[test]
fn a_card_that_was_changed_is_not_confirmed_and_never_called_forged() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.desk.lay("an-tampered");
    kiosk.sent_to_staff("notConfirmed");
    kiosk.picture("tampered");
    let page = kiosk.page_text();
    assert!(page.contains("Máy chưa xác nhận được thẻ. Mời gặp nhân viên."), "{page}");
    assert!(!page.to_lowercase().contains("giả"), "{page}");
    assert!(!page.contains("Nguyễn Văn An"), "{page}");
    kiosk.nobody_is_written_down(&kiosk.books(), "after a card that was changed");
}

#[test]
fn a_code_that_is_no_cards_is_not_guessed_at() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    let code = Card::print("https://example.invalid/vneid?token=001099000123").unwrap();
    let picture = frame_sim::frame(Some(&code), Conditions::webcam(7)).jpeg.unwrap();
    kiosk.desk.show_picture("other", &picture);
    kiosk.trouble("Máy chưa đọc được mã này. Mời dùng thẻ.");
    kiosk.wait_for_text("h1", "Đưa mã QR trên thẻ vào camera");
    kiosk.picture("other-code");
    kiosk.desk.show("an");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.wait_gone(".trouble");
}

#[test]
fn without_a_reader_the_qr_alone_will_do_and_proves_nothing() {
    let mut kiosk = Kiosk::open();
    kiosk.desk.take_reader_away();
    kiosk.wait_for_text("[data-at='welcome']", "Máy đọc thẻ đang hỏng. Mời đưa mã QR vào camera.");
    kiosk.picture("no-reader");
    kiosk.begin("patient");
    kiosk.type_number("001099000123");
    kiosk.wait_for_text(".trouble", "Máy đọc thẻ đang hỏng. Mời đưa mã QR vào camera.");
    kiosk.picture("no-reader-number");
    kiosk.desk.show("an");
    kiosk.wait_for("[data-do='qrOnly']");
    assert!(!kiosk.page_text().contains("Đặt thẻ"), "nobody is asked to lay a card where no reader is");
    kiosk.picture("no-reader-read");
    kiosk.tap("qrOnly");
    kiosk.at("confirm");
    kiosk.wait_for("[data-trust='unproven']");
    kiosk.picture("qr-only");
    assert_eq!(kiosk.count("[data-do='photo']"), 0, "a QR has no photo");
    kiosk.stay_as_patient("Khoa Mắt", "2");
    kiosk.wait_for("[data-done='sent']");
    let kept = hub_books(&kiosk.desk.hub);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].payload.channel, wire::Channel::Qr);
}

#[test]
fn who_is_here_already_is_sent_to_a_person() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.read_card("an");
    kiosk.stay_as_patient("Khoa Nội", "1");
    kiosk.wait_for("[data-done='sent']");
    kiosk.finish();
    kiosk.begin("carer");
    // The same person's newer card: another picture of the same number.
    kiosk.desk.show("an-2024");
    kiosk.read_card("an");
    kiosk.tap("confirm:yes");
    kiosk.tap("dept:Khoa Ngoại");
    kiosk.tap("relation:other");
    kiosk.tap("nights:1");
    kiosk.sent_to_staff("alreadyHere");
    kiosk.picture("already-here");
    let page = kiosk.page_text();
    assert!(page.contains("Bạn đang có tên ở đây. Mời gặp nhân viên."), "{page}");
    assert!(!page.contains("Khoa Nội"), "where the person sleeps is not said: {page}");
    assert_eq!(kiosk.books().counts(), Counts { guests: 1, stays: 1, notices: 1, entries: 1, receipts: 1 });
    assert_eq!(hub_books(&kiosk.desk.hub).len(), 1);
}
