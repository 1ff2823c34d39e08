//! The database as a file: encrypted, private, and refused with the right words.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rusqlite::Connection;
use store::{EntryState, Key, Store, StoreError};

use crate::house::{an, evening, key, notice_id, occupant, queued, room, stay};

pub fn house_key() -> Key {
    Key::from_bytes([0x11; 32])
}

pub fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open(path, &house_key(), evening())
}

/// The same database past the store, as a repair tool would see it.
pub fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"; PRAGMA foreign_keys = ON;", "11".repeat(32))).unwrap();
    connection
}

/// A closed database with An in room 305 and a queued notice.
pub fn an_in_305(path: &Path) {
    let store = open(path).unwrap();
    let there = stay(1, lodging::Place::Room(room(1, 3, "").id), vec![occupant(&an(), Some(1))]);
    store
        .write(|w| {
            w.rooms().save(&room(1, 3, "305"))?;
            w.guests().save(&an())?;
            w.stays().save(&there)?;
            w.outbox().queue(&queued(1, 1, None))
        })
        .unwrap();
}

/// Overwrites 64 bytes in the middle of a page.
fn damage(path: &Path, page: u64) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(page * 4096 + 2048)).unwrap();
    file.write_all(&[0xee; 64]).unwrap();
}

fn opening(path: &Path) -> Option<StoreError> {
    open(path).err()
}

#[test]
fn nothing_of_a_person_stands_in_the_files_and_nobody_else_may_read_them() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let store = open(&path).unwrap();
    store.write(|w| w.guests().save(&an())).unwrap();
    let files: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "the database, its WAL and the WAL's index");
    for file in files {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        let bytes = fs::read(&file).unwrap();
        for plain in ["Nguyễn", "nguyen", "001099000123", "SQLite format", "CREATE TABLE", "revision 1"] {
            let found = bytes.windows(plain.len()).any(|window| window == plain.as_bytes());
            assert!(!found, "{plain} in {}", file.display());
        }
    }
}

#[test]
fn a_wrong_key_is_told_from_damage_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let before = fs::read(&path).unwrap();
    let wrong = Store::open(&path, &Key::from_bytes([0x12; 32]), evening()).err();
    assert_eq!(wrong, Some(StoreError::WrongKey));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(opening(&path), None, "the right key still opens it");
    let plain = dir.path().join("plain.db");
    fs::write(&plain, [0x41; 3 * 4096]).unwrap();
    assert_eq!(opening(&plain), Some(StoreError::WrongKey), "not one page is ours");
}

#[test]
fn a_damaged_first_page_is_damage_not_a_wrong_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    damage(&path, 0);
    assert_eq!(opening(&path), Some(StoreError::Damaged));
}

#[test]
fn damage_further_in_is_found_when_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let mut bytes = Vec::new();
    fs::File::open(&path).unwrap().read_to_end(&mut bytes).unwrap();
    for page in 1..u64::try_from(bytes.len()).unwrap() / 4096 {
        damage(&path, page);
    }
    let found = open(&path).and_then(|store| store.read(|r| r.guests().get(an().id)));
    assert_eq!(found.err(), Some(StoreError::Damaged));
}

#[test]
fn a_file_cut_short_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(4096 * 3 + 100).unwrap();
    let found = open(&path).and_then(|store| store.read(|r| r.guests().get(an().id)));
    assert_eq!(found.err(), Some(StoreError::Damaged));
}

#[test]
fn a_folder_that_is_not_there_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(opening(&dir.path().join("none/house.db")), Some(StoreError::File { .. })));
}

#[test]
fn a_newer_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let add = "INSERT INTO refinery_schema_history SELECT 99, name, applied_on, checksum FROM refinery_schema_history LIMIT 1";
    raw(&path).execute(add, []).unwrap();
    assert_eq!(opening(&path), Some(StoreError::Newer { found: 99, known: 9 }));
}

#[test]
fn a_database_of_another_history_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    raw(&path).execute("UPDATE refinery_schema_history SET checksum = '1'", []).unwrap();
    assert_eq!(opening(&path), Some(StoreError::Diverged { version: 1 }));
}

/// The recipe for the fixture of a version: `cargo test -p store --test store -- --ignored --nocapture dump_fixture`,
/// before the next migration is added.
#[test]
#[ignore = "run by hand: prints the fixture of the present version"]
fn dump_fixture() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let database = raw(&path);
    let column = |sql: &str| {
        let mut statement = database.prepare(sql).unwrap();
        let texts = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        texts.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let ours = "name NOT LIKE 'sqlite_%' AND name NOT IN
        ('guest_name_data', 'guest_name_idx', 'guest_name_docsize', 'guest_name_config')";
    let mut out = std::io::stdout().lock();
    for sql in column(&format!("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND {ours} ORDER BY rowid")) {
        writeln!(out, "{sql};").unwrap();
    }
    for table in column(&format!("SELECT name FROM sqlite_master WHERE type = 'table' AND {ours} ORDER BY rowid")) {
        let columns = column(&format!("SELECT name FROM pragma_table_info('{table}')"));
        if table == "guest_name" || columns.is_empty() {
            continue;
        }
        let values = columns.iter().map(|name| format!("quote({name})")).collect::<Vec<_>>().join(" || ', ' || ");
        for row in column(&format!("SELECT {values} FROM {table}")) {
            writeln!(out, "INSERT INTO {table} ({}) VALUES ({row});", columns.join(", ")).unwrap();
        }
    }
}

/// Version 1 as it was released. It holds refinery's checksum of that version: editing a released migration fails here.
const VERSION_1: &str = include_str!("../fixtures/v1.sql");

#[test]
fn a_database_of_version_1_opens_with_all_that_is_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    raw(&path).execute_batch(&format!("PRAGMA foreign_keys = OFF; {VERSION_1}")).unwrap();
    let store = open(&path).unwrap();
    store
        .read(|r| {
            assert_eq!(r.guests().find("nguyen an", 5)?, [an()]);
            let plan = r.plan().rooms()?;
            assert_eq!((plan[0].room.name.as_str(), plan[0].people[0].state), ("305", Some(EntryState::Ready)));
            assert_eq!(r.outbox().get(key(1, 1))?.queued, queued(1, 1, None));
            assert_eq!(r.notices().get(notice_id(1))?.guest, an().id);
            assert_eq!(r.choices().all()?, [], "nobody chose a device before there was a table for it");
            Ok(())
        })
        .unwrap();
}
