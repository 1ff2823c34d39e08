//! Whom a call is about next: who came today or yesterday and is not at the portal by any way, and who leaves on another day
//! than the portal knows.

use duty::{PortalWay, vn_instant};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use lodging::NoticeId;
use paper::portal::{Record, departure, record};
use paper::{Row, Why};
use store::{CallState, EntryKey, PortalCall, Read, StoreError};
use wire::NoticePayload;

use super::decisive;
use crate::notice::exports::{Came, came, is_missing, left_out_line};
use crate::view::LeftOutLine;

/// A stay is under thirty nights: who came before this many days has left.
const LONGEST_STAY: i64 = 31;
/// Of who came before this many days and is not at the portal nothing more is said: they are in the files.
const TOLD_OF: i64 = 7;

/// What could be sent now.
pub(super) struct Choice {
    pub(super) ready: Vec<Ready>,
    pub(super) left_out: Vec<LeftOutLine>,
}

/// One record.
pub(super) struct Ready {
    pub(super) key: EntryKey,
    pub(super) record: Record,
    /// The day of leaving it tells.
    pub(super) until: Date,
    /// When it was tried last and surely not taken.
    tried: Option<Timestamp>,
}

/// What becomes of one person.
enum Fate {
    Ready(Record),
    Left(Why),
    /// There is nothing to tell.
    Nothing,
}

/// Looks at everybody under the duty; `again` are notices a person wants sent although they may be in a file, or were refused.
pub(super) fn choose(read: Read<'_>, again: &[NoticeId], now: Timestamp) -> Result<Choice, StoreError> {
    let today = duty::vn_date(now);
    let midnight = |day: Date| vn_instant(day.to_datetime(Time::midnight()));
    let span = (midnight(today.saturating_sub(LONGEST_STAY.days())), midnight(today.saturating_add(1.day())));
    let mut choice = Choice { ready: Vec::new(), left_out: Vec::new() };
    for came in came(read, span)? {
        let Some(key) = came.notice else { continue };
        match fate(read, &came, key, again, today)? {
            Fate::Ready(record) => {
                let last = read.portal_calls().of(key.notice)?.into_iter().next();
                let tried = last.filter(|call| call.state == CallState::NotSent).map(|call| call.at);
                choice.ready.push(Ready { key, record, until: until(&came.row), tried });
            }
            Fate::Left(why) => choice.left_out.push(left_out_line(&came, why)),
            Fate::Nothing => {}
        }
    }
    // One that the portal does not take must not hold up all behind it; of the others arrivals have the deadline.
    choice.ready.sort_by_key(|ready| (ready.tried, ready.record.way == PortalWay::Departure));
    Ok(choice)
}

fn fate(read: Read<'_>, came: &Came, key: EntryKey, again: &[NoticeId], today: Date) -> Result<Fate, StoreError> {
    let (calls, there) = (read.portal_calls().of(key.notice)?, read.exports().at_portal(key.notice)?);
    if calls.iter().any(|call| call.state.is_open()) {
        return Ok(Fate::Left(Why::SentToPortal));
    }
    let made = match there {
        Some(revision) => match told_until(read, &calls, EntryKey { revision, ..key })? {
            Some(told) => departure(&came.row, told),
            None => Ok(None),
        },
        None if !again.contains(&key.notice) && read.exports().in_open_file(key.notice)? => {
            return Ok(Fate::Left(Why::InFile));
        }
        None if !again.contains(&key.notice) && read.exports().was_taken_back(key.notice)? => {
            return Ok(Fate::Left(Why::TakenBack));
        }
        None => record(&came.row, today).map(Some),
    };
    Ok(match made {
        Ok(Some(record)) => match held_back(&calls, &record).filter(|_| !again.contains(&key.notice)) {
            Some(why) => Fate::Left(why),
            None => Fate::Ready(record),
        },
        Err(Why::BeforeYesterday) if is_long_ago(&came.row, today) => Fate::Nothing,
        Err(why) if is_missing(why) => Fate::Left(why),
        Ok(None) | Err(_) => Fate::Nothing,
    })
}

/// Why a person decides first: the same bytes were refused the last time and would be again; who is missing in the portal's
/// list may come into it late, and would be there twice.
fn held_back(calls: &[PortalCall], record: &Record) -> Option<Why> {
    let sha256 = *wire::Digest::of(record.body.expose()).bytes();
    if calls.first().is_some_and(|call| call.state == CallState::Refused && call.sha256 == sha256) {
        return Some(Why::RefusedByPortal);
    }
    decisive(calls).filter(|call| call.state == CallState::Missing).map(|_| Why::NotInList)
}

/// The day of leaving the portal knows: that of the last call it has, else of the telling that was in the file; none where
/// nothing of it was told.
fn told_until(read: Read<'_>, calls: &[PortalCall], there: EntryKey) -> Result<Option<Date>, StoreError> {
    let listed = calls.iter().find(|call| call.state == CallState::Listed && call.key == there);
    if listed.is_some() || there.revision == 0 {
        return Ok(listed.map(|call| call.until));
    }
    let payload = read.outbox().get(there)?.queued.payload;
    Ok(NoticePayload::decode(payload.expose()).ok().map(|told| duty::vn_date(told.leaves_at)))
}

fn until(row: &Row) -> Date {
    duty::vn_date(row.left.unwrap_or(row.planned_until))
}

fn is_long_ago(row: &Row, today: Date) -> bool {
    duty::vn_date(row.arrived) < today.saturating_sub(TOLD_OF.days())
}
