//! R6: a stay ends later than told, which is told before the old end (Residence Law art. 30).

use jiff::Timestamp;
use lodging::StayId;
use store::NoticeKind;

use super::revise::{Change, notices, revise};
use crate::books::Books;
use crate::view::RefusalCode;

/// Lets a stay end so many nights later, or hours for day use.
///
/// # Errors
///
/// [`RefusalCode::TooLong`] from 30 days on, when temporary residence is registered instead; [`RefusalCode::AlreadyLeft`],
/// and those of [`revise`].
pub(crate) fn extend(books: &Books, stay: StayId, by: u32, why: &str, now: Timestamp) -> Result<(), RefusalCode> {
    let change = Change { act: "stay.extend", kind: NoticeKind::Extension, why };
    revise(books, stay, &change, now, |_, stay| {
        stay.extend(lodging::later_end(stay.kind, stay.planned_until, by.clamp(1, MOST), now))?;
        Ok(notices(stay.present()))
    })
}

/// A longer extension than this is too long whatever the calendar.
const MOST: u32 = 366;
