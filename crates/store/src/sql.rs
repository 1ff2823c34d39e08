//! How ids, instants, days and words stand in a column.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::FromSql;
use uuid::Uuid;

use crate::StoreError;

/// Reads a column by name.
pub(crate) fn get<T: FromSql>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    row.get(column).map_err(|error| match error {
        rusqlite::Error::SqliteFailure(..) => error.into(),
        _ => StoreError::Unreadable { column },
    })
}

/// Reads a count, which is never negative.
pub(crate) fn get_count(row: &Row<'_>, column: &'static str) -> Result<u64, StoreError> {
    Ok(get::<i64>(row, column)?.unsigned_abs())
}

/// Reads an id; `make` is the newtype's `from_uuid`.
pub(crate) fn get_id<I>(row: &Row<'_>, column: &'static str, make: fn(Uuid) -> I) -> Result<I, StoreError> {
    Ok(make(Uuid::from_bytes(get(row, column)?)))
}

/// Reads an id that may be missing.
pub(crate) fn get_id_opt<I>(row: &Row<'_>, column: &'static str, make: fn(Uuid) -> I) -> Result<Option<I>, StoreError> {
    Ok(get::<Option<[u8; 16]>>(row, column)?.map(|bytes| make(Uuid::from_bytes(bytes))))
}

/// An instant as it is stored.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Reads an instant.
pub(crate) fn get_time(row: &Row<'_>, column: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(get(row, column)?).map_err(|_| StoreError::Unreadable { column })
}

/// Reads an instant that may be missing.
pub(crate) fn get_time_opt(row: &Row<'_>, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
    let micros: Option<i64> = get(row, column)?;
    micros.map(|micros| Timestamp::from_microsecond(micros).map_err(|_| StoreError::Unreadable { column })).transpose()
}

/// Reads a calendar day.
pub(crate) fn day(text: &str, column: &'static str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { column })
}

/// Reads a word through the table of its type.
pub(crate) fn get_word<T>(row: &Row<'_>, column: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    let word: String = get(row, column)?;
    parse(&word).ok_or(StoreError::Unreadable { column })
}

/// Reads a word that may be missing.
pub(crate) fn get_word_opt<T>(
    row: &Row<'_>,
    column: &'static str,
    parse: fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let word: Option<String> = get(row, column)?;
    word.map(|word| parse(&word).ok_or(StoreError::Unreadable { column })).transpose()
}
