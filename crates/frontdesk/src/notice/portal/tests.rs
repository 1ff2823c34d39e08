use lodging::Place;
use paper::portal::citizens;
use private::Private;

use super::*;
use crate::arrive::check_in::{CheckedIn, check_in};
use crate::arrive::check_out::check_out;
use crate::notice::exports::{came, export, portal_list, taken};
use crate::notice::extend::extend;
use crate::testing::{an, at, binh, enrolled, evening, foreigner, one_night, room};
use crate::view::{ExportAsk, ExportKindName, PortalForm, PortalListAsk, ReceptionDone};
use paper::Why;

fn form() -> PortalForm {
    PortalForm {
        on: true,
        base: "https://portal.example".to_owned(),
        token_path: "/token".to_owned(),
        citizen_path: "/citizens".to_owned(),
        foreigner_path: "/foreigners".to_owned(),
        departure_path: "/departures".to_owned(),
        user: "hoa-sen".to_owned(),
        password: "a secret".to_owned(),
        seconds: 20,
    }
}

/// A house whose portal is set.
fn house() -> Books {
    let books = enrolled();
    save(&books, form(), evening()).unwrap();
    books
}

fn arrives(books: &mut Books, document: document::Document, when: Timestamp) -> CheckedIn {
    let place = Place::Room(room(books, "101"));
    check_in(books, &one_night(document, place), when).unwrap()
}

fn chosen(books: &Books, again: &[NoticeId], now: Timestamp) -> (Vec<PortalWay>, Vec<Why>) {
    let choice = books.store.read(|read| choose::choose(*read, again, now)).unwrap();
    let ways = choice.ready.iter().map(|ready| ready.record.way).collect();
    (ways, choice.left_out.iter().map(|line| line.why).collect())
}

fn call(books: &Books, now: Timestamp) -> Call {
    match next(books, &[], now).unwrap() {
        Next::Call(call) => *call,
        Next::Done(_) => panic!("nothing to send"),
    }
}

fn said(text: &str) -> Private<Vec<u8>> {
    Private::new(text.as_bytes().to_vec())
}

fn states(books: &Books) -> Vec<CallName> {
    books.store.read(|read| view(*read)).unwrap().calls.iter().map(|line| line.state).collect()
}

/// The portal's list with these people of today in it.
fn list(books: &Books, keep: impl Fn(&paper::Row) -> bool) -> Vec<u8> {
    let people =
        books.store.read(|read| came(*read, (at("2026-11-21T00:00:00+07:00"), at("2026-11-22T00:00:00+07:00"))));
    let rows: Vec<paper::Row> = people.unwrap().into_iter().map(|came| came.row).filter(keep).collect();
    citizens(&rows, evening()).unwrap().bytes
}

/// When a list counts against a call of the evening.
fn later() -> Timestamp {
    at("2026-11-21T20:00:00+07:00")
}

fn compare(books: &Books, file: Vec<u8>) {
    compare_at(books, ("21/11/2026", "21/11/2026"), file, later());
}

fn compare_at(books: &Books, (from, to): (&str, &str), file: Vec<u8>, now: Timestamp) -> Vec<CallName> {
    let ask = PortalListAsk { from: from.to_owned(), to: to.to_owned(), file };
    assert!(matches!(portal_list(books, &ask, now), Ok(ReceptionDone::Reconciled { .. })));
    states(books)
}

#[test]
fn nothing_is_sent_until_somebody_has_set_all_of_it() {
    let off = || {
        let mut books = enrolled();
        arrives(&mut books, an(), evening());
        assert!(matches!(next(&books, &[], evening()), Err(RefusalCode::PortalOff)));
        books
    };
    let broken: [fn(&mut PortalForm); 4] = [
        |form| form.base = "http://portal.example".to_owned(),
        |form| form.token_path = "token".to_owned(),
        |form| form.user = " ".to_owned(),
        |form| form.password.clear(),
    ];
    for change in broken {
        let (books, mut form) = (off(), form());
        change(&mut form);
        assert!(matches!(save(&books, form.clone(), evening()), Err(RefusalCode::NotAPortal)));
        save(&books, PortalForm { on: false, ..form }, evening()).unwrap();
        assert!(matches!(next(&books, &[], evening()), Err(RefusalCode::PortalOff)));
    }
    let books = off();
    save(&books, form(), evening()).unwrap();
    save(&books, PortalForm { password: String::new(), ..form() }, evening()).unwrap();
    let view = books.store.read(|read| view(*read)).unwrap();
    assert!(view.on && view.has_password, "what is not typed again stays");
    assert_eq!(call(&books, evening()).access.password.expose(), "a secret");
}

#[test]
fn who_came_today_or_yesterday_goes_this_way_and_who_came_before_is_told_of() {
    let mut books = house();
    arrives(&mut books, an(), at("2026-11-20T19:00:00+07:00"));
    arrives(&mut books, foreigner(), evening());
    let no_permit = [Why::NoPermittedStay];
    assert_eq!(chosen(&books, &[], evening()), (vec![PortalWay::Citizen], no_permit.to_vec()));
    let (ways, left_out) = chosen(&books, &[], at("2026-11-22T08:00:00+07:00"));
    assert_eq!((ways.len(), left_out), (0, vec![Why::BeforeYesterday, Why::NoPermittedStay]));
    let (ways, left_out) = chosen(&books, &[], at("2026-12-01T08:00:00+07:00"));
    assert_eq!((ways.len(), left_out), (0, Vec::new()), "a week later it is old news");
}

#[test]
fn an_accepted_record_is_no_receipt_and_is_not_sent_again_before_the_list_has_been_seen() {
    let mut books = house();
    arrives(&mut books, an(), evening());
    arrives(&mut books, binh(), evening());
    let sent = call(&books, evening());
    answered(&books, sent.id, &Called::Accepted(said(r#"{"code":"200"}"#)), evening()).unwrap();
    let lost = call(&books, evening());
    assert_ne!(sent.notice, lost.notice);
    assert!(matches!(next(&books, &[sent.notice, lost.notice], evening()), Ok(Next::Done(_))), "not even when asked");
    answered(&books, lost.id, &Called::Uncertain(None), evening()).unwrap();
    assert_eq!(chosen(&books, &[], evening()), (Vec::new(), vec![Why::SentToPortal; 2]));
    assert_eq!(states(&books), [CallName::Uncertain, CallName::Accepted]);
    let folder = tempfile::tempdir().unwrap();
    let ask = ExportAsk {
        kind: ExportKindName::PortalCitizens,
        from: "21/11/2026".to_owned(),
        to: "21/11/2026".to_owned(),
        again: Vec::new(),
    };
    let Ok(ReceptionDone::Exported { records, left_out, .. }) = export(&books, folder.path(), &ask, evening()) else {
        panic!("not exported")
    };
    assert_eq!((records, left_out.len()), (0, 2), "nor by the file");
    // Said and not imported, lost and imported.
    compare(&books, list(&books, |row| row.person.number.as_ref().unwrap().value.expose() == "001199000456"));
    assert_eq!(states(&books), [CallName::Listed, CallName::Missing]);
    assert_eq!(chosen(&books, &[], evening()), (Vec::new(), vec![Why::NotInList]), "it may come late");
    assert_eq!(chosen(&books, &[sent.notice], evening()), (vec![PortalWay::Citizen], Vec::new()));
}

#[test]
fn nobody_is_missing_in_a_list_that_may_not_be_of_their_day() {
    let mut books = house();
    arrives(&mut books, an(), at("2026-11-20T19:00:00+07:00"));
    arrives(&mut books, binh(), evening());
    for _ in 0..2 {
        let sent = call(&books, evening());
        answered(&books, sent.id, &Called::Uncertain(None), evening()).unwrap();
    }
    let todays = list(&books, |_| true);
    assert_eq!(
        compare_at(&books, ("20/11/2026", "21/11/2026"), todays.clone(), later()),
        [CallName::Listed, CallName::Uncertain]
    );
    for of_another_day in [todays, list(&books, |_| false)] {
        let states = compare_at(&books, ("20/11/2026", "20/11/2026"), of_another_day, later());
        assert_eq!(states, [CallName::Listed, CallName::Uncertain]);
    }
}

#[test]
fn nobody_is_missing_in_a_list_that_may_be_older_than_the_call() {
    let mut books = house();
    arrives(&mut books, an(), evening());
    arrives(&mut books, binh(), evening());
    for _ in 0..2 {
        let sent = call(&books, evening());
        answered(&books, sent.id, &Called::Accepted(said("")), evening()).unwrap();
    }
    let (days, only) = (("21/11/2026", "21/11/2026"), list(&books, |row| row.person.sex == binh().sex));
    let young = compare_at(&books, days, only.clone(), at("2026-11-21T19:59:59+07:00"));
    assert_eq!(young, [CallName::Listed, CallName::Accepted]);
    assert_eq!(compare_at(&books, days, only, later()), [CallName::Listed, CallName::Missing]);
}

#[test]
fn who_comes_into_the_list_late_is_found_whatever_was_tried_meanwhile() {
    let ends: [fn() -> Called; 2] =
        [|| Called::NotSent(sync::portal::NotSent::NoConnection), || Called::Refused(said(r#"{"code":"400"}"#))];
    for end in ends {
        let mut books = house();
        let notice = arrives(&mut books, an(), evening()).notice.unwrap().0;
        let lost = call(&books, evening());
        answered(&books, lost.id, &Called::Uncertain(None), evening()).unwrap();
        looked(&books, lost.id, false, evening()).unwrap();
        let Ok(Next::Call(again)) = next(&books, &[notice], evening()) else { panic!("nothing to send") };
        answered(&books, again.id, &end(), evening()).unwrap();
        compare(&books, list(&books, |_| true));
        assert_eq!(states(&books)[1], CallName::Listed);
        assert_eq!(chosen(&books, &[notice], evening()), (Vec::new(), Vec::new()), "the portal has them");
    }
}

#[test]
fn a_file_the_portal_took_and_that_was_taken_back_sends_nobody_by_itself() {
    let mut books = house();
    let notice = arrives(&mut books, an(), evening()).notice.unwrap().0;
    let (folder, day) = (tempfile::tempdir().unwrap(), "21/11/2026".to_owned());
    let ask = ExportAsk { kind: ExportKindName::PortalCitizens, from: day.clone(), to: day, again: Vec::new() };
    assert!(export(&books, folder.path(), &ask, evening()).is_ok());
    let file = books.store.read(|read| read.exports().last(1)).unwrap().remove(0);
    taken(&books, file.id, 1, evening()).unwrap();
    books.store.write(|write| write.exports().void(file.id, evening())).unwrap();
    assert_eq!(chosen(&books, &[], evening()), (Vec::new(), vec![Why::TakenBack]));
    assert_eq!(chosen(&books, &[notice], evening()).0, [PortalWay::Citizen]);
}

#[test]
fn one_that_was_not_sent_holds_up_no_other() {
    let mut books = house();
    arrives(&mut books, an(), evening());
    arrives(&mut books, binh(), evening());
    let large = call(&books, evening());
    answered(&books, large.id, &Called::NotSent(sync::portal::NotSent::Status(413)), evening()).unwrap();
    let other = call(&books, later());
    assert_ne!(other.notice, large.notice);
    answered(&books, other.id, &Called::Accepted(said("")), later()).unwrap();
    assert_eq!(call(&books, later()).notice, large.notice, "and has its turn again");
}

#[test]
fn a_refused_record_waits_until_it_is_another_one() {
    let mut books = house();
    let notice = arrives(&mut books, an(), evening()).notice.unwrap().0;
    let refused = call(&books, evening());
    let answer = said(r#"{"code":"400","message":"Họ tên sai, Số giấy tờ sai"}"#);
    answered(&books, refused.id, &Called::Refused(answer), evening()).unwrap();
    assert_eq!(chosen(&books, &[], evening()), (Vec::new(), vec![Why::RefusedByPortal]));
    assert_eq!(chosen(&books, &[notice], evening()).0, [PortalWay::Citizen]);
    let view = books.store.read(|read| view(*read)).unwrap();
    assert_eq!(view.calls[0].errors, ["Họ tên sai", "Số giấy tờ sai"]);
    assert!(!view.calls[0].look);
    let stay = books.store.read(|read| read.notices().get(notice)).unwrap().stay;
    extend(&books, stay, 1, "Khách muốn", evening()).unwrap();
    assert_eq!(chosen(&books, &[], evening()).0, [PortalWay::Citizen], "with another end it is another record");
}

#[test]
fn who_is_in_a_file_goes_by_the_file() {
    let mut books = house();
    let notice = arrives(&mut books, an(), evening()).notice.unwrap().0;
    let (folder, day) = (tempfile::tempdir().unwrap(), "21/11/2026".to_owned());
    let ask = ExportAsk { kind: ExportKindName::PortalCitizens, from: day.clone(), to: day, again: Vec::new() };
    assert!(export(&books, folder.path(), &ask, evening()).is_ok());
    assert_eq!(chosen(&books, &[], evening()), (Vec::new(), vec![Why::InFile]));
    assert_eq!(chosen(&books, &[notice], evening()).0, [PortalWay::Citizen]);
    let file = books.store.read(|read| read.exports().last(1)).unwrap().remove(0);
    taken(&books, file.id, 1, evening()).unwrap();
    assert_eq!(chosen(&books, &[notice], evening()), (Vec::new(), Vec::new()), "the portal has them");
}

#[test]
fn another_day_of_leaving_is_told_once_the_portal_has_the_person() {
    let mut books = house();
    let CheckedIn { stay, .. } = arrives(&mut books, an(), evening());
    let sent = call(&books, evening());
    answered(&books, sent.id, &Called::Accepted(said("")), evening()).unwrap();
    extend(&books, stay, 3, "Khách muốn", evening()).unwrap();
    assert_eq!(chosen(&books, &[], evening()), (Vec::new(), vec![Why::SentToPortal]));
    looked(&books, sent.id, true, evening()).unwrap();
    let longer = call(&books, at("2026-11-22T09:00:00+07:00"));
    assert!(String::from_utf8_lossy(longer.body.expose()).contains(r#""thoiGianStr":"2026-11-25 "#));
    answered(&books, longer.id, &Called::Accepted(said("")), evening()).unwrap();
    compare(&books, list(&books, |_| true));
    assert_eq!(states(&books), [CallName::Listed; 2]);
    assert_eq!(chosen(&books, &[], evening()), (Vec::new(), Vec::new()));
    check_out(&books, stay, at("2026-11-23T09:00:00+07:00")).unwrap();
    let early = call(&books, at("2026-11-23T09:05:00+07:00"));
    assert!(String::from_utf8_lossy(early.body.expose()).contains(r#""loai":"TS""#));
}

#[test]
fn what_a_person_saw_is_recorded_and_only_of_a_call_that_waits() {
    let mut books = house();
    arrives(&mut books, an(), evening());
    let sent = call(&books, evening());
    assert!(matches!(looked(&books, sent.id, true, evening()), Err(RefusalCode::NotNow)), "it is under way");
    answered(&books, sent.id, &Called::Uncertain(Some(said("<html>"))), evening()).unwrap();
    looked(&books, sent.id, false, evening()).unwrap();
    looked(&books, sent.id, true, evening()).unwrap();
    assert!(matches!(looked(&books, sent.id, false, evening()), Err(RefusalCode::NotNow)), "it was found");
    assert!(matches!(looked(&books, Uuid::from_u128(1), true, evening()), Err(RefusalCode::Unknown)));
    let acts = books.store.read(|read| read.acts().of(sent.notice.uuid())).unwrap();
    let acts: Vec<_> =
        acts.into_iter().map(|act| act.what.into_owned()).filter(|what| what.starts_with("portal")).collect();
    assert_eq!(acts, ["portal.call", "portal.uncertain", "portal.not-seen", "portal.seen"]);
}
