use jiff::Timestamp;
use thiserror::Error;

use crate::vietnam::vn_date;

/// Most nights one notice may cover. A stay of 30 days or more is temporary residence, which the guest registers
/// (Residence Law art. 27 and 30).
pub const MOST_NIGHTS: i32 = 29;

/// Says why a stay cannot be notified for this period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PeriodError {
    /// The end is not after the arrival.
    #[error("the stay ends before it begins")]
    EndsBeforeItBegins,
    /// Thirty nights or more: the advice is to register temporary residence with the commune police instead.
    #[error("a stay of {nights} nights needs a registration of temporary residence")]
    RegisterTemporaryResidence {
        /// Nights asked for.
        nights: i32,
    },
}

/// Counts the nights between two instants as the days that change in Viet Nam; 0 for a stay within one day.
pub fn nights(arrived: Timestamp, until: Timestamp) -> i32 {
    (vn_date(until) - vn_date(arrived)).get_days()
}

/// Checks the period of a stay or of its extension, counted from the arrival; gives the nights.
///
/// # Errors
/// [`PeriodError`], typed so that the screen can give the advice.
pub fn check_period(arrived: Timestamp, until: Timestamp) -> Result<i32, PeriodError> {
    let nights = nights(arrived, until);
    match nights {
        _ if until <= arrived => Err(PeriodError::EndsBeforeItBegins),
        ..=MOST_NIGHTS => Ok(nights),
        nights => Err(PeriodError::RegisterTemporaryResidence { nights }),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{DateTime, datetime};

    use super::*;
    use crate::vn_instant;

    fn check(from: DateTime, to: DateTime) -> Result<i32, PeriodError> {
        check_period(vn_instant(from), vn_instant(to))
    }

    #[test]
    fn under_thirty_nights_is_a_stay_and_thirty_is_residence() {
        let from = datetime(2026, 7, 1, 14, 0, 0, 0);
        assert_eq!(check(from, datetime(2026, 7, 2, 12, 0, 0, 0)), Ok(1));
        assert_eq!(check(from, datetime(2026, 7, 30, 23, 59, 59, 0)), Ok(29));
        let thirty = Err(PeriodError::RegisterTemporaryResidence { nights: 30 });
        assert_eq!(check(from, datetime(2026, 7, 31, 0, 0, 0, 0)), thirty);
        assert_eq!(check(from, datetime(2026, 7, 1, 18, 0, 0, 0)), Ok(0));
        assert_eq!(check(from, from), Err(PeriodError::EndsBeforeItBegins));
        assert_eq!(check(from, datetime(2026, 6, 30, 18, 0, 0, 0)), Err(PeriodError::EndsBeforeItBegins));
    }

    #[test]
    fn february_and_the_year_end_count_by_the_calendar() {
        let table = [
            (datetime(2027, 2, 28, 14, 0, 0, 0), datetime(2027, 3, 1, 12, 0, 0, 0), 1),
            (datetime(2028, 2, 28, 14, 0, 0, 0), datetime(2028, 3, 1, 12, 0, 0, 0), 2),
            (datetime(2026, 12, 31, 23, 30, 0, 0), datetime(2027, 1, 1, 8, 0, 0, 0), 1),
            (datetime(2026, 12, 5, 14, 0, 0, 0), datetime(2027, 1, 3, 12, 0, 0, 0), 29),
        ];
        for (from, to, nights) in table {
            assert_eq!(check(from, to), Ok(nights), "{from} to {to}");
        }
    }
}
