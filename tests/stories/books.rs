//! What stands in the books of both sides: the desk's own store, and the hub's ledger. Both are looked into while their
//! programs run, and nothing is written.

use std::path::Path;

use jiff::Timestamp;
use lodging::{Guest, Stay};
use rusqlite::{Connection, OpenFlags};
use store::{Consent, Entry, Key, NoticeBadge, Receipt, Store};
use stories::hub::Hub;
use uuid::Uuid;
use wire::{NoticePayload, PublicKey, SignedReceipt};

/// The store of a desk.
pub struct DeskBooks {
    store: Store,
}

/// How much a store holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub guests: u64,
    pub stays: u64,
    pub notices: u64,
    pub entries: usize,
    pub receipts: u64,
}

/// One telling of a notice, with everything that belongs to it.
pub struct Told {
    pub badge: NoticeBadge,
    pub entry: Entry,
    pub receipt: Option<Receipt>,
    pub guest: Guest,
    pub stay: Stay,
    pub consents: Vec<Consent>,
}

impl DeskBooks {
    /// Opens the store of a desk's data folder beside the desk itself, with the key from the vault's file.
    pub fn open(data: &Path) -> Self {
        let key = std::fs::read(data.join("key.raw")).expect("without a TPM the vault keeps the key in key.raw");
        let key = Key::from_bytes(key.try_into().expect("a key has 32 bytes"));
        let store = Store::open(&data.join("luutru.db"), &key, Timestamp::now()).expect("the key opens the store");
        Self { store }
    }

    /// The store itself.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// How much there is.
    pub fn counts(&self) -> Counts {
        let counted = self.store.read(|read| {
            Ok(Counts {
                guests: read.guests().count()?,
                stays: read.stays().count()?,
                notices: read.notices().count()?,
                entries: read.board().list(None, u32::MAX)?.len(),
                receipts: read.receipts().count()?,
            })
        });
        counted.expect("the store can be counted")
    }

    /// Everything that was ever queued for the hub, newest first.
    pub fn told(&self) -> Vec<Told> {
        let told = self.store.read(|read| {
            let badges = read.board().list(None, u32::MAX)?.into_iter();
            let told = badges.map(|badge| {
                Ok(Told {
                    entry: read.outbox().get(badge.key)?,
                    receipt: read.receipts().get(badge.key)?,
                    guest: read.guests().get(badge.guest)?,
                    stay: read.stays().get(badge.stay)?,
                    consents: read.consents().of(badge.guest)?,
                    badge,
                })
            });
            told.collect()
        });
        told.expect("the store can be read")
    }
}

impl Told {
    /// The receipt as the hub signed it.
    pub fn signed(&self) -> SignedReceipt {
        let receipt = self.receipt.as_ref().expect("the hub's receipt is here");
        let key_id = wire::KeyId::parse(&receipt.key_id).expect("a receipt names its key");
        SignedReceipt { body: receipt.body.clone(), signature: receipt.signature.clone(), key_id }
    }
}

/// One revision in the hub's ledger.
pub struct Kept {
    pub notice: Uuid,
    pub revision: u32,
    pub payload: NoticePayload,
    pub receipt: SignedReceipt,
}

/// Everything in the hub's ledger, in the order of its receipts.
pub fn hub_books(hub: &Hub) -> Vec<Kept> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let ledger = Connection::open_with_flags(hub.data().join("hub.db"), flags).expect("the hub has a ledger");
    let select = "SELECT revision.notice, revision.revision, payload, body, signature, key_id FROM revision
        LEFT JOIN receipt ON receipt.facility = revision.facility AND receipt.notice = revision.notice
            AND receipt.revision = revision.revision
        ORDER BY number";
    let mut rows = ledger.prepare(select).expect("the ledger has its tables");
    let kept = rows.query_map([], |row| {
        let payload = NoticePayload::decode(&row.get::<_, Vec<u8>>("payload")?);
        let key_id = wire::KeyId::parse(&row.get::<_, String>("key_id")?).expect("a receipt names its key");
        Ok(Kept {
            notice: Uuid::from_bytes(row.get("notice")?),
            revision: row.get("revision")?,
            payload: payload.expect("the hub keeps what it can read"),
            receipt: SignedReceipt { body: row.get("body")?, signature: row.get("signature")?, key_id },
        })
    });
    kept.expect("the ledger can be read").collect::<Result<_, _>>().expect("every revision has its receipt")
}

/// The keys the hub says it signs with.
pub fn hub_keys(hub: &Hub) -> Vec<PublicKey> {
    let keys: wire::Keys = serde_json::from_value(hub.get("/v1/keys")).expect("the hub tells its keys");
    keys.keys
}
