//! Which device of a kind this house uses. Every choice there has been is kept, each with the act that made it; the
//! last one of its kind holds.

use rusqlite::{Row, params};

use crate::sql::{get, get_word};
use crate::table::act::ActWrite;
use crate::transaction::Sql;
use crate::{Act, StoreError};

pub(crate) const V1: &str = "
CREATE TABLE choice (
    act INTEGER PRIMARY KEY REFERENCES act (row),
    kind TEXT NOT NULL CHECK (kind IN ('reader', 'camera', 'scanner')),
    device TEXT CHECK (device IS NULL OR device <> '')
) STRICT;
CREATE INDEX choice_kind ON choice (kind, act);
CREATE TRIGGER choice_never_changes BEFORE UPDATE ON choice BEGIN SELECT RAISE(ABORT, 'choices never change'); END;
CREATE TRIGGER choice_stays BEFORE DELETE ON choice BEGIN SELECT RAISE(ABORT, 'choices are kept'); END;
";

/// A kind of device of which one is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeviceKind {
    /// The chip card reader.
    Reader,
    /// The camera.
    Camera,
    /// The code scanner.
    Scanner,
}

impl DeviceKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Camera, Self::Scanner];

    /// The word it is stored under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Camera => "camera",
            Self::Scanner => "scanner",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Of what.
    pub kind: DeviceKind,
    /// The device, by what it is known by when it is plugged in again; none takes the first that is found.
    pub device: Option<String>,
}

fn read(row: &Row<'_>) -> Result<Choice, StoreError> {
    Ok(Choice { kind: get_word(row, "kind", DeviceKind::of)?, device: get(row, "device")? })
}

/// Reads choices.
#[derive(Clone, Copy)]
pub struct ChoiceRead<'a>(pub(crate) Sql<'a>);

impl ChoiceRead<'_> {
    /// The device that is chosen now; none where nobody chose, or the first that is found was chosen.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn now(&self, kind: DeviceKind) -> Result<Option<String>, StoreError> {
        let select = "SELECT kind, device FROM choice WHERE kind = ?1 ORDER BY act DESC LIMIT 1";
        Ok(self.0.first(select, [kind.word()], read)?.and_then(|choice| choice.device))
    }

    /// Every choice there has been, oldest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn all(&self) -> Result<Vec<Choice>, StoreError> {
        self.0.all("SELECT kind, device FROM choice ORDER BY act", [], read)
    }
}

/// Writes choices.
#[derive(Clone, Copy)]
pub struct ChoiceWrite<'a>(pub(crate) Sql<'a>);

impl ChoiceWrite<'_> {
    /// Makes a choice, and records the act that it is.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for a device without a name, and when nobody of the staff did the act.
    pub fn choose(&self, choice: &Choice, act: &Act) -> Result<(), StoreError> {
        ActWrite(self.0).record(act)?;
        let insert = "INSERT INTO choice (act, kind, device) VALUES (last_insert_rowid(), ?1, ?2)";
        self.0.change(insert, params![choice.kind.word(), choice.device])
    }
}
