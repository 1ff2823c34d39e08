//! What a database said, as its code alone: the words of a driver may quote the values it was given.

use std::fmt;

use deadpool_postgres::{HookError, PoolError};
use rusqlite::ffi;

use super::LedgerError;

/// How a database failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// SQLite's extended result code.
    #[error("SQLite code {0}")]
    Sqlite(i32),
    /// PostgreSQL's SQLSTATE (appendix A of its manual).
    #[error("SQLSTATE {0}")]
    Postgres(SqlState),
    /// No server answered that takes writes, or the connection broke. What was being committed may be kept.
    #[error("no server that takes writes is reached, or the connection broke")]
    Unreachable,
    /// No connection became free in time.
    #[error("no connection became free in time")]
    Busy,
    /// The server may lose what it has committed.
    #[error("the server loses commits at a power cut: fsync or full_page_writes is off")]
    NotDurable,
    /// The driver and the tables do not agree.
    #[error("the driver and the tables do not agree")]
    Driver,
}

/// Five letters and digits, which name a condition and never a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SqlState([u8; 5]);

impl fmt::Display for SqlState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

impl fmt::Debug for SqlState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SqlState({self})")
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error().map(|ffi::Error { extended_code, .. }| *extended_code);
        Self::Database(code.map_or(Fault::Driver, Fault::Sqlite))
    }
}

impl From<tokio_postgres::Error> for LedgerError {
    fn from(error: tokio_postgres::Error) -> Self {
        let state = error.code().and_then(|code| code.code().as_bytes().try_into().ok());
        Self::Database(match state {
            Some(state) => Fault::Postgres(SqlState(state)),
            None if has_source::<tokio_postgres::types::WrongType>(&error) => Fault::Driver,
            None => Fault::Unreachable,
        })
    }
}

/// Whether what lies under the driver's error is of this kind.
fn has_source<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(error.source(), |error| error.source()).any(<dyn std::error::Error>::is::<E>)
}

impl From<PoolError> for LedgerError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Timeout(_) => Self::Database(Fault::Busy),
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => error.into(),
            PoolError::PostCreateHook(_) => Self::Database(Fault::NotDurable),
            PoolError::Closed | PoolError::NoRuntimeSpecified => Self::Database(Fault::Driver),
        }
    }
}
