use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Offset of Vietnamese time, seven hours ahead of UTC all year.
pub const VIETNAM: Offset = Offset::constant(7);

/// Gives the wall time in Viet Nam at an instant.
pub fn vn_civil(at: Timestamp) -> DateTime {
    VIETNAM.to_datetime(at)
}

/// Gives the day it is in Viet Nam at an instant.
pub fn vn_date(at: Timestamp) -> Date {
    vn_civil(at).date()
}

/// Gives the instant of a wall time in Viet Nam. In the last hours of the first or last year that can be told, it
/// gives the first or last instant.
pub fn vn_instant(wall: DateTime) -> Timestamp {
    let edge = if wall.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    VIETNAM.to_timestamp(wall).unwrap_or(edge)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn midnight_in_viet_nam_is_17_hours_utc() {
        let midnight: Timestamp = "2026-06-30T17:00:00Z".parse().unwrap();
        assert_eq!(vn_civil(midnight), datetime(2026, 7, 1, 0, 0, 0, 0));
        assert_eq!(vn_date(midnight), date(2026, 7, 1));
        assert_eq!(vn_instant(datetime(2026, 7, 1, 0, 0, 0, 0)), midnight);
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        assert_eq!(vn_instant(DateTime::MIN), Timestamp::MIN);
        assert!(vn_instant(DateTime::MAX) >= vn_instant(datetime(9999, 12, 30, 0, 0, 0, 0)));
    }

    proptest! {
        #[test]
        fn there_and_back(seconds in -60_000_000_000i64..200_000_000_000) {
            let at = Timestamp::from_second(seconds).unwrap();
            prop_assert_eq!(vn_instant(vn_civil(at)), at);
        }
    }
}
