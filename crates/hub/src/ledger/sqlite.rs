//! The ledger of one house: one SQLite file, every commit on the disk before the answer.

mod devices;
mod keys;
mod migrations;
mod notices;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{Timestamp, civil};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;
use wire::{Digest, KeyId, KeyLink, PublicKey, Revision, SignedReceipt};

use super::{Counts, Device, Enrolled, Entry, Ledger, LedgerError, Receiving, Stored};

/// How long a writer waits for another process, such as the command that makes a code.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A ledger in one SQLite file.
#[derive(Clone)]
pub struct SqliteLedger(Arc<Mutex<Connection>>);

impl SqliteLedger {
    /// Opens the file and brings its tables up to date.
    ///
    /// # Errors
    /// [`LedgerError::Newer`] when a later program wrote it, [`LedgerError::Database`] otherwise.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // NORMAL loses commits at a power cut, and with them receipts that were already given.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        migrations::run(&mut connection)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Changes in one transaction, which no other writer can come between.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.transaction(TransactionBehavior::Immediate, work).await
    }

    /// Reads in one transaction, which waits for no writer.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.transaction(TransactionBehavior::Deferred, work).await
    }

    /// Does one transaction away from the threads that serve. Once begun it ends by itself, whoever waits for it.
    async fn transaction<T: Send + 'static>(
        &self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let connection = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // A panic inside a transaction has rolled it back before the lock was let go.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(behavior)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        });
        done.await.unwrap_or(Err(LedgerError::Ended))
    }
}

impl Ledger for SqliteLedger {
    async fn store(&self, receiving: Receiving<'_>, entries: Vec<Entry>) -> Result<Vec<Stored>, LedgerError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let key = receiving.key.clone();
        let Receiving { facility, device, now, .. } = receiving;
        self.write(move |transaction| {
            notices::store(transaction, Receiving { facility, device, now, key: &key }, &entries)
        })
        .await
    }

    async fn trail(&self, facility: Uuid, notice: Uuid) -> Result<Vec<Revision>, LedgerError> {
        self.read(move |transaction| notices::trail(transaction, facility, notice)).await
    }

    async fn day(&self, facility: Uuid, day: civil::Date) -> Result<Vec<(Uuid, u32, Digest)>, LedgerError> {
        self.read(move |transaction| notices::day(transaction, facility, day)).await
    }

    async fn feed(&self, facility: Uuid, after: u64, limit: usize) -> Result<Vec<SignedReceipt>, LedgerError> {
        self.read(move |transaction| notices::feed(transaction, facility, after, limit)).await
    }

    async fn device(&self, id: Uuid) -> Result<Option<Device>, LedgerError> {
        self.read(move |transaction| devices::find(transaction, id)).await
    }

    async fn revoke(&self, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
        self.write(move |transaction| devices::revoke(transaction, id, now)).await
    }

    async fn add_code(&self, name: String, id: Uuid, code: Digest, expires: Timestamp) -> Result<(), LedgerError> {
        self.write(move |transaction| devices::add_code(transaction, &name, id, code, expires)).await
    }

    async fn enrol(
        &self,
        code: Digest,
        key: PublicKey,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<Enrolled>, LedgerError> {
        self.write(move |transaction| devices::enrol(transaction, code, key, id, now)).await
    }

    async fn rotate(&self, device: Uuid, old: PublicKey, new: PublicKey) -> Result<bool, LedgerError> {
        self.write(move |transaction| devices::rotate(transaction, device, old, new)).await
    }

    async fn devices(&self) -> Result<Vec<(Device, String)>, LedgerError> {
        self.read(devices::all).await
    }

    async fn key_history(&self) -> Result<Vec<KeyLink>, LedgerError> {
        self.read(keys::history).await
    }

    async fn add_key(&self, link: KeyLink, number: usize) -> Result<bool, LedgerError> {
        self.write(move |transaction| keys::add(transaction, &link, number)).await
    }

    async fn holds_only_others(&self, key: KeyId) -> Result<bool, LedgerError> {
        self.read(move |transaction| keys::only_others(transaction, key)).await
    }

    async fn try_write(&self) -> Result<(), LedgerError> {
        self.write(migrations::try_write).await
    }

    async fn count(&self) -> Result<Counts, LedgerError> {
        self.read(notices::count).await
    }
}

#[cfg(test)]
mod tests {
    use super::{Ledger as _, LedgerError, SqliteLedger};
    use crate::ledger::Fault;

    #[tokio::test]
    async fn a_file_that_takes_no_writes_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.db");
        let ledger = SqliteLedger::open(&path).unwrap();
        let frames = || std::fs::metadata(dir.path().join("hub.db-wal")).unwrap().len();
        let before = frames();
        ledger.try_write().await.unwrap();
        assert!(frames() > before, "it reached the file");
        ledger.0.lock().unwrap().pragma_update(None, "query_only", true).unwrap();
        let refused = ledger.try_write().await.unwrap_err();
        assert!(matches!(refused, LedgerError::Database(Fault::Sqlite(8))), "SQLITE_READONLY: {refused}");
        drop(SqliteLedger::open(&path).unwrap());
    }

    #[tokio::test]
    async fn every_commit_waits_for_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = SqliteLedger::open(&dir.path().join("hub.db")).unwrap();
        let (journal, synchronous): (String, u8) = ledger
            .read(|transaction| {
                let journal = transaction.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
                Ok((journal, transaction.pragma_query_value(None, "synchronous", |row| row.get(0))?))
            })
            .await
            .unwrap();
        assert_eq!((journal.as_str(), synchronous), ("wal", 2), "2 is FULL");
    }
}
