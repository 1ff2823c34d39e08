//! What a stay refuses.

/// A change to a stay that the house's rules refuse.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LodgingError {
    /// Nobody was named as arriving.
    #[error("a stay needs at least one person")]
    NobodyArrives,
    /// A stay has to end after it begins.
    #[error("the planned end is not after the arrival")]
    EndsBeforeArrival,
    /// An extension has to end later than what it extends.
    #[error("the new end is not after the old one")]
    NotLater,
    /// From 30 days on the person registers temporary residence instead (Residence Law art. 27 and 30).
    #[error("{nights} nights: from 30 days on temporary residence is registered instead")]
    TooLong {
        /// The nights from arrival to the end asked for.
        nights: i32,
    },
    /// The person is in this stay already.
    #[error("this person is in the stay already")]
    AlreadyHere,
    /// The person is not, or no longer, in this stay.
    #[error("this person is not in the stay")]
    NotHere,
    /// Nobody leaves before they arrived.
    #[error("the time of leaving is before the arrival")]
    LeavesBeforeArrival,
    /// The stay is over.
    #[error("the stay is over")]
    Over,
    /// The stay goes on: there is no end to take back.
    #[error("the stay is not over")]
    NotOver,
    /// The stay did not take place.
    #[error("the stay did not take place")]
    Void,
    /// A move goes somewhere else.
    #[error("the stay is in that place already")]
    SamePlace,
    /// Only a day use turns overnight.
    #[error("the stay is overnight already")]
    NotDayUse,
    /// The room is out of use.
    #[error("the room is locked")]
    Locked,
    /// There are not enough beds for the time asked; staff may go on all the same, and the house is told.
    #[error("{wanted} beds wanted, {taken} of {beds} taken")]
    Full {
        /// The beds of the room.
        beds: u8,
        /// The most beds taken at one moment of the time asked for.
        taken: usize,
        /// The beds asked for.
        wanted: usize,
    },
}
