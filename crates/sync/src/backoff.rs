//! Waiting longer each time, and not all at once.

use std::time::Duration;

/// Exponential backoff with full jitter: anything between nothing and a bound that doubles up to a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    base: Duration,
    cap: Duration,
}

impl Backoff {
    /// For a hub that does not answer: at most a second after the first failure, at most half a minute ever.
    pub const HUB: Self = Self { base: Duration::from_secs(1), cap: Duration::from_secs(30) };
    /// For one record the hub answers oddly: it must not crowd out the others.
    pub const RECORD: Self = Self { base: Duration::from_secs(5), cap: Duration::from_mins(10) };

    /// The bound after so many failures in a row.
    pub fn bound(self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        self.base.saturating_mul(1 << doublings).min(self.cap)
    }

    /// How long to wait after so many failures in a row; `random` is evenly spread over all 64 bits.
    pub fn delay(self, failures: u32, random: u64) -> Duration {
        let bound = self.bound(failures).as_millis();
        let share = bound.saturating_mul(u128::from(random)) >> 64;
        Duration::from_millis(u64::try_from(share).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Backoff;

    #[test]
    fn the_bound_doubles_up_to_the_cap() {
        let seconds: Vec<_> = (1..=9).map(|failures| Backoff::HUB.bound(failures).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 30, 30, 30, 30]);
        assert_eq!(Backoff::RECORD.bound(u32::MAX).as_secs(), 600);
    }

    #[test]
    fn the_delay_is_spread_from_nothing_to_the_bound() {
        assert_eq!(Backoff::HUB.delay(3, 0), Duration::ZERO);
        assert_eq!(Backoff::HUB.delay(3, u64::MAX / 2), Duration::from_millis(1_999));
        assert_eq!(Backoff::HUB.delay(3, u64::MAX), Duration::from_millis(3_999));
    }
}
