//! Files that left the house, and how many of their records the portal said it took. The portal gives no receipt: a person
//! reads its number and types it here, and only when it is ours do the notices in the file count as delivered to it.

use jiff::Timestamp;
use jiff::civil::Date;
use lodging::{NoticeId, StaffId};
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::sql::{day, get, get_id, get_time, get_time_opt, get_word, micros};
use crate::transaction::Sql;
use crate::{EntryKey, StoreError};

pub(crate) const V1: &str = "
CREATE TABLE export (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind <> ''),
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL CHECK (to_day >= from_day),
    file TEXT NOT NULL CHECK (file <> ''),
    records INTEGER NOT NULL CHECK (records >= 0),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    at INTEGER NOT NULL,
    who BLOB NOT NULL REFERENCES staff (id),
    taken INTEGER CHECK (taken >= 0)
) STRICT;
CREATE TABLE export_notice (
    export BLOB NOT NULL REFERENCES export (id),
    notice BLOB NOT NULL REFERENCES notice (id),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    PRIMARY KEY (export, notice)
) STRICT, WITHOUT ROWID;
CREATE INDEX export_notice_notice ON export_notice (notice);
CREATE TABLE permit (
    row INTEGER PRIMARY KEY,
    notice BLOB NOT NULL REFERENCES notice (id),
    until TEXT NOT NULL
) STRICT;
CREATE INDEX permit_notice ON permit (notice, row);
CREATE TRIGGER permit_never_changes BEFORE UPDATE ON permit
BEGIN SELECT RAISE(ABORT, 'what was typed of a permit never changes'); END;
CREATE TRIGGER permit_stays BEFORE DELETE ON permit BEGIN SELECT RAISE(ABORT, 'permits are kept'); END;
CREATE INDEX occupant_arrived ON occupant (arrived);
CREATE TRIGGER export_never_changes BEFORE UPDATE OF row, id, kind, from_day, to_day, file, records, sha256, at, who
ON export BEGIN SELECT RAISE(ABORT, 'what was exported never changes'); END;
CREATE TRIGGER export_is_taken_once BEFORE UPDATE OF taken ON export WHEN OLD.taken = OLD.records
BEGIN SELECT RAISE(ABORT, 'an export is confirmed once'); END;
CREATE TRIGGER export_stays BEFORE DELETE ON export BEGIN SELECT RAISE(ABORT, 'exports are kept'); END;
CREATE TRIGGER export_notice_never_changes BEFORE UPDATE ON export_notice
BEGIN SELECT RAISE(ABORT, 'what was exported never changes'); END;
CREATE TRIGGER export_notice_stays BEFORE DELETE ON export_notice
BEGIN SELECT RAISE(ABORT, 'exports are kept'); END;
";

/// An export that was a mistake is kept, and known for it; nothing more is written down of it.
pub(crate) const V2: &str = "
ALTER TABLE export ADD COLUMN voided INTEGER;
CREATE TRIGGER export_stays_void BEFORE UPDATE OF voided ON export WHEN OLD.voided IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an export is taken back once'); END;
CREATE TRIGGER export_void_is_not_taken BEFORE UPDATE OF taken ON export WHEN OLD.voided IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an export that was taken back is not confirmed'); END;
";

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportKind {
    /// The portal's workbook for citizens.
    PortalCitizens,
    /// The portal's XML for foreigners.
    PortalForeigners,
    /// The register of guests, ĐD10.
    Guests,
    /// The register of foreigners, NA17.
    Foreigners,
    /// The daily or the weekly report.
    Report,
    /// The packet for hours without network.
    Packet,
}

impl ExportKind {
    /// Every kind, in the order a screen offers them.
    pub const ALL: [Self; 6] =
        [Self::PortalCitizens, Self::PortalForeigners, Self::Guests, Self::Foreigners, Self::Report, Self::Packet];

    /// The word it is kept under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PortalCitizens => "portal-citizens",
            Self::PortalForeigners => "portal-foreigners",
            Self::Guests => "guests",
            Self::Foreigners => "foreigners",
            Self::Report => "report",
            Self::Packet => "packet",
        }
    }

    /// The kind kept under a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One file, or one packet of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: ExportKind,
    /// First day it covers, in Viet Nam.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Its name in the folder of exports.
    pub file: String,
    /// How many records are in it.
    pub records: u32,
    /// SHA-256 of its bytes; of a packet, of its list.
    pub sha256: [u8; 32],
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub who: StaffId,
    /// How many records the portal said it took; none while nobody has said so.
    pub taken: Option<u32>,
    /// When it was taken back; none for one that stands.
    pub voided: Option<Timestamp>,
}

const SELECT: &str = "SELECT id, kind, from_day, to_day, file, records, sha256, at, who, taken, voided FROM export";

fn read(row: &Row<'_>) -> Result<Export, StoreError> {
    Ok(Export {
        id: get_id(row, "id", |id| id)?,
        kind: get_word(row, "kind", ExportKind::from_code)?,
        from: day(&get::<String>(row, "from_day")?, "from_day")?,
        to: day(&get::<String>(row, "to_day")?, "to_day")?,
        file: get(row, "file")?,
        records: get(row, "records")?,
        sha256: get(row, "sha256")?,
        at: get_time(row, "at")?,
        who: get_id(row, "who", StaffId::from_uuid)?,
        taken: get(row, "taken")?,
        voided: get_time_opt(row, "voided")?,
    })
}

/// Reads exports.
#[derive(Clone, Copy)]
pub struct ExportRead<'a>(pub(crate) Sql<'a>);

impl ExportRead<'_> {
    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: Uuid) -> Result<Export, StoreError> {
        self.0.first(&format!("{SELECT} WHERE id = ?1"), [id.into_bytes()], read)?.ok_or(StoreError::Missing)
    }

    /// The last ones, newest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn last(&self, limit: u32) -> Result<Vec<Export>, StoreError> {
        self.0.all(&format!("{SELECT} ORDER BY row DESC LIMIT ?1"), [limit], read)
    }

    /// How many of a kind were made since a moment.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count_since(&self, kind: ExportKind, since: Timestamp) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM export WHERE kind = ?1 AND at >= ?2", params![kind.code(), micros(since)])
    }

    /// The newest telling of a notice that is in a file of which the portal took as many records as are in it, and which was
    /// not taken back, or that was found in its own list after a call; none where the portal has none, 0 where nothing of it
    /// had been told.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn at_portal(&self, notice: NoticeId) -> Result<Option<u32>, StoreError> {
        let select = "SELECT revision FROM export_notice JOIN export ON export.id = export_notice.export
                      WHERE notice = ?1 AND taken = records AND voided IS NULL
                      AND kind IN ('portal-citizens', 'portal-foreigners')
                      UNION SELECT revision FROM portal_call WHERE notice = ?1 AND state = 'listed'
                      ORDER BY revision DESC LIMIT 1";
        self.0.first(select, [notice.uuid().into_bytes()], |row| get(row, "revision"))
    }

    /// Whether a notice is in a file for the portal that was not taken back, and of which nobody has said that the portal took
    /// all that is in it.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn in_open_file(&self, notice: NoticeId) -> Result<bool, StoreError> {
        let count = "SELECT count(*) FROM export_notice JOIN export ON export.id = export_notice.export
                     WHERE notice = ?1 AND taken IS NOT records AND voided IS NULL
                     AND kind IN ('portal-citizens', 'portal-foreigners')";
        Ok(self.0.count(count, [notice.uuid().into_bytes()])? > 0)
    }

    /// Whether the portal took a file with a notice in it, as far as anybody has said, that was taken back here later.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn was_taken_back(&self, notice: NoticeId) -> Result<bool, StoreError> {
        let count = "SELECT count(*) FROM export_notice JOIN export ON export.id = export_notice.export
                     WHERE notice = ?1 AND taken > 0 AND voided IS NOT NULL
                     AND kind IN ('portal-citizens', 'portal-foreigners')";
        Ok(self.0.count(count, [notice.uuid().into_bytes()])? > 0)
    }
}

/// Writes exports.
#[derive(Clone, Copy)]
pub struct ExportWrite<'a>(pub(crate) Sql<'a>);

impl ExportWrite<'_> {
    /// Writes down what was exported, and which telling of whose notices is in it: 0 of one that was never told.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for somebody or a notice that is not there, and for days that do not follow each other.
    pub fn add(&self, export: &Export, notices: &[EntryKey]) -> Result<(), StoreError> {
        let insert = "INSERT INTO export (id, kind, from_day, to_day, file, records, sha256, at, who, taken, voided)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let (id, who) = (export.id.into_bytes(), export.who.uuid().into_bytes());
        let (from, to) = (export.from.to_string(), export.to.to_string());
        let (kind, at) = (export.kind.code(), micros(export.at));
        let (taken, voided) = (export.taken, export.voided.map(micros));
        let values = params![id, kind, from, to, export.file, export.records, export.sha256, at, who, taken, voided];
        self.0.change(insert, values)?;
        let insert = "INSERT INTO export_notice (export, notice, revision) VALUES (?1, ?2, ?3)";
        let mut notices = notices.iter();
        notices.try_for_each(|key| self.0.change(insert, params![id, key.notice.uuid().into_bytes(), key.revision]))
    }

    /// Writes down how many records the portal says it took. A number that was not ours may be corrected.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], and [`StoreError::Refused`] when it was confirmed before.
    pub fn taken(&self, id: Uuid, count: u32) -> Result<(), StoreError> {
        self.0.change("UPDATE export SET taken = ?2 WHERE id = ?1", params![id.into_bytes(), count])
    }

    /// Takes an export back: what is in it does not count as delivered by it. It stays readable, as what it is.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`], and [`StoreError::Refused`] when it was taken back before.
    pub fn void(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        self.0.change("UPDATE export SET voided = ?2 WHERE id = ?1", params![id.into_bytes(), micros(at)])
    }
}
