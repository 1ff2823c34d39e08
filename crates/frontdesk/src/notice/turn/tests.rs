use lodging::{Place, StayId};

use super::*;
use crate::arrive::check_in::check_in;
use crate::arrive::check_out::check_out;
use crate::notice::replan::replan;
use crate::testing::{an, at, binh, books, enrolled, evening, foreigner, one_night, queued, room, some_hours};

fn by_the_hour(books: &mut Books, document: document::Document, room_name: &str, arrival: &str) -> StayId {
    let new = some_hours(document, Place::Room(room(books, room_name)));
    check_in(books, &new, at(arrival)).unwrap().stay
}

#[test]
fn day_use_still_open_at_23_turns_overnight_once_and_is_due_at_8() {
    let mut books = enrolled();
    let stay = by_the_hour(&mut books, an(), "101", "2026-11-21T19:00:00+07:00");
    assert_eq!(next_turn(&books, evening()), Some(at("2026-11-21T23:00:00+07:00")));
    assert_eq!(turn_due(&books, at("2026-11-21T22:59:59.999+07:00")), Ok(0));
    assert_eq!(queued(&books).len(), 0);
    // The machine slept over the hour: the deadline runs from 23:00 all the same.
    let woken = at("2026-11-21T23:40:00+07:00");
    assert_eq!(turn_due(&books, woken), Ok(1));
    assert_eq!(turn_due(&books, woken), Ok(0), "once");
    assert_eq!(next_turn(&books, woken), None);
    let (entry, told) = queued(&books).remove(0);
    assert_eq!(entry.queued.deadline, Some(at("2026-11-22T08:00:00+07:00")));
    assert!(told.turned_overnight);
    assert_eq!((told.arrived_at, told.captured_at), (evening(), woken));
    assert_eq!(told.leaves_at, at("2026-11-22T12:00:00+07:00"));
    books
        .store
        .read(|read| {
            let turned = read.stays().get(stay)?;
            assert_eq!((turned.kind, turned.planned_until), (StayKind::Overnight, told.leaves_at));
            assert_eq!(turned.occupants[0].notice.map(NoticeId::uuid), Some(told.notice));
            let acts = read.acts().of(stay.uuid())?;
            assert_eq!(acts.last().map(|act| act.what.as_ref()), Some("stay.turned-overnight"));
            Ok(())
        })
        .unwrap();
}

#[test]
fn who_is_planned_to_stay_longer_than_the_night_turns_until_then() {
    let mut books = enrolled();
    let stay = by_the_hour(&mut books, an(), "101", "2026-11-21T19:00:00+07:00");
    replan(&books, stay, "24/11/2026 10:00", "Khách ở lại", evening()).unwrap();
    assert_eq!(turn_due(&books, at("2026-11-21T23:00:00+07:00")), Ok(1));
    assert_eq!(queued(&books).remove(0).1.leaves_at, at("2026-11-24T10:00:00+07:00"));
}

#[test]
fn deadlines_of_what_turned() {
    let table = [
        (an(), "2026-11-21T22:59:59+07:00", "2026-11-21T23:00:00+07:00", "2026-11-22T08:00:00+07:00"),
        (an(), "2026-11-21T23:30:00+07:00", "2026-11-21T23:30:00+07:00", "2026-11-22T08:00:00+07:00"),
        (an(), "2026-11-21T02:00:00+07:00", "2026-11-21T23:00:00+07:00", "2026-11-22T08:00:00+07:00"),
        (an(), "2026-12-31T20:00:00+07:00", "2026-12-31T23:00:00+07:00", "2027-01-01T08:00:00+07:00"),
        (foreigner(), "2026-11-21T19:00:00+07:00", "2026-11-21T23:00:00+07:00", "2026-11-22T11:00:00+07:00"),
    ];
    for (person, arrival, turn, deadline) in table {
        let mut books = enrolled();
        by_the_hour(&mut books, person, "101", arrival);
        assert_eq!(turn_due(&books, at(turn)), Ok(1), "{arrival}");
        assert_eq!(queued(&books)[0].0.queued.deadline, Some(at(deadline)), "{arrival}");
    }
}

#[test]
fn who_has_left_and_who_stays_over_night_anyway_do_not_turn() {
    let mut books = enrolled();
    let left = by_the_hour(&mut books, an(), "101", "2026-11-21T19:00:00+07:00");
    check_out(&books, left, at("2026-11-21T22:59:00+07:00")).unwrap();
    let night = one_night(binh(), Place::Room(room(&books, "102")));
    check_in(&mut books, &night, evening()).unwrap();
    assert_eq!(turn_due(&books, at("2026-11-22T01:00:00+07:00")), Ok(0));
    assert_eq!(queued(&books).len(), 1, "the night's own notice");
}

#[test]
fn one_that_cannot_turn_holds_up_no_other_and_does_not_keep_the_desk_awake() {
    let mut books = enrolled();
    by_the_hour(&mut books, an(), "101", "2026-11-21T19:00:00+07:00");
    by_the_hour(&mut books, binh(), "101", "2026-11-21T19:30:00+07:00");
    let mut nameless = books.store.read(|read| read.guests().by_number("001099000123")).unwrap().remove(0);
    nameless.document.name = None;
    books.store.write(|write| write.guests().save(&nameless)).unwrap();
    let night = at("2026-11-21T23:00:00+07:00");
    assert_eq!(turn_due(&books, night), Ok(1));
    assert_eq!(queued(&books).len(), 1);
    let open = books.store.read(|read| read.stays().open_day_use()).unwrap();
    assert_eq!((open.len(), open[0].occupants[0].notice), (1, None), "it is as it was");
    assert_eq!(next_turn(&books, night), None);
    nameless.document = an();
    books.store.write(|write| write.guests().save(&nameless)).unwrap();
    assert_eq!(turn_due(&books, at("2026-11-21T23:01:00+07:00")), Ok(1), "and is tried again");
}

#[test]
fn a_house_no_hub_knows_keeps_its_day_use_until_it_is_enrolled() {
    let mut books = books();
    by_the_hour(&mut books, an(), "101", "2026-11-21T19:00:00+07:00");
    let night = at("2026-11-21T23:00:00+07:00");
    assert_eq!(turn_due(&books, night), Ok(0));
    assert_eq!(next_turn(&books, night), None);
    assert_eq!(books.store.read(|read| read.stays().open_day_use()).unwrap().len(), 1);
}
