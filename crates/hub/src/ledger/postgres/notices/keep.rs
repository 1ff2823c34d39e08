//! The writes of a batch, each one statement for all of its rows.

use std::collections::{HashMap, HashSet};

use deadpool_postgres::{GenericClient as _, Transaction};
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wire::Digest;

use super::{Given, Key, key, unsigned};
use crate::ledger::{
    Entry, LedgerError, Receiving,
    chain::Tip,
    postgres::{bytes, hidden::Hidden},
};

/// Locks the facility's row until the commit, and tells where its chain stands.
pub(super) async fn lock(transaction: &Transaction<'_>, facility: Uuid) -> Result<Tip, LedgerError> {
    let select = "SELECT last_no, last_hash FROM facility WHERE id = $1 FOR NO KEY UPDATE";
    let select = transaction.prepare_cached(select).await?;
    let row = transaction.query_opt(&select, &[&facility]).await?.ok_or(LedgerError::NoFacility)?;
    Ok(Tip { number: unsigned(&row, 0)?, hash: Digest::from(bytes(&row, 1)?) })
}

/// Keeps the entries that passed and are new, sorted by key, and tells their keys, each with whether an earlier batch kept
/// another revision of the notice: an arrival, which most are, has none.
pub(super) async fn revisions(
    transaction: &Transaction<'_>,
    receiving: &Receiving<'_>,
    entries: &[Entry],
) -> Result<HashMap<Key, bool>, LedgerError> {
    const INSERT: &str = "
        INSERT INTO revision (facility, notice, revision, sha256, payload, device)
        SELECT $1, notice, revision, sha256, payload, $2
        FROM unnest($3::uuid[], $4::bigint[], $5::bytea[], $6::bytea[]) AS sent (notice, revision, sha256, payload)
        ON CONFLICT (facility, notice, revision) DO NOTHING
        RETURNING notice, revision, EXISTS (
            SELECT FROM revision AS other
            WHERE other.facility = $1 AND other.notice = revision.notice AND other.revision <> revision.revision)";
    let mut rows: Vec<_> = entries.iter().filter(|entry| entry.judged.is_ok()).collect();
    // Stable: of two entries with one key the first stays.
    rows.sort_by_key(|entry| key(entry));
    rows.dedup_by_key(|entry| key(entry));
    let (notices, revisions): (Vec<_>, Vec<_>) = rows.iter().map(|entry| key(entry)).unzip();
    let digests: Vec<_> = rows.iter().map(|entry| entry.sha256.bytes().as_slice()).collect();
    let payloads: Vec<_> = rows.iter().map(|entry| Hidden(entry.payload.expose())).collect();
    let insert = transaction.prepare_cached(INSERT).await?;
    let values: [&(dyn ToSql + Sync); 6] =
        [&receiving.facility, &receiving.device, &notices, &revisions, &digests, &payloads];
    let kept = transaction.query(&insert, &values).await?;
    kept.iter().map(|row| Ok(((row.try_get(0)?, row.try_get(1)?), row.try_get(2)?))).collect()
}

/// The notices among these that were told before: what tells one first gets a receipt with a deadline, and a cancellation
/// never does.
pub(super) async fn told_notices(
    transaction: &Transaction<'_>,
    facility: Uuid,
    notices: &[Uuid],
) -> Result<HashSet<Uuid>, LedgerError> {
    const TOLD: &str = "
        SELECT DISTINCT notice FROM receipt
        WHERE facility = $1 AND notice = ANY($2) AND convert_from(body, 'UTF8')::jsonb ->> 'deadline' IS NOT NULL";
    if notices.is_empty() {
        return Ok(HashSet::new());
    }
    let select = transaction.prepare_cached(TOLD).await?;
    let rows = transaction.query(&select, &[&facility, &notices]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Keeps the receipts of the batch.
pub(super) async fn receipts(
    transaction: &Transaction<'_>,
    receiving: &Receiving<'_>,
    given: &[Given<'_>],
) -> Result<(), LedgerError> {
    const INSERT: &str = "
        INSERT INTO receipt (facility, number, notice, revision, body, signature, key_id, day)
        SELECT $1, number, notice, revision, body, signature, $2, $3
        FROM unnest($4::bigint[], $5::uuid[], $6::bigint[], $7::bytea[], $8::bytea[])
            AS given (number, notice, revision, body, signature)";
    let numbers: Result<Vec<i64>, _> = given.iter().map(|given| given.number.try_into()).collect();
    let numbers = numbers.map_err(|_| LedgerError::Damaged)?;
    let (notices, revisions): (Vec<_>, Vec<_>) = given.iter().map(|given| key(given.entry)).unzip();
    let bodies: Vec<_> = given.iter().map(|given| given.signed.body.as_slice()).collect();
    let signatures: Vec<_> = given.iter().map(|given| given.signed.signature.as_slice()).collect();
    let (key_id, day) = (receiving.key.public().id().to_string(), duty::vn_date(receiving.now));
    let insert = transaction.prepare_cached(INSERT).await?;
    let values: [&(dyn ToSql + Sync); 8] =
        [&receiving.facility, &key_id, &day, &numbers, &notices, &revisions, &bodies, &signatures];
    transaction.execute(&insert, &values).await?;
    Ok(())
}

/// Writes down where the chain stands now.
pub(super) async fn tip(transaction: &Transaction<'_>, facility: Uuid, tip: Tip) -> Result<(), LedgerError> {
    let number = i64::try_from(tip.number).map_err(|_| LedgerError::Damaged)?;
    let update = transaction.prepare_cached("UPDATE facility SET last_no = $2, last_hash = $3 WHERE id = $1").await?;
    transaction.execute(&update, &[&facility, &number, &tip.hash.bytes().as_slice()]).await?;
    Ok(())
}
