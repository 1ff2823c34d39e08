//! This device's enrolment: one row, once a hub has taken the device in.

use jiff::Timestamp;
use private::Private;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::StoreError;
use crate::sql::{get, get_id, get_time_opt, micros};
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE device (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    hub_url TEXT NOT NULL CHECK (hub_url <> ''),
    facility BLOB NOT NULL CHECK (length(facility) = 16),
    id BLOB NOT NULL CHECK (length(id) = 16),
    signing_key BLOB NOT NULL CHECK (length(signing_key) = 32)
) STRICT;
";

/// Since when a device has its key, the key that it is about to have, and an enrolment that waits for a person to compare
/// the six digits: nothing is sent under it.
pub(crate) const V2: &str = "
ALTER TABLE device ADD COLUMN key_since INTEGER;
ALTER TABLE device ADD COLUMN next_key BLOB CHECK (next_key IS NULL OR length(next_key) = 32);
CREATE TABLE device_waiting (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    hub_url TEXT NOT NULL CHECK (hub_url <> ''),
    facility BLOB NOT NULL CHECK (length(facility) = 16),
    facility_name TEXT NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
    hub_keys TEXT NOT NULL CHECK (json_valid(hub_keys))
) STRICT;
";

/// What the device signs and sends with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// Where the hub is.
    pub hub_url: String,
    /// The house, as the hub named it.
    pub facility: Uuid,
    /// The device, as the hub named it.
    pub id: Uuid,
    /// The seed of the device's Ed25519 key.
    pub signing_key: Private<[u8; 32]>,
}

/// An enrolment that a person has not confirmed yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitingDevice {
    /// What it will be.
    pub device: Device,
    /// The name the hub gave the house.
    pub facility_name: String,
    /// The hub's receipt keys as JSON: the store does not read them.
    pub hub_keys: String,
}

/// How old a device's key is, and whether it is being changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyAge {
    /// Since when the device has its key; none where that was before anybody wrote it down.
    pub since: Option<Timestamp>,
    /// The seed of the key that the hub may know already, or not yet.
    pub next: Option<Private<[u8; 32]>>,
}

fn read(row: &Row<'_>) -> Result<Device, StoreError> {
    Ok(Device {
        hub_url: get(row, "hub_url")?,
        facility: get_id(row, "facility", |id| id)?,
        id: get_id(row, "id", |id| id)?,
        signing_key: Private::new(get(row, "signing_key")?),
    })
}

/// Reads the enrolment.
#[derive(Clone, Copy)]
pub struct DeviceRead<'a>(pub(crate) Sql<'a>);

impl DeviceRead<'_> {
    /// The enrolment; none before it.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn get(&self) -> Result<Option<Device>, StoreError> {
        self.0.first("SELECT hub_url, facility, id, signing_key FROM device", [], read)
    }

    /// The enrolment that waits for a person; none else.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn waiting(&self) -> Result<Option<WaitingDevice>, StoreError> {
        let select = "SELECT hub_url, facility, id, signing_key, facility_name, hub_keys FROM device_waiting";
        self.0.first(select, [], |row| {
            let (facility_name, hub_keys) = (get(row, "facility_name")?, get(row, "hub_keys")?);
            Ok(WaitingDevice { device: read(row)?, facility_name, hub_keys })
        })
    }

    /// How old the key is, and which comes next; none before the enrolment.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn key_age(&self) -> Result<Option<KeyAge>, StoreError> {
        self.0.first("SELECT key_since, next_key FROM device", [], |row| {
            let next: Option<[u8; 32]> = get(row, "next_key")?;
            Ok(KeyAge { since: get_time_opt(row, "key_since")?, next: next.map(Private::new) })
        })
    }
}

/// Writes the enrolment.
#[derive(Clone, Copy)]
pub struct DeviceWrite<'a>(pub(crate) Sql<'a>);

impl DeviceWrite<'_> {
    /// Keeps an enrolment with a key made now, over an earlier one; a key that was about to come is given up with it.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn enrol(&self, device: &Device, now: Timestamp) -> Result<(), StoreError> {
        let upsert = "INSERT INTO device (one, hub_url, facility, id, signing_key, key_since)
                      VALUES (1, ?1, ?2, ?3, ?4, ?5)
                      ON CONFLICT (one) DO UPDATE SET hub_url = excluded.hub_url, facility = excluded.facility,
                      id = excluded.id, signing_key = excluded.signing_key, key_since = excluded.key_since,
                      next_key = NULL";
        let (facility, id) = (device.facility.into_bytes(), device.id.into_bytes());
        self.0.change(upsert, params![device.hub_url, facility, id, device.signing_key.expose(), micros(now)])
    }

    /// The hub is at another address now.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] before the enrolment.
    pub fn moved(&self, hub_url: &str) -> Result<(), StoreError> {
        self.0.change("UPDATE device SET hub_url = ?1", [hub_url])
    }

    /// Keeps an enrolment that waits for a person, over an earlier one.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn wait(&self, waiting: &WaitingDevice) -> Result<(), StoreError> {
        let upsert = "INSERT OR REPLACE INTO device_waiting
                          (one, hub_url, facility, id, signing_key, facility_name, hub_keys)
                      VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)";
        let WaitingDevice { device, facility_name, hub_keys } = waiting;
        let (facility, id, key) = (device.facility.into_bytes(), device.id.into_bytes(), device.signing_key.expose());
        self.0.change(upsert, params![device.hub_url, facility, id, key, facility_name, hub_keys])
    }

    /// Throws away the enrolment that waits, with its key: it was confirmed and kept, or refused.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] when none waits.
    pub fn wait_no_more(&self) -> Result<(), StoreError> {
        self.0.change("DELETE FROM device_waiting", [])
    }

    /// Keeps the key that comes next: before the hub hears of it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] before the enrolment.
    pub fn prepare_key(&self, next: &Private<[u8; 32]>) -> Result<(), StoreError> {
        self.0.change("UPDATE device SET next_key = ?1", params![next.expose()])
    }

    /// The hub knows the key that was to come: it is the device's now.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] when none was to come.
    pub fn take_next_key(&self, now: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE device SET signing_key = next_key, key_since = ?1, next_key = NULL
                      WHERE next_key IS NOT NULL";
        self.0.change(update, [micros(now)])
    }
}
