//! Opening the database, and the transactions.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::migrate::{MIGRATIONS, Version, migrate};
use crate::transaction::Sql;
use crate::{Act, Entry, FIRST_STAFF, Key, Read, StoreError, Write};

/// How long a change waits for another program that holds the database, such as a backup.
const PATIENCE: Duration = Duration::from_secs(5);

/// What every connection is set to. FULL lost nothing in 3,000 simulated power cuts, NORMAL did in half of them; an
/// mmap'ed page shows what a dying disk returns as a signal instead of an error; temporary tables would be plain text
/// on disk.
const SETTINGS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
";

/// The open database. Clones share one connection, and with it one queue of transactions.
#[derive(Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    /// Opens the database, making it if there is none, and brings it up to date.
    ///
    /// What is found in `Sending` stays so until [`Store::recover`]: a second program may look in meanwhile.
    ///
    /// # Errors
    ///
    /// [`StoreError::WrongKey`], [`StoreError::Damaged`], [`StoreError::Newer`] and [`StoreError::Diverged`], each
    /// before anything is written; [`StoreError::File`] when the file cannot be used.
    pub fn open(path: &Path, key: &Key, now: Timestamp) -> Result<Self, StoreError> {
        start_sqlcipher();
        make_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        unlock(&connection, key)?;
        Self::set_up(connection, now, MIGRATIONS)
    }

    /// Opens an empty database in memory, without encryption: for tests.
    ///
    /// # Errors
    ///
    /// Those of the migrations.
    pub fn open_in_memory(now: Timestamp) -> Result<Self, StoreError> {
        Self::set_up(Connection::open_in_memory()?, now, MIGRATIONS)
    }

    pub(crate) fn set_up(
        mut connection: Connection,
        now: Timestamp,
        versions: &[Version<'_>],
    ) -> Result<Self, StoreError> {
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(SETTINGS)?;
        connection.set_prepared_statement_cache_capacity(128);
        let (before, after) = migrate(&mut connection, versions)?;
        // Asked for and not read back: a database in memory has no WAL and answers "memory".
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        let store = Self { connection: Arc::new(Mutex::new(connection)) };
        if before != after {
            let act = Act::new(now, FIRST_STAFF, "store.migrated", None);
            store.write(|w| w.acts().record(&act))?;
        }
        Ok(store)
    }

    /// Reads in one transaction: everything the closure sees is of one moment.
    ///
    /// # Errors
    ///
    /// Those of the closure and of SQLite.
    pub fn read<T>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let connection = self.lock();
        let transaction = connection.unchecked_transaction()?;
        work(&Read { sql: Sql(&transaction) })
    }

    /// Changes in one transaction: all of what the closure does is on disk when this returns, or nothing is.
    ///
    /// # Errors
    ///
    /// Those of the closure and of SQLite; then nothing has changed.
    pub fn write<T>(&self, work: impl FnOnce(&mut Write<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.try_write(work)
    }

    /// As [`Store::write`], for a closure with an error of its own: its error takes the whole change back.
    ///
    /// # Errors
    ///
    /// As [`Store::write`].
    pub fn try_write<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Write<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let done = work(&mut Write { sql: Sql(&transaction) })?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(done)
    }

    /// Takes up to `limit` entries that may be sent now, earliest deadline first and of each notice only the oldest
    /// revision that is not done, and marks them `Sending`. That is on disk before this returns (invariant 5).
    ///
    /// # Errors
    ///
    /// Those of SQLite; then nothing is claimed.
    pub fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Entry>, StoreError> {
        self.write(|w| w.outbox().claim(now, limit))
    }

    /// Marks what a crash left in `Sending` as `Unverified`, to be sent again under the same key; the number of them.
    /// Called once at start, before the courier.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn recover(&self) -> Result<usize, StoreError> {
        self.write(|w| w.outbox().recover())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic inside a transaction has rolled it back before the lock was let go: the connection is sound.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets SQLCipher start before the first key is given. It starts after SQLite has called itself started, so of two
/// threads that open their first database at once, the second found it half started about once in 150 runs.
fn start_sqlcipher() {
    static STARTED: Once = Once::new();
    const TRIES: usize = 100_000;
    STARTED.call_once(|| {
        let keyed = || Connection::open_in_memory()?.execute_batch("PRAGMA key = 'any'");
        // Another user of SQLite in this process may be the one that is starting it: it is given a moment.
        (0..TRIES).find(|_| {
            keyed().is_ok() || {
                std::thread::yield_now();
                false
            }
        });
    });
}

/// Makes the file, if it is not there, for its owner alone; SQLite gives its WAL the same permissions.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|_| StoreError::File { code: rusqlite::ffi::SQLITE_CANTOPEN })?;
    Ok(())
}

/// Gives the key and tries it on the first page.
fn unlock(connection: &Connection, key: &Key) -> Result<(), StoreError> {
    // Otherwise SQLCipher writes to standard error whatever it thinks of.
    connection.query_row("PRAGMA cipher_log_level = NONE", [], |_| Ok(())).or_else(no_answer)?;
    let pragma = zeroize::Zeroizing::new(format!("PRAGMA key = \"{}\"", key.literal().as_str()));
    connection.query_row(&pragma, [], |_| Ok(())).or_else(no_answer)?;
    let tried = connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()));
    tried.map_err(|error| match StoreError::from(error) {
        StoreError::Damaged if !opens_any_page(connection) => StoreError::WrongKey,
        other => other,
    })
}

/// Some pragmas answer with a row and some do not; both are fine.
fn no_answer(error: rusqlite::Error) -> Result<(), StoreError> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        error => Err(error.into()),
    }
}

/// Whether the key fits at least one page: then the file is damaged, else the key is wrong. Reads the whole file, which
/// only happens when it cannot be opened anyway.
fn opens_any_page(connection: &Connection) -> bool {
    let pages = connection.path().and_then(|path| std::fs::metadata(path).ok()).map_or(0, |file| file.len() / PAGE);
    let mut failing = 0;
    let counted = connection.prepare("PRAGMA cipher_integrity_check").and_then(|mut statement| {
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {
            failing += 1;
        }
        Ok(())
    });
    counted.is_ok() && failing < pages
}

/// SQLCipher's page size in bytes.
const PAGE: u64 = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_is_set_as_the_measurements_say() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("house.db");
        let store = Store::open(&path, &Key::from_bytes([1; 32]), Timestamp::UNIX_EPOCH).unwrap();
        let connection = store.lock();
        let pragma = |name: &str| {
            use rusqlite::types::Value;
            match connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)) {
                Ok(Value::Text(text)) => text,
                Ok(Value::Integer(number)) => number.to_string(),
                other => format!("{other:?}"),
            }
        };
        assert_eq!(pragma("journal_mode"), "wal");
        assert_eq!(pragma("synchronous"), "2");
        assert_eq!(pragma("foreign_keys"), "1");
        assert_eq!(pragma("mmap_size"), "0");
        assert_eq!(pragma("temp_store"), "2");
        assert_eq!(pragma("cipher_page_size"), "4096", "or PAGE is wrong");
        assert!(pragma("cipher_version").starts_with("4."));
    }
}
