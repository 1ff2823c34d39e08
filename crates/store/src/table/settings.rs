//! The house's settings: a name and a JSON value each.

use rusqlite::params;
use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;
use crate::sql::get;
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
";

/// Reads settings.
#[derive(Clone, Copy)]
pub struct SettingsRead<'a>(pub(crate) Sql<'a>);

impl SettingsRead<'_> {
    /// The value of a setting; none while nobody has set it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Setting`] when the stored value is of another type.
    pub fn get<T: DeserializeOwned>(&self, key: &'static str) -> Result<Option<T>, StoreError> {
        let select = "SELECT value FROM settings WHERE key = ?1";
        let text: Option<String> = self.0.first(select, [key], |row| get(row, "value"))?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Setting { key })).transpose()
    }
}

/// Writes settings.
#[derive(Clone, Copy)]
pub struct SettingsWrite<'a>(pub(crate) Sql<'a>);

impl SettingsWrite<'_> {
    /// Sets a setting, over what it was.
    ///
    /// # Errors
    ///
    /// [`StoreError::Setting`] when the value has no JSON form.
    pub fn set<T: Serialize>(&self, key: &'static str, value: &T) -> Result<(), StoreError> {
        let text = serde_json::to_string(value).map_err(|_| StoreError::Setting { key })?;
        let upsert = "INSERT INTO settings (key, value) VALUES (?1, ?2)
                      ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.0.change(upsert, params![key, text])
    }
}
