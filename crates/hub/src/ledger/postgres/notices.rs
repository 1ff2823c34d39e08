//! Revisions and their receipts.

mod keep;

use std::collections::{HashMap, HashSet};

use deadpool_postgres::{GenericClient, Transaction};
use jiff::civil;
use tokio::join;
use tokio_postgres::Row;
use uuid::Uuid;
use wire::{Digest, KeyId, Revision, SignedReceipt};

use super::bytes;
use crate::ledger::{
    Counts, Entry, LedgerError, Receiving, Stored,
    chain::{Tip, compare},
};

/// A notice and a revision of it, as the tables count.
type Key = (Uuid, i64);

fn key(entry: &Entry) -> Key {
    (entry.notice, entry.revision.into())
}

/// A receipt of this batch.
struct Given<'a> {
    /// Which entry's, counted from 0.
    place: usize,
    entry: &'a Entry,
    number: u64,
    signed: SignedReceipt,
}

/// Keeps what is new first; then another statement reads the receipts of what was not, and compares.
pub(super) async fn store(
    transaction: &Transaction<'_>,
    receiving: Receiving<'_>,
    entries: &[Entry],
) -> Result<Vec<Stored>, LedgerError> {
    let facility = receiving.facility;
    // Before anything else: two batches of one facility that each held a row of the other would wait for ever.
    let mut tip = keep::lock(transaction, facility).await?;
    let new = keep::revisions(transaction, &receiving, entries).await?;
    let again: Vec<_> = new.iter().filter(|(_, known)| **known).map(|((notice, _), _)| *notice).collect();
    let told = keep::told_notices(transaction, facility, &again).await?;
    let given = give(&receiving, &mut tip, entries, new, told)?;
    // Both on their way at once, and both waited for: the second one's fault may be no more than that the first one failed.
    let (receipts, moved) =
        join!(keep::receipts(transaction, &receiving, &given), keep::tip(transaction, facility, tip));
    receipts.and(moved)?;
    let kept = kept(transaction, facility, entries, &given).await?;
    let mut given = given.into_iter().peekable();
    let answers = entries.iter().enumerate().map(|(place, entry)| match given.next_if(|given| given.place == place) {
        Some(given) => Ok(Stored::Accepted(given.signed)),
        None => compare(entry, kept.get(&key(entry)).cloned()),
    });
    answers.collect()
}

/// Signs a receipt for each key that is new, in the order sent; the first entry of a key has it.
fn give<'a>(
    receiving: &Receiving<'_>,
    tip: &mut Tip,
    entries: &'a [Entry],
    mut new: HashMap<Key, bool>,
    mut told: HashSet<Uuid>,
) -> Result<Vec<Given<'a>>, LedgerError> {
    let mut given = Vec::with_capacity(new.len());
    for (place, entry) in entries.iter().enumerate() {
        let Ok(deadlines) = entry.judged else { continue };
        if new.remove(&key(entry)).is_none() {
            continue;
        }
        let deadline = if told.contains(&entry.notice) { deadlines.later } else { deadlines.first };
        if deadline.is_some() {
            told.insert(entry.notice);
        }
        let signed = tip.give(receiving, entry, deadline)?;
        given.push(Given { place, entry, number: tip.number, signed });
    }
    Ok(given)
}

/// What was kept, before this batch or earlier in it, under the keys of the entries that got no receipt now.
async fn kept(
    transaction: &Transaction<'_>,
    facility: Uuid,
    entries: &[Entry],
    given: &[Given<'_>],
) -> Result<HashMap<Key, (Digest, SignedReceipt)>, LedgerError> {
    const KEPT: &str = "
        SELECT revision, sha256, body, signature, key_id, notice
        FROM unnest($2::uuid[], $3::bigint[]) AS asked (notice, revision)
        JOIN revision USING (notice, revision) JOIN receipt USING (facility, notice, revision)
        WHERE facility = $1";
    if entries.len() == given.len() {
        return Ok(HashMap::new());
    }
    let places: HashSet<_> = given.iter().map(|given| given.place).collect();
    let others = entries.iter().enumerate().filter(|(place, _)| !places.contains(place));
    let (notices, revisions): (Vec<_>, Vec<_>) = others.map(|(_, entry)| key(entry)).unzip();
    let select = transaction.prepare_cached(KEPT).await?;
    let rows = transaction.query(&select, &[&facility, &notices, &revisions]).await?;
    let kept = rows.iter().map(|row| {
        let revision = revision(row)?;
        Ok(((row.try_get(5)?, revision.revision.into()), (revision.sha256, revision.receipt)))
    });
    kept.collect()
}

fn revision(row: &Row) -> Result<Revision, LedgerError> {
    Ok(Revision { revision: unsigned(row, 0)?, sha256: Digest::from(bytes(row, 1)?), receipt: receipt(row, 2)? })
}

/// Body, signature and key, from this column on.
fn receipt(row: &Row, column: usize) -> Result<SignedReceipt, LedgerError> {
    let key_id = KeyId::parse(row.try_get(column + 2)?).map_err(|_| LedgerError::Damaged)?;
    Ok(SignedReceipt { body: row.try_get(column)?, signature: row.try_get(column + 1)?, key_id })
}

/// A count, which the tables hold with a sign.
fn unsigned<T: TryFrom<i64>>(row: &Row, column: usize) -> Result<T, LedgerError> {
    row.try_get::<_, i64>(column)?.try_into().map_err(|_| LedgerError::Damaged)
}

pub(super) async fn trail(
    client: &impl GenericClient,
    facility: Uuid,
    notice: Uuid,
) -> Result<Vec<Revision>, LedgerError> {
    const TRAIL: &str = "
        SELECT revision, sha256, body, signature, key_id
        FROM revision JOIN receipt USING (facility, notice, revision)
        WHERE facility = $1 AND notice = $2 ORDER BY revision";
    let select = client.prepare_cached(TRAIL).await?;
    client.query(&select, &[&facility, &notice]).await?.iter().map(revision).collect()
}

pub(super) async fn day(
    client: &impl GenericClient,
    facility: Uuid,
    day: civil::Date,
) -> Result<Vec<(Uuid, u32, Digest)>, LedgerError> {
    const DAY: &str = "
        SELECT notice, revision, sha256 FROM receipt JOIN revision USING (facility, notice, revision)
        WHERE facility = $1 AND day = $2";
    let select = client.prepare_cached(DAY).await?;
    let rows = client.query(&select, &[&facility, &day]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, unsigned(row, 1)?, Digest::from(bytes(row, 2)?)))).collect()
}

pub(super) async fn feed(
    client: &impl GenericClient,
    facility: Uuid,
    after: u64,
    limit: usize,
) -> Result<Vec<SignedReceipt>, LedgerError> {
    const FEED: &str = "
        SELECT body, signature, key_id FROM receipt
        WHERE facility = $1 AND number > $2 ORDER BY number LIMIT $3";
    let (after, limit) = (i64::try_from(after).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    let select = client.prepare_cached(FEED).await?;
    client.query(&select, &[&facility, &after, &limit]).await?.iter().map(|row| receipt(row, 0)).collect()
}

pub(super) async fn count(client: &impl GenericClient) -> Result<Counts, LedgerError> {
    const COUNT: &str = "
        SELECT (SELECT count(*) FROM (SELECT DISTINCT facility, notice FROM revision) AS notice),
               (SELECT count(*) FROM revision), (SELECT count(*) FROM receipt)";
    let row = client.query_one(COUNT, &[]).await?;
    Ok(Counts { notices: unsigned(&row, 0)?, revisions: unsigned(&row, 1)?, receipts: unsigned(&row, 2)? })
}
