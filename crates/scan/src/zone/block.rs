//! From one line to the whole zone: its other lines, its first column, its format.

use std::ops::Range;

use mrz::Format;

use super::curve::{self, Point};
use super::decide;
use super::follow::{self, Followed};
use super::layout;
use super::letters::{self, ALPHABET, Likely};
use super::line::Line;
use crate::luma::Luma;
use crate::sighting::Corners;

/// Letters of a zone are worth no less than this in the mean.
const POOR: f32 = -1.3;
/// No push makes letters of what is worth less.
const HOPELESS: f32 = -2.6;
/// In the mean, letters are so much likelier than none in the cells of a zone (a natural logarithm, 4 at most).
const CLEAR: f32 = 2.0;
/// A line of fewer letters is none of a zone.
const FEWEST: i16 = 20;

/// What was seen in the cells of a zone.
#[derive(Clone)]
pub struct Seen {
    /// Its format, by the number of its lines and columns.
    pub format: Format,
    /// How likely each letter is in each cell, over all lines joined.
    pub cells: Vec<Likely>,
    /// Where it is, in pixels of the picture that was given.
    pub corners: Corners,
}

/// Reads the zone to which a line belongs. The line is known from cell 0 to `cells`, but perhaps upside down.
/// `None`: there is no zone, or the time is over.
pub fn read(picture: &Luma, line: &Line, cells: i16, time_left: &mut dyn FnMut() -> bool) -> Option<Seen> {
    let line = upright(picture, line, cells, time_left)?;
    let first = follow::follow(picture, &line, (0, cells))?.extended(picture)?;
    if first.extent.1 - first.extent.0 < FEWEST {
        return None;
    }
    let lines = beside(picture, first, time_left);
    let mut likeliest = None;
    for guess in guesses(picture, &lines) {
        let seen = time_left().then(|| look_at(picture, &lines, guess))?;
        if seen.as_ref().is_some_and(|seen| decide::decide(seen.format, &seen.cells).is_some()) {
            return seen;
        }
        likeliest = likeliest.or(seen);
    }
    likeliest
}

/// What is seen in the cells if a guess holds.
fn look_at(picture: &Luma, lines: &[Followed], Guess { format, column, rows, .. }: Guess) -> Option<Seen> {
    let (_, columns) = layout::shape(format);
    let last = column + i16::try_from(columns).ok()?;
    // What was taken for letters beyond the ends bends the curve.
    let inside: Option<Vec<Line>> =
        lines[rows].iter().map(|followed| Some(followed.within((column, last))?.line)).collect();
    let lines = straightened(picture, inside?, (column, last))?;
    let seen = lines.iter().flat_map(|line| (0..columns).map(|at| look(picture, line, column, at)));
    Some(Seen { format, cells: seen.collect(), corners: corners(&lines, column, columns) })
}

/// The line as its letters stand, if they are letters.
fn upright(picture: &Luma, line: &Line, cells: i16, time_left: &mut dyn FnMut() -> bool) -> Option<Line> {
    let some = follow::spread(0, cells, 10);
    let mut best: Option<(Line, f32)> = None;
    for way in [*line, line.reversed(f32::from(cells))] {
        let aligned = time_left().then(|| follow::aligned(picture, way, &some, 0.12))?;
        best = best.filter(|best| best.1 > aligned.1).or(Some(aligned));
    }
    best.filter(|best| best.1 > POOR).map(|best| best.0)
}

/// The lines of the block in order, from one of them.
fn beside(picture: &Luma, first: Followed, time_left: &mut dyn FnMut() -> bool) -> Vec<Followed> {
    let mut lines = vec![first];
    let mut spacing = None;
    for way in [1.0, -1.0] {
        while lines.len() < 3 {
            let edge = if way > 0.0 { &lines[lines.len() - 1] } else { &lines[0] };
            let Some((next, down)) = neighbour(picture, edge, way, spacing, time_left) else { break };
            spacing = Some(down);
            lines.insert(if way > 0.0 { lines.len() } else { 0 }, next);
        }
    }
    lines
}

/// The next line below (or above), and how many pitches away it is.
fn neighbour(
    picture: &Luma,
    edge: &Followed,
    way: f32,
    spacing: Option<f32>,
    time_left: &mut dyn FnMut() -> bool,
) -> Option<(Followed, f32)> {
    let (from, to) = edge.extent;
    let some = follow::spread(from, to, 8);
    let mut told: Vec<(f32, f32)> = Vec::new();
    for down in distances(spacing) {
        let worth = time_left().then(|| follow::worth(picture, &edge.line.pushed(0.0, way * down), &some))?;
        told.push((down, worth));
    }
    for down in peaks(&told) {
        let (line, worth) =
            time_left().then(|| follow::aligned(picture, edge.line.pushed(0.0, way * down), &some, 0.08))?;
        if worth > POOR
            && let Some(next) = follow::follow(picture, &line, (from, to))
            && next.extent.1 - next.extent.0 > (to - from) * 2 / 3
        {
            return Some((next, down));
        }
    }
    None
}

/// Where letters are told better than before and after, the nearest first: behind the next line there may be another.
fn peaks(told: &[(f32, f32)]) -> impl Iterator<Item = f32> {
    let worth = |at: Option<usize>| at.and_then(|at| told.get(at)).map_or(f32::MIN, |told| told.1);
    let peak = move |at: &usize| {
        let own = worth(Some(*at));
        own > HOPELESS && own >= worth(at.checked_sub(1)) && own > worth(Some(at + 1))
    };
    (0..told.len()).filter(peak).map(|at| told[at].0).take(3)
}

/// How many pitches away the next line may be: as far as the last one, or anything from tightly set cards to booklets, 3.3
/// to 7.9 mm. The figures of Doc 9303 parts 4 to 6 for it (six lines to the inch on a card, four on a page?) were not
/// confirmed, and nothing depends on them: whatever spacing is found is taken.
fn distances(spacing: Option<f32>) -> Vec<f32> {
    match spacing {
        Some(spacing) => (-2..=2i8).map(|step| spacing * (1.0 + f32::from(step) * 0.04)).collect(),
        None => (0..=18u8).map(|step| 1.3 + f32::from(step) * 0.1).collect(),
    }
}

/// Which format it could be, which cell of the lines is its first column, and which of the lines are its own.
struct Guess {
    /// How much likelier it is that letters stand in its cells than that none do.
    score: f32,
    format: Format,
    column: i16,
    rows: Range<usize>,
}

/// What the lines could be, the likeliest first: the best of each format, and the one beside the best, for an edge or a
/// crease beside a line can look like a letter.
fn guesses(picture: &Luma, lines: &[Followed]) -> Vec<Guess> {
    let mut all: Vec<Guess> =
        [Format::Td1, Format::Td2, Format::Td3].into_iter().flat_map(|format| placed(picture, lines, format)).collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut formats: Vec<Format> = Vec::new();
    all.retain(|guess| {
        let seen = formats.iter().filter(|format| **format == guess.format).count();
        formats.push(guess.format);
        seen == 0 || (seen == 1 && formats[0] == guess.format)
    });
    all
}

/// The places that a format could have among the lines.
#[expect(clippy::cast_precision_loss, reason = "few cells")]
fn placed(picture: &Luma, lines: &[Followed], format: Format) -> Vec<Guess> {
    let from = lines.iter().map(|line| line.extent.0).min().unwrap_or(0) - 3;
    let to = lines.iter().map(|line| line.extent.1).max().unwrap_or(0) + 3;
    let letter = |line: &Followed, column: i16| {
        let none = letters::likely(&line.line.cell(picture, f32::from(column)))[ALPHABET.len()];
        ((1.0 - none.exp()).max(1e-4).ln() - none).clamp(-4.0, 4.0)
    };
    let cells: Vec<Vec<f32>> =
        lines.iter().map(|line| (from..to).map(|column| letter(line, column)).collect()).collect();
    let (rows, columns) = layout::shape(format);
    let mut guesses = Vec::new();
    for top in 0..(lines.len() + 1).saturating_sub(rows) {
        for (column, left) in (from..).zip(0..(cells[top].len() + 1).saturating_sub(columns)) {
            let score = cells[top..top + rows].iter().flat_map(|row| &row[left..left + columns]).sum();
            if score > CLEAR * (rows * columns) as f32 {
                guesses.push(Guess { score, format, column, rows: top..top + rows });
            }
        }
    }
    guesses
}

/// The lines once more, letter by letter, now that all of them tell how the letters stand.
fn straightened(picture: &Luma, mut lines: Vec<Line>, cells: (i16, i16)) -> Option<Vec<Line>> {
    const TALL: [f32; 5] = [0.85, 0.92, 1.0, 1.08, 1.17];
    for _ in 0..2 {
        let (above, below) = (*lines.first()?, *lines.last()?);
        for line in &mut lines {
            *line = line.between(&above, &below);
        }
        let worth = |by: f32| {
            let worth =
                |line: &Line| follow::worth(picture, &follow::taller(line, by), &follow::spread(cells.0, cells.1, 10));
            lines.iter().map(worth).sum::<f32>()
        };
        let best = TALL.into_iter().map(|by| (by, worth(by))).max_by(|a, b| a.1.total_cmp(&b.1))?;
        let taller: Vec<Line> = lines.iter().map(|line| follow::taller(line, best.0)).collect();
        lines = together(picture, &taller, cells)?;
    }
    Some(lines)
}

/// The lines through their letters, all lines together; letters that stand beside are left out.
fn together(picture: &Luma, lines: &[Line], cells: (i16, i16)) -> Option<Vec<Line>> {
    let middle = |&(cell, at): &Point| (cell + 0.5, at);
    let mut rows: Vec<Vec<Point>> =
        lines.iter().map(|line| follow::settled(picture, line, cells).iter().map(middle).collect()).collect();
    let reach = (f32::from(cells.0), f32::from(cells.1));
    let rough = curve::block(&rows, reach)?;
    for (row, line) in rows.iter_mut().zip(&rough) {
        row.retain(|&(cell, (x, y))| {
            let (at, along) = (line.at(cell), line.along(cell));
            (at.0 - x).hypot(at.1 - y) < 0.2 * along.0.hypot(along.1)
        });
    }
    let smooth = curve::block(&rows, reach)?;
    Some(smooth.iter().zip(lines).map(|(smooth, line)| smooth.like(line)).collect())
}

/// What stands in a cell, looked at several times a little out of place.
#[expect(clippy::cast_precision_loss, reason = "few columns")]
fn look(picture: &Luma, line: &Line, column: i16, at: usize) -> Likely {
    let cell = f32::from(column) + at as f32;
    let places = [(0.0, 0.0, 1.0), (-0.05, 0.02, 0.95), (0.05, -0.02, 1.05), (0.0, 0.06, 1.05), (0.0, -0.06, 0.95)];
    let looks = places.map(|(right, down, tall)| {
        letters::likely(&follow::taller(&line.pushed(right, down), tall).cell(picture, cell))
    });
    std::array::from_fn(|class| looks.iter().map(|look| look[class].max(-16.0)).sum::<f32>() / 5.0)
}

#[expect(clippy::cast_precision_loss, reason = "few columns")]
fn corners(lines: &[Line], column: i16, columns: usize) -> Corners {
    let (left, right) = (f32::from(column), f32::from(column) + columns as f32);
    let (top, bottom) = (&lines[0], &lines[lines.len() - 1]);
    [
        top.pushed(0.0, -0.6).at(left),
        top.pushed(0.0, -0.6).at(right),
        bottom.pushed(0.0, 0.6).at(right),
        bottom.pushed(0.0, 0.6).at(left),
    ]
}
