use jiff::civil::{Date, Time, Weekday, time};
use jiff::{Timestamp, ToSpan};

use crate::vietnam::{vn_date, vn_instant};

/// A daily report is with the police before this hour of the day after (asked by the police of the pilot communes).
const DAILY_BEFORE: Time = time(8, 0, 0, 0);

/// A weekly report, Monday to Sunday, is with them before this hour of the Monday after (same request).
const WEEKLY_BEFORE: Time = time(15, 0, 0, 0);

/// Holds the span a report covers and when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Report {
    /// First day it covers; it is cut at 00:00.
    pub from: Date,
    /// Last day it covers, to its end.
    pub to: Date,
    /// It is due before this instant.
    pub due: Timestamp,
}

impl Report {
    /// Gives the instants it covers: from the first one to before the last one.
    pub fn span(self) -> (Timestamp, Timestamp) {
        (midnight(self.from), midnight(next_day(self.to)))
    }
}

/// Gives the daily report on a day.
pub fn daily_report(day: Date) -> Report {
    Report { from: day, to: day, due: vn_instant(next_day(day).to_datetime(DAILY_BEFORE)) }
}

/// Gives the weekly report on the week a day lies in.
pub fn weekly_report(day: Date) -> Report {
    let from = day.saturating_sub(i64::from(day.weekday().since(Weekday::Monday)).days());
    let to = from.saturating_add(6.days());
    Report { from, to, due: vn_instant(next_day(to).to_datetime(WEEKLY_BEFORE)) }
}

/// Gives the report that falls due next after `now`: the daily one, on Monday between the two hours the weekly one.
pub fn next_report(now: Timestamp) -> Report {
    let today = vn_date(now);
    let yesterday = today.saturating_sub(1.day());
    let reports = [daily_report(yesterday), weekly_report(yesterday), daily_report(today), weekly_report(today)];
    let open = reports.into_iter().filter(|report| now < report.due).min_by_key(|report| report.due);
    open.unwrap_or_else(|| daily_report(today))
}

fn next_day(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn midnight(day: Date) -> Timestamp {
    vn_instant(day.to_datetime(Time::midnight()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn wall(text: &str) -> Timestamp {
        vn_instant(text.parse().unwrap())
    }

    #[test]
    fn a_day_is_cut_at_midnight_and_due_at_eight() {
        let report = daily_report(date(2026, 7, 31));
        assert_eq!(report.due, wall("2026-08-01T08:00"));
        assert_eq!(report.span(), (wall("2026-07-31T00:00"), wall("2026-08-01T00:00")));
    }

    #[test]
    fn a_week_goes_from_monday_to_sunday_and_is_due_on_monday_at_three() {
        // 27 July 2026 is a Monday.
        for day in 27..=31 {
            let report = weekly_report(date(2026, 7, day));
            assert_eq!((report.from, report.to), (date(2026, 7, 27), date(2026, 8, 2)), "{day}");
            assert_eq!(report.due, wall("2026-08-03T15:00"));
        }
        assert_eq!(weekly_report(date(2026, 8, 2)).from, date(2026, 7, 27));
        assert_eq!(weekly_report(date(2026, 8, 3)).from, date(2026, 8, 3));
        let span = weekly_report(date(2026, 12, 31)).span();
        assert_eq!(span, (wall("2026-12-28T00:00"), wall("2027-01-04T00:00")));
    }

    #[test]
    fn the_next_report_is_the_one_that_falls_due_next() {
        let table = [
            ("2026-07-28T07:59:59", "2026-07-28T08:00", "2026-07-27", "2026-07-27"),
            ("2026-07-28T08:00", "2026-07-29T08:00", "2026-07-28", "2026-07-28"),
            ("2026-08-03T07:00", "2026-08-03T08:00", "2026-08-02", "2026-08-02"),
            ("2026-08-03T08:00", "2026-08-03T15:00", "2026-07-27", "2026-08-02"),
            ("2026-08-03T15:00", "2026-08-04T08:00", "2026-08-03", "2026-08-03"),
        ];
        for (now, due, from, to) in table {
            let report = next_report(wall(now));
            let found = (report.due, report.from.to_string(), report.to.to_string());
            assert_eq!(found, (wall(due), from.to_owned(), to.to_owned()), "{now}");
        }
    }
}
