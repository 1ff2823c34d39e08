//! The ledger of a province: PostgreSQL, shared by as many hubs as stand before it.
//!
//! A batch locks its facility's row first and lets it go with the commit. So the receipts of one facility are numbered
//! and chained in the order of commits, and facilities do not wait for each other. An answer leaves after the commit.
//! There is no time-out on a statement: one on COMMIT would report a commit that no standby has yet. A connection that
//! breaks, or is given up, at the commit leaves open what became of it; the device asks again and finds out.

mod devices;
mod hidden;
mod keys;
mod migrations;
mod notices;

use std::time::Duration;

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, QueueMode, RecyclingMethod, Runtime,
    Transaction,
};
use jiff::{Timestamp, civil};
use tokio_postgres::{Config, IsolationLevel, NoTls, Row, config::TargetSessionAttrs};
use uuid::Uuid;
use wire::{Digest, KeyId, KeyLink, PublicKey, Revision, SignedReceipt};

use super::{Counts, Device, Enrolled, Entry, Fault, Ledger, LedgerError, Receiving, Stored};

/// Connections of one hub. More do not commit faster, and each costs the server a process.
const CONNECTIONS: usize = 16;
/// How long to try each server of the list.
const CONNECT: Duration = Duration::from_secs(3);
/// How long to wait for a connection that is in use.
const FREE_CONNECTION: Duration = Duration::from_secs(10);
/// How long a server may leave what was sent to it unacknowledged before the connection is broken.
const SILENCE: Duration = Duration::from_secs(10);

/// A ledger in a PostgreSQL database.
#[derive(Clone)]
pub struct PostgresLedger(Pool);

impl PostgresLedger {
    /// Connects to the first server of the list that takes writes, and brings the tables up to date.
    ///
    /// # Errors
    /// [`LedgerError::Newer`] when a later program has made tables this one cannot use, [`LedgerError::Database`]
    /// otherwise.
    pub async fn open(config: &Config) -> Result<Self, LedgerError> {
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(patient(config), NoTls, manager))
            .max_size(CONNECTIONS)
            // The one that was used last: its process at the server has what it needs at hand.
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(FREE_CONNECTION))
            .post_create(Hook::async_fn(|client, _| Box::pin(durable(client))))
            .build();
        let ledger = Self(pool.map_err(|_| LedgerError::Database(Fault::Driver))?);
        let mut lease = ledger.lease().await?;
        migrations::run(lease.client()?).await?;
        lease.give_back();
        Ok(ledger)
    }

    async fn lease(&self) -> Result<Lease, LedgerError> {
        Ok(Lease(Some(self.0.get().await?)))
    }
}

/// The same servers, each given up in time.
fn patient(config: &Config) -> Config {
    let mut config = config.clone();
    config.target_session_attrs(TargetSessionAttrs::ReadWrite).application_name("hub");
    config.connect_timeout(CONNECT).tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
    config
}

/// Refuses a server that may lose what it has committed, and takes back a session's leave to do so.
async fn durable(client: &ClientWrapper) -> Result<(), HookError> {
    const SETTINGS: &str = "
        SELECT current_setting('fsync')::bool AND current_setting('full_page_writes')::bool,
               CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
                    THEN set_config('synchronous_commit', 'on', false) END";
    let row = client.query_one(SETTINGS, &[]).await.map_err(HookError::Backend)?;
    if row.try_get(0).map_err(HookError::Backend)? { Ok(()) } else { Err(HookError::message("not durable")) }
}

/// Bytes of a length that is fixed.
fn bytes<const N: usize>(row: &Row, column: usize) -> Result<[u8; N], LedgerError> {
    row.try_get::<_, &[u8]>(column)?.try_into().map_err(|_| LedgerError::Damaged)
}

/// A connection that goes back to the pool only when its work ended well. One that is given up, perhaps at its commit,
/// is closed, so that nobody waits behind it.
struct Lease(Option<Object>);

impl Lease {
    fn client(&mut self) -> Result<&mut Object, LedgerError> {
        self.0.as_mut().ok_or(LedgerError::Ended)
    }

    /// Begins a transaction in which each statement sees what was committed before it.
    async fn begin(&mut self) -> Result<Transaction<'_>, LedgerError> {
        let builder = self.client()?.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
        Ok(builder.start().await?)
    }

    fn give_back(mut self) {
        // An `Object` that is dropped goes back.
        self.0 = None;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

impl Ledger for PostgresLedger {
    async fn store(&self, receiving: Receiving<'_>, entries: Vec<Entry>) -> Result<Vec<Stored>, LedgerError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let mut lease = self.lease().await?;
        let transaction = lease.begin().await?;
        let stored = notices::store(&transaction, receiving, &entries).await?;
        transaction.commit().await?;
        lease.give_back();
        Ok(stored)
    }

    async fn trail(&self, facility: Uuid, notice: Uuid) -> Result<Vec<Revision>, LedgerError> {
        let mut lease = self.lease().await?;
        let trail = notices::trail(lease.client()?, facility, notice).await?;
        lease.give_back();
        Ok(trail)
    }

    async fn day(&self, facility: Uuid, day: civil::Date) -> Result<Vec<(Uuid, u32, Digest)>, LedgerError> {
        let mut lease = self.lease().await?;
        let kept = notices::day(lease.client()?, facility, day).await?;
        lease.give_back();
        Ok(kept)
    }

    async fn feed(&self, facility: Uuid, after: u64, limit: usize) -> Result<Vec<SignedReceipt>, LedgerError> {
        let mut lease = self.lease().await?;
        let receipts = notices::feed(lease.client()?, facility, after, limit).await?;
        lease.give_back();
        Ok(receipts)
    }

    async fn device(&self, id: Uuid) -> Result<Option<Device>, LedgerError> {
        let mut lease = self.lease().await?;
        let device = devices::find(lease.client()?, id).await?;
        lease.give_back();
        Ok(device)
    }

    async fn revoke(&self, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
        let mut lease = self.lease().await?;
        let known = devices::revoke(lease.client()?, id, now).await?;
        lease.give_back();
        Ok(known)
    }

    async fn add_code(&self, name: String, id: Uuid, code: Digest, expires: Timestamp) -> Result<(), LedgerError> {
        let mut lease = self.lease().await?;
        let transaction = lease.begin().await?;
        devices::add_code(&transaction, &name, id, code, expires).await?;
        transaction.commit().await?;
        lease.give_back();
        Ok(())
    }

    async fn enrol(
        &self,
        code: Digest,
        key: PublicKey,
        id: Uuid,
        now: Timestamp,
    ) -> Result<Option<Enrolled>, LedgerError> {
        let mut lease = self.lease().await?;
        let transaction = lease.begin().await?;
        let enrolled = devices::enrol(&transaction, code, key, id, now).await?;
        transaction.commit().await?;
        lease.give_back();
        Ok(enrolled)
    }

    async fn rotate(&self, device: Uuid, old: PublicKey, new: PublicKey) -> Result<bool, LedgerError> {
        let mut lease = self.lease().await?;
        let changed = devices::rotate(lease.client()?, device, old, new).await?;
        lease.give_back();
        Ok(changed)
    }

    async fn devices(&self) -> Result<Vec<(Device, String)>, LedgerError> {
        let mut lease = self.lease().await?;
        let devices = devices::all(lease.client()?).await?;
        lease.give_back();
        Ok(devices)
    }

    async fn key_history(&self) -> Result<Vec<KeyLink>, LedgerError> {
        let mut lease = self.lease().await?;
        let history = keys::history(lease.client()?).await?;
        lease.give_back();
        Ok(history)
    }

    async fn add_key(&self, link: KeyLink, number: usize) -> Result<bool, LedgerError> {
        let mut lease = self.lease().await?;
        let added = keys::add(lease.client()?, &link, number).await?;
        lease.give_back();
        Ok(added)
    }

    async fn holds_only_others(&self, key: KeyId) -> Result<bool, LedgerError> {
        let mut lease = self.lease().await?;
        let only = keys::only_others(lease.client()?, key).await?;
        lease.give_back();
        Ok(only)
    }

    async fn try_write(&self) -> Result<(), LedgerError> {
        // A word in the log of commits, which no table has: it is written and waited for as a notice would be.
        const WRITE: &str = "SELECT pg_logical_emit_message(true, 'luutru', '')";
        let mut lease = self.lease().await?;
        lease.client()?.query_one(WRITE, &[]).await?;
        lease.give_back();
        Ok(())
    }

    async fn count(&self) -> Result<Counts, LedgerError> {
        let mut lease = self.lease().await?;
        let counts = notices::count(lease.client()?).await?;
        lease.give_back();
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use stories::postgres::Postgres;

    use super::*;

    #[tokio::test]
    async fn every_commit_waits_for_the_disk() {
        let url = Postgres::shared().database();
        let name = url.trim_start_matches("postgres:///").split('?').next().unwrap();
        Postgres::shared().say(&format!("ALTER DATABASE {name} SET synchronous_commit = off"));
        let ledger = PostgresLedger::open(&url.parse().unwrap()).await.unwrap();
        let mut lease = ledger.lease().await.unwrap();
        let row = lease.client().unwrap().query_one("SHOW synchronous_commit", &[]).await.unwrap();
        assert_eq!(row.get::<_, &str>(0), "on");
        drop(lease);
        assert_eq!(ledger.0.status().size, 0, "what is given up does not go back");
    }

    #[tokio::test]
    async fn a_server_that_loses_commits_is_refused() {
        let server = Postgres::start();
        server.say("ALTER SYSTEM SET full_page_writes = off");
        server.say("SELECT pg_reload_conf()");
        let url = server.database();
        let refused = PostgresLedger::open(&url.parse().unwrap()).await.err().unwrap();
        assert!(matches!(refused, LedgerError::Database(Fault::NotDurable)), "{refused}");
    }
}
