//! A registration over a real store: everything or nothing.

use document::{Birth, Country, Fact, Paper, Sex, Source};
use duty::{Reason, Role};
use jiff::civil::date;
use lodging::Relation;
use private::Private;
use store::{EntryState, NoticeKind};
use wire::{Channel, NoticePayload};

use super::*;
use crate::arrive::check_out::check_out;
use crate::testing::{
    FACILITY, an, at, binh, books, department, enrolled, evening, figures, foreigner, one_night, person, queued, room,
    some_hours,
};

fn in_room(books: &Books, name: &str) -> Registration {
    one_night(an(), Place::Room(room(books, name)))
}

fn guest_of(books: &Books, number: &str) -> Guest {
    books.store.read(|read| read.guests().by_number(number)).unwrap().remove(0)
}

#[test]
fn stay_notice_act_and_consent_are_saved_together() {
    let mut books = enrolled();
    books.record_consent(at("2026-11-21T18:59:00+07:00")).unwrap();
    let new = in_room(&books, "101");
    let saved = check_in(&mut books, &new, evening()).unwrap();
    let guest = guest_of(&books, "001099000123");
    assert_eq!(guest.document, an(), "every fact with its source");
    let (notice, deadline) = saved.notice.unwrap();
    assert_eq!(deadline, at("2026-11-21T23:00:00+07:00"));
    books
        .store
        .read(|read| {
            let stay = read.stays().get(saved.stay)?;
            assert_eq!((stay.arrived, stay.planned_until), (evening(), at("2026-11-22T12:00:00+07:00")));
            assert_eq!((stay.occupants[0].guest, stay.occupants[0].notice), (guest.id, Some(notice)));
            let acts = read.acts().of(saved.stay.uuid())?;
            assert_eq!((acts.len(), acts[0].what.as_ref(), acts[0].who), (1, "stay.arrive", books.staff));
            let consents = read.consents().of(guest.id)?;
            assert_eq!((consents.len(), consents[0].purpose.as_ref()), (1, "chip.read"));
            assert_eq!(consents[0].at, at("2026-11-21T18:59:00+07:00"));
            let entry = read.outbox().of(notice)?.remove(0);
            assert_eq!(
                (entry.state, entry.queued.kind, entry.queued.key.revision),
                (EntryState::Ready, NoticeKind::Arrival, 1)
            );
            assert_eq!((entry.queued.at, entry.queued.deadline), (evening(), Some(deadline)));
            Ok(())
        })
        .unwrap();
    assert_eq!(books.consent, None, "one consent is for one guest");
}

#[test]
fn a_notice_has_the_address_in_new_units_where_one_was_taken_and_the_raw_one_is_kept() {
    let mut books = enrolled();
    let mut new = in_room(&books, "101");
    new.document.residence = Some(Private::new("Số 1, Phường Ngọc Hà, Hà Nội".to_owned()));
    check_in(&mut books, &new, evening()).unwrap();
    let told = queued(&books).remove(0).1;
    assert_eq!(told.person.address.unwrap().expose(), "Số 1, Phường Ngọc Hà, Hà Nội");
    assert_eq!(guest_of(&books, "001099000123").document, new.document);
    assert_eq!(new.document.address, an().address);
}

#[test]
fn the_payload_says_everything() {
    let mut books = enrolled();
    let new = Registration {
        nights: 3,
        role: Role::Carer,
        relation: Some(Relation::Child),
        reason: Reason::Other,
        reason_note: Some(Private::new(duty::CARER_REASON.to_owned())),
        ..one_night(an(), Place::Department(department(&books, "Khoa Ngoại")))
    };
    let saved = check_in(&mut books, &new, evening()).unwrap();
    let (_, told) = queued(&books).remove(0);
    let whole = NoticePayload {
        version: wire::PAYLOAD_VERSION,
        facility: FACILITY,
        notice: saved.notice.unwrap().0.uuid(),
        revision: 1,
        kind: wire::NoticeKind::Arrival,
        captured_at: evening(),
        arrived_at: evening(),
        leaves_at: at("2026-11-24T12:00:00+07:00"),
        old_leaves_at: None,
        turned_overnight: false,
        place: Private::new("Khoa Ngoại".to_owned()),
        person: wire::Person {
            name: Private::new("Nguyễn Văn An".to_owned()),
            birth: Some(Private::new(wire::Birth::Day(date(1999, 5, 15)))),
            sex: wire::Sex::Male,
            nationality: "VNM".to_owned(),
            paper: 1,
            number: Private::new("001099000123".to_owned()),
            address: Some(Private::new("Số 1, Đội Cấn, Ba Đình, Hà Nội".to_owned())),
        },
        resident: wire::Resident::Vietnamese,
        reason: Private::new(wire::Reason { code: 20, text: Some("Người nuôi bệnh".to_owned()) }),
        role: Private::new(wire::Role::Carer),
        relation: Some(Private::new(wire::Relation::Child)),
        channel: Channel::Chip,
        change: None,
        clock: Some(books.clock.evidence()),
    };
    assert!(told == whole, "Private shows nothing: compare the fields one by one to see which");
}

#[test]
fn how_the_number_came_in_is_the_channel() {
    let table = [
        (Source::Chip, Channel::Chip),
        (Source::Qr, Channel::Qr),
        (Source::Mrz, Channel::Mrz),
        (Source::Typed, Channel::Typed),
    ];
    for (source, channel) in table {
        let mut books = enrolled();
        let mut new = in_room(&books, "101");
        new.document.number = Some(Fact::new("001099000123".to_owned(), source));
        check_in(&mut books, &new, evening()).unwrap();
        assert_eq!(queued(&books)[0].1.channel, channel);
    }
}

/// Brings the house into the state in which it refuses, and gives the registration it refuses.
type Prepare = fn(&mut Books) -> Registration;

#[test]
fn a_refusal_saves_nothing_at_all() {
    let table: [(&str, Prepare, RefusalCode); 14] = [
        (
            "not enrolled",
            |books| {
                *books = self::books();
                in_room(books, "101")
            },
            RefusalCode::NotEnrolled,
        ),
        (
            "room full",
            |books| {
                let other = one_night(binh(), Place::Room(room(books, "102")));
                check_in(books, &other, evening()).unwrap();
                in_room(books, "102")
            },
            RefusalCode::RoomFull,
        ),
        ("room to clean", |books| state(books, Cleanliness::ToClean), RefusalCode::RoomNotReady),
        ("room locked", |books| state(books, Cleanliness::Locked), RefusalCode::RoomNotReady),
        (
            "already here, elsewhere",
            |books| {
                let first = in_room(books, "101");
                check_in(books, &first, evening()).unwrap();
                in_room(books, "102")
            },
            RefusalCode::AlreadyHere,
        ),
        (
            "already here by the hour",
            |books| {
                let first = some_hours(an(), Place::Room(room(books, "101")));
                check_in(books, &first, evening()).unwrap();
                in_room(books, "102")
            },
            RefusalCode::AlreadyHere,
        ),
        ("30 nights", |books| Registration { nights: 30, ..in_room(books, "101") }, RefusalCode::TooLong),
        (
            "nights beyond any calendar",
            |books| Registration { nights: u32::MAX, ..in_room(books, "101") },
            RefusalCode::TooLong,
        ),
        ("no name", |books| without(books, |document| document.name = None), RefusalCode::Findings),
        ("no birth", |books| without(books, |document| document.birth = None), RefusalCode::Findings),
        ("no number", |books| without(books, |document| document.number = None), RefusalCode::Findings),
        (
            "a reason without its words",
            |books| Registration { reason: Reason::Other, ..in_room(books, "101") },
            RefusalCode::NoReason,
        ),
        (
            "a room that is not there",
            |books| {
                let id = RoomId::new(evening(), [0xee; 10]);
                Registration { place: Place::Room(id), ..in_room(books, "101") }
            },
            RefusalCode::Unknown,
        ),
        (
            "a department that is not there",
            |books| {
                let id = lodging::DepartmentId::new(evening(), [0xee; 10]);
                Registration { place: Place::Department(id), ..in_room(books, "101") }
            },
            RefusalCode::Unknown,
        ),
    ];
    for (name, prepare, code) in table {
        let mut books = enrolled();
        let new = prepare(&mut books);
        books.record_consent(evening()).unwrap();
        let before = (figures(&books), books.consent);
        let refusal = check_in(&mut books, &new, evening()).map(|_| ()).unwrap_err();
        assert_eq!(refusal.code, code, "{name}");
        assert_eq!((figures(&books), books.consent), before, "{name}");
        let bound = books.store.read(|read| match read.guests().by_number("001099000123")?.first() {
            Some(guest) => read.consents().of(guest.id),
            None => Ok(Vec::new()),
        });
        assert_eq!(bound.unwrap(), [], "{name}");
    }
}

fn state(books: &Books, state: Cleanliness) -> Registration {
    let (new, id) = (in_room(books, "101"), room(books, "101"));
    books.store.write(|write| write.rooms().set_state(id, state)).unwrap();
    new
}

fn without(books: &Books, take: fn(&mut document::Document)) -> Registration {
    let mut new = in_room(books, "101");
    take(&mut new.document);
    new
}

#[test]
fn hard_findings_are_named_and_soft_ones_do_not_refuse() {
    let mut books = enrolled();
    let new = without(&books, |document| (document.name, document.sex) = (None, None));
    let refusal = check_in(&mut books, &new, evening()).map(|_| ()).unwrap_err();
    assert!(refusal.findings.iter().all(|finding| finding.hard));
    assert_eq!(refusal.findings.len(), 2);
    let odd = one_night(person("001199000123", "An", Sex::Male), Place::Room(room(&books, "101")));
    check_in(&mut books, &odd, evening()).unwrap();
}

#[test]
fn a_room_takes_as_many_as_it_has_beds_and_a_department_everybody() {
    let mut books = enrolled();
    let people = [an(), binh(), person("001099000789", "Lê Văn Cường", Sex::Male)];
    let (double, ward) = (Place::Room(room(&books, "101")), Place::Department(department(&books, "Khoa Nội")));
    let told: Vec<_> = people
        .iter()
        .map(|one| check_in(&mut books, &one_night(one.clone(), double), evening()).map(|_| ()).map_err(|no| no.code))
        .collect();
    assert_eq!(told, [Ok(()), Ok(()), Err(RefusalCode::RoomFull)]);
    let mut books = enrolled();
    let ward = match ward {
        Place::Department(_) => Place::Department(department(&books, "Khoa Nội")),
        Place::Room(_) => ward,
    };
    for one in people {
        let patient = Registration { role: Role::Patient, reason: Reason::Treatment, ..one_night(one, ward) };
        check_in(&mut books, &patient, evening()).unwrap();
    }
    let told = queued(&books);
    assert_eq!(told.len(), 3);
    for (_, notice) in told {
        assert_eq!((notice.place.expose().as_str(), *notice.role.expose()), ("Khoa Nội", wire::Role::Patient));
        assert_eq!((notice.reason.expose().code, notice.relation), (18, None));
    }
}

#[test]
fn deadlines_and_ends_by_arrival() {
    let table = [
        ("2026-11-21T14:00:00+07:00", 1, "2026-11-21T23:00:00+07:00", "2026-11-22T12:00:00+07:00"),
        ("2026-11-21T22:59:59+07:00", 7, "2026-11-21T23:00:00+07:00", "2026-11-28T12:00:00+07:00"),
        ("2026-11-21T23:00:00+07:00", 1, "2026-11-22T08:00:00+07:00", "2026-11-22T12:00:00+07:00"),
        ("2026-12-31T23:30:00+07:00", 1, "2027-01-01T08:00:00+07:00", "2027-01-01T12:00:00+07:00"),
        ("2026-11-22T00:30:00+07:00", 1, "2026-11-22T23:00:00+07:00", "2026-11-22T12:00:00+07:00"),
        ("2026-11-21T14:00:00+07:00", 29, "2026-11-21T23:00:00+07:00", "2026-12-20T12:00:00+07:00"),
        // No night at all is the least there is: a stay over night has one.
        ("2026-11-21T10:00:00+07:00", 0, "2026-11-21T23:00:00+07:00", "2026-11-22T12:00:00+07:00"),
    ];
    for (arrival, nights, deadline, end) in table {
        let mut books = enrolled();
        let new = Registration { nights, ..in_room(&books, "101") };
        let saved = check_in(&mut books, &new, at(arrival)).unwrap();
        assert_eq!(saved.notice.unwrap().1, at(deadline), "{arrival}");
        assert_eq!(queued(&books)[0].1.leaves_at, at(end), "{arrival} for {nights}");
    }
}

#[test]
fn a_foreigner_with_five_facts_is_declared_within_12_hours_and_in_a_remote_house_24() {
    for (remote, deadline) in [(false, "2026-11-22T07:00:00+07:00"), (true, "2026-11-22T19:00:00+07:00")] {
        let mut books = enrolled();
        books.house.remote = remote;
        let new = one_night(foreigner(), Place::Room(room(&books, "102")));
        let saved = check_in(&mut books, &new, evening()).unwrap();
        assert_eq!(saved.notice.unwrap().1, at(deadline));
        let (entry, told) = queued(&books).remove(0);
        assert_eq!(entry.queued.deadline, Some(at(deadline)));
        assert_eq!(told.resident, wire::Resident::Foreign { remote });
        assert_eq!((told.person.nationality.as_str(), told.person.paper, told.channel), ("D", 4, Channel::Typed));
        assert_eq!(told.person.address, None);
    }
}

#[test]
fn a_birth_year_alone_goes_through() {
    let mut books = enrolled();
    let mut new = in_room(&books, "101");
    new.document.birth = Some(Fact::new(Birth::Year(1999), Source::Typed));
    check_in(&mut books, &new, evening()).unwrap();
    assert_eq!(queued(&books)[0].1.person.birth, Some(Private::new(wire::Birth::Year(1999))));
}

#[test]
fn a_returning_guest_keeps_the_id_and_gets_a_notice_of_the_new_stay() {
    let mut books = enrolled();
    let new = in_room(&books, "101");
    let first = check_in(&mut books, &new, evening()).unwrap();
    let guest = guest_of(&books, "001099000123");
    check_out(&books, first.stay, at("2026-11-22T09:00:00+07:00")).unwrap();
    let mut moved = in_room(&books, "102");
    moved.document.address = Some(Fact::new("Số 9, Lò Đúc, Hà Nội".to_owned(), Source::Typed));
    let second = check_in(&mut books, &moved, at("2026-12-01T20:00:00+07:00")).unwrap();
    assert_eq!(guest_of(&books, "001099000123"), Guest { id: guest.id, document: moved.document });
    let stays = books.store.read(|read| read.stays().of(guest.id)).unwrap();
    assert_eq!(stays.iter().map(|stay| stay.id).collect::<Vec<_>>(), [first.stay, second.stay]);
    assert_ne!(first.notice.unwrap().0, second.notice.unwrap().0);
    assert_eq!(figures(&books)[0], 1);
}

#[test]
fn the_same_passport_number_of_another_country_is_another_guest() {
    let mut books = enrolled();
    let new = one_night(foreigner(), Place::Room(room(&books, "101")));
    check_in(&mut books, &new, evening()).unwrap();
    let mut other = new;
    other.document.nationality = Some(Fact::new(Country::parse("FRA").unwrap(), Source::Typed));
    assert_eq!(other.document.paper, Paper::Passport);
    check_in(&mut books, &other, evening()).unwrap();
    assert_eq!(figures(&books)[..2], [2, 2]);
}

#[test]
fn day_use_is_outside_the_duty() {
    for mut books in [books(), enrolled()] {
        let new = some_hours(an(), Place::Room(room(&books, "101")));
        let saved = check_in(&mut books, &new, evening()).unwrap();
        assert!(saved.notice.is_none());
        let stay = books.store.read(|read| read.stays().get(saved.stay)).unwrap();
        assert_eq!((stay.kind, stay.planned_until), (StayKind::DayUse, at("2026-11-21T21:00:00+07:00")));
        assert_eq!((stay.occupants[0].notice, queued(&books).len()), (None, 0));
    }
}
