use jiff::ToSpan;
use jiff::civil::Date;
use mrz::{Mrz, MrzDate, MrzKey};

use crate::{Expiry, NumberKind};

/// Birthdays on which a Vietnamese card ends: issued below the first age, it ends on the second (Law on
/// Identification 2023 art. 21, and the table in the fact sheet). The exact boundary days are not settled.
const MILESTONES: [(i16, i16); 4] = [(12, 14), (23, 25), (38, 40), (58, 60)];

/// What a lifelong card has for its expiry in the machine readable zone.
const LIFELONG: &str = "991231";

/// Most keys that are tried on one chip.
pub(crate) const MOST_KEYS: usize = 4;

/// Says when a Vietnamese card ends that was issued to a person born on `birth`: by the age on the day of issue.
pub(crate) fn expected_expiry(birth: Date, issued: Date) -> Expiry {
    let age = age_on(birth, issued);
    let end = MILESTONES.iter().find(|(below, _)| age < *below).map(|(_, end)| birthday(birth, *end));
    end.map_or(Expiry::Lifelong, Expiry::On)
}

/// Lists the keys to try on the chip of a Vietnamese card of which only the QR is known, likeliest first, at most
/// four: the expected expiry, the other birthdays after the issue, lifelong. A number that is not 12 digits gives
/// none.
pub(crate) fn key_candidates(number: &str, birth: Date, issued: Date) -> Vec<MrzKey> {
    if NumberKind::of(number, false) != NumberKind::Personal {
        return Vec::new();
    }
    let later = MILESTONES.iter().flat_map(|(_, end)| birthdays(birth, *end)).filter(|day| *day > issued);
    let mut ends: Vec<Expiry> = vec![expected_expiry(birth, issued)];
    for end in later.map(Expiry::On).chain([Expiry::Lifelong]) {
        if !ends.contains(&end) {
            ends.push(end);
        }
    }
    let birth = MrzDate::of(birth);
    ends.into_iter().take(MOST_KEYS).filter_map(|end| key(&number[3..], &birth, end)).collect()
}

/// The key of a passport whose facts are known: its number, as it is, and its two dates.
pub(crate) fn passport_key(number: &str, birth: Date, end: Expiry) -> Vec<MrzKey> {
    key(number, &MrzDate::of(birth), end).into_iter().collect()
}

/// The key of a Vietnamese card whose expiry is known.
pub(crate) fn card_key(number: &str, birth: Date, end: Expiry) -> Vec<MrzKey> {
    let card = NumberKind::of(number, false) == NumberKind::Personal;
    card.then(|| key(&number[3..], &MrzDate::of(birth), end)).flatten().into_iter().collect()
}

/// Reads the expiry of a zone: `991231` on a Vietnamese paper is a lifelong card.
pub(crate) fn of_zone(zone: &Mrz, vietnamese: bool) -> Option<Expiry> {
    if vietnamese && zone.expiry.text() == LIFELONG {
        return Some(Expiry::Lifelong);
    }
    zone.expiry.as_expiry()?.date().map(Expiry::On)
}

fn key(number: &str, birth: &MrzDate, end: Expiry) -> Option<MrzKey> {
    let end = match end {
        Expiry::On(day) => MrzDate::of(day).text().to_owned(),
        Expiry::Lifelong => LIFELONG.to_owned(),
    };
    MrzKey::new(number, birth.text(), &end).ok()
}

pub(crate) fn age_on(birth: Date, day: Date) -> i16 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    day.year() - birth.year() - i16::from(before_birthday)
}

/// A birthday of 29 February falls on the 28th in a common year; which day the cards say is not known, so
/// [`birthdays`] offers 1 March as well.
fn birthday(birth: Date, age: i16) -> Date {
    birth.saturating_add(age.years())
}

fn birthdays(birth: Date, age: i16) -> impl Iterator<Item = Date> {
    let day = birthday(birth, age);
    let moved = (day.day() != birth.day()).then(|| day.saturating_add(1.day()));
    [Some(day), moved].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_age_on_the_day_of_issue_decides() {
        let birth = date(1999, 5, 15);
        let table = [
            (date(2011, 5, 14), Expiry::On(date(2013, 5, 15))),
            (date(2011, 5, 15), Expiry::On(date(2024, 5, 15))),
            (date(2022, 5, 14), Expiry::On(date(2024, 5, 15))),
            (date(2022, 5, 15), Expiry::On(date(2039, 5, 15))),
            (date(2022, 5, 20), Expiry::On(date(2039, 5, 15))),
            (date(2037, 5, 15), Expiry::On(date(2059, 5, 15))),
            (date(2057, 5, 14), Expiry::On(date(2059, 5, 15))),
            (date(2057, 5, 15), Expiry::Lifelong),
        ];
        for (issued, end) in table {
            assert_eq!(expected_expiry(birth, issued), end, "{issued}");
        }
    }

    #[test]
    fn the_expected_expiry_is_tried_first_and_at_most_four() {
        let seeds = |birth, issued| -> Vec<String> {
            let keys = key_candidates("001099000123", birth, issued);
            keys.iter().map(|key| key.seed_text().expose()[17..23].to_owned()).collect()
        };
        assert_eq!(seeds(date(1999, 5, 15), date(2022, 5, 20)), ["390515", "240515", "590515", "991231"]);
        assert_eq!(seeds(date(1940, 5, 15), date(2022, 5, 20)), ["991231"]);
        assert_eq!(seeds(date(2018, 5, 15), date(2024, 8, 1)), ["320515", "430515", "580515", "780515"]);
        assert_eq!(seeds(date(1984, 2, 29), date(2022, 5, 20)), ["440229", "240229", "991231"]);
        assert_eq!(seeds(date(2000, 2, 29), date(2022, 5, 20)), ["250228", "250301", "400229", "600229"]);
        let first = key_candidates("001099000123", date(1999, 5, 15), date(2022, 5, 20)).remove(0);
        assert_eq!(first.seed_text().expose(), "099000123299051533905151");
        assert_eq!(key_candidates("09900012", date(1999, 5, 15), date(2022, 5, 20)), []);
    }

    proptest! {
        #[test]
        fn a_card_never_ends_before_it_is_issued(birth in 0i32..45_000, age in 0i32..40_000) {
            let birth = date(1900, 1, 1).saturating_add(birth.days());
            let issued = birth.saturating_add(age.days());
            let Expiry::On(end) = expected_expiry(birth, issued) else { return Ok(()) };
            prop_assert!(end > issued);
            prop_assert!(key_candidates("001099000123", birth, issued).len() <= MOST_KEYS);
        }
    }
}
