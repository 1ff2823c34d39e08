//! What the house is made of: rooms with beds, and a hospital's departments.

use crate::{DepartmentId, RoomId};

/// A room that can be let.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// The floor as the house counts it; the ground floor is mostly 1, a cellar negative.
    pub floor: i16,
    /// What is written on the door, such as "305".
    pub name: String,
    /// How many people can sleep in it.
    pub beds: u8,
    /// Whether it can be let now.
    pub state: Cleanliness,
}

/// Whether a room that nobody is in can be let.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cleanliness {
    /// Clean, can be let.
    Ready,
    /// Left, not cleaned yet.
    ToClean,
    /// Taken out of use by the house.
    Locked,
}

impl Cleanliness {
    /// The word it is kept under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::ToClean => "to-clean",
            Self::Locked => "locked",
        }
    }

    /// The state kept under a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Ready, Self::ToClean, Self::Locked].into_iter().find(|state| state.code() == code)
    }
}

/// A department in which patients and carers sleep.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name as the hospital writes it.
    pub name: String,
}

/// Where a stay is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// In a room of a guesthouse.
    Room(RoomId),
    /// In a department of a hospital.
    Department(DepartmentId),
}
