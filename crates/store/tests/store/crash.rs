//! A stay and its entry are both there after a kill, or neither is: a child commits them as fast as it can, and is
//! killed (SIGKILL) at arbitrary moments; then the file is opened again.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rusqlite::Connection;
use store::{EntryState, Key, Store};

use crate::file::{house_key, open, raw};
use crate::house::{at, evening, guest, occupant, queued, receipt, room, stay};

const DATABASE: &str = "LUUTRU_TEST_DATABASE";
const ROUNDS: u64 = 12;

#[test]
fn stay_and_entry_agree_wherever_the_program_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    open(&path).unwrap().write(|w| w.rooms().save(&room(1, 3, "305"))).unwrap();
    for round in 0..ROUNDS {
        let mut child = writer(&path);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut commits = lines.filter_map(|line| line.strip_prefix("committed ")?.parse().ok());
        // Another number of commits, and another moment within the next one, in each round.
        let mut told: u64 = commits.by_ref().nth(usize::try_from(round % 5).unwrap()).unwrap();
        (0..round * round * 400).for_each(|_| std::hint::spin_loop());
        child.kill().unwrap();
        child.wait().unwrap();
        told = commits.last().unwrap_or(told);
        check(&path, told);
    }
}

/// Starts this test binary again as the program that will be killed.
fn writer(path: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["crash::write_until_killed", "--exact", "--ignored", "--nocapture"]).env(DATABASE, path);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
#[ignore = "run by the test above as its child, and killed"]
fn write_until_killed() {
    let path = PathBuf::from(std::env::var_os(DATABASE).unwrap());
    let store = open(&path).unwrap();
    store.recover().unwrap();
    let first = 1 + store.read(|r| r.stays().count()).unwrap();
    for n in first.. {
        check_in(&store, n);
        if n % 2 == 0 {
            extend(&store, n);
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "committed {n}").unwrap();
        out.flush().unwrap();
        // Every third is sent and every ninth receipted, so that a kill meets every state.
        if n % 3 == 0 {
            store.claim(evening(), 1).unwrap();
        }
        if n % 9 == 0 {
            let sending = store.read(|r| r.board().list(Some(EntryState::Sending), 1)).unwrap();
            for badge in sending {
                let mut receipt = receipt(0, 1);
                receipt.key = badge.key;
                receipt.sha256 = store.read(|r| r.outbox().get(badge.key)).unwrap().queued.sha256;
                store.write(|w| w.outbox().settle(&receipt)).unwrap();
            }
        }
    }
}

fn check_in(store: &Store, n: u64) {
    let guest = guest(n, "Nguyễn Văn An", "001099000123");
    let there = stay(n, lodging::Place::Room(room(1, 3, "").id), vec![occupant(&guest, Some(n))]);
    store
        .write(|w| {
            w.guests().save(&guest)?;
            w.stays().save(&there)?;
            w.outbox().queue(&queued(n, 1, None))
        })
        .unwrap();
}

/// A change and its revision, in one transaction.
fn extend(store: &Store, n: u64) {
    let guest = guest(n, "Nguyễn Văn An", "001099000123");
    let mut there = stay(n, lodging::Place::Room(room(1, 3, "").id), vec![occupant(&guest, Some(n))]);
    there.extend(at(EXTENDED)).unwrap();
    store
        .write(|w| {
            w.stays().save(&there)?;
            w.outbox().queue(&queued(n, 2, None))
        })
        .unwrap();
}

const EXTENDED: &str = "2026-11-25T12:00:00+07:00";

/// Opens the file again; `told` commits were reported as done before the kill.
fn check(path: &Path, told: u64) {
    let store = open(path).unwrap();
    let stays = store.read(|r| r.stays().count()).unwrap();
    assert!(stays == told || stays == told + 1, "{told} were reported, {stays} are there");
    drop(store);
    let database = raw(path);
    assert_eq!(count(&database, "SELECT count(*) FROM outbox WHERE revision = 1"), stays);
    let changed = at(EXTENDED).as_microsecond();
    let half = format!(
        "SELECT count(*) FROM notice JOIN stay ON stay.id = notice.stay
         WHERE (stay.planned_until = {changed}) <>
            EXISTS (SELECT 1 FROM outbox WHERE outbox.notice = notice.id AND outbox.revision = 2)"
    );
    assert_eq!(count(&database, &half), 0, "a half change");
    let torn = "SELECT count(*) FROM stay FULL JOIN notice ON notice.stay = stay.id
                FULL JOIN outbox ON outbox.notice = notice.id FULL JOIN occupant ON occupant.stay = stay.id
                FULL JOIN guest ON guest.id = occupant.guest
                WHERE stay.id IS NULL OR outbox.notice IS NULL OR occupant.stay IS NULL OR guest.id IS NULL";
    assert_eq!(count(&database, torn), 0, "a half check-in");
    let unproved = "SELECT count(*) FROM outbox FULL JOIN receipt USING (notice, revision, payload_sha256)
                    WHERE (state = 'settled') <> (receipt.code IS NOT NULL)";
    assert_eq!(count(&database, unproved), 0, "settled without receipt, or the reverse");
}

fn count(database: &Connection, sql: &str) -> u64 {
    let count: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    count.unsigned_abs()
}

#[test]
fn a_wrong_key_is_not_told_on_standard_error() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    drop(Store::open(&path, &Key::from_bytes([9; 32]), evening()).unwrap());
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["crash::open_in_vain", "--exact", "--ignored", "--nocapture"]).env(DATABASE, &path);
    let output = command.output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
#[ignore = "run by the test above as its child"]
fn open_in_vain() {
    let path = PathBuf::from(std::env::var_os(DATABASE).unwrap());
    assert!(Store::open(&path, &house_key(), evening()).is_err());
}
