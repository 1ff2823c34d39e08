use super::*;
use crate::arrive::check_in::check_in;
use crate::testing::{an, at, binh, enrolled, evening, figures, one_night, room};

const MORNING: &str = "2026-11-22T09:00:00+07:00";

fn two_in_101() -> (Books, [StayId; 2]) {
    let mut books = enrolled();
    let place = Place::Room(room(&books, "101"));
    let stays = [an(), binh()].map(|one| check_in(&mut books, &one_night(one, place), evening()).unwrap().stay);
    (books, stays)
}

fn state(books: &Books) -> Cleanliness {
    let id = room(books, "101");
    books.store.read(|read| read.rooms().get(id)).unwrap().state
}

#[test]
fn the_last_to_leave_leaves_a_room_to_clean() {
    let (books, [first, last]) = two_in_101();
    check_out(&books, first, at(MORNING)).unwrap();
    assert_eq!(state(&books), Cleanliness::Ready, "somebody is still there");
    check_out(&books, last, at(MORNING)).unwrap();
    assert_eq!(state(&books), Cleanliness::ToClean);
    let stay = books.store.read(|read| read.stays().get(last)).unwrap();
    assert_eq!((stay.left, stay.occupants[0].left), (Some(at(MORNING)), Some(at(MORNING))));
    let acts = books.store.read(|read| read.acts().of(last.uuid())).unwrap();
    assert_eq!(acts.iter().map(|act| act.what.as_ref()).collect::<Vec<_>>(), ["stay.arrive", "stay.leave"]);
    room_ready(&books, room(&books, "101"), at(MORNING)).unwrap();
    assert_eq!(state(&books), Cleanliness::Ready);
}

#[test]
fn a_refusal_changes_nothing() {
    let (books, [first, _]) = two_in_101();
    check_out(&books, first, at(MORNING)).unwrap();
    let before = figures(&books);
    let nobody = StayId::new(evening(), [0xee; 10]);
    assert_eq!(check_out(&books, first, at(MORNING)), Err(RefusalCode::AlreadyLeft));
    assert_eq!(check_out(&books, nobody, at(MORNING)), Err(RefusalCode::Unknown));
    assert_eq!(room_ready(&books, RoomId::new(evening(), [0xee; 10]), at(MORNING)), Err(RefusalCode::Unknown));
    assert_eq!(figures(&books), before);
}

#[test]
fn a_locked_room_stays_locked() {
    let (books, stays) = two_in_101();
    let id = room(&books, "101");
    books.store.write(|write| write.rooms().set_state(id, Cleanliness::Locked)).unwrap();
    for stay in stays {
        check_out(&books, stay, at(MORNING)).unwrap();
    }
    assert_eq!(room_ready(&books, room(&books, "101"), at(MORNING)), Err(RefusalCode::RoomNotReady));
    assert_eq!(state(&books), Cleanliness::Locked);
}

#[test]
fn a_clock_set_back_keeps_nobody_here() {
    let (books, [first, _]) = two_in_101();
    let noon_before = at("2026-11-20T12:00:00+07:00");
    check_out(&books, first, noon_before).unwrap();
    let stay = books.store.read(|read| read.stays().get(first)).unwrap();
    assert_eq!(stay.left, Some(stay.arrived), "nobody leaves before they came");
}
