//! The public keys receipts are verified with. An old key stays: old receipts are signed with it.

use rusqlite::{Row, params};

use crate::StoreError;
use crate::sql::get;
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE hub_key (
    key_id TEXT PRIMARY KEY NOT NULL CHECK (key_id <> ''),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER hub_key_never_changes BEFORE UPDATE ON hub_key
WHEN NEW.key_id <> OLD.key_id OR NEW.public_key <> OLD.public_key
BEGIN SELECT RAISE(ABORT, 'a key id has one key'); END;
CREATE TRIGGER hub_key_stays BEFORE DELETE ON hub_key BEGIN SELECT RAISE(ABORT, 'keys are kept'); END;
";

pub(crate) const V2: &str = "
ALTER TABLE hub_key ADD COLUMN link TEXT CHECK (link IS NULL OR json_valid(link));
CREATE TRIGGER hub_key_link_never_changes BEFORE UPDATE ON hub_key WHEN NEW.link IS NOT OLD.link AND OLD.link IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a link that was proved stays'); END;
";

/// One key of a hub.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HubKey {
    /// Its short name.
    pub key_id: String,
    /// The Ed25519 public key.
    pub public_key: [u8; 32],
    /// How it came to be trusted, as the hub told it, JSON; none for one that is pinned and of which nothing more is known.
    pub link: Option<String>,
}

fn read(row: &Row<'_>) -> Result<HubKey, StoreError> {
    Ok(HubKey { key_id: get(row, "key_id")?, public_key: get(row, "public_key")?, link: get(row, "link")? })
}

/// Reads the hub's keys.
#[derive(Clone, Copy)]
pub struct HubKeyRead<'a>(pub(crate) Sql<'a>);

impl HubKeyRead<'_> {
    /// Every key there has been.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn all(&self) -> Result<Vec<HubKey>, StoreError> {
        self.0.all("SELECT key_id, public_key, link FROM hub_key ORDER BY key_id", [], read)
    }
}

/// Writes the hub's keys.
#[derive(Clone, Copy)]
pub struct HubKeyWrite<'a>(pub(crate) Sql<'a>);

impl HubKeyWrite<'_> {
    /// Keeps a key, with its link once that is known. The link that is kept stays: a hub that lost its history begins
    /// another with the same key.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for another key under a known name.
    pub fn keep(&self, key: &HubKey) -> Result<(), StoreError> {
        let insert = "INSERT INTO hub_key (key_id, public_key, link) VALUES (?1, ?2, ?3)
                      ON CONFLICT (key_id) DO UPDATE SET
                          public_key = excluded.public_key, link = coalesce(link, excluded.link)";
        self.0.change(insert, params![key.key_id, key.public_key, key.link])
    }
}
