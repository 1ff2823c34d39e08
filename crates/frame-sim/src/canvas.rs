//! A flat print as a raster of reflectances, drawn in millimetres.

use std::ops::Range;

/// How much light a print gives back, as 255ths: paper about 215, black ink about 12. Linear, as light adds up.
pub type Ink = u8;

/// Black print on a card.
pub const BLACK: Ink = 12;
/// White plastic or paper.
pub const WHITE: Ink = 215;

/// A raster that is finer than any camera sees it.
#[derive(Debug, Clone)]
pub struct Canvas {
    /// Pixels a millimetre.
    pub density: f64,
    /// The part of the print that it holds, in millimetres.
    pub window: Area,
    pub columns: usize,
    pub rows: usize,
    pub inks: Vec<Ink>,
}

/// A rectangle in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub const fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self { left, top, width, height }
    }

    pub const fn square(left: f64, top: f64, edge: f64) -> Self {
        Self::new(left, top, edge, edge)
    }

    /// The same with a margin around it.
    pub fn grown(self, by: f64) -> Self {
        Self::new(self.left - by, self.top - by, self.width + 2.0 * by, self.height + 2.0 * by)
    }

    /// From the top left clockwise.
    pub fn corners(self) -> [(f64, f64); 4] {
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        [(self.left, self.top), (right, self.top), (right, bottom), (self.left, bottom)]
    }

    /// Points along its edge, close enough to follow a bend.
    pub fn outline(self) -> impl Iterator<Item = (f64, f64)> {
        (0..=16).map(|step| f64::from(step) / 16.0).flat_map(move |part| {
            let (x, y) = (self.left + part * self.width, self.top + part * self.height);
            [(x, self.top), (x, self.top + self.height), (self.left, y), (self.left + self.width, y)]
        })
    }

    /// The smallest rectangle around points, as far as it lies in this one.
    pub fn around(self, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (x, y) in points {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let (left, top) = (low.0.max(self.left), low.1.max(self.top));
        let (right, bottom) = (high.0.min(self.left + self.width), high.1.min(self.top + self.height));
        Self::new(left, top, (right - left).max(0.0), (bottom - top).max(0.0))
    }

    pub fn centre(self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }
}

impl Canvas {
    /// A canvas of one shade for a part of a print. What is drawn outside of the part is lost.
    pub fn even(window: Area, density: f64, ink: Ink) -> Self {
        let (columns, rows) = ((window.width * density).ceil() as usize, (window.height * density).ceil() as usize);
        Self { density, window, columns, rows, inks: vec![ink; columns * rows] }
    }

    /// Lays a shade over every point: the function takes millimetres and the ink that is there, and gives 0 to 255.
    pub fn shade(&mut self, area: Area, shade: impl Fn(f64, f64, Ink) -> f64) {
        let (step, columns) = (1.0 / self.density, self.columns);
        let Area { left, top, .. } = self.window;
        let (across, down) = self.spans(area);
        for row in down {
            let y = top + (row as f64 + 0.5) * step;
            for column in across.clone() {
                let ink = &mut self.inks[row * columns + column];
                *ink = shade(left + (column as f64 + 0.5) * step, y, *ink) as u8;
            }
        }
    }

    /// Fills a rectangle; pixels that it covers in part are mixed.
    pub fn fill(&mut self, area: Area, ink: Ink) {
        let columns = self.columns;
        let (across, down) = self.spans(area);
        let (left, top) = (area.left - self.window.left, area.top - self.window.top);
        for row in down {
            let part_down = self.covered(row, top, area.height);
            for column in across.clone() {
                let part = part_down * self.covered(column, left, area.width);
                let below = &mut self.inks[row * columns + column];
                *below = (f64::from(*below) * (1.0 - part) + f64::from(ink) * part + 0.5) as u8;
            }
        }
    }

    /// Prints a grid of cells edge to edge: `dark(column, row)` tells which are black.
    pub fn cells(
        &mut self,
        area: Area,
        (columns, rows): (usize, usize),
        inks: (Ink, Ink),
        dark: impl Fn(usize, usize) -> bool,
    ) {
        let cell = (area.width / columns as f64, area.height / rows as f64);
        let (across, down) = self.spans(area);
        let (left, top) = (area.left - self.window.left, area.top - self.window.top);
        let across: Vec<_> = across.collect();
        let weights: Vec<_> = across.iter().map(|&at| self.mix(at, left, cell.0, columns)).collect();
        for row in down {
            let (upper, share) = self.mix(row, top, cell.1, rows);
            for (&at, &(left, part)) in across.iter().zip(&weights) {
                let of = |x: usize, y: usize| f64::from(u8::from(dark(x.min(columns - 1), y.min(rows - 1))));
                let top = of(left, upper) * part + of(left + 1, upper) * (1.0 - part);
                let bottom = of(left, upper + 1) * part + of(left + 1, upper + 1) * (1.0 - part);
                let black = top * share + bottom * (1.0 - share);
                let ink = f64::from(inks.0) * black + f64::from(inks.1) * (1.0 - black);
                self.inks[row * self.columns + at] = (ink + 0.5) as u8;
            }
        }
    }

    /// The columns and rows of pixels that touch a rectangle.
    fn spans(&self, area: Area) -> (Range<usize>, Range<usize>) {
        let span = |from: f64, length: f64, end: usize| {
            let (first, last) =
                ((from * self.density).floor() as usize, ((from + length) * self.density).ceil() as usize);
            first.min(end)..last.min(end)
        };
        let (left, top) = (area.left - self.window.left, area.top - self.window.top);
        (span(left, area.width, self.columns), span(top, area.height, self.rows))
    }

    /// How much of a pixel a stretch covers.
    fn covered(&self, pixel: usize, from: f64, length: f64) -> f64 {
        let (start, end) = (from * self.density, (from + length) * self.density);
        ((pixel as f64 + 1.0).min(end) - (pixel as f64).max(start)).clamp(0.0, 1.0)
    }

    /// The cell in which a pixel begins, and which part of the pixel lies in that cell.
    fn mix(&self, pixel: usize, from: f64, cell: f64, cells: usize) -> (usize, f64) {
        let size = cell * self.density;
        let start = ((pixel as f64 - from * self.density) / size).max(0.0);
        let index = (start as usize).min(cells - 1);
        (index, ((index as f64 + 1.0 - start) * size).clamp(0.0, 1.0))
    }
}
