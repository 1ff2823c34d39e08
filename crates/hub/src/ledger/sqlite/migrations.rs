//! Append-only: a migration that was released is never edited, and names no type of the program.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::LedgerError;

/// The position of a migration, from 1, is the database's version after it.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE facility (
        id        BLOB PRIMARY KEY NOT NULL,
        name      TEXT NOT NULL UNIQUE,
        -- The number and the body's SHA-256 of the facility's last receipt.
        last_no   INTEGER NOT NULL,
        last_hash BLOB NOT NULL
    ) STRICT;
    CREATE TABLE device (
        id          BLOB PRIMARY KEY NOT NULL,
        facility    BLOB NOT NULL REFERENCES facility (id),
        algorithm   TEXT NOT NULL,
        public_key  BLOB NOT NULL,
        -- Milliseconds since 1970, UTC.
        enrolled_at INTEGER NOT NULL,
        revoked_at  INTEGER
    ) STRICT;
    CREATE TABLE enrol_code (
        digest     BLOB PRIMARY KEY NOT NULL,
        facility   BLOB NOT NULL REFERENCES facility (id),
        expires_at INTEGER NOT NULL,
        -- The device that used it up.
        device     BLOB REFERENCES device (id)
    ) STRICT;
    CREATE TABLE revision (
        facility BLOB NOT NULL REFERENCES facility (id),
        notice   BLOB NOT NULL,
        revision INTEGER NOT NULL,
        sha256   BLOB NOT NULL,
        payload  BLOB NOT NULL,
        device   BLOB NOT NULL REFERENCES device (id),
        PRIMARY KEY (facility, notice, revision)
    ) STRICT;
    CREATE TABLE receipt (
        facility  BLOB NOT NULL,
        number    INTEGER NOT NULL,
        notice    BLOB NOT NULL,
        revision  INTEGER NOT NULL,
        -- The signed bytes, never written anew.
        body      BLOB NOT NULL,
        signature BLOB NOT NULL,
        key_id    TEXT NOT NULL,
        -- The day of receipt in Vietnam, yyyy-mm-dd.
        day       TEXT NOT NULL,
        PRIMARY KEY (facility, number),
        UNIQUE (facility, notice, revision),
        FOREIGN KEY (facility, notice, revision) REFERENCES revision (facility, notice, revision)
    ) STRICT;
    CREATE INDEX receipt_by_day ON receipt (facility, day);
",
    "
    CREATE TABLE receipt_key (
        -- From 1, without a gap.
        number INTEGER PRIMARY KEY NOT NULL,
        key_id TEXT NOT NULL UNIQUE,
        -- The signed link, JSON.
        link   TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER receipt_key_never_changes BEFORE UPDATE ON receipt_key
    BEGIN SELECT RAISE(ABORT, 'receipt keys are kept'); END;
    CREATE TRIGGER receipt_key_stays BEFORE DELETE ON receipt_key
    BEGIN SELECT RAISE(ABORT, 'receipt keys are kept'); END;
",
];

/// Brings the tables up to date in one transaction.
pub(super) fn run(connection: &mut Connection) -> Result<(), LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: usize = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len();
    if found > known {
        return Err(LedgerError::Newer { found, known });
    }
    for migration in &MIGRATIONS[found..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}

/// Writes the version that is there already: one page and one sync.
pub(super) fn try_write(transaction: &Transaction<'_>) -> Result<(), LedgerError> {
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(transaction.pragma_update(None, "user_version", found)?)
}
