//! From card to receipt.

use document::{Birth, DataTrust, Source};
use duty::{Reason, Role};
use store::EntryState;

use super::Kiosk;
use crate::books::{hub_books, hub_keys};

#[test]
fn a_card_becomes_a_receipt_and_both_books_agree() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.desk.show("an");
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.read_card("an");
    assert_eq!(kiosk.text(".person .name"), "Nguyễn Văn An");
    let page = kiosk.page_text();
    assert!(page.contains("Năm sinh 1999") && page.contains("0010******23"), "{page}");
    assert!(!page.contains("001099000123"), "the number is masked");
    kiosk.wait_for("[data-trust^='issuerTrusted']");
    kiosk.stay_as_patient("Khoa Nội", "1");
    kiosk.wait_for("[data-done='sent']");
    let said = kiosk.text(".state");

    let books = kiosk.books();
    let counts = books.counts();
    assert_eq!((counts.guests, counts.stays, counts.notices, counts.entries, counts.receipts), (1, 1, 1, 1, 1));
    let told = books.told().remove(0);
    facts_of_an(&told.guest.document);
    assert_eq!(told.badge.place_name, "Khoa Nội");
    assert_eq!(told.stay.planned_until, lodging::planned_end(told.stay.arrived, 1));
    let occupant = &told.stay.occupants[0];
    assert_eq!((occupant.role, occupant.reason, occupant.relation), (Role::Patient, Reason::Treatment, None));
    consent_comes_first(&told);

    // The receipt: the hub's, for these very bytes, and the one whose code is on the screen.
    assert_eq!(told.entry.state, EntryState::Settled);
    let signed = told.signed();
    let receipt = wire::verify(&signed, &hub_keys(&kiosk.desk.hub)).unwrap();
    assert_eq!(receipt.payload_sha256.bytes(), &told.entry.queued.sha256);
    assert_eq!((receipt.notice, receipt.revision), (told.badge.key.notice.uuid(), 1));
    assert!(receipt.on_time && receipt.deadline == told.entry.queued.deadline);
    let at = duty::vn_civil(receipt.received_at).strftime("%H:%M");
    assert_eq!(said, format!("Đã gửi lúc {at}, mã {}", signed.short_code()));

    // The hub: one notice, the same receipt, the person and their facts.
    let kept = hub_books(&kiosk.desk.hub);
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].notice, kept[0].revision), (receipt.notice, receipt.revision));
    assert_eq!(kept[0].receipt, signed);
    hub_knows_an(&kept[0].payload);
}

/// Every fact is the chip's, but for the address, which only the QR has.
fn facts_of_an(document: &document::Document) {
    let text = |fact: &Option<document::Fact<String>>| fact.as_ref().map(|f| (f.value.expose().clone(), f.source));
    let chip = |value: &str| Some((value.to_owned(), Source::Chip));
    assert_eq!(text(&document.name), chip("Nguyễn Văn An"));
    assert_eq!(text(&document.number), chip("001099000123"));
    assert_eq!(text(&document.address), Some(("Số 1, Đội Cấn, Ba Đình, Hà Nội".to_owned(), Source::Qr)));
    let birth = document.birth.as_ref().expect("a birth");
    assert_eq!((birth.value.expose(), birth.source), (&Birth::Day(jiff::civil::date(1999, 5, 15)), Source::Chip));
    assert_eq!(document.sex.as_ref().expect("a sex").source, Source::Chip);
    assert_eq!(document.nationality.as_ref().expect("a nationality").source, Source::Chip);
    assert_eq!(document.verdict.data, DataTrust::IssuerTrusted);
}

/// The consent is there, is this guest's, and was given before anything of them was saved.
fn consent_comes_first(told: &crate::books::Told) {
    assert_eq!(told.consents.len(), 1);
    let consent = &told.consents[0];
    assert_eq!((consent.purpose.as_ref(), consent.guest), ("chip.read", Some(told.guest.id)));
    assert!(consent.at < told.stay.arrived, "a consent comes before the reading");
}

fn hub_knows_an(payload: &wire::NoticePayload) {
    let person = &payload.person;
    assert_eq!(person.name.expose(), "Nguyễn Văn An");
    assert_eq!(person.number.expose(), "001099000123");
    assert_eq!(person.birth.as_ref().expect("a birth").expose(), &wire::Birth::Day(jiff::civil::date(1999, 5, 15)));
    assert_eq!((person.sex, person.nationality.as_str(), person.paper), (wire::Sex::Male, "VNM", 1));
    assert_eq!(person.address.as_ref().expect("an address").expose(), "Số 1, Đội Cấn, Ba Đình, Hà Nội");
    assert_eq!(payload.kind, wire::NoticeKind::Arrival);
    assert_eq!(payload.channel, wire::Channel::Chip);
    assert_eq!((payload.place.expose().as_str(), payload.role.expose()), ("Khoa Nội", &wire::Role::Patient));
    assert_eq!(payload.resident, wire::Resident::Vietnamese);
}
