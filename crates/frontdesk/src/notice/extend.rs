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
/// [`RefusalCode::NoTime`] for none, [`RefusalCode::TooLong`] from 30 days on, when temporary residence is registered
/// instead; [`RefusalCode::AlreadyLeft`], [`RefusalCode::NotNow`] when hours were meant of what has turned overnight, and
/// those of [`revise`].
pub(crate) fn extend(books: &Books, stay: StayId, by: u32, why: &str, now: Timestamp) -> Result<(), RefusalCode> {
    if by == 0 {
        return Err(RefusalCode::NoTime);
    }
    if by > MOST {
        return Err(RefusalCode::TooLong);
    }
    let meant = books.store.read(|read| read.stays().get(stay))?.kind;
    let change = Change { act: "stay.extend", kind: NoticeKind::Extension, why };
    revise(books, stay, &change, now, |_, stay| {
        if stay.kind != meant {
            return Err(RefusalCode::NotNow);
        }
        stay.extend(lodging::later_end(stay.kind, stay.planned_until, by, now))?;
        Ok(notices(stay.present()))
    })
}

/// A longer extension than this is too long whatever the calendar, and past what a calendar counts.
const MOST: u32 = 30 * 24;
