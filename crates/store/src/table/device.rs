//! This device's enrolment: one row, once a hub has taken the device in.

use private::Private;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::StoreError;
use crate::sql::{get, get_id};
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
}

/// Writes the enrolment.
#[derive(Clone, Copy)]
pub struct DeviceWrite<'a>(pub(crate) Sql<'a>);

impl DeviceWrite<'_> {
    /// Keeps an enrolment, over an earlier one.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn enrol(&self, device: &Device) -> Result<(), StoreError> {
        let upsert = "INSERT INTO device (one, hub_url, facility, id, signing_key) VALUES (1, ?1, ?2, ?3, ?4)
                      ON CONFLICT (one) DO UPDATE SET hub_url = excluded.hub_url, facility = excluded.facility,
                      id = excluded.id, signing_key = excluded.signing_key";
        let (facility, id) = (device.facility.into_bytes(), device.id.into_bytes());
        self.0.change(upsert, params![device.hub_url, facility, id, device.signing_key.expose()])
    }
}
