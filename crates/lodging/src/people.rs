//! The people: guests, the occupants of a stay, and the staff.

use document::Document;
use duty::{Reason, Role};
use jiff::Timestamp;
use private::Private;

use crate::{GuestId, NoticeId, StaffId};

/// A person as this house knows them, by the paper they showed last.
#[derive(Clone, PartialEq, Debug)]
pub struct Guest {
    /// Their id in this house.
    pub id: GuestId,
    /// The facts about them, each with where it came from.
    pub document: Document,
}

/// One person in one stay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occupant {
    /// Who it is.
    pub guest: GuestId,
    /// As what they sleep here. In a hospital this is a health fact (Law 91/2025).
    pub role: Role,
    /// Whose carer they are to the patient, when they are one.
    pub relation: Option<Relation>,
    /// Why they stay, as the notice says it.
    pub reason: Reason,
    /// The reason in words, when the code is "other".
    pub reason_note: Option<Private<String>>,
    /// The notice of this person in this stay; none while the stay is outside the duty.
    pub notice: Option<NoticeId>,
    /// When they arrived.
    pub arrived: Timestamp,
    /// When they left; none while they are here.
    pub left: Option<Timestamp>,
}

/// What a carer is to the patient.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// Wife or husband.
    Spouse,
    /// Father or mother.
    Parent,
    /// Son or daughter.
    Child,
    /// Brother or sister.
    Sibling,
    /// Anybody else.
    Other,
}

impl Relation {
    /// Every relation, in the order a screen offers them.
    pub const ALL: [Self; 5] = [Self::Spouse, Self::Parent, Self::Child, Self::Sibling, Self::Other];

    /// The word it is kept and sent under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Parent => "parent",
            Self::Child => "child",
            Self::Sibling => "sibling",
            Self::Other => "other",
        }
    }

    /// The relation kept under a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.code() == code)
    }
}

/// A member of the staff; every act in the house has one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Staff {
    /// Their id.
    pub id: StaffId,
    /// The name they work under.
    pub name: Private<String>,
    /// What they may do.
    pub role: StaffRole,
}

/// What a member of the staff is in the house.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StaffRole {
    /// Owns the house: prices, staff, retention.
    Owner,
    /// Works at the desk.
    Receptionist,
    /// Works on a ward.
    Ward,
}

impl StaffRole {
    /// The word it is kept under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Receptionist => "receptionist",
            Self::Ward => "ward",
        }
    }

    /// The role kept under a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Owner, Self::Receptionist, Self::Ward].into_iter().find(|role| role.code() == code)
    }
}
