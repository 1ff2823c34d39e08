//! What the books say, as papers want it.

use std::collections::HashMap;

use duty::{Resident, StayKind};
use jiff::Timestamp;
use lodging::{GuestId, NoticeId, Occupant, Place, Stay, StayId};
use paper::Row;
use paper::report::{Received, Told};
use store::{EntryKey, Read, StoreError};

/// A person who arrived, with the notice about them.
pub(crate) struct Came {
    pub(crate) row: Row,
    /// The last telling of it, 0 where nothing was told; none for day use, which is outside the duty.
    pub(crate) notice: Option<EntryKey>,
    /// The stay, and who.
    pub(crate) who: (StayId, GuestId),
}

/// Everybody who arrived in a span of time, in the order of their stays.
pub(crate) fn came(read: Read<'_>, (from, before): (Timestamp, Timestamp)) -> Result<Vec<Came>, StoreError> {
    let names = names(read)?;
    let mut people = Vec::new();
    // A stay that did not take place is told to nobody.
    for stay in read.stays().arrived(from, before)?.into_iter().filter(|stay| stay.voided.is_none()) {
        let place = names.get(&stay.place).map(String::as_str).unwrap_or_default();
        for occupant in stay.occupants.iter().filter(|occupant| (from..before).contains(&occupant.arrived)) {
            people.push(one(read, &stay, occupant, place)?);
        }
    }
    Ok(people)
}

fn one(read: Read<'_>, stay: &Stay, occupant: &Occupant, place: &str) -> Result<Came, StoreError> {
    let guest = read.guests().get(occupant.guest)?;
    let mut row = Row::of(&guest, stay, occupant, place);
    row.more.entry = read.entry_papers().of(stay.id, occupant.guest)?;
    let last = |notice| read.outbox().next_revision(notice).map(|next| EntryKey { notice, revision: next - 1 });
    Ok(Came { row, notice: occupant.notice.map(last).transpose()?, who: (stay.id, occupant.guest) })
}

/// What rooms and departments are called.
fn names(read: Read<'_>) -> Result<HashMap<Place, String>, StoreError> {
    let rooms = read.rooms().all()?.into_iter().map(|room| (Place::Room(room.id), room.name));
    let departments = read.departments().all()?.into_iter();
    Ok(rooms.chain(departments.map(|one| (Place::Department(one.id), one.name))).collect())
}

/// Everybody whose coming or staying the hub has not receipted, whenever they came.
pub(super) fn untold(read: Read<'_>) -> Result<Vec<Came>, StoreError> {
    let names = names(read)?;
    let mut people = Vec::new();
    for notice in read.outbox().untold()? {
        let stay = read.stays().get(read.notices().get(notice)?.stay)?;
        let place = names.get(&stay.place).map(String::as_str).unwrap_or_default();
        let told = |occupant: &&Occupant| stay.voided.is_none() && occupant.notice == Some(notice);
        if let Some(occupant) = stay.occupants.iter().find(told) {
            people.push(one(read, &stay, occupant, place)?);
        }
    }
    Ok(people)
}

/// What a report counts: everybody under the duty.
pub(super) fn told(read: Read<'_>, people: &[Came], remote: bool) -> Result<Vec<Told>, StoreError> {
    let under_duty = people.iter().filter(|came| came.row.kind == StayKind::Overnight);
    under_duty.map(|came| told_of(read, came, remote)).collect()
}

fn told_of(read: Read<'_>, came: &Came, remote: bool) -> Result<Told, StoreError> {
    let row = &came.row;
    let (due, received) = came.notice.map_or(Ok((None, None)), |key| received(read, key.notice))?;
    // Of a notice that was never queued the law says when it was due.
    let by_law =
        || duty::deadline(row.arrived, row.kind, Resident::of(&row.person, remote)).map(|deadline| deadline.at);
    Ok(Told {
        arrived: row.arrived,
        due: due.or_else(by_law),
        received,
        reason: row.reason,
        role: row.role,
        foreign: row.is_foreign(),
        place: row.place.expose().clone(),
    })
}

/// When a notice's arrival is due, and its first receipt.
fn received(read: Read<'_>, notice: NoticeId) -> Result<(Option<Timestamp>, Option<Received>), StoreError> {
    let entries = read.outbox().of(notice)?;
    let due = entries.first().and_then(|entry| entry.queued.deadline);
    for entry in &entries {
        let key = EntryKey { notice, revision: entry.queued.key.revision };
        if let Some(receipt) = read.receipts().get(key)? {
            return Ok((due, Some(Received { at: receipt.received_at, on_time: receipt.on_time })));
        }
    }
    Ok((due, None))
}
