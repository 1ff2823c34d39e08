//! The store of a house through power cuts.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;
use simulation::{At, Dice, Nature, Telling, Told, room, tell};
use store::{EntryKey, EntryState, Key, Receipt, Store};
use uuid::Uuid;

use crate::{cuts::cut, vfs};

/// What must be the same after a cut: each entry, its state, how often it was claimed, and its receipt.
type State = Vec<(u32, EntryState, u32, Option<String>)>;

fn now() -> Timestamp {
    "2026-11-21T18:00:00+07:00".parse().unwrap()
}

fn open(folder: &Path) -> Store {
    Store::open(&folder.join("house.db"), &Key::from_bytes([0x11; 32]), now()).unwrap()
}

fn state(store: &Store, told: &[Told]) -> State {
    let mut state = State::new();
    for one in told {
        let Ok(entry) = store.read(|read| read.outbox().get(one.entry)) else { continue };
        let receipt = store.read(|read| read.receipts().get(one.entry)).unwrap();
        state.push((one.entry.revision, entry.state, entry.attempts, receipt.map(|receipt| receipt.code)));
    }
    state
}

fn receipt(key: EntryKey, sha256: [u8; 32]) -> Receipt {
    Receipt {
        key,
        sha256,
        body: vec![7; 300],
        signature: vec![7; 64],
        key_id: "0123456789abcdef".to_owned(),
        code: "4K7P".to_owned(),
        received_at: now(),
        on_time: true,
    }
}

/// One chance change of the outbox, as the desk and its courier make them.
fn change(store: &Store, told: &mut Vec<Told>, dice: &mut Dice) {
    let at = At { facility: Uuid::from_u128(0xFA), desk: 0, now: now(), arrived: now() };
    let of = |store: &Store, told: &Told| store.read(|read| read.outbox().get(told.entry)).unwrap();
    let sending = told.iter().filter(|told| of(store, told).state == EntryState::Sending).copied().next();
    match (dice.below(8), sending) {
        (0..3, _) | (3..6, None) => {
            let telling = Telling { guest: u16::try_from(told.len()).unwrap(), revision: 1, nature: Nature::Good };
            told.push(tell(store, &at, telling).unwrap());
        }
        (3, Some(one)) => {
            store.write(|write| write.outbox().settle(&receipt(one.entry, *one.sha256.bytes()))).unwrap();
        }
        (4, Some(one)) => store.write(|write| write.outbox().reject(one.entry, "bad_name")).unwrap(),
        (5, Some(one)) => store.write(|write| write.outbox().back_off(one.entry, now())).unwrap(),
        (6, _) => drop(store.recover().unwrap()),
        _ => drop(store.claim(now(), 2).unwrap()),
    }
}

#[test]
fn no_commit_of_a_house_is_lost_or_half_there() {
    let folder = tempfile::tempdir().unwrap();
    vfs::watch(folder.path());
    let (mut told, mut dice, mut states) = (Vec::new(), Dice::new(7), Vec::new());
    // Twice, so that the log is also carried over at a close, and begun anew.
    for _ in 0..2 {
        let store = open(folder.path());
        store.write(|write| write.rooms().save(&room())).unwrap();
        for _ in 0..90 {
            change(&store, &mut told, &mut dice);
            states.push(state(&store, &told));
            vfs::mark(folder.path());
        }
    }
    let cuts = cut(&vfs::recorded(folder.path()), 250, 3, |left, returned| {
        let store = open(left);
        let found = state(&store, &told);
        drop(store);
        whole(&left.join("house.db"));
        // What had not returned may be there all the same, but nothing of what comes after it.
        let none = State::new();
        let before = returned.checked_sub(1).map_or(&none, |last| &states[last]);
        found == *before || states.get(returned).is_some_and(|next| found == *next)
    });
    cuts.tell("a house's store");
    assert!(cuts.count > 150 && cuts.lost == 0, "{cuts:?}");
}

/// Every page sound, no reference into nothing, and each entry settled by its receipt or not at all.
fn whole(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let key = format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{}'\"", "11".repeat(32));
    connection.execute_batch(&key).unwrap();
    let said: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
    let broken = connection.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
    assert!(!broken, "a reference into nothing");
    let unproved = "SELECT count(*) FROM outbox FULL JOIN receipt USING (notice, revision, payload_sha256)
                    WHERE (state = 'settled') <> (receipt.code IS NOT NULL)";
    assert_eq!(connection.query_row(unproved, [], |row| row.get::<_, u64>(0)), Ok(0), "settled without receipt");
    let torn = "SELECT count(*) FROM notice FULL JOIN outbox ON outbox.notice = notice.id
                WHERE notice.id IS NULL OR outbox.notice IS NULL";
    assert_eq!(connection.query_row(torn, [], |row| row.get::<_, u64>(0)), Ok(0), "a stay without its entry");
}
