//! Acts: who did what, when, to whom. Added to, and never changed.

use jiff::Timestamp;
use lodging::StaffId;
use private::Private;
use rusqlite::{Row, params};
use std::borrow::Cow;
use uuid::Uuid;

use crate::StoreError;
use crate::sql::{get, get_id, get_id_opt, get_time, micros};
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE act (
    row INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who BLOB NOT NULL REFERENCES staff (id),
    what TEXT NOT NULL CHECK (what <> ''),
    subject BLOB CHECK (subject IS NULL OR length(subject) = 16)
) STRICT;
CREATE INDEX act_subject ON act (subject);
CREATE TRIGGER act_never_changes BEFORE UPDATE ON act BEGIN SELECT RAISE(ABORT, 'acts never change'); END;
CREATE TRIGGER act_stays BEFORE DELETE ON act BEGIN SELECT RAISE(ABORT, 'acts are kept'); END;
";

/// Why it was done, and what the device knew of the time then.
pub(crate) const V2: &str = "
ALTER TABLE act ADD COLUMN why TEXT CHECK (why <> '');
ALTER TABLE act ADD COLUMN clock TEXT CHECK (clock IS NULL OR json_valid(clock));
";

const SELECT: &str = "SELECT at, who, what, subject, why, clock FROM act";

/// One act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Act {
    /// When it was done.
    pub at: Timestamp,
    /// By whom.
    pub who: StaffId,
    /// What, as a code such as `stay.arrive`; never a fact about a person.
    pub what: Cow<'static, str>,
    /// The id of the stay, guest, room or notice it was done to.
    pub subject: Option<Uuid>,
    /// Why, in the words of who did it.
    pub why: Option<Private<String>>,
    /// What the device knew of the time, as JSON.
    pub clock: Option<String>,
}

impl Act {
    /// An act for which nobody needs to say why.
    pub const fn new(at: Timestamp, who: StaffId, what: &'static str, subject: Option<Uuid>) -> Self {
        Self { at, who, what: Cow::Borrowed(what), subject, why: None, clock: None }
    }
}

fn read(row: &Row<'_>) -> Result<Act, StoreError> {
    Ok(Act {
        at: get_time(row, "at")?,
        who: get_id(row, "who", StaffId::from_uuid)?,
        what: Cow::Owned(get(row, "what")?),
        subject: get_id_opt(row, "subject", |id| id)?,
        why: get::<Option<String>>(row, "why")?.map(Private::new),
        clock: get(row, "clock")?,
    })
}

/// Reads acts.
#[derive(Clone, Copy)]
pub struct ActRead<'a>(pub(crate) Sql<'a>);

impl ActRead<'_> {
    /// What was done to one subject, oldest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of(&self, subject: Uuid) -> Result<Vec<Act>, StoreError> {
        self.0.all(&format!("{SELECT} WHERE subject = ?1 ORDER BY row"), [subject.into_bytes()], read)
    }

    /// The last acts, newest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn last(&self, limit: u32) -> Result<Vec<Act>, StoreError> {
        self.0.all(&format!("{SELECT} ORDER BY row DESC LIMIT ?1"), [limit], read)
    }

    /// When the last act was recorded that is not of this very moment: a clock that shows an earlier time is wrong.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn last_but_of(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let select = "SELECT at FROM act WHERE at <> ?1 ORDER BY row DESC LIMIT 1";
        self.0.first(select, [micros(now)], |row| get_time(row, "at"))
    }
}

/// Writes acts.
#[derive(Clone, Copy)]
pub struct ActWrite<'a>(pub(crate) Sql<'a>);

impl ActWrite<'_> {
    /// Records an act.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] when nobody of the staff has that id.
    pub fn record(&self, act: &Act) -> Result<(), StoreError> {
        let insert = "INSERT INTO act (at, who, what, subject, why, clock) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let subject = act.subject.map(Uuid::into_bytes);
        let why = act.why.as_ref().map(Private::expose);
        self.0.change(insert, params![micros(act.at), act.who.uuid().into_bytes(), act.what, subject, why, act.clock])
    }
}
