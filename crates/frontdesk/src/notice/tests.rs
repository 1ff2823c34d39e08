//! The life of a notice, each change as the hub would read it.

use duty::StayKind;
use jiff::Timestamp;
use lodging::{Cleanliness, GuestId, Place, Stay, StayId};
use store::NoticeKind;
use store::NoticeKind::{Arrival, Cancel, Correction, Departure, Extension};
use store::{EntryKey, EntryState};
use wire::NoticePayload;

use super::cancel::cancel;
use super::correct::correct;
use super::extend::extend;
use super::relocate::relocate;
use super::reopen::reopen;
use super::replan::replan;
use super::resend::resend;
use super::restate::restate;
use crate::arrive::check_in::check_in;
use crate::arrive::check_out::check_out;
use crate::arrive::registration::Purpose;
use crate::books::Books;
use crate::testing::{
    an, at, binh, enrolled, evening, figures, foreigner, one_night, person, queued, room, some_hours,
};
use crate::view::{PurposeForm, RefusalCode, RelationName, RoleName};

const WHY: &str = "Khách đổi ý";
const NEXT_MORNING: &str = "2026-11-22T09:00:00+07:00";
const NOON: &str = "2026-11-22T12:00:00+07:00";

/// An in room 101 for so many nights since the evening.
fn an_here(nights: u32) -> (Books, StayId) {
    let mut books = enrolled();
    let new = crate::arrive::registration::Registration { nights, ..one_night(an(), Place::Room(room(&books, "101"))) };
    let stay = check_in(&mut books, &new, evening()).unwrap().stay;
    (books, stay)
}

fn stay_of(books: &Books, id: StayId) -> Stay {
    books.store.read(|read| read.stays().get(id)).unwrap()
}

fn guest_of(books: &Books, id: StayId) -> GuestId {
    stay_of(books, id).occupants[0].guest
}

/// What the last revision tells, and by when.
fn last(books: &Books) -> (NoticePayload, Option<Timestamp>) {
    let (entry, payload) = queued(books).pop().unwrap();
    (payload, entry.queued.deadline)
}

fn acts(books: &Books, id: StayId) -> Vec<(String, Option<String>)> {
    let acts = books.store.read(|read| read.acts().of(id.uuid())).unwrap();
    acts.into_iter().map(|act| (act.what.into_owned(), act.why.map(private::Private::into_exposed))).collect()
}

fn settle_all(books: &Books) {
    let claimed = books.store.claim(evening(), 100).unwrap();
    for entry in claimed {
        crate::testing::settle(books, &entry);
    }
}

#[test]
fn each_change_is_the_next_revision_of_the_same_notice_with_everything_in_it() {
    let (books, stay) = an_here(1);
    extend(&books, stay, 2, WHY, at(NEXT_MORNING)).unwrap();
    let name = person("001099000123", "Nguyễn Văn Ân", document::Sex::Male);
    correct(&books, (stay, guest_of(&books, stay)), name, "Gõ nhầm tên", at(NEXT_MORNING)).unwrap();
    relocate(&books, stay, Place::Room(room(&books, "102")), "Phòng hỏng quạt", at(NEXT_MORNING)).unwrap();
    check_out(&books, stay, at("2026-11-23T08:00:00+07:00")).unwrap();
    reopen(&books, stay, "Bấm nhầm phòng", at("2026-11-23T09:00:00+07:00")).unwrap();
    cancel(&books, stay, "Ghi nhầm khách", at("2026-11-23T10:00:00+07:00")).unwrap();

    let told = queued(&books);
    let kinds: Vec<_> = told.iter().map(|(entry, _)| entry.queued.kind).collect();
    assert_eq!(kinds, [Arrival, Extension, Correction, Correction, Departure, Correction, Cancel]);
    let first = &told[0].1;
    for (number, (entry, payload)) in (1..).zip(&told) {
        assert_eq!((payload.notice, payload.revision), (first.notice, number), "one notice, counting up");
        assert_eq!((entry.queued.key.revision, payload.arrived_at), (number, first.arrived_at));
        assert_eq!(payload.person.number, first.person.number, "the full content, each time");
        assert_eq!(payload.change.is_some(), number > 1);
    }
    let ends: Vec<_> = told.iter().map(|(_, payload)| payload.leaves_at).collect();
    let [noon, later] = [at(NOON), at("2026-11-24T12:00:00+07:00")];
    assert_eq!(ends, [noon, later, later, later, at("2026-11-23T08:00:00+07:00"), later, later]);
    let places: Vec<_> = told.iter().map(|(_, payload)| payload.place.expose().as_str()).collect();
    assert_eq!(places, ["101", "101", "101", "102", "102", "102", "102"]);
    let names: Vec<_> = told.iter().map(|(_, payload)| payload.person.name.expose().as_str()).collect();
    assert_eq!((names[1], names[2], names[6]), ("Nguyễn Văn An", "Nguyễn Văn Ân", "Nguyễn Văn Ân"));
    let change = told[6].1.change.as_ref().unwrap();
    assert_eq!(change.why.expose(), "Ghi nhầm khách");
    let staff = books.store.read(|read| read.staff().get(books.staff)).unwrap();
    assert_eq!(change.by, staff.name);
    let words = |word: &str| Some(word.to_owned());
    let trail = [
        ("stay.arrive", None),
        ("stay.extend", words(WHY)),
        ("guest.correct", words("Gõ nhầm tên")),
        ("stay.move", words("Phòng hỏng quạt")),
        ("stay.leave", words("Trả phòng sớm hơn đã báo")),
        ("stay.reopen", words("Bấm nhầm phòng")),
        ("stay.cancel", words("Ghi nhầm khách")),
    ];
    assert_eq!(acts(&books, stay), trail.map(|(what, why)| (what.to_owned(), why)));
}

#[test]
fn an_extension_is_due_before_the_old_end_and_refused_from_thirty_days() {
    let (books, stay) = an_here(1);
    settle_all(&books);
    extend(&books, stay, 1, WHY, at(NEXT_MORNING)).unwrap();
    let (payload, deadline) = last(&books);
    assert_eq!((payload.old_leaves_at, deadline), (Some(at(NOON)), Some(at(NOON))));
    extend(&books, stay, 1, WHY, at(NEXT_MORNING)).unwrap();
    let (payload, deadline) = last(&books);
    assert_eq!(deadline, Some(at("2026-11-23T12:00:00+07:00")), "before the end told last");
    assert_eq!(payload.leaves_at, at("2026-11-24T12:00:00+07:00"));
    let before = figures(&books);
    assert_eq!(extend(&books, stay, 27, WHY, at(NEXT_MORNING)), Err(RefusalCode::TooLong), "30 nights");
    assert_eq!(figures(&books), before);
    extend(&books, stay, 26, WHY, at(NEXT_MORNING)).unwrap();
    assert_eq!(duty::nights(evening(), last(&books).0.leaves_at), duty::MOST_NIGHTS);
    check_out(&books, stay, at(NOON)).unwrap();
    assert_eq!(extend(&books, stay, 1, WHY, at(NOON)), Err(RefusalCode::AlreadyLeft));
}

#[test]
fn who_leaves_on_the_told_day_is_not_told_again_and_who_does_not_is() {
    let table = [
        (1, "2026-11-22T06:00:00+07:00", None),
        (1, "2026-11-22T23:50:00+07:00", None),
        (1, "2026-11-21T22:00:00+07:00", Some("Trả phòng sớm hơn đã báo")),
        (3, NEXT_MORNING, Some("Trả phòng sớm hơn đã báo")),
        (1, "2026-11-23T09:00:00+07:00", Some("Trả phòng muộn hơn đã báo")),
    ];
    for (nights, left, why) in table {
        let (books, stay) = an_here(nights);
        settle_all(&books);
        check_out(&books, stay, at(left)).unwrap();
        let told = queued(&books);
        assert_eq!(told.len(), 1 + usize::from(why.is_some()), "{nights} nights, left {left}");
        assert_eq!(acts(&books, stay).pop().unwrap(), ("stay.leave".to_owned(), why.map(str::to_owned)));
        let Some(why) = why else { continue };
        let (payload, deadline) = last(&books);
        assert_eq!((payload.kind, payload.leaves_at), (wire::NoticeKind::Departure, at(left)));
        assert_eq!((payload.change.unwrap().why.into_exposed().as_str(), deadline), (why, None));
    }
}

#[test]
fn a_check_out_is_taken_back_at_once_without_and_later_with_a_reason() {
    let (books, stay) = an_here(3);
    let left = at(NEXT_MORNING);
    check_out(&books, stay, left).unwrap();
    let seconds = jiff::SignedDuration::from_secs;
    assert_eq!(reopen(&books, stay, " ", left + seconds(16)), Err(RefusalCode::NoWhy));
    reopen(&books, stay, "", left + seconds(10)).unwrap();
    let here = stay_of(&books, stay);
    assert_eq!((here.left, here.present().count()), (None, 1));
    let kinds: Vec<_> = queued(&books).iter().map(|(entry, _)| entry.queued.kind).collect();
    assert_eq!(kinds, [Arrival, Departure, Correction]);
    assert_eq!(last(&books).0.leaves_at, at("2026-11-24T12:00:00+07:00"), "as it was told first");
    let id = room(&books, "101");
    let room = books.store.read(|read| read.rooms().get(id)).unwrap();
    assert_eq!(room.state, Cleanliness::Ready, "lived in again");
    assert_eq!(reopen(&books, stay, WHY, left), Err(RefusalCode::NotNow), "it goes on");

    // One that told nothing tells nothing back.
    let (books, stay) = an_here(1);
    check_out(&books, stay, at(NEXT_MORNING)).unwrap();
    reopen(&books, stay, WHY, at(NEXT_MORNING)).unwrap();
    assert_eq!(queued(&books).len(), 1);
}

#[test]
fn a_room_others_have_taken_is_not_taken_back() {
    let mut books = enrolled();
    let place = Place::Room(room(&books, "102"));
    let stay = check_in(&mut books, &one_night(an(), place), evening()).unwrap().stay;
    check_out(&books, stay, at(NEXT_MORNING)).unwrap();
    crate::arrive::check_out::room_ready(&books, room(&books, "102"), at(NEXT_MORNING)).unwrap();
    check_in(&mut books, &one_night(binh(), place), at(NEXT_MORNING)).unwrap();
    assert_eq!(reopen(&books, stay, WHY, at(NOON)), Err(RefusalCode::RoomFull));
    let elsewhere = Place::Room(room(&books, "101"));
    check_in(&mut books, &one_night(an(), elsewhere), at(NOON)).unwrap();
    let before = figures(&books);
    assert_eq!(reopen(&books, stay, WHY, at(NOON)), Err(RefusalCode::AlreadyHere));
    assert_eq!(reopen(&books, stay, "", at(NOON)), Err(RefusalCode::NoWhy));
    assert_eq!(figures(&books), before);
    assert!(stay_of(&books, stay).left.is_some());
}

#[test]
fn a_move_needs_a_bed_and_leaves_a_room_to_clean() {
    let (mut books, stay) = an_here(1);
    let [from, to] = ["101", "102"].map(|name| room(&books, name));
    assert_eq!(relocate(&books, stay, Place::Room(from), WHY, evening()), Err(RefusalCode::NotNow));
    assert_eq!(relocate(&books, stay, Place::Room(to), "", evening()), Err(RefusalCode::NoWhy));
    let other = check_in(&mut books, &one_night(binh(), Place::Room(to)), evening()).unwrap().stay;
    let before = figures(&books);
    assert_eq!(relocate(&books, stay, Place::Room(to), WHY, evening()), Err(RefusalCode::RoomFull));
    assert_eq!((figures(&books), stay_of(&books, stay).place), (before, Place::Room(from)));
    check_out(&books, other, evening()).unwrap();
    assert_eq!(relocate(&books, stay, Place::Room(to), WHY, evening()), Err(RefusalCode::RoomNotReady));
    crate::arrive::check_out::room_ready(&books, to, evening()).unwrap();
    relocate(&books, stay, Place::Room(to), WHY, evening()).unwrap();
    assert_eq!(stay_of(&books, stay).place, Place::Room(to));
    let state = books.store.read(|read| read.rooms().get(from)).unwrap().state;
    assert_eq!(state, Cleanliness::ToClean);
}

#[test]
fn a_cancelled_stay_is_kept_and_changes_no_more() {
    let (books, stay) = an_here(1);
    assert_eq!(cancel(&books, stay, "", evening()), Err(RefusalCode::NoWhy));
    cancel(&books, stay, WHY, at(NEXT_MORNING)).unwrap();
    let kept = stay_of(&books, stay);
    assert_eq!((kept.voided, kept.left), (Some(at(NEXT_MORNING)), Some(at(NEXT_MORNING))));
    let (payload, deadline) = last(&books);
    assert_eq!((payload.kind, payload.leaves_at, deadline), (wire::NoticeKind::Cancel, at(NOON), None));
    let before = figures(&books);
    assert_eq!(cancel(&books, stay, WHY, at(NOON)), Err(RefusalCode::NotNow));
    assert_eq!(reopen(&books, stay, WHY, at(NOON)), Err(RefusalCode::NotNow));
    assert_eq!(extend(&books, stay, 1, WHY, at(NOON)), Err(RefusalCode::AlreadyLeft));
    let guest = guest_of(&books, stay);
    assert_eq!(correct(&books, (stay, guest), an(), WHY, at(NOON)).unwrap_err().code, RefusalCode::NotNow);
    assert_eq!(figures(&books), before);
}

#[test]
fn a_planned_end_that_was_written_wrongly_is_put_right_and_told_where_the_day_is_another() {
    let (books, stay) = an_here(5);
    let refused = [
        ("24/11", WHY, RefusalCode::NotAMoment),
        ("24/11/2026 25:00", WHY, RefusalCode::NotAMoment),
        ("21/11/2026 19:00", WHY, RefusalCode::EndPast),
        ("21/12/2026", WHY, RefusalCode::TooLong),
        ("24/11/2026", " ", RefusalCode::NoWhy),
    ];
    let before = figures(&books);
    for (until, why, code) in refused {
        assert_eq!(replan(&books, stay, until, why, evening()), Err(code), "{until}");
    }
    assert_eq!(figures(&books), before);
    let told = [
        ("24/11/2026", wire::NoticeKind::Correction, "2026-11-24T12:00:00+07:00"),
        ("251126 10:30", wire::NoticeKind::Extension, "2026-11-25T10:30:00+07:00"),
    ];
    for (until, kind, leaves) in told {
        replan(&books, stay, until, WHY, evening()).unwrap();
        let (payload, _) = last(&books);
        assert_eq!((payload.kind, payload.leaves_at), (kind, at(leaves)));
        assert_eq!(payload.change.unwrap().why.expose(), WHY);
    }
    let entries = queued(&books).len();
    replan(&books, stay, "25/11/2026 09:00", WHY, evening()).unwrap();
    assert_eq!(queued(&books).len(), entries, "another hour of the same day is not told");
    assert_eq!(stay_of(&books, stay).planned_until, at("2026-11-25T09:00:00+07:00"));
    assert_eq!(acts(&books, stay).last().unwrap(), &("stay.replan".to_owned(), Some(WHY.to_owned())));
}

#[test]
fn as_what_and_why_somebody_stays_is_put_right_and_told() {
    let (books, stay) = an_here(1);
    let who = (stay, guest_of(&books, stay));
    let purpose = |reason, text: &str| {
        let (role, relation, reason_text) = (RoleName::Carer, Some(RelationName::Child), text.to_owned());
        Purpose::of(&PurposeForm { role, relation, reason, reason_text })
    };
    assert!(matches!(purpose(20, " "), Err(RefusalCode::NoReason)));
    assert!(matches!(purpose(21, "x"), Err(RefusalCode::Findings)));
    restate(&books, who, purpose(20, "Người nuôi bệnh").unwrap(), WHY, evening()).unwrap();
    let (payload, _) = last(&books);
    assert_eq!((payload.kind, payload.revision), (wire::NoticeKind::Correction, 2));
    assert_eq!(*payload.role.expose(), wire::Role::Carer);
    assert_eq!(payload.relation.map(private::Private::into_exposed), Some(wire::Relation::Child));
    let reason = payload.reason.into_exposed();
    assert_eq!((reason.code, reason.text.as_deref()), (20, Some("Người nuôi bệnh")));
    let patient = PurposeForm {
        role: RoleName::Patient,
        relation: Some(RelationName::Child),
        reason: 18,
        reason_text: String::new(),
    };
    restate(&books, who, Purpose::of(&patient).unwrap(), WHY, evening()).unwrap();
    let occupant = stay_of(&books, stay).occupants.remove(0);
    assert_eq!((occupant.role, occupant.relation), (duty::Role::Patient, None), "only a carer is somebody's");
    let nobody = (stay, GuestId::new(evening(), [9; 10]));
    assert_eq!(restate(&books, nobody, Purpose::of(&patient).unwrap(), WHY, evening()), Err(RefusalCode::NotNow));
    cancel(&books, stay, WHY, evening()).unwrap();
    assert_eq!(restate(&books, who, Purpose::of(&patient).unwrap(), WHY, evening()), Err(RefusalCode::NotNow));
}

#[test]
fn day_use_changes_and_queues_nothing() {
    let mut books = enrolled();
    let place = Place::Room(room(&books, "101"));
    let stay = check_in(&mut books, &some_hours(an(), place), evening()).unwrap().stay;
    extend(&books, stay, 1, WHY, evening()).unwrap();
    assert_eq!(stay_of(&books, stay).planned_until, at("2026-11-21T22:00:00+07:00"));
    relocate(&books, stay, Place::Room(room(&books, "102")), WHY, evening()).unwrap();
    correct(&books, (stay, guest_of(&books, stay)), an(), WHY, evening()).unwrap();
    replan(&books, stay, "21/11/2026 21:00", WHY, evening()).unwrap();
    let last_moment = at("2026-11-21T22:59:59+07:00");
    check_out(&books, stay, last_moment).unwrap();
    reopen(&books, stay, WHY, last_moment).unwrap();
    cancel(&books, stay, WHY, last_moment).unwrap();
    assert!(queued(&books).is_empty());
    assert_eq!(acts(&books, stay).len(), 8, "each is an act with its reason all the same");
    assert_eq!(stay_of(&books, stay).kind, StayKind::DayUse);
}

#[test]
fn a_night_the_desk_has_not_seen_begin_is_told_before_what_changes_it() {
    type Does = fn(&Books, StayId);
    let table: [(Does, &[NoticeKind]); 4] = [
        (|books, stay| check_out(books, stay, at(NEXT_MORNING)).unwrap(), &[Arrival]),
        (|books, stay| check_out(books, stay, at("2026-11-21T23:30:00+07:00")).unwrap(), &[Arrival, Departure]),
        (|books, stay| cancel(books, stay, WHY, at(NEXT_MORNING)).unwrap(), &[Arrival, Cancel]),
        (
            |books, stay| {
                let hours = extend(books, stay, 3, WHY, at(NEXT_MORNING));
                assert_eq!(hours, Err(RefusalCode::NotNow), "hours are not to become nights");
            },
            &[Arrival],
        ),
    ];
    for (does, kinds) in table {
        let mut books = enrolled();
        let place = Place::Room(room(&books, "101"));
        let stay = check_in(&mut books, &some_hours(an(), place), evening()).unwrap().stay;
        does(&books, stay);
        let told = queued(&books);
        assert_eq!(told.iter().map(|(entry, _)| entry.queued.kind).collect::<Vec<_>>(), kinds);
        assert_eq!(told[0].0.queued.deadline, Some(at("2026-11-22T08:00:00+07:00")));
        if let Some(change) = told[1..].iter().find(|(entry, _)| entry.queued.kind == Departure) {
            assert_eq!(change.1.change.as_ref().unwrap().why.expose(), "Trả phòng sớm hơn đã báo");
        }
    }
}

/// An until the 22nd, which is receipted, then extended to the 24th, which the hub refused.
fn refused_extension() -> (Books, StayId, EntryKey) {
    let (books, stay) = an_here(1);
    settle_all(&books);
    extend(&books, stay, 2, WHY, at(NEXT_MORNING)).unwrap();
    let [entry] = books.store.claim(at(NEXT_MORNING), 10).unwrap().try_into().unwrap();
    books.store.write(|write| write.outbox().reject(entry.queued.key, "bad_name")).unwrap();
    (books, stay, entry.queued.key)
}

#[test]
fn what_the_hub_refused_is_not_what_the_police_know_of_an_end() {
    let (books, stay, _) = refused_extension();
    let leaves = at("2026-11-24T11:00:00+07:00");
    check_out(&books, stay, leaves).unwrap();
    let (payload, _) = last(&books);
    assert_eq!((payload.kind, payload.leaves_at), (wire::NoticeKind::Departure, leaves), "they know the 22nd");

    let (books, stay, _) = refused_extension();
    extend(&books, stay, 1, WHY, at(NEXT_MORNING)).unwrap();
    let (payload, deadline) = last(&books);
    assert_eq!((payload.old_leaves_at, deadline), (Some(at(NOON)), Some(at(NOON))));

    // As it was told first: but the refused one must not be sent again over it.
    let (books, stay, key) = refused_extension();
    check_out(&books, stay, at(NOON)).unwrap();
    assert_eq!(last(&books).0.kind, wire::NoticeKind::Departure);
    assert_eq!(resend(&books, key, at(NOON)), Err(RefusalCode::NotNow));
}

#[test]
fn whether_an_end_is_an_extension_goes_by_what_the_police_know() {
    let (books, stay, _) = refused_extension();
    replan(&books, stay, "23/11/2026", WHY, at(NEXT_MORNING)).unwrap();
    let (payload, deadline) = last(&books);
    assert_eq!(payload.kind, wire::NoticeKind::Extension, "earlier than planned, and later than they know");
    assert_eq!((payload.old_leaves_at, deadline), (Some(at(NOON)), Some(at(NOON))));

    let (books, stay) = an_here(3);
    settle_all(&books);
    replan(&books, stay, "22/11/2026", WHY, evening()).unwrap();
    let [entry] = books.store.claim(evening(), 10).unwrap().try_into().unwrap();
    books.store.write(|write| write.outbox().reject(entry.queued.key, "bad_name")).unwrap();
    replan(&books, stay, "23/11/2026", WHY, evening()).unwrap();
    let (payload, deadline) = last(&books);
    assert_eq!((payload.kind, deadline), (wire::NoticeKind::Correction, None), "they know the 24th");
}

/// The hub reckons so too: what reaches it first has the arrival's deadline (`Deadlines::first`).
#[test]
fn whatever_is_told_of_a_notice_without_a_receipt_is_due_when_the_arrival_was() {
    type Tell = fn(&Books, StayId) -> Result<(), RefusalCode>;
    let (evening, noon) = (Some(at("2026-11-21T23:00:00+07:00")), Some(at(NOON)));
    let table: [(&str, Tell, [Option<Timestamp>; 2]); 4] = [
        ("extension", |books, stay| extend(books, stay, 1, WHY, at(NEXT_MORNING)), [evening, noon]),
        (
            "correction",
            |books, stay| {
                correct(books, (stay, guest_of(books, stay)), an(), WHY, at(NEXT_MORNING))
                    .map_err(|refused| refused.code)
            },
            [evening, None],
        ),
        ("departure", |books, stay| check_out(books, stay, at("2026-11-23T09:00:00+07:00")), [evening, None]),
        ("cancellation", |books, stay| cancel(books, stay, WHY, at(NEXT_MORNING)), [None, None]),
    ];
    for (name, tell, due) in table {
        for (receipted, due) in [false, true].into_iter().zip(due) {
            let (books, stay) = an_here(1);
            if receipted {
                settle_all(&books);
            }
            tell(&books, stay).unwrap();
            assert_eq!(last(&books).1, due, "{name}, the arrival has its receipt: {receipted}");
        }
    }
}

#[test]
fn an_extension_before_anything_was_taken_is_due_as_the_arrival() {
    let (books, stay) = an_here(1);
    let [entry] = books.store.claim(evening(), 10).unwrap().try_into().unwrap();
    books.store.write(|write| write.outbox().reject(entry.queued.key, "bad_name")).unwrap();
    extend(&books, stay, 1, WHY, evening()).unwrap();
    let (payload, deadline) = last(&books);
    assert_eq!((payload.old_leaves_at, deadline), (Some(at(NOON)), Some(at("2026-11-21T23:00:00+07:00"))));
}

#[test]
fn what_is_sent_again_is_the_telling_that_was_meant_at_once_by_the_machines_clock() {
    // The hub's clock is ahead of the machine's, by which the courier claims.
    let ahead = at("2026-11-21T19:10:00+07:00");
    let (books, stay, key) = refused_extension();
    let first = EntryKey { revision: 1, ..key };
    assert_eq!(resend(&books, first, ahead), Err(RefusalCode::NotNow), "it has its receipt");
    assert_eq!(resend(&books, EntryKey { revision: 9, ..key }, ahead), Err(RefusalCode::Unknown));
    resend(&books, key, ahead).unwrap();
    let [entry] = books.store.claim(evening(), 10).unwrap().try_into().unwrap();
    assert_eq!(entry.queued.key, key);

    books.store.write(|write| write.outbox().reject(key, "bad_name")).unwrap();
    correct(&books, (stay, guest_of(&books, stay)), an(), WHY, at(NEXT_MORNING)).unwrap();
    let before = figures(&books);
    assert_eq!(resend(&books, key, ahead), Err(RefusalCode::NotNow), "what was told since would be undone");
    let [entry] = books.store.claim(evening(), 10).unwrap().try_into().unwrap();
    assert_eq!((entry.queued.key.revision, figures(&books)), (3, before));
    resend(&books, entry.queued.key, ahead).unwrap();
}

#[test]
fn an_extension_is_by_something_and_by_no_more_than_a_calendar_counts() {
    let (books, stay) = an_here(1);
    assert_eq!(extend(&books, stay, 0, WHY, evening()), Err(RefusalCode::NoTime));
    assert_eq!(extend(&books, stay, u32::MAX, WHY, evening()), Err(RefusalCode::TooLong));
    assert_eq!(queued(&books).len(), 1);
}

#[test]
fn who_left_as_they_came_can_be_corrected() {
    let (books, stay) = an_here(1);
    check_out(&books, stay, evening()).unwrap();
    correct(&books, (stay, guest_of(&books, stay)), an(), WHY, at(NEXT_MORNING)).unwrap();
    assert_eq!(last(&books).0.leaves_at, evening());
}

#[test]
fn a_refused_arrival_is_mended_by_a_correction_that_is_due_when_it_was() {
    let (books, stay) = an_here(1);
    let [entry] = books.store.claim(evening(), 10).unwrap().try_into().unwrap();
    books.store.write(|write| write.outbox().reject(entry.queued.key, "bad_name")).unwrap();
    let mended = person("001099000123", "Nguyễn Văn Ân", document::Sex::Male);
    correct(&books, (stay, guest_of(&books, stay)), mended, WHY, evening()).unwrap();
    let (payload, deadline) = last(&books);
    assert_eq!((payload.kind, payload.revision), (wire::NoticeKind::Correction, 2));
    assert_eq!(deadline, Some(at("2026-11-21T23:00:00+07:00")), "the police know nothing yet");
    let [next] = books.store.claim(evening(), 10).unwrap().try_into().unwrap();
    assert_eq!(next.queued.key.revision, 2, "the refused one does not hold it up");
    assert_eq!(books.store.read(|read| read.outbox().summary()).unwrap().rejected, 0, "it waits for nobody any more");
}

#[test]
fn revisions_go_out_in_order_and_hold_up_nobody_else() {
    let (mut books, stay) = an_here(1);
    let beside = Place::Room(room(&books, "101"));
    check_in(&mut books, &one_night(foreigner(), beside), evening()).unwrap();
    extend(&books, stay, 1, WHY, evening()).unwrap();
    let claimed = books.store.claim(evening(), 10).unwrap();
    let keys: Vec<_> = claimed.iter().map(|entry| entry.queued.key.revision).collect();
    assert_eq!((claimed.len(), keys), (2, vec![1, 1]), "the extension waits for the arrival, the foreigner does not");
    // The arrival is poison: it is never answered. The other one goes on.
    books.store.write(|write| write.outbox().back_off(claimed[0].queued.key, at("2026-11-21T19:10:00+07:00"))).unwrap();
    crate::testing::settle(&books, &claimed[1]);
    assert!(books.store.claim(evening(), 10).unwrap().is_empty());
    let open = books.store.read(|read| read.outbox().count(EntryState::Settled)).unwrap();
    assert_eq!(open, 1);
}

#[test]
fn a_turned_day_use_keeps_its_deadline_through_its_changes() {
    let mut books = enrolled();
    let place = Place::Room(room(&books, "101"));
    let stay = check_in(&mut books, &some_hours(an(), place), evening()).unwrap().stay;
    super::turn::turn_due(&books, at("2026-11-21T23:00:00+07:00")).unwrap();
    extend(&books, stay, 1, WHY, at(NEXT_MORNING)).unwrap();
    let (payload, _) = last(&books);
    assert!(payload.turned_overnight, "what was told once is told in each revision");
    settle_all(&books);
    assert_eq!(payload.old_leaves_at, Some(at(NOON)));
}

#[test]
fn a_change_that_fails_half_way_changes_nothing() {
    let (books, stay) = an_here(1);
    let before = (figures(&books), stay_of(&books, stay));
    // The reason is longer than a notice takes: the stay was changed by then, and is taken back.
    let long = "dài ".repeat(60);
    assert_eq!(extend(&books, stay, 1, &long, evening()), Err(RefusalCode::NoWhy));
    assert_eq!((figures(&books), stay_of(&books, stay)), before);
}
