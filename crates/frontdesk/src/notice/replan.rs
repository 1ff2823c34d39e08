//! The planned end of a stay was written down wrongly. Where another last day was told than it is, that is told.

use jiff::Timestamp;
use lodging::StayId;
use store::NoticeKind;

use super::exports;
use super::revise::{Change, ends_otherwise, revise};
use crate::books::Books;
use crate::view::RefusalCode;

/// Puts the planned end of a stay right: `until` as people type it, `22/11/2026 12:00`. A later end than
/// the police know is told as what it is, an extension, and is due as one.
///
/// # Errors
///
/// [`RefusalCode::NotAMoment`], [`RefusalCode::EndPast`] for an end that is over, [`RefusalCode::TooLong`] from 30 days on,
/// [`RefusalCode::AlreadyLeft`], and those of [`revise`].
pub(crate) fn replan(books: &Books, stay: StayId, until: &str, why: &str, now: Timestamp) -> Result<(), RefusalCode> {
    let until = moment(until).ok_or(RefusalCode::NotAMoment)?;
    if until <= now {
        return Err(RefusalCode::EndPast);
    }
    revise(books, stay, &Change { act: "stay.replan", kind: NoticeKind::Extension, why }, now, |write, stay| {
        stay.replan(until)?;
        ends_otherwise(write, stay.present(), |_| until)
    })
}

/// `22/11/2026 12:00`; a day alone is meant until noon, as rooms are given back.
fn moment(text: &str) -> Option<Timestamp> {
    let (day, hour) = text.trim().split_once(' ').unwrap_or((text, "12:00"));
    Some(duty::vn_instant(exports::day(day).ok()?.to_datetime(hour.trim().parse().ok()?)))
}
