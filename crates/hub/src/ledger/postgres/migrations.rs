//! Append-only: a migration that was released is never edited, and names no type of the program.
//!
//! Hubs are replaced one by one, so a migration may only add: what the hubs of the version before do must go on working.
//! Each says which version of the program works with the tables after it; an older one is refused.

use std::time::Duration;

use deadpool_postgres::{GenericClient, Object};

use crate::LedgerError;

/// A step, and what it asks.
struct Migration {
    sql: &'static str,
    /// The oldest program, by the number of migrations it knows, that works with the tables after this step.
    works_from: i32,
}

/// The position of a migration, from 1, is the database's version after it.
const MIGRATIONS: &[Migration] = &[
    Migration { sql: include_str!("migrations/1.sql"), works_from: 1 },
    Migration { sql: include_str!("migrations/2.sql"), works_from: 1 },
];

/// Hubs that start at once migrate one after the other. The number is `luutru` in ASCII.
const LOCK: i64 = 0x6C75_7574_7275;

/// A table that cannot be locked within this time is left alone: those who wait behind the lock are desks.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// Brings the tables up to date in one transaction.
pub(super) async fn run(client: &mut Object) -> Result<(), LedgerError> {
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    let patience = LOCK_PATIENCE.as_millis().to_string();
    transaction.execute("SELECT set_config('lock_timeout', $1, true)", &[&patience]).await?;
    let (found, works_from) = version(&transaction).await?;
    let known = MIGRATIONS.len();
    if found > known && works_from > known {
        return Err(LedgerError::Newer { found, known });
    }
    for (migration, version) in MIGRATIONS.iter().zip(1_i32..).skip(found) {
        transaction.batch_execute(migration.sql).await?;
        let insert = "INSERT INTO migration (version, works_from) VALUES ($1, $2)";
        transaction.execute(insert, &[&version, &migration.works_from]).await?;
    }
    Ok(transaction.commit().await?)
}

/// The database's version, and the oldest program that works with it.
async fn version(client: &impl GenericClient) -> Result<(usize, usize), LedgerError> {
    let row = client.query_one("SELECT to_regclass('migration') IS NOT NULL", &[]).await?;
    if !row.try_get::<_, bool>(0)? {
        return Ok((0, 0));
    }
    let row = client.query_one("SELECT max(version), max(works_from) FROM migration", &[]).await?;
    let number = |column| -> Result<usize, LedgerError> {
        let number: Option<i32> = row.try_get(column)?;
        number.unwrap_or_default().try_into().map_err(|_| LedgerError::Damaged)
    };
    Ok((number(0)?, number(1)?))
}
