//! How many frames a second come.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Over how long it is counted.
const SPAN: Duration = Duration::from_secs(2);

/// When the newest frames came.
#[derive(Default)]
pub struct Rate {
    times: VecDeque<Instant>,
}

impl Rate {
    /// A frame has come.
    pub fn count(&mut self, now: Instant) {
        self.times.push_back(now);
        self.forget(now);
    }

    /// Frames a second; 0 when none came for long, or only one.
    pub fn at(&self, now: Instant) -> f32 {
        let recent = || self.times.iter().filter(|time| now.duration_since(**time) < SPAN);
        let gaps = u16::try_from(recent().count().saturating_sub(1)).unwrap_or(u16::MAX);
        let span = recent().next_back().zip(recent().next()).map(|(last, first)| last.duration_since(*first));
        span.filter(|span| !span.is_zero()).map_or(0.0, |span| f32::from(gaps) / span.as_secs_f32())
    }

    fn forget(&mut self, now: Instant) {
        while self.times.front().is_some_and(|time| now.duration_since(*time) >= SPAN) {
            self.times.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_over_the_last_two_seconds() {
        let start = Instant::now();
        let mut rate = Rate::default();
        assert!(rate.at(start) <= 0.0);
        let at = |number: u64| start + Duration::from_millis(40 * number);
        for number in 0..100 {
            rate.count(at(number));
        }
        assert!((rate.at(at(99)) - 25.0).abs() < 0.1, "{}", rate.at(at(99)));
        assert!(rate.times.len() <= 51);
        assert!(rate.at(at(200)) <= 0.0, "none came for four seconds");
    }
}
