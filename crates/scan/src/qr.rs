//! QR codes that blur, tilt, glare or a coarse sensor have brought below what a threshold can read.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels and modules are small numbers, and brightness is reckoned in f32"
)]

pub mod ballot;
mod dark;
mod decode;
mod grid;
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
use trio::{Trio, completed, trios};

/// A code that was located and not read.
pub struct Soft {
    /// Where its modules lie.
    pub grid: Grid,
    /// Its version, 1 to 20.
    pub version: usize,
    /// What is believed of its modules, row by row: the logarithm of the odds that one is light.
    pub beliefs: Vec<f32>,
}

/// What came of looking.
#[derive(Default)]
pub struct Found {
    /// The code that was read.
    pub codes: Vec<Code>,
    /// Codes that were located and not read.
    pub unread: Vec<Soft>,
}

/// How finder patterns are looked for, one way after the other: the grain and the neighbourhood in pixels, and every how many
/// rows. The first suits most pictures, the second small modules, the third large ones, the rest what noise leaves of small
/// ones.
const PASSES: [(usize, usize, usize); 5] = [(1, 10, 3), (0, 5, 1), (2, 22, 7), (1, 5, 1), (0, 10, 3)];

/// Looks for a QR code beside those that are read already: by three finder patterns first; then, if there is none, by two and
/// where the third should be.
pub fn look(picture: &Luma, read: &[Code], time_left: &mut dyn FnMut() -> bool) -> Found {
    let sums = Sums::of(picture);
    let mut found = Found::default();
    let mut passes = Vec::new();
    for (grain, reach, step) in PASSES {
        let mut seen = marks(&Relief::new(picture, &sums, grain, reach), step, reach as f32, time_left);
        seen.retain(|mark| !read.iter().any(|code| code.covers(mark.x, mark.y)));
        found.try_trios(picture, &likely(picture, &seen), time_left);
        if !found.codes.is_empty() || !time_left() {
            return found;
        }
        passes.push(seen);
    }
    if found.unread.is_empty() {
        for seen in passes {
            let completed = completed(picture, &seen);
            found.try_trios(picture, &completed[..completed.len().min(MOST_TRIED)], time_left);
            if !found.codes.is_empty() || !time_left() {
                break;
            }
        }
    }
    found
}

/// So much of a finder pattern, summed over three, a trio shows at least.
const LIKE_FINDERS: f32 = 1.2;
/// Trios that are located in one pass.
const MOST_TRIED: usize = 5;
/// So well its fixed patterns agree, a grid is worth reading.
const WORTH: f32 = 0.4;
/// So well, it is the right one.
const RIGHT: f32 = 0.65;
/// Grids that are read in one pass.
const MOST_READ: usize = 2;

/// Grids that are read in one place: another pass may find it a little better.
const MOST_AGAIN: usize = 2;

/// The trios that look most like finder patterns.
fn likely(picture: &Luma, marks: &[Mark]) -> Vec<Trio> {
    let mut trios = trios(marks);
    for trio in &mut trios {
        trio.score = trio.likeness(picture);
    }
    trios.retain(|trio| trio.score > LIKE_FINDERS);
    trios.sort_by(|a, b| b.score.total_cmp(&a.score));
    trios.truncate(MOST_TRIED);
    trios
}

impl Found {
    fn try_trios(&mut self, picture: &Luma, trios: &[Trio], time_left: &mut dyn FnMut() -> bool) {
        let mut guesses: Vec<Guess> = Vec::new();
        for trio in trios {
            if !time_left() {
                return;
            }
            guesses.extend(locate(picture, trio).filter(|guess| guess.agreement > WORTH));
            if guesses.last().is_some_and(|guess| guess.agreement > RIGHT) {
                break;
            }
        }
        guesses.sort_by(|a, b| b.agreement.total_cmp(&a.agreement));
        for guess in guesses.into_iter().take(MOST_READ) {
            let again = self.unread.iter().filter(|soft| soft.lies_with(&guess.grid)).count();
            if again >= MOST_AGAIN || !time_left() {
                continue;
            }
            match read(picture, guess, time_left) {
                Ok(code) => return self.codes.push(code),
                Err(soft) => self.unread.push(soft),
            }
        }
    }
}

fn read(picture: &Luma, guess: Guess, time_left: &mut dyn FnMut() -> bool) -> Result<Code, Soft> {
    let Guess { mut grid, layout, .. } = guess;
    let mut beliefs = Vec::new();
    for turn in 0..TURNS {
        let mut observer = Observer::new(picture, &grid, &layout);
        observer.read();
        beliefs = observer.beliefs();
        if let Some(decoded) = decode(&layout, &beliefs) {
            return Ok(code(decoded, &grid));
        }
        if observer.refine() {
            beliefs = observer.beliefs();
            if let Some(decoded) = decode(&layout, &beliefs) {
                return Ok(code(decoded, &grid));
            }
        }
        if turn + 1 == TURNS || !time_left() {
            break;
        }
        if let Some(bend) = observer.bend(turn > 0) {
            grid.shift(|x, y| bend.at(x, y));
        }
    }
    Err(Soft { grid, version: layout.version(), beliefs })
}

/// How often a grid is read, moved to where the picture fits what was read of it.
const TURNS: usize = 3;

/// A code where its grid lies.
pub fn code(decoded: Decoded, grid: &Grid) -> Code {
    let module = Some(grid.module());
    Code { symbology: Symbology::Qr, bytes: decoded.bytes, corners: grid.corners(), margin: decoded.margin, module }
}

impl Soft {
    /// Whether another grid is this one found again.
    fn lies_with(&self, other: &Grid) -> bool {
        let near = |(a, b): (&(f32, f32), &(f32, f32))| (a.0 - b.0).hypot(a.1 - b.1) < 2.0 * self.grid.module();
        self.grid.side == other.side && self.grid.corners().iter().zip(&other.corners()).all(near)
    }

    /// How it is held.
    pub fn located(&self) -> Located {
        Located { corners: self.grid.corners(), module: self.grid.module() }
    }
}
