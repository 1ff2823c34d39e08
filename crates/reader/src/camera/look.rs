//! One picture after the other: what is found, where it is, and what to say to whoever holds it.

use std::mem::take;
use std::time::{Duration, Instant};

use scan::{Advice, Adviser, Corners, Eye, GUIDE, Luma, Sighting};

use super::Frame;
use super::sight::{Shown, outline};

/// How long one frame may be looked at: long enough that a slow machine finishes a good frame, short enough that a
/// frame made to wear the decoder out costs little.
const LOOK: Duration = Duration::from_millis(500);
/// How long every frame is looked at, without rest, while a code is located and not read.
const BURST: Duration = Duration::from_secs(3);
/// How long a thing that was read stays outlined: one blurred frame, and the outline would flicker.
const OUTLINED: Duration = Duration::from_millis(400);

/// What helps a person to hold a card right.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Guidance {
    /// Where the thing is that is read, in fractions of the frame's width and height, clockwise from its own top left.
    pub outline: Option<Corners>,
    /// What to do when nothing is read.
    pub advice: Option<Advice>,
    /// Pixels a module of a code that is located and not read.
    pub module: Option<f32>,
}

/// The eye, and what it found in one picture, kept while the picture stays the same.
#[derive(Default)]
pub struct Look {
    eye: Eye,
    adviser: Adviser,
    sequence: u64,
    finished: bool,
    /// Width and height in pixels.
    pub size: (usize, usize),
    /// What was found.
    pub sighting: Sighting,
    /// How long it took to find.
    pub took: Duration,
    advice: Option<Advice>,
    /// Where something was read last, and when.
    outlined: Option<(Corners, Duration)>,
    /// Since when a code is located that is not read.
    located: Option<Duration>,
}

impl Look {
    /// Forgets what was seen, because there are no frames any more.
    pub fn forget(&mut self) {
        let mut eye = take(&mut self.eye);
        eye.forget();
        *self = Self { eye, ..Self::default() };
    }

    /// Forgets what the pictures before tell together, because what was in them has gone: what comes next is another's.
    pub fn forget_pictures(&mut self) {
        self.eye.forget();
    }

    /// One that has stumbled over the picture of this number, and does not look at it again. Nothing else of it can be relied on.
    pub fn stumbled(sequence: u64) -> Self {
        Self { sequence, finished: true, ..Self::default() }
    }

    /// Looks at a frame, if its picture is another than the one before. `at` is the time since the camera was started.
    pub fn renew(&mut self, frame: &Frame, sequence: u64, at: Duration) {
        if self.finished && self.sequence == sequence {
            self.advice = self.adviser.again(at);
        } else {
            self.sequence = sequence;
            if let Ok(luma) = frame.luma() {
                self.look(&luma, at);
            } else {
                // A damaged frame shows nothing; the next one comes soon.
                (self.finished, self.sighting) = (true, Sighting::default());
            }
        }
        self.outlined = outline(&self.sighting, self.size).map(|corners| (corners, at)).or(self.outlined);
        let is_located = self.outlined_at(at).is_none() && !self.sighting.located.is_empty();
        self.located = is_located.then(|| self.located.unwrap_or(at));
    }

    fn look(&mut self, luma: &Luma, at: Duration) {
        let began = Instant::now();
        let mut in_time = true;
        let sighting = self.eye.look(luma, &mut || {
            in_time = began.elapsed() < LOOK;
            in_time
        });
        self.took = began.elapsed();
        self.finished = in_time || !sighting.codes.is_empty() || !sighting.zones.is_empty();
        self.size = (luma.width(), luma.height());
        self.advice = self.adviser.look(at, luma, GUIDE, &sighting);
        self.sighting = sighting;
    }

    /// What it says to the person, at a time since the camera was started.
    pub fn guidance(&self, at: Duration) -> Guidance {
        let located = self.sighting.located.iter().map(|located| located.module);
        let module = self.located.and(located.reduce(f32::max));
        Guidance { outline: self.outlined_at(at), advice: self.advice, module }
    }

    /// What the picture shows.
    pub const fn shown(&self) -> Shown<'_> {
        Shown { size: self.size, sighting: &self.sighting, took: self.took }
    }

    fn outlined_at(&self, at: Duration) -> Option<Corners> {
        self.outlined.filter(|(_, read)| at.saturating_sub(*read) < OUTLINED).map(|(corners, _)| corners)
    }

    /// Whether a code is nearly read, so that the next frame may bring it.
    pub fn is_close(&self, at: Duration) -> bool {
        self.located.is_some_and(|since| at.saturating_sub(since) < BURST)
    }
}
