//! Badges, the radar of deadlines and the outbox list.

use duty::Timeliness;
use jiff::Timestamp;
use store::{EntryState, NoticeBadge, NoticeKind, Read, StoreError};

use crate::notice::outbox::sentence;
use crate::say;
use crate::view::{Badge, BadgeState, OutboxLine, RadarLine, SyncState, SyncView, TellingName};

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
            stay: line.stay.to_string(),
            guest: line.guest.to_string(),
            revision: line.key.revision,
            telling: telling(line.kind),
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

/// How one telling of a notice stands.
pub(crate) struct Standing<'a> {
    pub(crate) state: EntryState,
    /// When it was written down.
    pub(crate) captured: Option<Timestamp>,
    pub(crate) deadline: Option<Timestamp>,
    /// Whether the hub had it in time, by its receipt.
    pub(crate) on_time: Option<bool>,
    /// The receipt's short code.
    pub(crate) code: Option<&'a str>,
}

impl Standing<'_> {
    /// How it stands to its deadline now; one without a deadline is never late.
    pub(crate) fn timeliness(&self, now: Timestamp) -> Timeliness {
        let in_time = self.on_time.unwrap_or_else(|| self.deadline.is_none_or(|deadline| now < deadline));
        let deadline = self.deadline.unwrap_or(Timestamp::MAX);
        duty::timeliness(in_time, deadline, self.captured.unwrap_or(Timestamp::MAX))
    }
}

/// The badge of one telling of a notice.
pub(crate) fn badge(standing: &Standing<'_>, now: Timestamp) -> Badge {
    let left = standing.deadline.map(|deadline| deadline.duration_since(now).as_secs().div_euclid(60));
    let timeliness = standing.timeliness(now);
    Badge {
        state: match standing.state {
            EntryState::Ready => BadgeState::Waiting,
            EntryState::Sending => BadgeState::Sending,
            EntryState::Unverified => BadgeState::Unverified,
            EntryState::Settled => BadgeState::Done,
            EntryState::Rejected => BadgeState::Refused,
        },
        deadline: standing.deadline.map(say::day_hour).unwrap_or_default(),
        minutes_left: left.and_then(|left| i32::try_from(left).ok()).unwrap_or(0),
        code: standing.code.map(str::to_owned),
        late: timeliness != Timeliness::InTime,
        captured_in_time: timeliness == Timeliness::CapturedInTime,
    }
}

fn badge_of(line: &NoticeBadge, now: Timestamp) -> Badge {
    let standing = Standing {
        state: line.state,
        captured: Some(line.queued_at),
        deadline: line.deadline,
        on_time: line.on_time,
        code: line.code.as_deref(),
    };
    badge(&standing, now)
}

/// The page's word for what is told.
pub(crate) const fn telling(kind: NoticeKind) -> TellingName {
    match kind {
        NoticeKind::Arrival => TellingName::Arrival,
        NoticeKind::Correction => TellingName::Correction,
        NoticeKind::Extension => TellingName::Extension,
        NoticeKind::Departure => TellingName::Departure,
        NoticeKind::Cancel => TellingName::Cancel,
    }
}

fn name(line: &NoticeBadge) -> String {
    line.name.as_ref().map(|name| name.expose().clone()).unwrap_or_default()
}
