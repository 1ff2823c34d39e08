//! Revisions and their receipts.

use jiff::civil;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;
use wire::{Digest, KeyId, RECEIPT_VERSION, Receipt, Revision, SignedReceipt};

use crate::Deadlines;
use crate::ledger::{Counts, Entry, LedgerError, Receiving, Stored};

/// Keeps what is new first; then a second statement reads the receipts of what was not, and compares.
pub(super) fn store(
    transaction: &Transaction<'_>,
    receiving: Receiving<'_>,
    entries: &[Entry],
) -> Result<Vec<Stored>, LedgerError> {
    let new = insert(transaction, &receiving, entries)?;
    let mut tip = Tip::read(transaction, receiving.facility)?;
    let mut stored = Vec::with_capacity(entries.len());
    for (entry, is_new) in entries.iter().zip(new) {
        stored.push(match entry.judged {
            Ok(deadlines) if is_new => {
                Stored::Accepted(give_receipt(transaction, &receiving, &mut tip, entry, deadlines)?)
            }
            _ => compare(transaction, receiving.facility, entry)?,
        });
    }
    tip.write(transaction, receiving.facility)?;
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

/// Where a facility's chain of receipts stands.
struct Tip {
    number: u64,
    hash: Digest,
}

impl Tip {
    fn read(transaction: &Transaction<'_>, facility: Uuid) -> Result<Self, LedgerError> {
        let mut select = transaction.prepare_cached("SELECT last_no, last_hash FROM facility WHERE id = ?1")?;
        let row = select.query_row([facility.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?)));
        let (number, hash) = row.optional()?.ok_or(LedgerError::NoFacility)?;
        Ok(Self { number, hash: hash.into() })
    }

    fn write(&self, transaction: &Transaction<'_>, facility: Uuid) -> Result<(), LedgerError> {
        let mut update =
            transaction.prepare_cached("UPDATE facility SET last_no = ?2, last_hash = ?3 WHERE id = ?1")?;
        update.execute(params![facility.as_bytes(), self.number, self.hash.bytes()])?;
        Ok(())
    }
}

fn give_receipt(
    transaction: &Transaction<'_>,
    receiving: &Receiving<'_>,
    tip: &mut Tip,
    entry: &Entry,
    deadlines: Deadlines,
) -> Result<SignedReceipt, LedgerError> {
    let first = is_first(transaction, receiving.facility, entry.notice)?;
    let deadline = if first { deadlines.first } else { deadlines.later };
    let receipt = Receipt {
        version: RECEIPT_VERSION,
        key_id: receiving.key.public().id(),
        chain: tip.hash,
        number: tip.number + 1,
        facility: receiving.facility,
        notice: entry.notice,
        revision: entry.revision,
        payload_sha256: entry.sha256,
        received_at: receiving.now,
        deadline: deadline.map(|deadline| deadline.at),
        on_time: deadline.is_none_or(|deadline| !duty::is_late(deadline, receiving.now)),
    };
    let signed = wire::sign(&receipt, receiving.key)?;
    keep_receipt(transaction, &receipt, &signed)?;
    *tip = Tip { number: receipt.number, hash: signed.chain_digest() };
    Ok(signed)
}

/// Whether no revision of the notice has a receipt yet.
fn is_first(transaction: &Transaction<'_>, facility: Uuid, notice: Uuid) -> Result<bool, LedgerError> {
    let mut select = transaction.prepare_cached("SELECT 1 FROM receipt WHERE facility = ?1 AND notice = ?2 LIMIT 1")?;
    Ok(!select.exists(params![facility.as_bytes(), notice.as_bytes()])?)
}

fn keep_receipt(transaction: &Transaction<'_>, receipt: &Receipt, signed: &SignedReceipt) -> Result<(), LedgerError> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO receipt (facility, number, notice, revision, body, signature, key_id, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    insert.execute(params![
        receipt.facility.as_bytes(),
        receipt.number,
        receipt.notice.as_bytes(),
        receipt.revision,
        signed.body,
        signed.signature,
        signed.key_id.to_string(),
        duty::vn_date(receipt.received_at).to_string(),
    ])?;
    Ok(())
}

fn compare(transaction: &Transaction<'_>, facility: Uuid, entry: &Entry) -> Result<Stored, LedgerError> {
    let mut select = transaction.prepare_cached(&format!("{KEPT} AND revision.revision = ?3"))?;
    let key = params![facility.as_bytes(), entry.notice.as_bytes(), entry.revision];
    let kept = select.query_row(key, |row| Ok(revision(row))).optional()?.transpose()?;
    match (kept, entry.judged) {
        (Some(kept), _) if kept.sha256 == entry.sha256 => Ok(Stored::Duplicate(kept.receipt)),
        (_, Err(code)) => Ok(Stored::Refused(code)),
        (Some(_), Ok(_)) => Ok(Stored::Conflict),
        (None, Ok(_)) => Err(LedgerError::Damaged),
    }
}

/// Kept revisions of a facility's notice, with their receipts.
const KEPT: &str = "
    SELECT revision.revision, revision.sha256, body, signature, key_id
    FROM revision JOIN receipt USING (facility, notice, revision)
    WHERE facility = ?1 AND notice = ?2";

fn revision(row: &Row<'_>) -> Result<Revision, LedgerError> {
    let key_id = KeyId::parse(&row.get::<_, String>(4)?).map_err(|_| LedgerError::Damaged)?;
    Ok(Revision {
        revision: row.get(0)?,
        sha256: row.get::<_, [u8; 32]>(1)?.into(),
        receipt: SignedReceipt { body: row.get(2)?, signature: row.get(3)?, key_id },
    })
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

pub(super) fn count(transaction: &Transaction<'_>) -> Result<Counts, LedgerError> {
    let counts = transaction.query_row(
        "SELECT (SELECT count(*) FROM (SELECT DISTINCT facility, notice FROM revision)),
                (SELECT count(*) FROM revision), (SELECT count(*) FROM receipt)",
        [],
        |row| Ok(Counts { notices: row.get(0)?, revisions: row.get(1)?, receipts: row.get(2)? }),
    )?;
    Ok(counts)
}
