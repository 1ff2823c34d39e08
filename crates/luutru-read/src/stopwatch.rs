//! The patience of the tool: so many milliseconds, and how many of them each stage took.

use std::time::{Duration, Instant};

use scan::{Patience, Stage};

/// Runs from the moment it is made.
pub struct Stopwatch {
    begun: Instant,
    budget: Duration,
    running: Option<(&'static str, Instant)>,
    laps: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    /// Starts with what comes before the first stage, for which no budget counts yet.
    pub fn start(what: &'static str, budget: Duration) -> Self {
        let begun = Instant::now();
        Self { begun, budget, running: Some((what, begun)), laps: Vec::new() }
    }

    /// From now on the budget counts.
    pub fn look(&mut self) {
        self.lap(None);
        self.begun = Instant::now();
    }

    /// What took how long, in the order in which it was begun; what is running ends here.
    pub fn laps(mut self) -> Vec<(&'static str, Duration)> {
        self.lap(None);
        self.laps
    }

    fn lap(&mut self, next: Option<&'static str>) {
        let now = Instant::now();
        if let Some((what, since)) = self.running.take() {
            match self.laps.iter_mut().find(|(name, _)| *name == what) {
                Some((_, time)) => *time += now - since,
                None => self.laps.push((what, now - since)),
            }
        }
        self.running = next.map(|what| (what, now));
    }
}

impl Patience for Stopwatch {
    fn time_left(&mut self) -> bool {
        self.begun.elapsed() < self.budget
    }

    fn begin(&mut self, stage: Stage) -> bool {
        self.lap(Some(stage.name()));
        true
    }
}
