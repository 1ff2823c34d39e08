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

/// Sums of the levels and of their squares over the rows around one, column by column.
struct Columns {
    levels: Vec<u32>,
    squares: Vec<u32>,
}

impl Columns {
    fn new(width: usize) -> Self {
        Self { levels: vec![0; width], squares: vec![0; width] }
    }

    fn add(&mut self, row: &[u8]) {
        for ((level, square), &pixel) in self.levels.iter_mut().zip(&mut self.squares).zip(row) {
            *level += u32::from(pixel);
            *square += u32::from(pixel) * u32::from(pixel);
        }
    }

    fn take(&mut self, row: &[u8]) {
        for ((level, square), &pixel) in self.levels.iter_mut().zip(&mut self.squares).zip(row) {
            *level -= u32::from(pixel);
            *square -= u32::from(pixel) * u32::from(pixel);
        }
    }

    /// Tells for every column the sums over the columns around it, and of how many.
    fn around(&self, mut tell: impl FnMut(usize, u32, u32, usize)) {
        let (width, reach) = (self.levels.len(), REACH.min(self.levels.len()));
        let (mut level, mut square) = (0, 0);
        for column in 0..reach {
            level += self.levels[column];
            square += self.squares[column];
        }
        for column in 0..width {
            if let Some(next) = self.levels.get(column + REACH) {
                level += next;
                square += self.squares[column + REACH];
            }
            if column > REACH {
                level -= self.levels[column - REACH - 1];
                square -= self.squares[column - REACH - 1];
            }
            tell(column, level, square, (column + REACH + 1).min(width) - column.saturating_sub(REACH));
        }
    }
}

fn runs(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Option<Vec<Run>> {
    let (width, height) = (picture.width(), picture.height());
    let line = |row: usize| &picture.pixels()[row * width..][..width];
    let mut columns = Columns::new(width);
    (0..REACH.min(height)).for_each(|row| columns.add(line(row)));
    let mut runs = Vec::new();
    for row in 0..height {
        if (row % 32 == 0 && !time_left()) || runs.len() > MOST_RUNS {
            return None;
        }
        if row + REACH < height {
            columns.add(line(row + REACH));
        }
        if row > REACH {
            columns.take(line(row - REACH - 1));
        }
        let rows = (row + REACH + 1).min(height) - row.saturating_sub(REACH);
        let (pixels, mut begun) = (line(row), None);
        columns.around(|column, level, square, count| {
            if is_ink(pixels[column], level, square, rows * count) {
                begun = begun.or(Some(column));
            } else if let Some(from) = begun.take() {
                runs.push(Run { row, from, to: column });
            }
        });
        runs.extend(begun.map(|from| Run { row, from, to: width }));
    }
    Some(runs)
}

/// Whether a pixel is darker than `count` around it by more than noise is: by 4 levels, and 0.35 standard deviations.
#[expect(clippy::cast_precision_loss, reason = "sums over a few hundred bytes")]
fn is_ink(pixel: u8, level: u32, square: u32, count: usize) -> bool {
    let (level, count) = (level as f32, count as f32);
    let darker = level - f32::from(pixel) * count;
    darker > 4.0 * count && darker * darker > 0.35 * 0.35 * (square as f32 * count - level * level)
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
