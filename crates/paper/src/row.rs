use std::fmt;

use document::Document;
use duty::{Reason, Resident, Role, StayKind};
use jiff::Timestamp;
use jiff::civil::Date;
use lodging::{EntryPaper, Guest, Occupant, Stay};
use private::Private;

/// Names the house on its papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Its name, as the police know it.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its telephone; empty where none is set.
    pub phone: String,
}

/// Holds one person in one stay, as the papers want it.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// Facts about the person.
    pub person: Document,
    /// As what they sleep here; in a hospital a health fact.
    pub role: Role,
    /// Why they stay.
    pub reason: Reason,
    /// The reason in words, needed with [`Reason::Other`].
    pub reason_note: Option<Private<String>>,
    /// Over night or by the hour.
    pub kind: StayKind,
    /// When they arrived.
    pub arrived: Timestamp,
    /// When they plan to leave.
    pub planned_until: Timestamp,
    /// When they left; none while they are here.
    pub left: Option<Timestamp>,
    /// Room or department, as it is called in the house.
    pub place: Private<String>,
    /// What only some papers ask for.
    pub more: More,
}

/// Holds what only some papers ask for, all of it typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct More {
    /// Telephone.
    pub phone: Option<Private<String>>,
    /// What the paper is called, needed with [`document::Paper::Other`].
    pub paper_name: Option<String>,
    /// How a foreigner entered the country, and until when they may stay.
    pub entry: Option<EntryPaper>,
    /// A remark.
    pub note: Option<Private<String>>,
}

/// Role and reason are health facts in a hospital, and no fact of a person is printed.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Row {
    /// Takes a person's row out of a stay; `place` is what the room or department is called.
    pub fn of(guest: &Guest, stay: &Stay, occupant: &Occupant, place: &str) -> Self {
        Self {
            person: guest.document.clone(),
            role: occupant.role,
            reason: occupant.reason,
            reason_note: occupant.reason_note.clone(),
            kind: stay.kind,
            arrived: occupant.arrived,
            planned_until: stay.planned_until,
            left: occupant.left,
            place: Private::new(place.to_owned()),
            more: More::default(),
        }
    }

    /// Tells whether the person belongs on the papers for foreigners.
    pub fn is_foreign(&self) -> bool {
        Resident::of(&self.person, false) != Resident::Vietnamese
    }

    /// Last day a foreigner may stay in the country, as somebody has typed it.
    pub fn permitted_until(&self) -> Option<Date> {
        self.more.entry.as_ref().and_then(|entry| entry.permitted_until)
    }

    /// Address as it is told: in the units of today where a person has taken them, else as the paper has it.
    pub(crate) fn address(&self) -> Option<&str> {
        let raw = self.person.address.as_ref().map(|address| &address.value);
        self.person.residence.as_ref().or(raw).map(|address| address.expose().as_str())
    }

    /// The reason with its words, as a person reads it.
    pub(crate) fn reason_words(&self) -> &str {
        self.reason_note.as_ref().map_or(self.reason.label(), |note| note.expose().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Told;
    use crate::testing::{at, citizen};

    #[test]
    fn debug_says_nothing_of_a_persons_health() {
        let patient = Row { role: Role::Patient, reason: Reason::Treatment, ..citizen() };
        assert_eq!(format!("{patient:?}"), "Row { kind: Overnight, .. }");
        let told = Told {
            arrived: at("2026-11-28T14:00:00+07:00"),
            due: None,
            received: None,
            reason: Reason::Treatment,
            role: Role::Patient,
            foreign: false,
            place: "Khoa Nội".to_owned(),
        };
        assert_eq!(format!("{told:?}"), "Told { due: None, .. }");
    }
}
