//! What can be measured in the guide box without reading anything.

use crate::area::Area;
use crate::luma::Luma;

/// About this many samples across the guide box: enough to see print, few enough to be done between two frames.
const ACROSS: usize = 400;
/// The side of a block, in samples.
const BLOCK: usize = 16;
/// The least difference between dark and bright in a block of print.
const PRINT: u8 = 48;
/// The least part of the blocks that makes something card-like.
const SOMETHING: f32 = 0.015;
/// A sample this bright has no print left in it.
const WHITE: u8 = 245;
/// The side of a cell of a thumb, in samples.
const CELL: usize = 8;

/// What one picture shows in the guide box.
pub struct Measures {
    /// The part of its blocks that hold print, 0 to 1.
    pub print: f32,
    /// How wide a card is that holds all the print, in pixels of the picture.
    pub width: f32,
    /// Pixels of the picture from dark to bright, at a middling edge.
    pub edge: f32,
    /// The part of the guide box that is blank white, 0 to 1.
    pub mirrored: f32,
    /// How far it has all moved since the picture before, in pixels of the picture; more than a cell of a thumb is not told
    /// apart from a cell.
    pub moved: f32,
    /// The width of the guide box in pixels of the picture.
    pub guide: f32,
    /// What the next picture is compared with.
    pub thumb: Thumb,
}

impl Measures {
    /// Measures a picture; `before` is the thumb of the one before it.
    pub fn of(picture: &Luma, guide: Area, before: Option<&Thumb>) -> Self {
        let part = Part::of(picture, guide);
        let blocks = part.blocks();
        let thumb = part.thumb();
        let printed: Vec<&Block> = blocks.iter().filter(|block| block.is_print()).collect();
        Self {
            print: share(printed.len(), blocks.len()),
            width: width(&printed) * near(part.step),
            edge: middle(printed.iter().map(|block| block.edge()).collect()) * near(part.step),
            mirrored: mirrored(&blocks),
            moved: before.map_or(0.0, |before| thumb.moved_from(before)) * near(CELL * part.step),
            guide: near(part.width * part.step),
            thumb,
        }
    }

    /// Whether there is anything like a card.
    pub fn is_something(&self) -> bool {
        self.print >= SOMETHING
    }
}

/// The guide box, sampled.
struct Part {
    step: usize,
    width: usize,
    samples: Vec<u8>,
}

impl Part {
    fn of(picture: &Luma, guide: Area) -> Self {
        let [left, top, right, bottom] = guide.pixels_of(picture);
        let step = ((right - left) / ACROSS).max(1);
        // A flat picture may have fewer rows than a step: then there is nothing to measure.
        let rows = (top..(bottom + 1).saturating_sub(step)).step_by(step);
        let samples = rows.flat_map(|y| {
            (left..right + 1 - step).step_by(step).map(move |x| {
                let square = (0..step).flat_map(|down| {
                    let start = (y + down) * picture.width() + x;
                    &picture.pixels()[start..start + step]
                });
                let sum: usize = square.map(|&pixel| usize::from(pixel)).sum();
                u8::try_from(sum / (step * step)).unwrap_or(u8::MAX)
            })
        });
        let samples = samples.collect();
        Self { step, width: (right + 1 - step - left).div_ceil(step), samples }
    }

    fn height(&self) -> usize {
        self.samples.len() / self.width
    }

    fn blocks(&self) -> Vec<Block> {
        let (columns, rows) = (self.width / BLOCK, self.height() / BLOCK);
        (0..columns * rows).map(|place| self.block(place % columns, place / columns)).collect()
    }

    fn block(&self, column: usize, row: usize) -> Block {
        let mut block = Block { column, row, darkest: u8::MAX, brightest: 0, steepest: 0, white: 0 };
        for y in row * BLOCK..(row + 1) * BLOCK {
            let line = &self.samples[y * self.width + column * BLOCK..][..BLOCK];
            for (x, &sample) in line.iter().enumerate() {
                block.darkest = block.darkest.min(sample);
                block.brightest = block.brightest.max(sample);
                block.white += usize::from(sample >= WHITE);
                let across = line.get(x + 1).map_or(0, |next| sample.abs_diff(*next));
                let place = y * self.width + column * BLOCK + x;
                let down = self.samples.get(place + self.width).map_or(0, |next| sample.abs_diff(*next));
                block.steepest = block.steepest.max(across).max(down);
            }
        }
        block
    }

    fn thumb(&self) -> Thumb {
        let (columns, rows) = (self.width / CELL, self.height() / CELL);
        let cell = |place: usize| {
            let (left, top) = (place % columns * CELL, place / columns * CELL);
            let lines = (top..top + CELL).flat_map(|y| &self.samples[y * self.width + left..][..CELL]);
            lines.map(|&sample| i32::from(sample)).sum::<i32>() / i32::try_from(CELL * CELL).unwrap_or(1)
        };
        Thumb { columns, cells: (0..columns * rows).map(cell).collect() }
    }
}

/// A small square of the guide box.
struct Block {
    column: usize,
    row: usize,
    darkest: u8,
    brightest: u8,
    steepest: u8,
    white: usize,
}

impl Block {
    const fn is_print(&self) -> bool {
        self.brightest - self.darkest >= PRINT
    }

    /// Samples from its dark to its bright along the steepest way.
    fn edge(&self) -> f32 {
        f32::from(self.brightest - self.darkest) / f32::from(self.steepest.max(1))
    }
}

/// A tiny copy of the guide box: the mean of each cell.
#[derive(Clone)]
pub struct Thumb {
    columns: usize,
    cells: Vec<i32>,
}

impl Thumb {
    /// How many cells it has moved: what has changed, in parts of what one cell's way changes. Light that grows or fades
    /// over all of it does not count.
    fn moved_from(&self, before: &Self) -> f32 {
        if self.cells.len() != before.cells.len() || self.columns != before.columns {
            return 0.0;
        }
        let changes: Vec<i32> = self.cells.iter().zip(&before.cells).map(|(now, then)| now - then).collect();
        let even = changes.iter().sum::<i32>() / i32::try_from(changes.len().max(1)).unwrap_or(1);
        let sum: u32 = changes.iter().map(|change| change.abs_diff(even)).sum();
        let way = |step: usize| {
            let pairs = self.cells.iter().zip(self.cells.iter().skip(step));
            pairs.map(|(cell, next)| cell.abs_diff(*next)).sum::<u32>()
        };
        // A quiet picture has hardly any way in it, and noise would be all of it.
        let floor = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let unit = u32::midpoint(way(1), way(self.columns)).max(floor);
        count(sum) / count(unit)
    }
}

/// The width, in samples, of a card (85.6 x 54 mm) that covers these blocks, whichever way it is turned.
fn width(printed: &[&Block]) -> f32 {
    let span = |places: Vec<usize>| {
        let mut places = places;
        places.sort_unstable();
        // A few blocks may lie apart, at an edge of the desk.
        let (low, high) = (places.len() / 20, places.len() - 1 - places.len() / 20);
        near((places[high] - places[low] + 1) * BLOCK)
    };
    if printed.is_empty() {
        return 0.0;
    }
    let across = span(printed.iter().map(|block| block.column).collect());
    let down = span(printed.iter().map(|block| block.row).collect());
    across.max(down * 85.6 / 54.0)
}

/// The part of the surface that is white, in patches: noise makes single samples white.
fn mirrored(blocks: &[Block]) -> f32 {
    let patches = blocks.iter().filter(|block| block.white >= BLOCK * BLOCK * 2 / 5);
    share(patches.map(|block| block.white).sum(), blocks.len() * BLOCK * BLOCK)
}

fn middle(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn share(part: usize, whole: usize) -> f32 {
    near(part) / near(whole.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "counts of samples, far below 2^24")]
const fn near(number: usize) -> f32 {
    number as f32
}

#[expect(clippy::cast_precision_loss, reason = "sums of differences of some thousand cells")]
const fn count(number: u32) -> f32 {
    number as f32
}
