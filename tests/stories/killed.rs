//! Desks and a hub that are killed at chance moments: afterwards both sides hold the same, each thing once.

use std::{collections::BTreeSet, path::Path};

use store::{EntryKey, EntryState};
use stories::hub::Hub;
use stories::process::{Running, built, command};
use stories::proxy::Proxy;
use stories::wait::until;

use crate::books::{DeskBooks, hub_books, hub_keys};

const DESKS: usize = 2;
const TELLINGS: usize = 150;
const KILLS: usize = 14;

/// A desk without a window, over a folder that outlives it.
fn start(desk: usize, folder: &Path, hub: &str, code: &str) -> Running {
    let data = folder.join(format!("desk-{desk}"));
    std::fs::create_dir_all(&data).expect("a temporary folder can be written");
    std::fs::write(data.join("key.raw"), [0x11; 32]).expect("a temporary folder can be written");
    let (data, desk, tellings) = (data.to_string_lossy(), desk.to_string(), TELLINGS.to_string());
    let program = command(built("desk-sim"), &[&data, hub, code, &desk, &tellings]);
    Running::start(&format!("desk-sim-{desk}"), program, folder)
}

/// What the desks said was committed.
fn told(desks: &[Running]) -> BTreeSet<(String, u32)> {
    let logs = desks.iter().map(Running::log_text).collect::<Vec<_>>();
    let lines = logs.iter().flat_map(|log| log.lines());
    let told = lines.filter_map(|line| line.strip_prefix("told ")?.split_once(' '));
    // A line that was cut short by a kill says less than what was committed.
    told.filter_map(|(notice, revision)| Some((notice.to_owned(), revision.parse().ok()?))).collect()
}

fn is_done(desk: &Running) -> bool {
    desk.log_text().lines().any(|line| line == "all")
}

fn seed() -> u64 {
    let fresh = || u64::from(jiff::Timestamp::now().subsec_nanosecond().unsigned_abs());
    std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(fresh)
}

#[test]
fn killed_again_and_again_both_sides_hold_the_same() {
    let seed = seed();
    let mut dice = simulation::Dice::new(seed);
    println!("SEED={seed}");
    let folder = tempfile::tempdir().unwrap();
    let mut hub = Hub::start(&folder.path().join("hub"), folder.path());
    let proxy = Proxy::start(hub.port);
    let url = format!("http://127.0.0.1:{}", proxy.port);
    let codes: Vec<_> = (0..DESKS).map(|_| hub.code("Nhà nghỉ Hoa Sen")).collect();
    let mut desks: Vec<_> = (0..DESKS).map(|desk| start(desk, folder.path(), &url, &codes[desk])).collect();
    for _ in 0..KILLS {
        let goal = told(&desks).len() + usize::try_from(dice.below(20)).unwrap();
        until("more tellings", || (told(&desks).len() >= goal || desks.iter().all(is_done)).then_some(()));
        match usize::try_from(dice.below(4)).unwrap() {
            desk if desk < DESKS => {
                desks[desk].kill();
                desks[desk] = start(desk, folder.path(), &url, &codes[desk]);
            }
            _ => {
                hub.start_again();
                proxy.lead_to(hub.port);
            }
        }
    }
    until("everything to be receipted", || desks.iter().all(is_done).then_some(()));

    let (told, kept, keys) = (told(&desks), hub_books(&hub), hub_keys(&hub));
    let names: BTreeSet<_> = kept.iter().map(|kept| (kept.notice.to_string(), kept.revision)).collect();
    assert_eq!(
        (kept.len(), names.len()),
        (DESKS * TELLINGS, DESKS * TELLINGS),
        "seed {seed}: nothing lost, nothing twice"
    );
    assert!(told.is_subset(&names), "seed {seed}: what was committed is at the hub");
    let receipts: Vec<_> = kept.iter().map(|kept| kept.receipt.clone()).collect();
    assert_eq!(wire::check_chain(&receipts, &keys).unwrap().unwrap().first, 1);
    let books = (0..DESKS).map(|desk| DeskBooks::open(&folder.path().join(format!("desk-{desk}"))));
    let books: Vec<_> = books.collect();
    for (desk, books) in books.iter().enumerate() {
        let settled = books.store().read(|read| read.outbox().count(EntryState::Settled)).unwrap();
        assert_eq!((settled, books.counts().receipts), (TELLINGS as u64, TELLINGS as u64), "seed {seed}, desk {desk}");
    }
    for one in &kept {
        let key = EntryKey { notice: lodging::NoticeId::from_uuid(one.notice), revision: one.revision };
        let held = books.iter().find_map(|books| books.store().read(|read| read.receipts().get(key)).unwrap());
        let held = held.map(|held| (held.body, held.signature));
        let given = (one.receipt.body.clone(), one.receipt.signature.clone());
        assert_eq!(held, Some(given), "seed {seed}: every receipt of the hub is at its desk, byte for byte");
    }
}
