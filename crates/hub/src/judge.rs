//! What the hub asks of a record before it keeps it, and by when the law asked for it.

#[cfg(test)]
mod tests;

use duty::{Before, Deadline, LawVersion, PeriodError, StayKind, Telling};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use wire::{NoticeKey, NoticeKind, NoticePayload, Record, Refusal, Resident};

/// An arrival further ahead than this is a wrong day, not a wrong clock.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// By when the law asked for a revision, which hangs on whether the notice was told before. A cancellation tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// When nothing was told before: the arrival's own deadline, whatever the revision tells; none for a cancellation.
    pub first: Option<Deadline>,
    /// When something was: an extension's; a correction, a departure and a cancellation have none.
    pub later: Option<Deadline>,
}

/// Judges a record that a device of this facility sent.
pub(crate) fn judge_record(record: &Record, facility: Uuid, now: Timestamp) -> Result<Deadlines, Refusal> {
    if !record.is_whole() {
        return Err(Refusal::DigestMismatch);
    }
    judge(&record.read()?, NoticeKey { facility, notice: record.notice, revision: record.revision }, now)
}

/// Judges a notice that came under this key.
///
/// # Errors
/// The [`Refusal`] that the house is given.
pub fn judge(payload: &NoticePayload, key: NoticeKey, now: Timestamp) -> Result<Deadlines, Refusal> {
    if payload.facility != key.facility {
        return Err(Refusal::WrongFacility);
    }
    if payload.key() != key {
        return Err(Refusal::KeyMismatch);
    }
    if payload.arrived_at.duration_since(now) > AHEAD {
        return Err(Refusal::FutureArrival);
    }
    let asks_birth =
        duty::version(payload.arrived_at) >= LawVersion::Since2026 || payload.resident != Resident::Vietnamese;
    if asks_birth && payload.person.birth.is_none() {
        return Err(Refusal::MissingBirth);
    }
    // Who turned round at the door is corrected as they were told: left as they came.
    let turned_round = payload.kind == NoticeKind::Correction && payload.leaves_at == payload.arrived_at;
    if !turned_round && !matches!(payload.kind, NoticeKind::Departure | NoticeKind::Cancel) {
        duty::check_period(payload.arrived_at, payload.leaves_at).map_err(period)?;
    }
    let due = |before| duty::revision_deadline(telling(payload), before, arrival(payload)?);
    Ok(Deadlines { first: due(Before::Nothing), later: due(Before::Told) })
}

/// By when the arrival itself was due.
fn arrival(payload: &NoticePayload) -> Option<Deadline> {
    let resident = match payload.resident {
        Resident::Vietnamese => duty::Resident::Vietnamese,
        Resident::Foreign { remote } => duty::Resident::Foreign { remote },
    };
    if payload.turned_overnight {
        return Some(duty::turned_deadline(duty::turns_overnight_at(payload.arrived_at), resident));
    }
    duty::deadline(payload.arrived_at, StayKind::Overnight, resident)
}

/// What it tells, in the law's words. An extension has an old end: its form asks for it.
const fn telling(payload: &NoticePayload) -> Telling {
    match (payload.kind, payload.old_leaves_at) {
        (NoticeKind::Arrival, _) => Telling::Arrival,
        (NoticeKind::Extension, Some(old_end)) => Telling::Extension { old_end },
        (NoticeKind::Correction | NoticeKind::Extension, _) => Telling::Correction,
        (NoticeKind::Departure, _) => Telling::Departure,
        (NoticeKind::Cancel, _) => Telling::Cancel,
    }
}

const fn period(error: PeriodError) -> Refusal {
    match error {
        PeriodError::EndsBeforeItBegins => Refusal::BadPeriod,
        PeriodError::RegisterTemporaryResidence { .. } => Refusal::TooLong,
    }
}
