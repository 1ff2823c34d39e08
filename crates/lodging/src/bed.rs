//! Beds: how many are taken over a time, and whether more people fit.
//!
//! A full room is a warning that staff may override (two desks cut off from each other both let the last bed): no
//! notice is ever held back by it, so [`crate::Stay::arrive`] does not ask.

use jiff::Timestamp;

use crate::{Cleanliness, LodgingError, Room};

/// A person who takes a bed for a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sleeper {
    /// From when.
    pub arrived: Timestamp,
    /// Until when it is planned.
    pub planned_until: Timestamp,
    /// When they really left; none while they are here.
    pub left: Option<Timestamp>,
}

impl Sleeper {
    /// When the bed is free again: a person who has overstayed still lies in it.
    fn until(&self, now: Timestamp) -> Timestamp {
        self.left.unwrap_or_else(|| self.planned_until.max(now))
    }

    fn lies_at(&self, at: Timestamp, now: Timestamp) -> bool {
        self.arrived <= at && (at < self.until(now) || (self.left.is_none() && at <= now))
    }
}

/// The most beds taken at one moment from `from` to before `until`, given everyone who has slept in the room.
pub fn beds_taken(sleepers: &[Sleeper], from: Timestamp, until: Timestamp, now: Timestamp) -> usize {
    // The number only rises where somebody arrives, so these moments and the first are enough.
    sleepers
        .iter()
        .map(|sleeper| sleeper.arrived)
        .filter(|arrived| from < *arrived && *arrived < until)
        .chain([from])
        .map(|at| sleepers.iter().filter(|sleeper| sleeper.lies_at(at, now)).count())
        .max()
        .unwrap_or(0)
}

/// Checks that `wanted` more people fit into a room for a time.
///
/// # Errors
///
/// [`LodgingError::Locked`] for a room out of use, [`LodgingError::Full`] for too few beds.
pub fn check_beds(
    room: &Room,
    sleepers: &[Sleeper],
    wanted: usize,
    from: Timestamp,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), LodgingError> {
    if room.state == Cleanliness::Locked {
        return Err(LodgingError::Locked);
    }
    let taken = beds_taken(sleepers, from, until, now);
    if taken + wanted > usize::from(room.beds) {
        return Err(LodgingError::Full { beds: room.beds, taken, wanted });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RoomId;

    /// A moment at an hour of an invented day, negative for the day before.
    fn hour(hours: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + hours * 3600).unwrap()
    }

    fn sleeper(arrived: i64, planned: i64, left: Option<i64>) -> Sleeper {
        Sleeper { arrived: hour(arrived), planned_until: hour(planned), left: left.map(hour) }
    }

    fn room(beds: u8, state: Cleanliness) -> Room {
        Room { id: RoomId::new(hour(0), [0; 10]), floor: 3, name: "305".into(), beds, state }
    }

    #[test]
    fn beds_are_counted_at_the_fullest_moment() {
        let now = hour(0);
        let cases: [(_, &[Sleeper], _, _); 9] = [
            ("empty", &[], (0, 12), 0),
            ("one through", &[sleeper(-5, 20, None)], (0, 12), 1),
            ("gone before", &[sleeper(-5, 20, Some(-1))], (0, 12), 0),
            ("leaves exactly when the next arrives", &[sleeper(-5, 6, None)], (6, 12), 0),
            ("arrives exactly when the last leaves", &[sleeper(12, 20, None)], (0, 12), 0),
            ("two after each other share a bed", &[sleeper(0, 4, None), sleeper(4, 8, None)], (0, 12), 1),
            ("two at once", &[sleeper(0, 5, None), sleeper(4, 8, None)], (0, 12), 2),
            ("overstayed, still in bed", &[sleeper(-30, -2, None)], (0, 12), 1),
            ("a stay of no length is nobody", &[sleeper(1, 1, Some(1))], (0, 12), 0),
        ];
        for (name, sleepers, (from, until), expected) in cases {
            assert_eq!(beds_taken(sleepers, hour(from), hour(until), now), expected, "{name}");
        }
    }

    #[test]
    fn a_full_or_locked_room_refuses_with_the_figures() {
        let in_it = [sleeper(0, 10, None)];
        let ask = |room: &Room, wanted| check_beds(room, &in_it, wanted, hour(1), hour(9), hour(0));
        assert_eq!(ask(&room(2, Cleanliness::Ready), 1), Ok(()));
        assert_eq!(ask(&room(2, Cleanliness::ToClean), 1), Ok(()), "cleaning is the desk's to judge");
        let full = LodgingError::Full { beds: 2, taken: 1, wanted: 2 };
        assert_eq!(ask(&room(2, Cleanliness::Ready), 2), Err(full));
        assert_eq!(ask(&room(9, Cleanliness::Locked), 1), Err(LodgingError::Locked));
    }
}
