//! Whatever happens in whatever order: the rules the stand watches hold, and in the end nothing of the person is left.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::stand::*;

const STEPS: [Step; 49] = [
    start,
    no_card,
    patient,
    carer,
    lay,
    lift,
    qr,
    binhs_qr,
    typed_by_scanner,
    other_code,
    zone,
    passport_zone,
    insurance,
    passport,
    read_passport,
    read_namesake,
    type_number,
    number,
    eleven,
    qr_only,
    yes,
    no,
    ward,
    strange_ward,
    child,
    two_nights,
    unknown_nights,
    back,
    call_staff,
    still_here,
    finish,
    english,
    unhurried,
    opened,
    read,
    read_binh,
    mismatch,
    expired,
    nameless,
    lifted,
    unreadable,
    wrong_key,
    cancelled,
    reader_gone,
    no_reader,
    reader_back,
    saved,
    not_saved,
    receipted,
];

/// Those that lead on, so that random visits also reach the end.
const ONWARD: [Step; 14] =
    [start, qr, patient, carer, lay, read, lift, yes, ward, child, two_nights, saved, offline, saved_offline];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => proptest::sample::select(STEPS.to_vec()),
        2 => proptest::sample::select(ONWARD.to_vec()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_hold_and_nothing_is_left(steps in prop::collection::vec((step(), 0..3_000_u64), 0..60), patience in 0..4) {
        let mut stand = Stand::new();
        for (step, millis) in steps {
            // Mostly quick, sometimes left alone for a while.
            stand.now += SignedDuration::from_millis(i64::try_from(millis).unwrap() * (1 + 20 * i64::from(patience == 0)));
            tick(&mut stand);
            step(&mut stand);
            if stand.is_reading() {
                prop_assert_eq!(stand.at(), "read");
            }
        }
        let mut wakes = 0;
        while let Some(wake) = stand.kiosk.next_wake(stand.now) {
            stand.now = wake.max(stand.now);
            tick(&mut stand);
            wakes += 1;
            prop_assert!(wakes < 100, "a kiosk left alone comes to rest");
        }
        if stand.is_reading() {
            finish(&mut stand);
        }
        prop_assert!(stand.is_fresh(), "{}", stand.at());
        prop_assert!(!stand.is_reading());
    }
}
