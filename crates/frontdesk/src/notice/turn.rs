//! Day use that is still open at 23:00 turns overnight by itself, and its notices are queued.

use duty::StayKind;
use jiff::Timestamp;
use lodging::{NoticeId, Stay};
use store::{Act, Write};

use super::queue::{Arrival, QueueError, arrival};
use crate::backroom::Backroom;

/// Turns every day use whose hour has come; says how many.
///
/// # Errors
///
/// [`QueueError`]; the stays before the failing one have turned, it and those after it are tried again.
pub(crate) fn turn_due(room: &Backroom, now: Timestamp) -> Result<usize, QueueError> {
    let open = room.store.read(|read| read.stays().open_day_use())?;
    let due: Vec<Stay> = open.into_iter().filter(|stay| turned_at(stay) <= now).collect();
    for stay in &due {
        room.store.try_write(|write| turn(write, room, stay.clone(), now))?;
    }
    if !due.is_empty() {
        room.wake_courier();
    }
    Ok(due.len())
}

/// When the next open day use turns overnight.
pub(crate) fn next_turn(room: &Backroom) -> Option<Timestamp> {
    let open = room.store.read(|read| read.stays().open_day_use()).ok()?;
    open.iter().map(turned_at).min()
}

fn turned_at(stay: &Stay) -> Timestamp {
    duty::turns_overnight_at(stay.arrived)
}

fn turn(write: &Write<'_>, room: &Backroom, mut stay: Stay, now: Timestamp) -> Result<(), QueueError> {
    debug_assert_eq!(stay.kind, StayKind::DayUse, "the store gives day use only");
    let turned = turned_at(&stay);
    // A day use past its turning always ends later than the turn: the night's noon is after 23:00.
    let _ = stay.turn_overnight(lodging::planned_end(turned, 1));
    let guests: Vec<_> = stay.present().map(|occupant| occupant.guest).collect();
    for guest in &guests {
        let notice = NoticeId::new(now, room.ambient.id_bytes());
        let _ = stay.notify(*guest, notice);
    }
    write.stays().save(&stay)?;
    for occupant in stay.present() {
        let Some(notice) = occupant.notice else { continue };
        let guest = write.read().guests().get(occupant.guest)?;
        let told = Arrival { house: &room.house, stay: &stay, guest: &guest, notice, turned: Some(turned) };
        arrival(write, &told, now)?;
    }
    let act = Act { at: now, who: room.staff, what: "stay.turned-overnight".into(), subject: Some(stay.id.uuid()) };
    Ok(write.acts().record(&act)?)
}
