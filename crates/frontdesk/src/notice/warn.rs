//! A deadline comes near and the hub is away: the desk warns an hour before it and a quarter of an hour before it, and
//! records that it did. What was not sent then is handed over on paper.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use store::{Read, StoreError};

use crate::books::Books;
use crate::view::SyncState;

/// The first warning comes so long before a deadline.
const FIRST: SignedDuration = SignedDuration::from_mins(60);
/// The last one so long before.
const LAST: SignedDuration = SignedDuration::from_mins(15);

/// How near a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Near {
    /// Within the hour.
    First,
    /// Within a quarter of an hour, or past.
    Last,
}

/// What is near while the hub is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    pub(crate) near: Near,
    /// The next deadline within the hour; where none is, the first that has passed.
    pub(crate) deadline: Timestamp,
    pub(crate) waiting: u64,
    /// How many of these have passed theirs.
    pub(crate) overdue: u64,
}

/// Says whether to warn now. What is overdue never hides a deadline that can still be met.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn warning(read: Read<'_>, sync: SyncState, now: Timestamp) -> Result<Option<Warning>, StoreError> {
    let deadlines = near_deadlines(read, sync, now)?;
    let Some((first, _)) = deadlines.first() else { return Ok(None) };
    let next = deadlines.iter().map(|(deadline, _)| *deadline).find(|deadline| now < *deadline);
    let overdue = deadlines.iter().filter(|(deadline, _)| *deadline <= now).map(|(_, entries)| entries).sum();
    let deadline = next.unwrap_or(*first);
    Ok(Some(Warning { near: near(deadline, now), deadline, waiting: read.outbox().summary()?.waiting, overdue }))
}

/// Every deadline within the hour or past, while the hub is away.
fn near_deadlines(read: Read<'_>, sync: SyncState, now: Timestamp) -> Result<Vec<(Timestamp, u64)>, StoreError> {
    match sync {
        SyncState::Offline | SyncState::EnrolAgain => read.outbox().deadlines(now + FIRST),
        SyncState::NotEnrolled | SyncState::Unknown | SyncState::Online => Ok(Vec::new()),
    }
}

fn near(deadline: Timestamp, now: Timestamp) -> Near {
    if deadline.duration_since(now) <= LAST { Near::Last } else { Near::First }
}

/// What was recorded of the deadlines ahead: each warning of each of them is, once.
#[derive(Default)]
pub(crate) struct Watch(BTreeSet<(Timestamp, Near)>);

impl Watch {
    /// Records the warnings that are new.
    ///
    /// # Errors
    ///
    /// Those of the store; what was not recorded is the next time then.
    pub(crate) fn look(&mut self, books: &Books, sync: SyncState, now: Timestamp) -> Result<(), StoreError> {
        self.0.retain(|(deadline, _)| now < *deadline);
        let deadlines = books.store.read(|read| near_deadlines(*read, sync, now))?;
        for (deadline, _) in deadlines.into_iter().filter(|(deadline, _)| now < *deadline) {
            let warning = (deadline, near(deadline, now));
            if !self.0.contains(&warning) {
                books.record(warning.1.act(), None, now)?;
                self.0.insert(warning);
            }
        }
        Ok(())
    }
}

impl Near {
    const fn act(self) -> &'static str {
        match self {
            Self::First => "notice.warn-60",
            Self::Last => "notice.warn-15",
        }
    }
}

#[cfg(test)]
mod tests {
    use lodging::Place;

    use super::*;
    use crate::arrive::check_in::check_in;
    use crate::testing::{an, at, binh, enrolled, evening, one_night, room};

    #[test]
    fn it_warns_an_hour_and_a_quarter_before_while_the_hub_is_away_and_records_each_once() {
        let mut books = enrolled();
        let place = Place::Room(room(&books, "101"));
        check_in(&mut books, &one_night(an(), place), evening()).unwrap();
        let table = [
            ("21:59:59", SyncState::Offline, None),
            ("22:00:00", SyncState::Offline, Some(Near::First)),
            ("22:30:00", SyncState::EnrolAgain, Some(Near::First)),
            ("22:30:00", SyncState::Online, None),
            ("22:44:59", SyncState::Offline, Some(Near::First)),
            ("22:45:00", SyncState::Offline, Some(Near::Last)),
            ("23:30:00", SyncState::Offline, Some(Near::Last)),
        ];
        let mut watch = Watch::default();
        for (clock, sync, near) in table {
            let now = at(&format!("2026-11-21T{clock}+07:00"));
            let warned = books.store.read(|read| warning(*read, sync, now)).unwrap();
            assert_eq!(warned.map(|warning| (warning.near, warning.waiting)), near.map(|near| (near, 1)), "{clock}");
            watch.look(&books, sync, now).unwrap();
        }
        let acts = books.store.read(|read| read.acts().last(2)).unwrap();
        let what: Vec<_> = acts.iter().map(|act| act.what.as_ref()).collect();
        assert_eq!(what, ["notice.warn-15", "notice.warn-60"]);
        let [entry] = books.store.claim(evening(), 1).unwrap().try_into().unwrap();
        crate::testing::settle(&books, &entry);
        let quiet = books.store.read(|read| warning(*read, SyncState::Offline, at("2026-11-21T22:50:00+07:00")));
        assert_eq!(quiet.unwrap(), None, "nothing waits any more");
    }

    #[test]
    fn what_is_overdue_hides_no_deadline_that_can_still_be_met() {
        let mut books = enrolled();
        let [one, two] = ["101", "102"].map(|name| Place::Room(room(&books, name)));
        check_in(&mut books, &one_night(an(), one), at("2026-11-20T19:00:00+07:00")).unwrap();
        check_in(&mut books, &one_night(binh(), two), evening()).unwrap();
        let mut watch = Watch::default();
        let table = [
            ("21:00:00", "2026-11-20T23:00:00+07:00", Near::Last),
            ("22:10:00", "2026-11-21T23:00:00+07:00", Near::First),
            ("22:50:00", "2026-11-21T23:00:00+07:00", Near::Last),
        ];
        for (clock, deadline, near) in table {
            let now = at(&format!("2026-11-21T{clock}+07:00"));
            let warned = books.store.read(|read| warning(*read, SyncState::Offline, now)).unwrap();
            assert_eq!(warned, Some(Warning { near, deadline: at(deadline), waiting: 2, overdue: 1 }), "{clock}");
            watch.look(&books, SyncState::Offline, now).unwrap();
        }
        let acts = books.store.read(|read| read.acts().last(2)).unwrap();
        let what: Vec<_> = acts.iter().map(|act| act.what.as_ref()).collect();
        assert_eq!(what, ["notice.warn-15", "notice.warn-60"]);
    }
}
