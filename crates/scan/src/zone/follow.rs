//! Follows a line of letters cell by cell: where the letters tell best what they are, there they stand.

use super::curve::{self, Point};
use super::letters::{self, ALPHABET, Likely};
use super::line::Line;
use crate::luma::Luma;

/// A cell's letters tell no less than this of it: one cell must not outweigh a line.
const FLOOR: f32 = -4.0;
/// Cells worth less are not made letters by a push.
const HOPELESS: f32 = -2.8;
/// Below this (a natural logarithm) a cell's likeliest letter is no letter.
const NO_LETTER: f32 = -0.7;
/// Above this it surely is one, and is looked for no further away.
const UNSURE: f32 = -0.3;
/// Cells a line can have at most, and some more, in which the search may err.
const LONGEST: usize = 52;

/// How likely the likeliest letter is.
fn best(likely: &Likely) -> f32 {
    likely[..ALPHABET.len()].iter().copied().fold(FLOOR, f32::max)
}

/// How well the cells of a line tell what they are: the mean over some of them, 0 at best, `FLOOR` at worst.
#[expect(clippy::cast_precision_loss, reason = "a few cells")]
pub fn worth(picture: &Luma, line: &Line, cells: &[f32]) -> f32 {
    cells.iter().map(|&cell| best(&letters::likely(&line.cell(picture, cell)))).sum::<f32>() / cells.len() as f32
}

/// At most `most` of the cells from one to another, evenly spread.
#[expect(clippy::cast_precision_loss, reason = "a few cells")]
pub fn spread(from: i16, to: i16, most: usize) -> Vec<f32> {
    let count = usize::try_from(to - from).unwrap_or(0).min(most).max(1);
    let step = f32::from(to - from - 1) / (count.max(2) - 1) as f32;
    (0..count).map(|index| f32::from(from) + (index as f32 * step).round()).collect()
}

/// Pushes, stretches and leans a line until its cells tell best what they are; gives what they are worth then.
pub fn aligned(picture: &Luma, line: Line, cells: &[f32], reach: f32) -> (Line, f32) {
    let (mut line, mut most) = (line, worth(picture, &line, cells));
    if most < HOPELESS {
        return (line, most);
    }
    for size in [reach, reach * 0.5, reach * 0.25] {
        for change in [down, right, turn, stretch, tall, lean] {
            for by in [-2.0, -1.0, 1.0, 2.0] {
                let changed = change(&line, by * size);
                let worth = worth(picture, &changed, cells);
                if worth > most {
                    (line, most) = (changed, worth);
                }
            }
        }
    }
    (line, most)
}

fn down(line: &Line, by: f32) -> Line {
    line.pushed(0.0, by)
}

fn right(line: &Line, by: f32) -> Line {
    line.pushed(by, 0.0)
}

/// Turns the line about its middle; `by` is how far its ends go.
fn turn(line: &Line, by: f32) -> Line {
    let (x, y) = line.down(line.middle);
    let mut turned = *line;
    turned.x[1] += x * by;
    turned.y[1] += y * by;
    turned
}

/// Stretches the line about its middle; `by` is how far its ends go.
fn stretch(line: &Line, by: f32) -> Line {
    let (x, y) = line.along(line.middle);
    let mut stretched = *line;
    stretched.x[1] += x * by;
    stretched.y[1] += y * by;
    stretched
}

fn tall(line: &Line, by: f32) -> Line {
    taller(line, 1.0 + by * 0.6)
}

/// Makes the letters higher by a factor.
pub fn taller(line: &Line, factor: f32) -> Line {
    let [middle, more] = line.tall;
    Line { tall: [(middle * factor).clamp(0.55, 1.7), more * factor], ..*line }
}

fn lean(line: &Line, by: f32) -> Line {
    Line { lean: [(line.lean[0] + by * 0.5).clamp(-0.5, 0.5), line.lean[1]], ..*line }
}

/// A line whose letters were found one by one.
pub struct Followed {
    /// The curve through them.
    pub line: Line,
    /// The first cell that holds a letter, and the first one after the last.
    pub extent: (i16, i16),
    points: Vec<Point>,
}

impl Followed {
    fn new(start: &Line, points: Vec<Point>) -> Option<Self> {
        let (first, last) = (points.first()?.0, points.last()?.0);
        let line = smooth(start, &points)?;
        Some(Self { line, extent: (whole(first), whole(last) + 1), points })
    }

    /// The line with only those letters that stand between two cells.
    pub fn within(&self, (from, to): (i16, i16)) -> Option<Self> {
        let inside = |point: &&Point| (f32::from(from)..f32::from(to)).contains(&point.0);
        Self::new(&self.line, self.points.iter().filter(inside).copied().collect())
    }

    /// Goes on to both ends of the line.
    pub fn extended(mut self, picture: &Luma) -> Option<Self> {
        extend(picture, &self.line, &mut self.points, 1.0);
        self.points.reverse();
        extend(picture, &self.line, &mut self.points, -1.0);
        self.points.reverse();
        Self::new(&self.line, self.points)
    }
}

/// The middles of the letters of a line between two cells; where there is no letter, none.
pub fn settled(picture: &Luma, line: &Line, cells: (i16, i16)) -> Vec<Point> {
    (cells.0..cells.1).map(f32::from).filter_map(|cell| Some((cell, settle(picture, line, cell)?))).collect()
}

/// Finds the letters of a line between two cells. `None`: it has too few.
pub fn follow(picture: &Luma, start: &Line, cells: (i16, i16)) -> Option<Followed> {
    let points = settled(picture, start, cells);
    if points.len() < 5 || points.len() * 2 < usize::try_from(cells.1 - cells.0).unwrap_or(0) {
        return None;
    }
    Followed::new(start, points)
}

#[expect(clippy::cast_possible_truncation, reason = "cells are few")]
fn whole(cell: f32) -> i16 {
    cell as i16
}

/// The curve through the middles of cells, with those left out that stand beside it.
fn smooth(start: &Line, points: &[Point]) -> Option<Line> {
    let (first, last) = (points.first()?.0, points.last()?.0);
    let cells = last - first + 1.0;
    let middles: Vec<Point> = points.iter().map(|&(cell, at)| (cell - first + 0.5, at)).collect();
    let rough = curve::through(&middles, cells)?;
    let pitch = rough.along(rough.middle);
    let reach = pitch.0.hypot(pitch.1) * 0.14;
    let beside = |&(cell, (x, y)): &Point| {
        let at = rough.at(cell);
        (at.0 - x).hypot(at.1 - y) < reach
    };
    let near: Vec<Point> = middles.iter().copied().filter(beside).collect();
    let line = if near.len() * 2 > middles.len() { curve::through(&near, cells)? } else { rough };
    Some(Line { middle: line.middle + first, ..line }.like(start))
}

/// Where around its place a letter tells best what it is; `None` when it is no letter.
fn settle(picture: &Luma, line: &Line, cell: f32) -> Option<(f32, f32)> {
    let mut told: Vec<(f32, f32, f32)> = Vec::with_capacity(17);
    let look =
        |right: f32, down: f32| (right, down, best(&letters::likely(&line.pushed(right, down).cell(picture, cell))));
    let most = |told: &[(f32, f32, f32)]| told.iter().map(|told| told.2).fold(f32::MIN, f32::max);
    for right in [-0.1, 0.0, 0.1] {
        told.extend([-0.1, 0.0, 0.1].map(|down| look(right, down)));
    }
    if most(&told) < UNSURE {
        for right in [-0.3, -0.2, 0.2, 0.3] {
            told.extend([-0.1, 0.1].map(|down| look(right, down)));
        }
    }
    if most(&told) < NO_LETTER {
        return None;
    }
    // The mean of the places, each as heavy as its letter is likely.
    let (mut sum, mut right, mut down) = (0.0, 0.0, 0.0);
    for (x, y, likely) in told {
        let heavy = (likely * 1.5).exp();
        (sum, right, down) = (sum + heavy, right + heavy * x, down + heavy * y);
    }
    Some(line.pushed(right / sum, down / sum).at(cell + 0.5))
}

/// Goes on from the last points, cell by cell, until two in a row hold no letter.
fn extend(picture: &Luma, start: &Line, points: &mut Vec<Point>, way: f32) {
    let mut empty = 0.0;
    while empty < 2.0 && points.len() < LONGEST {
        let Some(last) = points.last().map(|last| last.0) else { return };
        let cell = last + way * (1.0 + empty);
        let Some(line) = local(start, points) else { return };
        match settle(picture, &line, cell) {
            Some(at) => {
                points.push((cell, at));
                empty = 0.0;
            }
            None => empty += 1.0,
        }
    }
}

/// The straight line through the last points.
fn local(start: &Line, points: &[Point]) -> Option<Line> {
    let last = &points[points.len().saturating_sub(9)..];
    let base = last.iter().map(|point| point.0).fold(f32::MAX, f32::min);
    let near: Vec<Point> = last.iter().map(|&(cell, at)| (cell - base + 0.5, at)).collect();
    let line = curve::through(&near, 9.0)?;
    Some(Line { middle: line.middle + base, ..line }.like(start))
}
