//! A card may be taken away at any moment of a read: nothing is half saved, and laid again it is read to its end. Every single
//! command is held by emrtd's tests; here the whole program stands behind.

use super::Kiosk;
use crate::books::Counts;

/// Commands from one moment to the next: beside the first, some in the opening, in every file, and the last.
const STEP: usize = 5;

#[test]
fn a_card_lifted_at_any_moment_leaves_nothing_behind_and_is_read_on() {
    let kiosk = Kiosk::open();
    let books = kiosk.books();
    let whole = commands_of_a_whole_read(&kiosk);
    assert!(whole > 20, "a whole read has more than {whole} commands");
    kiosk.nobody_is_written_down(&books, "after a visit that was left");

    let moments = (0..whole).step_by(STEP).chain([whole - 1]);
    for (visit, at) in moments.enumerate() {
        begin(&kiosk, visit);
        kiosk.note_trouble();
        kiosk.desk.card.order(&format!("lift-at {at}"));
        kiosk.desk.lay("an");
        kiosk.trouble("Thẻ bị nhấc sớm. Đặt lại, giữ yên.");
        kiosk.nobody_is_written_down(&books, &format!("after a card lifted at command {at} of {whole}"));
        kiosk.desk.card.order("lift-at off");
        kiosk.read_card("an");
        leave(&kiosk);
        kiosk.nobody_is_written_down(&books, &format!("after a visit left, its card lifted at {at} of {whole}"));
    }

    begin(&kiosk, 1);
    kiosk.read_card("an");
    kiosk.stay_as_patient("Khoa Nội", "1");
    kiosk.wait_for("[data-done='sent']");
    assert_eq!(books.counts(), Counts { guests: 1, stays: 1, notices: 1, entries: 1, receipts: 1 });
    assert_eq!(crate::books::hub_books(&kiosk.desk.hub).len(), 1);
}

/// Begins a visit, as far as the card is to be laid down. One visit shows the one card of the person, the next the
/// other: a code that is shown again too soon is taken for one that never went.
fn begin(kiosk: &Kiosk, visit: usize) {
    kiosk.begin("patient");
    kiosk.desk.show(if visit.is_multiple_of(2) { "an" } else { "an-2024" });
    kiosk.wait_for_text("h1", "Đặt thẻ lên máy đọc");
    kiosk.desk.hide();
}

/// Reads the card once as a whole, and leaves without staying.
fn commands_of_a_whole_read(kiosk: &Kiosk) -> usize {
    begin(kiosk, 1);
    kiosk.read_card("an");
    let commands = kiosk.desk.card.stats()["commands"].as_u64().expect("the card counts its commands");
    leave(kiosk);
    usize::try_from(commands).expect("a read has few commands")
}

fn leave(kiosk: &Kiosk) {
    kiosk.tap("confirm:no");
    kiosk.sent_to_staff("notMe");
    kiosk.finish();
}
