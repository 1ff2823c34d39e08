use lodging::{GuestId, Place, Room, RoomId, StayId};
use private::Private;
use store::EntryState;

use super::*;
use crate::arrive::check_in::check_in;
use crate::arrive::check_out::check_out;
use crate::notice::cancel::cancel;
use crate::testing::{an, at, binh, enrolled, evening, one_night, person, some_hours};

fn room(state: Cleanliness, people: Vec<Present>) -> RoomNow {
    let id = RoomId::new(evening(), [1; 10]);
    RoomNow { room: Room { id, floor: 1, name: "101".into(), beds: 2, state }, people }
}

/// Somebody who stays until so many minutes from now.
fn until(minutes: i64, kind: StayKind) -> Present {
    let id = |n| [n; 10];
    Present {
        stay: StayId::new(evening(), id(1)),
        place: Place::Room(RoomId::new(evening(), id(1))),
        kind,
        planned_until: evening() + SignedDuration::from_mins(minutes),
        guest: GuestId::new(evening(), id(1)),
        name: Some(Private::new("Nguyễn Văn An".into())),
        number: Some(Private::new("001099000123".into())),
        role: duty::Role::Guest,
        arrived: evening(),
        notice: None,
        state: None,
        telling: None,
        queued_at: Some(evening()),
        deadline: None,
        on_time: None,
        code: None,
    }
}

#[test]
fn who_left_within_a_day_is_offered_to_be_taken_back() {
    let mut books = enrolled();
    let place = Place::Room(crate::testing::room(&books, "101"));
    let stay = check_in(&mut books, &some_hours(an(), place), evening()).unwrap().stay;
    let left = |now: &str| {
        let floors = books.store.read(|read| floors(*read, at(now))).unwrap();
        floors[0].rooms[0].left.iter().map(|one| (one.name.clone(), one.left.clone())).collect::<Vec<_>>()
    };
    assert_eq!(left("2026-11-21T19:30:00+07:00"), []);
    check_out(&books, stay, at("2026-11-21T20:00:00+07:00")).unwrap();
    let an_left = [("Nguyễn Văn An".to_owned(), "21/11 20:00".to_owned())];
    assert_eq!(left("2026-11-22T20:00:00+07:00"), an_left);
    assert_eq!(left("2026-11-22T20:00:01+07:00"), []);
    cancel(&books, stay, "Không ở", at("2026-11-21T20:05:00+07:00")).unwrap();
    assert_eq!(left("2026-11-21T20:06:00+07:00"), [], "what did not take place is not taken back");
}

#[test]
fn what_a_room_is() {
    use Cleanliness::{Locked, Ready, ToClean};
    use StayKind::{DayUse, Overnight};
    let table = [
        (Ready, vec![], RoomState::Free),
        (ToClean, vec![], RoomState::ToClean),
        (Locked, vec![], RoomState::Locked),
        (Locked, vec![until(600, Overnight)], RoomState::Locked),
        (Ready, vec![until(600, Overnight)], RoomState::Occupied),
        (ToClean, vec![until(600, Overnight)], RoomState::Occupied),
        (Ready, vec![until(120, DayUse)], RoomState::DayUse),
        (Ready, vec![until(120, DayUse), until(600, Overnight)], RoomState::Occupied),
        (Ready, vec![until(61, Overnight)], RoomState::Occupied),
        (Ready, vec![until(60, Overnight)], RoomState::LeavingSoon),
        (Ready, vec![until(1, DayUse)], RoomState::LeavingSoon),
        (Ready, vec![until(600, Overnight), until(30, Overnight)], RoomState::LeavingSoon),
        (Ready, vec![until(0, Overnight)], RoomState::Overdue),
        (Ready, vec![until(-90, DayUse), until(600, Overnight)], RoomState::Overdue),
    ];
    for (cleanliness, people, expected) in table {
        let room = room(cleanliness, people);
        assert_eq!(state(&room, evening()), expected, "{cleanliness:?} with {}", room.people.len());
    }
}

#[test]
fn a_room_shows_the_notice_that_needs_attention_first() {
    let told = |state, minutes| Present {
        state: Some(state),
        deadline: Some(evening() + SignedDuration::from_mins(minutes)),
        ..until(600, StayKind::Overnight)
    };
    let done = told(EntryState::Settled, -60);
    let table = [
        (vec![until(600, StayKind::DayUse)], None),
        (vec![done.clone()], Some((BadgeState::Done, -60))),
        (vec![done.clone(), told(EntryState::Ready, 240)], Some((BadgeState::Waiting, 240))),
        (
            vec![told(EntryState::Unverified, 240), told(EntryState::Rejected, 10), done],
            Some((BadgeState::Refused, 10)),
        ),
    ];
    for (people, expected) in table {
        let tile = tile(&room(Cleanliness::Ready, people), &[], evening());
        assert_eq!(tile.notice.map(|badge| (badge.state, badge.minutes_left)), expected);
    }
}

#[test]
fn a_badge_is_late_by_its_receipt_else_by_the_clock() {
    let due = evening();
    let second = SignedDuration::from_secs(1);
    let table = [
        (EntryState::Ready, None, due - second, BadgeState::Waiting, 0, false),
        (EntryState::Ready, None, due, BadgeState::Waiting, 0, true),
        (EntryState::Sending, None, due + second, BadgeState::Sending, -1, true),
        (EntryState::Settled, Some(true), due + second, BadgeState::Done, -1, false),
        (EntryState::Settled, Some(false), due - second, BadgeState::Done, 0, true),
        (EntryState::Unverified, None, due - second * 61, BadgeState::Unverified, 1, false),
    ];
    for (state, on_time, now, shown, minutes, late) in table {
        for (captured, in_time) in [(due - second, true), (due, false)] {
            let standing = Standing { state, captured: Some(captured), deadline: Some(due), on_time, code: None };
            let badge = badge(&standing, now);
            assert_eq!((badge.state, badge.minutes_left, badge.late), (shown, minutes, late), "{state:?} at {now}");
            assert_eq!(badge.captured_in_time, late && in_time, "what was captured in time is told apart from late");
            assert_eq!(badge.deadline, "21/11 19:00");
        }
    }
}

#[test]
fn floors_of_a_real_house() {
    let mut books = enrolled();
    let at_door = |books: &_, name| Place::Room(crate::testing::room(books, name));
    let place = at_door(&books, "101");
    check_in(&mut books, &one_night(an(), place), evening()).unwrap();
    check_in(&mut books, &some_hours(binh(), place), evening()).unwrap();
    let floors = books.store.read(|read| floors(*read, at("2026-11-21T20:00:00+07:00"))).unwrap();
    assert_eq!(floors.len(), 1);
    assert_eq!(floors[0].number, 1);
    let [first, second] = floors[0].rooms.as_slice() else { panic!("two rooms") };
    assert_eq!((first.name.as_str(), first.beds, first.free, first.state), ("101", 2, 0, RoomState::LeavingSoon));
    assert_eq!((second.name.as_str(), second.beds, second.free, second.state), ("102", 1, 1, RoomState::Free));
    let [an, binh] = first.people.as_slice() else { panic!("two people") };
    assert_eq!((an.name.as_str(), an.masked_number.as_str()), ("Nguyễn Văn An", "0010******23"));
    assert_eq!((an.arrived.as_str(), an.until.as_str()), ("21/11 19:00", "22/11 12:00"));
    let badge = an.notice.as_ref().unwrap();
    assert_eq!((badge.state, badge.minutes_left, badge.deadline.as_str()), (BadgeState::Waiting, 180, "21/11 23:00"));
    assert!(binh.notice.is_none(), "day use has none");
}

#[test]
fn people_are_found_wherever_they_are() {
    let mut books = enrolled();
    let places = [
        Place::Room(crate::testing::room(&books, "102")),
        Place::Department(crate::testing::department(&books, "Khoa Nội")),
    ];
    for (person, place) in
        [(an(), places[0]), (person("001099000789", "Nguyễn Văn Ân", document::Sex::Male), places[1])]
    {
        check_in(&mut books, &one_night(person, place), evening()).unwrap();
    }
    let found = crate::see::find::find(&books.store, "nguyen an").unwrap();
    let told: Vec<_> =
        found.iter().map(|guest| (guest.name.as_str(), guest.place.as_deref(), guest.birth_year)).collect();
    assert_eq!(told, [("Nguyễn Văn Ân", Some("Khoa Nội"), Some(1999)), ("Nguyễn Văn An", Some("102"), Some(1999))]);
}
