//! The PostgreSQL ledger of a province, as the simulation needs it: its answers are waited for on the pool's thread, where
//! [`Steps`](crate::steps::Steps) awaits them, and its connections live on a runtime of their own, whose time is the machine's.

use hub::{
    Counts, Ledger, LedgerError, PostgresLedger,
    ledger::{Device, Enrolled, Entry, Receiving, Stored},
};
use jiff::{Timestamp, civil};
use stories::postgres::Postgres;
use tokio::{
    runtime::{Handle, Runtime},
    task::spawn_blocking,
};
use tokio_postgres::NoTls;
use uuid::Uuid;
use wire::{Digest, KeyId, KeyLink, PublicKey, Revision, SignedReceipt};

use crate::run::{Outcome, run_over};

/// A database that one seed after the other has for itself.
pub struct Province {
    runtime: Runtime,
    ledger: PostgresLedger,
    client: tokio_postgres::Client,
}

impl Province {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let url = Postgres::shared().database();
        let (ledger, client) = runtime.block_on(async {
            let ledger = PostgresLedger::open(&url.parse().unwrap()).await.unwrap();
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
            tokio::spawn(connection);
            (ledger, client)
        });
        Self { runtime, ledger, client }
    }

    /// Runs one seed over the empty ledger.
    pub fn run(&self, seed: u64) -> Outcome {
        let empty = "DELETE FROM receipt; DELETE FROM revision; DELETE FROM enrol_code; DELETE FROM device;
            DELETE FROM facility";
        self.runtime.block_on(self.client.batch_execute(empty)).unwrap();
        run_over(seed, Elsewhere { there: self.runtime.handle().clone(), ledger: self.ledger.clone() })
    }
}

#[derive(Clone)]
struct Elsewhere {
    there: Handle,
    ledger: PostgresLedger,
}

/// Asks from the pool's thread.
macro_rules! ask {
    ($self:ident.$method:ident($($argument:ident),*)) => {{
        let Elsewhere { there, ledger } = $self.clone();
        spawn_blocking(move || there.block_on(ledger.$method($($argument),*))).await.unwrap_or(Err(LedgerError::Ended))
    }};
}

impl Ledger for Elsewhere {
    async fn store(&self, receiving: Receiving<'_>, entries: Vec<Entry>) -> Result<Vec<Stored>, LedgerError> {
        let Self { there, ledger } = self.clone();
        let (Receiving { facility, device, now, .. }, key) = (receiving, receiving.key.clone());
        let work = move || there.block_on(ledger.store(Receiving { facility, device, now, key: &key }, entries));
        spawn_blocking(work).await.unwrap_or(Err(LedgerError::Ended))
    }

    async fn trail(&self, facility: Uuid, notice: Uuid) -> Result<Vec<Revision>, LedgerError> {
        ask!(self.trail(facility, notice))
    }

    async fn day(&self, facility: Uuid, day: civil::Date) -> Result<Vec<(Uuid, u32, Digest)>, LedgerError> {
        ask!(self.day(facility, day))
    }

    async fn feed(&self, facility: Uuid, after: u64, limit: usize) -> Result<Vec<SignedReceipt>, LedgerError> {
        ask!(self.feed(facility, after, limit))
    }

    async fn device(&self, id: Uuid) -> Result<Option<Device>, LedgerError> {
        ask!(self.device(id))
    }

    async fn revoke(&self, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
        ask!(self.revoke(id, now))
    }

    async fn add_code(&self, name: String, id: Uuid, code: Digest, expires: Timestamp) -> Result<(), LedgerError> {
        ask!(self.add_code(name, id, code, expires))
    }

    async fn enrol(
        &self,
        code: Digest,
        key: PublicKey,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<Enrolled>, LedgerError> {
        ask!(self.enrol(code, key, id, now))
    }

    async fn rotate(&self, device: Uuid, old: PublicKey, new: PublicKey) -> Result<bool, LedgerError> {
        ask!(self.rotate(device, old, new))
    }

    async fn devices(&self) -> Result<Vec<(Device, String)>, LedgerError> {
        ask!(self.devices())
    }

    async fn key_history(&self) -> Result<Vec<KeyLink>, LedgerError> {
        ask!(self.key_history())
    }

    async fn add_key(&self, link: KeyLink, number: usize) -> Result<bool, LedgerError> {
        ask!(self.add_key(link, number))
    }

    async fn holds_only_others(&self, key: KeyId) -> Result<bool, LedgerError> {
        ask!(self.holds_only_others(key))
    }

    async fn try_write(&self) -> Result<(), LedgerError> {
        ask!(self.try_write())
    }

    async fn count(&self) -> Result<Counts, LedgerError> {
        ask!(self.count())
    }
}
