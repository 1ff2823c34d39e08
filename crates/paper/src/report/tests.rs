use duty::{Resident, StayKind, daily_report, deadline, is_late, weekly_report};
use jiff::civil::date;

use super::*;
use crate::testing::{at, facility, made};

fn told(arrived: &str, received: Option<&str>, reason: Reason, role: Role) -> Told {
    let arrived = at(arrived);
    let deadline = deadline(arrived, StayKind::Overnight, Resident::Vietnamese).unwrap();
    Told {
        arrived,
        due: Some(deadline.at),
        received: received.map(at).map(|at| Received { at, on_time: !is_late(deadline, at) }),
        reason,
        role,
        foreign: false,
        place: "Khoa Nội".to_owned(),
    }
}

fn of_a_week() -> Vec<Told> {
    let patient = |arrived, received| told(arrived, received, Reason::Treatment, Role::Patient);
    let carer = |arrived, received| told(arrived, received, Reason::Other, Role::Carer);
    vec![
        // Sunday before, and Monday after.
        patient("2026-11-22T23:59:59+07:00", Some("2026-11-23T07:00:00+07:00")),
        patient("2026-11-30T00:00:00+07:00", Some("2026-11-30T00:10:00+07:00")),
        // Saturday the 28th.
        patient("2026-11-28T00:00:00+07:00", Some("2026-11-28T08:00:00+07:00")),
        patient("2026-11-28T14:00:00+07:00", Some("2026-11-28T22:59:59+07:00")),
        patient("2026-11-28T14:00:00+07:00", Some("2026-11-28T23:00:00+07:00")),
        carer("2026-11-28T14:00:00+07:00", None),
        // Received, but after the day was cut.
        carer("2026-11-28T15:00:00+07:00", Some("2026-11-29T00:00:00+07:00")),
        carer("2026-11-28T23:30:00+07:00", Some("2026-11-29T07:00:00+07:00")),
        // Sunday the 29th.
        patient("2026-11-29T10:00:00+07:00", Some("2026-11-29T10:01:00+07:00")),
    ]
}

fn tally(people: usize, [on_time, late, missing, waiting]: [usize; 4]) -> Tally {
    Tally { people, on_time, late, missing, waiting }
}

#[test]
fn a_day_is_counted_as_it_stood_at_midnight() {
    let figures = Figures::of(&of_a_week(), daily_report(date(2026, 11, 28)));
    assert_eq!(figures.all, tally(6, [2, 1, 2, 1]));
    assert_eq!(figures.by_reason[&Reason::Treatment], tally(3, [2, 1, 0, 0]));
    assert_eq!(figures.by_role[&Role::Carer], tally(3, [0, 0, 2, 1]));
    assert_eq!(figures.all.sent(), 3);
}

#[test]
fn a_week_goes_from_monday_to_sunday_and_knows_what_came_by_then() {
    let figures = Figures::of(&of_a_week(), weekly_report(date(2026, 11, 28)));
    assert_eq!(figures.all, tally(7, [4, 2, 1, 0]));
    assert_eq!(figures.by_day.len(), 7);
    assert_eq!(figures.by_day[&date(2026, 11, 23)], Tally::default());
    assert_eq!(figures.by_day[&date(2026, 11, 29)], tally(1, [1, 0, 0, 0]));
}

#[test]
fn every_way_of_grouping_adds_up() {
    for report in [daily_report(date(2026, 11, 28)), weekly_report(date(2026, 11, 28))] {
        let figures = Figures::of(&of_a_week(), report);
        let sums = [
            figures.by_day.values().map(|tally| tally.people).sum::<usize>(),
            figures.by_reason.values().map(|tally| tally.people).sum(),
            figures.by_role.values().map(|tally| tally.people).sum(),
            figures.by_foreign.values().map(|tally| tally.people).sum(),
            figures.by_place.values().map(|tally| tally.people).sum(),
        ];
        assert_eq!(sums, [figures.all.people; 5]);
        for tally in figures.by_reason.values() {
            assert_eq!(tally.sent() + tally.missing + tally.waiting, tally.people);
        }
    }
}

#[test]
fn the_workbook_holds_the_figures() {
    let figures = Figures::of(&of_a_week(), weekly_report(date(2026, 11, 28)));
    let export = figures.export(&facility(), made(), Form::Xlsx).unwrap();
    let rows = crate::testing::texts(&export.bytes, "DANH_SACH");
    let treated = rows.iter().find(|row| row[0] == "18 - Chữa bệnh").unwrap();
    assert_eq!(treated[1..7], ["4", "4", "3", "1", "0", "0"].map(str::to_owned));
    let all = rows.iter().find(|row| row[0] == "Tất cả").unwrap();
    assert_eq!(all[1..7], ["7", "6", "4", "2", "1", "0"].map(str::to_owned));
    assert!(rows.iter().any(|row| row[0].contains("chốt lúc 00:00 30/11/2026; gửi trước 15:00 30/11/2026")));
    assert_eq!(export.records, 7);
}
