//! What the nightly comparison with the hub has found: recorded, kept over a restart, and shown until the next one.

use jiff::Timestamp;
use jiff::civil::Date;
use private::Private;
use serde::{Deserialize, Serialize};
use store::{Act, Store, StoreError};
use sync::Event;

use crate::books::Books;
use crate::say;
use crate::view::{NightDay, NightView};

/// The name of the setting it is kept under.
const SETTING: &str = "night";

/// The last comparison, and what the one under way has found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Night {
    ended: Option<Ended>,
    found: Vec<Found>,
    /// Another one has begun since `ended`: what it finds takes the place of what stands here.
    over: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ended {
    at: Timestamp,
    days: usize,
    failed: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Found {
    day: Date,
    repaired: usize,
    left: usize,
}

impl Night {
    /// What is kept of the last one. One that cannot be read keeps no desk closed: the next night says it anew.
    pub(crate) fn kept(store: &Store) -> Self {
        let unreadable = |error| {
            tracing::error!(%error, "what the last night found cannot be read");
            Self::default()
        };
        store.read(|read| read.settings().get(SETTING)).map_or_else(unreadable, Option::unwrap_or_default)
    }

    /// Takes in the courier's news of a comparison, keeps and records it; other news are not for it.
    ///
    /// # Errors
    ///
    /// Those of the store; it is shown all the same.
    pub(crate) fn hear(&mut self, books: &Books, event: &Event, now: Timestamp) -> Result<(), StoreError> {
        let (what, said) = match *event {
            Event::Reconciled { day, pushed, taken } => {
                self.of(day).repaired += pushed + taken;
                ("hub.repaired", format!("{}: {}", say::date(day), pushed + taken))
            }
            Event::Differs { day, left } => {
                self.of(day).left = left;
                ("hub.differs", format!("{}: {left}", say::date(day)))
            }
            Event::Compared { days, failed } => {
                if self.over {
                    self.found.clear();
                }
                self.ended = Some(Ended { at: now, days, failed });
                // Days that could not be looked at belong to the same night.
                self.over = failed == 0;
                ("hub.compared", format!("{days}/{}", days + failed))
            }
            _ => return Ok(()),
        };
        let act = Act { why: Some(Private::new(said)), ..books.act_of_the_house(what, now) };
        books.store.write(|write| {
            write.settings().set(SETTING, &*self)?;
            write.acts().record(&act)
        })
    }

    /// What the page shows of it; none before the first.
    pub(crate) fn view(&self) -> Option<NightView> {
        if self.ended.is_none() && self.found.is_empty() {
            return None;
        }
        let figure = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let found = |found: &Found| NightDay {
            day: say::date(found.day),
            repaired: figure(found.repaired),
            left: figure(found.left),
        };
        Some(NightView {
            at: self.ended.map(|ended| say::day_hour(ended.at)),
            days: self.ended.map_or(0, |ended| figure(ended.days)),
            failed: self.ended.map_or(0, |ended| figure(ended.failed)),
            found: self.found.iter().map(found).collect(),
        })
    }

    /// A day of the comparison under way.
    fn of(&mut self, day: Date) -> &mut Found {
        if std::mem::take(&mut self.over) {
            self.found.clear();
        }
        let place = self.found.iter().position(|found| found.day == day).unwrap_or_else(|| {
            self.found.push(Found { day, repaired: 0, left: 0 });
            self.found.len() - 1
        });
        &mut self.found[place]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::testing::{books, evening};

    type Shown = (Option<&'static str>, u32, u32, Vec<(&'static str, u32, u32)>);

    #[test]
    fn one_that_cannot_be_read_is_none() {
        let books = books();
        books.store.write(|write| write.settings().set(SETTING, &"of another form")).unwrap();
        assert_eq!(Night::kept(&books.store), Night::default());
    }

    #[test]
    fn what_a_night_found_is_recorded_shown_and_kept_until_the_next() {
        let (books, mut night) = (books(), Night::default());
        let (first, second) = (date(2026, 11, 19), date(2026, 11, 20));
        night.hear(&books, &Event::Online, evening()).unwrap();
        assert!(night.view().is_none());
        let ended = Some("21/11 19:00");
        let both = vec![("19/11/2026", 3, 4), ("20/11/2026", 0, 1)];
        let table: [(Event, Shown, (&str, &str)); 6] = [
            (
                Event::Reconciled { day: first, pushed: 1, taken: 2 },
                (None, 0, 0, vec![("19/11/2026", 3, 0)]),
                ("hub.repaired", "19/11/2026: 3"),
            ),
            (
                Event::Differs { day: first, left: 4 },
                (None, 0, 0, both[..1].to_vec()),
                ("hub.differs", "19/11/2026: 4"),
            ),
            (Event::Compared { days: 6, failed: 1 }, (ended, 6, 1, both[..1].to_vec()), ("hub.compared", "6/7")),
            (Event::Differs { day: second, left: 1 }, (ended, 6, 1, both.clone()), ("hub.differs", "20/11/2026: 1")),
            (Event::Compared { days: 7, failed: 0 }, (ended, 7, 0, both), ("hub.compared", "7/7")),
            (Event::Compared { days: 7, failed: 0 }, (ended, 7, 0, vec![]), ("hub.compared", "7/7")),
        ];
        for (event, (at, days, failed, found), recorded) in table {
            night.hear(&books, &event, evening()).unwrap();
            let view = night.view().unwrap();
            assert_eq!((view.at.as_deref(), view.days, view.failed), (at, days, failed), "{event:?}");
            let shown: Vec<_> = view.found.iter().map(|one| (one.day.as_str(), one.repaired, one.left)).collect();
            assert_eq!(shown, found, "{event:?}");
            let act = books.store.read(|read| read.acts().last(1)).unwrap().remove(0);
            assert_eq!((act.what.as_ref(), act.why.unwrap().expose().as_str()), recorded);
            assert_eq!(Night::kept(&books.store), night, "a restart changes nothing");
        }
    }
}
