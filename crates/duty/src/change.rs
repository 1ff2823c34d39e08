use jiff::Timestamp;

use crate::deadline::{Deadline, extension_deadline};
use crate::vietnam::vn_date;

/// What a revision of a notice tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Telling {
    /// Somebody stays overnight.
    Arrival,
    /// Something told before was wrong, or is not so any more, such as the room.
    Correction,
    /// The stay ends later than at the moment told so far.
    Extension {
        /// The end told so far.
        old_end: Timestamp,
    },
    /// The person has left on another day than told.
    Departure,
    /// The stay did not take place.
    Cancel,
}

/// What the police know of a notice before a revision of it reaches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// Nothing yet: an earlier revision is on its way and has no receipt.
    OnItsWay,
    /// An earlier revision has its receipt.
    Told,
}

/// Says when a revision is due. The first telling that the police get of a person is the arrival's, whatever it tells,
/// and is due when an arrival is (`arrival`); only what did not take place has no deadline. Of what comes later an
/// extension is due before the old end (Residence Law art. 30); the statute sets no time for a correction, for an early
/// or late departure and for a cancellation (likely: at once). While nobody knows which of two will be the first to
/// reach them, the earlier of both moments holds, so that the receipt never names an earlier one.
pub fn revision_deadline(telling: Telling, before: Before, arrival: Deadline) -> Option<Deadline> {
    let later = match telling {
        Telling::Cancel => return None,
        Telling::Extension { old_end } => Some(extension_deadline(old_end)),
        Telling::Arrival | Telling::Correction | Telling::Departure => None,
    };
    match before {
        Before::Nothing => Some(arrival),
        Before::OnItsWay => Some(later.filter(|later| later.at < arrival.at).unwrap_or(arrival)),
        Before::Told => later,
    }
}

/// Tells whether a stay that really ends at `end` ends otherwise than told: a notice tells days, from-to, so another
/// hour of the same Vietnamese day is no other end (likely: the statute asks for the period of stay, the portal for a
/// day).
pub fn ends_otherwise(told: Timestamp, end: Timestamp) -> bool {
    vn_date(told) != vn_date(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Resident, Rule, StayKind, deadline, vn_instant};

    fn wall(text: &str) -> Timestamp {
        vn_instant(text.parse().unwrap())
    }

    #[test]
    fn each_telling_has_its_deadline() {
        let arrival = deadline(wall("2026-07-15T14:00"), StayKind::Overnight, Resident::Vietnamese).unwrap();
        let extension = Telling::Extension { old_end: wall("2026-07-16T12:00") };
        let evening = Some(("2026-07-15T23:00", Rule::SameEvening));
        let noon = Some(("2026-07-16T12:00", Rule::Extension));
        let table = [
            (Telling::Arrival, [evening, evening, None]),
            (Telling::Correction, [evening, evening, None]),
            (extension, [evening, evening, noon]),
            (Telling::Departure, [evening, evening, None]),
            (Telling::Cancel, [None, None, None]),
        ];
        for (telling, due) in table {
            for (before, due) in [Before::Nothing, Before::OnItsWay, Before::Told].into_iter().zip(due) {
                let found = revision_deadline(telling, before, arrival).map(|due| (due.at, due.rule));
                assert_eq!(found, due.map(|(at, rule)| (wall(at), rule)), "{telling:?}, before: {before:?}");
            }
        }
    }

    /// A foreigner in a remote area has a day and a night: the old end may come first, and the hub will hold to it.
    #[test]
    fn on_its_way_the_earlier_of_both_moments_holds() {
        let remote = Resident::Foreign { remote: true };
        let arrival = deadline(wall("2026-07-15T23:30"), StayKind::Overnight, remote).unwrap();
        let extension = Telling::Extension { old_end: wall("2026-07-16T12:00") };
        let due = [Before::Nothing, Before::OnItsWay, Before::Told]
            .map(|before| revision_deadline(extension, before, arrival).map(|due| due.at));
        assert_eq!(due, ["2026-07-16T23:30", "2026-07-16T12:00", "2026-07-16T12:00"].map(|at| Some(wall(at))));
    }

    #[test]
    fn another_day_is_another_end_and_another_hour_is_not() {
        let told = wall("2026-07-17T12:00");
        let table = [
            ("2026-07-17T00:00", false),
            ("2026-07-17T07:30", false),
            ("2026-07-17T23:59:59", false),
            ("2026-07-16T23:59:59", true),
            ("2026-07-18T00:00", true),
            ("2026-07-15T18:00", true),
        ];
        for (end, otherwise) in table {
            assert_eq!(ends_otherwise(told, wall(end)), otherwise, "{end}");
        }
    }
}
