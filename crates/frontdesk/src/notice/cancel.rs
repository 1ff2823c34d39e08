//! A stay that did not take place: it is kept as what it is, and its notices are cancelled.

use jiff::Timestamp;
use lodging::StayId;
use store::NoticeKind;

use super::revise::{Change, notices, revise};
use crate::books::Books;
use crate::view::RefusalCode;

/// Cancels a stay. Nothing that was told is taken out: the arrival goes out first if it has not, then this.
///
/// # Errors
///
/// [`RefusalCode::NotNow`] when it is cancelled already, and those of [`revise`].
pub(crate) fn cancel(books: &Books, stay: StayId, why: &str, now: Timestamp) -> Result<(), RefusalCode> {
    let change = Change { act: "stay.cancel", kind: NoticeKind::Cancel, why };
    revise(books, stay, &change, now, |_, stay| {
        stay.void(now)?;
        Ok(notices(stay.occupants.iter()))
    })
}
