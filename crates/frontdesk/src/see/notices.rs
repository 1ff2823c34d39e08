//! Badges, the radar of deadlines and the outbox list.

use duty::Timeliness;
use jiff::Timestamp;
use store::{EntryState, NoticeBadge, NoticeKind, Read, StoreError};

use crate::keep::clock::ClockState;
use crate::notice::outbox::sentence;
use crate::notice::resend::may_be_sent;
use crate::notice::warn::{self, Near};
use crate::say;
use crate::view::{
    Badge, BadgeState, ClockName, ClockView, OutboxLine, RadarLine, SyncState, SyncView, TellingName, WaitingView,
    WarningView,
};

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
    read.board().list(None, OUTBOX)?.iter().map(|line| outbox_line(read, line, now)).collect()
}

fn outbox_line(read: Read<'_>, line: &NoticeBadge, now: Timestamp) -> Result<OutboxLine, StoreError> {
    let told_since = read.outbox().next_revision(line.key.notice)? > line.key.revision + 1;
    Ok(OutboxLine {
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
        resend: may_be_sent(line.state, told_since),
        at_portal: read.exports().at_portal(line.key.notice)? == Some(line.key.revision),
    })
}

/// The link to the hub, with what waits computed from the entries themselves.
pub(crate) fn sync(read: Read<'_>, state: SyncState, now: Timestamp) -> Result<SyncView, StoreError> {
    let summary = read.outbox().summary()?;
    Ok(SyncView {
        state,
        waiting: u32::try_from(summary.waiting).unwrap_or(u32::MAX),
        oldest: summary.oldest_since.map(say::day_hour),
        minutes_left: summary.next_deadline.map(|deadline| minutes(deadline, now)),
    })
}

/// The line of the kiosk: what waits, and by when it is due.
pub(crate) fn waiting(read: Read<'_>, state: SyncState, clock: ClockState) -> Result<WaitingView, StoreError> {
    let summary = read.outbox().summary()?;
    Ok(WaitingView {
        waiting: u32::try_from(summary.waiting).unwrap_or(u32::MAX),
        due: summary.next_deadline.map(say::day_hour),
        away: matches!(state, SyncState::Offline | SyncState::EnrolAgain),
        clock: clock_view(clock),
    })
}

/// The warning that stays while a deadline is near and the hub away.
pub(crate) fn warning(read: Read<'_>, state: SyncState, now: Timestamp) -> Result<Option<WarningView>, StoreError> {
    Ok(warn::warning(read, state, now)?.map(|warning| WarningView {
        last: warning.near == Near::Last,
        deadline: say::day_hour(warning.deadline),
        minutes_left: minutes(warning.deadline, now),
        waiting: u32::try_from(warning.waiting).unwrap_or(u32::MAX),
        overdue: u32::try_from(warning.overdue).unwrap_or(u32::MAX),
    }))
}

/// The device's clock, as the pages show it.
pub(crate) fn clock_view(state: ClockState) -> ClockView {
    match state {
        ClockState::Right => ClockView { state: ClockName::Right, off_minutes: 0 },
        ClockState::Uncertain => ClockView { state: ClockName::Uncertain, off_minutes: 0 },
        ClockState::Wrong(offset) => {
            let off = u32::try_from(offset.abs().as_mins()).unwrap_or(u32::MAX);
            ClockView { state: ClockName::Wrong, off_minutes: off.max(1) }
        }
    }
}

fn minutes(deadline: Timestamp, now: Timestamp) -> i32 {
    i32::try_from(deadline.duration_since(now).as_secs().div_euclid(60)).unwrap_or(0)
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
        minutes_left: standing.deadline.map_or(0, |deadline| minutes(deadline, now)),
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
