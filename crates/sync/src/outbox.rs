//! The port behind which the house keeps what is still to be told.

use jiff::{Timestamp, civil::Date};
use wire::{Digest, Expected, Held, KeyLink, NoticeKey, Private, Record, Refusal, SignedReceipt};

/// A revision taken out to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Which revision of which notice.
    pub key: NoticeKey,
    /// SHA-256 of `payload`, as it was when queued.
    pub sha256: Digest,
    /// The frozen bytes.
    pub payload: Private<Vec<u8>>,
    /// How often it was claimed before.
    pub attempts: u32,
}

impl Claimed {
    /// What a receipt must be for to settle it.
    pub const fn expected(&self) -> Expected {
        Expected { key: self.key, sha256: self.sha256 }
    }

    /// The record as it is sent.
    pub fn record(&self) -> Record {
        Record {
            notice: self.key.notice,
            revision: self.key.revision,
            sha256: self.sha256,
            payload: self.payload.clone(),
        }
    }
}

/// Why a revision waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The hub holds other bytes under this notice and revision.
    Conflict,
    /// The hub will not take it as it is.
    Refused(Refusal),
}

/// What became of a claimed revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// Ended: a verified receipt for this very revision.
    Receipted(SignedReceipt),
    /// Waits for a person.
    Rejected(Rejection),
    /// The hub was not reached: surely nothing was stored. To be claimed again as if it had not been.
    NotSent,
    /// Not receipted, and perhaps stored; to be claimed again, unchanged, from then on.
    Retry {
        /// By the house's clock.
        not_before: Timestamp,
    },
}

/// What became of a receipt that was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It settles its revision.
    Now,
    /// The revision is settled by an earlier receipt, which stays; this other one is kept beside it.
    Beside,
    /// The revision has this very receipt already.
    Before,
    /// Here is no such revision, or one of other bytes: another desk of the house told it, or this store lost it.
    Unknown,
}

/// Why the house's store did not do it. It has traced the cause itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboxError {
    /// It cannot be read or written now.
    #[error("the outbox cannot be reached")]
    Unavailable,
}

/// The house's queue of notices.
pub trait Outbox: Send + Sync + 'static {
    /// Takes out at most `limit` revisions that are due: earliest deadline first, an older revision of a notice
    /// before a newer one. They are marked as being sent, and that mark is committed, before this returns.
    ///
    /// # Errors
    /// [`OutboxError`] when the store cannot do it; nothing is taken out then.
    fn claim(&self, now: Timestamp, limit: usize) -> impl Future<Output = Result<Vec<Claimed>, OutboxError>> + Send;

    /// Writes down what became of a claimed revision. The same settlement may come twice, and changes nothing then.
    ///
    /// # Errors
    /// [`OutboxError`] when the store cannot do it; the courier asks again each time before it claims.
    fn settle(&self, key: NoticeKey, settlement: Settlement) -> impl Future<Output = Result<(), OutboxError>> + Send;

    /// The revisions whose newest receipts were given on a day of Vietnam, by the hub's clock, in any order: a hub that
    /// lost one gave another later, and knows of no other day.
    ///
    /// # Errors
    /// [`OutboxError`]
    fn day(&self, day: Date) -> impl Future<Output = Result<Vec<Held>, OutboxError>> + Send;

    /// The frozen bytes of a revision, whatever became of it; none when there is no such revision.
    ///
    /// # Errors
    /// [`OutboxError`]
    fn frozen(&self, key: NoticeKey) -> impl Future<Output = Result<Option<Claimed>, OutboxError>> + Send;

    /// Takes over a verified receipt which the hub gave and this house may not hold. None that is held goes for it.
    ///
    /// # Errors
    /// [`OutboxError`]
    fn take(&self, key: NoticeKey, receipt: SignedReceipt) -> impl Future<Output = Result<Taken, OutboxError>> + Send;

    /// Keeps links of the hub's receipt keys that were proved: from here on those keys are trusted too.
    ///
    /// # Errors
    /// [`OutboxError`]; the courier asks again when it meets the key again.
    fn trust(&self, links: Vec<KeyLink>) -> impl Future<Output = Result<(), OutboxError>> + Send;
}

impl<O: Outbox> Outbox for std::sync::Arc<O> {
    fn claim(&self, now: Timestamp, limit: usize) -> impl Future<Output = Result<Vec<Claimed>, OutboxError>> + Send {
        O::claim(self, now, limit)
    }

    fn settle(&self, key: NoticeKey, settlement: Settlement) -> impl Future<Output = Result<(), OutboxError>> + Send {
        O::settle(self, key, settlement)
    }

    fn day(&self, day: Date) -> impl Future<Output = Result<Vec<Held>, OutboxError>> + Send {
        O::day(self, day)
    }

    fn frozen(&self, key: NoticeKey) -> impl Future<Output = Result<Option<Claimed>, OutboxError>> + Send {
        O::frozen(self, key)
    }

    fn take(&self, key: NoticeKey, receipt: SignedReceipt) -> impl Future<Output = Result<Taken, OutboxError>> + Send {
        O::take(self, key, receipt)
    }

    fn trust(&self, links: Vec<KeyLink>) -> impl Future<Output = Result<(), OutboxError>> + Send {
        O::trust(self, links)
    }
}
