use duty::{Reason, Role, StayKind};
use jiff::Timestamp;

use super::{Arrival, Stay};
use crate::{DepartmentId, GuestId, LodgingError, NoticeId, Occupant, Place, StayId};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn guest(n: u8) -> GuestId {
    GuestId::new(at("2026-11-21T12:00:00Z"), [n; 10])
}

fn occupant(n: u8, arrived: &str) -> Occupant {
    Occupant {
        guest: guest(n),
        role: Role::Guest,
        relation: None,
        reason: Reason::Tourism,
        reason_note: None,
        notice: None,
        arrived: at(arrived),
        left: None,
    }
}

fn arrival(until: &str, occupants: Vec<Occupant>) -> Arrival {
    let now = at(ARRIVED);
    Arrival {
        id: StayId::new(now, [0; 10]),
        place: Place::Department(DepartmentId::new(now, [0; 10])),
        kind: StayKind::Overnight,
        at: now,
        planned_until: at(until),
        occupants,
    }
}

const ARRIVED: &str = "2026-11-21T19:00:00+07";
const NEXT_DAY: &str = "2026-11-22T12:00:00+07";

fn two() -> Stay {
    Stay::arrive(arrival(NEXT_DAY, vec![occupant(1, ARRIVED), occupant(2, ARRIVED)])).unwrap()
}

#[test]
fn arrivals_the_house_refuses() {
    let one = || vec![occupant(1, ARRIVED)];
    let cases = [
        ("nobody", arrival(NEXT_DAY, vec![]), Err(LodgingError::NobodyArrives)),
        ("twice", arrival(NEXT_DAY, vec![occupant(1, ARRIVED), occupant(1, ARRIVED)]), Err(LodgingError::AlreadyHere)),
        ("no length", arrival(ARRIVED, one()), Err(LodgingError::EndsBeforeArrival)),
        ("29 nights", arrival("2026-12-20T23:59:59+07", one()), Ok(())),
        ("30 nights", arrival("2026-12-21T00:00:00+07", one()), Err(LodgingError::TooLong { nights: 30 })),
    ];
    for (name, arrival, expected) in cases {
        assert_eq!(Stay::arrive(arrival).map(|_| ()), expected, "{name}");
    }
}

#[test]
fn a_stay_ends_with_its_last_person() {
    let mut stay = two();
    assert_eq!(stay.leave(guest(1), at("2026-11-22T08:00:00+07")), Ok(()));
    assert_eq!(stay.left, None);
    assert_eq!(stay.leave(guest(1), at("2026-11-22T09:00:00+07")), Err(LodgingError::NotHere));
    assert_eq!(stay.leave(guest(2), at("2026-11-21T18:59:59+07")), Err(LodgingError::LeavesBeforeArrival));
    assert_eq!(stay.leave(guest(2), at("2026-11-22T07:00:00+07")), Ok(()));
    assert_eq!(stay.left, Some(at("2026-11-22T08:00:00+07")), "the latest leaving, in whatever order it is told");
    assert_eq!(stay.leave_all(at("2026-11-22T09:00:00+07")), Err(LodgingError::Over));
    assert_eq!(stay.occupants.len(), 2, "nobody is taken out of a stay");
}

#[test]
fn all_leave_or_none() {
    let mut stay = two();
    stay.join(occupant(3, "2026-11-21T22:00:00+07")).unwrap();
    let before = stay.clone();
    assert_eq!(stay.leave_all(at("2026-11-21T21:00:00+07")), Err(LodgingError::LeavesBeforeArrival));
    assert_eq!(stay, before);
    assert_eq!(stay.leave_all(at(NEXT_DAY)), Ok(()));
    assert_eq!(stay.present().count(), 0);
    assert_eq!(stay.left, Some(at(NEXT_DAY)));
}

#[test]
fn a_person_may_come_back_but_not_twice_at_once() {
    let mut stay = two();
    assert_eq!(stay.join(occupant(1, ARRIVED)), Err(LodgingError::AlreadyHere));
    stay.leave(guest(1), at("2026-11-21T20:00:00+07")).unwrap();
    assert_eq!(stay.join(occupant(1, "2026-11-21T21:00:00+07")), Ok(()));
    assert_eq!(stay.occupants.len(), 3);
}

#[test]
fn an_extension_is_later_and_under_thirty_days() {
    let mut stay = two();
    assert_eq!(stay.extend(at(NEXT_DAY)), Err(LodgingError::NotLater));
    assert_eq!(stay.extend(at("2026-12-21T12:00:00+07")), Err(LodgingError::TooLong { nights: 30 }));
    assert_eq!(stay.planned_until, at(NEXT_DAY));
    assert_eq!(stay.extend(at("2026-12-20T12:00:00+07")), Ok(()));
    stay.leave_all(at("2026-12-20T12:00:00+07")).unwrap();
    assert_eq!(stay.extend(at("2026-12-20T13:00:00+07")), Err(LodgingError::Over));
}

#[test]
fn only_a_day_use_turns_overnight() {
    let mut stay = two();
    assert_eq!(stay.turn_overnight(at(NEXT_DAY)), Err(LodgingError::NotDayUse));
    stay.kind = StayKind::DayUse;
    assert_eq!(stay.turn_overnight(at(ARRIVED)), Err(LodgingError::EndsBeforeArrival));
    assert_eq!(stay.turn_overnight(at("2026-11-23T12:00:00+07")), Ok(()));
    assert_eq!((stay.kind, stay.planned_until), (StayKind::Overnight, at("2026-11-23T12:00:00+07")));
}

#[test]
fn a_notice_belongs_to_a_person_who_is_here() {
    let mut stay = two();
    let notice = NoticeId::new(at(ARRIVED), [9; 10]);
    assert_eq!(stay.notify(guest(2), notice), Ok(()));
    assert_eq!(stay.occupants[1].notice, Some(notice));
    assert_eq!(stay.notify(guest(7), notice), Err(LodgingError::NotHere));
}

#[test]
fn a_stay_moves_while_it_goes_on() {
    let mut stay = two();
    let other = Place::Department(DepartmentId::new(at(ARRIVED), [9; 10]));
    assert_eq!(stay.move_to(stay.place), Err(LodgingError::SamePlace));
    stay.move_to(other).unwrap();
    assert_eq!(stay.place, other);
    stay.leave_all(at(NEXT_DAY)).unwrap();
    assert_eq!(stay.move_to(two().place), Err(LodgingError::Over));
}

#[test]
fn an_end_is_taken_back_for_those_who_left_with_it() {
    let mut stay = two();
    assert_eq!(stay.reopen(), Err(LodgingError::NotOver));
    let earlier = at("2026-11-22T08:00:00+07");
    stay.leave(guest(1), earlier).unwrap();
    stay.leave_all(at(NEXT_DAY)).unwrap();
    stay.reopen().unwrap();
    assert_eq!(stay.left, None);
    assert_eq!(stay.occupants.iter().map(|one| one.left).collect::<Vec<_>>(), [Some(earlier), None]);
}

#[test]
fn what_did_not_take_place_stays_readable_and_is_said_once() {
    let mut stay = two();
    let found = at("2026-11-21T19:10:00+07");
    stay.void(found).unwrap();
    assert_eq!((stay.voided, stay.left), (Some(found), Some(found)));
    assert!(stay.occupants.iter().all(|occupant| occupant.left == Some(found)));
    assert_eq!(stay.void(found), Err(LodgingError::Void));
    assert_eq!(stay.reopen(), Err(LodgingError::Void));
    let mut over = two();
    over.leave_all(at(NEXT_DAY)).unwrap();
    over.void(at("2026-11-23T08:00:00+07")).unwrap();
    assert_eq!(over.left, Some(at(NEXT_DAY)), "who had left, had left then");
}
