//! Where a line of text runs in a picture, and what stands in its cells.

use crate::luma::Luma;

/// Columns of a cell's picture.
pub const COLUMNS: usize = 12;
/// Rows of a cell's picture.
pub const ROWS: usize = 16;
/// What is sampled of a cell: its brightness less its mean, in standard deviations.
pub type Cell = [f32; COLUMNS * ROWS];

/// From one column to the next, and from one row to the next, in pitches.
const STEP: (f32, f32) = (1.08 / 12.0, 1.36 / 16.0);
/// Standard deviations below this many levels are noise, and are not blown up.
const FLAT: f32 = 2.0;

/// A line of text in a picture: the middle of its letters as a curve of the fourth degree, counted in cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The curve in pixels; its variable is (cell - `middle`) / `half`.
    pub x: [f32; 5],
    /// Likewise.
    pub y: [f32; 5],
    /// The cell where the curve's variable is 0.
    pub middle: f32,
    /// How many cells from there to where it is 1.
    pub half: f32,
    /// Height of a letter in proportion to its width: at `middle`, and how much more with every cell. It is 1 where the
    /// paper lies flat before the camera, and changes along a line that goes away from it.
    pub tall: [f32; 2],
    /// How far the letters' feet stand to the right of where they should, in proportion to their width; likewise.
    pub lean: [f32; 2],
}

impl Line {
    /// A straight line from the middle of the left edge of cell 0 in a direction, one pitch long.
    pub fn straight(from: (f32, f32), pitch: (f32, f32)) -> Self {
        Self {
            x: [from.0, pitch.0, 0.0, 0.0, 0.0],
            y: [from.1, pitch.1, 0.0, 0.0, 0.0],
            middle: 0.0,
            half: 1.0,
            tall: [1.0, 0.0],
            lean: [0.0; 2],
        }
    }

    /// The place in pixels that is so many cells from the beginning, in the middle of the letters' height.
    pub fn at(&self, cells: f32) -> (f32, f32) {
        let t = (cells - self.middle) / self.half;
        let curve = |[a, b, c, d, e]: [f32; 5]| a + t * (b + t * (c + t * (d + t * e)));
        (curve(self.x), curve(self.y))
    }

    /// One pitch along the line there, in pixels.
    pub fn along(&self, cells: f32) -> (f32, f32) {
        let t = (cells - self.middle) / self.half;
        let slope = |[_, b, c, d, e]: [f32; 5]| (b + t * (2.0 * c + t * (3.0 * d + t * 4.0 * e))) / self.half;
        (slope(self.x), slope(self.y))
    }

    /// One pitch down there, in pixels.
    pub fn down(&self, cells: f32) -> (f32, f32) {
        let (x, y) = self.along(cells);
        let at = |[middle, more]: [f32; 2]| middle + more * (cells - self.middle);
        let (tall, lean) = (at(self.tall), at(self.lean));
        (-y * tall + x * lean, x * tall + y * lean)
    }

    /// The same line pushed by so many pitches to the right and down.
    #[must_use]
    pub fn pushed(&self, right: f32, down: f32) -> Self {
        let (x, y) = self.down(self.middle);
        let mut pushed = Self { middle: self.middle - right, ..*self };
        pushed.x[0] += x * down;
        pushed.y[0] += y * down;
        pushed
    }

    /// The same line with letters that stand between two lines of the same text as their columns do, whose height in
    /// the middle stays as it is.
    pub(super) fn between(&self, above: &Self, below: &Self) -> Self {
        // How high a column is and how far it leans, in pitches of this line.
        let column = |cell: f32| {
            let ((x, y), top, foot) = (self.along(cell), above.at(cell), below.at(cell));
            let (right, down) = (foot.0 - top.0, foot.1 - top.1);
            let square = (x * x + y * y).max(1e-3);
            ((x * down - y * right) / square, (x * right + y * down) / square)
        };
        let ends = [self.middle - self.half, self.middle + self.half].map(column);
        let middle = column(self.middle);
        if middle.0 < 0.5 {
            return *self;
        }
        let scale = self.tall[0] / middle.0;
        let slope = |begin: f32, end: f32| (end - begin) / (2.0 * self.half) * scale;
        Self {
            tall: [self.tall[0], slope(ends[0].0, ends[1].0)],
            lean: [(middle.1 * scale).clamp(-0.7, 0.7), slope(ends[0].1, ends[1].1)],
            ..*self
        }
    }

    /// The same line with letters that stand as those of another one.
    pub(super) fn like(&self, other: &Self) -> Self {
        let at = |[middle, more]: [f32; 2]| [middle + more * (self.middle - other.middle), more];
        Self { tall: at(other.tall), lean: at(other.lean), ..*self }
    }

    /// The same line from its other end, as it is read by whoever sees the picture upside down; it has `cells` cells.
    pub(super) fn reversed(&self, cells: f32) -> Self {
        let turned = |[a, b, c, d, e]: [f32; 5]| [a, -b, c, -d, e];
        Self {
            x: turned(self.x),
            y: turned(self.y),
            middle: cells - self.middle,
            tall: [self.tall[0], -self.tall[1]],
            lean: [self.lean[0], -self.lean[1]],
            half: self.half,
        }
    }

    /// The same line in a picture of another scale.
    pub(super) fn scaled(&self, scale: f32) -> Self {
        // The middle of a pixel stands at half a pixel: 0 is the middle of the first one here.
        let shift = (scale - 1.0) / 2.0;
        let mut scaled = Self { x: self.x.map(|c| c * scale), y: self.y.map(|c| c * scale), ..*self };
        scaled.x[0] += shift;
        scaled.y[0] += shift;
        scaled
    }

    /// What stands in a cell.
    pub fn cell(&self, picture: &Luma, number: f32) -> Cell {
        let middle = number + 0.5;
        let (at, along, down) = (self.at(middle), self.along(middle), self.down(middle));
        let (right, down) = ((along.0 * STEP.0, along.1 * STEP.0), (down.0 * STEP.1, down.1 * STEP.1));
        let first = (at.0 - right.0 * 5.5 - down.0 * 7.5, at.1 - right.1 * 5.5 - down.1 * 7.5);
        let mut cell = [0.0; COLUMNS * ROWS];
        let place = |column: f32, row: f32| {
            (first.0 + right.0 * column + down.0 * row, first.1 + right.1 * column + down.1 * row)
        };
        let corners = [place(0.0, 0.0), place(11.0, 0.0), place(0.0, 15.0), place(11.0, 15.0)];
        if picture.width().max(picture.height()) <= LONGEST && corners.iter().all(|at| picture.is_inside(*at)) {
            inside(picture, first, (right, down), &mut cell);
        } else {
            for (row, levels) in (0..16u8).zip(cell.chunks_exact_mut(COLUMNS)) {
                for (column, level) in (0..12u8).zip(levels) {
                    let (x, y) = place(f32::from(column), f32::from(row));
                    *level = picture.between(x, y);
                }
            }
        }
        normal(cell)
    }
}

/// Parts of a pixel, so that places are whole numbers.
const PARTS: f32 = 65536.0;
/// The longest side on which every place, in parts of a pixel, is an `i32`.
const LONGEST: usize = 32_000;

/// Samples a cell of which no pixel lies at the edge of the picture.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cell lies inside the picture")]
#[expect(clippy::cast_precision_loss, reason = "a level in 65536 parts is below 2^24")]
fn inside(picture: &Luma, first: (f32, f32), (right, down): ((f32, f32), (f32, f32)), cell: &mut Cell) {
    let whole = |(x, y): (f32, f32)| ((x * PARTS) as i32, (y * PARTS) as i32);
    let (right, down, mut begin) = (whole(right), whole(down), whole(first));
    let (pixels, width) = (picture.pixels(), picture.width());
    for levels in cell.chunks_exact_mut(COLUMNS) {
        let (mut x, mut y) = begin;
        for level in levels {
            let from = (y >> 16) as usize * width + (x >> 16) as usize;
            let (upper, lower) = (&pixels[from..from + 2], &pixels[from + width..from + width + 2]);
            let (across, below) = (x >> 8 & 0xFF, y >> 8 & 0xFF);
            let row = |row: &[u8]| i32::from(row[0]) * (256 - across) + i32::from(row[1]) * across;
            *level = (row(upper) * (256 - below) + row(lower) * below) as f32 / PARTS;
            (x, y) = (x + right.0, y + right.1);
        }
        begin = (begin.0 + down.0, begin.1 + down.1);
    }
}

const COUNT: f32 = 192.0;

/// So many of the brightest levels are no darker than paper: more than half of any letter's cell is paper.
const PAPER: u8 = 48;

/// The level of the paper, to a quarter of a level.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "levels are those of a byte")]
fn paper(cell: &Cell) -> f32 {
    let mut counts = [0u8; 1024];
    for level in cell {
        counts[(level * 4.0) as usize & 1023] += 1;
    }
    let mut brighter = 0;
    let quarters = (0..1024u16).zip(&counts).rev();
    let mut from_paper_on = quarters.skip_while(|(_, count)| {
        brighter += **count;
        brighter < PAPER
    });
    from_paper_on.next().map_or(255.0, |(quarter, _)| (f32::from(quarter) + 0.5) / 4.0)
}

fn normal(mut cell: Cell) -> Cell {
    // What is brighter than paper is a lamp in the film, not print.
    let paper = paper(&cell);
    cell = cell.map(|level| level.min(paper));
    let mean = cell.iter().sum::<f32>() / COUNT;
    let spread = (cell.iter().map(|level| (level - mean).powi(2)).sum::<f32>() / COUNT).sqrt();
    let gain = 1.0 / spread.max(FLAT);
    for level in &mut cell {
        *level = (*level - mean) * gain;
    }
    cell
}
