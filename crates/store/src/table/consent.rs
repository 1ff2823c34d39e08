//! Consents: who agreed to what text, when (Law 91/2025: the proof of a consent is kept).

use jiff::Timestamp;
use lodging::GuestId;
use rusqlite::{Row, params};
use std::borrow::Cow;

use crate::StoreError;
use crate::sql::{get, get_id, get_time, micros};
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE consent (
    row INTEGER PRIMARY KEY,
    guest BLOB NOT NULL REFERENCES guest (id),
    at INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    text_version TEXT NOT NULL CHECK (text_version <> '')
) STRICT;
CREATE INDEX consent_guest ON consent (guest);
CREATE TRIGGER consent_never_changes BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'consents never change'); END;
CREATE TRIGGER consent_stays BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'consents are kept'); END;
";

/// One consent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consent {
    /// Who agreed.
    pub guest: GuestId,
    /// When they did.
    pub at: Timestamp,
    /// To what, as a code such as `chip.read` (Law on Identification 2023 art. 22(5)).
    pub purpose: Cow<'static, str>,
    /// The version of the text they were shown.
    pub text_version: Cow<'static, str>,
}

fn read(row: &Row<'_>) -> Result<Consent, StoreError> {
    Ok(Consent {
        guest: get_id(row, "guest", GuestId::from_uuid)?,
        at: get_time(row, "at")?,
        purpose: Cow::Owned(get(row, "purpose")?),
        text_version: Cow::Owned(get(row, "text_version")?),
    })
}

/// Reads consents.
#[derive(Clone, Copy)]
pub struct ConsentRead<'a>(pub(crate) Sql<'a>);

impl ConsentRead<'_> {
    /// What one person agreed to, oldest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of(&self, guest: GuestId) -> Result<Vec<Consent>, StoreError> {
        let select = "SELECT guest, at, purpose, text_version FROM consent WHERE guest = ?1 ORDER BY row";
        self.0.all(select, [guest.uuid().into_bytes()], read)
    }
}

/// Writes consents.
#[derive(Clone, Copy)]
pub struct ConsentWrite<'a>(pub(crate) Sql<'a>);

impl ConsentWrite<'_> {
    /// Records a consent.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] when there is no such guest.
    pub fn record(&self, consent: &Consent) -> Result<(), StoreError> {
        let insert = "INSERT INTO consent (guest, at, purpose, text_version) VALUES (?1, ?2, ?3, ?4)";
        let guest = consent.guest.uuid().into_bytes();
        self.0.change(insert, params![guest, micros(consent.at), consent.purpose, consent.text_version])
    }
}
