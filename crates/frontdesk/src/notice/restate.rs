//! As what a person stays, or why, was written down wrongly. Both stand in the notice, so that is told.

use jiff::Timestamp;
use lodging::{GuestId, StayId};
use store::NoticeKind;

use super::revise::{Change, revise};
use crate::arrive::registration::Purpose;
use crate::books::Books;
use crate::view::RefusalCode;

/// Puts the purpose of a person's stay right; who came back into a stay has one for each time, and the last is meant.
///
/// # Errors
///
/// [`RefusalCode::NotNow`] for a stay that was cancelled or without this person, and those of [`revise`].
pub(crate) fn restate(
    books: &Books,
    (stay, guest): (StayId, GuestId),
    purpose: Purpose,
    why: &str,
    now: Timestamp,
) -> Result<(), RefusalCode> {
    let change = Change { act: "stay.restate", kind: NoticeKind::Correction, why };
    revise(books, stay, &change, now, |_, stay| {
        let cancelled = stay.voided.is_some();
        let occupant = stay.occupants.iter_mut().rfind(|one| one.guest == guest && !cancelled);
        let occupant = occupant.ok_or(RefusalCode::NotNow)?;
        (occupant.role, occupant.relation) = (purpose.role, purpose.relation);
        (occupant.reason, occupant.reason_note) = (purpose.reason, purpose.note);
        Ok(occupant.notice.into_iter().collect())
    })
}
