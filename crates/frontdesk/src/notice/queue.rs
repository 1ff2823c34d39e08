//! From a stay to the exact bytes that go to the hub. This is the only place that turns one into the other.

use document::{Birth, Document, Sex, Source};
use duty::{Deadline, Resident, Role};
use jiff::Timestamp;
use lodging::{Guest, NoticeId, Occupant, Place, Relation, Stay};
use private::Private;
use store::{Device, EntryKey, NoticeKind, Queued, Read, StoreError, Write};
use wire::NoticePayload;

use crate::keep::house::House;

/// Why a notice could not be queued.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// This desk has no facility yet under which a hub would know it.
    #[error("this desk is not enrolled at a hub")]
    NotEnrolled,
    /// The facts do not make a notice.
    #[error(transparent)]
    Payload(#[from] wire::PayloadError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One person in one stay, about to be told.
pub struct Arrival<'a> {
    /// The house.
    pub house: &'a House,
    /// The stay, with the person in it.
    pub stay: &'a Stay,
    /// The person.
    pub guest: &'a Guest,
    /// The id the notice will have.
    pub notice: NoticeId,
    /// When the deadline began to run, if the stay was day use and has turned overnight.
    pub turned: Option<Timestamp>,
}

/// Freezes the arrival into bytes and queues them. The stay is saved before, in the same transaction.
///
/// # Errors
///
/// [`QueueError`]; the whole transaction must be taken back then.
pub fn arrival(write: Write<'_>, arrival: &Arrival<'_>, now: Timestamp) -> Result<Deadline, QueueError> {
    let read = write.read();
    let device = read.device().get()?.ok_or(QueueError::NotEnrolled)?;
    let document = &arrival.guest.document;
    let resident = Resident::of(document, arrival.house.remote);
    let occupant = occupant(arrival).ok_or(StoreError::Missing)?;
    let deadline = match arrival.turned {
        Some(turned) => duty::turned_deadline(turned, resident),
        None => duty::deadline(occupant.arrived, arrival.stay.kind, resident).ok_or(StoreError::Missing)?,
    };
    let revision = read.outbox().next_revision(arrival.notice)?;
    let place = place_name(read, arrival.stay.place)?;
    let payload = payload(arrival, occupant, &device, (revision, place, resident), now)?.encode()?;
    write.outbox().queue(&Queued {
        key: EntryKey { notice: arrival.notice, revision },
        kind: NoticeKind::Arrival,
        sha256: *NoticePayload::digest(&payload).bytes(),
        payload: Private::new(payload),
        at: now,
        deadline: Some(deadline.at),
    })?;
    Ok(deadline)
}

fn occupant<'a>(arrival: &Arrival<'a>) -> Option<&'a Occupant> {
    arrival.stay.present().find(|occupant| occupant.guest == arrival.guest.id)
}

fn place_name(read: Read<'_>, place: Place) -> Result<String, StoreError> {
    match place {
        Place::Room(id) => read.rooms().get(id).map(|room| room.name),
        Place::Department(id) => read.departments().get(id).map(|department| department.name),
    }
}

fn payload(
    arrival: &Arrival<'_>,
    occupant: &Occupant,
    device: &Device,
    (revision, place, resident): (u32, String, Resident),
    now: Timestamp,
) -> Result<NoticePayload, wire::PayloadError> {
    Ok(NoticePayload {
        version: wire::PAYLOAD_VERSION,
        facility: device.facility,
        notice: arrival.notice.uuid(),
        revision,
        kind: wire::NoticeKind::Arrival,
        captured_at: now,
        arrived_at: occupant.arrived,
        leaves_at: arrival.stay.planned_until,
        old_leaves_at: None,
        turned_overnight: arrival.turned.is_some(),
        place: Private::new(place),
        person: person(&arrival.guest.document)?,
        resident: match resident {
            Resident::Vietnamese => wire::Resident::Vietnamese,
            Resident::Foreign { remote } => wire::Resident::Foreign { remote },
        },
        reason: Private::new(wire::Reason {
            code: occupant.reason.code(),
            text: occupant.reason_note.as_ref().map(|note| note.expose().clone()),
        }),
        role: Private::new(role(occupant.role)),
        relation: occupant.relation.map(|to| Private::new(relation(to))),
        channel: channel(&arrival.guest.document),
        change: None,
        clock: None,
    })
}

fn person(document: &Document) -> Result<wire::Person, wire::PayloadError> {
    let missing = wire::PayloadError::Invalid;
    let name = document.name.as_ref().ok_or(missing(wire::Field::Name))?;
    let number = document.number.as_ref().ok_or(missing(wire::Field::Number))?;
    let nationality = document.nationality.as_ref().ok_or(missing(wire::Field::Nationality))?;
    Ok(wire::Person {
        name: name.value.clone(),
        birth: document.birth.as_ref().map(|birth| birth.value.map(birth_date)),
        sex: sex(document.sex.as_ref().map(|sex| *sex.value.expose())),
        nationality: nationality.value.expose().code().to_owned(),
        paper: document.paper.code(),
        number: number.value.clone(),
        // What a person has taken for the old units; the raw address stays in the house as evidence.
        address: document.residence.clone().or_else(|| document.address.as_ref().map(|address| address.value.clone())),
    })
}

fn birth_date(birth: Birth) -> wire::Birth {
    match birth {
        Birth::Day(day) => wire::Birth::Day(day),
        Birth::Year(year) => wire::Birth::Year(year),
    }
}

fn sex(sex: Option<Sex>) -> wire::Sex {
    match sex {
        Some(Sex::Male) => wire::Sex::Male,
        Some(Sex::Female) => wire::Sex::Female,
        Some(Sex::Unspecified) | None => wire::Sex::Unspecified,
    }
}

fn role(role: Role) -> wire::Role {
    match role {
        Role::Guest => wire::Role::Guest,
        Role::Patient => wire::Role::Patient,
        Role::Carer => wire::Role::Carer,
    }
}

fn relation(relation: Relation) -> wire::Relation {
    match relation {
        Relation::Spouse => wire::Relation::Spouse,
        Relation::Parent => wire::Relation::Parent,
        Relation::Child => wire::Relation::Child,
        Relation::Sibling => wire::Relation::Sibling,
        Relation::Other => wire::Relation::Other,
    }
}

/// How the person's number came in stands for how the person came in.
fn channel(document: &Document) -> wire::Channel {
    match document.number.as_ref().map(|number| number.source) {
        Some(Source::Chip) => wire::Channel::Chip,
        Some(Source::Qr) => wire::Channel::Qr,
        Some(Source::Mrz) => wire::Channel::Mrz,
        // A number of a health insurance card is never taken.
        Some(Source::HealthInsurance | Source::Typed) | None => wire::Channel::Typed,
    }
}
