//! When a stay is planned to end. Times of day are Vietnamese wall time (UTC+7).

use duty::StayKind;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// The custom of Vietnamese houses: the room is given back at noon.
const LEAVING_TIME: Time = Time::constant(12, 0, 0, 0);

/// Who arrives before this hour has come for the night that has begun, not for the next one.
const MORNING: i8 = 6;

/// How long a stay by the hour is planned for at first.
const DAY_USE: SignedDuration = SignedDuration::from_hours(2);

/// Says when a stay of so many nights ends: noon after the last of them.
pub fn planned_end(arrived: Timestamp, nights: u32) -> Timestamp {
    let wall = duty::vn_civil(arrived);
    let first_night = if wall.hour() < MORNING { wall.date().saturating_sub(1.day()) } else { wall.date() };
    let last_day = first_night.saturating_add(i64::from(nights).days());
    duty::vn_instant(last_day.to_datetime(LEAVING_TIME))
}

/// Says when a stay by the hour is planned to end, as long as nobody says otherwise.
pub fn planned_day_use_end(arrived: Timestamp) -> Timestamp {
    arrived.saturating_add(DAY_USE).unwrap_or(arrived)
}

/// Says when an extended stay ends: so many nights, or hours of day use, later than planned; for who has overstayed
/// already, later than now.
pub fn later_end(kind: StayKind, planned_until: Timestamp, by: u32, now: Timestamp) -> Timestamp {
    match kind {
        StayKind::Overnight if now < planned_until => {
            let wall = duty::vn_civil(planned_until);
            duty::vn_instant(wall.saturating_add(i64::from(by).days()))
        }
        StayKind::Overnight => planned_end(now, by),
        StayKind::DayUse => {
            let from = planned_until.max(now);
            from.saturating_add(SignedDuration::from_hours(i64::from(by))).unwrap_or(from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_end_at_noon_after_the_last_of_them() {
        let cases = [
            ("2026-11-21T14:00:00+07:00", 1, "2026-11-22T12:00:00+07:00"),
            ("2026-11-21T14:00:00+07:00", 7, "2026-11-28T12:00:00+07:00"),
            ("2026-11-21T23:59:59+07:00", 1, "2026-11-22T12:00:00+07:00"),
            ("2026-11-22T00:00:00+07:00", 1, "2026-11-22T12:00:00+07:00"),
            ("2026-11-22T05:59:59+07:00", 1, "2026-11-22T12:00:00+07:00"),
            ("2026-11-22T06:00:00+07:00", 1, "2026-11-23T12:00:00+07:00"),
            ("2026-12-31T20:00:00+07:00", 1, "2027-01-01T12:00:00+07:00"),
            ("2028-02-28T20:00:00+07:00", 1, "2028-02-29T12:00:00+07:00"),
        ];
        for (arrived, nights, end) in cases {
            let (arrived, end): (Timestamp, Timestamp) = (arrived.parse().unwrap(), end.parse().unwrap());
            assert_eq!(planned_end(arrived, nights), end, "{arrived} for {nights}");
        }
    }

    #[test]
    fn an_extension_counts_from_the_planned_end_or_from_now() {
        let noon = "2026-11-22T12:00:00+07:00";
        let cases = [
            (StayKind::Overnight, noon, 1, "2026-11-22T11:00:00+07:00", "2026-11-23T12:00:00+07:00"),
            (StayKind::Overnight, noon, 3, "2026-11-21T20:00:00+07:00", "2026-11-25T12:00:00+07:00"),
            (StayKind::Overnight, noon, 1, "2026-11-22T15:00:00+07:00", "2026-11-23T12:00:00+07:00"),
            (StayKind::Overnight, noon, 1, "2026-11-24T15:00:00+07:00", "2026-11-25T12:00:00+07:00"),
            (StayKind::DayUse, noon, 1, "2026-11-22T11:00:00+07:00", "2026-11-22T13:00:00+07:00"),
            (StayKind::DayUse, noon, 2, "2026-11-22T12:30:00+07:00", "2026-11-22T14:30:00+07:00"),
        ];
        for (kind, until, by, now, end) in cases {
            let [until, now, end] = [until, now, end].map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(later_end(kind, until, by, now), end, "{until} by {by} at {now}");
        }
    }
}
