//! The departments of a hospital.

use lodging::{Department, DepartmentId};
use rusqlite::{Row, params};

use crate::StoreError;
use crate::sql::{get, get_id};
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE department (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT, WITHOUT ROWID;
CREATE TRIGGER department_stays BEFORE DELETE ON department BEGIN SELECT RAISE(ABORT, 'departments are kept'); END;
";

const SELECT: &str = "SELECT id, name FROM department";

fn read(row: &Row<'_>) -> Result<Department, StoreError> {
    Ok(Department { id: get_id(row, "id", DepartmentId::from_uuid)?, name: get(row, "name")? })
}

/// Reads the departments.
#[derive(Clone, Copy)]
pub struct DepartmentRead<'a>(pub(crate) Sql<'a>);

impl DepartmentRead<'_> {
    /// All of them, by name.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn all(&self) -> Result<Vec<Department>, StoreError> {
        self.0.all(&format!("{SELECT} ORDER BY name"), [], read)
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: DepartmentId) -> Result<Department, StoreError> {
        let found = self.0.first(&format!("{SELECT} WHERE id = ?1"), [id.uuid().into_bytes()], read)?;
        found.ok_or(StoreError::Missing)
    }
}

/// Writes the departments.
#[derive(Clone, Copy)]
pub struct DepartmentWrite<'a>(pub(crate) Sql<'a>);

impl DepartmentWrite<'_> {
    /// Enters a department, or renames it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for an empty name, or one that is taken.
    pub fn save(&self, department: &Department) -> Result<(), StoreError> {
        let upsert = "INSERT INTO department (id, name) VALUES (?1, ?2)
                      ON CONFLICT (id) DO UPDATE SET name = excluded.name";
        self.0.change(upsert, params![department.id.uuid().into_bytes(), department.name])
    }
}
