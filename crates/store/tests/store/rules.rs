//! The rules that stand in the schema, tried from outside the store: not even our own mistakes get past them.

use std::path::Path;

use rusqlite::Connection;

use crate::file::{an_in_305, open, raw};
use crate::house::{evening, receipt};

/// Runs SQL that must be refused; the words it was refused with.
fn refusal(database: &Connection, sql: &str) -> String {
    match database.execute_batch(sql) {
        Ok(()) => format!("accepted: {sql}"),
        Err(error) => error.to_string(),
    }
}

fn settled(path: &Path) -> Connection {
    an_in_305(path);
    let store = open(path).unwrap();
    store.claim(evening(), 1).unwrap();
    store.write(|w| w.outbox().settle(&receipt(1, 1))).unwrap();
    raw(path)
}

#[test]
fn what_is_queued_never_changes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let database = raw(&path);
    let cases = [
        ("UPDATE outbox SET payload = x'00'", "what is queued never changes"),
        ("UPDATE outbox SET payload_sha256 = zeroblob(32)", "what is queued never changes"),
        ("UPDATE outbox SET deadline = 5", "what is queued never changes"),
        ("UPDATE outbox SET revision = 2", "what is queued never changes"),
        ("DELETE FROM outbox", "entries are kept"),
        ("UPDATE outbox SET state = 'settled'", "only its receipt settles an entry"),
        ("UPDATE outbox SET state = 'lost'", "CHECK constraint failed"),
        ("UPDATE outbox SET state = 'rejected'", "CHECK constraint failed"),
        ("UPDATE outbox SET rejected_code = 'X'", "CHECK constraint failed"),
        (
            "INSERT INTO outbox (notice, revision, kind, payload, payload_sha256, queued_at, next_try_at, state)
             SELECT notice, 2, kind, payload, payload_sha256, queued_at, next_try_at, 'sending' FROM outbox",
            "an entry begins ready",
        ),
        (
            "INSERT INTO receipt SELECT notice, revision, zeroblob(32), x'', x'', 'k', 'c', 0, 1 FROM outbox",
            "FOREIGN KEY constraint failed",
        ),
    ];
    for (sql, words) in cases {
        let refused = refusal(&database, sql);
        assert!(refused.contains(words), "{sql}: {refused}");
    }
}

#[test]
fn what_is_settled_stays_settled_and_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let database = settled(&dir.path().join("house.db"));
    let cases = [
        ("UPDATE outbox SET state = 'ready'", "a settled entry never changes"),
        ("UPDATE outbox SET attempts = 0", "a settled entry never changes"),
        ("UPDATE outbox SET next_try_at = 0", "a settled entry never changes"),
        ("UPDATE receipt SET on_time = 0", "receipts never change"),
        ("DELETE FROM receipt", "receipts are kept"),
        ("DELETE FROM stay", "stays are kept"),
        ("DELETE FROM occupant", "occupants are kept"),
        ("DELETE FROM notice", "notices are kept"),
        ("UPDATE notice SET guest = zeroblob(16)", "a notice is one person in one stay"),
        ("UPDATE occupant SET notice = NULL", "a notice is one person in one stay"),
        ("DELETE FROM guest", "guests are redacted"),
        ("DELETE FROM room", "rooms are kept"),
        ("DELETE FROM staff", "staff are kept"),
        ("DELETE FROM act", "acts are kept"),
        ("UPDATE act SET what = 'nothing'", "acts never change"),
        ("UPDATE guest SET name_source = NULL", "CHECK constraint failed"),
        ("UPDATE stay SET room = NULL", "CHECK constraint failed"),
        ("UPDATE stay SET left_at = arrived - 1", "CHECK constraint failed"),
        ("UPDATE stay SET arrived = 'yesterday'", "cannot store TEXT value in INTEGER column"),
    ];
    for (sql, words) in cases {
        let refused = refusal(&database, sql);
        assert!(refused.contains(words), "{sql}: {refused}");
    }
    // REPLACE deletes without asking the delete triggers unless they are recursive: it must not be a way around.
    let refused = refusal(&database, "REPLACE INTO outbox SELECT * FROM outbox");
    assert!(!refused.starts_with("accepted"), "{refused}");
}

#[test]
fn what_was_chosen_is_kept_with_its_act() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let database = raw(&path);
    database.execute_batch("INSERT INTO choice SELECT row, 'camera', 'v4l:one' FROM act LIMIT 1").unwrap();
    let cases = [
        ("UPDATE choice SET device = 'v4l:two'", "choices never change"),
        ("DELETE FROM choice", "choices are kept"),
        ("INSERT INTO choice VALUES (99, 'camera', 'v4l:two')", "FOREIGN KEY constraint failed"),
        ("INSERT INTO choice SELECT max(row), 'printer', 'p' FROM act", "CHECK constraint failed"),
        ("INSERT INTO choice SELECT max(row), 'camera', '' FROM act", "CHECK constraint failed"),
    ];
    for (sql, words) in cases {
        let refused = refusal(&database, sql);
        assert!(refused.contains(words), "{sql}: {refused}");
    }
}

#[test]
fn what_was_typed_of_an_entry_and_that_a_stay_is_void_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("house.db");
    an_in_305(&path);
    let database = raw(&path);
    database.execute_batch("INSERT INTO entry_paper (stay, guest, authority, gate, purpose) SELECT stay, guest, '', 'Nội Bài', '' FROM notice").unwrap();
    database.execute_batch("UPDATE stay SET left_at = arrived, voided = arrived").unwrap();
    let cases = [
        ("UPDATE entry_paper SET gate = 'Mộc Bài'", "what was typed of an entry never changes"),
        ("DELETE FROM entry_paper", "what was typed of an entry is kept"),
        ("UPDATE stay SET voided = NULL", "a stay that did not take place stays so"),
        ("UPDATE stay SET voided = voided + 1", "a stay that did not take place stays so"),
    ];
    for (sql, words) in cases {
        let refused = refusal(&database, sql);
        assert!(refused.contains(words), "{sql}: {refused}");
    }
}
