//! What the store refuses. No error holds a value of a row, nor SQLite's message, which may quote one.

use rusqlite::{ErrorCode, ffi};

/// Why the database could not be opened, read or written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// No page of the file opens with this key: it is another database's key, or the file is no database of ours.
    #[error("the key does not open this database")]
    WrongKey,
    /// The key is right, but parts of the file are damaged: go back to a backup.
    #[error("the database file is damaged")]
    Damaged,
    /// A newer program wrote this database: update this one.
    #[error("the database is of version {found}, this program knows versions up to {known}")]
    Newer {
        /// The version of the database.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// A migration that was applied is not the one this program has: the two do not belong together.
    #[error("migration {version} of the database is not this program's")]
    Diverged {
        /// The migration that differs.
        version: u32,
    },
    /// A migration failed; the database is as it was before.
    #[error("bringing the database up to date failed")]
    Migration,
    /// The file cannot be opened, read or written.
    #[error("the database file cannot be used (SQLite code {code})")]
    File {
        /// SQLite's extended result code.
        code: i32,
    },
    /// The disk is full; nothing of the change was written.
    #[error("the disk is full")]
    DiskFull,
    /// Another program holds the database.
    #[error("another program holds the database")]
    Busy,
    /// The change breaks a rule of the schema; nothing of it was written.
    #[error("the change breaks a rule of the database: {0:?}")]
    Refused(Constraint),
    /// There is no such row.
    #[error("no such row")]
    Missing,
    /// The receipt is of other bytes than those that were queued.
    #[error("the receipt is of other bytes")]
    OtherBytes,
    /// The entry is not in the state this change starts from.
    #[error("the entry is not in the state for this change")]
    WrongState,
    /// A stored value is not one this program writes.
    #[error("the stored {column} cannot be understood")]
    Unreadable {
        /// The column it stands in.
        column: &'static str,
    },
    /// A setting cannot be written as, or read from, JSON of its type.
    #[error("the setting {key} is of another type")]
    Setting {
        /// The name of the setting.
        key: &'static str,
    },
    /// Any other answer of SQLite.
    #[error("the database answered with SQLite code {code}")]
    Sqlite {
        /// SQLite's extended result code; 0 when the fault is in how it was asked.
        code: i32,
    },
}

/// The kind of rule a change broke.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Constraint {
    /// A value that is not allowed.
    Check,
    /// A reference to a row that is not there.
    Reference,
    /// A row that is there already.
    Duplicate,
    /// A rule over more than one row, or over time, such as "what is settled stays settled".
    Rule,
    /// A value that must not be missing.
    Required,
    /// Any other.
    Other,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::Missing,
            rusqlite::Error::SqliteFailure(failure, _) => from_code(failure),
            rusqlite::Error::SqlInputError { error, .. } => from_code(error),
            _ => Self::Sqlite { code: 0 },
        }
    }
}

fn from_code(failure: ffi::Error) -> StoreError {
    let code = failure.extended_code;
    match failure.code {
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => StoreError::Damaged,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        ErrorCode::DiskFull => StoreError::DiskFull,
        ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure | ErrorCode::PermissionDenied => {
            StoreError::File { code }
        }
        ErrorCode::ConstraintViolation => StoreError::Refused(constraint(code)),
        _ => StoreError::Sqlite { code },
    }
}

fn constraint(code: i32) -> Constraint {
    match code {
        ffi::SQLITE_CONSTRAINT_CHECK => Constraint::Check,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Constraint::Reference,
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            Constraint::Duplicate
        }
        ffi::SQLITE_CONSTRAINT_TRIGGER => Constraint::Rule,
        ffi::SQLITE_CONSTRAINT_NOTNULL => Constraint::Required,
        _ => Constraint::Other,
    }
}
