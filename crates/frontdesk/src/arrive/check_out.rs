//! A stay that ends.

use jiff::Timestamp;
use lodging::{Cleanliness, LodgingError, Place, RoomId, StayId};
use store::{Act, StoreError};

use crate::backroom::Backroom;
use crate::view::RefusalCode;

/// Ends a stay now. A room in which nobody is left is to be cleaned.
///
/// # Errors
///
/// [`RefusalCode::Unknown`], [`RefusalCode::AlreadyLeft`], [`RefusalCode::StoreFailed`]; nothing has changed then.
pub(crate) fn check_out(room: &Backroom, id: StayId, now: Timestamp) -> Result<(), RefusalCode> {
    room.store.try_write(|write| {
        let mut stay = write.read().stays().get(id)?;
        stay.leave_all(now)?;
        write.stays().save(&stay)?;
        if let Place::Room(place) = stay.place {
            let people = write.read().stays().in_room(place, now)?;
            if people.iter().all(|other| other.left.is_some()) {
                write.rooms().set_state(place, Cleanliness::ToClean)?;
            }
        }
        write.acts().record(&act(room, "stay.leave", id.uuid(), now)).map_err(RefusalCode::from)
    })
}

/// The room was cleaned.
///
/// # Errors
///
/// [`RefusalCode::Unknown`], [`RefusalCode::StoreFailed`].
pub(crate) fn room_ready(room: &Backroom, id: RoomId, now: Timestamp) -> Result<(), RefusalCode> {
    room.store.try_write(|write| {
        write.rooms().set_state(id, Cleanliness::Ready)?;
        write.acts().record(&act(room, "room.ready", id.uuid(), now)).map_err(RefusalCode::from)
    })
}

fn act(room: &Backroom, what: &'static str, subject: uuid::Uuid, now: Timestamp) -> Act {
    Act { at: now, who: room.staff, what: what.into(), subject: Some(subject) }
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
