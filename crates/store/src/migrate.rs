//! Bringing a database up to date.
//!
//! A migration is SQL and nothing else: it names no type of this program, so it does the same in ten years. To change
//! the schema, add a constant to the table's file, one line to [`MIGRATIONS`], and a text fixture of the version
//! before it under `tests/fixtures`; what stands here is never edited, and refinery's checksums refuse it if it is.

use refinery::{Migration, Runner, error::Kind};
use rusqlite::Connection;

use crate::StoreError;
use crate::table::{
    act, consent, department, device, guest, hub_key, notice, outbox, receipt, room, settings, staff, stay,
};

/// A version: its number, its name and its SQL in the order it is run.
pub(crate) type Version<'a> = (u32, &'a str, &'a [&'a str]);

/// Every version there has been, oldest first.
pub(crate) const MIGRATIONS: &[Version<'static>] = &[(
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
)];

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
        Kind::DivergentVersion(applied, _) => diverged(applied),
        Kind::MissingVersion(applied) => diverged(applied),
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

fn diverged(applied: &Migration) -> StoreError {
    StoreError::Diverged { version: u32::try_from(applied.version()).unwrap_or(0) }
}
