//! The time that this thread has worked: what other programs do meanwhile does not count.

use rustix::time::{ClockId, clock_gettime};

/// Milliseconds of work since this was made.
pub struct Clock(f64);

impl Clock {
    pub fn start() -> Self {
        Self(now())
    }

    pub fn millis(&self) -> f64 {
        now() - self.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "a run is far shorter than 2^52 ns")]
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
