//! The JSON of a notice. These types have no `Debug` at all, and a reader's error keeps the place, never the words.

use jiff::{Timestamp, civil};
use private::Private;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

use super::{
    Birth, Change, Channel, ClockEvidence, NoticeKind, NoticePayload, PAYLOAD_VERSION, PayloadError, Person, Reason,
    Relation, Resident, Role, Sex,
};

#[derive(Serialize, Deserialize)]
struct NoticeRow {
    version: u16,
    facility: Uuid,
    notice: Uuid,
    revision: u32,
    kind: NoticeKind,
    captured_at: Timestamp,
    arrived_at: Timestamp,
    leaves_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    old_leaves_at: Option<Timestamp>,
    turned_overnight: bool,
    place: String,
    person: PersonRow,
    resident: Resident,
    reason: ReasonRow,
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relation: Option<Relation>,
    channel: Channel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change: Option<ChangeRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock: Option<ClockEvidence>,
}

#[derive(Serialize, Deserialize)]
struct ChangeRow {
    why: String,
    by: String,
}

#[derive(Serialize, Deserialize)]
struct PersonRow {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    birth: Option<BirthRow>,
    sex: Sex,
    nationality: String,
    paper: u8,
    number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ReasonRow {
    code: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

struct BirthRow(Birth);

/// Only the version, so that a message of another version is named as such, whatever else it holds.
#[derive(Deserialize)]
struct VersionRow {
    version: u16,
}

pub(super) fn write(payload: &NoticePayload) -> Result<Vec<u8>, PayloadError> {
    serde_json::to_vec(&NoticeRow::of(payload)).map_err(|error| place_of(&error))
}

pub(super) fn read(bytes: &[u8]) -> Result<NoticePayload, PayloadError> {
    let VersionRow { version } = serde_json::from_slice(bytes).map_err(|error| place_of(&error))?;
    if version != PAYLOAD_VERSION {
        return Err(PayloadError::Version(version));
    }
    serde_json::from_slice(bytes).map(NoticeRow::into_payload).map_err(|error| place_of(&error))
}

/// serde's own message quotes the value it did not like.
fn place_of(error: &serde_json::Error) -> PayloadError {
    PayloadError::Unreadable { line: error.line(), column: error.column() }
}

impl NoticeRow {
    fn of(payload: &NoticePayload) -> Self {
        Self {
            version: payload.version,
            facility: payload.facility,
            notice: payload.notice,
            revision: payload.revision,
            kind: payload.kind,
            captured_at: payload.captured_at,
            arrived_at: payload.arrived_at,
            leaves_at: payload.leaves_at,
            old_leaves_at: payload.old_leaves_at,
            turned_overnight: payload.turned_overnight,
            place: payload.place.expose().clone(),
            person: PersonRow::of(&payload.person),
            resident: payload.resident,
            reason: ReasonRow { code: payload.reason.expose().code, text: payload.reason.expose().text.clone() },
            role: *payload.role.expose(),
            relation: payload.relation.as_ref().map(|relation| *relation.expose()),
            channel: payload.channel,
            change: payload.change.as_ref().map(ChangeRow::of),
            clock: payload.clock,
        }
    }

    fn into_payload(self) -> NoticePayload {
        NoticePayload {
            version: self.version,
            facility: self.facility,
            notice: self.notice,
            revision: self.revision,
            kind: self.kind,
            captured_at: self.captured_at,
            arrived_at: self.arrived_at,
            leaves_at: self.leaves_at,
            old_leaves_at: self.old_leaves_at,
            turned_overnight: self.turned_overnight,
            place: Private::new(self.place),
            person: self.person.into_person(),
            resident: self.resident,
            reason: Private::new(Reason { code: self.reason.code, text: self.reason.text }),
            role: Private::new(self.role),
            relation: self.relation.map(Private::new),
            channel: self.channel,
            change: self.change.map(|row| Change { why: Private::new(row.why), by: Private::new(row.by) }),
            clock: self.clock,
        }
    }
}

impl ChangeRow {
    fn of(change: &Change) -> Self {
        Self { why: change.why.expose().clone(), by: change.by.expose().clone() }
    }
}

impl PersonRow {
    fn of(person: &Person) -> Self {
        Self {
            name: person.name.expose().clone(),
            birth: person.birth.as_ref().map(|birth| BirthRow(*birth.expose())),
            sex: person.sex,
            nationality: person.nationality.clone(),
            paper: person.paper,
            number: person.number.expose().clone(),
            address: person.address.as_ref().map(|address| address.expose().clone()),
        }
    }

    fn into_person(self) -> Person {
        Person {
            name: Private::new(self.name),
            birth: self.birth.map(|BirthRow(birth)| Private::new(birth)),
            sex: self.sex,
            nationality: self.nationality,
            paper: self.paper,
            number: Private::new(self.number),
            address: self.address.map(Private::new),
        }
    }
}

impl Serialize for BirthRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Birth::Day(day) => serializer.collect_str(&day),
            Birth::Year(year) => serializer.collect_str(&format_args!("{year:04}")),
        }
    }
}

impl<'de> Deserialize<'de> for BirthRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let birth = match text.len() {
            4 => text.parse().ok().map(Birth::Year),
            10 => text.parse::<civil::Date>().ok().map(Birth::Day),
            _ => None,
        };
        birth.map(Self).ok_or_else(|| D::Error::custom("neither a day nor a year"))
    }
}
