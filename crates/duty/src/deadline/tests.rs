use jiff::civil::datetime;
use proptest::prelude::*;

use super::*;

const NEAR: Resident = Resident::Foreign { remote: false };
const FAR: Resident = Resident::Foreign { remote: true };

fn wall(text: &str) -> Timestamp {
    vn_instant(text.parse().unwrap())
}

fn due(arrival: &str, resident: Resident) -> Deadline {
    deadline(wall(arrival), StayKind::Overnight, resident).unwrap()
}

#[test]
fn the_hour_of_arrival_decides() {
    let table = [
        // the evening and its edge
        ("2026-07-15T22:59:59", "2026-07-15T23:00", Rule::SameEvening),
        ("2026-07-15T22:59:59.999999999", "2026-07-15T23:00", Rule::SameEvening),
        ("2026-07-15T23:00:00", "2026-07-16T08:00", Rule::NextMorning),
        ("2026-07-15T23:00:01", "2026-07-16T08:00", Rule::NextMorning),
        ("2026-07-15T23:59:59.999999999", "2026-07-16T08:00", Rule::NextMorning),
        // after midnight
        ("2026-07-16T00:00:00", "2026-07-16T23:00", Rule::AfterMidnight),
        ("2026-07-16T00:00:01", "2026-07-16T23:00", Rule::AfterMidnight),
        ("2026-07-16T07:59:59", "2026-07-16T23:00", Rule::AfterMidnight),
        ("2026-07-16T08:00:00", "2026-07-16T23:00", Rule::SameEvening),
        ("2026-07-16T14:00:00", "2026-07-16T23:00", Rule::SameEvening),
        // the ends of month, year and February
        ("2026-07-31T23:30:00", "2026-08-01T08:00", Rule::NextMorning),
        ("2026-12-31T22:30:00", "2026-12-31T23:00", Rule::SameEvening),
        ("2026-12-31T23:30:00", "2027-01-01T08:00", Rule::NextMorning),
        ("2027-01-01T00:00:00", "2027-01-01T23:00", Rule::AfterMidnight),
        ("2027-02-28T23:30:00", "2027-03-01T08:00", Rule::NextMorning),
        ("2028-02-28T23:30:00", "2028-02-29T08:00", Rule::NextMorning),
        ("2028-02-29T22:00:00", "2028-02-29T23:00", Rule::SameEvening),
        ("2028-02-29T23:30:00", "2028-03-01T08:00", Rule::NextMorning),
        // the law of before July 2026 has the same hours
        ("2026-06-30T23:30:00", "2026-07-01T08:00", Rule::NextMorning),
    ];
    for (arrival, at, rule) in table {
        let due = due(arrival, Resident::Vietnamese);
        assert_eq!((vn_civil(due.at), due.rule), (at.parse().unwrap(), rule), "{arrival}");
    }
}

#[test]
fn only_an_arrival_after_midnight_has_a_softer_target() {
    let soft = |arrival| due(arrival, Resident::Vietnamese).soft.map(vn_civil);
    assert_eq!(soft("2026-07-16T00:00:00"), Some(datetime(2026, 7, 16, 8, 0, 0, 0)));
    assert_eq!(soft("2026-07-16T07:59:59"), Some(datetime(2026, 7, 16, 8, 0, 0, 0)));
    assert_eq!(soft("2026-07-16T08:00:00"), None);
    assert_eq!(soft("2026-07-16T23:00:00"), None);
}

#[test]
fn the_deadline_itself_is_late() {
    let evening = due("2026-07-15T14:00", Resident::Vietnamese);
    assert!(!is_late(evening, wall("2026-07-15T22:59:59.999999999")));
    assert!(is_late(evening, wall("2026-07-15T23:00:00")));
    let morning = due("2026-07-15T23:00", Resident::Vietnamese);
    assert!(!is_late(morning, wall("2026-07-16T07:59:59")));
    assert!(is_late(morning, wall("2026-07-16T08:00:00")));
}

#[test]
fn a_foreigner_has_twelve_hours_or_twenty_four() {
    let table = [
        ("2026-07-15T14:00:00", NEAR, "2026-07-16T02:00:00", Rule::ForeignTwelveHours),
        ("2026-07-15T23:30:00", NEAR, "2026-07-16T11:30:00", Rule::ForeignTwelveHours),
        ("2026-12-31T23:30:00", NEAR, "2027-01-01T11:30:00", Rule::ForeignTwelveHours),
        ("2026-07-15T14:00:00", FAR, "2026-07-16T14:00:00", Rule::ForeignTwentyFourHours),
        ("2028-02-28T14:00:00", FAR, "2028-02-29T14:00:00", Rule::ForeignTwentyFourHours),
    ];
    for (arrival, resident, at, rule) in table {
        let due = due(arrival, resident);
        assert_eq!((due.at, due.rule), (wall(at), rule), "{arrival}");
        assert!(!is_late(due, due.at), "within takes in the last instant");
        assert!(is_late(due, wall(&format!("{at}.000000001"))));
    }
}

#[test]
fn day_use_is_outside_the_duty_until_it_turns() {
    for resident in [Resident::Vietnamese, NEAR, FAR] {
        assert_eq!(deadline(wall("2026-07-15T10:00"), StayKind::DayUse, resident), None);
    }
    let table = [
        ("2026-07-15T10:00:00", "2026-07-15T23:00:00", "2026-07-16T08:00"),
        ("2026-07-15T22:59:59", "2026-07-15T23:00:00", "2026-07-16T08:00"),
        ("2026-07-15T23:00:00", "2026-07-15T23:00:00", "2026-07-16T08:00"),
        ("2026-07-15T23:30:00", "2026-07-15T23:30:00", "2026-07-16T08:00"),
        ("2026-07-15T01:00:00", "2026-07-15T23:00:00", "2026-07-16T08:00"),
        ("2026-12-31T20:00:00", "2026-12-31T23:00:00", "2027-01-01T08:00"),
        ("2028-02-28T20:00:00", "2028-02-28T23:00:00", "2028-02-29T08:00"),
    ];
    for (arrival, turned, at) in table {
        assert_eq!(turns_overnight_at(wall(arrival)), wall(turned), "{arrival}");
        let due = turned_deadline(wall(turned), Resident::Vietnamese);
        assert_eq!((due.at, due.rule), (wall(at), Rule::TurnedOvernight), "{arrival}");
    }
    let foreign = turned_deadline(wall("2026-07-15T23:00"), NEAR);
    assert_eq!(foreign.at, wall("2026-07-16T11:00"));
}

#[test]
fn an_extension_is_due_before_the_old_end() {
    let due = extension_deadline(wall("2026-07-16T12:00"));
    assert!(!is_late(due, wall("2026-07-16T11:59:59")));
    assert!(is_late(due, wall("2026-07-16T12:00:00")));
}

#[test]
fn written_down_in_time_and_delivered_late_is_told_apart_from_late() {
    let evening = due("2026-07-15T14:00", Resident::Vietnamese);
    let foreign = due("2026-07-15T14:00", NEAR);
    let table = [
        (evening, "2026-07-15T14:05", "2026-07-15T14:06", Timeliness::InTime),
        (evening, "2026-07-15T22:59:59", "2026-07-15T22:59:59", Timeliness::InTime),
        (evening, "2026-07-15T22:59:59", "2026-07-15T23:00", Timeliness::CapturedInTime),
        (evening, "2026-07-15T14:05", "2026-07-17T10:00", Timeliness::CapturedInTime),
        (evening, "2026-07-15T23:00", "2026-07-15T23:00", Timeliness::Late),
        (evening, "2026-07-16T01:00", "2026-07-16T01:01", Timeliness::Late),
        (foreign, "2026-07-16T02:00", "2026-07-16T02:00", Timeliness::InTime),
        (foreign, "2026-07-16T01:59:59", "2026-07-16T02:01", Timeliness::CapturedInTime),
        (foreign, "2026-07-16T02:00", "2026-07-16T02:01", Timeliness::Late),
        (foreign, "2026-07-16T02:01", "2026-07-16T02:01", Timeliness::Late),
    ];
    for (deadline, captured, received, stands) in table {
        let in_time = !is_late(deadline, wall(received));
        assert_eq!(timeliness(in_time, deadline.at, wall(captured)), stands, "{captured} {received}");
    }
}

#[test]
fn codes_are_found_again() {
    for rule in Rule::ALL {
        assert_eq!(Rule::from_code(rule.code()), Some(rule));
    }
    for kind in [StayKind::Overnight, StayKind::DayUse] {
        assert_eq!(StayKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!((Rule::from_code(""), StayKind::from_code("")), (None, None));
}

fn any_arrival() -> impl Strategy<Value = Timestamp> {
    // Nanoseconds from 2020 to 2100, and often right at an hour of a day.
    let free = (1_577_836_800_000_000_000i128..4_102_444_800_000_000_000).prop_map(Timestamp::from_nanosecond);
    let hour =
        (0i64..700_000, -1i64..=1).prop_map(|(hour, off)| Timestamp::from_second(1_577_836_800 + hour * 3600 + off));
    prop_oneof![free, hour].prop_map(Result::unwrap)
}

fn any_resident() -> impl Strategy<Value = Resident> {
    prop_oneof![Just(Resident::Vietnamese), Just(NEAR), Just(FAR)]
}

proptest! {
    #[test]
    fn a_deadline_comes_after_the_arrival_and_within_a_day(arrival in any_arrival(), resident in any_resident()) {
        let due = deadline(arrival, StayKind::Overnight, resident).unwrap();
        prop_assert!(due.at > arrival && !is_late(due, arrival));
        prop_assert!(due.at.duration_since(arrival) <= SignedDuration::from_hours(24));
        prop_assert!(due.soft.is_none_or(|soft| arrival < soft && soft < due.at));
    }

    #[test]
    fn who_comes_later_is_never_due_earlier(
        one in any_arrival(), other in any_arrival(), resident in any_resident(),
    ) {
        let due = |arrival| deadline(arrival, StayKind::Overnight, resident).unwrap().at;
        prop_assert!(due(one.min(other)) <= due(one.max(other)));
    }

    #[test]
    fn day_use_never_turns_before_it_begins(arrival in any_arrival(), resident in any_resident()) {
        let turned = turns_overnight_at(arrival);
        prop_assert!(turned >= arrival && turned_deadline(turned, resident).at > turned);
    }
}
