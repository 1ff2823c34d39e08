//! Consents: who agreed to what text, when (Law 91/2025: the proof of a consent is kept).
//!
//! A consent to read a chip is recorded before anybody knows whose chip it is; it is bound to the guest, once, when the
//! stay is saved. One that is never bound is of a visit that came to nothing.

use std::borrow::Cow;

use jiff::Timestamp;
use lodging::GuestId;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::StoreError;
use crate::sql::{get, get_id, get_id_opt, get_time, micros};
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE consent (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    guest BLOB REFERENCES guest (id),
    at INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    text_version TEXT NOT NULL CHECK (text_version <> '')
) STRICT;
CREATE INDEX consent_guest ON consent (guest);
CREATE TRIGGER consent_never_changes BEFORE UPDATE OF row, id, at, purpose, text_version ON consent
BEGIN SELECT RAISE(ABORT, 'consents never change'); END;
CREATE TRIGGER consent_is_bound_once BEFORE UPDATE OF guest ON consent WHEN OLD.guest IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a consent is bound once'); END;
CREATE TRIGGER consent_stays BEFORE DELETE ON consent BEGIN SELECT RAISE(ABORT, 'consents are kept'); END;
";

/// One consent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consent {
    /// Its id.
    pub id: Uuid,
    /// Who agreed; none until it is bound.
    pub guest: Option<GuestId>,
    /// When they did.
    pub at: Timestamp,
    /// To what, as a code such as `chip.read` (Law on Identification 2023 art. 22(5)).
    pub purpose: Cow<'static, str>,
    /// The version of the text they were shown.
    pub text_version: Cow<'static, str>,
}

fn read(row: &Row<'_>) -> Result<Consent, StoreError> {
    Ok(Consent {
        id: get_id(row, "id", |id| id)?,
        guest: get_id_opt(row, "guest", GuestId::from_uuid)?,
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
        let select = "SELECT id, guest, at, purpose, text_version FROM consent WHERE guest = ?1 ORDER BY row";
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
    /// [`StoreError::Refused`] when there is no such guest, or the id is taken.
    pub fn record(&self, consent: &Consent) -> Result<(), StoreError> {
        let insert = "INSERT INTO consent (id, guest, at, purpose, text_version) VALUES (?1, ?2, ?3, ?4, ?5)";
        let guest = consent.guest.map(|guest| guest.uuid().into_bytes());
        let id = consent.id.into_bytes();
        self.0.change(insert, params![id, guest, micros(consent.at), consent.purpose, consent.text_version])
    }

    /// Says whose consent it was.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] without such a consent, [`StoreError::Refused`] when it is bound already.
    pub fn bind(&self, id: Uuid, guest: GuestId) -> Result<(), StoreError> {
        let values = params![id.into_bytes(), guest.uuid().into_bytes()];
        self.0.change("UPDATE consent SET guest = ?2 WHERE id = ?1", values)
    }
}
