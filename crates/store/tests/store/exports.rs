//! What left the house, and what the portal said it took.

use jiff::civil::date;
use lodging::{EntryKind, EntryPaper, GuestId, NoticeId};
use private::Private;
use store::{EntryKey, Export, ExportKind, FIRST_STAFF, Store, StoreError};
use uuid::Uuid;

use crate::house::{at, evening, house, notice_id};

fn export(id: u128, records: u32) -> Export {
    Export {
        id: Uuid::from_u128(id),
        kind: ExportKind::PortalCitizens,
        from: date(2026, 11, 21),
        to: date(2026, 11, 21),
        file: "DS_KHACH_1.xlsx".to_owned(),
        records,
        sha256: [7; 32],
        at: evening(),
        who: FIRST_STAFF,
        taken: None,
        voided: None,
    }
}

fn telling(notice: NoticeId, revision: u32) -> EntryKey {
    EntryKey { notice, revision }
}

fn moved_in() -> (Store, NoticeId) {
    (house(1), notice_id(1))
}

/// A house with one notice, which is in a file.
fn exported() -> (Store, NoticeId) {
    let (store, notice) = moved_in();
    store.write(|write| write.exports().add(&export(1, 1), &[telling(notice, 1)])).unwrap();
    (store, notice)
}

#[test]
fn a_notice_is_delivered_when_the_portal_took_as_many_as_are_in_the_file() {
    let (store, notice) = exported();
    let taken = |store: &Store| store.read(|read| read.exports().at_portal(notice)).unwrap();
    assert_eq!(taken(&store), None);
    store.write(|write| write.exports().taken(Uuid::from_u128(1), 0)).unwrap();
    assert_eq!(taken(&store), None);
    store.write(|write| write.exports().taken(Uuid::from_u128(1), 1)).unwrap();
    assert_eq!(taken(&store), Some(1));
    store.write(|write| write.exports().add(&export(2, 1), &[telling(notice, 2)])).unwrap();
    assert_eq!(taken(&store), Some(1), "the portal has what was told first");
    store.write(|write| write.exports().taken(Uuid::from_u128(2), 1)).unwrap();
    assert_eq!(taken(&store), Some(2));
    let again = store.write(|write| write.exports().taken(Uuid::from_u128(1), 0));
    assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
    assert_eq!(store.read(|read| read.exports().get(Uuid::from_u128(1))).unwrap().taken, Some(1));
}

#[test]
fn an_export_that_was_taken_back_delivers_nothing_and_is_kept() {
    let (store, notice) = exported();
    let id = Uuid::from_u128(1);
    store.write(|write| write.exports().taken(id, 1)).unwrap();
    store.write(|write| write.exports().void(id, evening())).unwrap();
    assert_eq!(store.read(|read| read.exports().at_portal(notice)), Ok(None));
    let kept = store.read(|read| read.exports().get(id)).unwrap();
    assert_eq!((kept.taken, kept.voided), (Some(1), Some(evening())));
    let twice = store.write(|write| write.exports().void(id, evening()));
    assert!(matches!(twice, Err(StoreError::Refused(_))), "{twice:?}");
    store.write(|write| write.exports().add(&export(2, 1), &[telling(notice, 1)])).unwrap();
    store.write(|write| write.exports().void(Uuid::from_u128(2), evening())).unwrap();
    let taken = store.write(|write| write.exports().taken(Uuid::from_u128(2), 1));
    assert!(matches!(taken, Err(StoreError::Refused(_))), "{taken:?}");
    let unknown = store.write(|write| write.exports().void(Uuid::from_u128(9), evening()));
    assert_eq!(unknown, Err(StoreError::Missing));
}

#[test]
fn a_register_delivers_nothing() {
    let (store, notice) = moved_in();
    let register = Export { kind: ExportKind::Guests, taken: Some(1), ..export(1, 1) };
    store.write(|write| write.exports().add(&register, &[telling(notice, 1)])).unwrap();
    assert_eq!(store.read(|read| read.exports().at_portal(notice)), Ok(None));
}

#[test]
fn exports_are_counted_and_come_newest_first() {
    let (store, _) = exported();
    store.write(|write| write.exports().add(&export(2, 0), &[])).unwrap();
    let ids = store.read(|read| read.exports().last(10)).unwrap().into_iter().map(|export| export.id.as_u128());
    assert_eq!(ids.collect::<Vec<_>>(), [2, 1]);
    let count =
        |since: &str| store.read(|read| read.exports().count_since(ExportKind::PortalCitizens, at(since))).unwrap();
    assert_eq!((count("2026-11-21T00:00:00+07"), count("2026-11-22T00:00:00+07")), (2, 0));
}

#[test]
fn an_export_of_a_notice_that_is_not_there_is_refused_whole() {
    let (store, _) = moved_in();
    let unknown = NoticeId::from_uuid(Uuid::from_u128(99));
    assert!(store.write(|write| write.exports().add(&export(1, 1), &[telling(unknown, 1)])).is_err());
    assert_eq!(store.read(|read| read.exports().last(10)).unwrap(), []);
}

#[test]
fn the_last_word_on_an_entry_stands() {
    let (store, notice) = moved_in();
    let of = store.read(|read| read.notices().get(notice)).unwrap();
    let typed = || store.read(|read| read.entry_papers().of(of.stay, of.guest)).unwrap();
    assert_eq!(typed(), None);
    let first = EntryPaper { permitted_until: Some(date(2026, 12, 1)), ..EntryPaper::default() };
    let second = EntryPaper {
        kind: Some(EntryKind::Visa),
        number: Some(Private::new("DL0000123".to_owned())),
        until: Some(date(2027, 1, 1)),
        issued: Some(date(2026, 11, 1)),
        authority: "Cục Quản lý xuất nhập cảnh".to_owned(),
        entered: Some(date(2026, 11, 20)),
        gate: "Nội Bài".to_owned(),
        purpose: "Du lịch".to_owned(),
        permitted_until: Some(date(2026, 12, 20)),
    };
    for paper in [&first, &second] {
        store.write(|write| write.entry_papers().add(of.stay, of.guest, paper)).unwrap();
        assert_eq!(typed().as_ref(), Some(paper));
    }
    let nobody = GuestId::from_uuid(Uuid::from_u128(99));
    assert!(store.write(|write| write.entry_papers().add(of.stay, nobody, &first)).is_err());
}

#[test]
fn who_arrived_in_a_span_is_found_by_any_person_of_the_stay() {
    let (store, _) = moved_in();
    let arrived =
        |from: &str, before: &str| store.read(|read| read.stays().arrived(at(from), at(before))).unwrap().len();
    assert_eq!(arrived("2026-11-21T00:00:00+07", "2026-11-22T00:00:00+07"), 1);
    assert_eq!(arrived("2026-11-22T00:00:00+07", "2026-11-23T00:00:00+07"), 0);
}
