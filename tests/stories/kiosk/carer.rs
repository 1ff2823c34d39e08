//! A carer, whose QR cannot be read.

use document::Source;
use duty::{Reason, Role};
use lodging::Relation;
use store::EntryState;

use super::Kiosk;
use crate::books::hub_books;

#[test]
fn a_carer_lays_the_card_first_and_types_its_number() {
    let kiosk = Kiosk::open();
    // Laying a card down is the start; nothing is read before the consent.
    kiosk.desk.lay("binh");
    kiosk.at("role");
    assert_eq!(kiosk.desk.card.stats()["commands"], 0, "the chip is asked nothing before the consent");
    kiosk.tap("role:carer");
    kiosk.at("read");
    kiosk.tap("typeNumber");
    kiosk.at("number");
    kiosk.tap("digit:0");
    kiosk.tap("number:submit");
    kiosk.wait_for_text("[data-at='number'] .trouble", "Cần đủ 12 số.");
    kiosk.tap("digit:erase");
    for digit in "001199000456".chars() {
        kiosk.tap(&format!("digit:{digit}"));
    }
    kiosk.tap("number:submit");
    kiosk.wait_for_text("[data-at='read'] h1", "Nhấc thẻ lên");
    kiosk.desk.card.lift();
    kiosk.at("confirm");
    assert_eq!(kiosk.text(".person .name"), "Trần Thị Bình");
    kiosk.tap("confirm:yes");
    kiosk.wait_for_text("h1", "Người thân nằm ở khoa nào?");
    kiosk.tap("dept:Khoa Nhi");
    kiosk.wait_for_text("h1", "Bạn là gì của người bệnh?");
    kiosk.tap("relation:parent");
    kiosk.at("nights");
    kiosk.wait_for_text("[data-do='nights:unknown']", "Máy ghi tạm 3 đêm");
    kiosk.tap("nights:unknown");
    kiosk.wait_for("[data-done='sent']");

    let told = kiosk.books().told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].entry.state, EntryState::Settled);
    assert_eq!(told[0].badge.place_name, "Khoa Nhi");
    assert_eq!(told[0].stay.planned_until, lodging::planned_end(told[0].stay.arrived, 3));
    let occupant = &told[0].stay.occupants[0];
    assert_eq!((occupant.role, occupant.relation), (Role::Carer, Some(Relation::Parent)));
    assert_eq!(occupant.reason, Reason::Other);
    assert_eq!(occupant.reason_note.as_ref().unwrap().expose(), duty::CARER_REASON);
    // The typed number opened the chip and is no fact: what is known came from the chip.
    let document = &told[0].guest.document;
    assert_eq!(document.number.as_ref().unwrap().source, Source::Chip);

    let kept = hub_books(&kiosk.desk.hub);
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].payload.person.name.expose(), "Trần Thị Bình");
    assert_eq!(kept[0].payload.role.expose(), &wire::Role::Carer);
    assert_eq!(kept[0].payload.relation.as_ref().unwrap().expose(), &wire::Relation::Parent);
}
