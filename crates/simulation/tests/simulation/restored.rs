//! A hub whose disk is lost one evening, and which begins again with an older backup of its ledger.

use std::{
    fs,
    sync::{Arc, Mutex, MutexGuard},
};

use hub::{
    Counts, Ledger, LedgerError, SqliteLedger,
    ledger::{Device, Enrolled, Entry, Receiving, Stored},
};
use jiff::{Timestamp, civil};
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;
use wire::{Digest, KeyId, KeyLink, PublicKey, Revision, SignedReceipt};

use crate::{
    hub::Hub,
    steps::at_once,
    world::{Happened, World},
};

/// The delivered ledger in a file, with a backup beside it.
#[derive(Clone)]
pub struct Restored(Arc<Mutex<Machine>>);

struct Machine {
    folder: TempDir,
    ledger: SqliteLedger,
    disk_is_lost: bool,
}

impl Restored {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = SqliteLedger::open(&folder.path().join("hub.db")).unwrap();
        Self(Arc::new(Mutex::new(Machine { folder, ledger, disk_is_lost: false })))
    }

    /// One backup and one lost disk, in this order, while the weather is bad.
    pub async fn meet_its_fate(self, world: Arc<World>, hub: Arc<Hub>) {
        let (one, other) = (world.stormy_moment(), world.stormy_moment());
        world.pass(one.min(other)).await;
        self.back_up();
        world.note(Happened::BackedUp { receipts: self.receipts() });
        world.pass(one.abs_diff(other)).await;
        world.note(Happened::DiskLost { receipts: self.receipts() });
        self.machine().disk_is_lost = true;
        hub.end();
    }

    fn receipts(&self) -> u64 {
        at_once(self.now().count()).unwrap().receipts
    }

    /// As a person does it: while the hub runs.
    fn back_up(&self) {
        let folder = self.machine().folder.path().to_owned();
        let connection = Connection::open(folder.join("hub.db")).unwrap();
        connection.execute("VACUUM INTO ?1", [folder.join("backup.db").to_str().unwrap()]).unwrap();
    }

    /// The hub's program begins: if the disk was lost, with the backup.
    pub fn begin_again(&self) {
        let mut machine = self.machine();
        if !std::mem::take(&mut machine.disk_is_lost) {
            return;
        }
        let file = |name: &str| machine.folder.path().join(name);
        // Another name: whoever closes the old file last takes its log away by name.
        fs::rename(file("backup.db"), file("restored.db")).unwrap();
        machine.ledger = SqliteLedger::open(&file("restored.db")).unwrap();
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.0.lock().unwrap()
    }

    /// The ledger of this moment. What the hub before has under way goes into the lost file.
    fn now(&self) -> SqliteLedger {
        self.machine().ledger.clone()
    }
}

impl Ledger for Restored {
    async fn store(&self, receiving: Receiving<'_>, entries: Vec<Entry>) -> Result<Vec<Stored>, LedgerError> {
        self.now().store(receiving, entries).await
    }

    async fn trail(&self, facility: Uuid, notice: Uuid) -> Result<Vec<Revision>, LedgerError> {
        self.now().trail(facility, notice).await
    }

    async fn day(&self, facility: Uuid, day: civil::Date) -> Result<Vec<(Uuid, u32, Digest)>, LedgerError> {
        self.now().day(facility, day).await
    }

    async fn feed(&self, facility: Uuid, after: u64, limit: usize) -> Result<Vec<SignedReceipt>, LedgerError> {
        self.now().feed(facility, after, limit).await
    }

    async fn device(&self, id: Uuid) -> Result<Option<Device>, LedgerError> {
        self.now().device(id).await
    }

    async fn revoke(&self, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
        self.now().revoke(id, now).await
    }

    async fn add_code(&self, name: String, id: Uuid, code: Digest, expires: Timestamp) -> Result<(), LedgerError> {
        self.now().add_code(name, id, code, expires).await
    }

    async fn enrol(
        &self,
        code: Digest,
        key: PublicKey,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<Enrolled>, LedgerError> {
        self.now().enrol(code, key, id, now).await
    }

    async fn rotate(&self, device: Uuid, old: PublicKey, new: PublicKey) -> Result<bool, LedgerError> {
        self.now().rotate(device, old, new).await
    }

    async fn devices(&self) -> Result<Vec<(Device, String)>, LedgerError> {
        self.now().devices().await
    }

    async fn key_history(&self) -> Result<Vec<KeyLink>, LedgerError> {
        self.now().key_history().await
    }

    async fn add_key(&self, link: KeyLink, number: usize) -> Result<bool, LedgerError> {
        self.now().add_key(link, number).await
    }

    async fn holds_only_others(&self, key: KeyId) -> Result<bool, LedgerError> {
        self.now().holds_only_others(key).await
    }

    async fn try_write(&self) -> Result<(), LedgerError> {
        self.now().try_write().await
    }

    async fn count(&self) -> Result<Counts, LedgerError> {
        self.now().count().await
    }
}
