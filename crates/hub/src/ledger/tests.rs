//! One suite over every ledger: each case is generic, and a ledger runs them all on an empty one of its own.

mod contract;
mod power;
mod tables;
mod together;

use std::path::Path;

use wire::{Receipt, verify};

use super::*;

fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn device_key(number: u8) -> PublicKey {
    SecretKey::from_seed(&[number; 32]).public()
}

fn at(text: &str) -> Timestamp {
    format!("2026-11-21T{text}+07").parse().unwrap()
}

fn entry(notice: u128, revision: u32, payload: &str) -> Entry {
    let arrived = at("14:00");
    let deadline = duty::deadline(arrived, duty::StayKind::Overnight, duty::Resident::Vietnamese);
    Entry {
        notice: Uuid::from_u128(notice),
        revision,
        sha256: Digest::of(payload.as_bytes()),
        payload: Private::new(payload.as_bytes().to_vec()),
        judged: Ok(Deadlines { first: deadline, later: Some(duty::extension_deadline(at("20:00"))) }),
    }
}

/// A facility with one device.
async fn enrolled(ledger: &impl Ledger, name: &str) -> Enrolled {
    let code = Digest::of(name.as_bytes());
    let id = Uuid::from_bytes(code.bytes()[..16].try_into().unwrap());
    ledger.add_code(name.to_owned(), id, code, at("14:15")).await.unwrap();
    ledger.enrol(code, device_key(7), Uuid::from_u128(id.as_u128() + 1), at("14:00")).await.unwrap().unwrap()
}

async fn store_at(ledger: &impl Ledger, to: &Enrolled, now: Timestamp, entries: Vec<Entry>) -> Vec<Stored> {
    let receiving = Receiving { facility: to.facility, device: to.device, now, key: &key() };
    ledger.store(receiving, entries).await.unwrap()
}

async fn store(ledger: &impl Ledger, to: &Enrolled, entries: Vec<Entry>) -> Vec<Stored> {
    store_at(ledger, to, at("15:00"), entries).await
}

fn signed(stored: &Stored) -> &SignedReceipt {
    let (Stored::Accepted(signed) | Stored::Duplicate(signed)) = stored else { panic!("{stored:?}") };
    signed
}

fn receipt(stored: &Stored) -> Receipt {
    verify(signed(stored), &[key().public()]).unwrap()
}

/// A case for each kind of ledger, with two connections to one that is empty: two hubs before one ledger.
macro_rules! on_every_ledger {
    ($($case:ident),* $(,)?) => {$(
        mod $case {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let dir = tempfile::tempdir().unwrap();
                let (one, two) = (super::super::on_file(dir.path()).await, super::super::on_file(dir.path()).await);
                super::$case(one, two).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let url = stories::postgres::Postgres::shared().database();
                let (one, two) = tokio::join!(super::super::at_url(&url), super::super::at_url(&url));
                super::$case(one, two).await;
            }
        }
    )*};
}
use on_every_ledger;

async fn on_file(dir: &Path) -> OpenLedger {
    OpenLedger::open(None, &dir.join("hub.db")).await.unwrap()
}

async fn at_url(url: &str) -> OpenLedger {
    OpenLedger::open(Some(&url.parse().unwrap()), Path::new("/nowhere")).await.unwrap()
}
