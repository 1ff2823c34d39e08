//! R5: the people of a stay go to another room. The notice names the room, so it is told.

use jiff::Timestamp;
use lodging::{Place, StayId};
use store::NoticeKind;

use super::revise::{Change, notices, revise};
use crate::arrive::check_in::free_beds;
use crate::arrive::check_out::leave_room;
use crate::books::Books;
use crate::view::RefusalCode;

/// Moves a stay.
///
/// # Errors
///
/// [`RefusalCode::RoomFull`], [`RefusalCode::RoomNotReady`], [`RefusalCode::NotNow`] for the place it is in,
/// [`RefusalCode::AlreadyLeft`], and those of [`revise`].
pub(crate) fn relocate(books: &Books, stay: StayId, to: Place, why: &str, now: Timestamp) -> Result<(), RefusalCode> {
    let change = Change { act: "stay.move", kind: NoticeKind::Correction, why };
    revise(books, stay, &change, now, |write, stay| {
        let from = stay.place;
        stay.move_to(to)?;
        match to {
            Place::Room(id) => free_beds(write.read(), id, stay.present().count(), stay.planned_until, now)?,
            Place::Department(id) => drop(write.read().departments().get(id)?),
        }
        // Saved first: the room that is left is judged by who is still in it.
        write.stays().save(stay)?;
        leave_room(write, from, now)?;
        Ok(notices(stay.present()))
    })
}
