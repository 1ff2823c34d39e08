//! Which ledger a hub has: the file in its directory, or what a URL names.

use std::{net::IpAddr, path::Path, str::FromStr};

use jiff::{Timestamp, civil};
use tokio_postgres::{Config, config::Host};
use uuid::Uuid;
use wire::{Digest, KeyId, KeyLink, PublicKey, Revision, SignedReceipt};

use super::{
    Counts, Device, Enrolled, Entry, Ledger, LedgerError, Receiving, Stored, postgres::PostgresLedger,
    sqlite::SqliteLedger,
};

/// A text that names no ledger. It is not repeated: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerUrlError {
    /// It is no address of a database.
    #[error(
        "not a ledger's address: postgres://USER:PASSWORD@127.0.0.1/DATABASE or postgres:///DATABASE?host=/SOCKET/FOLDER"
    )]
    Unreadable,
    /// The server is on another machine. The connection is not encrypted, and would show everybody's notices on the way.
    #[error("the database must be reached by a Unix socket or a loopback address, where a tunnel may begin")]
    Elsewhere,
}

/// Where a ledger outside of the hub's directory is. Its `Debug` shows no password.
#[derive(Clone, Debug)]
pub struct LedgerUrl(Config);

impl FromStr for LedgerUrl {
    type Err = LedgerUrlError;

    fn from_str(text: &str) -> Result<Self, LedgerUrlError> {
        let named = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        let config = named.then(|| text.parse().ok()).flatten();
        let config: Config = config.ok_or(LedgerUrlError::Unreadable)?;
        let addresses = config.get_hostaddrs().iter().all(IpAddr::is_loopback);
        if addresses && config.get_hosts().iter().all(is_here) {
            Ok(Self(config))
        } else {
            Err(LedgerUrlError::Elsewhere)
        }
    }
}

/// Whether what is said to this host stays on this machine. Names are not looked up: they may change.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
    }
}

/// A ledger of either kind.
#[derive(Clone)]
pub enum OpenLedger {
    /// One house's.
    Sqlite(SqliteLedger),
    /// A province's.
    Postgres(PostgresLedger),
}

impl OpenLedger {
    /// Opens what the URL names, or else the file, and brings its tables up to date.
    ///
    /// # Errors
    /// [`LedgerError`] when it cannot be opened or was made by a later program.
    pub async fn open(url: Option<&LedgerUrl>, file: &Path) -> Result<Self, LedgerError> {
        match url {
            Some(LedgerUrl(config)) => Ok(Self::Postgres(PostgresLedger::open(config).await?)),
            None => Ok(Self::Sqlite(SqliteLedger::open(file)?)),
        }
    }
}

/// Asks whichever it is.
macro_rules! ask {
    ($ledger:ident.$method:ident($($argument:ident),*)) => {
        match $ledger {
            OpenLedger::Sqlite(ledger) => ledger.$method($($argument),*).await,
            OpenLedger::Postgres(ledger) => ledger.$method($($argument),*).await,
        }
    };
}

impl Ledger for OpenLedger {
    async fn store(&self, receiving: Receiving<'_>, entries: Vec<Entry>) -> Result<Vec<Stored>, LedgerError> {
        ask!(self.store(receiving, entries))
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

#[cfg(test)]
mod tests {
    use super::{LedgerUrl, LedgerUrlError};

    #[test]
    fn an_address_is_read_and_its_password_never_shown() {
        let url: LedgerUrl = "postgres://hub:s3cret@127.0.0.1,localhost:5433/notices".parse().unwrap();
        assert_eq!((url.0.get_hosts().len(), url.0.get_dbname()), (2, Some("notices")));
        assert!(!format!("{url:?}").contains("s3cret"));
        for wrong in ["", "sqlite:hub.db", "host=one user=hub", "postgres://hub:s3cret@one:port/notices"] {
            let error = wrong.parse::<LedgerUrl>().unwrap_err();
            assert!(error == LedgerUrlError::Unreadable && !error.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn what_is_said_to_a_ledger_does_not_leave_the_machine() {
        let read = |url: &str| url.parse::<LedgerUrl>().map(drop);
        for here in
            ["postgres:///hub?host=/run/postgresql", "postgres://hub@127.0.0.2/hub", "postgres://hub@localhost/hub"]
        {
            assert_eq!(read(here), Ok(()), "{here}");
        }
        for elsewhere in [
            "postgres://hub@10.0.0.7/hub",
            "postgres://hub@db.example/hub",
            "postgres://hub@localhost,db.example/hub",
            "postgres:///hub?host=localhost&hostaddr=10.0.0.7",
        ] {
            assert_eq!(read(elsewhere), Err(LedgerUrlError::Elsewhere), "{elsewhere}");
        }
    }
}
