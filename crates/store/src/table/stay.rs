//! The stays and their occupants: who was where, from when to when. A stay is written whole, and nobody is taken out.

use std::cell::RefCell;
use std::collections::HashMap;

use duty::{Reason, Role, StayKind};
use lodging::{DepartmentId, GuestId, NoticeId, Occupant, Place, Relation, RoomId, Stay, StayId};
use private::Private;
use rusqlite::{Params, Row, params};

use crate::StoreError;
use crate::sql::{get, get_id, get_id_opt, get_time, get_time_opt, get_word, get_word_opt, micros};
use crate::transaction::Sql;

pub(crate) const V1: &str = "
CREATE TABLE stay (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    room BLOB REFERENCES room (id),
    department BLOB REFERENCES department (id),
    kind TEXT NOT NULL CHECK (kind IN ('overnight', 'day-use')),
    arrived INTEGER NOT NULL,
    planned_until INTEGER NOT NULL CHECK (planned_until > arrived),
    left_at INTEGER CHECK (left_at >= arrived),
    CHECK ((room IS NULL) <> (department IS NULL))
) STRICT;
CREATE INDEX stay_room ON stay (room, arrived) WHERE room IS NOT NULL;
CREATE INDEX stay_open_end ON stay (planned_until) WHERE left_at IS NULL;
CREATE INDEX stay_left ON stay (left_at) WHERE left_at IS NOT NULL;
CREATE TRIGGER stay_stays BEFORE DELETE ON stay BEGIN SELECT RAISE(ABORT, 'stays are kept'); END;

CREATE TABLE occupant (
    stay BLOB NOT NULL REFERENCES stay (id),
    place INTEGER NOT NULL CHECK (place >= 0),
    guest BLOB NOT NULL REFERENCES guest (id),
    role TEXT NOT NULL CHECK (role IN ('guest', 'patient', 'carer')),
    relation TEXT CHECK (relation IN ('spouse', 'parent', 'child', 'sibling', 'other')),
    reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 20),
    reason_note TEXT,
    notice BLOB REFERENCES notice (id) DEFERRABLE INITIALLY DEFERRED,
    arrived INTEGER NOT NULL,
    left_at INTEGER CHECK (left_at >= arrived),
    PRIMARY KEY (stay, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX occupant_guest ON occupant (guest);
CREATE UNIQUE INDEX occupant_notice ON occupant (notice) WHERE notice IS NOT NULL;
CREATE UNIQUE INDEX occupant_present ON occupant (stay, guest) WHERE left_at IS NULL;
CREATE TRIGGER occupant_stays BEFORE DELETE ON occupant BEGIN SELECT RAISE(ABORT, 'occupants are kept'); END;
CREATE TRIGGER occupant_keeps_notice BEFORE UPDATE ON occupant
WHEN NEW.guest <> OLD.guest OR (OLD.notice IS NOT NULL AND NEW.notice IS NOT OLD.notice)
BEGIN SELECT RAISE(ABORT, 'a notice is one person in one stay'); END;
";

/// A stay that did not take place is kept, and known for it.
pub(crate) const V2: &str = "
ALTER TABLE stay ADD COLUMN voided INTEGER CHECK (voided IS NULL OR left_at IS NOT NULL);
CREATE TRIGGER stay_stays_void BEFORE UPDATE OF voided ON stay
WHEN OLD.voided IS NOT NULL AND NEW.voided IS NOT OLD.voided
BEGIN SELECT RAISE(ABORT, 'a stay that did not take place stays so'); END;
";

const STAY: &str = "SELECT id, room, department, kind, arrived, planned_until, left_at, voided FROM stay";
const OCCUPANT: &str =
    "SELECT stay, guest, role, relation, reason, reason_note, notice, arrived, left_at FROM occupant";

/// Reads the stays.
#[derive(Clone, Copy)]
pub struct StayRead<'a>(pub(crate) Sql<'a>);

impl StayRead<'_> {
    /// One stay with everybody in it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: StayId) -> Result<Stay, StoreError> {
        let mut found = self.whole("id = ?1", [id.uuid().into_bytes()])?;
        found.pop().ok_or(StoreError::Missing)
    }

    /// The stays that are not over, oldest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn open(&self) -> Result<Vec<Stay>, StoreError> {
        self.whole("left_at IS NULL", [])
    }

    /// The stays by the hour that are not over, oldest first: what may have to turn overnight.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn open_day_use(&self) -> Result<Vec<Stay>, StoreError> {
        self.whole("left_at IS NULL AND kind = 'day-use'", [])
    }

    /// The stays in which a guest is now: at most one, unless two desks took them in at once.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn open_of(&self, guest: GuestId) -> Result<Vec<Stay>, StoreError> {
        let with = "id IN (SELECT stay FROM occupant WHERE guest = ?1 AND left_at IS NULL)";
        self.whole(with, [guest.uuid().into_bytes()])
    }

    /// Every stay of a guest, oldest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn of(&self, guest: GuestId) -> Result<Vec<Stay>, StoreError> {
        self.whole("id IN (SELECT stay FROM occupant WHERE guest = ?1)", [guest.uuid().into_bytes()])
    }

    /// The stays in a room that are not over, or that ended after a moment: what the bed rule needs.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn in_room(&self, room: RoomId, since: jiff::Timestamp) -> Result<Vec<Stay>, StoreError> {
        let with = "room = ?1 AND (left_at IS NULL OR left_at > ?2)";
        self.whole(with, params![room.uuid().into_bytes(), micros(since)])
    }

    /// The stays that are to end before a moment and have not: the departures of a day, earliest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn departing(&self, before: jiff::Timestamp) -> Result<Vec<Stay>, StoreError> {
        let mut stays = self.whole("left_at IS NULL AND planned_until < ?1", [micros(before)])?;
        stays.sort_by_key(|stay| stay.planned_until);
        Ok(stays)
    }

    /// The stays that ended in a span of time, from its first moment to before its last.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn departed(&self, from: jiff::Timestamp, before: jiff::Timestamp) -> Result<Vec<Stay>, StoreError> {
        self.whole("left_at >= ?1 AND left_at < ?2", params![micros(from), micros(before)])
    }

    /// The stays in which somebody arrived in a span of time, from its first moment to before its last.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn arrived(&self, from: jiff::Timestamp, before: jiff::Timestamp) -> Result<Vec<Stay>, StoreError> {
        let with = "id IN (SELECT stay FROM occupant WHERE arrived >= ?1 AND arrived < ?2)";
        self.whole(with, params![micros(from), micros(before)])
    }

    /// How many stays there have been.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM stay", [])
    }

    /// How many people are here now.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count_present(&self) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM occupant WHERE left_at IS NULL", [])
    }

    /// The stays a condition on `stay` names, each whole, in the order they were written; two statements in all.
    fn whole(self, with: &str, params: impl Params + Clone) -> Result<Vec<Stay>, StoreError> {
        let people = RefCell::new(HashMap::<StayId, Vec<Occupant>>::new());
        let select = format!("{OCCUPANT} WHERE stay IN (SELECT id FROM stay WHERE {with}) ORDER BY stay, place");
        self.0.all(&select, params.clone(), |row| {
            let stay = get_id(row, "stay", StayId::from_uuid)?;
            people.borrow_mut().entry(stay).or_default().push(read_occupant(row)?);
            Ok(())
        })?;
        self.0.all(&format!("{STAY} WHERE {with} ORDER BY row"), params, |row| {
            let mut stay = read_stay(row)?;
            stay.occupants = people.borrow_mut().remove(&stay.id).unwrap_or_default();
            Ok(stay)
        })
    }
}

/// Writes the stays.
#[derive(Clone, Copy)]
pub struct StayWrite<'a>(pub(crate) Sql<'a>);

impl StayWrite<'_> {
    /// Enters a stay, or writes down what has changed in it, with its occupants and whose notice is whose. What the
    /// change means for the hub is queued in the same transaction (invariant 4).
    ///
    /// # Errors
    ///
    /// [`StoreError::Refused`] for a guest or place that is not there, or for a notice that is another person's.
    pub fn save(&self, stay: &Stay) -> Result<(), StoreError> {
        let upsert = "INSERT INTO stay (id, room, department, kind, arrived, planned_until, left_at, voided)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                      ON CONFLICT (id) DO UPDATE SET room = excluded.room, department = excluded.department,
                      kind = excluded.kind, arrived = excluded.arrived, planned_until = excluded.planned_until,
                      left_at = excluded.left_at, voided = excluded.voided";
        let (room, department) = match stay.place {
            Place::Room(id) => (Some(id.uuid().into_bytes()), None),
            Place::Department(id) => (None, Some(id.uuid().into_bytes())),
        };
        let (id, kind) = (stay.id.uuid().into_bytes(), stay.kind.code());
        let (arrived, until, left) = (micros(stay.arrived), micros(stay.planned_until), stay.left.map(micros));
        let voided = stay.voided.map(micros);
        self.0.change(upsert, params![id, room, department, kind, arrived, until, left, voided])?;
        let mut people = stay.occupants.iter().zip(0_i64..);
        people.try_for_each(|(occupant, place)| self.save_occupant(stay.id, place, occupant))
    }

    fn save_occupant(self, stay: StayId, place: i64, occupant: &Occupant) -> Result<(), StoreError> {
        let upsert = "INSERT INTO occupant
                          (stay, place, guest, role, relation, reason, reason_note, notice, arrived, left_at)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                      ON CONFLICT (stay, place) DO UPDATE SET guest = excluded.guest, role = excluded.role,
                      relation = excluded.relation, reason = excluded.reason, reason_note = excluded.reason_note,
                      notice = excluded.notice, arrived = excluded.arrived, left_at = excluded.left_at";
        let (stay, guest) = (stay.uuid().into_bytes(), occupant.guest.uuid().into_bytes());
        let notice = occupant.notice.map(|notice| notice.uuid().into_bytes());
        self.0.change(
            upsert,
            params![
                stay,
                place,
                guest,
                occupant.role.code(),
                occupant.relation.map(Relation::code),
                occupant.reason.code(),
                occupant.reason_note.as_ref().map(Private::expose),
                notice,
                micros(occupant.arrived),
                occupant.left.map(micros),
            ],
        )?;
        let Some(notice) = notice else {
            return Ok(());
        };
        let insert = "INSERT INTO notice (id, stay, guest) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING";
        self.0.execute(insert, params![notice, stay, guest]).map(drop)
    }
}

fn read_stay(row: &Row<'_>) -> Result<Stay, StoreError> {
    Ok(Stay {
        id: get_id(row, "id", StayId::from_uuid)?,
        place: read_place(row)?,
        kind: get_word(row, "kind", StayKind::from_code)?,
        arrived: get_time(row, "arrived")?,
        planned_until: get_time(row, "planned_until")?,
        left: get_time_opt(row, "left_at")?,
        voided: get_time_opt(row, "voided")?,
        occupants: Vec::new(),
    })
}

/// Reads the place of a stay from its two columns.
pub(crate) fn read_place(row: &Row<'_>) -> Result<Place, StoreError> {
    match get_id_opt(row, "room", RoomId::from_uuid)? {
        Some(room) => Ok(Place::Room(room)),
        None => Ok(Place::Department(get_id(row, "department", DepartmentId::from_uuid)?)),
    }
}

fn read_occupant(row: &Row<'_>) -> Result<Occupant, StoreError> {
    let reason: u8 = get(row, "reason")?;
    Ok(Occupant {
        guest: get_id(row, "guest", GuestId::from_uuid)?,
        role: get_word(row, "role", Role::from_code)?,
        relation: get_word_opt(row, "relation", Relation::from_code)?,
        reason: Reason::from_code(reason).ok_or(StoreError::Unreadable { column: "reason" })?,
        reason_note: get::<Option<String>>(row, "reason_note")?.map(Private::new),
        notice: get_id_opt(row, "notice", NoticeId::from_uuid)?,
        arrived: get_time(row, "arrived")?,
        left: get_time_opt(row, "left_at")?,
    })
}
