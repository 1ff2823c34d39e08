//! An invented house, its guests and their notices.

use document::{Birth, Country, Document, Expiry, Fact, Paper, Sex, Source};
use duty::{Reason, Role, StayKind};
use jiff::Timestamp;
use jiff::civil::date;
use lodging::{
    Arrival, Cleanliness, Department, DepartmentId, Guest, GuestId, NoticeId, Occupant, Place, Room, RoomId, Stay,
    StayId,
};
use private::Private;
use store::{EntryKey, NoticeKind, Queued, Receipt, Store, StoreError};

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// 19:00 of an invented evening in Viet Nam.
pub fn evening() -> Timestamp {
    at("2026-11-21T19:00:00+07")
}

fn random(n: u64) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&n.to_be_bytes());
    bytes
}

pub fn guest(n: u64, name: &str, number: &str) -> Guest {
    let mut document = Document::new(Paper::CitizenCard);
    document.number = Some(Fact::new(number.to_owned(), Source::Chip));
    document.name = Some(Fact::new(name.to_owned(), Source::Chip));
    document.birth = Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Mrz));
    document.sex = Some(Fact::new(Sex::Male, Source::Qr));
    document.nationality = Some(Fact::new(Country::VIETNAM, Source::Chip));
    document.address = Some(Fact::new("Số 1, Đội Cấn, Ba Đình, Hà Nội".to_owned(), Source::Qr));
    document.issued = Some(Fact::new(date(2022, 5, 20), Source::Qr));
    document.expiry = Some(Fact::new(Expiry::Lifelong, Source::Typed));
    Guest { id: GuestId::new(evening(), random(n)), document }
}

pub fn an() -> Guest {
    guest(1, "Nguyễn Văn An", "001099000123")
}

pub fn room(n: u64, floor: i16, name: &str) -> Room {
    Room { id: RoomId::new(evening(), random(n)), floor, name: name.to_owned(), beds: 2, state: Cleanliness::Ready }
}

pub fn department(n: u64, name: &str) -> Department {
    Department { id: DepartmentId::new(evening(), random(n)), name: name.to_owned() }
}

pub fn occupant(guest: &Guest, notice: Option<u64>) -> Occupant {
    Occupant {
        guest: guest.id,
        role: Role::Guest,
        relation: None,
        reason: Reason::Tourism,
        reason_note: None,
        notice: notice.map(notice_id),
        arrived: evening(),
        left: None,
    }
}

pub fn notice_id(n: u64) -> NoticeId {
    NoticeId::new(evening(), random(n))
}

pub fn stay_id(n: u64) -> StayId {
    StayId::new(evening(), random(n))
}

pub fn stay(n: u64, place: Place, occupants: Vec<Occupant>) -> Stay {
    Stay::arrive(Arrival {
        id: stay_id(n),
        place,
        kind: StayKind::Overnight,
        at: evening(),
        planned_until: at("2026-11-22T12:00:00+07"),
        occupants,
    })
    .unwrap()
}

pub fn key(n: u64, revision: u32) -> EntryKey {
    EntryKey { notice: notice_id(n), revision }
}

/// A hash that stands for SHA-256 here: the store never computes one.
pub fn hash(n: u64, revision: u32) -> [u8; 32] {
    let mut hash = [0x5a; 32];
    hash[..8].copy_from_slice(&n.to_be_bytes());
    hash[8..12].copy_from_slice(&revision.to_be_bytes());
    hash
}

pub fn queued(n: u64, revision: u32, deadline: Option<&str>) -> Queued {
    Queued {
        key: key(n, revision),
        kind: if revision == 1 { NoticeKind::Arrival } else { NoticeKind::Extension },
        payload: Private::new(format!("notice {n} revision {revision}").into_bytes()),
        sha256: hash(n, revision),
        at: evening(),
        deadline: deadline.map(at),
    }
}

pub fn receipt(n: u64, revision: u32) -> Receipt {
    Receipt {
        key: key(n, revision),
        sha256: hash(n, revision),
        body: b"what the hub signed".to_vec(),
        signature: vec![7; 64],
        key_id: "0123456789abcdef".to_owned(),
        code: "4K7P".to_owned(),
        received_at: at("2026-11-21T19:42:00+07"),
        on_time: true,
    }
}

/// A store in memory with room 305 and the stays 1 to `stays`, each one guest with notice and nothing queued.
pub fn house(stays: u64) -> Store {
    let store = Store::open_in_memory(evening()).unwrap();
    let place = room(1, 3, "305");
    store.write(|w| w.rooms().save(&place)).unwrap();
    for n in 1..=stays {
        let guest = guest(n, "Nguyễn Văn An", &format!("0010990{n:05}"));
        let stay = stay(n, Place::Room(place.id), vec![occupant(&guest, Some(n))]);
        store.write(|w| w.guests().save(&guest).and_then(|()| w.stays().save(&stay))).unwrap();
    }
    store
}

pub fn queue(store: &Store, entry: &Queued) -> Result<(), StoreError> {
    store.write(|w| w.outbox().queue(entry))
}
