//! What comes back of a stay, and what the room plan and the lists say.

use duty::{Reason, Role, StayKind};
use lodging::{Cleanliness, Place, Relation};
use private::Private;
use store::{Constraint, EntryState, Store, StoreError};

use crate::house::{
    an, at, department, evening, guest, key, notice_id, occupant, queued, receipt, room, stay, stay_id,
};

fn two_rooms() -> Store {
    let store = Store::open_in_memory(evening()).unwrap();
    store
        .write(|w| {
            w.rooms().save(&room(2, 1, "10"))?;
            w.rooms().save(&room(1, 1, "9"))?;
            w.rooms().save(&room(3, -1, "K1"))?;
            w.departments().save(&department(1, "Khoa Nội"))?;
            w.guests().save(&an())?;
            w.guests().save(&guest(2, "Trần Thị Bình", "001199000456"))
        })
        .unwrap();
    store
}

#[test]
fn a_stay_comes_back_whole_and_changed() {
    let store = two_rooms();
    let mut carer = occupant(&guest(2, "", ""), None);
    carer.role = Role::Carer;
    carer.relation = Some(Relation::Spouse);
    carer.reason = Reason::Other;
    carer.reason_note = Some(Private::new("Người nuôi bệnh".to_owned()));
    let patient = Role::Patient;
    let mut stay = stay(1, Place::Department(department(1, "").id), vec![occupant(&an(), Some(1)), carer]);
    stay.occupants[0].role = patient;
    store.write(|w| w.stays().save(&stay)).unwrap();
    assert_eq!(store.read(|r| r.stays().get(stay.id)).unwrap(), stay);
    stay.notify(stay.occupants[1].guest, notice_id(2)).unwrap();
    stay.leave(an().id, at("2026-11-22T09:00:00+07")).unwrap();
    stay.extend(at("2026-11-25T12:00:00+07")).unwrap();
    store.write(|w| w.stays().save(&stay)).unwrap();
    assert_eq!(store.read(|r| r.stays().get(stay.id)).unwrap(), stay);
    stay.void(at("2026-11-22T10:00:00+07")).unwrap();
    store.write(|w| w.stays().save(&stay)).unwrap();
    assert_eq!(store.read(|r| r.stays().get(stay.id)).unwrap(), stay);
    let notice = store.read(|r| r.notices().get(notice_id(2))).unwrap();
    assert_eq!((notice.stay, notice.guest), (stay.id, stay.occupants[1].guest));
    assert_eq!(store.read(|r| r.notices().count()), Ok(2));
}

#[test]
fn a_stay_needs_a_place_and_guests_that_are_there() {
    let store = two_rooms();
    let save = |stay| store.write(|w| w.stays().save(&stay));
    let nowhere = stay(1, Place::Room(room(77, 1, "").id), vec![occupant(&an(), None)]);
    assert_eq!(save(nowhere), Err(StoreError::Refused(Constraint::Reference)));
    let nobody = stay(1, Place::Room(room(1, 1, "").id), vec![occupant(&guest(77, "", ""), None)]);
    assert_eq!(save(nobody), Err(StoreError::Refused(Constraint::Reference)));
    assert_eq!(store.read(|r| r.stays().count()), Ok(0), "nothing of it was written");
}

#[test]
fn a_notice_stays_with_its_person() {
    let store = two_rooms();
    let here = Place::Room(room(1, 1, "").id);
    store.write(|w| w.stays().save(&stay(1, here, vec![occupant(&an(), Some(1))]))).unwrap();
    let stolen = stay(2, here, vec![occupant(&guest(2, "", ""), Some(1))]);
    assert_eq!(store.write(|w| w.stays().save(&stolen)), Err(StoreError::Refused(Constraint::Duplicate)));
    let dropped = stay(1, here, vec![occupant(&an(), None)]);
    assert_eq!(store.write(|w| w.stays().save(&dropped)), Err(StoreError::Refused(Constraint::Rule)));
}

#[test]
fn an_error_of_the_caller_takes_everything_back() {
    #[derive(PartialEq, Debug)]
    enum Full {
        NoBed,
        Store(StoreError),
    }
    impl From<StoreError> for Full {
        fn from(error: StoreError) -> Self {
            Self::Store(error)
        }
    }
    let store = two_rooms();
    let stay = stay(1, Place::Room(room(1, 1, "").id), vec![occupant(&an(), Some(1))]);
    let refused: Result<(), Full> = store.try_write(|w| {
        w.stays().save(&stay)?;
        w.outbox().queue(&queued(1, 1, None))?;
        assert_eq!(w.read().stays().count()?, 1, "seen inside");
        Err(Full::NoBed)
    });
    assert_eq!(refused, Err(Full::NoBed));
    assert_eq!(store.read(|r| Ok((r.stays().count()?, r.outbox().count(EntryState::Ready)?))), Ok((0, 0)));
}

#[test]
fn a_panic_inside_takes_everything_back_and_leaves_the_store_usable() {
    let store = two_rooms();
    let stay = stay(1, Place::Room(room(1, 1, "").id), vec![occupant(&an(), Some(1))]);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(|w| {
            w.stays().save(&stay)?;
            panic!("in the middle");
            #[expect(unreachable_code, reason = "gives the closure its type")]
            Ok(())
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read(|r| r.stays().count()), Ok(0));
    assert_eq!(store.write(|w| w.stays().save(&stay)), Ok(()));
}

#[test]
fn the_plan_says_who_is_where_and_how_their_notice_stands() {
    let store = two_rooms();
    let nine = Place::Room(room(1, 1, "").id);
    let both = vec![occupant(&an(), Some(1)), occupant(&guest(2, "", ""), None)];
    let mut there = stay(1, nine, both);
    store
        .write(|w| {
            w.stays().save(&there)?;
            w.outbox().queue(&queued(1, 1, Some("2026-11-21T23:00:00+07")))
        })
        .unwrap();
    let plan = store.read(|r| r.plan().rooms()).unwrap();
    let doors: Vec<_> = plan.iter().map(|now| (now.room.name.as_str(), now.people.len())).collect();
    assert_eq!(doors, [("K1", 0), ("9", 2), ("10", 0)], "by floor, and 9 before 10");
    let an = &plan[1].people[0];
    assert_eq!((an.state, an.on_time), (Some(EntryState::Ready), None));
    assert_eq!(an.deadline, Some(at("2026-11-21T23:00:00+07")));
    assert_eq!(an.name.as_ref().unwrap().expose(), "Nguyễn Văn An");
    assert_eq!(plan[1].people[1].state, None, "no notice, no badge");

    store.claim(evening(), 1).unwrap();
    store.write(|w| w.outbox().settle(&receipt(1, 1))).unwrap();
    there.leave(guest(2, "", "").id, at("2026-11-21T21:00:00+07")).unwrap();
    store.write(|w| w.stays().save(&there)).unwrap();
    let people = store.read(|r| r.plan().present()).unwrap();
    assert_eq!(people.len(), 1);
    assert_eq!((people[0].state, people[0].on_time), (Some(EntryState::Settled), Some(true)));
    assert_eq!(store.read(|r| r.stays().count_present()), Ok(1));

    there.leave_all(at("2026-11-22T09:00:00+07")).unwrap();
    store.write(|w| w.stays().save(&there)).unwrap();
    assert_eq!(store.read(|r| r.plan().present()).unwrap(), []);
}

#[test]
fn a_department_shows_its_people() {
    let store = two_rooms();
    let ward = Place::Department(department(1, "").id);
    store.write(|w| w.stays().save(&stay(1, ward, vec![occupant(&an(), None)]))).unwrap();
    let departments = store.read(|r| r.plan().departments()).unwrap();
    assert_eq!(departments.len(), 1);
    assert_eq!((departments[0].0.name.as_str(), departments[0].1.len()), ("Khoa Nội", 1));
}

#[test]
fn lists_of_stays_by_guest_room_and_end() {
    let store = two_rooms();
    let nine = room(1, 1, "").id;
    let mut first = stay(1, Place::Room(nine), vec![occupant(&an(), None)]);
    first.leave_all(at("2026-11-22T08:00:00+07")).unwrap();
    let mut second = stay(2, Place::Room(nine), vec![occupant(&an(), None)]);
    second.kind = StayKind::DayUse;
    store.write(|w| w.stays().save(&first).and_then(|()| w.stays().save(&second))).unwrap();
    store
        .read(|r| {
            let stays = r.stays();
            assert_eq!(stays.of(an().id)?, [first.clone(), second.clone()]);
            assert_eq!(stays.open_of(an().id)?, [second.clone()]);
            assert_eq!(stays.open()?, [second.clone()]);
            assert_eq!(stays.in_room(nine, at("2026-11-22T07:00:00+07"))?.len(), 2);
            assert_eq!(stays.in_room(nine, at("2026-11-22T08:00:00+07"))?, [second.clone()]);
            assert_eq!(stays.departing(at("2026-11-22T12:00:00+07"))?, [], "ends at that moment, not before");
            assert_eq!(stays.departing(at("2026-11-23T00:00:00+07"))?, [second.clone()]);
            let day = (at("2026-11-22T00:00:00+07"), at("2026-11-23T00:00:00+07"));
            assert_eq!(stays.departed(day.0, day.1)?, [first.clone()]);
            assert_eq!(stays.get(stay_id(9)), Err(StoreError::Missing));
            assert_eq!(r.outbox().get(key(1, 1)), Err(StoreError::Missing));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_room_changes_state_and_keeps_its_name_to_itself() {
    let store = two_rooms();
    let nine = room(1, 1, "9");
    store.write(|w| w.rooms().set_state(nine.id, Cleanliness::ToClean)).unwrap();
    assert_eq!(store.read(|r| r.rooms().get(nine.id)).unwrap().state, Cleanliness::ToClean);
    assert_eq!(store.read(|r| r.rooms().by_name("9")).unwrap().unwrap().id, nine.id);
    assert_eq!(store.read(|r| r.rooms().count()), Ok(3));
    let taken = store.write(|w| w.rooms().save(&room(8, 2, "9")));
    assert_eq!(taken, Err(StoreError::Refused(Constraint::Duplicate)));
    let missing = store.write(|w| w.rooms().set_state(room(8, 2, "").id, Cleanliness::Ready));
    assert_eq!(missing, Err(StoreError::Missing));
}
