//! Revisions and their receipts.

use jiff::civil;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;
use wire::{Digest, KeyId, Revision, SignedReceipt};

use crate::{
    Deadlines,
    ledger::{
        Counts, Entry, LedgerError, Receiving, Stored,
        chain::{Tip, compare},
    },
};

/// Keeps what is new first; then a second statement reads the receipts of what was not, and compares.
pub(super) fn store(
    transaction: &Transaction<'_>,
    receiving: Receiving<'_>,
    entries: &[Entry],
) -> Result<Vec<Stored>, LedgerError> {
    let new = insert(transaction, &receiving, entries)?;
    let mut tip = tip(transaction, receiving.facility)?;
    let mut stored = Vec::with_capacity(entries.len());
    for (entry, is_new) in entries.iter().zip(new) {
        stored.push(match entry.judged {
            Ok(deadlines) if is_new => {
                Stored::Accepted(give_receipt(transaction, &receiving, &mut tip, entry, deadlines)?)
            }
            _ => compare(entry, kept(transaction, receiving.facility, entry)?)?,
        });
    }
    write_tip(transaction, receiving.facility, tip)?;
    Ok(stored)
}

/// Says of each entry whether it was kept now: it passed, and was not there before.
fn insert(
    transaction: &Transaction<'_>,
    receiving: &Receiving<'_>,
    entries: &[Entry],
) -> Result<Vec<bool>, LedgerError> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO revision (facility, notice, revision, sha256, payload, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
    )?;
    let mut new = Vec::with_capacity(entries.len());
    for entry in entries {
        if entry.judged.is_err() {
            new.push(false);
            continue;
        }
        let inserted = insert.execute(params![
            receiving.facility.as_bytes(),
            entry.notice.as_bytes(),
            entry.revision,
            entry.sha256.bytes(),
            entry.payload.expose(),
            receiving.device.as_bytes(),
        ])?;
        new.push(inserted == 1);
    }
    Ok(new)
}

fn tip(transaction: &Transaction<'_>, facility: Uuid) -> Result<Tip, LedgerError> {
    let mut select = transaction.prepare_cached("SELECT last_no, last_hash FROM facility WHERE id = ?1")?;
    let row = select.query_row([facility.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?)));
    let (number, hash) = row.optional()?.ok_or(LedgerError::NoFacility)?;
    Ok(Tip { number, hash: hash.into() })
}

fn write_tip(transaction: &Transaction<'_>, facility: Uuid, tip: Tip) -> Result<(), LedgerError> {
    let mut update = transaction.prepare_cached("UPDATE facility SET last_no = ?2, last_hash = ?3 WHERE id = ?1")?;
    update.execute(params![facility.as_bytes(), tip.number, tip.hash.bytes()])?;
    Ok(())
}

fn give_receipt(
    transaction: &Transaction<'_>,
    receiving: &Receiving<'_>,
    tip: &mut Tip,
    entry: &Entry,
    deadlines: Deadlines,
) -> Result<SignedReceipt, LedgerError> {
    let told = is_told(transaction, receiving.facility, entry.notice)?;
    let signed = tip.give(receiving, entry, if told { deadlines.later } else { deadlines.first })?;
    keep_receipt(transaction, receiving, entry, tip.number, &signed)?;
    Ok(signed)
}

/// Whether the notice was told before: what tells it first gets a receipt with a deadline, and a cancellation never does.
fn is_told(transaction: &Transaction<'_>, facility: Uuid, notice: Uuid) -> Result<bool, LedgerError> {
    let mut select = transaction.prepare_cached(
        "SELECT 1 FROM receipt
         WHERE facility = ?1 AND notice = ?2 AND json_extract(CAST(body AS TEXT), '$.deadline') IS NOT NULL LIMIT 1",
    )?;
    Ok(select.exists(params![facility.as_bytes(), notice.as_bytes()])?)
}

fn keep_receipt(
    transaction: &Transaction<'_>,
    receiving: &Receiving<'_>,
    entry: &Entry,
    number: u64,
    signed: &SignedReceipt,
) -> Result<(), LedgerError> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO receipt (facility, number, notice, revision, body, signature, key_id, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    insert.execute(params![
        receiving.facility.as_bytes(),
        number,
        entry.notice.as_bytes(),
        entry.revision,
        signed.body,
        signed.signature,
        signed.key_id.to_string(),
        duty::vn_date(receiving.now).to_string(),
    ])?;
    Ok(())
}

fn kept(
    transaction: &Transaction<'_>,
    facility: Uuid,
    entry: &Entry,
) -> Result<Option<(Digest, SignedReceipt)>, LedgerError> {
    let mut select = transaction.prepare_cached(&format!("{KEPT} AND revision.revision = ?3"))?;
    let key = params![facility.as_bytes(), entry.notice.as_bytes(), entry.revision];
    let kept = select.query_row(key, |row| Ok(revision(row))).optional()?.transpose()?;
    Ok(kept.map(|kept| (kept.sha256, kept.receipt)))
}

/// Kept revisions of a facility's notice, with their receipts.
const KEPT: &str = "
    SELECT revision.revision, revision.sha256, body, signature, key_id
    FROM revision JOIN receipt USING (facility, notice, revision)
    WHERE facility = ?1 AND notice = ?2";

fn revision(row: &Row<'_>) -> Result<Revision, LedgerError> {
    Ok(Revision { revision: row.get(0)?, sha256: row.get::<_, [u8; 32]>(1)?.into(), receipt: receipt(row, 2)? })
}

/// Body, signature and key, from this column on.
fn receipt(row: &Row<'_>, column: usize) -> Result<SignedReceipt, LedgerError> {
    let key_id = KeyId::parse(&row.get::<_, String>(column + 2)?).map_err(|_| LedgerError::Damaged)?;
    Ok(SignedReceipt { body: row.get(column)?, signature: row.get(column + 1)?, key_id })
}

pub(super) fn trail(transaction: &Transaction<'_>, facility: Uuid, notice: Uuid) -> Result<Vec<Revision>, LedgerError> {
    let mut select = transaction.prepare_cached(&format!("{KEPT} ORDER BY revision.revision"))?;
    let rows = select.query_and_then(params![facility.as_bytes(), notice.as_bytes()], revision)?;
    rows.collect()
}

pub(super) fn day(
    transaction: &Transaction<'_>,
    facility: Uuid,
    day: civil::Date,
) -> Result<Vec<(Uuid, u32, Digest)>, LedgerError> {
    let mut select = transaction.prepare_cached(
        "SELECT notice, revision, sha256 FROM receipt JOIN revision USING (facility, notice, revision)
         WHERE facility = ?1 AND day = ?2",
    )?;
    let rows = select.query_and_then(params![facility.as_bytes(), day.to_string()], |row| {
        let notice = Uuid::from_bytes(row.get(0)?);
        Ok((notice, row.get(1)?, Digest::from(row.get::<_, [u8; 32]>(2)?)))
    })?;
    rows.collect()
}

pub(super) fn feed(
    transaction: &Transaction<'_>,
    facility: Uuid,
    after: u64,
    limit: usize,
) -> Result<Vec<SignedReceipt>, LedgerError> {
    let mut select = transaction.prepare_cached(
        "SELECT body, signature, key_id FROM receipt WHERE facility = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let (after, limit) = (after.min(i64::MAX.unsigned_abs()), limit.min(i32::MAX.unsigned_abs() as usize));
    let rows = select.query_and_then(params![facility.as_bytes(), after, limit], |row| receipt(row, 0))?;
    rows.collect()
}

pub(super) fn count(transaction: &Transaction<'_>) -> Result<Counts, LedgerError> {
    let counts = transaction.query_row(
        "SELECT (SELECT count(*) FROM (SELECT DISTINCT facility, notice FROM revision)),
                (SELECT count(*) FROM revision), (SELECT count(*) FROM receipt)",
        [],
        |row| Ok(Counts { notices: row.get(0)?, revisions: row.get(1)?, receipts: row.get(2)? }),
    )?;
    Ok(counts)
}
