//! Finder patterns: dark, light, three dark, light, dark along any line through the middle (ISO/IEC 18004 clause 6.3.3).

use crate::luma::Luma;

/// Sums of brightness over rectangles from the top left, so that a mean costs four look-ups.
pub struct Sums {
    stride: usize,
    sums: Vec<u32>,
}

impl Sums {
    /// Sums a picture of at most 16 million pixels.
    pub fn of(picture: &Luma) -> Self {
        let stride = picture.width() + 1;
        let mut sums = vec![0_u32; stride * (picture.height() + 1)];
        for (row, pixels) in picture.pixels().chunks_exact(picture.width()).enumerate() {
            let (above, below) = sums[row * stride..][..2 * stride].split_at_mut(stride);
            let mut line = 0;
            for ((&pixel, above), below) in pixels.iter().zip(&above[1..]).zip(&mut below[1..]) {
                line += u32::from(pixel);
                *below = above + line;
            }
        }
        Self { stride, sums }
    }

    /// The sum over columns `left..right` and rows `top..bottom`.
    fn over(&self, left: usize, right: usize, top: usize, bottom: usize) -> u32 {
        let (top, bottom) = (top * self.stride, bottom * self.stride);
        self.sums[bottom + right] + self.sums[top + left] - self.sums[bottom + left] - self.sums[top + right]
    }
}

/// A picture beside the mean of its neighbourhood: what is darker than around it. The neighbourhood, small, undoes blur;
/// the grain, larger than a pixel, undoes noise.
pub struct Relief<'a> {
    width: usize,
    height: usize,
    sums: &'a Sums,
    grain: usize,
    reach: usize,
}

impl<'a> Relief<'a> {
    /// Squares of `2 * grain + 1` pixels against squares of `2 * reach + 1`.
    pub const fn new(picture: &Luma, sums: &'a Sums, grain: usize, reach: usize) -> Self {
        Self { width: picture.width(), height: picture.height(), sums, grain, reach }
    }

    /// The mean over a square around a pixel, as far as it lies in the picture.
    fn mean(&self, x: usize, y: usize, reach: usize) -> f32 {
        let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(self.width));
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
        self.sums.over(left, right, top, bottom) as f32 / ((right - left) * (bottom - top)) as f32
    }

    /// How far the place lies above its neighbourhood, in levels.
    fn at(&self, x: usize, y: usize) -> f32 {
        self.mean(x, y, self.grain) - self.mean(x, y, self.reach)
    }

    fn fill_row(&self, y: usize, row: &mut Vec<f32>) {
        row.clear();
        row.resize(self.width, 0.0);
        self.add_row(y, self.grain, 1.0, row);
        self.add_row(y, self.reach, -1.0, row);
    }

    /// Adds the means of a row; away from the edges all squares have one size.
    fn add_row(&self, y: usize, reach: usize, factor: f32, row: &mut [f32]) {
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
        let (from, to) = (reach.min(self.width), self.width.saturating_sub(reach));
        if from < to {
            let scale = factor / ((2 * reach + 1) * (bottom - top)) as f32;
            let line = |y: usize, x: usize| &self.sums.sums[y * self.sums.stride + x..][..to - from];
            let (above, below) = (line(top, 0), line(bottom, 0));
            let (above_right, below_right) = (line(top, 2 * reach + 1), line(bottom, 2 * reach + 1));
            for (i, level) in row[from..to].iter_mut().enumerate() {
                let sum = (below_right[i] - below[i]) - (above_right[i] - above[i]);
                *level += scale * sum as f32;
            }
        }
        for x in (0..from).chain(to.max(from)..self.width) {
            row[x] += factor * self.mean(x, y, reach);
        }
    }

    fn fill_column(&self, x: usize, rows: std::ops::Range<usize>, column: &mut Vec<f32>) {
        column.clear();
        column.extend(rows.map(|y| self.at(x, y)));
    }
}

/// A finder pattern that may be one.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Its middle, in pixels.
    pub x: f32,
    /// Its middle, in pixels.
    pub y: f32,
    /// A seventh of its width along the rows of the picture.
    pub across: f32,
    /// A seventh of its height along the columns.
    pub down: f32,
    /// How many lines saw it.
    pub hits: f32,
}

impl Mark {
    /// Pixels a module, about.
    pub const fn module(&self) -> f32 {
        f32::midpoint(self.across, self.down)
    }
}

/// Marks smaller than this many pixels a module are noise.
const SMALLEST: f32 = 1.1;

/// Looks for marks in every `step`th row.
pub fn marks(relief: &Relief<'_>, step: usize, largest: f32, time_left: &mut dyn FnMut() -> bool) -> Vec<Mark> {
    let mut marks = Vec::new();
    let (mut row, mut column, mut edges) = (Vec::new(), Vec::new(), Vec::new());
    for y in (step / 2..relief.height).step_by(step) {
        if y % 64 < step && !time_left() {
            break;
        }
        relief.fill_row(y, &mut row);
        crossings(&row, &mut edges);
        for (middle, across) in patterns(&edges, row[0] < 0.0, largest) {
            if let Some((y, down)) = cross(relief, middle, y, across, &mut column) {
                join(&mut marks, Mark { x: middle, y, across: across / 7.0, down: down / 7.0, hits: 1.0 });
            }
        }
        if marks.len() > MOST {
            break;
        }
    }
    marks.sort_by(|a, b| b.hits.total_cmp(&a.hits));
    marks
}

/// Where more marks than this are, they are no marks.
const MOST: usize = 4000;

/// Where a line changes its sign, between the pixels.
fn crossings(line: &[f32], edges: &mut Vec<f32>) {
    edges.clear();
    for (at, pair) in line.windows(2).enumerate() {
        if (pair[0] < 0.0) != (pair[1] < 0.0) {
            edges.push(at as f32 + 0.5 + pair[0] / (pair[0] - pair[1]));
        }
    }
}

/// The middles and widths of runs that stand like a finder's.
fn patterns(edges: &[f32], begins_dark: bool, largest: f32) -> impl Iterator<Item = (f32, f32)> {
    let first = usize::from(begins_dark);
    edges.windows(6).skip(first).step_by(2).filter_map(move |edges| pattern(edges, largest))
}

fn pattern(edges: &[f32], largest: f32) -> Option<(f32, f32)> {
    let whole = edges[5] - edges[0];
    let module = whole / 7.0;
    if !(SMALLEST..largest).contains(&module) {
        return None;
    }
    let slack = 0.62 * module + 0.2;
    let like = |run: usize, modules: f32, slack: f32| (edges[run + 1] - edges[run] - modules * module).abs() < slack;
    let fits = like(0, 1.0, slack) && like(1, 1.0, slack) && like(3, 1.0, slack) && like(4, 1.0, slack);
    let even = ((edges[3] + edges[2]) - (edges[5] + edges[0])).abs() < 1.6 * module + 0.4;
    (fits && even && like(2, 3.0, 1.5 * slack)).then_some((f32::midpoint(edges[2], edges[3]), whole))
}

/// Checks the column through the middle, and gives the middle there and the height.
fn cross(relief: &Relief<'_>, x: f32, y: usize, across: f32, column: &mut Vec<f32>) -> Option<(f32, f32)> {
    let reach = (across * 1.3) as usize + 2;
    let top = y.saturating_sub(reach);
    relief.fill_column(x as usize, top..(y + reach + 1).min(relief.height), column);
    let mut edges = Vec::with_capacity(16);
    crossings(column, &mut edges);
    let (own, top) = (y as f32 + 0.5, top as f32);
    let nearest = patterns(&edges, column[0] < 0.0, across)
        .map(|(middle, down)| (top + middle, down))
        .filter(|(middle, down)| (middle - own).abs() < across / 4.0 && (0.4..2.5).contains(&(down / across)))
        .min_by(|a, b| (a.0 - own).abs().total_cmp(&(b.0 - own).abs()))?;
    Some(nearest)
}

fn join(marks: &mut Vec<Mark>, seen: Mark) {
    let near = |mark: &&mut Mark| {
        let reach = 2.5 * mark.module();
        (mark.x - seen.x).abs() < reach
            && (mark.y - seen.y).abs() < reach
            && (0.6..1.6).contains(&(mark.module() / seen.module()))
    };
    // The rows are looked at from the top: what joins is among the last.
    let from = marks.len().saturating_sub(200);
    if let Some(mark) = marks[from..].iter_mut().rev().find(near) {
        let all = mark.hits + 1.0;
        let blend = |old: f32, new: f32| (old * mark.hits + new) / all;
        *mark = Mark {
            x: blend(mark.x, seen.x),
            y: blend(mark.y, seen.y),
            across: blend(mark.across, seen.across),
            down: blend(mark.down, seen.down),
            hits: all,
        };
    } else {
        marks.push(seen);
    }
}
