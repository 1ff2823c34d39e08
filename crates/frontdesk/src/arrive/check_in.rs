//! Saving a registration: the guest, the stay, the consent and the notice, together or not at all (invariant 4).

use duty::StayKind;
use jiff::Timestamp;
use lodging::{Arrival, Cleanliness, Guest, GuestId, NoticeId, Occupant, Place, RoomId, Sleeper, Stay, StayId};
use store::{Read, StoreError, Write};

use super::registration::{Registration, hard_findings};
use crate::books::Books;
use crate::notice::queue::{QueueError, Telling, tell};
use crate::say;
use crate::view::{Refusal, RefusalCode};

/// What was saved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CheckedIn {
    /// The stay.
    pub(crate) stay: StayId,
    /// The notice and its deadline; none for day use, which is outside the duty.
    pub(crate) notice: Option<(NoticeId, Timestamp)>,
}

/// More nights than this are too long a stay whatever the calendar, and a calendar has an end.
const MOST_NIGHTS_ASKED: u32 = 366;

/// Saves a registration; the caller wakes the courier.
///
/// # Errors
///
/// [`Refusal`]; nothing was saved.
pub(crate) fn check_in(books: &mut Books, new: &Registration, now: Timestamp) -> Result<CheckedIn, Refusal> {
    let found = hard_findings(&new.document, now);
    if !found.is_empty() {
        return Err(Refusal {
            code: RefusalCode::Findings,
            findings: found.iter().copied().map(say::finding).collect(),
        });
    }
    let checked_in = books.store.try_write(|write| save(*write, books, new, now))?;
    books.consent = None;
    Ok(checked_in)
}

fn save(write: Write<'_>, books: &Books, new: &Registration, now: Timestamp) -> Result<CheckedIn, RefusalCode> {
    let guest = known_guest(write.read(), books, new, now)?;
    if !write.read().stays().open_of(guest.id)?.is_empty() {
        return Err(RefusalCode::AlreadyHere);
    }
    let until = match new.kind {
        StayKind::Overnight => lodging::planned_end(now, new.nights.clamp(1, MOST_NIGHTS_ASKED)),
        StayKind::DayUse => lodging::planned_day_use_end(now),
    };
    match new.place {
        Place::Room(id) => free_beds(write.read(), id, 1, until, now)?,
        Place::Department(id) => drop(write.read().departments().get(id)?),
    }
    let mut stay = arrive(books, new, guest.id, until, now)?;
    let notice = (new.kind == StayKind::Overnight).then(|| NoticeId::new(now, books.ambient.id_bytes()));
    if let Some(notice) = notice {
        stay.notify(guest.id, notice)?;
    }
    write.guests().save(&guest)?;
    write.stays().save(&stay)?;
    if let Some(entry) = &new.entry {
        write.entry_papers().add(stay.id, guest.id, entry)?;
    }
    if let Some(consent) = books.consent {
        write.consents().bind(consent, guest.id)?;
    }
    write.acts().record(&books.act("stay.arrive", stay.id.uuid(), now))?;
    let arrival = Telling::Arrival { turned: false };
    let deadline = notice.map(|notice| tell(write, books, notice, arrival, now)).transpose()?.flatten();
    Ok(CheckedIn { stay: stay.id, notice: notice.zip(deadline) })
}

/// The guest with this number as known from an earlier stay, with the facts of today; or a new one.
fn known_guest(read: Read<'_>, books: &Books, new: &Registration, now: Timestamp) -> Result<Guest, StoreError> {
    let number = new.document.number.as_ref().map(|number| number.value.expose().as_str()).unwrap_or_default();
    let known = read.guests().by_number(number)?.into_iter().find(|known| same_country(known, new));
    let id = known.map_or_else(|| GuestId::new(now, books.ambient.id_bytes()), |known| known.id);
    Ok(Guest { id, document: new.document.clone() })
}

/// Two countries may give the same passport number.
fn same_country(known: &Guest, new: &Registration) -> bool {
    let country = |document: &document::Document| document.nationality.as_ref().map(|country| country.value);
    country(&known.document) == country(&new.document)
}

/// Sees whether so many people can sleep in a room from now until a moment.
///
/// # Errors
///
/// [`RefusalCode::RoomNotReady`], [`RefusalCode::RoomFull`], [`RefusalCode::Unknown`].
pub(crate) fn free_beds(
    read: Read<'_>,
    id: RoomId,
    wanted: usize,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), RefusalCode> {
    let room = read.rooms().get(id)?;
    if room.state == Cleanliness::ToClean {
        return Err(RefusalCode::RoomNotReady);
    }
    let stays = read.stays().in_room(id, now)?;
    let sleepers: Vec<Sleeper> = stays.iter().flat_map(sleepers).collect();
    Ok(lodging::check_beds(&room, &sleepers, wanted, now, until, now)?)
}

fn sleepers(stay: &Stay) -> impl Iterator<Item = Sleeper> {
    stay.occupants.iter().map(|occupant| Sleeper {
        arrived: occupant.arrived,
        planned_until: stay.planned_until,
        left: occupant.left,
    })
}

fn arrive(
    books: &Books,
    new: &Registration,
    guest: GuestId,
    until: Timestamp,
    now: Timestamp,
) -> Result<Stay, lodging::LodgingError> {
    let occupant = Occupant {
        guest,
        role: new.role,
        relation: new.relation,
        reason: new.reason,
        reason_note: new.reason_note.clone(),
        notice: None,
        arrived: now,
        left: None,
    };
    Stay::arrive(Arrival {
        id: StayId::new(now, books.ambient.id_bytes()),
        place: new.place,
        kind: new.kind,
        at: now,
        planned_until: until,
        occupants: vec![occupant],
    })
}

impl From<QueueError> for RefusalCode {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::NotEnrolled => Self::NotEnrolled,
            QueueError::Store(error) => error.into(),
            QueueError::Payload(wire::PayloadError::Invalid(wire::Field::Reason)) => Self::NoReason,
            QueueError::Payload(wire::PayloadError::Invalid(wire::Field::Change)) => Self::NoWhy,
            QueueError::Payload(error) => {
                tracing::error!(%error, "a registration makes no notice");
                Self::Findings
            }
        }
    }
}

#[cfg(test)]
mod tests;
