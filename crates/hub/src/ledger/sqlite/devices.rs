//! Facilities, the codes made for them, and the devices that used them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};
use uuid::Uuid;
use wire::{Digest, PublicKey};

use crate::ledger::{Device, Enrolled, LedgerError};

/// The one algorithm of devices so far; a TPM will bring another.
const ALGORITHM: &str = "ed25519";

pub(super) fn add_code(
    transaction: &Transaction<'_>,
    name: &str,
    id: Uuid,
    code: Digest,
    expires: Timestamp,
) -> Result<(), LedgerError> {
    transaction.execute(
        "INSERT INTO facility (id, name, last_no, last_hash) VALUES (?1, ?2, 0, ?3) ON CONFLICT (name) DO NOTHING",
        params![id.as_bytes(), name, Digest::NONE.bytes()],
    )?;
    transaction.execute(
        "INSERT INTO enrol_code (digest, facility, expires_at) SELECT ?1, id, ?2 FROM facility WHERE name = ?3",
        params![code.bytes(), expires.as_millisecond(), name],
    )?;
    Ok(())
}

pub(super) fn enrol(
    transaction: &Transaction<'_>,
    code: Digest,
    key: PublicKey,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Enrolled>, LedgerError> {
    let found = transaction.query_row(
        "SELECT facility.id, facility.name, enrol_code.device
         FROM enrol_code JOIN facility ON facility.id = enrol_code.facility WHERE digest = ?1 AND expires_at > ?2",
        params![code.bytes(), now.as_millisecond()],
        |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?, row.get::<_, Option<[u8; 16]>>(2)?)),
    );
    let Some((facility, name, used_by)) = found.optional()? else { return Ok(None) };
    if let Some(device) = used_by.map(Uuid::from_bytes) {
        let same = find(transaction, device)?.is_some_and(|device| device.key == key && !device.revoked);
        return Ok(same.then_some(Enrolled { device, facility, name }));
    }
    transaction.execute(
        "INSERT INTO device (id, facility, algorithm, public_key, enrolled_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id.as_bytes(), facility.as_bytes(), ALGORITHM, key.bytes(), now.as_millisecond()],
    )?;
    transaction.execute("UPDATE enrol_code SET device = ?2 WHERE digest = ?1", params![code.bytes(), id.as_bytes()])?;
    Ok(Some(Enrolled { device: id, facility, name }))
}

pub(super) fn find(transaction: &Transaction<'_>, id: Uuid) -> Result<Option<Device>, LedgerError> {
    let mut select =
        transaction.prepare_cached("SELECT facility, public_key, revoked_at IS NOT NULL FROM device WHERE id = ?1")?;
    let row = select
        .query_row([id.as_bytes()], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, [u8; 32]>(1)?, row.get(2)?)));
    let Some((facility, key, revoked)) = row.optional()? else { return Ok(None) };
    let key = PublicKey::from_bytes(&key).map_err(|_| LedgerError::Damaged)?;
    Ok(Some(Device { id, facility, key, revoked }))
}

pub(super) fn revoke(transaction: &Transaction<'_>, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
    let changed = transaction.execute(
        "UPDATE device SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1",
        params![id.as_bytes(), now.as_millisecond()],
    )?;
    Ok(changed == 1)
}

pub(super) fn rotate(
    transaction: &Transaction<'_>,
    device: Uuid,
    old: PublicKey,
    new: PublicKey,
) -> Result<bool, LedgerError> {
    let changed = transaction.execute(
        "UPDATE device SET public_key = ?3 WHERE id = ?1 AND public_key IN (?2, ?3) AND revoked_at IS NULL",
        params![device.as_bytes(), old.bytes(), new.bytes()],
    )?;
    Ok(changed == 1)
}

pub(super) fn all(transaction: &Transaction<'_>) -> Result<Vec<(Device, String)>, LedgerError> {
    let mut select = transaction.prepare_cached(
        "SELECT device.id, device.facility, public_key, revoked_at IS NOT NULL, facility.name
         FROM device JOIN facility ON facility.id = device.facility ORDER BY enrolled_at DESC, device.id DESC",
    )?;
    let rows = select.query_and_then([], |row| {
        let (id, facility) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
        let key = PublicKey::from_bytes(&row.get::<_, [u8; 32]>(2)?).map_err(|_| LedgerError::Damaged)?;
        Ok((Device { id, facility, key, revoked: row.get(3)? }, row.get(4)?))
    })?;
    rows.collect()
}
