//! What the nightly comparison of both sides means. Pure: which days, when, and what is to be done about a difference.
//!
//! It saves a house from a disk that lied and a hub that was restored from an old backup: what one side lost, the other
//! brings.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz};
use wire::Held;

/// How many days back are compared, each night again.
pub const DAYS: i64 = 7;
/// When the night's comparison may begin, in Vietnam: after the reports' day has ended, before the morning's.
const HOUR: i8 = 2;
/// Over how long the houses spread, lest all come in the same minute.
const SPREAD: SignedDuration = SignedDuration::from_hours(2);
/// After a start the first comparison comes within this time, and not before a minute.
const AFTER_START: SignedDuration = SignedDuration::from_mins(9);
/// A comparison that could not be made is tried again after this time.
pub const AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// What is to be done about a day that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Receipted here, and not among what the hub tells: to be sent again, the same bytes under the same key.
    pub push: Vec<Held>,
    /// At the hub, and without a receipt here: to be taken over.
    pub take: Vec<Held>,
    /// Of other bytes on either side: for a person.
    pub conflicts: Vec<Held>,
}

/// Compares a day's revisions on both sides, each given in any order.
pub fn compare(ours: &[Held], hubs: &[Held]) -> Difference {
    let by_name = |all: &[Held]| -> HashMap<_, _> {
        all.iter().map(|held| ((held.notice, held.revision), held.sha256)).collect()
    };
    let (here, there) = (by_name(ours), by_name(hubs));
    let mut difference = Difference::default();
    for held in ours {
        match there.get(&(held.notice, held.revision)) {
            None => difference.push.push(*held),
            Some(sha256) if *sha256 != held.sha256 => difference.conflicts.push(*held),
            Some(_) => {}
        }
    }
    difference.take.extend(hubs.iter().filter(|held| !here.contains_key(&(held.notice, held.revision))));
    difference
}

/// The days that are compared: the last ones that are over.
pub fn days(now: Timestamp) -> impl Iterator<Item = Date> {
    let today = now.to_zoned(vietnam()).date();
    (1..=DAYS).filter_map(move |back| today.checked_sub(back.days()).ok())
}

/// When the first comparison after a start is; `random` is evenly spread over all 64 bits.
pub fn first(now: Timestamp, random: u64) -> Timestamp {
    later(now, SignedDuration::from_mins(1) + share(AFTER_START, random))
}

/// When the next night's is, strictly later than now.
pub fn next(now: Timestamp, random: u64) -> Timestamp {
    let local = now.to_zoned(vietnam());
    let tonight = |date: Date| date.at(HOUR, 0, 0, 0).to_zoned(vietnam()).map(|zoned| zoned.timestamp());
    let begin = tonight(local.date()).ok().filter(|begin| *begin > now);
    let begin = begin.or_else(|| local.date().tomorrow().ok().and_then(|date| tonight(date).ok()));
    begin.map_or(Timestamp::MAX, |begin| later(begin, share(SPREAD, random)))
}

/// Whether a comparison is due. One that lies further ahead than a night ever does was set by a clock that was put back.
pub fn is_due(due: Timestamp, now: Timestamp) -> bool {
    now >= due || due.duration_since(now) > SignedDuration::from_hours(27)
}

/// Puts off.
pub fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn share(of: SignedDuration, random: u64) -> SignedDuration {
    let millis = (u128::try_from(of.as_millis()).unwrap_or_default() * u128::from(random)) >> 64;
    SignedDuration::from_millis(i64::try_from(millis).unwrap_or_default())
}

fn vietnam() -> tz::TimeZone {
    tz::TimeZone::fixed(tz::offset(7))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use wire::Digest;

    use super::*;

    fn held(notice: u128, bytes: &str) -> Held {
        Held { notice: Uuid::from_u128(notice), revision: 1, sha256: Digest::of(bytes.as_bytes()) }
    }

    #[test]
    fn each_kind_of_difference_has_its_remedy() {
        let ours = [held(1, "a"), held(2, "b"), held(3, "c")];
        let cases: [(&[Held], Difference); 5] = [
            (&[held(3, "c"), held(1, "a"), held(2, "b")], Difference::default()),
            (&[held(1, "a"), held(2, "b")], Difference { push: vec![held(3, "c")], ..Difference::default() }),
            (&[], Difference { push: ours.to_vec(), ..Difference::default() }),
            (
                &[held(1, "a"), held(2, "b"), held(3, "c"), held(4, "d")],
                Difference { take: vec![held(4, "d")], ..Difference::default() },
            ),
            (
                &[held(1, "a"), held(2, "other"), held(3, "c")],
                Difference { conflicts: vec![held(2, "b")], ..Difference::default() },
            ),
        ];
        for (hubs, expected) in cases {
            assert_eq!(compare(&ours, hubs), expected, "{hubs:?}");
        }
    }

    #[test]
    fn the_last_seven_days_that_are_over_are_compared() {
        let days: Vec<_> = days("2026-11-28T00:30:00+07".parse().unwrap()).map(|day| day.to_string()).collect();
        assert_eq!((days.len(), days[0].as_str(), days[6].as_str()), (7, "2026-11-27", "2026-11-21"));
    }

    #[test]
    fn the_houses_come_at_night_one_after_the_other() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let cases = [
            ("2026-11-27T23:00:00+07", 0, "2026-11-28T02:00:00+07"),
            ("2026-11-28T01:59:59+07", u64::MAX / 2 + 1, "2026-11-28T03:00:00+07"),
            ("2026-11-28T02:00:00+07", 0, "2026-11-29T02:00:00+07"),
            ("2026-11-28T03:30:00+07", 0, "2026-11-29T02:00:00+07"),
        ];
        for (now, random, expected) in cases {
            assert_eq!(next(at(now), random), at(expected), "{now}");
        }
        let now = at("2026-11-28T12:00:00+07");
        assert_eq!(first(now, 0), at("2026-11-28T12:01:00+07"));
        assert!(first(now, u64::MAX) < at("2026-11-28T12:10:00+07"));
        assert!(!is_due(next(now, u64::MAX), now) && is_due(now, now));
        assert!(is_due(at("2027-11-28T12:00:00+07"), now), "the clock was put back");
    }
}
