use document::Document;
use jiff::civil::{DateTime, Time, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::vietnam::{vn_civil, vn_instant};

/// A notice of an arrival before this hour is due before this hour on the same day (Residence Law art. 30). For an
/// arrival at 23:00:00 itself the statute has no rule; it is taken as after 23:00 (likely).
const EVENING: Time = time(23, 0, 0, 0);

/// A notice of an arrival after 23:00 is due before this hour on the next day (Residence Law art. 30). For an arrival
/// after midnight, legally due at 23:00, it is the softer target (likely).
const MORNING: Time = time(8, 0, 0, 0);

/// Hour at which an hourly stay that is still open becomes an overnight one (likely: the statute says only "overnight").
/// House and hub judge by this same hour, so a house cannot set another.
const TURNS_OVERNIGHT: Time = EVENING;

/// A foreigner is declared within 12 hours of arrival (Law 47/2014/QH13 on foreigners, art. 33).
const FOREIGN: SignedDuration = SignedDuration::from_hours(12);

/// A foreigner in a remote area is declared within 24 hours of arrival (same article).
const FOREIGN_REMOTE: SignedDuration = SignedDuration::from_hours(24);

/// Says how a person sleeps here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StayKind {
    /// Over at least one night: the duty applies.
    Overnight,
    /// By the hour: outside the duty until it turns overnight.
    DayUse,
}

impl StayKind {
    /// Gives the stable code of the kind.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overnight => "overnight",
            Self::DayUse => "day-use",
        }
    }

    /// Finds the kind by its code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Overnight, Self::DayUse].into_iter().find(|kind| kind.code() == code)
    }
}

/// Says whose rules apply to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resident {
    /// A citizen of Viet Nam.
    Vietnamese,
    /// Anybody else.
    Foreign {
        /// The house stands in a remote area (a setting of the house).
        remote: bool,
    },
}

impl Resident {
    /// Tells by the paper whose rules apply; `remote` is the setting of the house.
    pub fn of(document: &Document, remote: bool) -> Self {
        if document.is_citizen() { Self::Vietnamese } else { Self::Foreign { remote } }
    }
}

/// Names the rule a deadline comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Arrival before 23:00: before 23:00 the same day.
    SameEvening,
    /// Arrival from 00:00 to 07:59: before 23:00 the same day, better before 08:00.
    AfterMidnight,
    /// Arrival from 23:00: before 08:00 the next day.
    NextMorning,
    /// An hourly stay that turned overnight: before 08:00 the next morning.
    TurnedOvernight,
    /// A foreigner: within 12 hours.
    ForeignTwelveHours,
    /// A foreigner in a remote area: within 24 hours.
    ForeignTwentyFourHours,
    /// An extension: before the end notified so far.
    Extension,
}

impl Rule {
    const ALL: [Self; 7] = [
        Self::SameEvening,
        Self::AfterMidnight,
        Self::NextMorning,
        Self::TurnedOvernight,
        Self::ForeignTwelveHours,
        Self::ForeignTwentyFourHours,
        Self::Extension,
    ];

    /// Gives the stable code of the rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameEvening => "same-evening",
            Self::AfterMidnight => "after-midnight",
            Self::NextMorning => "next-morning",
            Self::TurnedOvernight => "turned-overnight",
            Self::ForeignTwelveHours => "foreign-12h",
            Self::ForeignTwentyFourHours => "foreign-24h",
            Self::Extension => "extension",
        }
    }

    /// Finds the rule by its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }

    /// "Within 12 hours" takes in the last instant; "before 23:00" does not.
    const fn takes_in_the_end(self) -> bool {
        matches!(self, Self::ForeignTwelveHours | Self::ForeignTwentyFourHours)
    }
}

/// Holds when a notice is due and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Deadline {
    /// Legal end; see [`is_late`] for whether the instant itself is still in time.
    pub at: Timestamp,
    /// Earlier target worth keeping, where there is one.
    pub soft: Option<Timestamp>,
    /// Where it comes from.
    pub rule: Rule,
}

/// Says when the notice of an arrival is due; `None` for day use, which is outside the duty until it turns overnight.
pub fn deadline(arrival: Timestamp, kind: StayKind, resident: Resident) -> Option<Deadline> {
    match kind {
        StayKind::DayUse => None,
        StayKind::Overnight => Some(overnight(arrival, resident)),
    }
}

/// Says when a day use that began at `arrival` turns overnight: at the next 23:00. One that begins in the evening at or
/// after that hour is overnight from its beginning (likely: the room is taken in the night).
pub fn turns_overnight_at(arrival: Timestamp) -> Timestamp {
    vn_instant(vn_civil(arrival).date().to_datetime(TURNS_OVERNIGHT)).max(arrival)
}

/// Says when the notice of a day use is due that turned overnight at `turned` (see [`turns_overnight_at`]): before the
/// next 08:00; for a foreigner the hours count from the turning (likely: the duty begins with it).
pub fn turned_deadline(turned: Timestamp, resident: Resident) -> Deadline {
    match resident {
        Resident::Foreign { remote } => foreign(turned, remote),
        Resident::Vietnamese => {
            let wall = vn_civil(turned);
            let morning = wall.date().to_datetime(MORNING);
            let morning = if wall < morning { morning } else { next_day(morning) };
            Deadline { at: vn_instant(morning), soft: None, rule: Rule::TurnedOvernight }
        }
    }
}

/// Says when the notice of an extension is due: before the end that was notified so far (Residence Law art. 30).
pub const fn extension_deadline(old_end: Timestamp) -> Deadline {
    Deadline { at: old_end, soft: None, rule: Rule::Extension }
}

/// Tells whether a notice received at `at` is late: "before 23:00" means that 23:00:00 itself is late, "within 12
/// hours" that the last instant is not.
pub fn is_late(deadline: Deadline, at: Timestamp) -> bool {
    if deadline.rule.takes_in_the_end() { at > deadline.at } else { at >= deadline.at }
}

/// How a notice stands to its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timeliness {
    /// The hub had it in time.
    InTime,
    /// The house wrote it down in time, and the hub had it late: the house's effort is proved, the duty was not met
    /// (likely: the statute knows only "notified").
    CapturedInTime,
    /// Neither.
    Late,
}

/// Says how a notice stands: by the hub's word, or by the present moment for one that has not arrived (`in_time`), and by
/// when it was captured. At the deadline's very instant nothing is captured in time.
pub fn timeliness(in_time: bool, deadline: Timestamp, captured: Timestamp) -> Timeliness {
    match (in_time, captured < deadline) {
        (true, _) => Timeliness::InTime,
        (false, true) => Timeliness::CapturedInTime,
        (false, false) => Timeliness::Late,
    }
}

fn overnight(arrival: Timestamp, resident: Resident) -> Deadline {
    if let Resident::Foreign { remote } = resident {
        return foreign(arrival, remote);
    }
    let wall = vn_civil(arrival);
    let on = |time| vn_instant(wall.date().to_datetime(time));
    match wall.time() {
        early if early < MORNING => Deadline { at: on(EVENING), soft: Some(on(MORNING)), rule: Rule::AfterMidnight },
        day if day < EVENING => Deadline { at: on(EVENING), soft: None, rule: Rule::SameEvening },
        _ => {
            let morning = next_day(wall.date().to_datetime(MORNING));
            Deadline { at: vn_instant(morning), soft: None, rule: Rule::NextMorning }
        }
    }
}

fn foreign(from: Timestamp, remote: bool) -> Deadline {
    let (hours, rule) =
        if remote { (FOREIGN_REMOTE, Rule::ForeignTwentyFourHours) } else { (FOREIGN, Rule::ForeignTwelveHours) };
    Deadline { at: from.saturating_add(hours).unwrap_or(Timestamp::MAX), soft: None, rule }
}

fn next_day(wall: DateTime) -> DateTime {
    wall.saturating_add(1.day())
}

#[cfg(test)]
mod tests;
