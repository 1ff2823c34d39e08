//! The staff. One is there from the start, so that every act has its person.

use lodging::{Staff, StaffId, StaffRole};
use private::Private;
use rusqlite::{Row, params};
use uuid::Uuid;

use crate::StoreError;
use crate::sql::{get, get_id, get_word};
use crate::transaction::Sql;

/// The member of the staff every new database has: the owner, until they enter their name.
pub const FIRST_STAFF: StaffId = StaffId::from_uuid(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));

pub(crate) const V1: &str = "
CREATE TABLE staff (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (name <> ''),
    role TEXT NOT NULL CHECK (role IN ('owner', 'receptionist', 'ward'))
) STRICT, WITHOUT ROWID;
INSERT INTO staff (id, name, role) VALUES (x'00000000000070008000000000000001', 'Chủ cơ sở', 'owner');
CREATE TRIGGER staff_stays BEFORE DELETE ON staff BEGIN SELECT RAISE(ABORT, 'staff are kept'); END;
";

const SELECT: &str = "SELECT id, name, role FROM staff";

fn read(row: &Row<'_>) -> Result<Staff, StoreError> {
    Ok(Staff {
        id: get_id(row, "id", StaffId::from_uuid)?,
        name: Private::new(get(row, "name")?),
        role: get_word(row, "role", StaffRole::from_code)?,
    })
}

/// Reads the staff.
#[derive(Clone, Copy)]
pub struct StaffRead<'a>(pub(crate) Sql<'a>);

impl StaffRead<'_> {
    /// Everybody, in the order they were entered.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn all(&self) -> Result<Vec<Staff>, StoreError> {
        self.0.all(&format!("{SELECT} ORDER BY id"), [], read)
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: StaffId) -> Result<Staff, StoreError> {
        let found = self.0.first(&format!("{SELECT} WHERE id = ?1"), [id.uuid().into_bytes()], read)?;
        found.ok_or(StoreError::Missing)
    }
}

/// Writes the staff.
#[derive(Clone, Copy)]
pub struct StaffWrite<'a>(pub(crate) Sql<'a>);

impl StaffWrite<'_> {
    /// Enters somebody, or changes who they are.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for an empty name.
    pub fn save(&self, staff: &Staff) -> Result<(), StoreError> {
        let upsert = "INSERT INTO staff (id, name, role) VALUES (?1, ?2, ?3)
                      ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role";
        self.0.change(upsert, params![staff.id.uuid().into_bytes(), staff.name.expose(), staff.role.code()])
    }
}
