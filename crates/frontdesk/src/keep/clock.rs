//! The time this desk reckons with. A device's clock is never trusted silently: where the hub has told another time, the
//! hub's is used, and it is shown and recorded; with each fact stands on what its time rests.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use wire::{ClockEvidence, HubTime};

use crate::ambient::Ambient;

/// A clock that is off by less is right: a signed request is taken from it, and no deadline hangs on it.
const RIGHT: SignedDuration = SignedDuration::from_secs(30);
/// After so long another exchange counts though it took longer: the best one has grown old.
const OLD: Duration = Duration::from_hours(1);

/// How the device's clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockState {
    /// By the hub it is right; or the hub has said nothing, and nothing speaks against it.
    Right,
    /// The hub's clock is so much ahead: the hub's is used.
    Wrong(SignedDuration),
    /// The hub has said nothing since the device was switched on, and the device has no clock that went on meanwhile, or
    /// shows a time that is past.
    Uncertain,
}

/// The time of this desk.
pub(crate) struct Clock {
    ambient: Arc<dyn Ambient>,
    told: Option<Told>,
    /// The books hold acts up to this moment: an earlier one is past.
    newest: Timestamp,
    /// What was recorded of it last.
    recorded: ClockState,
}

/// What the hub said.
#[derive(Clone, Copy)]
struct Told {
    /// The hub's clock minus the device's, when it said so.
    offset: SignedDuration,
    round_trip: Duration,
    /// The device's clock then, and how long it had been switched on: a clock that is set later is found by the two.
    wall: Timestamp,
    since_boot: Option<Duration>,
}

impl Clock {
    /// A clock of which the hub has said nothing yet; the books hold acts up to `newest`.
    pub(crate) const fn new(ambient: Arc<dyn Ambient>, newest: Timestamp) -> Self {
        Self { ambient, told: None, newest, recorded: ClockState::Right }
    }

    /// The time to reckon with.
    pub(crate) fn now(&self) -> Timestamp {
        let wall = self.ambient.now();
        match self.state() {
            ClockState::Wrong(offset) => wall.checked_add(offset).unwrap_or(wall),
            ClockState::Right | ClockState::Uncertain => wall,
        }
    }

    /// Takes in what the hub said in an exchange: of all since the start, the quickest is the most exact.
    pub(crate) fn learn(&mut self, offset: SignedDuration, round_trip: Duration) {
        let better = self.told.is_none_or(|told| round_trip <= told.round_trip || self.age(told) > OLD);
        // A slower exchange that cannot be reconciled with the quickest one: the clock was set meanwhile.
        let slack = SignedDuration::try_from(round_trip).unwrap_or(SignedDuration::MAX) + RIGHT;
        let apart = self.told.is_some_and(|told| (self.offset(told) - offset).abs() > slack);
        if better || apart {
            let (wall, since_boot) = (self.ambient.now(), self.ambient.since_boot());
            self.told = Some(Told { offset, round_trip, wall, since_boot });
        }
    }

    /// How the device's clock stands now.
    pub(crate) fn state(&self) -> ClockState {
        match self.told.map(|told| self.offset(told)) {
            Some(offset) if offset.abs() > RIGHT => ClockState::Wrong(offset),
            Some(_) => ClockState::Right,
            None if self.is_plausible() => ClockState::Right,
            None => ClockState::Uncertain,
        }
    }

    /// The act that records what has become of it since this was asked last, if anything has.
    pub(crate) fn news(&mut self) -> Option<&'static str> {
        let now = self.state();
        let before = std::mem::replace(&mut self.recorded, now);
        match (before, now) {
            (ClockState::Wrong(_), ClockState::Wrong(_))
            | (ClockState::Uncertain, ClockState::Uncertain)
            | (ClockState::Right, ClockState::Right) => None,
            (_, ClockState::Wrong(_)) => Some("clock.wrong"),
            (_, ClockState::Uncertain) => Some("clock.uncertain"),
            (_, ClockState::Right) => Some("clock.right"),
        }
    }

    /// What the device knows of the time now, to be kept with a fact.
    pub(crate) fn evidence(&self) -> ClockEvidence {
        ClockEvidence {
            wall: self.ambient.now(),
            since_boot_ms: self.ambient.since_boot().map(millis),
            boot: self.ambient.boot_id(),
            hub: self.told.map(|told| HubTime {
                offset_ms: i64::try_from(self.offset(told).as_millis()).unwrap_or(i64::MAX),
                round_trip_ms: millis(told.round_trip),
                age_ms: millis(self.age(told)),
            }),
            plausible: self.is_plausible(),
        }
    }

    fn is_plausible(&self) -> bool {
        self.ambient.keeps_time() && self.ambient.now() >= self.newest
    }

    /// The hub's clock minus the device's as it is now: one that was set meanwhile is off by as much more or less.
    fn offset(&self, told: Told) -> SignedDuration {
        let Some((then, now)) = told.since_boot.zip(self.ambient.since_boot()) else { return told.offset };
        let passed = SignedDuration::try_from(now.saturating_sub(then)).unwrap_or_default();
        let set = self.ambient.now().duration_since(told.wall) - passed;
        told.offset - set
    }

    fn age(&self, told: Told) -> Duration {
        match told.since_boot.zip(self.ambient.since_boot()) {
            Some((then, now)) => now.saturating_sub(then),
            None => Duration::try_from(self.ambient.now().duration_since(told.wall)).unwrap_or_default(),
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
