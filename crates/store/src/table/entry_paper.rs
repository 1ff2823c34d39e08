//! How foreigners entered the country, for register NA17: typed, and typed again where it was wrong. The last word of a
//! person in a stay holds; the words before it are kept.

use jiff::civil::Date;
use lodging::{EntryKind, EntryPaper, GuestId, StayId};
use private::Private;
use rusqlite::{Row, params};

use crate::StoreError;
use crate::sql::{day, get, get_word_opt};
use crate::transaction::Sql;

/// Takes over the permitted stays that were typed of a notice before there was more to type.
pub(crate) const V1: &str = "
CREATE TABLE entry_paper (
    row INTEGER PRIMARY KEY,
    stay BLOB NOT NULL REFERENCES stay (id),
    guest BLOB NOT NULL REFERENCES guest (id),
    kind TEXT CHECK (kind <> ''),
    number TEXT CHECK (number <> ''),
    until TEXT,
    issued TEXT,
    authority TEXT NOT NULL,
    entered TEXT,
    gate TEXT NOT NULL,
    purpose TEXT NOT NULL,
    permitted_until TEXT
) STRICT;
CREATE INDEX entry_paper_of ON entry_paper (stay, guest, row);
CREATE TRIGGER entry_paper_never_changes BEFORE UPDATE ON entry_paper
BEGIN SELECT RAISE(ABORT, 'what was typed of an entry never changes'); END;
CREATE TRIGGER entry_paper_stays BEFORE DELETE ON entry_paper
BEGIN SELECT RAISE(ABORT, 'what was typed of an entry is kept'); END;
INSERT INTO entry_paper (stay, guest, authority, gate, purpose, permitted_until)
SELECT notice.stay, notice.guest, '', '', '', permit.until FROM permit JOIN notice ON notice.id = permit.notice
ORDER BY permit.row;
DROP TABLE permit;
";

fn read(row: &Row<'_>) -> Result<EntryPaper, StoreError> {
    Ok(EntryPaper {
        kind: get_word_opt(row, "kind", EntryKind::from_code)?,
        number: get::<Option<String>>(row, "number")?.map(Private::new),
        until: day_opt(row, "until")?,
        issued: day_opt(row, "issued")?,
        authority: get(row, "authority")?,
        entered: day_opt(row, "entered")?,
        gate: get(row, "gate")?,
        purpose: get(row, "purpose")?,
        permitted_until: day_opt(row, "permitted_until")?,
    })
}

fn day_opt(row: &Row<'_>, column: &'static str) -> Result<Option<Date>, StoreError> {
    get::<Option<String>>(row, column)?.map(|text| day(&text, column)).transpose()
}

/// Reads how foreigners entered the country.
#[derive(Clone, Copy)]
pub struct EntryPaperRead<'a>(pub(crate) Sql<'a>);

impl EntryPaperRead<'_> {
    /// What was typed last of a person in a stay.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of(&self, stay: StayId, guest: GuestId) -> Result<Option<EntryPaper>, StoreError> {
        let select = "SELECT kind, number, until, issued, authority, entered, gate, purpose, permitted_until
                      FROM entry_paper WHERE stay = ?1 AND guest = ?2 ORDER BY row DESC LIMIT 1";
        self.0.first(select, params![stay.uuid().into_bytes(), guest.uuid().into_bytes()], read)
    }
}

/// Writes how foreigners entered the country.
#[derive(Clone, Copy)]
pub struct EntryPaperWrite<'a>(pub(crate) Sql<'a>);

impl EntryPaperWrite<'_> {
    /// Writes down what was typed of a person in a stay, all of it; the last word holds.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for a stay or a guest that is not there.
    pub fn add(&self, stay: StayId, guest: GuestId, paper: &EntryPaper) -> Result<(), StoreError> {
        let insert = "INSERT INTO entry_paper
                          (stay, guest, kind, number, until, issued, authority, entered, gate, purpose, permitted_until)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let text = |day: Option<Date>| day.map(|day| day.to_string());
        self.0.change(
            insert,
            params![
                stay.uuid().into_bytes(),
                guest.uuid().into_bytes(),
                paper.kind.map(EntryKind::code),
                paper.number.as_ref().map(Private::expose),
                text(paper.until),
                text(paper.issued),
                paper.authority,
                text(paper.entered),
                paper.gate,
                paper.purpose,
                text(paper.permitted_until),
            ],
        )
    }
}
