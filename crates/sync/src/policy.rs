//! What an answer means. Pure: a table from answer to action, and from verdict to settlement.
//!
//! Two rules stand above the table. Nothing is ever dropped: every row keeps the records or settles them by a verdict
//! of their own. And no status settles anything: success without a receipt is a failure.

#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use wire::{
    Batch, BatchReply, Expected, KeyRing, Problem, ReceiptFault, RecordVerdict, Refusal, ReplyFault, Severity,
    SignedReceipt, Verdict,
};

use crate::Rejection;

/// The longest a hub is heeded that asks to wait: whoever answers must not silence a house over its deadline.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// What came of one request.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The hub was not reached: surely nothing was stored.
    NoConnection,
    /// The connection broke or was too slow: it may have been stored.
    Lost,
    /// The hub, or someone between, answered.
    Http {
        /// The status.
        status: u16,
        /// `Retry-After`, in seconds.
        retry_after: Option<Duration>,
        /// The body's bytes.
        body: Vec<u8>,
    },
}

/// Why a request brought no verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The hub was not reached.
    #[error("the hub is not reached")]
    NoConnection,
    /// The answer got lost.
    #[error("the answer got lost")]
    Lost,
    /// The hub asks to wait.
    #[error("the hub is busy")]
    Busy,
    /// The hub, or someone between, failed with this status.
    #[error("the hub answered with status {0}")]
    Status(u16),
    /// Success without an answer in it.
    #[error("the hub's answer is not readable")]
    Nonsense,
    /// An answer that is not one verdict for each record.
    #[error("the hub's answer does not fit the batch: {0}")]
    Reply(ReplyFault),
    /// The device must be enrolled again.
    #[error("the hub does not accept this device: {0:?}")]
    Enrol(Refusal),
    /// The hub keeps refusing the time of signing.
    #[error("the hub does not accept the time of signing")]
    Clock,
}

/// The hub's clock as an answer tells it, whatever else it says.
pub fn server_time(answer: &Answer) -> Option<Timestamp> {
    let Answer::Http { body, .. } = answer else { return None };
    let told: serde_json::Value = serde_json::from_slice(body).ok()?;
    told.get("server_time")?.as_str()?.parse().ok()
}

/// What an answer to a question tells; else why it tells nothing, and how long the hub asks to be left alone.
///
/// # Errors
/// The [`Trouble`], and what is heeded of `Retry-After`.
pub fn told<R: DeserializeOwned>(answer: &Answer) -> Result<R, (Trouble, Option<Duration>)> {
    match answer {
        Answer::NoConnection => Err((Trouble::NoConnection, None)),
        Answer::Lost => Err((Trouble::Lost, None)),
        Answer::Http { status: 200, body, .. } => serde_json::from_slice(body).map_err(|_| (Trouble::Nonsense, None)),
        Answer::Http { status: 401, body, .. } => match unauthorised(body) {
            Action::EnrolAgain(code) => Err((Trouble::Enrol(code), None)),
            _ => Err((Trouble::Status(401), None)),
        },
        Answer::Http { status, retry_after, .. } => Err(failed(*status, heeded(*retry_after))),
    }
}

impl Trouble {
    /// Whether another question would fare no better now: the hub is away, busy or does not take this device's word.
    pub const fn is_of_the_hub(self) -> bool {
        matches!(self, Self::NoConnection | Self::Lost | Self::Busy | Self::Enrol(_) | Self::Clock | Self::Status(401))
    }

    /// Whether a single record may be the cause: the hub was there, and failed over what it was sent.
    pub const fn may_be_a_records(self) -> bool {
        matches!(self, Self::Lost | Self::Busy | Self::Status(_) | Self::Nonsense | Self::Reply(_))
    }
}

/// What to do next with the batch that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Judge each record by its own verdict, see [`judge`].
    Read(Vec<RecordVerdict>),
    /// Sign again by the hub's clock, once, and send at once.
    SignAgain {
        /// The hub's clock.
        server_time: Timestamp,
    },
    /// Keep everything and tell a person that the device must be enrolled again.
    EnrolAgain(Refusal),
    /// Send in two halves, and smaller batches from now on.
    Halve,
    /// Send in two halves, to find the record that spoils the batch.
    Bisect,
    /// Keep everything and try later.
    Pause {
        /// Why.
        why: Trouble,
        /// The hub asked for at least this; five minutes at most are heeded.
        at_least: Option<Duration>,
    },
}

/// What becomes of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Settled by this receipt.
    Settled(SignedReceipt),
    /// Waits for a person.
    Rejected(Rejection),
    /// Not receipted: its receipt proves nothing.
    Distrusted(ReceiptFault),
    /// Not receipted: a fault of the hub's that passes.
    NotNow(Refusal),
}

/// Reads an answer to a batch.
pub fn action(answer: &Answer, batch: &Batch) -> Action {
    let (status, retry_after, body) = match answer {
        Answer::NoConnection => return pause(Trouble::NoConnection, None),
        Answer::Lost => return pause(Trouble::Lost, None),
        Answer::Http { status, retry_after, body } => (*status, heeded(*retry_after), body.as_slice()),
    };
    match status {
        200 => read(body, batch),
        201..=299 => pause(Trouble::Nonsense, None),
        401 => unauthorised(body),
        413 => Action::Halve,
        422 => Action::Bisect,
        other => {
            let (why, wait) = failed(other, retry_after);
            pause(why, wait)
        }
    }
}

const fn failed(status: u16, wait: Option<Duration>) -> (Trouble, Option<Duration>) {
    let why = if matches!(status, 429 | 503) { Trouble::Busy } else { Trouble::Status(status) };
    (why, wait)
}

fn heeded(retry_after: Option<Duration>) -> Option<Duration> {
    retry_after.map(|wait| wait.min(LONGEST_PAUSE))
}

/// What a 422 says about the only record that was sent: our hub's word that a person must correct it, or nothing.
pub fn lone_rejection(answer: &Answer) -> Option<Rejection> {
    let Answer::Http { status: 422, body, .. } = answer else { return None };
    let problem: Problem = serde_json::from_slice(body).ok()?;
    (problem.code.severity() == Severity::Correct).then_some(Rejection::Refused(problem.code))
}

/// The hub's clock, when it refuses the time of signing.
pub fn refused_clock(answer: &Answer) -> Option<Timestamp> {
    let Answer::Http { status: 401, body, .. } = answer else { return None };
    let problem: Problem = serde_json::from_slice(body).ok()?;
    (problem.code == Refusal::ClockSkew).then_some(problem.server_time)
}

/// Reads one record's verdict. A receipt counts only when it is true and for this very record.
pub fn judge(verdict: &Verdict, expected: &Expected, trusted: &KeyRing) -> Judgement {
    match verdict {
        Verdict::Accepted { receipt } | Verdict::Duplicate { receipt } => match trusted.verify_for(receipt, expected) {
            Ok(_) => Judgement::Settled(receipt.clone()),
            Err(fault) => Judgement::Distrusted(fault),
        },
        Verdict::Conflict => Judgement::Rejected(Rejection::Conflict),
        Verdict::Rejected { code } if code.severity() == Severity::Passing => Judgement::NotNow(*code),
        Verdict::Rejected { code } => Judgement::Rejected(Rejection::Refused(*code)),
    }
}

fn read(body: &[u8], batch: &Batch) -> Action {
    let Ok(reply) = serde_json::from_slice::<BatchReply>(body) else { return pause(Trouble::Nonsense, None) };
    match wire::check(batch, &reply) {
        Ok(_) => Action::Read(reply.verdicts),
        Err(fault) => pause(Trouble::Reply(fault), None),
    }
}

/// Only our hub's own word moves us to sign or enrol again; a stranger's 401 is an outage.
fn unauthorised(body: &[u8]) -> Action {
    match serde_json::from_slice(body) {
        Ok(Problem { code: Refusal::ClockSkew | Refusal::Replayed, server_time }) => Action::SignAgain { server_time },
        Ok(Problem { code: Refusal::Unsigned | Refusal::BadSignature, .. }) => {
            Action::EnrolAgain(Refusal::BadSignature)
        }
        Ok(Problem { code, .. }) if code.severity() == Severity::Enrol => Action::EnrolAgain(code),
        _ => pause(Trouble::Status(401), None),
    }
}

const fn pause(why: Trouble, at_least: Option<Duration>) -> Action {
    Action::Pause { why, at_least }
}
