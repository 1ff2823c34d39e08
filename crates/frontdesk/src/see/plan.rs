//! R1: floors, rooms, who is in them, and what to paint.

use duty::StayKind;
use jiff::{SignedDuration, Timestamp};
use lodging::Cleanliness;
use store::{Gone, Present, Read, RoomNow, StoreError};

use super::notices::{Standing, badge};
use crate::say;
use crate::view::{BadgeState, FloorView, LeftLine, PersonLine, RoomState, RoomTile};

/// So long before the planned end a room is painted as being about to be left.
const SOON: SignedDuration = SignedDuration::from_hours(1);

/// So long after it ended a stay is offered to be taken back.
const TAKEN_BACK: SignedDuration = SignedDuration::from_hours(24);

/// The floors, lowest first.
pub(crate) fn floors(read: Read<'_>, now: Timestamp) -> Result<Vec<FloorView>, StoreError> {
    let rooms = read.plan().rooms()?;
    let gone = read.plan().gone(now - TAKEN_BACK)?;
    let floors = rooms.chunk_by(|one, next| one.room.floor == next.room.floor);
    Ok(floors
        .map(|rooms| FloorView {
            number: rooms.first().map(|first| first.room.floor).unwrap_or_default(),
            rooms: rooms.iter().map(|room| tile(room, &gone, now)).collect(),
        })
        .collect())
}

fn tile(now_in: &RoomNow, gone: &[Gone], now: Timestamp) -> RoomTile {
    let RoomNow { room, people } = now_in;
    let people_lines: Vec<PersonLine> = people.iter().map(|person| line(person, now)).collect();
    let urgent = people_lines.iter().filter_map(|person| person.notice.as_ref());
    RoomTile {
        id: room.id.to_string(),
        name: room.name.clone(),
        state: state(now_in, now),
        beds: room.beds.into(),
        free: u32::from(room.beds).saturating_sub(u32::try_from(people.len()).unwrap_or(u32::MAX)),
        notice: urgent.min_by_key(|badge| (badge.state == BadgeState::Done, badge.minutes_left)).cloned(),
        people: people_lines,
        left: gone.iter().filter(|gone| gone.room == room.id).map(left).collect(),
    }
}

fn state(RoomNow { room, people }: &RoomNow, now: Timestamp) -> RoomState {
    let until = people.iter().map(|person| person.planned_until).min();
    match (room.state, until) {
        (Cleanliness::Locked, _) => RoomState::Locked,
        (Cleanliness::ToClean, None) => RoomState::ToClean,
        (Cleanliness::Ready, None) => RoomState::Free,
        (_, Some(until)) if until <= now => RoomState::Overdue,
        (_, Some(until)) if until.duration_since(now) <= SOON => RoomState::LeavingSoon,
        (_, Some(_)) if people.iter().all(|person| person.kind == StayKind::DayUse) => RoomState::DayUse,
        (_, Some(_)) => RoomState::Occupied,
    }
}

fn line(person: &Present, now: Timestamp) -> PersonLine {
    PersonLine {
        stay: person.stay.to_string(),
        guest: person.guest.to_string(),
        name: person.name.as_ref().map(|name| name.expose().clone()).unwrap_or_default(),
        masked_number: person.number.as_ref().map(|number| document::mask(number.expose())).unwrap_or_default(),
        arrived: say::day_hour(person.arrived),
        until: say::day_hour(person.planned_until),
        notice: standing(person).map(|standing| badge(&standing, now)),
    }
}

fn left(gone: &Gone) -> LeftLine {
    LeftLine {
        stay: gone.stay.to_string(),
        guest: gone.guest.to_string(),
        name: gone.name.as_ref().map(|name| name.expose().clone()).unwrap_or_default(),
        left: say::day_hour(gone.left),
    }
}

/// How the notice of a person stands; none outside the duty.
pub(crate) fn standing(person: &Present) -> Option<Standing<'_>> {
    person.state.map(|state| Standing {
        state,
        captured: person.queued_at,
        deadline: person.deadline,
        on_time: person.on_time,
        code: person.code.as_deref(),
    })
}

#[cfg(test)]
mod tests;
