//! A card may be taken away at any moment: at every command of a whole read, nothing is half saved.

use super::Kiosk;
use crate::books::Counts;

/// So many failed reads end a visit.
const TRIES: u64 = 3;

#[test]
fn a_card_lifted_at_any_command_leaves_nothing_behind() {
    let kiosk = Kiosk::open();
    let books = kiosk.books();
    let whole = commands_of_a_whole_read(&kiosk);
    assert!(whole > 20, "a whole read has more than {whole} commands");
    kiosk.nobody_is_written_down(&books, "after a visit that was left");

    for at in 0..whole {
        if at.is_multiple_of(TRIES) {
            begin(&kiosk, at / TRIES);
        }
        kiosk.note_trouble();
        kiosk.desk.card.order(&format!("lift-at {at}"));
        kiosk.desk.lay("an");
        if at % TRIES == TRIES - 1 {
            kiosk.sent_to_staff("unreadable");
            kiosk.finish();
        } else {
            kiosk.trouble("Thẻ bị nhấc sớm. Đặt lại, giữ yên.");
        }
        kiosk.nobody_is_written_down(&books, &format!("after a card lifted at command {at} of {whole}"));
    }

    kiosk.desk.card.order("lift-at off");
    if whole.is_multiple_of(TRIES) {
        begin(&kiosk, whole / TRIES);
    }
    kiosk.read_card("an");
    kiosk.stay_as_patient("Khoa Nội", "1");
    kiosk.wait_for("[data-done='sent']");
    assert_eq!(books.counts(), Counts { guests: 1, stays: 1, notices: 1, entries: 1, receipts: 1 });
    assert_eq!(crate::books::hub_books(&kiosk.desk.hub).len(), 1);
}

/// Begins a visit, as far as the card is to be laid down. One visit shows the one card of the person, the next the
/// other: a code that is shown again too soon is taken for one that never went.
fn begin(kiosk: &Kiosk, visit: u64) {
    kiosk.begin("patient");
    kiosk.desk.show(if visit.is_multiple_of(2) { "an" } else { "an-2024" });
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.desk.hide();
}

/// Reads the card once as a whole, and leaves without staying.
fn commands_of_a_whole_read(kiosk: &Kiosk) -> u64 {
    begin(kiosk, 1);
    kiosk.read_card("an");
    let commands = kiosk.desk.card.stats()["commands"].as_u64().expect("the card counts its commands");
    kiosk.tap("confirm:no");
    kiosk.sent_to_staff("notMe");
    kiosk.finish();
    commands
}
