//! Dark marks on lighter ground: what could be letters.

use crate::luma::Luma;

/// Half the edge of the square whose mean a pixel is held against, in pixels.
const REACH: usize = 11;
/// The most runs of dark pixels that are looked at: a page of print has a tenth of it.
const MOST_RUNS: usize = 120_000;
/// The most marks that are told: the largest frame full of print has a quarter of it.
const MOST_BLOBS: usize = 8_000;

/// A dark mark.
#[derive(Debug, Clone, Copy)]
pub struct Blob {
    /// Middle of its box in pixels.
    pub x: f32,
    /// Likewise.
    pub y: f32,
    /// Longer side of its box in pixels.
    pub long: f32,
}

/// Finds the marks of a size that letters have at a pitch of 6 to 24 pixels; `None` when the time was over before.
pub fn blobs(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Option<Vec<Blob>> {
    let runs = runs(picture, time_left)?;
    let boxes = joined(&runs, time_left)?;
    let fitting = boxes.into_iter().filter_map(Bounds::blob).take(MOST_BLOBS);
    Some(fitting.collect())
}

/// Dark pixels side by side in one row.
#[derive(Clone, Copy)]
struct Run {
    row: usize,
    from: usize,
    to: usize,
}

/// Sums over everything above and left of a pixel, of the levels and of their squares.
struct Sums {
    width: usize,
    levels: Vec<u32>,
    squares: Vec<u64>,
}

impl Sums {
    fn of(picture: &Luma) -> Self {
        let width = picture.width() + 1;
        let (mut levels, mut squares) = (vec![0u32; width], vec![0u64; width]);
        for row in picture.pixels().chunks_exact(picture.width()) {
            let (mut level, mut square) = (0u32, 0u64);
            let above = levels.len() - width;
            levels.push(0);
            squares.push(0);
            for (column, &pixel) in row.iter().enumerate() {
                level += u32::from(pixel);
                square += u64::from(pixel) * u64::from(pixel);
                levels.push(levels[above + column + 1].wrapping_add(level));
                squares.push(squares[above + column + 1] + square);
            }
        }
        Self { width, levels, squares }
    }

    /// Mean and standard deviation in a box.
    #[expect(clippy::cast_precision_loss, reason = "sums over a few hundred bytes")]
    fn around(&self, [left, top, right, bottom]: [usize; 4]) -> (f32, f32) {
        let corners = [(bottom, right), (top, left), (bottom, left), (top, right)].map(|(y, x)| y * self.width + x);
        let [a, b, c, d] = corners.map(|at| self.levels[at]);
        let sum = a.wrapping_add(b).wrapping_sub(c).wrapping_sub(d);
        let [a, b, c, d] = corners.map(|at| self.squares[at]);
        let count = ((right - left) * (bottom - top)) as f32;
        let mean = sum as f32 / count;
        let square = (a + b - c - d) as f32 / count;
        (mean, (square - mean * mean).max(0.0).sqrt())
    }
}

fn runs(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Option<Vec<Run>> {
    let sums = Sums::of(picture);
    let (width, height) = (picture.width(), picture.height());
    let mut runs = Vec::new();
    for (row, pixels) in picture.pixels().chunks_exact(width).enumerate() {
        if (row % 32 == 0 && !time_left()) || runs.len() > MOST_RUNS {
            return None;
        }
        let (top, bottom) = (row.saturating_sub(REACH), (row + REACH + 1).min(height));
        let mut begun = None;
        for (column, &pixel) in pixels.iter().enumerate() {
            let (left, right) = (column.saturating_sub(REACH), (column + REACH + 1).min(width));
            let (mean, spread) = sums.around([left, top, right, bottom]);
            // Ink is darker than its surroundings by more than noise is.
            if f32::from(pixel) < mean - (0.35 * spread).max(4.0) {
                begun = begun.or(Some(column));
            } else if let Some(from) = begun.take() {
                runs.push(Run { row, from, to: column });
            }
        }
        runs.extend(begun.map(|from| Run { row, from, to: width }));
    }
    Some(runs)
}

/// The box around runs that touch.
#[derive(Clone, Copy)]
struct Bounds {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    pixels: usize,
}

impl Bounds {
    const fn of(run: Run) -> Self {
        Self { left: run.from, top: run.row, right: run.to, bottom: run.row + 1, pixels: run.to - run.from }
    }

    fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
            pixels: self.pixels + other.pixels,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
    fn blob(self) -> Option<Blob> {
        let (width, height) = (self.right - self.left, self.bottom - self.top);
        let long = width.max(height);
        ((4..=36).contains(&long) && self.pixels >= 7).then(|| Blob {
            x: (self.left + self.right - 1) as f32 / 2.0,
            y: (self.top + self.bottom - 1) as f32 / 2.0,
            long: long as f32,
        })
    }
}

/// Joins runs that touch, corners too, by the union of trees.
fn joined(runs: &[Run], time_left: &mut dyn FnMut() -> bool) -> Option<Vec<Bounds>> {
    let mut parents: Vec<usize> = (0..runs.len()).collect();
    let mut above = 0;
    for (index, run) in runs.iter().enumerate() {
        if index % 4096 == 0 && !time_left() {
            return None;
        }
        while runs[above].row + 1 < run.row || (runs[above].row + 1 == run.row && runs[above].to < run.from) {
            above += 1;
        }
        let touching = runs[above..index].iter().take_while(|other| other.row != run.row && other.from <= run.to);
        for touching in above..above + touching.count() {
            let (one, other) = (root(&mut parents, touching), root(&mut parents, index));
            parents[one.max(other)] = one.min(other);
        }
    }
    let mut boxes: Vec<Option<Bounds>> = vec![None; runs.len()];
    for (index, run) in runs.iter().enumerate() {
        let root = root(&mut parents, index);
        let own = Bounds::of(*run);
        boxes[root] = Some(boxes[root].map_or(own, |bounds| bounds.with(own)));
    }
    Some(boxes.into_iter().flatten().collect())
}

fn root(parents: &mut [usize], mut index: usize) -> usize {
    while parents[index] != index {
        parents[index] = parents[parents[index]];
        index = parents[index];
    }
    index
}
