//! The error table of the kiosk: what it says, and when a person of the house has to come.

use super::super::*;
use super::stand::*;
use crate::view::{ReadAsk, Trouble};

#[test]
fn the_third_failure_is_for_the_staff() {
    let failures: [(&str, Step, Trouble, &[Step]); 3] = [
        ("lifted", lifted, Trouble::Lifted, &[lift, lay]),
        ("unreadable", unreadable, Trouble::Unreadable, &[lift, lay]),
        ("another card", wrong_key, Trouble::WrongCard, &[lift, qr, lay]),
    ];
    for (name, fail, trouble, again) in failures {
        let mut stand = Stand::after(&[qr, patient, lay]);
        for nth in 1..=2 {
            fail(&mut stand);
            let view = stand.read_view();
            assert_eq!((stand.at(), view.trouble), ("read", Some(trouble)), "{name} {nth}");
            stand.go(again);
            assert!(stand.is_reading(), "{name} {nth}");
            assert_eq!(stand.read_view().trouble, None, "a new read begins clean");
        }
        fail(&mut stand);
        assert_eq!((stand.at(), stand.did.last()), ("staff: unreadable", Some(&"forget")), "{name}");
        assert_eq!(stand.did.iter().filter(|did| **did == "read").count(), 3);
    }
}

#[test]
fn failures_of_all_kinds_count_together_but_not_the_readers_own() {
    let mut stand = Stand::after(&[qr, patient, lay, lifted, lift, lay, unreadable, lift, lay]);
    stand.go(&[reader_gone, reader_back, lay, reader_gone, reader_back, lay, cancelled, lift, lay]);
    assert_eq!((stand.at(), stand.is_reading()), ("read", true));
    lifted(&mut stand);
    assert_eq!(stand.at(), "staff: unreadable");
}

#[test]
fn a_reader_that_has_gone_says_so() {
    let mut stand = Stand::after(&[qr, patient, lay, reader_gone]);
    let view = stand.read_view();
    assert_eq!((view.trouble, view.offer_qr_only), (Some(Trouble::ReaderGone), true));
    stand.go(&[reader_back, lay]);
    assert!(stand.is_reading());
}

#[test]
fn a_card_laid_again_before_the_read_has_noticed_is_read_again() {
    let mut stand = Stand::after(&[qr, patient, lay, lift, lay, lifted]);
    assert_eq!((stand.is_reading(), stand.read_view().ask), (true, ReadAsk::HoldStill));
    stand.go(&[lifted]);
    assert!(!stand.is_reading(), "it was laid again once");
    assert_eq!(stand.read_view().ask, ReadAsk::LiftCard);
    stand.go(&[lift, lay, lift, lay, lifted]);
    assert_eq!(stand.at(), "staff: unreadable");
}

#[test]
fn a_card_that_left_and_came_back_is_read_on() {
    let mut stand = Stand::after(&[qr, patient, lay, opened, leaves]);
    let view = stand.read_view();
    assert_eq!((view.ask, view.trouble, view.waits), (ReadAsk::LayCard, Some(Trouble::Lifted), true));
    assert_eq!((view.bytes_done, stand.is_reading()), (10, true), "what was read is kept");
    comes_back(&mut stand);
    let view = stand.read_view();
    assert_eq!((view.ask, view.trouble, view.waits), (ReadAsk::HoldStill, None, false));
    stand.go(&[read, lift]);
    assert_eq!((stand.at(), stand.did.iter().filter(|did| **did == "read").count()), ("confirm", 1));
}

#[test]
fn a_card_that_leaves_again_and_again_offers_the_qr_and_then_a_person() {
    let mut stand = Stand::after(&[qr, patient, lay, opened, leaves, comes_back, leaves]);
    assert!(stand.read_view().offer_qr_only, "the read that waits can be given up for it");
    stand.go(&[lifted]);
    assert_eq!((stand.at(), stand.is_reading()), ("read", false), "it was counted when it left");
    stand.go(&[lay, opened, leaves]);
    assert_eq!((stand.at(), stand.is_reading()), ("staff: unreadable", false));

    let mut stand = Stand::after(&[qr, patient, lay, opened, leaves, comes_back, leaves]);
    qr_only(&mut stand);
    assert_eq!((stand.at(), stand.is_reading()), ("confirm", false));
}

#[test]
fn another_card_in_its_place_has_to_go_and_the_first_is_asked_for_again() {
    let mut stand = Stand::after(&[qr, patient, lay, opened, leaves, another_card]);
    let view = stand.read_view();
    assert_eq!((view.ask, view.trouble, stand.is_reading()), (ReadAsk::LiftCard, Some(Trouble::AnotherCard), false));
    assert!(!view.offer_qr_only, "one change of cards is one try");
    stand.go(&[lift, lay]);
    assert!(stand.is_reading(), "the key of the first card is still known");
}

#[test]
fn what_gives_no_answer_is_said_and_a_busy_reader_does_not_count() {
    let mut stand = Stand::after(&[qr, patient, mute]);
    assert_eq!(stand.read_view().trouble, Some(Trouble::Mute));
    stand.go(&[lay, busy, lift, lay, busy, lift, lay, busy]);
    assert_eq!((stand.at(), stand.read_view().trouble), ("read", Some(Trouble::Busy)));
}

#[test]
fn the_qr_alone_is_offered_after_two_failures_or_without_a_reader() {
    let offered = |steps: &[Step]| Stand::after(steps).read_view().offer_qr_only;
    let table: [(&[Step], bool); 9] = [
        (&[qr, patient], false),
        (&[qr, patient, lay], false),
        (&[qr, patient, lay, lifted], false),
        (&[qr, patient, lay, lifted, lift, lay], false),
        (&[qr, patient, lay, lifted, lift, lay, lifted], true),
        (&[qr, patient, lay, lifted, lift, lay, lifted, lift, lay], false),
        (&[qr, patient, lay, wrong_key, qr, wrong_key], false),
        (&[no_reader, qr, patient], true),
        (&[no_reader, start, patient], false),
    ];
    for (nth, (steps, expected)) in table.into_iter().enumerate() {
        assert_eq!(offered(steps), expected, "line {nth}");
        let mut stand = Stand::after(steps);
        qr_only(&mut stand);
        assert_eq!(stand.at() == "confirm", expected, "line {nth}: it can be taken when it is offered, and only then");
    }
}

#[test]
fn another_cards_chip_is_a_wrong_card_and_shows_nobodys_name() {
    let mut stand = Stand::after(&[qr, patient, lay, opened, read_binh]);
    let view = stand.read_view();
    assert_eq!((view.trouble, view.ask), (Some(Trouble::WrongCard), ReadAsk::ShowQr));
    assert!(!view.chip_opened && !view.facts_read && !view.checked && view.name.is_none());
    stand.go(&[qr, read, lift]);
    assert_eq!(stand.at(), "confirm");
}

#[test]
fn a_document_the_machine_may_not_accept_alone() {
    let table: [(&str, &[Step], &str); 7] = [
        ("the signature does not fit", &[qr, patient, lay, mismatch], "staff: not confirmed"),
        ("expired", &[lay, patient, type_number, number, expired], "staff: incomplete"),
        ("expired, with a QR that does not say so", &[qr, patient, lay, expired], "staff: incomplete"),
        ("a fact is missing", &[lay, patient, type_number, number, nameless], "staff: incomplete"),
        ("another name in the QR than on the chip", &[qr, patient, lay, read_namesake], "staff: not confirmed"),
        ("not me", &[qr, patient, lay, read, lift, no], "staff: not me"),
        ("no card", &[no_card], "staff: no card"),
    ];
    for (name, steps, expected) in table {
        let mut stand = Stand::after(steps);
        assert_eq!((stand.at(), stand.did.last()), (expected, Some(&"forget")), "{name}");
        stand.go(&[lift, lay, qr, read, patient]);
        assert_eq!(stand.at(), expected, "{name}: the staff screen stands until it is left");
        finish(&mut stand);
        assert!(stand.is_fresh(), "{name}");
    }
}

#[test]
fn another_code_is_told_only_where_a_code_is_asked_for() {
    let told = |steps: &[Step]| Stand::after(steps).read_view().trouble;
    assert_eq!(told(&[start, patient, other_code]), Some(Trouble::OtherCode));
    assert_eq!(told(&[lay, patient, other_code]), Some(Trouble::OtherCode));
    assert_eq!(told(&[start, patient, other_code, qr]), None, "until the right one is seen");
    assert_eq!(told(&[other_code, start, other_code, patient]), None);
    assert_eq!(told(&[qr, patient, lay, other_code]), None, "not during a read");
    assert_eq!(told(&[qr, patient, lay, read, other_code]), None, "and not after it");
    assert_eq!(Stand::after(&[other_code]).at(), "welcome");
    assert_eq!(told(&[start, patient, insurance]), Some(Trouble::Insurance));
    assert_eq!(told(&[insurance, patient]), Some(Trouble::Insurance), "it begins a visit, which asks for the card");
    assert_eq!(told(&[insurance, patient, qr]), None);
    assert_eq!(told(&[start, patient, |stand| stand.code("0123456789|a|b|c|d|e|f|$")]), Some(Trouble::Insurance));
    assert_eq!(told(&[start, patient, |stand| stand.code("001099000123|a|b")]), Some(Trouble::Misread));
}

#[test]
fn a_code_after_the_read_changes_nobody() {
    let mut stand =
        Stand::after(&[qr, patient, lay, binhs_qr, read, binhs_qr, lift, binhs_qr, yes, binhs_qr, ward, two_nights]);
    assert_eq!(stand.saved.take().unwrap().document.number.unwrap().value.expose(), "001099000123");
}

#[test]
fn who_helps_when_it_could_not_be_saved() {
    let table = [
        (RefusalCode::AlreadyHere, "staff: already here"),
        (RefusalCode::Findings, "staff: incomplete"),
        (RefusalCode::TooLong, "staff: incomplete"),
        (RefusalCode::NotEnrolled, "staff: store failed"),
        (RefusalCode::StoreFailed, "staff: store failed"),
        (RefusalCode::Unknown, "staff: store failed"),
    ];
    for (code, expected) in table {
        let mut stand = Stand::after(&[qr, patient, lay, read, lift, yes, ward, two_nights]);
        stand.happen(Happening::NotSaved(code));
        assert_eq!((stand.at(), stand.did.last()), (expected, Some(&"forget")));
    }
}

#[test]
fn a_consent_that_could_not_be_recorded_stops_the_read() {
    // The desk hands the failure in after the effects of the tap.
    let stand = Stand::after(&[qr, lay, patient, not_saved]);
    assert_eq!(stand.at(), "staff: store failed");
    assert_eq!(stand.did, ["consent", "read", "stop", "forget"]);
}
