//! A kiosk that is left alone.

use jiff::SignedDuration;

use super::super::*;
use super::stand::*;

const TO_DONE: [Step; 9] = [qr, patient, lay, read, lift, yes, ward, two_nights, saved];

#[test]
fn after_45_seconds_a_warning_of_20_then_the_wipe_and_unhurried_both_double() {
    let table: [(&[Step], _, _); 2] = [(&[start], 45, 20), (&[start, unhurried], 90, 40)];
    for (steps, quiet, warning) in table {
        let warned = |seconds| {
            let mut stand = Stand::after(steps);
            stand.wait(seconds);
            (stand.at() == "role", stand.view().idle_warning)
        };
        assert_eq!(warned(quiet - 1), (true, None));
        assert_eq!(warned(quiet), (true, Some(u32::try_from(warning).unwrap())));
        assert_eq!(warned(quiet + warning - 1), (true, Some(1)));
        let mut stand = Stand::after(steps);
        stand.wait(quiet + warning);
        assert!(stand.is_fresh());
        assert_eq!(stand.did, ["forget"]);
    }
}

#[test]
fn one_tap_extends_and_so_does_a_card() {
    let table: [(&[Step], Step); 7] = [
        (&[start], still_here),
        (&[start], strange_ward),
        (&[start], start),
        (&[start], english),
        (&[start], qr),
        (&[start], lay),
        (&[start, lay], lift),
    ];
    for (nth, (steps, touch)) in table.into_iter().enumerate() {
        let mut stand = Stand::after(steps);
        stand.wait(60);
        assert_eq!(stand.view().idle_warning, Some(5), "line {nth}");
        touch(&mut stand);
        assert_eq!(stand.view().idle_warning, None, "line {nth}");
        stand.wait(64);
        assert_eq!((stand.at(), stand.view().idle_warning), ("role", Some(1)), "line {nth}");
        stand.wait(1);
        assert!(stand.is_fresh(), "line {nth}");
    }
}

#[test]
fn every_screen_with_somebody_on_it_is_wiped() {
    let table: [&[Step]; 9] = [
        &[start],
        &[start, patient],
        &[start, patient, type_number],
        &[qr, patient, lay, read],
        &[qr, patient, lay, read, lift],
        &[qr, patient, lay, read, lift, yes],
        &[qr, carer, lay, read, lift, yes, ward],
        &[qr, patient, lay, read, lift, yes, ward],
        &[qr, patient, lay, mismatch],
    ];
    for steps in table {
        let mut stand = Stand::after(steps);
        stand.wait(64);
        assert!(!stand.is_fresh(), "{}", stand.at());
        stand.wait(1);
        assert!(stand.is_fresh(), "{}", stand.at());
        assert_eq!(stand.did.last(), Some(&"forget"));
    }
}

#[test]
fn never_during_a_read() {
    let mut stand = Stand::after(&[qr, patient, lay, opened]);
    stand.wait(1000);
    assert_eq!((stand.at(), stand.view().idle_warning, stand.kiosk.next_wake(stand.now)), ("read", None, None));
    stand.wait(1000);
    read(&mut stand);
    stand.wait(64);
    assert_eq!(stand.at(), "read", "the patience begins with the last word of the chip");
    stand.wait(1);
    assert!(stand.is_fresh());
}

#[test]
fn the_last_screen_stands_for_ten_seconds_and_ten_more_after_the_receipt() {
    let mut stand = Stand::after(&TO_DONE);
    assert_eq!(stand.done().1, 10);
    stand.wait(9);
    assert_eq!((stand.done().1, stand.view().idle_warning), (1, None));
    receipted(&mut stand);
    assert_eq!(stand.done().1, 10);
    stand.wait(9);
    assert_eq!(stand.at(), "done");
    stand.wait(1);
    assert!(stand.is_fresh());
    receipted(&mut stand);
    assert!(stand.is_fresh(), "the next person sees no other's code");

    let mut stand = Stand::new();
    unhurried(&mut stand);
    stand.go(&TO_DONE);
    assert_eq!(stand.done().1, 20);
    stand.wait(19);
    assert_eq!(stand.at(), "done");
    stand.wait(1);
    assert!(stand.is_fresh());
}

#[test]
fn what_somebody_chose_and_left_is_not_the_next_ones() {
    for choose in [english as Step, unhurried] {
        let mut stand = Stand::after(&[choose]);
        assert!(!stand.is_fresh());
        assert_eq!(stand.view().idle_warning, None);
        stand.wait(130);
        assert!(stand.is_fresh());
    }
    let mut stand = Stand::after(&[english, start, patient]);
    finish(&mut stand);
    assert!(stand.is_fresh());
    let stand = Stand::after(&[english, start, call_staff]);
    assert!(stand.view().language == Language::En, "the staff screen is still the same person's");
}

#[test]
fn nobody_needs_no_timer_and_somebody_always_has_one_that_ends() {
    assert_eq!(Stand::new().kiosk.next_wake(Stand::new().now), None);
    let table: [(&[Step], _); 3] = [(&[start], 65), (&TO_DONE, 10), (&[unhurried, start], 130)];
    for (steps, seconds) in table {
        let mut stand = Stand::after(steps);
        let began = stand.now;
        while let Some(wake) = stand.kiosk.next_wake(stand.now) {
            assert!(wake > stand.now, "time goes on");
            // The timer is never quite in time.
            stand.now = wake + SignedDuration::from_millis(3);
            tick(&mut stand);
        }
        assert!(stand.is_fresh());
        let late = stand.now.duration_since(began) - SignedDuration::from_secs(seconds);
        assert!(late < SignedDuration::from_millis(10), "{late:?}");
    }
}

#[test]
fn a_timer_that_others_keep_busy_still_ends() {
    let mut stand = Stand::after(&[start]);
    stand.wait(65 - 1);
    stand.now += SignedDuration::from_millis(1500);
    offline(&mut stand);
    let wake = stand.kiosk.next_wake(stand.now).unwrap();
    assert!(wake <= stand.now, "what is due is due at once, whatever else happened");
}

#[test]
fn a_clock_set_back_keeps_nobody_on_the_screen() {
    let table: [&[Step]; 2] = [&[start], &TO_DONE];
    for steps in table {
        let mut stand = Stand::after(steps);
        stand.wait(-365 * 24 * 60 * 60);
        stand.wait(65);
        assert!(stand.is_fresh(), "{}", stand.at());
    }
}
