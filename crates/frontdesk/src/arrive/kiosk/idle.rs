//! When a kiosk is taken to be left alone.

use jiff::{SignedDuration, Timestamp};

use super::visit::{At, Visit};

/// Without a touch for so long, the warning appears.
const QUIET: SignedDuration = SignedDuration::from_secs(45);
/// The warning stands for so long; then everything is wiped.
const WARNING: SignedDuration = SignedDuration::from_secs(20);
/// The last screen stands for so long.
const DONE: SignedDuration = SignedDuration::from_secs(10);

/// The patience of a kiosk with the person in front of it.
pub(super) struct Idle {
    touched: Timestamp,
    /// Somebody has touched it since it was wiped last; perhaps only chose a language.
    used: bool,
    /// "Chậm rãi": everything takes twice as long.
    pub(super) unhurried: bool,
}

impl Idle {
    /// Begins to wait.
    pub(super) fn new(now: Timestamp) -> Self {
        Self { touched: now, used: false, unhurried: false }
    }

    /// Notices a touch.
    pub(super) fn touch(&mut self, now: Timestamp) {
        (self.touched, self.used) = (now, true);
    }

    /// A clock that is set back must not keep a person's data on the screen until it has caught up.
    pub(super) fn not_ahead(&mut self, visit: &mut Visit, now: Timestamp) {
        self.touched = self.touched.min(now);
        if let At::Done { since, .. } = &mut visit.at {
            *since = now.min(*since);
        }
    }

    /// Tells whether the visit must be wiped now.
    pub(super) fn is_over(&self, visit: &Visit, now: Timestamp) -> bool {
        self.end(visit).is_some_and(|end| now >= end)
    }

    /// Seconds left, while the warning stands.
    pub(super) fn warning(&self, visit: &Visit, now: Timestamp) -> Option<u32> {
        let end = self.end(visit)?;
        let warned = !matches!(visit.at, At::Welcome | At::Done { .. }) && now >= end - self.stretch(WARNING);
        warned.then(|| seconds_until(end, now))
    }

    /// Seconds until the last screen is wiped.
    pub(super) fn wipes_in(&self, since: Timestamp, now: Timestamp) -> u32 {
        seconds_until(since + self.stretch(DONE), now)
    }

    /// The moment at which time alone changes the screen next: each second of a countdown, else its beginning; never
    /// later than the wipe.
    pub(super) fn next_wake(&self, visit: &Visit, now: Timestamp) -> Option<Timestamp> {
        let end = self.end(visit)?;
        let counts_from = match visit.at {
            At::Done { since, .. } => since,
            _ => end - self.stretch(WARNING),
        };
        Some(if now < counts_from { counts_from } else { end.min(now + SignedDuration::from_secs(1)) })
    }

    /// The moment of the wipe; none where nothing is to be wiped, and during a read.
    fn end(&self, visit: &Visit) -> Option<Timestamp> {
        match visit.at {
            At::Welcome if !self.used => None,
            At::Done { since, .. } => Some(since + self.stretch(DONE)),
            _ if visit.reading => None,
            _ => Some(self.touched + self.stretch(QUIET) + self.stretch(WARNING)),
        }
    }

    fn stretch(&self, time: SignedDuration) -> SignedDuration {
        if self.unhurried { time * 2 } else { time }
    }
}

/// Whole seconds, rounded up, so that a countdown never shows 0 before it ends.
fn seconds_until(end: Timestamp, now: Timestamp) -> u32 {
    let millis = (end - now).get_milliseconds().max(0) + (end - now).get_seconds() * 1000;
    u32::try_from(millis.max(0).div_euclid(1000) + i64::from(millis % 1000 > 0)).unwrap_or(0)
}
