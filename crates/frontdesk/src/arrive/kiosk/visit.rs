//! One person's visit: everything the kiosk knows of them, dropped as a whole.

use document::{Document, Paper};
use duty::{Reason, Role};
use jiff::Timestamp;
use lodging::{DepartmentId, Place};
use private::Private;

use crate::arrive::chip::Progress;
use crate::arrive::registration::{Registration, relation};
use crate::view::{DoneState, KioskRole, RelationName, StaffReason, Trouble};

/// Where the visit stands.
#[derive(Default)]
pub(super) enum At {
    #[default]
    Welcome,
    Role,
    Read,
    Number {
        /// The last try was not twelve digits.
        wrong: bool,
    },
    Confirm,
    Department,
    Relation,
    Nights,
    Saving,
    Done {
        state: DoneState,
        deadline: Timestamp,
        since: Timestamp,
    },
    Staff(StaffReason),
}

/// Which paper the person has said to have.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Wanted {
    #[default]
    Card,
    Passport,
}

/// What is known of the person.
#[derive(Default)]
pub(super) struct Visit {
    pub(super) at: At,
    pub(super) role: Option<KioskRole>,
    pub(super) wanted: Wanted,
    /// What the camera has seen of the paper: the code of a card, or the zone of a card or passport.
    pub(super) shown: Option<Document>,
    pub(super) number: Option<Private<String>>,
    /// A read of the chip is under way.
    pub(super) reading: bool,
    /// A card was laid during the read under way: the one being read has been lifted, though the read does not know yet.
    pub(super) laid_again: bool,
    pub(super) progress: Progress,
    pub(super) trouble: Option<Trouble>,
    /// Reads that failed.
    pub(super) tries: u32,
    /// What was read, once it was judged.
    pub(super) document: Option<Document>,
    pub(super) has_face: bool,
    pub(super) department: Option<DepartmentId>,
    pub(super) relation: Option<RelationName>,
}

impl Visit {
    /// What opens the chip, if it is known. A paper that was seen beats a number that was typed.
    pub(super) fn key(&self) -> Option<Document> {
        self.shown.clone().or_else(|| self.number.clone().map(Document::of_number))
    }

    /// Whether the paper is a passport, as far as is known.
    pub(super) fn is_passport(&self) -> bool {
        self.shown.as_ref().map_or(self.wanted == Wanted::Passport, |shown| shown.paper == Paper::Passport)
    }

    /// Keeps what the camera has seen, joined with what it saw before of the same paper.
    pub(super) fn show(&mut self, seen: Document) {
        let before = self.shown.take();
        self.shown = before.and_then(|before| document::merge(seen.clone(), before)).or(Some(seen));
    }

    /// Keeps a number that was typed. A paper seen before that has another number is another person's.
    pub(super) fn type_number(&mut self, digits: String) {
        let same = |shown: &Document| shown.number.as_ref().is_some_and(|number| *number.value.expose() == digits);
        self.shown = self.shown.take().filter(same);
        self.number = Some(Private::new(digits));
    }

    /// Forgets what was read: a step back undoes it.
    pub(super) fn forget_reading(&mut self) {
        self.document = None;
        self.has_face = false;
        self.progress = Progress::default();
        self.trouble = None;
    }

    /// Forgets what opened the wrong chip.
    pub(super) fn forget_key(&mut self) {
        self.shown = None;
        self.number = None;
    }

    /// The registration, once everything was answered.
    pub(super) fn registration(&self, nights: u32) -> Option<Registration> {
        let role = self.role?;
        let (role, reason, reason_note) = match role {
            KioskRole::Patient => (Role::Patient, Reason::Treatment, None),
            KioskRole::Carer => (Role::Carer, Reason::Other, Some(Private::new(duty::CARER_REASON.to_owned()))),
        };
        Some(Registration {
            document: self.document.clone()?,
            place: Place::Department(self.department?),
            kind: duty::StayKind::Overnight,
            nights,
            role,
            relation: self.relation.map(relation),
            reason,
            reason_note,
            entry: None,
        })
    }

    /// The hub is away: what was saved will be sent later.
    pub(super) fn offline(&mut self) {
        if let At::Done { state: state @ DoneState::Sending, deadline, .. } = &mut self.at {
            *state = DoneState::Saved { deadline: crate::say::hour(*deadline) };
        }
    }
}
