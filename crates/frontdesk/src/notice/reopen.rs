//! Undo of a check-out: the stay goes on as it was planned. What was told of its end is told back.

use jiff::{SignedDuration, Timestamp};
use lodging::{Cleanliness, Place, StayId};
use store::{NoticeKind, Write};

use super::revise::{Change, ends_otherwise, revise};
use crate::arrive::check_in::free_beds;
use crate::books::Books;
use crate::view::RefusalCode;

/// So long a check-out is undone without being asked why; the page offers it a little shorter.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(15);
/// Why, when nobody is asked.
const SLIP: &str = "Hoàn tác trả phòng ngay";

/// Takes a check-out back.
///
/// # Errors
///
/// [`RefusalCode::NotNow`] for a stay that goes on or was cancelled, [`RefusalCode::RoomFull`] when others have the room,
/// [`RefusalCode::AlreadyHere`] when the guest is in another stay, and those of [`revise`].
pub(crate) fn reopen(books: &Books, stay: StayId, why: &str, now: Timestamp) -> Result<(), RefusalCode> {
    let left = books.store.read(|read| read.stays().get(stay))?.left;
    let at_once = left.is_some_and(|left| now.duration_since(left) <= AT_ONCE);
    let why = if why.trim().is_empty() && at_once { SLIP } else { why };
    let change = Change { act: "stay.reopen", kind: NoticeKind::Correction, why };
    revise(books, stay, &change, now, |write, stay| {
        stay.reopen()?;
        for occupant in stay.present() {
            if !write.read().stays().open_of(occupant.guest)?.is_empty() {
                return Err(RefusalCode::AlreadyHere);
            }
        }
        if let Place::Room(room) = stay.place {
            take_back(write, room)?;
            free_beds(write.read(), room, stay.present().count(), stay.planned_until.max(now), now)?;
        }
        ends_otherwise(write, stay.present(), |_| stay.planned_until)
    })
}

/// The room is lived in again: it is no longer to be cleaned.
fn take_back(write: Write<'_>, room: lodging::RoomId) -> Result<(), RefusalCode> {
    if write.read().rooms().get(room)?.state == Cleanliness::ToClean {
        write.rooms().set_state(room, Cleanliness::Ready)?;
    }
    Ok(())
}
