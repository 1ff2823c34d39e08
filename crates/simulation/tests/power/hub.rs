//! The hub's ledger through power cuts.

use std::path::Path;

use hub::{
    Deadlines, Ledger as _, SqliteLedger,
    ledger::{Entry, Receiving, Stored},
};
use jiff::{SignedDuration, Timestamp};
use private::Private;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;
use wire::{Digest, SecretKey, SignedReceipt, check_chain};

use crate::{cuts::cut, vfs};

const FACILITY: Uuid = Uuid::from_u128(0xFA);
const DEVICE: Uuid = Uuid::from_u128(0xDE);

fn now() -> Timestamp {
    "2026-11-21T18:00:00+07:00".parse().unwrap()
}

fn open(folder: &Path) -> SqliteLedger {
    SqliteLedger::open(&folder.join("hub.db")).unwrap()
}

fn enrol(runtime: &Runtime, ledger: &SqliteLedger, key: &SecretKey) {
    let (code, until) = (Digest::of(b"code"), now() + SignedDuration::from_mins(15));
    runtime.block_on(ledger.add_code("Hoa Sen".to_owned(), FACILITY, code, until)).unwrap();
    runtime.block_on(ledger.enrol(code, key.public(), DEVICE, now())).unwrap().unwrap();
}

fn entries(batch: u128) -> Vec<Entry> {
    let entry = |number: u128| {
        let payload = [b'x'; 12_000].map(|byte| byte ^ u8::try_from(number % 251).unwrap()).to_vec();
        Entry {
            notice: Uuid::from_u128(batch * 10 + number),
            revision: 1,
            sha256: Digest::of(&payload),
            payload: Private::new(payload),
            judged: Ok(Deadlines { first: None, later: None }),
        }
    };
    (0..=batch % 4).map(entry).collect()
}

/// The receipts of the first batches, as they are kept.
fn kept(runtime: &Runtime, ledger: &SqliteLedger, batches: u128) -> Vec<SignedReceipt> {
    let notices = (0..batches).flat_map(|batch| entries(batch).into_iter().map(|entry| entry.notice));
    let trails = notices.map(|notice| runtime.block_on(ledger.trail(FACILITY, notice)).unwrap());
    trails.flatten().map(|revision| revision.receipt).collect()
}

#[test]
fn no_receipt_that_was_given_is_lost() {
    const BATCHES: u128 = 70;
    let runtime = Builder::new_current_thread().build().unwrap();
    let (folder, key) = (tempfile::tempdir().unwrap(), SecretKey::from_seed(&[1; 32]));
    vfs::watch(folder.path());
    let ledger = open(folder.path());
    enrol(&runtime, &ledger, &key);
    let (mut given, mut counts) = (Vec::new(), vec![0]);
    for batch in 0..BATCHES {
        let receiving = Receiving { facility: FACILITY, device: DEVICE, now: now(), key: &key };
        let stored = runtime.block_on(ledger.store(receiving, entries(batch))).unwrap();
        given.extend(stored.into_iter().map(|stored| match stored {
            Stored::Accepted(receipt) => receipt,
            other => panic!("{other:?}"),
        }));
        counts.push(given.len());
        vfs::mark(folder.path());
    }
    drop(ledger);
    let cuts = cut(&vfs::recorded(folder.path()), 120, 5, |left, returned| {
        let ledger = open(left);
        let there = kept(&runtime, &ledger, BATCHES);
        let count = runtime.block_on(ledger.count()).unwrap();
        assert_eq!((count.revisions, count.receipts), (there.len() as u64, there.len() as u64));
        check_chain(&there, &[key.public()]).unwrap();
        // The batch that had not returned may be there all the same, whole.
        let may_be = [Some(&counts[returned]), counts.get(returned + 1)];
        there[..] == given[..there.len()] && may_be.contains(&Some(&there.len()))
    });
    cuts.tell("the hub's ledger");
    assert!(cuts.count > 80 && cuts.lost == 0, "{cuts:?}");
}
