//! Badges, the radar of deadlines and the outbox list.

use jiff::Timestamp;
use store::{EntryState, NoticeBadge, Read, StoreError};

use crate::notice::outbox::sentence;
use crate::say;
use crate::view::{Badge, BadgeState, OutboxLine, RadarLine, SyncState, SyncView};

/// Lines of the radar.
const RADAR: u32 = 50;
/// Lines of the outbox list.
const OUTBOX: u32 = 100;

/// Everything without a receipt, earliest deadline first.
pub(crate) fn radar(read: Read<'_>, now: Timestamp) -> Result<Vec<RadarLine>, StoreError> {
    let waiting = read.board().radar(RADAR)?;
    Ok(waiting
        .iter()
        .map(|line| RadarLine {
            notice: line.key.notice.to_string(),
            place: line.place_name.clone(),
            name: name(line),
            badge: badge_of(line, now),
        })
        .collect())
}

/// The newest entries.
pub(crate) fn outbox(read: Read<'_>, now: Timestamp) -> Result<Vec<OutboxLine>, StoreError> {
    let lines = read.board().list(None, OUTBOX)?;
    Ok(lines
        .iter()
        .map(|line| OutboxLine {
            notice: line.key.notice.to_string(),
            revision: line.key.revision,
            place: line.place_name.clone(),
            name: name(line),
            badge: badge_of(line, now),
            attempts: line.attempts,
            refused: line.rejected.as_deref().map(|code| sentence(code).to_owned()),
            receipted_at: line.received_at.map(say::day_second),
        })
        .collect())
}

/// The link to the hub, with what waits computed from the entries themselves.
pub(crate) fn sync(read: Read<'_>, state: SyncState) -> Result<SyncView, StoreError> {
    let summary = read.outbox().summary()?;
    Ok(SyncView {
        state,
        waiting: u32::try_from(summary.waiting).unwrap_or(u32::MAX),
        oldest: summary.oldest_since.map(say::day_hour),
    })
}

/// The badge of a notice in a state.
pub(crate) fn badge(
    state: EntryState,
    deadline: Option<Timestamp>,
    on_time: Option<bool>,
    code: Option<String>,
    now: Timestamp,
) -> Badge {
    let left = deadline.map(|deadline| deadline.duration_since(now).as_secs().div_euclid(60));
    Badge {
        state: match state {
            EntryState::Ready => BadgeState::Waiting,
            EntryState::Sending => BadgeState::Sending,
            EntryState::Unverified => BadgeState::Unverified,
            EntryState::Settled => BadgeState::Done,
            EntryState::Rejected => BadgeState::Refused,
        },
        deadline: deadline.map(say::day_hour).unwrap_or_default(),
        minutes_left: left.and_then(|left| i32::try_from(left).ok()).unwrap_or(0),
        code,
        late: on_time.map_or_else(|| deadline.is_some_and(|deadline| now >= deadline), |on_time| !on_time),
    }
}

fn badge_of(line: &NoticeBadge, now: Timestamp) -> Badge {
    badge(line.state, line.deadline, line.on_time, line.code.clone(), now)
}

fn name(line: &NoticeBadge) -> String {
    line.name.as_ref().map(|name| name.expose().clone()).unwrap_or_default()
}
