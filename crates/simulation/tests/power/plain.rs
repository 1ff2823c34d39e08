//! What the settings of the store are worth: one statement committed again and again into an encrypted file.

use std::path::Path;

use rusqlite::Connection;

use crate::{
    cuts::{Cuts, cut},
    vfs,
};

const COMMITS: usize = 220;

fn open(path: &Path, synchronous: &str) -> Connection {
    let connection = Connection::open(path).unwrap();
    let key = format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{}'\"", "11".repeat(32));
    connection.execute_batch(&key).unwrap();
    connection.execute_batch(&format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}")).unwrap();
    connection
}

/// Commits, and cuts the power again and again.
fn evening(synchronous: &str) -> Cuts {
    let folder = tempfile::tempdir().unwrap();
    vfs::watch(folder.path());
    let connection = open(&folder.path().join("plain.db"), synchronous);
    connection.execute_batch("CREATE TABLE told (bytes BLOB)").unwrap();
    for _ in 0..COMMITS {
        connection.execute("INSERT INTO told VALUES (randomblob(20000))", []).unwrap();
        vfs::mark(folder.path());
    }
    cut(&vfs::recorded(folder.path()), 120, 1, |left, returned| {
        let connection = open(&left.join("plain.db"), synchronous);
        let whole: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(whole, "ok", "after {returned} commits");
        let there = connection.query_row("SELECT count(*) FROM told", [], |row| row.get::<_, usize>(0));
        there.unwrap_or(0) >= returned
    })
}

#[test]
fn full_loses_no_commit_and_normal_does() {
    let (full, normal) = (evening("FULL"), evening("NORMAL"));
    full.tell("synchronous = FULL");
    normal.tell("synchronous = NORMAL, which is not used");
    assert!(full.count > 80 && normal.count > 40, "{full:?} {normal:?}");
    assert_eq!(full.lost, 0, "{full:?}");
    assert!(normal.lost > normal.count / 4, "this disk would let NORMAL pass: {normal:?}");
}
