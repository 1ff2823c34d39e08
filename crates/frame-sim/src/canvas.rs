//! A flat print as a raster of reflectances, drawn in millimetres.

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

    pub fn centre(self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }
}

impl Canvas {
    /// A canvas of one shade, in millimetres.
    pub fn even(width: f64, height: f64, density: f64, ink: Ink) -> Self {
        let (columns, rows) = ((width * density).ceil() as usize, (height * density).ceil() as usize);
        Self { density, columns, rows, inks: vec![ink; columns * rows] }
    }

    /// Lays a shade over every point: the function takes millimetres.
    pub fn shade(&mut self, area: Area, shade: impl Fn(f64, f64, Ink) -> f64) {
        let (density, columns) = (self.density, self.columns);
        let (across, down) = (self.span(area.left, area.width, columns), self.span(area.top, area.height, self.rows));
        for row in down {
            let y = (row as f64 + 0.5) / density;
            for column in across.clone() {
                let ink = &mut self.inks[row * columns + column];
                *ink = shade((column as f64 + 0.5) / density, y, *ink).clamp(0.0, 255.0) as u8;
            }
        }
    }

    /// Fills a rectangle; pixels that it covers in part are mixed.
    pub fn fill(&mut self, area: Area, ink: Ink) {
        let columns = self.columns;
        let (across, down) = (self.span(area.left, area.width, columns), self.span(area.top, area.height, self.rows));
        for row in down {
            let part_down = self.covered(row, area.top, area.height);
            for column in across.clone() {
                let part = part_down * self.covered(column, area.left, area.width);
                let below = &mut self.inks[row * columns + column];
                *below = (f64::from(*below) * (1.0 - part) + f64::from(ink) * part).round() as u8;
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
        let across: Vec<_> = self.span(area.left, area.width, self.columns).collect();
        let weights: Vec<_> = across.iter().map(|&at| self.mix(at, area.left, cell.0, columns)).collect();
        for row in self.span(area.top, area.height, self.rows) {
            let (upper, share) = self.mix(row, area.top, cell.1, rows);
            for (&at, &(left, part)) in across.iter().zip(&weights) {
                let of = |x: usize, y: usize| f64::from(u8::from(dark(x.min(columns - 1), y.min(rows - 1))));
                let top = of(left, upper) * part + of(left + 1, upper) * (1.0 - part);
                let bottom = of(left, upper + 1) * part + of(left + 1, upper + 1) * (1.0 - part);
                let black = top * share + bottom * (1.0 - share);
                let ink = f64::from(inks.0) * black + f64::from(inks.1) * (1.0 - black);
                self.inks[row * self.columns + at] = ink.round() as u8;
            }
        }
    }

    /// The pixels that touch a stretch of one axis.
    fn span(&self, from: f64, length: f64, end: usize) -> std::ops::Range<usize> {
        let first = (from * self.density).floor().max(0.0) as usize;
        let last = ((from + length) * self.density).ceil().max(0.0) as usize;
        first.min(end)..last.min(end)
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
