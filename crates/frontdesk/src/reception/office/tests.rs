//! Changes at the desk of a reception, as its page asks for them.

use document::Document;
use lodging::Place;
use private::Private;

use super::*;
use crate::arrive::check_in::check_in;
use crate::reception::Reception;
use crate::testing::{AN_QR, an, backroom, enrolled, evening, one_night, queued, room};
use crate::view::ReceptionDone;

const WHY: &str = "Khách đổi ý";

/// An, whose old address was taken for a new unit, in room 101; their stay and guest as the page names them.
fn an_here() -> (Reception, Backroom, String, String) {
    let mut books = enrolled();
    let document = Document { residence: Some(Private::new("Phường Ngọc Hà, Hà Nội".to_owned())), ..an() };
    let place = Place::Room(room(&books, "101"));
    let stay = check_in(&mut books, &one_night(document, place), evening()).unwrap().stay;
    let guest = books.store.read(|read| read.stays().get(stay)).unwrap().occupants[0].guest;
    (Reception::default(), backroom(books), stay.to_string(), guest.to_string())
}

fn ask(desk: &mut Reception, room: &mut Backroom, act: ReceptionAct) -> Result<(), RefusalCode> {
    match desk.act(act, room, evening()) {
        Ok(ReceptionDone::Done) => Ok(()),
        Ok(_) => panic!("another answer"),
        Err(refused) => Err(refused.code),
    }
}

fn open(stay: &str, guest: &str) -> ReceptionAct {
    ReceptionAct::OpenChange { stay: stay.to_owned(), guest: guest.to_owned() }
}

fn change(stay: &str, guest: &str, what: ChangeWhat) -> ReceptionAct {
    let form = ChangeForm { stay: stay.to_owned(), guest: guest.to_owned(), what, why: WHY.to_owned() };
    ReceptionAct::Change(form)
}

/// An's facts as the form has them, with this address.
fn facts(address: &str) -> TypedFacts {
    let said = |field| say::said(&an(), field);
    TypedFacts {
        paper: said(FieldName::Paper),
        number: said(FieldName::Number),
        name: said(FieldName::Name),
        birth: said(FieldName::Birth),
        sex: said(FieldName::Sex),
        nationality: said(FieldName::Nationality),
        expiry: said(FieldName::Expiry),
        address: address.to_owned(),
        residence: "Phường Ngọc Hà, Hà Nội".to_owned(),
    }
}

#[test]
fn a_second_enter_does_not_extend_a_second_time() {
    let (mut desk, mut room, stay, guest) = an_here();
    let extend = || change(&stay, &guest, ChangeWhat::Extend(1));
    assert_eq!(ask(&mut desk, &mut room, extend()), Err(RefusalCode::NotNow), "nothing is open");
    ask(&mut desk, &mut room, open(&stay, &guest)).unwrap();
    ask(&mut desk, &mut room, extend()).unwrap();
    assert_eq!(ask(&mut desk, &mut room, extend()), Err(RefusalCode::NotNow));
    assert_eq!(queued(&room.books).len(), 2);
}

#[test]
fn a_corrected_address_is_told_and_not_what_the_old_one_was_taken_for() {
    let told = |room: &Backroom| queued(&room.books).pop().unwrap().1.person.address.unwrap().into_exposed();
    let (mut desk, mut room, stay, guest) = an_here();
    let old = say::said(&an(), FieldName::Address);
    let table = [(old.as_str(), "Phường Ngọc Hà, Hà Nội"), ("Số 9, Lê Lợi, Huế", "Số 9, Lê Lợi, Huế")];
    for (typed, address) in table {
        ask(&mut desk, &mut room, open(&stay, &guest)).unwrap();
        ask(&mut desk, &mut room, change(&stay, &guest, ChangeWhat::Correct(facts(typed)))).unwrap();
        assert_eq!(told(&room), address);
    }
}

#[test]
fn neither_a_card_nor_a_key_takes_a_change_away() {
    let (mut desk, mut room, stay, guest) = an_here();
    ask(&mut desk, &mut room, open(&stay, &guest)).unwrap();
    let is_said = |desk: &Reception, room: &Backroom| {
        let view = room.books.store.read(|read| desk.office.change(*read, evening())).unwrap();
        view.is_some_and(|change| change.scanned)
    };
    desk.code_seen(&Private::new(b"8934567890123".to_vec()), &mut room, evening());
    assert!(!is_said(&desk, &room), "anything has a bar code");
    desk.code_seen(&Private::new(AN_QR.as_bytes().to_vec()), &mut room, evening());
    assert!(is_said(&desk, &room));
    ask(&mut desk, &mut room, ReceptionAct::CloseChange).unwrap();
    ask(&mut desk, &mut room, open(&stay, &guest)).unwrap();
    assert!(!is_said(&desk, &room), "of another change nothing was said");
    desk.keys_scanned(&Private::new(AN_QR.to_owned()), &mut room, evening()).unwrap();
    assert!(is_said(&desk, &room));
    for act in [ReceptionAct::OpenDraft(None), ReceptionAct::UseGuest(guest.clone())] {
        assert_eq!(ask(&mut desk, &mut room, act), Err(RefusalCode::NotNow));
    }
    assert!(desk.draft.is_none() && desk.office.is_changing());
    ask(&mut desk, &mut room, ReceptionAct::CloseChange).unwrap();
    desk.code_seen(&Private::new(AN_QR.as_bytes().to_vec()), &mut room, evening());
    assert!(desk.draft.is_some(), "then it opens the drawer");
}

#[test]
fn nothing_is_put_over_a_person_who_is_being_registered() {
    let (mut desk, mut room, stay, guest) = an_here();
    ask(&mut desk, &mut room, ReceptionAct::OpenDraft(None)).unwrap();
    for act in [open(&stay, &guest), ReceptionAct::OpenInspection] {
        assert_eq!(ask(&mut desk, &mut room, act), Err(RefusalCode::NotNow));
    }
    assert!(!desk.office.is_changing() && desk.draft.is_some());
}
