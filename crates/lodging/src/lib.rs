//! The house: its rooms and departments, the people in them, and the stay that joins the two.
//!
//! A [`Stay`] is one place taken from a moment of arrival; its [`Occupant`]s are the people who sleep there, each with
//! a role, a reason and, once the duty has been met for them, the notice of it. Nothing is ever taken out of a stay:
//! a person who goes has a time of leaving, and a stay that is over stays readable.
//!
//! Pure: `now` and random bytes are arguments, nothing is read or written.

mod bed;
mod entry;
mod error;
mod house;
mod id;
mod night;
mod people;
mod stay;

pub use bed::{Sleeper, beds_taken, check_beds};
pub use entry::{EntryKind, EntryPaper};
pub use error::LodgingError;
pub use house::{Cleanliness, Department, Place, Room};
pub use id::{DepartmentId, GuestId, NoticeId, RoomId, StaffId, StayId};
pub use night::{later_end, planned_day_use_end, planned_end};
pub use people::{Guest, Occupant, Relation, Staff, StaffRole};
pub use stay::{Arrival, Stay};

pub use duty::{Reason, Role, StayKind};
