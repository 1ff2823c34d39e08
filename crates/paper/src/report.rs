//! The daily and the weekly report for the police: how many people came, and how many of their notices were in time.

use std::collections::BTreeMap;
use std::fmt;

use duty::{Reason, Role, vn_date};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::table::{Column, Listing, Table, centre, left};
use crate::words::{day, line, moment};
use crate::{Export, Facility, Form, PaperError};

/// Holds what a report needs of one person's notice of arrival.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// When the person arrived.
    pub arrived: Timestamp,
    /// When the notice is due; none where it was not told.
    pub due: Option<Timestamp>,
    /// What the hub's receipt says; none without one.
    pub received: Option<Received>,
    /// Why they stay.
    pub reason: Reason,
    /// As what they sleep here.
    pub role: Role,
    /// Under the rules for foreigners.
    pub foreign: bool,
    /// Room or department.
    pub place: String,
}

/// Role, reason and ward are health facts in a hospital.
impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").field("due", &self.due).finish_non_exhaustive()
    }
}

/// Holds what a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// When the hub had the notice.
    pub at: Timestamp,
    /// Whether that was in time.
    pub on_time: bool,
}

/// Counts notices as they stood when the report was cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// People who arrived.
    pub people: usize,
    /// Sent and received before the deadline.
    pub on_time: usize,
    /// Received after it.
    pub late: usize,
    /// Not received although the deadline had passed.
    pub missing: usize,
    /// Not received, and not due yet: who comes before midnight is due in the morning.
    pub waiting: usize,
}

/// Holds the figures of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Which days, and by when it is due.
    pub report: duty::Report,
    /// Everybody.
    pub all: Tally,
    /// By day of arrival, every day of the report.
    pub by_day: BTreeMap<Date, Tally>,
    /// By reason, in the order of the portal's codes; only those that occur.
    pub by_reason: BTreeMap<Reason, Tally>,
    /// By role; only those that occur.
    pub by_role: BTreeMap<Role, Tally>,
    /// Citizens (false) and foreigners (true).
    pub by_foreign: BTreeMap<bool, Tally>,
    /// By room or department.
    pub by_place: BTreeMap<String, Tally>,
}

impl Tally {
    /// Notices that were received, in time or not.
    pub const fn sent(self) -> usize {
        self.on_time + self.late
    }

    fn count(&mut self, told: &Told, cut: Timestamp) {
        self.people += 1;
        let place = match told.received.filter(|received| received.at < cut) {
            Some(Received { on_time: true, .. }) => &mut self.on_time,
            Some(Received { on_time: false, .. }) => &mut self.late,
            None if told.due.is_some_and(|due| due > cut) => &mut self.waiting,
            None => &mut self.missing,
        };
        *place += 1;
    }
}

impl Figures {
    /// Counts the people who arrived in the days of a report, as things stood when it was cut at its last midnight: what was
    /// received after that is not sent yet.
    pub fn of(told: &[Told], report: duty::Report) -> Self {
        let (from, cut) = report.span();
        let days = report.from.series(jiff::Span::new().days(1)).take_while(|day| *day <= report.to);
        let mut figures = Self {
            report,
            all: Tally::default(),
            by_day: days.map(|day| (day, Tally::default())).collect(),
            by_reason: BTreeMap::new(),
            by_role: BTreeMap::new(),
            by_foreign: BTreeMap::new(),
            by_place: BTreeMap::new(),
        };
        for told in told.iter().filter(|told| (from..cut).contains(&told.arrived)) {
            figures.count(told, cut);
        }
        figures
    }

    fn count(&mut self, told: &Told, cut: Timestamp) {
        self.all.count(told, cut);
        self.by_day.entry(vn_date(told.arrived)).or_default().count(told, cut);
        self.by_reason.entry(told.reason).or_default().count(told, cut);
        self.by_role.entry(told.role).or_default().count(told, cut);
        self.by_foreign.entry(told.foreign).or_default().count(told, cut);
        self.by_place.entry(line(&told.place)).or_default().count(told, cut);
    }

    /// Makes the report's file; its records are the people counted.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn export(&self, facility: &Facility, made: Timestamp, form: Form) -> Result<Export, PaperError> {
        let title = if self.report.from == self.report.to {
            "BÁO CÁO THÔNG BÁO LƯU TRÚ TRONG NGÀY"
        } else {
            "BÁO CÁO THÔNG BÁO LƯU TRÚ TRONG TUẦN"
        };
        let signs = Some("NGƯỜI LẬP BÁO CÁO");
        let listing = Listing { facility, title, lines: self.lines(), tables: self.tables(), signs, made };
        Ok(Export { bytes: listing.file(form)?, records: self.all.people, left_out: Vec::new() })
    }

    fn lines(&self) -> Vec<String> {
        let days = if self.report.from == self.report.to {
            format!("Ngày {}", day(self.report.from))
        } else {
            format!("Từ ngày {} đến ngày {}", day(self.report.from), day(self.report.to))
        };
        let cut = moment(self.report.span().1);
        vec![days, format!("Số liệu chốt lúc {cut}; gửi trước {}", moment(self.report.due))]
    }

    fn tables(&self) -> Vec<Table> {
        let all = BTreeMap::from([("Tất cả", self.all)]);
        let foreign = |foreign: &bool| if *foreign { "Người nước ngoài" } else { "Công dân Việt Nam" }.to_owned();
        let mut tables = vec![
            table("Tổng hợp", &all, |name| (*name).to_owned()),
            table("Theo lý do", &self.by_reason, |reason| format!("{} - {}", reason.code(), reason.label())),
            table("Theo đối tượng", &self.by_role, |role| role.label().to_owned()),
            table("Theo quốc tịch", &self.by_foreign, foreign),
            table("Theo phòng/khoa", &self.by_place, Clone::clone),
        ];
        if self.by_day.len() > 1 {
            tables.insert(1, table("Theo ngày đến", &self.by_day, |date| day(*date)));
        }
        tables
    }
}

const COLUMNS: [Column; 7] = [
    left("", 70.0),
    centre("Người đến", 30.0),
    centre("Đã gửi", 30.0),
    centre("Đúng hạn", 30.0),
    centre("Trễ hạn", 30.0),
    centre("Còn thiếu (quá hạn)", 40.0),
    centre("Chưa đến hạn", 35.0),
];

fn table<Key>(name: &'static str, tallies: &BTreeMap<Key, Tally>, label: impl Fn(&Key) -> String) -> Table {
    let row = |(key, tally): (&Key, &Tally)| {
        let counts = [tally.people, tally.sent(), tally.on_time, tally.late, tally.missing, tally.waiting];
        std::iter::once(label(key)).chain(counts.map(|count| count.to_string())).collect()
    };
    Table { name: Some(name), columns: &COLUMNS, rows: tallies.iter().map(row).collect() }
}

#[cfg(test)]
mod tests;
