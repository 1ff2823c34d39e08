//! The hub's receipts: the signed bytes as they came, and what is shown of them.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::StoreError;
use crate::sql::{get, get_time, micros};
use crate::table::outbox::{EntryKey, read_key};
use crate::transaction::Sql;

/// The reference carries the hash: a receipt of other bytes than those queued cannot be stored.
pub(crate) const V1: &str = "
CREATE TABLE receipt (
    notice BLOB NOT NULL,
    revision INTEGER NOT NULL,
    payload_sha256 BLOB NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    key_id TEXT NOT NULL,
    code TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    on_time INTEGER NOT NULL CHECK (on_time IN (0, 1)),
    PRIMARY KEY (notice, revision),
    FOREIGN KEY (notice, revision, payload_sha256) REFERENCES outbox (notice, revision, payload_sha256)
) STRICT;
CREATE TRIGGER receipt_never_changes BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipts never change'); END;
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipts are kept'); END;
";

/// What the hub gave again for an entry that is settled: it was restored from a backup without the first receipt, and has
/// forgotten its number. Both are true, and both are kept.
pub(crate) const V2: &str = "
CREATE TABLE receipt_beside (
    row INTEGER PRIMARY KEY,
    notice BLOB NOT NULL,
    revision INTEGER NOT NULL,
    payload_sha256 BLOB NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    key_id TEXT NOT NULL,
    code TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    on_time INTEGER NOT NULL CHECK (on_time IN (0, 1)),
    UNIQUE (notice, revision, body),
    FOREIGN KEY (notice, revision, payload_sha256) REFERENCES outbox (notice, revision, payload_sha256)
) STRICT;
CREATE TRIGGER receipt_beside_never_changes BEFORE UPDATE ON receipt_beside
BEGIN SELECT RAISE(ABORT, 'receipts never change'); END;
CREATE TRIGGER receipt_beside_stays BEFORE DELETE ON receipt_beside
BEGIN SELECT RAISE(ABORT, 'receipts are kept'); END;
";

const COLUMNS: &str = "notice, revision, payload_sha256, body, signature, key_id, code, received_at, on_time";

/// A receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The entry it is for.
    pub key: EntryKey,
    /// The SHA-256 of the bytes it is for.
    pub sha256: [u8; 32],
    /// The signed bytes, as they came.
    pub body: Vec<u8>,
    /// The signature over them.
    pub signature: Vec<u8>,
    /// Which of the hub's keys signed.
    pub key_id: String,
    /// The short code people compare, such as `4K7P`.
    pub code: String,
    /// When the hub had the notice, by its clock.
    pub received_at: Timestamp,
    /// Whether that was before the deadline.
    pub on_time: bool,
}

impl Receipt {
    /// Stores the receipt; only settling an entry does.
    pub(crate) fn insert(&self, sql: Sql<'_>) -> Result<(), StoreError> {
        self.insert_into(sql, "receipt")
    }

    /// Stores a receipt of an entry that is settled; says whether it is another than those that are here.
    pub(crate) fn insert_beside(&self, sql: Sql<'_>) -> Result<bool, StoreError> {
        if ReceiptRead(sql).of(self.key)?.iter().any(|kept| kept.body == self.body) {
            return Ok(false);
        }
        self.insert_into(sql, "receipt_beside")?;
        Ok(true)
    }

    fn insert_into(&self, sql: Sql<'_>, table: &str) -> Result<(), StoreError> {
        let insert = format!("INSERT INTO {table} ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        let (notice, at) = (self.key.notice.uuid().into_bytes(), micros(self.received_at));
        let (revision, key_id, code) = (self.key.revision, &self.key_id, &self.code);
        let values = params![notice, revision, self.sha256, self.body, self.signature, key_id, code, at, self.on_time];
        sql.change(&insert, values)
    }
}

/// Reads receipts.
#[derive(Clone, Copy)]
pub struct ReceiptRead<'a>(pub(crate) Sql<'a>);

impl ReceiptRead<'_> {
    /// The receipt of an entry; none while it is not settled.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn get(&self, key: EntryKey) -> Result<Option<Receipt>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM receipt WHERE notice = ?1 AND revision = ?2");
        self.0.first(&select, params![key.notice.uuid().into_bytes(), key.revision], read)
    }

    /// Every receipt of an entry, in the order they came: the first settled it.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of(&self, key: EntryKey) -> Result<Vec<Receipt>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS}, 0 AS place FROM receipt WHERE notice = ?1 AND revision = ?2 UNION ALL
             SELECT {COLUMNS}, row FROM receipt_beside WHERE notice = ?1 AND revision = ?2 ORDER BY place"
        );
        self.0.all(&select, params![key.notice.uuid().into_bytes(), key.revision], read)
    }

    /// Every receipt given since a moment, those kept beside others too.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn since(&self, from: Timestamp) -> Result<Vec<Receipt>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM receipt WHERE received_at >= ?1 UNION ALL
             SELECT {COLUMNS} FROM receipt_beside WHERE received_at >= ?1"
        );
        self.0.all(&select, [micros(from)], read)
    }

    /// The entries whose newest receipts were given from one moment until before another, with the SHA-256 of their bytes.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn given(&self, from: Timestamp, until: Timestamp) -> Result<Vec<(EntryKey, [u8; 32])>, StoreError> {
        let newest = |table: &str| {
            format!(
                "SELECT notice, revision, payload_sha256 FROM {table} AS one
                 WHERE received_at >= ?1 AND received_at < ?2 AND NOT EXISTS (
                    SELECT 1 FROM receipt AS other WHERE other.notice = one.notice AND other.revision = one.revision
                    AND other.received_at > one.received_at) AND NOT EXISTS (
                    SELECT 1 FROM receipt_beside AS other WHERE other.notice = one.notice
                    AND other.revision = one.revision AND other.received_at > one.received_at)"
            )
        };
        let select = format!("{} UNION {}", newest("receipt"), newest("receipt_beside"));
        self.0.all(&select, [micros(from), micros(until)], |row| Ok((read_key(row)?, get(row, "payload_sha256")?)))
    }

    /// How many receipts there are.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM receipt", [])
    }
}

fn read(row: &Row<'_>) -> Result<Receipt, StoreError> {
    Ok(Receipt {
        key: read_key(row)?,
        sha256: get(row, "payload_sha256")?,
        body: get(row, "body")?,
        signature: get(row, "signature")?,
        key_id: get(row, "key_id")?,
        code: get(row, "code")?,
        received_at: get_time(row, "received_at")?,
        on_time: get(row, "on_time")?,
    })
}
