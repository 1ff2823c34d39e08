//! What a desk tells: one invented person in as many stays as are asked for, and what is told of them afterwards.

use document::{Birth, Country, Document, Fact, Paper, Sex, Source};
use duty::StayKind;
use jiff::{SignedDuration, Timestamp, civil::date};
use lodging::{
    Arrival, Cleanliness, Guest, GuestId, LodgingError, NoticeId, Occupant, Place, Room, RoomId, Stay, StayId,
};
use private::Private;
use store::{EntryKey, NoticeKind, Queued, Store, StoreError};
use uuid::Uuid;
use wire::{Digest, NoticeKey, NoticePayload, PayloadError};

/// What is the matter with a telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing: it ends with a receipt.
    Good,
    /// The hub will not take it: it waits for a person.
    Refused,
    /// Whoever stands before the hub chokes on it, whatever it comes with: it goes out for ever.
    Poison,
}

/// One telling.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    /// Which guest, from 0.
    pub guest: u16,
    /// Which telling of them, from 1.
    pub revision: u32,
    /// What is the matter with it.
    pub nature: Nature,
}

/// Why nothing was told.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// The invented stay is none.
    #[error(transparent)]
    Stay(#[from] LodgingError),
    /// The invented facts make no notice.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose desk it is, and what time it believes.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The house.
    pub facility: Uuid,
    /// Which desk, from 0: it is in every id.
    pub desk: u16,
    /// By the desk's clock.
    pub now: Timestamp,
    /// By the person's own word.
    pub arrived: Timestamp,
}

/// A telling that is on disk.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Under which key the hub will hold it.
    pub key: NoticeKey,
    /// Its entry in the outbox.
    pub entry: EntryKey,
    /// What is the matter with it.
    pub nature: Nature,
    /// Of the bytes that were queued.
    pub sha256: Digest,
}

/// Commits a telling, with the stay where it is the first of a guest.
///
/// # Errors
///
/// [`TellError`]; nothing is committed then.
pub fn tell(store: &Store, at: &At, telling: Telling) -> Result<Told, TellError> {
    let notice = notice_id(at, telling.guest);
    let payload = payload(at, notice, telling).encode()?;
    let (sha256, entry) = (Digest::of(&payload), EntryKey { notice, revision: telling.revision });
    let deadline = at.arrived + SignedDuration::from_mins(30 * (1 + i64::from(telling.guest % 7)));
    let queued = Queued {
        key: entry,
        kind: kind(telling),
        payload: Private::new(payload),
        sha256: *sha256.bytes(),
        at: at.now,
        deadline: (!telling.revision.is_multiple_of(3)).then_some(deadline),
    };
    store.try_write(|write| {
        if telling.revision == 1 {
            let guest = guest(at, telling.guest);
            write.guests().save(&guest)?;
            write.stays().save(&stay(at, &guest, notice)?)?;
        }
        Ok::<_, TellError>(write.outbox().queue(&queued)?)
    })?;
    let key = NoticeKey { facility: at.facility, notice: notice.uuid(), revision: telling.revision };
    Ok(Told { key, entry, nature: telling.nature, sha256 })
}

/// The room everybody stays in.
pub fn room() -> Room {
    let id = RoomId::new(Timestamp::UNIX_EPOCH, [1; 10]);
    Room { id, floor: 3, name: "305".to_owned(), beds: 9, state: Cleanliness::Ready }
}

fn random(at: &At, guest: u16) -> [u8; 10] {
    let (desk, guest) = (at.desk.to_be_bytes(), guest.to_be_bytes());
    [0, 0, 0, 0, 0, 0, desk[0], desk[1], guest[0], guest[1]]
}

fn notice_id(at: &At, guest: u16) -> NoticeId {
    NoticeId::new(Timestamp::UNIX_EPOCH, random(at, guest))
}

fn guest(at: &At, number: u16) -> Guest {
    let mut document = Document::new(Paper::CitizenCard);
    document.number = Some(Fact::new("001099000123".to_owned(), Source::Chip));
    document.name = Some(Fact::new("Nguyễn Văn An".to_owned(), Source::Chip));
    document.birth = Some(Fact::new(Birth::Day(date(1999, 5, 15)), Source::Chip));
    document.sex = Some(Fact::new(Sex::Male, Source::Chip));
    document.nationality = Some(Fact::new(Country::VIETNAM, Source::Chip));
    Guest { id: GuestId::new(Timestamp::UNIX_EPOCH, random(at, number)), document }
}

fn stay(at: &At, guest: &Guest, notice: NoticeId) -> Result<Stay, LodgingError> {
    let occupant = Occupant {
        guest: guest.id,
        role: duty::Role::Guest,
        relation: None,
        reason: duty::Reason::Tourism,
        reason_note: None,
        notice: Some(notice),
        arrived: at.arrived,
        left: None,
    };
    Stay::arrive(Arrival {
        id: StayId::from_uuid(notice.uuid()),
        place: Place::Room(room().id),
        kind: StayKind::Overnight,
        at: at.arrived,
        planned_until: at.arrived + SignedDuration::from_hours(18),
        occupants: vec![occupant],
    })
}

const fn kind(telling: Telling) -> NoticeKind {
    match telling.revision {
        1 => NoticeKind::Arrival,
        3 => NoticeKind::Extension,
        _ => NoticeKind::Correction,
    }
}

fn payload(at: &At, notice: NoticeId, telling: Telling) -> NoticePayload {
    let kind = match kind(telling) {
        NoticeKind::Arrival => wire::NoticeKind::Arrival,
        NoticeKind::Extension => wire::NoticeKind::Extension,
        _ => wire::NoticeKind::Correction,
    };
    let leaves_at = at.arrived + SignedDuration::from_hours(18 + 24 * i64::from(telling.revision));
    let change =
        wire::Change { why: Private::new("Khách đổi ý".to_owned()), by: Private::new("Lễ tân".to_owned()) };
    NoticePayload {
        version: wire::PAYLOAD_VERSION,
        facility: at.facility,
        notice: notice.uuid(),
        revision: telling.revision,
        kind,
        captured_at: at.now,
        arrived_at: at.arrived,
        leaves_at,
        old_leaves_at: (kind == wire::NoticeKind::Extension).then(|| leaves_at - SignedDuration::from_hours(24)),
        turned_overnight: false,
        place: Private::new(place(telling)),
        person: wire::Person {
            name: Private::new("Nguyễn Văn An".to_owned()),
            birth: (telling.nature != Nature::Refused).then(|| Private::new(wire::Birth::Day(date(1999, 5, 15)))),
            sex: wire::Sex::Male,
            nationality: "VNM".to_owned(),
            paper: 1,
            number: Private::new("001099000123".to_owned()),
            address: None,
        },
        resident: wire::Resident::Vietnamese,
        reason: Private::new(wire::Reason { code: 1, text: None }),
        role: Private::new(wire::Role::Guest),
        relation: None,
        channel: wire::Channel::Chip,
        change: (telling.revision > 1).then_some(change),
        clock: None,
    }
}

/// The word by which whoever chokes on a telling knows it.
pub const POISON: &str = "Độc";

fn place(telling: Telling) -> String {
    if telling.nature == Nature::Poison { POISON.to_owned() } else { format!("30{}", telling.revision) }
}
