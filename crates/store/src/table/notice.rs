//! Which notice is about whom: a notice is one person in one stay, over all its revisions.
//!
//! The rows are written with the stay, in [`crate::StayWrite::save`].

use lodging::{GuestId, NoticeId, StayId};
use rusqlite::Row;

use crate::StoreError;
use crate::sql::get_id;
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE notice (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    stay BLOB NOT NULL REFERENCES stay (id),
    guest BLOB NOT NULL REFERENCES guest (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_stay ON notice (stay);
CREATE TRIGGER notice_never_changes BEFORE UPDATE ON notice
BEGIN SELECT RAISE(ABORT, 'a notice is one person in one stay'); END;
CREATE TRIGGER notice_stays BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'notices are kept'); END;
";

/// A notice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// The stay it tells of.
    pub stay: StayId,
    /// The person it tells of.
    pub guest: GuestId,
}

fn read(row: &Row<'_>) -> Result<Notice, StoreError> {
    Ok(Notice {
        id: get_id(row, "id", NoticeId::from_uuid)?,
        stay: get_id(row, "stay", StayId::from_uuid)?,
        guest: get_id(row, "guest", GuestId::from_uuid)?,
    })
}

/// Reads the notices.
#[derive(Clone, Copy)]
pub struct NoticeRead<'a>(pub(crate) Sql<'a>);

impl NoticeRead<'_> {
    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: NoticeId) -> Result<Notice, StoreError> {
        let select = "SELECT id, stay, guest FROM notice WHERE id = ?1";
        self.0.first(select, [id.uuid().into_bytes()], read)?.ok_or(StoreError::Missing)
    }

    /// How many notices there are.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM notice", [])
    }
}
