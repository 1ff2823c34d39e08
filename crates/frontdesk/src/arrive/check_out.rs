//! A stay that ends.

use jiff::Timestamp;
use lodging::{Cleanliness, LodgingError, Place, RoomId, StayId};
use store::StoreError;

use crate::books::Books;
use crate::view::RefusalCode;

/// Ends a stay now. A room in which nobody is left is to be cleaned; a locked one stays locked.
///
/// # Errors
///
/// [`RefusalCode::Unknown`], [`RefusalCode::AlreadyLeft`], [`RefusalCode::StoreFailed`]; nothing has changed then.
pub(crate) fn check_out(books: &Books, id: StayId, now: Timestamp) -> Result<(), RefusalCode> {
    books.store.try_write(|write| {
        let mut stay = write.read().stays().get(id)?;
        // A clock set back since the arrival must not keep anybody here.
        let arrived = stay.present().map(|occupant| occupant.arrived).max();
        stay.leave_all(arrived.map_or(now, |arrived| now.max(arrived)))?;
        write.stays().save(&stay)?;
        if let Place::Room(place) = stay.place {
            let people = write.read().stays().in_room(place, now)?;
            let locked = write.read().rooms().get(place)?.state == Cleanliness::Locked;
            if !locked && people.iter().all(|other| other.left.is_some()) {
                write.rooms().set_state(place, Cleanliness::ToClean)?;
            }
        }
        write.acts().record(&books.act("stay.leave", id.uuid(), now)).map_err(RefusalCode::from)
    })
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
