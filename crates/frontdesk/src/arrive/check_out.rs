//! A stay that ends.

use jiff::Timestamp;
use lodging::{Cleanliness, LodgingError, Place, RoomId, StayId};
use store::{NoticeKind, StoreError, Write};

use crate::books::Books;
use crate::notice::revise::{Change, ends_otherwise, revise};
use crate::notice::turn::turn_due;
use crate::view::RefusalCode;

/// Why a stay ends on another day than told, for the notice that says so.
const EARLY: &str = "Trả phòng sớm hơn đã báo";
/// The same, for who stayed longer.
const OVERSTAYED: &str = "Trả phòng muộn hơn đã báo";

/// Ends a stay now. A room in which nobody is left is to be cleaned; a locked one stays locked. A notice that was told
/// another last day tells the real one; the caller wakes the courier.
///
/// # Errors
///
/// [`RefusalCode::Unknown`], [`RefusalCode::AlreadyLeft`], [`RefusalCode::StoreFailed`]; nothing has changed then.
pub(crate) fn check_out(books: &Books, id: StayId, now: Timestamp) -> Result<(), RefusalCode> {
    // Whether it is early is judged by what is told of a night that the desk has not seen begin.
    turn_due(books, now)?;
    let planned = books.store.read(|read| read.stays().get(id))?.planned_until;
    let why = if now < planned { EARLY } else { OVERSTAYED };
    let change = Change { act: "stay.leave", kind: NoticeKind::Departure, why };
    revise(books, id, &change, now, |write, stay| {
        // A clock set back since the arrival must not keep anybody here.
        let arrived = stay.present().map(|occupant| occupant.arrived).max();
        let end = arrived.map_or(now, |arrived| now.max(arrived));
        let leaving: Vec<_> = stay.present().cloned().collect();
        stay.leave_all(end)?;
        // Saved first: the room is judged by who is still in it.
        write.stays().save(stay)?;
        leave_room(write, stay.place, now)?;
        ends_otherwise(write, leaving.iter(), |_| end)
    })
}

/// A room in which nobody is left is to be cleaned; a locked one stays locked.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn leave_room(write: Write<'_>, place: Place, now: Timestamp) -> Result<(), RefusalCode> {
    let Place::Room(place) = place else { return Ok(()) };
    let people = write.read().stays().in_room(place, now)?;
    let locked = write.read().rooms().get(place)?.state == Cleanliness::Locked;
    if !locked && people.iter().all(|other| other.left.is_some()) {
        write.rooms().set_state(place, Cleanliness::ToClean)?;
    }
    Ok(())
}

/// The room was cleaned.
///
/// # Errors
///
/// [`RefusalCode::Unknown`], [`RefusalCode::RoomNotReady`] for a locked room, [`RefusalCode::StoreFailed`].
pub(crate) fn room_ready(books: &Books, id: RoomId, now: Timestamp) -> Result<(), RefusalCode> {
    books.store.try_write(|write| {
        if write.read().rooms().get(id)?.state == Cleanliness::Locked {
            return Err(RefusalCode::RoomNotReady);
        }
        write.rooms().set_state(id, Cleanliness::Ready)?;
        write.acts().record(&books.act("room.ready", id.uuid(), now)).map_err(RefusalCode::from)
    })
}

impl From<StoreError> for RefusalCode {
    fn from(error: StoreError) -> Self {
        if error == StoreError::Missing {
            return Self::Unknown;
        }
        tracing::error!(%error, "the store refused");
        Self::StoreFailed
    }
}

impl From<LodgingError> for RefusalCode {
    fn from(error: LodgingError) -> Self {
        match error {
            LodgingError::TooLong { .. } => Self::TooLong,
            LodgingError::Full { .. } => Self::RoomFull,
            LodgingError::Locked => Self::RoomNotReady,
            LodgingError::AlreadyHere => Self::AlreadyHere,
            LodgingError::Over => Self::AlreadyLeft,
            _ => Self::NotNow,
        }
    }
}

#[cfg(test)]
mod tests;
