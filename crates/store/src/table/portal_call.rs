//! Calls of the national portal's API: what was sent, by whom, and what came of it. Its answers are no receipts: whether a
//! record was taken, its own list tells, or a person who has looked there.
//!
//! A call is `Sending` from before it is made. As long as nobody knows whether the portal has the record, there is no
//! second call about that notice: an index holds it, whatever the program believes.

use duty::PortalWay;
use jiff::Timestamp;
use jiff::civil::Date;
use lodging::{NoticeId, StaffId};
use private::Private;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::sql::{day, get, get_id, get_time, get_word, micros};
use crate::transaction::Sql;
use crate::{EntryKey, StoreError};

pub(crate) const V1: &str = "
CREATE TABLE portal_call (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    notice BLOB NOT NULL REFERENCES notice (id),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    way TEXT NOT NULL CHECK (way IN ('citizen', 'foreigner', 'departure')),
    until TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    at INTEGER NOT NULL,
    who BLOB NOT NULL REFERENCES staff (id),
    state TEXT NOT NULL DEFAULT 'sending'
        CHECK (state IN ('sending', 'not-sent', 'accepted', 'refused', 'uncertain', 'listed', 'missing')),
    answer BLOB,
    answered_at INTEGER,
    looked_at INTEGER,
    looked_by BLOB REFERENCES staff (id),
    CHECK ((looked_at IS NULL) = (looked_by IS NULL))
) STRICT;
CREATE INDEX portal_call_notice ON portal_call (notice, row);
CREATE UNIQUE INDEX portal_call_open ON portal_call (notice) WHERE state IN ('sending', 'accepted', 'uncertain');
CREATE TRIGGER portal_call_begins BEFORE INSERT ON portal_call WHEN NEW.state <> 'sending' OR NEW.answer IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a call begins before it is made'); END;
CREATE TRIGGER portal_call_is_frozen BEFORE UPDATE OF row, id, notice, revision, way, until, sha256, at, who ON portal_call
BEGIN SELECT RAISE(ABORT, 'what was sent never changes'); END;
CREATE TRIGGER portal_call_is_answered_once BEFORE UPDATE OF answer, answered_at ON portal_call WHEN OLD.state <> 'sending'
BEGIN SELECT RAISE(ABORT, 'what was answered never changes'); END;
CREATE TRIGGER portal_call_moves BEFORE UPDATE OF state ON portal_call WHEN NOT (
    OLD.state = 'sending' AND NEW.state IN ('not-sent', 'accepted', 'refused', 'uncertain')
    OR OLD.state IN ('accepted', 'uncertain', 'missing') AND NEW.state IN ('listed', 'missing') AND NEW.looked_by IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'no such move of a call'); END;
CREATE TRIGGER portal_call_stays BEFORE DELETE ON portal_call BEGIN SELECT RAISE(ABORT, 'calls are kept'); END;
";

/// Says what is known of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallState {
    /// It is being made.
    Sending,
    /// The portal surely did not take it.
    NotSent,
    /// The portal said that it took it.
    Accepted,
    /// The portal said why it does not take it.
    Refused,
    /// No answer came, or none that is the portal's.
    Uncertain,
    /// It was found in the portal's own list.
    Listed,
    /// The portal's own list does not have it.
    Missing,
}

impl CallState {
    const ALL: [Self; 7] =
        [Self::Sending, Self::NotSent, Self::Accepted, Self::Refused, Self::Uncertain, Self::Listed, Self::Missing];

    const fn word(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::NotSent => "not-sent",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Uncertain => "uncertain",
            Self::Listed => "listed",
            Self::Missing => "missing",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether only the portal's list can tell what became of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Sending | Self::Accepted | Self::Uncertain)
    }
}

/// One call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortalCall {
    /// Its id.
    pub id: Uuid,
    /// Which telling of which notice it is about; revision 0 where nothing was told to a hub.
    pub key: EntryKey,
    /// What it tells.
    pub way: PortalWay,
    /// The day of leaving it tells.
    pub until: Date,
    /// SHA-256 of what was sent.
    pub sha256: [u8; 32],
    /// When it began.
    pub at: Timestamp,
    /// By whom.
    pub who: StaffId,
    /// What is known of it.
    pub state: CallState,
    /// What the portal answered, as it came.
    pub answer: Option<Private<Vec<u8>>>,
}

const SELECT: &str = "SELECT id, notice, revision, way, until, sha256, at, who, state, answer FROM portal_call";

fn read(row: &Row<'_>) -> Result<PortalCall, StoreError> {
    Ok(PortalCall {
        id: get_id(row, "id", |id| id)?,
        key: EntryKey { notice: get_id(row, "notice", NoticeId::from_uuid)?, revision: get(row, "revision")? },
        way: get_word(row, "way", PortalWay::from_code)?,
        until: day(&get::<String>(row, "until")?, "until")?,
        sha256: get(row, "sha256")?,
        at: get_time(row, "at")?,
        who: get_id(row, "who", StaffId::from_uuid)?,
        state: get_word(row, "state", CallState::parse)?,
        answer: get::<Option<Vec<u8>>>(row, "answer")?.map(Private::new),
    })
}

/// Reads calls.
#[derive(Clone, Copy)]
pub struct PortalCallRead<'a>(pub(crate) Sql<'a>);

impl PortalCallRead<'_> {
    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: Uuid) -> Result<PortalCall, StoreError> {
        self.0.first(&format!("{SELECT} WHERE id = ?1"), [id.into_bytes()], read)?.ok_or(StoreError::Missing)
    }

    /// Those about a notice, newest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of(&self, notice: NoticeId) -> Result<Vec<PortalCall>, StoreError> {
        self.0.all(&format!("{SELECT} WHERE notice = ?1 ORDER BY row DESC"), [notice.uuid().into_bytes()], read)
    }

    /// The last ones, newest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn last(&self, limit: u32) -> Result<Vec<PortalCall>, StoreError> {
        self.0.all(&format!("{SELECT} ORDER BY row DESC LIMIT ?1"), [limit], read)
    }
}

/// Writes calls.
#[derive(Clone, Copy)]
pub struct PortalCallWrite<'a>(pub(crate) Sql<'a>);

impl PortalCallWrite<'_> {
    /// Writes down a call before it is made; its state and answer are not looked at.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] while another call about the notice is open.
    pub fn begin(&self, call: &PortalCall) -> Result<(), StoreError> {
        let insert = "INSERT INTO portal_call (id, notice, revision, way, until, sha256, at, who)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let (id, notice, who) =
            (call.id.into_bytes(), call.key.notice.uuid().into_bytes(), call.who.uuid().into_bytes());
        let (way, until, at) = (call.way.code(), call.until.to_string(), micros(call.at));
        self.0.change(insert, params![id, notice, call.key.revision, way, until, call.sha256, at, who])
    }

    /// Writes down what the portal answered.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], and [`StoreError::Refused`] for a call that is not being made.
    pub fn answered(
        &self,
        id: Uuid,
        state: CallState,
        answer: Option<&Private<Vec<u8>>>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE portal_call SET state = ?2, answer = ?3, answered_at = ?4 WHERE id = ?1";
        self.0.change(update, params![id.into_bytes(), state.word(), answer.map(Private::expose), micros(at)])
    }

    /// Writes down whether the record is in the portal's own list, and who has looked.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], and [`StoreError::Refused`] for a call whose end is known.
    pub fn looked(&self, id: Uuid, there: bool, who: StaffId, at: Timestamp) -> Result<(), StoreError> {
        let state = if there { CallState::Listed } else { CallState::Missing };
        let update = "UPDATE portal_call SET state = ?2, looked_by = ?3, looked_at = ?4 WHERE id = ?1";
        self.0.change(update, params![id.into_bytes(), state.word(), who.uuid().into_bytes(), micros(at)])
    }

    /// Of a call that a crash cut off nobody knows what became of it.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn recover(&self) -> Result<usize, StoreError> {
        self.0.execute("UPDATE portal_call SET state = 'uncertain' WHERE state = 'sending'", [])
    }
}
