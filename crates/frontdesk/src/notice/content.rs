//! What a notice says, in the words of the wire: one person in one stay, as the books have them now.

use document::{Birth, Document, Sex, Source};
use duty::{Resident, Role};
use jiff::Timestamp;
use lodging::{Guest, NoticeId, Occupant, Place, Relation, Stay};
use store::{Read, StoreError};

/// Everything a notice tells of.
pub(super) struct Content {
    pub(super) stay: Stay,
    pub(super) occupant: Occupant,
    pub(super) guest: Guest,
    pub(super) place: String,
}

impl Content {
    /// Reads it, with what this transaction has changed so far.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] without such a notice.
    pub(super) fn read(read: Read<'_>, notice: NoticeId) -> Result<Self, StoreError> {
        let of = read.notices().get(notice)?;
        let stay = read.stays().get(of.stay)?;
        let occupant = stay.occupants.iter().find(|occupant| occupant.notice == Some(notice)).cloned();
        Ok(Self {
            occupant: occupant.ok_or(StoreError::Missing)?,
            guest: read.guests().get(of.guest)?,
            place: place_name(read, stay.place)?,
            stay,
        })
    }

    /// When the person leaves: what is planned while they are here, and for a stay that did not take place.
    pub(super) fn leaves_at(&self) -> Timestamp {
        let left = self.occupant.left.filter(|_| self.stay.voided.is_none());
        left.unwrap_or(self.stay.planned_until)
    }

    /// Why the person stays.
    pub(super) fn reason(&self) -> wire::Reason {
        let text = self.occupant.reason_note.as_ref().map(|note| note.expose().clone());
        wire::Reason { code: self.occupant.reason.code(), text }
    }
}

fn place_name(read: Read<'_>, place: Place) -> Result<String, StoreError> {
    match place {
        Place::Room(id) => read.rooms().get(id).map(|room| room.name),
        Place::Department(id) => read.departments().get(id).map(|department| department.name),
    }
}

pub(super) const fn resident(resident: Resident) -> wire::Resident {
    match resident {
        Resident::Vietnamese => wire::Resident::Vietnamese,
        Resident::Foreign { remote } => wire::Resident::Foreign { remote },
    }
}

pub(super) fn person(document: &Document) -> Result<wire::Person, wire::PayloadError> {
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

pub(super) const fn role(role: Role) -> wire::Role {
    match role {
        Role::Guest => wire::Role::Guest,
        Role::Patient => wire::Role::Patient,
        Role::Carer => wire::Role::Carer,
    }
}

pub(super) const fn relation(relation: Relation) -> wire::Relation {
    match relation {
        Relation::Spouse => wire::Relation::Spouse,
        Relation::Parent => wire::Relation::Parent,
        Relation::Child => wire::Relation::Child,
        Relation::Sibling => wire::Relation::Sibling,
        Relation::Other => wire::Relation::Other,
    }
}

/// How the person's number came in stands for how the person came in.
pub(super) fn channel(document: &Document) -> wire::Channel {
    match document.number.as_ref().map(|number| number.source) {
        Some(Source::Chip) => wire::Channel::Chip,
        Some(Source::Qr) => wire::Channel::Qr,
        Some(Source::Mrz) => wire::Channel::Mrz,
        // A number of a health insurance card is never taken.
        Some(Source::HealthInsurance | Source::Typed) | None => wire::Channel::Typed,
    }
}
