//! A deadline comes near and the hub is away: the desk warns an hour before it and a quarter of an hour before it, and
//! records that it did. What was not sent then is handed over on paper.

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

/// A deadline that is near while the hub is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    pub(crate) near: Near,
    pub(crate) deadline: Timestamp,
    pub(crate) waiting: u64,
}

/// Says whether to warn now.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn warning(read: Read<'_>, sync: SyncState, now: Timestamp) -> Result<Option<Warning>, StoreError> {
    if !matches!(sync, SyncState::Offline | SyncState::EnrolAgain) {
        return Ok(None);
    }
    let summary = read.outbox().summary()?;
    let near = |deadline: Timestamp| match deadline.duration_since(now) {
        left if left <= LAST => Some(Near::Last),
        left if left <= FIRST => Some(Near::First),
        _ => None,
    };
    Ok(summary
        .next_deadline
        .and_then(|deadline| near(deadline).map(|near| Warning { near, deadline, waiting: summary.waiting })))
}

/// What was recorded last: each warning is, once.
#[derive(Default)]
pub(crate) struct Watch(Option<(Timestamp, Near)>);

impl Watch {
    /// Records a warning that is new.
    ///
    /// # Errors
    ///
    /// Those of the store; it is recorded the next time then.
    pub(crate) fn look(&mut self, books: &Books, sync: SyncState, now: Timestamp) -> Result<(), StoreError> {
        let Some(warning) = books.store.read(|read| warning(*read, sync, now))? else { return Ok(()) };
        let new = Some((warning.deadline, warning.near));
        if self.0 == new {
            return Ok(());
        }
        let what = match warning.near {
            Near::First => "notice.warn-60",
            Near::Last => "notice.warn-15",
        };
        books.record(what, None, now)?;
        self.0 = new;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use lodging::Place;

    use super::*;
    use crate::arrive::check_in::check_in;
    use crate::testing::{an, at, enrolled, evening, one_night, room};

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
}
