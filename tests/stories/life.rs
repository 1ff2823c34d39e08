//! The life of a notice at the reception, from arrival to cancellation, against a real hub: one notice, one revision after
//! the other, each with its receipt.

use stories::clerk::{Clerk, ENTER, ESCAPE};
use stories::desk::{Desk, Face};
use stories::wait::until;
use wire::NoticeKind::{Arrival, Cancel, Correction, Departure, Extension};

use crate::books::{DeskBooks, Kept, hub_books, hub_keys};

/// Waits until the hub has given so many receipts.
fn receipted(desk: &Desk, revisions: usize) -> Vec<Kept> {
    until("the next receipt", || Some(hub_books(&desk.hub)).filter(|kept| kept.len() >= revisions))
}

/// Types a reason and saves what is open.
fn because(clerk: &Clerk<'_>, why: &str) {
    clerk.fill("why", why);
    clerk.app().press(ENTER);
    clerk.app().wait_gone("[data-panel='change']");
}

fn choose_way(clerk: &Clerk<'_>, way: &str) {
    clerk.app().click(&format!("[data-do='way:{way}']"));
    clerk.app().wait_for(&format!("[data-do='way:{way}'][aria-pressed='true']"));
}

#[test]
fn everything_that_changes_is_the_next_revision_of_the_same_notice() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("101");
    clerk.scan("an");
    clerk.save();
    clerk.wait_notice("101", "done");
    app.wait_for("[data-due='0']");

    // F7: two nights more, with the keyboard alone.
    clerk.jump_to("101");
    clerk.function(7);
    app.wait_for("[data-panel='change'] [data-field='by']");
    clerk.fill("by", "2");
    because(&clerk, "Khách ở thêm");
    receipted(&desk, 2);

    clerk.jump_to("101");
    clerk.function(7);
    app.wait_for("[data-panel='change'] [data-told='extension']");
    choose_way(&clerk, "correct");
    app.wait_for_value("[data-field='number']", "001099000123");
    clerk.fill("name", "Nguyễn Văn Ân");
    because(&clerk, "Gõ nhầm tên");
    receipted(&desk, 3);

    // F6: another room.
    clerk.jump_to("101");
    clerk.function(6);
    app.wait_for("[data-panel='change'] [data-field='to']");
    app.choose("[data-field='to']", "102 ·");
    because(&clerk, "Phòng hỏng quạt");
    clerk.wait_notice("102", "done");
    receipted(&desk, 4);

    // F8 today, two days before the told end; then Ctrl+Z.
    clerk.jump_to("102");
    clerk.function(8);
    app.wait_for("[data-do='checkOut']:focus");
    app.press(ENTER);
    app.wait_for("[data-do='undo']");
    receipted(&desk, 5);
    app.press(ESCAPE);
    app.wait_for("[data-at='plan']");
    clerk.undo();
    clerk.wait_notice("102", "done");
    receipted(&desk, 6);

    // R13: the officer sees the proof, and the whole number only when asked for.
    clerk.inspect();
    // Whoever comes a moment before 23:00 is told of a moment after it.
    let first = wire::verify(&hub_books(&desk.hub)[0].receipt, &hub_keys(&desk.hub)).expect("the hub's own signature");
    let proof = if first.on_time { "inTime" } else { "capturedInTime" };
    app.wait_for(&format!("[data-panel='inspection'] [data-person='102'][data-proof='{proof}']"));
    app.wait_for_text("[data-person='102'] .number", "0010******23");
    app.wait_for_text("[data-person='102']", "6 trên 6 lần báo có biên nhận");
    app.click("[data-person='102'] [data-do^='number:']");
    app.wait_for_text("[data-person='102'] .number", "001099000123");
    let code = DeskBooks::open(&desk.data()).told().pop().and_then(|told| told.receipt).expect("a receipt").code;
    app.wait_for_text("[data-person='102'] .receipt", &code);
    clerk.inspect();
    app.wait_for("[data-at='plan']");

    clerk.jump_to("102");
    clerk.function(6);
    app.wait_for("[data-panel='change']");
    choose_way(&clerk, "cancel");
    app.wait_for("[data-field='why']:focus");
    app.keys("Ghi nham khach");
    app.press(ENTER);
    app.wait_gone("[data-panel='change']");
    let hub = receipted(&desk, 7);

    let kinds: Vec<_> = hub.iter().map(|kept| kept.payload.kind).collect();
    assert_eq!(kinds, [Arrival, Extension, Correction, Correction, Departure, Correction, Cancel]);
    let keys = hub_keys(&desk.hub);
    for (number, kept) in (1..).zip(&hub) {
        assert_eq!((kept.notice, kept.revision), (hub[0].notice, number), "one notice, counting up");
        let receipt = wire::verify(&kept.receipt, &keys).expect("the hub's own signature");
        assert_eq!(receipt.on_time, receipt.deadline.is_none_or(|at| receipt.received_at < at), "{number}");
        let clock = kept.payload.clock.expect("what the device knew of the time");
        assert!(clock.boot.is_some() && clock.since_boot_ms.is_some());
        assert!(clock.hub.is_some() || number == 1, "the first exchange told the time");
    }
    let said: Vec<_> = hub[1..].iter().map(|kept| kept.payload.change.as_ref().expect("a reason")).collect();
    let why: Vec<_> = said.iter().map(|change| change.why.expose().as_str()).collect();
    let at_once = "Hoàn tác trả phòng ngay";
    let early = "Trả phòng sớm hơn đã báo";
    assert_eq!(why, ["Khách ở thêm", "Gõ nhầm tên", "Phòng hỏng quạt", early, at_once, "Ghi nham khach"]);
    assert_eq!(hub[6].payload.person.name.expose(), "Nguyễn Văn Ân");
    assert_eq!(hub[6].payload.place.expose(), "102");

    let acts = DeskBooks::open(&desk.data()).store().read(|read| read.acts().last(30)).expect("the acts");
    for what in ["guest.view", "inspection.open", "inspection.number", "stay.move", "stay.cancel"] {
        assert!(acts.iter().any(|act| act.what == what), "{what} is recorded");
    }
    let voided = DeskBooks::open(&desk.data()).told().remove(0).stay;
    assert!(voided.voided.is_some() && voided.left.is_some(), "kept, as what it is");
}

#[test]
fn purpose_and_end_of_a_stay_are_put_right_and_a_card_scanned_meanwhile_is_passed_over() {
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.jump_to("101");
    clerk.scan("an");
    clerk.save();
    clerk.wait_notice("101", "done");

    clerk.jump_to("101");
    clerk.function(7);
    app.wait_for("[data-panel='change'] [data-field='by']");
    desk.show("binh");
    app.wait_for_text("[data-panel='change'] [role='status']", "chưa lấy gì");
    desk.hide();
    choose_way(&clerk, "restate");
    app.choose("[data-field='role']", "Người bệnh");
    app.choose("[data-field='reason']", "Chữa bệnh");
    because(&clerk, "Chọn nhầm");
    let restated = receipted(&desk, 2).remove(1).payload;
    assert_eq!((restated.kind, *restated.role.expose()), (Correction, wire::Role::Patient));
    assert_eq!(restated.reason.expose().code, 18);
    assert_eq!(restated.person.name.expose(), "Nguyễn Văn An", "nothing of the other card");

    let three_nights = duty::vn_date(restated.arrived_at).saturating_add(jiff::ToSpan::days(3));
    let noon = duty::vn_instant(three_nights.at(12, 0, 0, 0));
    clerk.jump_to("101");
    clerk.function(7);
    app.wait_for("[data-panel='change']");
    choose_way(&clerk, "replan");
    clerk.fill("ends", &three_nights.strftime("%d/%m/%Y").to_string());
    because(&clerk, "Gõ nhầm ngày");
    let replanned = receipted(&desk, 3).remove(2).payload;
    assert_eq!((replanned.kind, replanned.leaves_at), (Extension, noon), "later than told is an extension");
}
