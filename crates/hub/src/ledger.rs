//! What the hub keeps, behind one trait: SQLite for one house, PostgreSQL for a province.

mod chain;
mod fault;
mod open;
pub mod postgres;
pub mod sqlite;
#[cfg(test)]
mod tests;

use jiff::{Timestamp, civil};
use private::Private;
use uuid::Uuid;
use wire::{Digest, KeyId, KeyLink, PublicKey, Refusal, Revision, SecretKey, SignedReceipt};

use crate::Deadlines;

pub use fault::{Fault, SqlState};
pub use open::{LedgerUrl, LedgerUrlError, OpenLedger};

/// A judged revision.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which notice.
    pub notice: Uuid,
    /// Which revision of it.
    pub revision: u32,
    /// SHA-256 of `payload`.
    pub sha256: Digest,
    /// The bytes as they came.
    pub payload: Private<Vec<u8>>,
    /// By when the law asked for it, or why it is not kept. What was kept before is not judged again: a later hub may
    /// ask for more, and still owes the receipt it gave.
    pub judged: Result<Deadlines, Refusal>,
}

/// What became of an [`Entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Kept now.
    Accepted(SignedReceipt),
    /// The same bytes were kept before, with this receipt.
    Duplicate(SignedReceipt),
    /// Other bytes were kept before.
    Conflict,
    /// Not kept, now or before.
    Refused(Refusal),
}

/// Whose batch it is, who sent it, when it came, and the key that signs its receipts.
#[derive(Clone, Copy, Debug)]
pub struct Receiving<'a> {
    /// The facility, which must be known.
    pub facility: Uuid,
    /// The device that sent it.
    pub device: Uuid,
    /// The hub's clock.
    pub now: Timestamp,
    /// The receipt key.
    pub key: &'a SecretKey,
}

/// A device that was enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub facility: Uuid,
    /// What its requests are signed with.
    pub key: PublicKey,
    /// It was shut out.
    pub revoked: bool,
}

/// What an enrolment gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The device's id.
    pub device: Uuid,
    /// The facility's id.
    pub facility: Uuid,
    /// The facility's name.
    pub name: String,
}

/// How much the ledger holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Notices, each counted once.
    pub notices: u64,
    /// Revisions of them.
    pub revisions: u64,
    /// Receipts given.
    pub receipts: u64,
}

/// Why the ledger did not do it. Nothing was kept, but where the connection broke at the commit.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database failed. Where the connection broke at a commit, what was sent may be kept: ask again.
    #[error("the database failed: {0}")]
    Database(Fault),
    /// The database is of a later program, and this one cannot use it.
    #[error("the database has version {found}, this program knows {known}: start the newer program")]
    Newer {
        /// The database's version.
        found: usize,
        /// The last version this program knows.
        known: usize,
    },
    /// A stored value is not what was stored there.
    #[error("a stored value is damaged")]
    Damaged,
    /// The facility is not known.
    #[error("no such facility")]
    NoFacility,
    /// A receipt could not be signed.
    #[error("a receipt could not be signed: {0}")]
    Sign(#[from] wire::ReceiptFault),
    /// The task that held the database ended before its work.
    #[error("the ledger's task was ended")]
    Ended,
}

/// The hub's memory. Every method is one transaction, and is committed when it returns.
pub trait Ledger: Send + Sync + 'static {
    /// Keeps a facility's entries and gives one answer for each, in order. Receipts are numbered by facility without
    /// a gap in the order of commits, and each holds the digest of the one before.
    ///
    /// # Errors
    /// [`LedgerError`], and nothing of the batch is kept.
    fn store(
        &self,
        receiving: Receiving<'_>,
        entries: Vec<Entry>,
    ) -> impl Future<Output = Result<Vec<Stored>, LedgerError>> + Send;

    /// What is kept of a facility's notice, oldest revision first; empty when nothing is.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn trail(&self, facility: Uuid, notice: Uuid) -> impl Future<Output = Result<Vec<Revision>, LedgerError>> + Send;

    /// The revisions a facility was given receipts for on a day of Vietnam, in any order.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn day(
        &self,
        facility: Uuid,
        day: civil::Date,
    ) -> impl Future<Output = Result<Vec<(Uuid, u32, Digest)>, LedgerError>> + Send;

    /// A facility's receipts numbered above `after`, at most `limit`, in the order of their numbers. That is the order
    /// of commits: nothing is ever added before what was read once.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn feed(
        &self,
        facility: Uuid,
        after: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<SignedReceipt>, LedgerError>> + Send;

    /// Finds a device.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn device(&self, id: Uuid) -> impl Future<Output = Result<Option<Device>, LedgerError>> + Send;

    /// Shuts a device out; false when there is none.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn revoke(&self, id: Uuid, now: Timestamp) -> impl Future<Output = Result<bool, LedgerError>> + Send;

    /// Keeps an enrolment code's digest for the facility of that name, which is made with `id` when it is new.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn add_code(
        &self,
        name: String,
        id: Uuid,
        code: Digest,
        expires: Timestamp,
    ) -> impl Future<Output = Result<(), LedgerError>> + Send;

    /// Uses a code up and keeps the device under `id`. The same code with the same key again, while it is valid,
    /// gives the same device: the first answer may have been lost. None when the code is unknown, old or used up.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn enrol(
        &self,
        code: Digest,
        key: PublicKey,
        id: Uuid,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Enrolled>, LedgerError>> + Send;

    /// Gives a device another key; false when it has another than `old` by now, unless that is `new`, or is shut out.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn rotate(
        &self,
        device: Uuid,
        old: PublicKey,
        new: PublicKey,
    ) -> impl Future<Output = Result<bool, LedgerError>> + Send;

    /// Every device there ever was, with its facility's name, the last enrolled first.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn devices(&self) -> impl Future<Output = Result<Vec<(Device, String)>, LedgerError>> + Send;

    /// The history of the receipt keys, oldest first.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn key_history(&self) -> impl Future<Output = Result<Vec<KeyLink>, LedgerError>> + Send;

    /// Adds the history's link of this number, from 1; false when another is there. What is there stays.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn add_key(&self, link: KeyLink, number: usize) -> impl Future<Output = Result<bool, LedgerError>> + Send;

    /// Whether there are receipts, and none that this key signed.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn holds_only_others(&self, key: KeyId) -> impl Future<Output = Result<bool, LedgerError>> + Send;

    /// Commits something that changes nothing, and so finds out whether a notice could be kept now.
    ///
    /// # Errors
    /// [`LedgerError`] when it could not.
    fn try_write(&self) -> impl Future<Output = Result<(), LedgerError>> + Send;

    /// How much is kept.
    ///
    /// # Errors
    /// [`LedgerError`]
    fn count(&self) -> impl Future<Output = Result<Counts, LedgerError>> + Send;
}
