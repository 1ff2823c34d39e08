//! What the nightly comparison with the hub has found: recorded, and shown until the next finding.

use jiff::Timestamp;
use jiff::civil::Date;
use private::Private;
use store::{Act, StoreError};
use sync::Event;

use crate::books::Books;
use crate::say;
use crate::view::NightView;

/// The last day that differed, while the program runs; the acts outlast it.
#[derive(Default)]
pub(crate) struct Night(Option<Found>);

struct Found {
    day: Date,
    repaired: usize,
    left: usize,
}

impl Night {
    /// Takes in the courier's news of a day and records it; other news are not for it.
    ///
    /// # Errors
    ///
    /// Those of the store; it is shown all the same.
    pub(crate) fn hear(&mut self, books: &Books, event: &Event, now: Timestamp) -> Result<(), StoreError> {
        let (what, found) = match *event {
            Event::Reconciled { day, pushed, taken } => {
                ("hub.repaired", Found { day, repaired: pushed + taken, left: 0 })
            }
            // What could be repaired of the same day was told just before.
            Event::Differs { day, left } => ("hub.differs", Found { day, repaired: self.repaired(day), left }),
            _ => return Ok(()),
        };
        let said = format!("{}: {}", say::date(found.day), if found.left > 0 { found.left } else { found.repaired });
        self.0 = Some(found);
        let act = Act { why: Some(Private::new(said)), ..books.act_of_the_house(what, now) };
        books.store.write(|write| write.acts().record(&act))
    }

    /// What the page shows of it.
    pub(crate) fn view(&self) -> Option<NightView> {
        let figure = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.0.as_ref().map(|found| NightView {
            day: say::date(found.day),
            repaired: figure(found.repaired),
            left: figure(found.left),
        })
    }

    fn repaired(&self, day: Date) -> usize {
        self.0.as_ref().filter(|found| found.day == day).map_or(0, |found| found.repaired)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::testing::{books, evening};

    #[test]
    fn what_a_night_found_is_recorded_and_shown() {
        let (books, mut night) = (books(), Night::default());
        let (first, second) = (date(2026, 11, 19), date(2026, 11, 20));
        night.hear(&books, &Event::Online, evening()).unwrap();
        assert!(night.view().is_none());
        let table = [
            (
                Event::Reconciled { day: first, pushed: 1, taken: 2 },
                ("19/11/2026", 3, 0),
                ("hub.repaired", "19/11/2026: 3"),
            ),
            (Event::Differs { day: first, left: 4 }, ("19/11/2026", 3, 4), ("hub.differs", "19/11/2026: 4")),
            (Event::Differs { day: second, left: 1 }, ("20/11/2026", 0, 1), ("hub.differs", "20/11/2026: 1")),
        ];
        for (event, shown, recorded) in table {
            night.hear(&books, &event, evening()).unwrap();
            let view = night.view().unwrap();
            assert_eq!((view.day.as_str(), view.repaired, view.left), shown);
            let act = books.store.read(|read| read.acts().last(1)).unwrap().remove(0);
            assert_eq!((act.what.as_ref(), act.why.unwrap().expose().as_str()), recorded);
        }
    }
}
