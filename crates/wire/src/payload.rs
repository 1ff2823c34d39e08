//! The notice: what the law asks to be told about one person in one stay.

mod clock;
mod row;
#[cfg(test)]
mod tests;

use jiff::{Timestamp, civil};
use private::Private;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use clock::{ClockEvidence, HubTime};

use crate::{Digest, NoticeKey};

/// The version of the message this program writes, and the only one it reads.
pub const PAYLOAD_VERSION: u16 = 1;

/// What a revision tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The person has come to stay overnight.
    Arrival,
    /// A fact told before was wrong, or is not so any more: another room.
    Correction,
    /// The stay ends later than told; due before the old end.
    Extension,
    /// The person has left.
    Departure,
    /// The stay did not take place.
    Cancel,
}

/// Which clock of the law runs: the citizen's 23:00, or the foreigner's 12 or 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resident {
    /// Residence Law art. 30.
    Vietnamese,
    /// Declared within 12 hours, or 24 where the facility lies in a remote area.
    Foreign {
        /// The facility lies in a remote area.
        remote: bool,
    },
}

/// How the facts came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Read from the card's chip.
    Chip,
    /// Read from the card's QR.
    Qr,
    /// Read from machine readable lines.
    Mrz,
    /// Typed by hand.
    Typed,
    /// Taken over from a file.
    Imported,
    /// Entered by an officer for a person who could not.
    Assisted,
}

/// A person's sex as the paper states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// `M`
    Male,
    /// `F`
    Female,
    /// `<`
    Unspecified,
}

/// A day of birth, or the year alone where the paper has no more; `"1999-05-15"` or `"1999"` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    /// The full date.
    Day(civil::Date),
    /// The year alone.
    Year(i16),
}

/// As what the person stays. In a hospital it is a health fact, so it travels as a private one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A lodging's guest.
    Guest,
    /// An in-patient.
    Patient,
    /// A patient's carer who sleeps in.
    Carer,
}

/// What a carer is to the patient, or a companion to the first guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Husband or wife.
    Spouse,
    /// Father or mother.
    Parent,
    /// Son or daughter.
    Child,
    /// Brother or sister.
    Sibling,
    /// Anyone else.
    Other,
}

/// Why the person stays, by the portal's codes.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason {
    /// 1 to 20.
    pub code: u8,
    /// Said in words; needed with code 20.
    pub text: Option<String>,
}

/// Who stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Full name as on the paper.
    pub name: Private<String>,
    /// Day or year of birth; asked by the law for arrivals from 2026-07-01.
    pub birth: Option<Private<Birth>>,
    /// Sex as on the paper.
    pub sex: Sex,
    /// ICAO Doc 9303 country code, without fillers: `VNM`, `D`.
    pub nationality: String,
    /// The portal's paper code, 1 to 9.
    pub paper: u8,
    /// Personal number, or the passport's.
    pub number: Private<String>,
    /// Place of residence, as one line.
    pub address: Option<Private<String>>,
}

/// Why a revision follows another, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The reason, in words.
    pub why: Private<String>,
    /// The member of the staff, by the name they work under.
    pub by: Private<String>,
}

/// One revision of a notice: one person in one stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticePayload {
    /// [`PAYLOAD_VERSION`].
    pub version: u16,
    /// The facility the hub gave at enrolment.
    pub facility: Uuid,
    /// The notice; its id never changes.
    pub notice: Uuid,
    /// Counts from 1.
    pub revision: u32,
    /// What this revision tells.
    pub kind: NoticeKind,
    /// When the facts were taken at the desk.
    pub captured_at: Timestamp,
    /// When the person came.
    pub arrived_at: Timestamp,
    /// Until when the person means to stay, or when the person left.
    pub leaves_at: Timestamp,
    /// With [`NoticeKind::Extension`]: the end told before, which is the deadline of the extension.
    pub old_leaves_at: Option<Timestamp>,
    /// The stay began by day and turned overnight: the deadline runs from the turn, not from the arrival.
    pub turned_overnight: bool,
    /// Room or department, as the house names it.
    pub place: Private<String>,
    /// Who stays.
    pub person: Person,
    /// Which clock of the law runs.
    pub resident: Resident,
    /// Why the person stays.
    pub reason: Private<Reason>,
    /// As what the person stays.
    pub role: Private<Role>,
    /// To whom the person belongs.
    pub relation: Option<Private<Relation>>,
    /// How the facts came in.
    pub channel: Channel,
    /// Why the revision before this one is not the last; always with a correction and a cancellation, never with an arrival.
    pub change: Option<Change>,
    /// What the device knew of the time when the facts were taken.
    pub clock: Option<ClockEvidence>,
}

/// A field of [`NoticePayload`] that a rule can find fault with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `revision`: counts from 1.
    Revision,
    /// `leaves_at`: after the arrival; with a departure and a correction also the arrival itself.
    LeavesAt,
    /// `old_leaves_at`: with an extension and only there.
    OldLeavesAt,
    /// `place`: not blank.
    Place,
    /// `person.name`: not blank, no control characters.
    Name,
    /// `person.birth`: not in the future, not before 1850.
    Birth,
    /// `person.nationality`: 1 to 3 capital letters.
    Nationality,
    /// `person.paper`: 1 to 9.
    Paper,
    /// `person.number`: 1 to 20 letters and digits.
    Number,
    /// `person.address`: no control characters.
    Address,
    /// `reason`: 1 to 20, with words at 20.
    Reason,
    /// `change`: reason and person not blank, with a correction and a cancellation, and not with an arrival.
    Change,
}

/// Why bytes are not a notice. It carries no part of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// The bytes are not this message.
    #[error("not a notice: unreadable at line {line}, column {column}")]
    Unreadable {
        /// Counts from 1.
        line: usize,
        /// Counts from 1.
        column: usize,
    },
    /// A message of another version of the program.
    #[error("a notice of version {0}, which this program does not read")]
    Version(u16),
    /// A field breaks its rule.
    #[error("a notice with a fault in {0:?}")]
    Invalid(Field),
}

impl NoticePayload {
    /// Freezes the notice into the bytes that are queued, hashed, sent and kept.
    ///
    /// # Errors
    /// [`PayloadError`] when a rule of [`Self::validate`] is broken: a notice the hub would reject is not queued.
    pub fn encode(&self) -> Result<Vec<u8>, PayloadError> {
        self.validate()?;
        row::write(self)
    }

    /// Reads and checks the bytes [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`PayloadError`] when they are no such message, of another version, or break a rule.
    pub fn decode(bytes: &[u8]) -> Result<Self, PayloadError> {
        let payload = row::read(bytes)?;
        payload.validate()?;
        Ok(payload)
    }

    /// The key under which the hub stores it.
    pub const fn key(&self) -> NoticeKey {
        NoticeKey { facility: self.facility, notice: self.notice, revision: self.revision }
    }

    /// The digest of frozen bytes.
    pub fn digest(bytes: &[u8]) -> Digest {
        Digest::of(bytes)
    }

    /// Checks the form of every field. Deadlines, lengths of stay and what the law asks by date are the hub's to judge.
    ///
    /// # Errors
    /// [`PayloadError::Version`], or [`PayloadError::Invalid`] with the first field that is wrong.
    pub fn validate(&self) -> Result<(), PayloadError> {
        if self.version != PAYLOAD_VERSION {
            return Err(PayloadError::Version(self.version));
        }
        let person = &self.person;
        let rules = [
            (Field::Revision, self.revision >= 1),
            (Field::LeavesAt, self.ends_well()),
            (Field::OldLeavesAt, self.old_leaves_at.is_some() == (self.kind == NoticeKind::Extension)),
            (Field::Place, is_line(self.place.expose(), 120)),
            (Field::Name, is_line(person.name.expose(), 200)),
            (Field::Birth, person.birth.as_ref().is_none_or(|birth| self.may_be_born(*birth.expose()))),
            (Field::Nationality, is_code(&person.nationality, 3, u8::is_ascii_uppercase)),
            (Field::Paper, (1..=9).contains(&person.paper)),
            (Field::Number, is_code(person.number.expose(), 20, u8::is_ascii_alphanumeric)),
            (Field::Address, person.address.as_ref().is_none_or(|address| is_line(address.expose(), 400))),
            (Field::Reason, is_reason(self.reason.expose())),
            (Field::Change, self.says_why()),
        ];
        match rules.into_iter().find(|(_, holds)| !holds) {
            Some((field, _)) => Err(PayloadError::Invalid(field)),
            None => Ok(()),
        }
    }

    /// Who turns round at the door leaves as they came, and their facts can be put right all the same.
    fn ends_well(&self) -> bool {
        match self.kind {
            NoticeKind::Cancel => true,
            NoticeKind::Departure | NoticeKind::Correction => self.leaves_at >= self.arrived_at,
            _ => self.leaves_at > self.arrived_at,
        }
    }

    /// What takes back or puts right what the police were told names who did it and why; nothing changes an arrival.
    fn says_why(&self) -> bool {
        match (&self.change, self.kind) {
            (None, NoticeKind::Correction | NoticeKind::Cancel) | (Some(_), NoticeKind::Arrival) => false,
            (None, _) => true,
            (Some(change), _) => is_told(change),
        }
    }

    /// A child born tonight stays too; the day is that of Vietnam, UTC+7.
    fn may_be_born(&self, birth: Birth) -> bool {
        let arrived = jiff::tz::Offset::constant(7).to_datetime(self.arrived_at).date();
        let (year, past) = match birth {
            Birth::Day(day) => (day.year(), day <= arrived),
            Birth::Year(year) => (year, year <= arrived.year()),
        };
        past && year >= 1850
    }
}

fn is_line(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}

fn is_code(text: &str, longest: usize, letter: fn(&u8) -> bool) -> bool {
    (1..=longest).contains(&text.len()) && text.bytes().all(|byte| letter(&byte))
}

fn is_reason(reason: &Reason) -> bool {
    let said = reason.text.as_deref().map(|text| is_line(text, 200));
    (1..=20).contains(&reason.code) && said.unwrap_or(reason.code != 20)
}

fn is_told(change: &Change) -> bool {
    is_line(change.why.expose(), 200) && is_line(change.by.expose(), 120)
}
