use lodging::Place;

use super::*;
use crate::arrive::check_in::check_in;
use crate::testing::{enrolled, evening, foreigner, one_night, queued, room};

fn filled() -> EntryForm {
    EntryForm {
        kind: Some(EntryKindName::Visa),
        number: " DL0000123 ".to_owned(),
        until: "2027-01-01".to_owned(),
        issued: "01/11/2026".to_owned(),
        authority: "Cục QLXNC".to_owned(),
        entered: "2026-11-20".to_owned(),
        gate: "Nội Bài".to_owned(),
        purpose: String::new(),
        permitted_until: "2026-12-20".to_owned(),
    }
}

fn anna_here() -> (Books, (StayId, GuestId)) {
    let mut books = enrolled();
    let place = Place::Room(room(&books, "101"));
    let stay = check_in(&mut books, &one_night(foreigner(), place), evening()).unwrap().stay;
    let guest = books.store.read(|read| read.stays().get(stay)).unwrap().occupants[0].guest;
    (books, (stay, guest))
}

#[test]
fn what_is_typed_comes_back_and_tells_nothing() {
    let (books, who) = anna_here();
    let known = || books.store.read(|read| read.entry_papers().of(who.0, who.1)).unwrap();
    write_entry(&books, who, &filled(), evening()).unwrap();
    let back = form(known().as_ref());
    assert_eq!((back.number.as_str(), back.issued.as_str(), back.kind), ("DL0000123", "01/11/2026", filled().kind));
    let notice = books.store.read(|read| read.stays().get(who.0)).unwrap().occupants[0].notice.unwrap();
    permit(&books, notice, "24/12/2026", evening()).unwrap();
    let back = form(known().as_ref());
    assert_eq!((back.permitted_until.as_str(), back.gate.as_str()), ("24/12/2026", "Nội Bài"), "the rest stays");
    assert_eq!(queued(&books).len(), 1);
    let acts = books.store.read(|read| read.acts().of(who.0.uuid())).unwrap();
    assert_eq!(acts.iter().filter(|act| act.what == "guest.entry").count(), 2);
}

#[test]
fn no_day_and_nobody_are_refused() {
    let (books, who) = anna_here();
    let wrong = EntryForm { entered: "30/02/2026".to_owned(), ..filled() };
    assert_eq!(write_entry(&books, who, &wrong, evening()), Err(RefusalCode::NotADayIn(EntryFieldName::Entered)));
    let nobody = (who.0, GuestId::new(evening(), [9; 10]));
    assert_eq!(write_entry(&books, nobody, &filled(), evening()), Err(RefusalCode::Unknown));
}

#[test]
fn a_paper_was_issued_and_a_border_crossed_by_today() {
    let today = duty::vn_date(evening());
    let old = EntryForm { issued: "12/05/98".to_owned(), until: "12/05/28".to_owned(), ..filled() };
    let old = typed(&old, today).unwrap();
    assert_eq!((old.issued, old.until), (Some(jiff::civil::date(1998, 5, 12)), Some(jiff::civil::date(2028, 5, 12))));
    for tomorrow in ["31/12/2098", "2099-01-01"] {
        let form = EntryForm { entered: tomorrow.to_owned(), ..filled() };
        assert_eq!(typed(&form, today).err(), Some(RefusalCode::NotADayIn(EntryFieldName::Entered)));
    }
}

#[test]
fn what_is_lacking_is_named_and_of_who_is_exempt_no_paper() {
    use EntryFieldName::{Authority, Entered, Gate, Issued, Kind, Number, PermittedUntil, Until};
    let all = [Kind, Number, Until, Issued, Authority, Entered, Gate, PermittedUntil];
    assert_eq!(lacks(None), all);
    assert_eq!(lacks(Some(&typed(&filled(), duty::vn_date(evening())).unwrap())), []);
    let exempt = EntryForm { kind: Some(EntryKindName::Exempt), ..EntryForm::default() };
    assert_eq!(lacks(Some(&typed(&exempt, duty::vn_date(evening())).unwrap())), [Entered, Gate, PermittedUntil]);
}
