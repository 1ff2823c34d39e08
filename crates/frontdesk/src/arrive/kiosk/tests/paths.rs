//! The ways through, the ways back, and taps that come too late.

use duty::{Reason, Role, StayKind};
use lodging::{Place, Relation};

use super::super::*;
use super::stand::*;
use crate::testing::an;
use crate::view::{KioskScreen, ReadAsk, StepDots, TrustView};

/// To K3 with An's chip.
const TO_CONFIRM: [Step; 5] = [qr, patient, lay, read, lift];

#[test]
fn every_way_to_the_question_whether_it_is_you() {
    let table: [(&str, &[Step], &[&str]); 16] = [
        ("the QR, then the card", &[qr, patient, lay, opened, read, lift], &["consent", "read"]),
        ("the card, then the QR", &[lay, patient, qr, read, lift], &["consent", "read"]),
        ("both before the consent", &[qr, lay, patient, read, lift], &["consent", "read"]),
        ("started by hand", &[start, patient, lay, qr, read, lift], &["consent", "read"]),
        ("the number typed, card first", &[lay, patient, type_number, number, read, lift], &["consent", "read"]),
        (
            "the number typed, then the card",
            &[start, patient, type_number, number, lay, read, lift],
            &["consent", "read"],
        ),
        ("mistyped once", &[start, patient, type_number, eleven, number, lay, read, lift], &["consent", "read"]),
        ("lifted before the last word", &[qr, patient, lay, lift, read], &["consent", "read"]),
        ("the QR at the keypad", &[start, patient, lay, type_number, qr, read, lift], &["consent", "read"]),
        ("the lines on the back of a worn card", &[start, patient, lay, zone, read, lift], &["consent", "read"]),
        ("the lines, then the QR after all", &[zone, qr, patient, lay, read, lift], &["consent", "read"]),
        ("a passport", &[passport, patient, passport_zone, lay, read_passport, lift], &["consent", "read"]),
        ("a passport that was just held up", &[passport_zone, patient, lay, read_passport, lift], &["consent", "read"]),
        ("a passport alone, without a reader", &[no_reader, passport_zone, patient, qr_only], &["consent"]),
        ("the QR alone, without a reader", &[no_reader, qr, patient, qr_only], &["consent"]),
        (
            "the QR alone, after two failures",
            &[qr, patient, lay, unreadable, lift, lay, unreadable, qr_only],
            &["consent", "read", "read"],
        ),
    ];
    for (name, steps, did) in table {
        let stand = Stand::after(steps);
        assert_eq!((stand.at(), stand.did.as_slice()), ("confirm", did), "{name}");
    }
}

#[test]
fn a_passport_is_asked_for_and_laid_as_one() {
    let asks = |steps: &[Step]| {
        let view = Stand::after(steps).read_view();
        (view.ask, view.passport)
    };
    assert_eq!(asks(&[passport, patient]), (ReadAsk::ShowZone, true));
    assert_eq!(asks(&[passport, patient, passport_zone]), (ReadAsk::LayCard, true));
    assert_eq!(asks(&[passport, patient, qr]), (ReadAsk::LayCard, false), "it was a card after all");
    assert_eq!(asks(&[start, patient, passport_zone]), (ReadAsk::LayCard, true));
    assert_eq!(asks(&[start, patient]), (ReadAsk::ShowQr, false));
}

#[test]
fn what_is_shown_to_be_confirmed() {
    let shown = |steps: &[Step]| match Stand::after(steps).view().screen {
        KioskScreen::Confirm { name, birth_year, masked_number, photo, trust } => {
            (name, birth_year, masked_number, photo, trust)
        }
        _ => panic!("K3"),
    };
    let an = |photo, trust| ("Nguyễn Văn An".to_owned(), Some(1999), "0010******23".to_owned(), photo, trust);
    assert_eq!(shown(&TO_CONFIRM), an(true, TrustView::SelfConsistent));
    assert_eq!(shown(&[no_reader, qr, patient, qr_only]), an(false, TrustView::Unproven));
}

#[test]
fn a_patient_and_a_carer_are_registered() {
    let mut stand = Stand::after(&TO_CONFIRM);
    stand.go(&[yes, ward, two_nights]);
    let patient = stand.saved.take().unwrap();
    assert_eq!((patient.place, patient.kind, patient.nights), (Place::Department(surgery()), StayKind::Overnight, 2));
    assert_eq!((patient.role, patient.reason, patient.relation), (Role::Patient, Reason::Treatment, None));
    assert!(patient.reason_note.is_none());
    assert_eq!(patient.document.number, an().number);
    assert_eq!(patient.document.address.unwrap().source, document::Source::Qr, "the chip and the QR together");
    assert_eq!(stand.did, ["consent", "read", "save"]);

    stand = Stand::after(&[lay, carer, qr, read, lift, yes, ward, child, unknown_nights]);
    let carer = stand.saved.take().unwrap();
    assert_eq!((carer.role, carer.reason, carer.nights), (Role::Carer, Reason::Other, 3));
    assert_eq!(carer.relation, Some(Relation::Child));
    assert_eq!(carer.reason_note.unwrap().expose(), "Người nuôi bệnh");
}

#[test]
fn the_dots_count_the_questions() {
    let dots = |steps: &[Step]| Stand::after(steps).view().step;
    let at = |at, of| Some(StepDots { at, of });
    assert_eq!(dots(&[]), None);
    assert_eq!(dots(&[start]), at(1, 5));
    assert_eq!(dots(&[start, patient]), at(2, 5));
    assert_eq!(dots(&[start, carer, type_number]), at(2, 6));
    assert_eq!(dots(&TO_CONFIRM), at(3, 5));
    assert_eq!(dots(&[lay, carer, qr, read, lift, yes]), at(4, 6));
    assert_eq!(dots(&[lay, carer, qr, read, lift, yes, ward]), at(5, 6));
    assert_eq!(dots(&[lay, carer, qr, read, lift, yes, ward, child]), at(6, 6));
    assert_eq!(dots(&[qr, patient, lay, read, lift, yes, ward]), at(5, 5));
    assert_eq!(dots(&[call_staff]), None);
}

#[test]
fn one_thing_to_do_at_a_time_while_reading() {
    let table: [(&str, &[Step], ReadAsk); 9] = [
        ("nothing yet", &[start, patient], ReadAsk::ShowQr),
        ("a card without its number", &[lay, patient], ReadAsk::ShowQr),
        ("the number without its card", &[qr, patient], ReadAsk::LayCard),
        ("both", &[qr, patient, lay], ReadAsk::HoldStill),
        ("read, still lying", &[qr, patient, lay, read], ReadAsk::LiftCard),
        ("failed, still lying", &[qr, patient, lay, unreadable], ReadAsk::LiftCard),
        ("failed and lifted", &[qr, patient, lay, unreadable, lift], ReadAsk::LayCard),
        ("another card's number", &[qr, patient, lay, wrong_key], ReadAsk::ShowQr),
        ("the reader has gone", &[qr, patient, lay, reader_gone, reader_back], ReadAsk::LayCard),
    ];
    for (name, steps, ask) in table {
        assert_eq!(Stand::after(steps).read_view().ask, ask, "{name}");
    }
}

#[test]
fn the_ticks_follow_the_read() {
    let ticks = |steps: &[Step]| {
        let view = Stand::after(steps).read_view();
        (view.key_known, view.chip_opened, view.facts_read, view.checked, view.bytes_done, view.bytes_total)
    };
    assert_eq!(ticks(&[start, patient]), (false, false, false, false, 0, 0));
    assert_eq!(ticks(&[qr, patient]), (true, false, false, false, 0, 0));
    assert_eq!(ticks(&[qr, patient, lay, opened]), (true, true, false, false, 10, 100));
    assert_eq!(ticks(&[qr, patient, lay, opened, read]), (true, true, true, true, 10, 100));
    assert!(Stand::after(&[qr, patient, lay, opened]).read_view().name.is_some());
    assert_eq!(ticks(&[qr, patient, lay, opened, lifted]), (true, false, false, false, 0, 0));
}

#[test]
fn one_step_back_from_each_screen() {
    let table: [(&[Step], &str, &str); 12] = [
        (&[], "welcome", "welcome"),
        (&[start], "role", "welcome"),
        (&[start, patient], "read", "role"),
        (&[qr, patient, lay], "read", "role"),
        (&[start, patient, type_number], "number", "read"),
        (&TO_CONFIRM, "confirm", "welcome"),
        (&[qr, patient, lay, read, lift, yes], "department", "confirm"),
        (&[qr, patient, lay, read, lift, yes, ward], "nights", "department"),
        (&[qr, carer, lay, read, lift, yes, ward], "relation", "department"),
        (&[qr, carer, lay, read, lift, yes, ward, child], "nights", "relation"),
        (&[qr, patient, lay, read, lift, yes, ward, two_nights, saved], "done", "welcome"),
        (&[call_staff], "staff: asked", "welcome"),
    ];
    for (steps, here, there) in table {
        let mut stand = Stand::after(steps);
        assert_eq!(stand.at(), here);
        back(&mut stand);
        assert_eq!(stand.at(), there, "back from {here}");
        assert!(!stand.is_reading());
    }
}

#[test]
fn back_from_a_read_undoes_it_and_the_next_one_needs_its_own_consent() {
    let mut stand = Stand::after(&[qr, patient, lay, back]);
    assert_eq!(stand.did, ["consent", "read", "stop"]);
    stand.go(&[read, carer]);
    assert_eq!((stand.at(), stand.did.as_slice()), ("read", ["consent", "read", "stop", "consent", "read"].as_slice()));

    // Read, but not lifted: going back and forth must not leave the person waiting for a card that is gone.
    stand = Stand::after(&[qr, patient, lay, read, back, lift, carer]);
    assert_eq!((stand.at(), stand.read_view().ask), ("read", ReadAsk::LayCard));
    stand.go(&[lay, read, lift]);
    assert_eq!(stand.at(), "confirm");
}

#[test]
fn back_from_the_keypad_takes_up_a_card_and_a_number() {
    let mut stand = Stand::after(&[start, patient, type_number, number, type_number, lay, back]);
    assert_eq!((stand.at(), stand.read_view().ask), ("read", ReadAsk::HoldStill));
    read(&mut stand);
    lift(&mut stand);
    assert_eq!(stand.at(), "confirm");
}

#[test]
fn the_keypad_wants_twelve_digits() {
    for digits in ["", "00109900012", "0010990001234", "00109900012x", "٠٠١٠٩٩"] {
        let mut stand = Stand::after(&[start, patient, type_number]);
        stand.tap(KioskAct::Number(digits.to_owned()));
        assert!(matches!(stand.view().screen, KioskScreen::Number { wrong: true }), "{digits}");
    }
    let again = Stand::after(&[start, patient, type_number, eleven, back, type_number]);
    assert!(matches!(again.view().screen, KioskScreen::Number { wrong: false }), "the next try begins clean");
}

#[test]
fn what_opens_the_chip() {
    let key = |steps: &[Step]| {
        let key = Stand::after(steps).key.unwrap();
        (key.can().unwrap().into_exposed(), key.name.is_some())
    };
    assert_eq!(key(&[qr, patient, lay]), ("000123".to_owned(), true));
    assert_eq!(key(&[lay, patient, type_number, number]), ("000123".to_owned(), false));
    assert_eq!(key(&[qr, binhs_qr, patient, lay]), ("000456".to_owned(), true), "the last card shown");
}

#[test]
fn a_tap_on_a_screen_that_has_changed_does_nothing() {
    let screens: [(&[Step], &[Step]); 9] = [
        (&[], &[patient, type_number, number, qr_only, yes, no, ward, child, two_nights, still_here]),
        (&[start], &[start, type_number, number, qr_only, yes, no, ward, child, two_nights]),
        (&[start, patient], &[start, patient, carer, number, qr_only, yes, no, ward, child, two_nights]),
        (
            &[start, patient, type_number],
            &[start, patient, no_card, type_number, qr_only, yes, no, ward, child, two_nights],
        ),
        (&TO_CONFIRM, &[start, patient, no_card, type_number, number, qr_only, ward, child, two_nights]),
        (
            &[qr, patient, lay, read, lift, yes],
            &[start, patient, no_card, type_number, number, qr_only, yes, no, child, two_nights, strange_ward],
        ),
        (&[qr, patient, lay, read, lift, yes, ward], &[start, no_card, carer, yes, no, ward, child]),
        (
            &[qr, patient, lay, read, lift, yes, ward, two_nights, saved],
            &[start, no_card, carer, yes, ward, child, two_nights],
        ),
        (&[call_staff], &[start, no_card, patient, type_number, number, qr_only, yes, no, ward, child, two_nights]),
    ];
    for (steps, stale) in screens {
        for (nth, tap) in stale.iter().enumerate() {
            let mut stand = Stand::after(steps);
            let (here, did) = (stand.at(), stand.did.len());
            tap(&mut stand);
            assert_eq!((stand.at(), stand.did.len()), (here, did), "tap {nth} at {here}");
        }
    }
    let mut stand = Stand::after(&[qr, patient, lay]);
    stand.go(&[type_number, qr_only]);
    assert!(stand.is_reading() && stand.at() == "read", "nothing else is begun during a read");
}

#[test]
fn the_receipt_reaches_the_last_screen() {
    let to_done: &[Step] = &[qr, patient, lay, read, lift, yes, ward, two_nights];
    let done = |then: &[Step]| {
        let mut stand = Stand::after(to_done);
        stand.go(then);
        stand.done().0
    };
    let sent = || DoneState::Sent { at: "19:42".to_owned(), code: "4K7P".to_owned() };
    let kept = || DoneState::Saved { deadline: "23:00".to_owned() };
    let table: [(&[Step], DoneState); 7] = [
        (&[], DoneState::Sending),
        (&[saved], DoneState::Sending),
        (&[saved, receipted], sent()),
        (&[saved_offline], kept()),
        (&[saved, offline], kept()),
        (&[saved_offline, receipted], sent()),
        (&[saved, receipted, offline], sent()),
    ];
    for (nth, (then, state)) in table.into_iter().enumerate() {
        assert!(done(then) == state, "line {nth}");
    }
}

#[test]
fn news_that_comes_after_the_visit_concerns_nobody() {
    let afterwards: [&[Step]; 3] = [&[finish], &[call_staff], &[start, call_staff, finish, start]];
    for after in afterwards {
        for news in [read as Step, mismatch, unreadable, opened, saved, saved_offline, receipted, offline] {
            let mut stand = Stand::after(&[qr, patient, lay]);
            stand.go(after);
            let (here, did) = (stand.at(), stand.did.len());
            news(&mut stand);
            assert_eq!((stand.at(), stand.did.len()), (here, did));
            finish(&mut stand);
            assert!(stand.is_fresh());
        }
    }
}

#[test]
fn a_number_that_was_typed_is_not_beaten_by_another_persons_code_from_before() {
    let mut stand = Stand::after(&[start, patient]);
    stand.code(crate::testing::BINH_QR);
    stand.go(&[type_number, number, lay]);
    let key = stand.key.take().unwrap();
    assert_eq!(key.can().unwrap().expose(), "000123");
}
