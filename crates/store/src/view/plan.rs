//! Who is where now: the room plan of a guesthouse and the departments of a hospital.

use std::collections::HashMap;

use duty::{Role, StayKind};
use jiff::Timestamp;
use lodging::{Department, GuestId, NoticeId, Place, Room, RoomId, StayId};
use private::Private;
use rusqlite::Row;

use super::notice::SHOWN;
use crate::StoreError;
use crate::sql::{get, get_id, get_id_opt, get_time, get_time_opt, get_word, get_word_opt, micros};
use crate::table::department::DepartmentRead;
use crate::table::outbox::{EntryState, NoticeKind};
use crate::table::room::RoomRead;
use crate::table::stay::read_place;
use crate::transaction::Sql;

/// A person who is here, as the plan shows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Present {
    /// The stay they are in.
    pub stay: StayId,
    /// Where it is.
    pub place: Place,
    /// Over night, or by the hour.
    pub kind: StayKind,
    /// When the stay is planned to end.
    pub planned_until: Timestamp,
    /// Who they are.
    pub guest: GuestId,
    /// Their name.
    pub name: Option<Private<String>>,
    /// The number of their paper.
    pub number: Option<Private<String>>,
    /// As what they are here.
    pub role: Role,
    /// When they arrived.
    pub arrived: Timestamp,
    /// Their notice; none outside the duty.
    pub notice: Option<NoticeId>,
    /// Where that notice stands.
    pub state: Option<EntryState>,
    /// What it tells.
    pub telling: Option<NoticeKind>,
    /// When that was written down.
    pub queued_at: Option<Timestamp>,
    /// By when the hub must have it.
    pub deadline: Option<Timestamp>,
    /// Whether the hub had it in time; none before the receipt.
    pub on_time: Option<bool>,
    /// The short code of that receipt.
    pub code: Option<String>,
}

/// A person whose stay in a room is over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gone {
    /// The stay.
    pub stay: StayId,
    /// The room.
    pub room: RoomId,
    /// Who they are.
    pub guest: GuestId,
    /// Their name.
    pub name: Option<Private<String>>,
    /// When the stay ended.
    pub left: Timestamp,
}

/// A room, and who is in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomNow {
    /// The room.
    pub room: Room,
    /// The people in it, in the order they came.
    pub people: Vec<Present>,
}

/// Reads the plan.
#[derive(Clone, Copy)]
pub struct PlanRead<'a>(pub(crate) Sql<'a>);

impl PlanRead<'_> {
    /// Every room with who is in it, by floor and door; two statements however many rooms there are.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn rooms(&self) -> Result<Vec<RoomNow>, StoreError> {
        let mut people = by_place(self.present()?);
        let rooms = RoomRead(self.0).all()?.into_iter();
        Ok(rooms
            .map(|room| RoomNow { people: people.remove(&Place::Room(room.id)).unwrap_or_default(), room })
            .collect())
    }

    /// Every department with who is in it, by name.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn departments(&self) -> Result<Vec<(Department, Vec<Present>)>, StoreError> {
        let mut people = by_place(self.present()?);
        let departments = DepartmentRead(self.0).all()?.into_iter();
        Ok(departments
            .map(|department| {
                let here = people.remove(&Place::Department(department.id)).unwrap_or_default();
                (department, here)
            })
            .collect())
    }

    /// Everybody whose stay in a room has ended since a moment and did take place, the last first. Who went before the
    /// others of a stay is not among them: their stay goes on.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn gone(&self, since: Timestamp) -> Result<Vec<Gone>, StoreError> {
        let select = "SELECT stay.id AS stay, stay.room, occupant.guest, guest.name, stay.left_at
             FROM stay
             JOIN occupant ON occupant.stay = stay.id AND occupant.left_at = stay.left_at
             JOIN guest ON guest.id = occupant.guest
             WHERE stay.left_at >= ?1 AND stay.room IS NOT NULL AND stay.voided IS NULL
             ORDER BY stay.left_at DESC, occupant.place";
        self.0.all(select, [micros(since)], |row| {
            Ok(Gone {
                stay: get_id(row, "stay", StayId::from_uuid)?,
                room: get_id(row, "room", RoomId::from_uuid)?,
                guest: get_id(row, "guest", GuestId::from_uuid)?,
                name: get::<Option<String>>(row, "name")?.map(Private::new),
                left: get_time(row, "left_at")?,
            })
        })
    }

    /// Everybody who is here, in the order their stays began.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn present(&self) -> Result<Vec<Present>, StoreError> {
        let select = format!(
            "SELECT occupant.stay, stay.room, stay.department, stay.kind, stay.planned_until, occupant.guest,
                guest.name, guest.number, occupant.role, occupant.arrived, occupant.notice, outbox.state, outbox.kind AS telling,
                outbox.queued_at, outbox.deadline, receipt.on_time, receipt.code
             FROM stay
             JOIN occupant ON occupant.stay = stay.id AND occupant.left_at IS NULL
             JOIN guest ON guest.id = occupant.guest
             LEFT JOIN outbox ON outbox.notice = occupant.notice AND {SHOWN}
             LEFT JOIN receipt ON receipt.notice = outbox.notice AND receipt.revision = outbox.revision
             WHERE stay.left_at IS NULL
             ORDER BY stay.row, occupant.place"
        );
        self.0.all(&select, [], read)
    }
}

fn by_place(present: Vec<Present>) -> HashMap<Place, Vec<Present>> {
    let mut places = HashMap::<Place, Vec<Present>>::new();
    for person in present {
        places.entry(person.place).or_default().push(person);
    }
    places
}

fn read(row: &Row<'_>) -> Result<Present, StoreError> {
    Ok(Present {
        stay: get_id(row, "stay", StayId::from_uuid)?,
        place: read_place(row)?,
        kind: get_word(row, "kind", StayKind::from_code)?,
        planned_until: get_time(row, "planned_until")?,
        guest: get_id(row, "guest", GuestId::from_uuid)?,
        name: get::<Option<String>>(row, "name")?.map(Private::new),
        number: get::<Option<String>>(row, "number")?.map(Private::new),
        role: get_word(row, "role", Role::from_code)?,
        arrived: get_time(row, "arrived")?,
        notice: get_id_opt(row, "notice", NoticeId::from_uuid)?,
        state: get_word_opt(row, "state", EntryState::from_code)?,
        telling: get_word_opt(row, "telling", NoticeKind::from_code)?,
        queued_at: get_time_opt(row, "queued_at")?,
        deadline: get_time_opt(row, "deadline")?,
        on_time: get(row, "on_time")?,
        code: get(row, "code")?,
    })
}
