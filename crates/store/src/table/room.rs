//! The rooms.

use lodging::{Cleanliness, Room, RoomId};
use rusqlite::{Row, params};

use crate::StoreError;
use crate::sql::{get, get_id, get_word};
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE room (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    floor INTEGER NOT NULL CHECK (floor BETWEEN -100 AND 1000),
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    beds INTEGER NOT NULL CHECK (beds BETWEEN 0 AND 255),
    state TEXT NOT NULL CHECK (state IN ('ready', 'to-clean', 'locked'))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER room_stays BEFORE DELETE ON room BEGIN SELECT RAISE(ABORT, 'rooms are kept'); END;
";

const SELECT: &str = "SELECT id, floor, name, beds, state FROM room";

fn read(row: &Row<'_>) -> Result<Room, StoreError> {
    Ok(Room {
        id: get_id(row, "id", RoomId::from_uuid)?,
        floor: get(row, "floor")?,
        name: get(row, "name")?,
        beds: get(row, "beds")?,
        state: get_word(row, "state", Cleanliness::from_code)?,
    })
}

/// Reads the rooms.
#[derive(Clone, Copy)]
pub struct RoomRead<'a>(pub(crate) Sql<'a>);

impl RoomRead<'_> {
    /// All of them, by floor and then as a person counts the doors: 9 before 10.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn all(&self) -> Result<Vec<Room>, StoreError> {
        self.0.all(&format!("{SELECT} ORDER BY floor, CAST(name AS INTEGER), name"), [], read)
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: RoomId) -> Result<Room, StoreError> {
        let found = self.0.first(&format!("{SELECT} WHERE id = ?1"), [id.uuid().into_bytes()], read)?;
        found.ok_or(StoreError::Missing)
    }

    /// The room with this on its door.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn by_name(&self, name: &str) -> Result<Option<Room>, StoreError> {
        self.0.first(&format!("{SELECT} WHERE name = ?1"), [name], read)
    }

    /// How many rooms there are.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM room", [])
    }
}

/// Writes the rooms.
#[derive(Clone, Copy)]
pub struct RoomWrite<'a>(pub(crate) Sql<'a>);

impl RoomWrite<'_> {
    /// Enters a room, or changes it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for an empty name, or one that is taken.
    pub fn save(&self, room: &Room) -> Result<(), StoreError> {
        let upsert = "INSERT INTO room (id, floor, name, beds, state) VALUES (?1, ?2, ?3, ?4, ?5)
                      ON CONFLICT (id) DO UPDATE SET floor = excluded.floor, name = excluded.name,
                      beds = excluded.beds, state = excluded.state";
        let id = room.id.uuid().into_bytes();
        self.0.change(upsert, params![id, room.floor, room.name, room.beds, room.state.code()])
    }

    /// Says whether a room can be let.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn set_state(&self, id: RoomId, state: Cleanliness) -> Result<(), StoreError> {
        self.0.change("UPDATE room SET state = ?2 WHERE id = ?1", params![id.uuid().into_bytes(), state.code()])
    }
}
