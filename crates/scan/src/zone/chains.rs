//! Marks in a row at even steps: what could be lines of letters of a fixed pitch.

use std::collections::HashSet;

use super::blobs::Blob;
use super::curve;
use super::line::Line;

/// Steps from one letter to the next, in pixels.
const STEPS: (f32, f32) = (5.5, 25.0);
/// Fewer marks in a row are no line.
const SHORTEST: usize = 7;
/// Rows followed at most: a page of print has a tenth of it.
const MOST_WALKS: usize = 60_000;

/// Marks in a row, each with the number of the cell that it stands in.
pub struct Chain {
    marks: Vec<(i16, usize)>,
}

/// Finds the rows of marks, the longest first.
pub fn chains(blobs: &[Blob], time_left: &mut dyn FnMut() -> bool) -> Vec<Chain> {
    let nearby = Nearby::of(blobs);
    let mut walked = HashSet::new();
    let mut found: Vec<Chain> = Vec::new();
    let mut walks = 0;
    for (first, blob) in blobs.iter().enumerate() {
        if !time_left() || walks > MOST_WALKS {
            break;
        }
        for next in nearby.within(blob.x, blob.y, STEPS.1) {
            let step = (blobs[next].x - blob.x, blobs[next].y - blob.y);
            // Each row is found once: from the left, or from the top where it stands upright.
            let forward = step.0 > 0.0 || (step.0 == 0.0 && step.1 > 0.0);
            if !forward || !likely(blob, &blobs[next], step.0.hypot(step.1)) || walked.contains(&(first, next)) {
                continue;
            }
            walks += 1;
            let chain = follow(blobs, &nearby, first, next);
            walked.extend(chain.marks.windows(2).map(|two| (two[0].1, two[1].1)));
            if chain.marks.len() >= SHORTEST {
                found.push(chain);
            }
        }
    }
    found.sort_by_key(|chain| std::cmp::Reverse(chain.marks.len()));
    found
}

/// Whether two marks could be neighbours: letters are nearly as high as they are apart, seen from the side too.
fn likely(one: &Blob, other: &Blob, apart: f32) -> bool {
    let long = one.long.max(other.long);
    apart >= STEPS.0 && apart > long * 0.55 && apart < long * 2.0 && alike(one, other)
}

fn alike(one: &Blob, other: &Blob) -> bool {
    one.long < other.long * 2.2 && other.long < one.long * 2.2
}

/// Follows a row from its first two marks in both directions.
fn follow(blobs: &[Blob], nearby: &Nearby<'_>, first: usize, next: usize) -> Chain {
    let mut marks = vec![(0, first), (1, next)];
    walk(blobs, nearby, &mut marks, 1);
    marks.reverse();
    walk(blobs, nearby, &mut marks, -1);
    marks.reverse();
    Chain { marks }
}

/// Adds mark after mark; one or two may be missing in between.
fn walk(blobs: &[Blob], nearby: &Nearby<'_>, marks: &mut Vec<(i16, usize)>, way: i16) {
    while let Some((from, step)) = ahead(blobs, marks) {
        let length = step.0.hypot(step.1);
        let last = marks[marks.len() - 1];
        let found = (1..=3i16).find_map(|gap| {
            let (x, y) = (from.0 + step.0 * f32::from(gap), from.1 + step.1 * f32::from(gap));
            let near = nearby.within(x, y, length * 0.24);
            let fitting = near.filter(|&mark| alike(&blobs[mark], &blobs[last.1]) && blobs[mark].long < length * 2.0);
            let nearest = fitting.min_by(|&a, &b| {
                let far = |mark: usize| (blobs[mark].x - x).hypot(blobs[mark].y - y);
                far(a).total_cmp(&far(b))
            })?;
            Some((last.0 + way * gap, nearest))
        });
        match found {
            Some(mark) if marks.len() < 64 => marks.push(mark),
            _ => break,
        }
    }
}

type Point = (f32, f32);

/// Where the row stands and how it goes on, by its last six marks.
fn ahead(blobs: &[Blob], marks: &[(i16, usize)]) -> Option<(Point, Point)> {
    let last = &marks[marks.len().saturating_sub(6)..];
    let (begin, end) = (last.first()?, last.last()?);
    let cells = f32::from((end.0 - begin.0).abs());
    let (a, b) = (&blobs[begin.1], &blobs[end.1]);
    let step = ((b.x - a.x) / cells, (b.y - a.y) / cells);
    // The mean of what the marks say stands firmer than the last mark alone.
    let says = |&(cell, mark): &(i16, usize)| {
        let to_go = f32::from((end.0 - cell).abs());
        (blobs[mark].x + step.0 * to_go, blobs[mark].y + step.1 * to_go)
    };
    let count = f32::from(u16::try_from(last.len()).ok()?);
    let sum = last.iter().map(says).fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    Some(((sum.0 / count, sum.1 / count), step))
}

impl Chain {
    /// How many marks stand in the row.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// The marks themselves.
    pub fn marks(&self) -> impl Iterator<Item = usize> {
        self.marks.iter().map(|(_, mark)| *mark)
    }

    /// The line through the marks and the number of its cells; cell 0 is that of the first mark.
    pub fn line(&self, blobs: &[Blob]) -> Option<(Line, i16)> {
        let first = self.marks.first()?.0;
        let cells = self.marks.last()?.0 - first + 1;
        let points = |marks: &[(i16, usize)]| -> Vec<(f32, Point)> {
            marks.iter().map(|&(cell, mark)| (f32::from(cell - first) + 0.5, (blobs[mark].x, blobs[mark].y))).collect()
        };
        let rough = curve::through(&points(&self.marks), f32::from(cells))?;
        let pitch = rough.along(rough.middle);
        let reach = pitch.0.hypot(pitch.1) * 0.25;
        let mut near = points(&self.marks);
        near.retain(|(cell, (x, y))| {
            let at = rough.at(*cell);
            (at.0 - x).hypot(at.1 - y) < reach
        });
        let line = if near.len() < SHORTEST { rough } else { curve::through(&near, f32::from(cells))? };
        Some((line, cells))
    }
}

/// The marks by squares of the picture.
struct Nearby<'b> {
    blobs: &'b [Blob],
    squares: Vec<Vec<usize>>,
    columns: usize,
}

const SQUARE: f32 = 25.0;

impl<'b> Nearby<'b> {
    fn of(blobs: &'b [Blob]) -> Self {
        let most = |of: fn(&Blob) -> f32| square(blobs.iter().map(of).fold(0.0, f32::max)) + 1;
        let (columns, rows) = (most(|blob| blob.x), most(|blob| blob.y));
        let mut squares = vec![Vec::new(); columns * rows];
        for (index, blob) in blobs.iter().enumerate() {
            squares[square(blob.y) * columns + square(blob.x)].push(index);
        }
        Self { blobs, squares, columns }
    }

    fn within(&self, x: f32, y: f32, reach: f32) -> impl Iterator<Item = usize> + '_ {
        let rows = self.squares.len() / self.columns;
        let (left, right) = (square(x - reach), square(x + reach).min(self.columns - 1));
        let (top, bottom) = (square(y - reach), square(y + reach).min(rows - 1));
        let squares = (top..=bottom).flat_map(move |row| (left..=right).map(move |column| row * self.columns + column));
        squares.flat_map(|square| self.squares[square].iter().copied()).filter(move |&index| {
            let blob = &self.blobs[index];
            (blob.x - x).hypot(blob.y - y) <= reach
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float outside becomes the nearest square"
)]
fn square(place: f32) -> usize {
    (place / SQUARE) as usize
}
