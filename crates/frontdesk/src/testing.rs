//! An invented house for this crate's tests: books in memory, people, and a clock and dice that are driven.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use document::{Birth, ChipTrust, Country, DataTrust, Document, Expiry, Fact, Paper, Sex, Source, Verdict};
use duty::{Reason, Role, StayKind};
use jiff::Timestamp;
use jiff::civil::date;
use lodging::{DepartmentId, Place, RoomId};
use private::Private;
use store::{Device, Entry, FIRST_STAFF, Store};
use uuid::Uuid;
use wire::NoticePayload;

use crate::ambient::Ambient;
use crate::arrive::registration::Registration;
use crate::backroom::Backroom;
use crate::books::Books;
use crate::courier::CourierDesk;
use crate::desk::Inputs;
use crate::devices::{DeviceDesk, DeviceSetup};
use crate::keep::clock::Clock;
use crate::keep::devices::Chosen;
use crate::keep::house;
use crate::keep::units::UnitTable;
use crate::notice::warn::Watch;

/// An's card as its QR has it.
pub(crate) const AN_QR: &str =
    "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
/// Bình's.
pub(crate) const BINH_QR: &str = "001199000456||Trần Thị Bình|20101999|Nữ|Số 2, Hàng Bài, Hoàn Kiếm, Hà Nội|15032023";

/// The zone on the back of An's card.
pub(crate) const AN_ZONE: &str =
    "IDVNM0990001232001099000123<<3\n9905153M3905151VNM<<<<<<<<<<<2\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<\n";
/// An's health insurance card.
pub(crate) const AN_INSURANCE: &str =
    "0110990001|4e677579e1bb856e2056c4836e20416e|15/05/1999|1|-|01 - 001|01/01/2026|-|01/01/2026|4|x$";
/// The specimen of Doc 9303-4, made German and valid until 2032.
pub(crate) const PASSPORT: &str =
    "P<D<<ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36D<<7408122F3204153ZE184226B<<<<<16\n";

const HOUSE: &str = r#"
    name = "Nhà nghỉ Hoa Sen"
    address = "Số 3, Tràng Thi, Hoàn Kiếm, Hà Nội"
    kind = "guesthouse"
    departments = ["Khoa Nội", "Khoa Ngoại"]
    [[floors]]
    number = 1
    rooms = [{ name = "101", beds = 2 }, { name = "102", beds = 1 }]
"#;

/// The facility a hub would have given this house.
pub(crate) const FACILITY: Uuid = Uuid::from_u128(0xfac1);

/// Dice that never show the same twice.
struct Counting(AtomicU8);

impl Ambient for Counting {
    fn now(&self) -> Timestamp {
        evening()
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// 19:00 of an invented evening in Viet Nam.
pub(crate) fn evening() -> Timestamp {
    at("2026-11-21T19:00:00+07:00")
}

/// The books of a house that no hub knows yet.
pub(crate) fn books() -> Books {
    let store = Store::open_in_memory(evening()).unwrap();
    let dice = Counting(AtomicU8::new(1));
    let house = house::open(&store, Some(HOUSE), evening(), &dice).unwrap();
    let ambient = Arc::new(dice);
    let clock = Clock::new(ambient.clone(), evening());
    Books { house, store, staff: FIRST_STAFF, ambient, clock, consent: None }
}

/// The books of a house that is enrolled at a hub.
pub(crate) fn enrolled() -> Books {
    let books = books();
    let device = Device {
        hub_url: "http://127.0.0.1:1".to_owned(),
        facility: FACILITY,
        id: Uuid::from_u128(0xde),
        signing_key: Private::new([7; 32]),
    };
    books.store.write(|write| write.device().enrol(&device, evening())).unwrap();
    books
}

/// What stands behind a face, with books and without a device or a hub.
pub(crate) fn backroom(books: Books) -> Backroom {
    let none = || Chosen::Told("none".to_owned());
    let devices = DeviceSetup { camera: none(), reader: none(), scanner: none(), csca: None };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let inputs = Inputs::to_nobody();
    Backroom {
        books,
        watch: Watch::default(),
        night: crate::notice::night::Night::default(),
        key_change: crate::keep::key::KeyChange::default(),
        devices: DeviceDesk::open(devices, inputs.clone(), Arc::default()).unwrap(),
        courier: CourierDesk::new(runtime.handle().clone(), inputs),
        units: UnitTable::of(Path::new("")),
        exports: PathBuf::new(),
        training: false,
    }
}

pub(crate) fn room(books: &Books, name: &str) -> RoomId {
    books.store.read(|read| read.rooms().all()).unwrap().into_iter().find(|room| room.name == name).unwrap().id
}

pub(crate) fn department(books: &Books, name: &str) -> DepartmentId {
    books.store.read(|read| read.departments().all()).unwrap().into_iter().find(|one| one.name == name).unwrap().id
}

/// An's card as its chip has it.
pub(crate) fn an() -> Document {
    person("001099000123", "Nguyễn Văn An", Sex::Male)
}

/// Bình's.
pub(crate) fn binh() -> Document {
    person("001199000456", "Trần Thị Bình", Sex::Female)
}

/// Anybody's card as its chip would have it.
pub(crate) fn person(number: &str, name: &str, sex: Sex) -> Document {
    Document {
        number: Some(chip(number.to_owned())),
        name: Some(chip(name.to_owned())),
        birth: Some(chip(Birth::Day(date(1999, 5, 15)))),
        sex: Some(chip(sex)),
        nationality: Some(chip(Country::VIETNAM)),
        address: Some(chip("Số 1, Đội Cấn, Ba Đình, Hà Nội".to_owned())),
        issued: Some(chip(date(2022, 5, 20))),
        expiry: Some(chip(Expiry::On(date(2039, 5, 15)))),
        verdict: Verdict { data: DataTrust::SelfConsistent, chip: ChipTrust::Untested },
        ..Document::new(Paper::CitizenCard)
    }
}

/// A foreigner's passport, typed.
pub(crate) fn foreigner() -> Document {
    Document {
        number: Some(typed("C1234567".to_owned())),
        name: Some(typed("ANNA BEISPIEL".to_owned())),
        birth: Some(typed(Birth::Day(date(1988, 2, 29)))),
        sex: Some(typed(Sex::Female)),
        nationality: Some(typed(Country::parse("D").unwrap())),
        ..Document::new(Paper::Passport)
    }
}

fn chip<T>(value: T) -> Fact<T> {
    Fact::new(value, Source::Chip)
}

fn typed<T>(value: T) -> Fact<T> {
    Fact::new(value, Source::Typed)
}

/// One night for a document's person.
pub(crate) fn one_night(document: Document, place: Place) -> Registration {
    Registration {
        document,
        place,
        kind: StayKind::Overnight,
        nights: 1,
        role: Role::Guest,
        relation: None,
        reason: Reason::Tourism,
        reason_note: None,
        entry: None,
    }
}

/// Some hours for a document's person.
pub(crate) fn some_hours(document: Document, place: Place) -> Registration {
    Registration { kind: StayKind::DayUse, ..one_night(document, place) }
}

/// What is queued, in the order it was, as the hub would read it.
pub(crate) fn queued(books: &Books) -> Vec<(Entry, NoticePayload)> {
    let entries = books.store.read(|read| {
        let lines = read.board().list(None, 100)?;
        lines.into_iter().rev().map(|line| read.outbox().get(line.key)).collect::<Result<Vec<_>, _>>()
    });
    let decode = |entry: Entry| {
        let payload = NoticePayload::decode(entry.queued.payload.expose()).unwrap();
        assert_eq!(*NoticePayload::digest(entry.queued.payload.expose()).bytes(), entry.queued.sha256);
        (entry, payload)
    };
    entries.unwrap().into_iter().map(decode).collect()
}

/// Settles an entry that was claimed, with a receipt as the store keeps it.
pub(crate) fn settle(books: &Books, entry: &Entry) {
    let receipt = store::Receipt {
        key: entry.queued.key,
        sha256: entry.queued.sha256,
        body: b"{}".to_vec(),
        signature: vec![0; 64],
        key_id: "key".to_owned(),
        code: "4K7P".to_owned(),
        received_at: evening(),
        on_time: true,
    };
    books.store.write(|write| write.outbox().settle(&receipt)).unwrap();
}

/// How much stands in the books: guests, stays, acts, entries.
pub(crate) fn figures(books: &Books) -> [usize; 4] {
    let figures = books.store.read(|read| {
        let acts = read.acts().last(1000)?.len();
        let entries = read.board().list(None, 1000)?.len();
        let count = |figure: u64| usize::try_from(figure).unwrap();
        Ok([count(read.guests().count()?), count(read.stays().count()?), acts, entries])
    });
    figures.unwrap()
}
