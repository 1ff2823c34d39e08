//! Facilities, the codes made for them, and the devices that used them.

use deadpool_postgres::{GenericClient, Object, Transaction};
use jiff::Timestamp;
use uuid::Uuid;
use wire::{Digest, PublicKey};

use super::{bytes, hidden::Hidden};
use crate::ledger::{Device, Enrolled, LedgerError};

/// The one algorithm of devices so far; a TPM will bring another.
const ALGORITHM: &str = "ed25519";

pub(super) async fn add_code(
    transaction: &Transaction<'_>,
    name: &str,
    id: Uuid,
    code: Digest,
    expires: Timestamp,
) -> Result<(), LedgerError> {
    let facility =
        "INSERT INTO facility (id, name, last_no, last_hash) VALUES ($1, $2, 0, $3) ON CONFLICT (name) DO NOTHING";
    let name = Hidden(&name);
    transaction.execute(facility, &[&id, &name, &Digest::NONE.bytes().as_slice()]).await?;
    let insert =
        "INSERT INTO enrol_code (digest, facility, expires_at) SELECT $1, id, $2 FROM facility WHERE name = $3";
    transaction.execute(insert, &[&code.bytes().as_slice(), &expires, &name]).await?;
    Ok(())
}

pub(super) async fn enrol(
    transaction: &Transaction<'_>,
    code: Digest,
    key: PublicKey,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Enrolled>, LedgerError> {
    // Of two that bring the same code at once, the second waits here and finds it used.
    const CODE: &str = "
        SELECT facility.id, facility.name, enrol_code.device
        FROM enrol_code JOIN facility ON facility.id = enrol_code.facility
        WHERE digest = $1 AND expires_at > $2 FOR UPDATE OF enrol_code";
    let Some(row) = transaction.query_opt(CODE, &[&code.bytes().as_slice(), &now]).await? else { return Ok(None) };
    let (facility, name) = (row.try_get(0)?, row.try_get(1)?);
    if let Some(device) = row.try_get(2)? {
        let same = find(transaction, device).await?.is_some_and(|device| device.key == key && !device.revoked);
        return Ok(same.then_some(Enrolled { device, facility, name }));
    }
    let insert = "INSERT INTO device (id, facility, algorithm, public_key, enrolled_at) VALUES ($1, $2, $3, $4, $5)";
    transaction.execute(insert, &[&id, &facility, &ALGORITHM, &key.bytes().as_slice(), &now]).await?;
    let used = "UPDATE enrol_code SET device = $2 WHERE digest = $1";
    transaction.execute(used, &[&code.bytes().as_slice(), &id]).await?;
    Ok(Some(Enrolled { device: id, facility, name }))
}

pub(super) async fn find(client: &impl GenericClient, id: Uuid) -> Result<Option<Device>, LedgerError> {
    let select = client.prepare_cached("SELECT facility, public_key, revoked_at IS NOT NULL FROM device WHERE id = $1");
    let Some(row) = client.query_opt(&select.await?, &[&id]).await? else { return Ok(None) };
    let key = PublicKey::from_bytes(&bytes(&row, 1)?).map_err(|_| LedgerError::Damaged)?;
    Ok(Some(Device { id, facility: row.try_get(0)?, key, revoked: row.try_get(2)? }))
}

pub(super) async fn revoke(client: &Object, id: Uuid, now: Timestamp) -> Result<bool, LedgerError> {
    let update = "UPDATE device SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1";
    Ok(client.execute(update, &[&id, &now]).await? == 1)
}

pub(super) async fn rotate(client: &Object, device: Uuid, old: PublicKey, new: PublicKey) -> Result<bool, LedgerError> {
    let update = "UPDATE device SET public_key = $3 WHERE id = $1 AND public_key IN ($2, $3) AND revoked_at IS NULL";
    let changed = client.execute(update, &[&device, &old.bytes().as_slice(), &new.bytes().as_slice()]).await?;
    Ok(changed == 1)
}

pub(super) async fn all(client: &Object) -> Result<Vec<(Device, String)>, LedgerError> {
    const ALL: &str = "
        SELECT device.id, device.facility, public_key, revoked_at IS NOT NULL, facility.name
        FROM device JOIN facility ON facility.id = device.facility ORDER BY enrolled_at DESC, device.id DESC";
    let rows = client.query(ALL, &[]).await?;
    let devices = rows.iter().map(|row| {
        let key = PublicKey::from_bytes(&bytes(row, 2)?).map_err(|_| LedgerError::Damaged)?;
        let device = Device { id: row.try_get(0)?, facility: row.try_get(1)?, key, revoked: row.try_get(3)? };
        Ok((device, row.try_get(4)?))
    });
    devices.collect()
}
