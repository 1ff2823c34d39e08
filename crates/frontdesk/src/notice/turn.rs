//! Day use that is still open at 23:00 turns overnight by itself, and its notices are queued.

use duty::StayKind;
use jiff::Timestamp;
use lodging::{NoticeId, Stay};
use store::{StoreError, Write};

use super::queue::{Telling, tell};
use crate::books::Books;
use crate::view::RefusalCode;

/// Turns every day use whose hour has come; says how many. One that cannot be turned holds up no other, and is tried
/// again the next time; the caller wakes the courier.
///
/// # Errors
///
/// Those of the store, when it does not say which are open.
pub(crate) fn turn_due(books: &Books, now: Timestamp) -> Result<usize, StoreError> {
    let open = books.store.read(|read| read.stays().open_day_use())?;
    let mut turned = 0;
    for stay in open.into_iter().filter(|stay| turned_at(stay) <= now) {
        match books.store.try_write(|write| turn(*write, books, stay, now)) {
            Ok(()) => turned += 1,
            Err(error) => tracing::error!(?error, "a day use was not turned overnight"),
        }
    }
    Ok(turned)
}

/// When the next open day use turns overnight, after `now`: one that could not be turned must not keep the desk awake.
pub(crate) fn next_turn(books: &Books, now: Timestamp) -> Option<Timestamp> {
    let open = books.store.read(|read| read.stays().open_day_use()).ok()?;
    open.iter().map(turned_at).filter(|turn| *turn > now).min()
}

fn turned_at(stay: &Stay) -> Timestamp {
    duty::turns_overnight_at(stay.arrived)
}

fn turn(write: Write<'_>, books: &Books, mut stay: Stay, now: Timestamp) -> Result<(), RefusalCode> {
    debug_assert_eq!(stay.kind, StayKind::DayUse, "the store gives day use only");
    let turned = turned_at(&stay);
    // Who is planned to stay longer than the night does.
    stay.turn_overnight(stay.planned_until.max(lodging::planned_end(turned, 1)))?;
    let guests: Vec<_> = stay.present().map(|occupant| occupant.guest).collect();
    for guest in &guests {
        let notice = NoticeId::new(now, books.ambient.id_bytes());
        stay.notify(*guest, notice)?;
    }
    write.stays().save(&stay)?;
    for notice in stay.present().filter_map(|occupant| occupant.notice) {
        tell(write, books, notice, Telling::Arrival { turned: true }, now)?;
    }
    Ok(write.acts().record(&books.act("stay.turned-overnight", stay.id.uuid(), now))?)
}

#[cfg(test)]
mod tests;
