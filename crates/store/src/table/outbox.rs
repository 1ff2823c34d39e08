//! The outbox: the exact bytes that go to the hub, each entry until its receipt is here.
//!
//! An entry is `Ready` when it is queued, `Sending` from before the call, and `Settled` by a receipt with its key and
//! hash and by nothing else. What was in `Sending` at a crash, or was tried without a usable answer, is `Unverified`:
//! the hub may have it. It is sent again under the same key, and the hub answers with the receipt it has stored. A
//! `Rejected` entry waits for a person; it does not hold back a later revision, which is what corrects it.

use jiff::{SignedDuration, Timestamp};
use lodging::NoticeId;
use private::Private;
use rusqlite::{Row, params};

use crate::sql::{get, get_count, get_id, get_time, get_time_opt, get_word, micros};
use crate::transaction::Sql;
use crate::{Receipt, StoreError};

pub(crate) const V1: &str = "
CREATE TABLE outbox (
    row INTEGER PRIMARY KEY,
    notice BLOB NOT NULL REFERENCES notice (id),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('arrival', 'correction', 'extension', 'departure', 'cancel')),
    payload BLOB NOT NULL,
    payload_sha256 BLOB NOT NULL CHECK (length(payload_sha256) = 32),
    queued_at INTEGER NOT NULL,
    deadline INTEGER,
    state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'sending', 'settled', 'rejected', 'unverified')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_try_at INTEGER NOT NULL,
    rejected_code TEXT,
    CHECK ((state = 'rejected') = (rejected_code IS NOT NULL)),
    UNIQUE (notice, revision),
    UNIQUE (notice, revision, payload_sha256)
) STRICT;
CREATE INDEX outbox_unsettled ON outbox (deadline, row) WHERE state <> 'settled';
CREATE TRIGGER outbox_begins_ready BEFORE INSERT ON outbox WHEN NEW.state <> 'ready'
BEGIN SELECT RAISE(ABORT, 'an entry begins ready'); END;
CREATE TRIGGER outbox_counts_up BEFORE INSERT ON outbox
WHEN NEW.revision <> 1 + (SELECT coalesce(max(revision), 0) FROM outbox WHERE notice = NEW.notice)
BEGIN SELECT RAISE(ABORT, 'revisions count up by one'); END;
CREATE TRIGGER outbox_is_frozen
BEFORE UPDATE OF row, notice, revision, kind, payload, payload_sha256, queued_at, deadline ON outbox
BEGIN SELECT RAISE(ABORT, 'what is queued never changes'); END;
CREATE TRIGGER outbox_stays_settled BEFORE UPDATE ON outbox WHEN OLD.state = 'settled'
BEGIN SELECT RAISE(ABORT, 'a settled entry never changes'); END;
CREATE TRIGGER outbox_settles_by_receipt BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'settled' AND NOT EXISTS (
    SELECT 1 FROM receipt WHERE receipt.notice = NEW.notice AND receipt.revision = NEW.revision
    AND receipt.payload_sha256 = NEW.payload_sha256)
BEGIN SELECT RAISE(ABORT, 'only its receipt settles an entry'); END;
CREATE TRIGGER outbox_stays BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'entries are kept'); END;
";

/// Names one entry: the notice, and which telling of it, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntryKey {
    /// The notice.
    pub notice: NoticeId,
    /// Which telling of it, from 1.
    pub revision: u32,
}

/// What an entry tells the hub.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoticeKind {
    /// Somebody stays overnight.
    Arrival,
    /// Something told before was wrong.
    Correction,
    /// The stay gets a later end.
    Extension,
    /// The person has left.
    Departure,
    /// The stay did not happen.
    Cancel,
}

/// Where an entry stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryState {
    /// Queued, never sent.
    Ready,
    /// Being sent.
    Sending,
    /// The hub's receipt for it is here.
    Settled,
    /// The hub refused it: it waits for a person.
    Rejected,
    /// Sent, and nobody knows whether it arrived: it is sent again.
    Unverified,
}

/// What is queued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Queued {
    /// Its key; the revision is [`OutboxRead::next_revision`].
    pub key: EntryKey,
    /// What it tells.
    pub kind: NoticeKind,
    /// The exact bytes that will be sent.
    pub payload: Private<Vec<u8>>,
    /// The SHA-256 of these bytes.
    pub sha256: [u8; 32],
    /// When it was queued.
    pub at: Timestamp,
    /// By when the hub must have it; none where the law sets no time, and these go last.
    pub deadline: Option<Timestamp>,
}

/// An entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What was queued.
    pub queued: Queued,
    /// Where it stands.
    pub state: EntryState,
    /// How often it was claimed and may have been sent.
    pub attempts: u32,
    /// It is not claimed before this, unless it was never sent.
    pub next_try_at: Timestamp,
    /// Why the hub refused it, as the hub's code.
    pub rejected: Option<String>,
}

/// What settling found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// The entry is settled by this.
    Now,
    /// It was settled before by another receipt, which stays; this one is kept beside it.
    Beside,
    /// It was settled before, and has this receipt.
    Before,
}

/// The outbox in figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Summary {
    /// Entries without a receipt that will be sent by themselves.
    pub waiting: u64,
    /// When the oldest of these was queued.
    pub oldest_since: Option<Timestamp>,
    /// The earliest deadline among them.
    pub next_deadline: Option<Timestamp>,
    /// Entries the hub refused and no later revision has replaced: each waits for a person.
    pub rejected: u64,
}

/// The columns [`read`] needs.
const SELECT: &str = "SELECT notice, revision, kind, payload, payload_sha256, queued_at, deadline, state, attempts,
    next_try_at, rejected_code FROM outbox";

/// Said word for word, it lets SQLite take the index of what is not settled instead of reading every entry there was.
const UNSETTLED: &str = "state <> 'settled'";

/// Nobody backs off for longer. An entry that waits for a later moment was put off before the clock was set back, and
/// is tried now.
const LONGEST_BACK_OFF: SignedDuration = SignedDuration::from_mins(15);

/// Reads the outbox.
#[derive(Clone, Copy)]
pub struct OutboxRead<'a>(pub(crate) Sql<'a>);

impl OutboxRead<'_> {
    /// One entry.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, key: EntryKey) -> Result<Entry, StoreError> {
        let select = format!("{SELECT} WHERE notice = ?1 AND revision = ?2");
        self.0.first(&select, params![key.notice.uuid().into_bytes(), key.revision], read)?.ok_or(StoreError::Missing)
    }

    /// Every revision of a notice, oldest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of(&self, notice: NoticeId) -> Result<Vec<Entry>, StoreError> {
        self.0.all(&format!("{SELECT} WHERE notice = ?1 ORDER BY revision"), [notice.uuid().into_bytes()], read)
    }

    /// The revision the next telling of a notice has.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn next_revision(&self, notice: NoticeId) -> Result<u32, StoreError> {
        let select = "SELECT 1 + coalesce(max(revision), 0) AS next FROM outbox WHERE notice = ?1";
        let next = self.0.first(select, [notice.uuid().into_bytes()], |row| get(row, "next"))?;
        next.ok_or(StoreError::Missing)
    }

    /// What waits, computed from the entries themselves.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn summary(&self) -> Result<Summary, StoreError> {
        let select = "
            SELECT count(*) FILTER (WHERE state <> 'rejected') AS waiting,
                min(queued_at) FILTER (WHERE state <> 'rejected') AS oldest_since,
                min(deadline) FILTER (WHERE state <> 'rejected') AS next_deadline,
                count(*) FILTER (WHERE state = 'rejected' AND NOT EXISTS (
                    SELECT 1 FROM outbox AS later
                    WHERE later.notice = outbox.notice AND later.revision > outbox.revision)) AS rejected
            FROM outbox WHERE state <> 'settled'";
        let summary = self.0.first(select, [], |row| {
            Ok(Summary {
                waiting: get_count(row, "waiting")?,
                oldest_since: get_time_opt(row, "oldest_since")?,
                next_deadline: get_time_opt(row, "next_deadline")?,
                rejected: get_count(row, "rejected")?,
            })
        })?;
        summary.ok_or(StoreError::Missing)
    }

    /// The deadlines up to a moment of what will be sent by itself, earliest first, and how many entries have each.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn deadlines(&self, until: Timestamp) -> Result<Vec<(Timestamp, u64)>, StoreError> {
        let select = format!(
            "SELECT deadline, count(*) AS entries FROM outbox
             WHERE {UNSETTLED} AND state <> 'rejected' AND deadline <= ?1 GROUP BY deadline ORDER BY deadline"
        );
        self.0.all(&select, [micros(until)], |row| Ok((get_time(row, "deadline")?, get_count(row, "entries")?)))
    }

    /// Notices of which somebody's coming or staying has no receipt, oldest first: what a refused entry tells waits until
    /// a later one has replaced it.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn untold(&self) -> Result<Vec<NoticeId>, StoreError> {
        let select = format!(
            "SELECT notice FROM outbox WHERE {UNSETTLED} AND kind IN ('arrival', 'correction', 'extension')
             AND (state <> 'rejected' OR NOT EXISTS (
                SELECT 1 FROM outbox AS later WHERE later.notice = outbox.notice AND later.revision > outbox.revision))
             GROUP BY notice ORDER BY min(row)"
        );
        self.0.all(&select, [], |row| get_id(row, "notice", NoticeId::from_uuid))
    }

    /// How many entries stand where.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count(&self, state: EntryState) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM outbox WHERE state = ?1", [state.code()])
    }
}

/// Writes the outbox.
#[derive(Clone, Copy)]
pub struct OutboxWrite<'a>(pub(crate) Sql<'a>);

impl OutboxWrite<'_> {
    /// Queues an entry, to be sent as soon as the courier comes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] when the notice is not there, or the revision is not the next one.
    pub fn queue(&self, entry: &Queued) -> Result<(), StoreError> {
        let insert = "INSERT INTO outbox
                          (notice, revision, kind, payload, payload_sha256, queued_at, deadline, next_try_at)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6)";
        let notice = entry.key.notice.uuid().into_bytes();
        let (at, deadline) = (micros(entry.at), entry.deadline.map(micros));
        let payload = entry.payload.expose();
        let values = params![notice, entry.key.revision, entry.kind.code(), payload, entry.sha256, at, deadline];
        self.0.change(insert, values)
    }

    /// [`crate::Store::claim`], which also commits.
    pub(crate) fn claim(self, now: Timestamp, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let set_back = now.saturating_add(LONGEST_BACK_OFF).map_or(i64::MAX, micros);
        let mut entries = self.0.all(&claimable(), params![micros(now), set_back, limit], read)?;
        let update = "UPDATE outbox SET state = 'sending', attempts = attempts + 1
                      WHERE notice = ?1 AND revision = ?2";
        for entry in &mut entries {
            let key = entry.queued.key;
            self.0.change(update, params![key.notice.uuid().into_bytes(), key.revision])?;
            entry.state = EntryState::Sending;
            entry.attempts += 1;
        }
        Ok(entries)
    }

    /// [`crate::Store::recover`], which also commits.
    pub(crate) fn recover(self) -> Result<usize, StoreError> {
        self.0.execute(&format!("UPDATE outbox SET state = 'unverified' WHERE {UNSETTLED} AND state = 'sending'"), [])
    }

    /// Ends an entry with its receipt, which the caller has verified. Told twice, it is settled once.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] without such an entry, [`StoreError::OtherBytes`] for a receipt of other bytes.
    pub fn settle(&self, receipt: &Receipt) -> Result<Settled, StoreError> {
        let key = receipt.key;
        let (notice, sha256) = (key.notice.uuid().into_bytes(), receipt.sha256);
        let select = "SELECT state, payload_sha256 = ?3 AS same FROM outbox WHERE notice = ?1 AND revision = ?2";
        let found = self.0.first(select, params![notice, key.revision, sha256], |row| {
            Ok((get_word(row, "state", EntryState::from_code)?, get(row, "same")?))
        })?;
        match found.ok_or(StoreError::Missing)? {
            (_, false) => Err(StoreError::OtherBytes),
            (EntryState::Settled, true) => {
                Ok(if receipt.insert_beside(self.0)? { Settled::Beside } else { Settled::Before })
            }
            (_, true) => {
                receipt.insert(self.0)?;
                let update = "UPDATE outbox SET state = 'settled', rejected_code = NULL
                              WHERE notice = ?1 AND revision = ?2 AND payload_sha256 = ?3";
                self.0.change(update, params![notice, key.revision, sha256])?;
                Ok(Settled::Now)
            }
        }
    }

    /// Puts an entry aside for a person, with the hub's reason. Told twice, the last reason stands.
    ///
    /// # Errors
    ///
    /// [`StoreError::WrongState`] unless it was being sent.
    pub fn reject(&self, key: EntryKey, code: &str) -> Result<(), StoreError> {
        let update = "UPDATE outbox SET state = 'rejected', rejected_code = ?3
                      WHERE notice = ?1 AND revision = ?2 AND state IN ('sending', 'unverified', 'rejected')";
        self.sent(update, params![key.notice.uuid().into_bytes(), key.revision, code])
    }

    /// Puts an entry back for another try, not before a moment within the next fifteen minutes. It may have arrived,
    /// so it is `Unverified`.
    ///
    /// # Errors
    ///
    /// [`StoreError::WrongState`] unless it was being sent.
    pub fn back_off(&self, key: EntryKey, next_try_at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE outbox SET state = 'unverified', next_try_at = ?3
                      WHERE notice = ?1 AND revision = ?2 AND state IN ('sending', 'unverified')";
        self.sent(update, params![key.notice.uuid().into_bytes(), key.revision, micros(next_try_at)])
    }

    /// Puts an entry back that surely did not reach the hub, as if it had not been claimed: `Ready` if no earlier try may
    /// have reached it, `Unverified` else. Told twice, it is put back once.
    ///
    /// # Errors
    ///
    /// [`StoreError::WrongState`] unless it was being sent.
    pub fn not_sent(&self, key: EntryKey) -> Result<(), StoreError> {
        let update = "UPDATE outbox SET attempts = attempts - (state = 'sending'),
                          state = CASE WHEN state = 'sending' AND attempts = 1 THEN 'ready'
                                       WHEN state = 'sending' THEN 'unverified' ELSE state END
                      WHERE notice = ?1 AND revision = ?2 AND state IN ('sending', 'ready', 'unverified')";
        self.sent(update, params![key.notice.uuid().into_bytes(), key.revision])
    }

    /// Lets an entry the hub refused be sent again, unchanged: a person's decision.
    ///
    /// # Errors
    ///
    /// [`StoreError::WrongState`] unless it was rejected.
    pub fn resend(&self, key: EntryKey, now: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE outbox SET state = 'unverified', rejected_code = NULL, next_try_at = ?3
                      WHERE notice = ?1 AND revision = ?2 AND state = 'rejected'";
        self.sent(update, params![key.notice.uuid().into_bytes(), key.revision, micros(now)])
    }

    fn sent(self, update: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
        match self.0.change(update, params) {
            Err(StoreError::Missing) => Err(StoreError::WrongState),
            other => other,
        }
    }
}

/// What may be sent now (?1), or was put off beyond what anybody puts off (?2), at most ?3 of it.
fn claimable() -> String {
    format!(
        "{SELECT} WHERE {UNSETTLED} AND (state = 'ready' OR state = 'unverified'
            AND (next_try_at <= ?1 OR next_try_at > ?2)) AND NOT EXISTS (
            SELECT 1 FROM outbox AS older WHERE older.notice = outbox.notice AND older.revision < outbox.revision
            AND older.state NOT IN ('settled', 'rejected'))
         ORDER BY deadline NULLS LAST, row LIMIT ?3"
    )
}

fn read(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        queued: Queued {
            key: read_key(row)?,
            kind: get_word(row, "kind", NoticeKind::from_code)?,
            payload: Private::new(get(row, "payload")?),
            sha256: get(row, "payload_sha256")?,
            at: get_time(row, "queued_at")?,
            deadline: get_time_opt(row, "deadline")?,
        },
        state: get_word(row, "state", EntryState::from_code)?,
        attempts: get(row, "attempts")?,
        next_try_at: get_time(row, "next_try_at")?,
        rejected: get(row, "rejected_code")?,
    })
}

/// Reads the columns `notice` and `revision`.
pub(crate) fn read_key(row: &Row<'_>) -> Result<EntryKey, StoreError> {
    Ok(EntryKey { notice: get_id(row, "notice", NoticeId::from_uuid)?, revision: get(row, "revision")? })
}

impl NoticeKind {
    /// The word it is kept under, which is the word it is sent under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Correction => "correction",
            Self::Extension => "extension",
            Self::Departure => "departure",
            Self::Cancel => "cancel",
        }
    }

    /// The kind kept under a word.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::Arrival, Self::Correction, Self::Extension, Self::Departure, Self::Cancel];
        all.into_iter().find(|kind| kind.code() == code)
    }
}

impl EntryState {
    /// The word it is kept under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Sending => "sending",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Unverified => "unverified",
        }
    }

    /// The state kept under a word.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::Ready, Self::Sending, Self::Settled, Self::Rejected, Self::Unverified];
        all.into_iter().find(|state| state.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_reads_only_what_is_not_settled_and_in_its_order() {
        let store = crate::Store::open_in_memory(Timestamp::UNIX_EPOCH).unwrap();
        let explain = format!("EXPLAIN QUERY PLAN {}", claimable());
        let plan = store.read(|r| r.acts().0.all(&explain, [0, 0, 0], |row| get::<String>(row, "detail"))).unwrap();
        assert_eq!(plan[0], "SCAN outbox USING INDEX outbox_unsettled");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
    }
}
