//! QR codes that blur, tilt, glare or a coarse sensor have brought below what a threshold can read.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels and modules are small numbers, and brightness is reckoned in f32"
)]

pub mod ballot;
mod decode;
mod grid;
mod linear;
mod locate;
mod marks;
mod observer;
mod optics;
mod payload;
mod reed_solomon;
mod spec;
pub mod swift;
mod template;
mod trio;

use crate::luma::Luma;
use crate::sighting::{Code, Located, Symbology};
use decode::{Decoded, decode};
use grid::Grid;
use locate::{Guess, locate};
use marks::{Mark, Relief, Sums, marks};
use observer::Observer;
use trio::{completed, trios};

/// A located code and what is believed of its modules.
pub struct Soft {
    pub grid: Grid,
    pub version: usize,
    pub beliefs: Vec<f32>,
}

/// What came of looking.
#[derive(Default)]
pub struct Found {
    pub codes: Vec<Code>,
    pub unread: Vec<Soft>,
}

/// Looks for QR codes.
pub fn look(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Found {
    let sums = Sums::of(picture);
    let mut found = Found::default();
    for (grain, reach) in [(1, 10), (0, 5), (2, 22), (1, 5), (0, 10)] {
        let relief = Relief::new(picture, &sums, grain, reach);
        let seen = marks(&relief, (reach / 4).max(1), reach as f32, time_left);
        try_marks(picture, &seen, &mut found, time_left);
        if !found.codes.is_empty() || !time_left() {
            break;
        }
    }
    found
}

/// So much of a finder pattern, summed over three, a trio shows at least.
const LIKE_FINDERS: f32 = 1.2;
/// So well its fixed patterns agree, a grid is worth reading.
const WORTH: f32 = 0.4;
/// So well, it is the right one.
const RIGHT: f32 = 0.65;

fn try_marks(picture: &Luma, marks: &[Mark], found: &mut Found, time_left: &mut dyn FnMut() -> bool) {
    let whole = trios(marks);
    let mut guesses: Vec<Guess> = Vec::new();
    let likely = whole.iter().filter(|trio| trio.likeness(picture) > LIKE_FINDERS).take(6);
    for trio in likely {
        guesses.extend(locate(picture, trio));
        if guesses.last().is_some_and(|guess| guess.agreement > RIGHT) || !time_left() {
            break;
        }
    }
    if guesses.iter().all(|guess| guess.agreement < WORTH) {
        for trio in completed(picture, marks).iter().take(4) {
            guesses.extend(locate(picture, trio));
        }
    }
    guesses.sort_by(|a, b| b.agreement.total_cmp(&a.agreement));
    for guess in guesses.into_iter().take(2) {
        if guess.agreement < WORTH || !time_left() {
            break;
        }
        match read(picture, guess) {
            Ok(code) => {
                if found.codes.iter().all(|other| other.bytes != code.bytes) {
                    found.codes.push(code);
                }
                return;
            }
            Err(soft) => found.unread.push(soft),
        }
    }
}

fn read(picture: &Luma, guess: Guess) -> Result<Code, Soft> {
    let Guess { mut grid, layout, .. } = guess;
    let mut beliefs = Vec::new();
    for turn in 0..3 {
        let mut observer = Observer::new(picture, &grid, &layout);
        observer.read(2);
        beliefs = observer.beliefs();
        if let Some(decoded) = decode(&layout, &beliefs) {
            return Ok(code(decoded, &grid));
        }
        if turn < 2
            && let Some(bend) = observer.bend(turn > 0)
        {
            grid.shift(|x, y| bend.at(x, y));
        }
    }
    Err(Soft { grid, version: layout.version(), beliefs })
}

/// A code where its grid lies.
pub fn code(decoded: Decoded, grid: &Grid) -> Code {
    Code { symbology: Symbology::Qr, bytes: decoded.bytes, corners: grid.corners(), margin: decoded.margin }
}

impl Soft {
    /// How it is held.
    pub fn located(&self) -> Located {
        Located { corners: self.grid.corners(), module: self.grid.module() }
    }
}
