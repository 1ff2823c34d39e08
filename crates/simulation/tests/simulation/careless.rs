//! A ledger in memory that can be made to make a hub's mistakes. Without one it keeps every promise of [`Ledger`].

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use hub::{
    Counts, Ledger, LedgerError, SqliteLedger,
    ledger::{Device, Enrolled, Entry, Receiving, Stored},
};
use jiff::{Timestamp, civil};
use uuid::Uuid;
use wire::{Digest, KeyId, KeyLink, NoticePayload, PublicKey, RECEIPT_VERSION, Receipt, Revision, SignedReceipt};

use crate::mistakes::Mistake;

/// Revisions and receipts in memory; devices in the delivered ledger.
#[derive(Clone)]
pub struct Careless {
    devices: SqliteLedger,
    mistake: Option<Mistake>,
    books: Arc<Mutex<Books>>,
}

#[derive(Clone, Default)]
struct Books {
    rows: Vec<Row>,
    /// The number and digest of each facility's last receipt.
    tips: HashMap<Uuid, (u64, Digest)>,
    /// What is on the disk, where that is less.
    committed: Option<Box<Self>>,
}

#[derive(Clone)]
struct Row {
    facility: Uuid,
    notice: Uuid,
    revision: Revision,
    captured_at: Timestamp,
    /// Of its receipt, in Vietnam.
    day: civil::Date,
}

impl Careless {
    pub fn new(devices: SqliteLedger, mistake: Option<Mistake>) -> Self {
        Self { devices, mistake, books: Arc::default() }
    }

    /// Begins anew with what is on the disk.
    pub fn begin_again(&self) {
        let mut books = self.books();
        if let Some(committed) = books.committed.take() {
            *books = *committed;
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    fn find(&self, facility: Uuid, entry: &Entry) -> Option<Revision> {
        let books = self.books();
        let mut rows = books.rows.iter().filter(|row| row.facility == facility && row.notice == entry.notice);
        rows.find(|row| row.revision.revision == entry.revision).map(|row| row.revision.clone())
    }

    /// Keeps one entry, if it is not kept, and answers.
    fn keep(&self, receiving: &Receiving<'_>, entry: &Entry, found: Option<Revision>) -> Result<Stored, LedgerError> {
        match (found, entry.judged) {
            (Some(kept), _) if kept.sha256 == entry.sha256 => return Ok(Stored::Duplicate(kept.receipt)),
            (_, Err(code)) => return Ok(Stored::Refused(code)),
            (Some(_), Ok(_)) => return Ok(Stored::Conflict),
            (None, Ok(_)) => {}
        }
        let mut books = self.books();
        let (number, chain) = books.tips.get(&receiving.facility).copied().unwrap_or((0, Digest::NONE));
        let receipt = sign(receiving, entry, number + 1, chain)?;
        let captured_at = NoticePayload::decode(entry.payload.expose()).map_err(|_| LedgerError::Damaged)?.captured_at;
        let later = |row: &Row| row.notice == entry.notice && row.captured_at > captured_at;
        if self.mistake == Some(Mistake::LastWriterWinsByDeviceClock) && books.rows.iter().any(later) {
            return Ok(Stored::Accepted(receipt));
        }
        let revision = Revision { revision: entry.revision, sha256: entry.sha256, receipt: receipt.clone() };
        let day = duty::vn_date(receiving.now);
        books.rows.push(Row { facility: receiving.facility, notice: entry.notice, revision, captured_at, day });
        books.tips.insert(receiving.facility, (number + 1, receipt.chain_digest()));
        Ok(Stored::Accepted(receipt))
    }
}

fn sign(receiving: &Receiving<'_>, entry: &Entry, number: u64, chain: Digest) -> Result<SignedReceipt, LedgerError> {
    let receipt = Receipt {
        version: RECEIPT_VERSION,
        key_id: receiving.key.public().id(),
        chain,
        number,
        facility: receiving.facility,
        notice: entry.notice,
        revision: entry.revision,
        payload_sha256: entry.sha256,
        received_at: receiving.now,
        deadline: None,
        on_time: true,
    };
    Ok(wire::sign(&receipt, receiving.key)?)
}

/// A rest as long as the disk takes, in which another request may be answered.
async fn rest() {
    tokio::task::spawn_blocking(|| {}).await.unwrap();
}

impl Ledger for Careless {
    async fn store(&self, receiving: Receiving<'_>, entries: Vec<Entry>) -> Result<Vec<Stored>, LedgerError> {
        if self.mistake == Some(Mistake::AcknowledgeBeforeCommit) {
            // What was answered before is on the disk by now; this will be when the next one comes.
            let mut books = self.books();
            books.committed = None;
            books.committed = Some(Box::new(books.clone()));
        }
        let bad = entries.iter().find_map(|entry| entry.judged.err());
        if let (Some(Mistake::OneBadItemFailsTheBatch), Some(code)) = (self.mistake, bad) {
            return Ok(entries.iter().map(|_| Stored::Refused(code)).collect());
        }
        let mut stored = Vec::new();
        if self.mistake == Some(Mistake::CheckThenInsert) {
            let found: Vec<_> = entries.iter().map(|entry| self.find(receiving.facility, entry)).collect();
            rest().await;
            for (entry, found) in entries.iter().zip(found) {
                stored.push(self.keep(&receiving, entry, found)?);
            }
        } else {
            for entry in &entries {
                let found = self.find(receiving.facility, entry);
                stored.push(self.keep(&receiving, entry, found)?);
            }
            rest().await;
        }
        Ok(stored)
    }

    async fn trail(&self, facility: Uuid, notice: Uuid) -> Result<Vec<Revision>, LedgerError> {
        let books = self.books();
        let rows = books.rows.iter().filter(|row| row.facility == facility && row.notice == notice);
        let mut revisions: Vec<_> = rows.map(|row| row.revision.clone()).collect();
        revisions.sort_by_key(|revision| revision.revision);
        Ok(revisions)
    }

    async fn day(&self, facility: Uuid, day: civil::Date) -> Result<Vec<(Uuid, u32, Digest)>, LedgerError> {
        let books = self.books();
        let of_day = books.rows.iter().filter(|row| row.facility == facility && row.day == day);
        Ok(of_day.map(|row| (row.notice, row.revision.revision, row.revision.sha256)).collect())
    }

    async fn feed(&self, facility: Uuid, after: u64, limit: usize) -> Result<Vec<SignedReceipt>, LedgerError> {
        let books = self.books();
        // They were kept in the order of their numbers, which begin at 1.
        let own = books.rows.iter().filter(|row| row.facility == facility).map(|row| row.revision.receipt.clone());
        Ok(own.skip(usize::try_from(after).unwrap_or(usize::MAX)).take(limit).collect())
    }

    async fn device(&self, id: Uuid) -> Result<Option<Device>, LedgerError> {
        self.devices.device(id).await
    }

    async fn revoke(&self, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
        self.devices.revoke(id, now).await
    }

    async fn add_code(&self, name: String, id: Uuid, code: Digest, expires: Timestamp) -> Result<(), LedgerError> {
        self.devices.add_code(name, id, code, expires).await
    }

    async fn enrol(
        &self,
        code: Digest,
        key: PublicKey,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<Enrolled>, LedgerError> {
        self.devices.enrol(code, key, id, now).await
    }

    async fn rotate(&self, device: Uuid, old: PublicKey, new: PublicKey) -> Result<bool, LedgerError> {
        self.devices.rotate(device, old, new).await
    }

    async fn devices(&self) -> Result<Vec<(Device, String)>, LedgerError> {
        self.devices.devices().await
    }

    async fn key_history(&self) -> Result<Vec<KeyLink>, LedgerError> {
        self.devices.key_history().await
    }

    async fn add_key(&self, link: KeyLink, number: usize) -> Result<bool, LedgerError> {
        self.devices.add_key(link, number).await
    }

    async fn holds_only_others(&self, key: KeyId) -> Result<bool, LedgerError> {
        self.devices.holds_only_others(key).await
    }

    async fn try_write(&self) -> Result<(), LedgerError> {
        self.devices.try_write().await
    }

    async fn count(&self) -> Result<Counts, LedgerError> {
        let books = self.books();
        let mut notices: Vec<_> = books.rows.iter().map(|row| (row.facility, row.notice)).collect();
        notices.sort_unstable();
        notices.dedup();
        let rows = books.rows.len() as u64;
        Ok(Counts { notices: notices.len() as u64, revisions: rows, receipts: rows })
    }
}
