//! What the desk keeps of itself: the house it stands in, its devices, and its enrolment at a hub.

pub(crate) mod alone;
pub(crate) mod clock;
pub(crate) mod devices;
pub(crate) mod enrol;
pub(crate) mod house;
pub(crate) mod key;
pub(crate) mod units;
