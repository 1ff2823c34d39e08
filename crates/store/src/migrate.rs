//! Bringing a database up to date.
//!
//! A migration is SQL and nothing else: it names no type of this program, so it does the same in ten years. To change
//! the schema, add a constant to the table's file, one line to [`MIGRATIONS`], and a text fixture of the version
//! before it under `tests/fixtures`; what stands here is never edited, and refinery's checksums refuse it if it is.

use refinery::{Migration, Runner, error::Kind};
use rusqlite::Connection;

use crate::StoreError;
use crate::table::{
    act, choice, consent, department, device, entry_paper, export, guest, hub_key, notice, outbox, portal_call,
    receipt, room, settings, staff, stay,
};

/// A version: its number, its name and its SQL in the order it is run.
pub(crate) type Version<'a> = (u32, &'a str, &'a [&'a str]);

/// Every version there has been, oldest first.
pub(crate) const MIGRATIONS: &[Version<'static>] = &[
    (
        1,
        "first",
        &[
            settings::V1,
            staff::V1,
            department::V1,
            room::V1,
            guest::V1,
            stay::V1,
            notice::V1,
            outbox::V1,
            receipt::V1,
            consent::V1,
            act::V1,
            device::V1,
            hub_key::V1,
        ],
    ),
    (2, "choices", &[choice::V1]),
    (3, "residence", &[guest::V2]),
    (4, "exports", &[export::V1]),
    (5, "changes", &[stay::V2, act::V2]),
    (6, "key links", &[hub_key::V2]),
    (7, "portal_calls", &[portal_call::V1]),
    (8, "entries", &[entry_paper::V1, export::V2]),
    (9, "beside", &[receipt::V2, device::V2]),
];

/// Applies the versions the database does not have; the numbers before and after.
pub(crate) fn migrate(connection: &mut Connection, versions: &[Version<'_>]) -> Result<(u32, u32), StoreError> {
    let known = versions.last().map_or(0, |version| version.0);
    let found = version(connection)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let migrations = versions
        .iter()
        .map(|(number, name, sql)| Migration::unapplied(&format!("V{number}__{name}"), &sql.join("\n")))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| StoreError::Migration)?;
    Runner::new(&migrations).set_grouped(true).run(connection).map_err(|error| match error.kind() {
        Kind::DivergentVersion(applied, _) | Kind::MissingVersion(applied) => {
            StoreError::Diverged { version: u32::try_from(applied.version()).unwrap_or(0) }
        }
        _ => StoreError::Migration,
    })?;
    Ok((found, known))
}

/// The version of the database; 0 for an empty one.
fn version(connection: &Connection) -> Result<u32, StoreError> {
    let there: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    if !there {
        return Ok(0);
    }
    let newest = "SELECT coalesce(max(version), 0) FROM refinery_schema_history";
    Ok(connection.query_row(newest, [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Version<'_> = (1, "first", &["CREATE TABLE a (b);"]);
    const SECOND: Version<'_> = (2, "second", &["ALTER TABLE a ADD COLUMN c;", "CREATE TABLE d (e);"]);

    #[test]
    fn a_database_is_brought_up_to_date_once() {
        let mut database = Connection::open_in_memory().unwrap();
        assert_eq!(migrate(&mut database, &[FIRST]), Ok((0, 1)));
        assert_eq!(migrate(&mut database, &[FIRST]), Ok((1, 1)));
        database.execute("INSERT INTO a VALUES (1)", []).unwrap();
        assert_eq!(migrate(&mut database, &[FIRST, SECOND]), Ok((1, 2)));
        assert_eq!(migrate(&mut database, &[FIRST, SECOND]), Ok((2, 2)));
        database.execute("INSERT INTO a VALUES (1, 2)", []).unwrap();
    }

    #[test]
    fn a_newer_database_is_refused_and_left_alone() {
        let mut database = Connection::open_in_memory().unwrap();
        migrate(&mut database, &[FIRST, SECOND]).unwrap();
        assert_eq!(migrate(&mut database, &[FIRST]), Err(StoreError::Newer { found: 2, known: 1 }));
        assert_eq!(version(&database), Ok(2));
    }

    #[test]
    fn an_edited_migration_is_found() {
        let mut database = Connection::open_in_memory().unwrap();
        migrate(&mut database, &[FIRST]).unwrap();
        let edited = (1, "first", ["CREATE TABLE a (b, oops);"]);
        let versions = [(edited.0, edited.1, edited.2.as_slice()), SECOND];
        assert_eq!(migrate(&mut database, &versions), Err(StoreError::Diverged { version: 1 }));
        assert_eq!(version(&database), Ok(1), "and nothing was applied");
    }

    #[test]
    fn a_failing_migration_changes_nothing() {
        let mut database = Connection::open_in_memory().unwrap();
        migrate(&mut database, &[FIRST]).unwrap();
        let broken: Version<'_> = (2, "broken", &["CREATE TABLE d (e);", "CREATE TABLE a (b);"]);
        assert_eq!(migrate(&mut database, &[FIRST, broken]), Err(StoreError::Migration));
        assert!(database.prepare("SELECT * FROM d").is_err());
    }

    #[test]
    fn the_permitted_stays_of_version_7_become_entries() {
        let mut database = Connection::open_in_memory().unwrap();
        migrate(&mut database, &MIGRATIONS[..7]).unwrap();
        let rows = "PRAGMA foreign_keys = OFF;
            INSERT INTO notice (id, stay, guest) VALUES (x'00000000000000000000000000000001', x'00000000000000000000000000000002', x'00000000000000000000000000000003');
            INSERT INTO permit (notice, until) SELECT id, '2026-12-01' FROM notice;
            INSERT INTO permit (notice, until) SELECT id, '2026-12-20' FROM notice;";
        database.execute_batch(rows).unwrap();
        migrate(&mut database, MIGRATIONS).unwrap();
        let select = "SELECT permitted_until FROM entry_paper
                      WHERE stay = x'00000000000000000000000000000002' AND guest = x'00000000000000000000000000000003' ORDER BY row DESC";
        let last: String = database.query_row(select, [], |row| row.get(0)).unwrap();
        assert_eq!(last, "2026-12-20");
        assert!(database.prepare("SELECT * FROM permit").is_err(), "one place for it");
    }

    #[test]
    fn versions_are_numbered_from_one() {
        assert!(MIGRATIONS.iter().map(|version| version.0).eq(1..=u32::try_from(MIGRATIONS.len()).unwrap()));
    }
}
