//! A change to a stay that was told to the police: stay, act and the next revision of each notice, together or not at all.

use jiff::Timestamp;
use lodging::{NoticeId, Occupant, Stay, StayId};
use private::Private;
use store::{Act, NoticeKind, Write};

use super::queue::{Telling, known_end, tell, told_ends};
use super::turn::turn_due;
use crate::books::Books;
use crate::view::RefusalCode;

/// A change to a stay.
pub(crate) struct Change<'a> {
    /// The act it is, as a code.
    pub(crate) act: &'static str,
    /// What it tells the hub. An extension is one only for who was told to leave before; else it puts the end right.
    pub(crate) kind: NoticeKind,
    /// Why, in words.
    pub(crate) why: &'a str,
}

/// Changes a stay: `alter` does it and names the notices that must tell of it. A day use whose hour has come turns before,
/// whether or not the desk has woken since: who leaves in the morning was here overnight. The caller wakes the courier.
///
/// # Errors
///
/// [`RefusalCode::NoWhy`] without a reason, [`RefusalCode::Unknown`] without such a stay, and those of `alter`; nothing
/// has changed then.
pub(crate) fn revise(
    books: &Books,
    stay: StayId,
    change: &Change<'_>,
    now: Timestamp,
    alter: impl FnOnce(Write<'_>, &mut Stay) -> Result<Vec<NoticeId>, RefusalCode>,
) -> Result<(), RefusalCode> {
    let why = Private::new(change.why.trim().to_owned());
    if why.expose().is_empty() {
        return Err(RefusalCode::NoWhy);
    }
    turn_due(books, now)?;
    books.store.try_write(|write| {
        let mut stay = write.read().stays().get(stay)?;
        let notices = alter(*write, &mut stay)?;
        write.stays().save(&stay)?;
        for notice in &notices {
            let kind = kind(*write, *notice, change.kind, stay.planned_until)?;
            tell(*write, books, *notice, Telling::Change { kind, why: &why }, now)?;
        }
        // Who leaves as told needs no reason.
        let asks = change.kind != NoticeKind::Departure || !notices.is_empty();
        let act = Act { why: asks.then_some(why), ..books.act(change.act, stay.id.uuid(), now) };
        write.acts().record(&act).map_err(RefusalCode::from)
    })
}

/// What is told of a notice whose stay ends then: what the hub refused, the police do not know, and nothing is due by it.
fn kind(write: Write<'_>, notice: NoticeId, meant: NoticeKind, end: Timestamp) -> Result<NoticeKind, RefusalCode> {
    if meant != NoticeKind::Extension {
        return Ok(meant);
    }
    let known = known_end(write, notice)?;
    let is_later = known.is_none_or(|known| known < end && duty::ends_otherwise(known, end));
    Ok(if is_later { NoticeKind::Extension } else { NoticeKind::Correction })
}

/// The notices of some people.
pub(crate) fn notices<'a>(people: impl Iterator<Item = &'a Occupant>) -> Vec<NoticeId> {
    people.filter_map(|occupant| occupant.notice).collect()
}

/// The notices that were told another last day than the stay has now; `end` says when a person leaves.
///
/// # Errors
///
/// Those of reading what was told.
pub(crate) fn ends_otherwise<'a>(
    write: Write<'_>,
    people: impl Iterator<Item = &'a Occupant>,
    end: impl Fn(&Occupant) -> Timestamp,
) -> Result<Vec<NoticeId>, RefusalCode> {
    let mut otherwise = Vec::new();
    for occupant in people {
        let Some(notice) = occupant.notice else { continue };
        let told = told_ends(write, notice)?;
        if told.into_iter().any(|told| duty::ends_otherwise(told, end(occupant))) {
            otherwise.push(notice);
        }
    }
    Ok(otherwise)
}
