//! Ours, with a note of which stage read what.

use scan::{Eye, Luma, Patience, Sighting, Stage};

use crate::clock::Clock;
use crate::engine::{Answer, Engine};

/// Ours, on one frame alone.
pub struct Ours {
    budget: f64,
    without: Option<Stage>,
}

impl Ours {
    pub const fn new(budget: f64) -> Self {
        Self { budget, without: None }
    }

    pub const fn without(budget: f64, stage: Stage) -> Self {
        Self { budget, without: Some(stage) }
    }
}

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "luutru"
    }

    fn read(&mut self, frame: &Luma) -> Answer {
        let (sighting, watch) = look(&mut Eye::default(), frame, self.budget, self.without);
        let payloads = sighting.codes.into_iter().map(|code| vec![code.bytes]).collect();
        Answer { payloads, millis: watch.clock.millis() }
    }
}

/// What an eye sees in a frame, and how long each stage took.
pub fn look(eye: &mut Eye, frame: &Luma, budget: f64, without: Option<Stage>) -> (Sighting, Watch) {
    let mut watch = Watch { clock: Clock::start(), budget, without, begun: Vec::new() };
    let sighting = eye.look(frame, &mut watch);
    (sighting, watch)
}

/// The patience of this program.
pub struct Watch {
    pub clock: Clock,
    budget: f64,
    without: Option<Stage>,
    /// The stages that were begun, and when.
    pub begun: Vec<(Stage, f64)>,
}

impl Patience for Watch {
    fn time_left(&mut self) -> bool {
        self.clock.millis() < self.budget
    }

    fn begin(&mut self, stage: Stage) -> bool {
        self.begun.push((stage, self.clock.millis()));
        self.without != Some(stage)
    }
}
