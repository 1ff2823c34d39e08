//! A fact about a person was wrong. It is changed in the books and told: after it was accepted, a notice changes only
//! by its next revision.

use document::Document;
use jiff::Timestamp;
use lodging::{Guest, GuestId, StayId};
use store::NoticeKind;

use super::revise::{Change, notices, revise};
use crate::arrive::registration::hard_findings;
use crate::books::Books;
use crate::say;
use crate::view::{Refusal, RefusalCode};

/// Puts the facts of a person of a stay right.
///
/// # Errors
///
/// [`RefusalCode::Findings`], [`RefusalCode::NotNow`] for a stay that was cancelled or without this person, and those of
/// [`revise`].
pub(crate) fn correct(
    books: &Books,
    (stay, guest): (StayId, GuestId),
    document: Document,
    why: &str,
    now: Timestamp,
) -> Result<(), Refusal> {
    let found = hard_findings(&document, now);
    if !found.is_empty() {
        let findings = found.iter().copied().map(say::finding).collect();
        return Err(Refusal { code: RefusalCode::Findings, findings });
    }
    let change = Change { act: "guest.correct", kind: NoticeKind::Correction, why };
    revise(books, stay, &change, now, |write, stay| {
        let of_guest = || stay.occupants.iter().filter(|occupant| occupant.guest == guest);
        if stay.voided.is_some() || of_guest().next().is_none() {
            return Err(RefusalCode::NotNow);
        }
        write.guests().save(&Guest { id: guest, document })?;
        Ok(notices(of_guest()))
    })
    .map_err(Refusal::from)
}
