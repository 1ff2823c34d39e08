//! What stands where in a QR code (ISO/IEC 18004): sizes, fixed patterns, masks, the order of the codewords.

/// The largest version that is laid out here: 97 modules a side. Cards use 5 to 11.
pub const LARGEST_VERSION: usize = 20;

/// Error correction levels in the order of table 9: L, M, Q, H.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// About 7 % of the codewords may be wrong.
    L,
    /// About 15 %.
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

/// Check codewords of each block by level and version (table 9).
const CHECKS: [[u8; LARGEST_VERSION]; 4] = [
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28],
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26],
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30],
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28],
];

/// Number of blocks by level and version (table 9).
const BLOCKS: [[u8; LARGEST_VERSION]; 4] = [
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8],
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25],
];

/// What a module is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Part of a finder, timing or alignment pattern, or of the room around one: the same in every code of the version.
    Fixed(bool),
    /// Part of the format or version information.
    Reserved,
    /// A bit of a codeword.
    Data,
}

/// The plan of one version.
pub struct Layout {
    version: usize,
    /// Modules a side.
    pub side: usize,
    /// Row by row.
    pub cells: Vec<Cell>,
    /// The modules of the codewords' bits, in the order in which they are placed (clause 7.7.3).
    pub order: Vec<usize>,
}

impl Layout {
    /// Lays out a version, 1 to [`LARGEST_VERSION`].
    pub fn new(version: usize) -> Option<Self> {
        if !(1..=LARGEST_VERSION).contains(&version) {
            return None;
        }
        let side = 17 + 4 * version;
        let mut layout = Self { version, side, cells: vec![Cell::Data; side * side], order: Vec::new() };
        layout.lay_timing();
        layout.lay_alignments();
        layout.lay_finders();
        layout.lay_reserved();
        layout.order = layout.zigzag();
        Some(layout)
    }

    /// Which version it is.
    pub const fn version(&self) -> usize {
        self.version
    }

    /// Codewords of the whole code, data and checks.
    pub const fn codewords(&self) -> usize {
        self.order.len() / 8
    }

    /// How the codewords are parted at a level: the number of blocks, and check codewords of each.
    pub const fn blocks(&self, level: Level) -> (usize, usize) {
        let (row, column) = (level as usize, self.version - 1);
        (BLOCKS[row][column] as usize, CHECKS[row][column] as usize)
    }

    /// Centres of the alignment patterns, in modules (annex E).
    pub fn alignments(&self) -> Vec<(usize, usize)> {
        let places = alignment_places(self.version, self.side);
        let last = self.side - 7;
        let at_finder = |x: usize, y: usize| matches!((x, y), (6, 6)) || (x, y) == (6, last) || (x, y) == (last, 6);
        places.iter().flat_map(|&y| places.iter().map(move |&x| (x, y))).filter(|&(x, y)| !at_finder(x, y)).collect()
    }

    /// The modules of the 15 bits of format information, most significant first, twice (clause 7.9).
    pub fn format_places(&self) -> [[usize; 15]; 2] {
        let last = self.side - 1;
        let at = |x: usize, y: usize| y * self.side + x;
        let mut places = [[0; 15]; 2];
        for (bit, (first, second)) in (0..15).map(|bit| {
            // Along the top left finder: right along row 8, then up column 8, both past the timing pattern.
            let first = match bit {
                0..=5 => at(bit, 8),
                6 => at(7, 8),
                7 => at(8, 8),
                8 => at(8, 7),
                _ => at(8, 14 - bit),
            };
            let second = if bit < 7 { at(8, last - bit) } else { at(last - 14 + bit, 8) };
            (bit, (first, second))
        }) {
            places[0][bit] = first;
            places[1][bit] = second;
        }
        places
    }

    fn set(&mut self, x: usize, y: usize, cell: Cell) {
        self.cells[y * self.side + x] = cell;
    }

    fn lay_timing(&mut self) {
        for place in 0..self.side {
            self.set(place, 6, Cell::Fixed(place % 2 == 0));
            self.set(6, place, Cell::Fixed(place % 2 == 0));
        }
    }

    fn lay_alignments(&mut self) {
        for (x, y) in self.alignments() {
            for (across, down) in (0..25_usize).map(|place| (place % 5, place / 5)) {
                let ring = across.abs_diff(2).max(down.abs_diff(2));
                self.set(x + across - 2, y + down - 2, Cell::Fixed(ring != 1));
            }
        }
    }

    /// The finders with the light room around them.
    fn lay_finders(&mut self) {
        let last = self.side - 8;
        for (left, top, x, y) in [(0, 0, 3, 3), (last, 0, self.side - 4, 3), (0, last, 3, self.side - 4)] {
            for (across, down) in (0..64).map(|place| (left + place % 8, top + place / 8)) {
                let ring = across.abs_diff(x).max(down.abs_diff(y));
                self.set(across, down, Cell::Fixed(!matches!(ring, 2 | 4)));
            }
        }
    }

    fn lay_reserved(&mut self) {
        for place in self.format_places().into_iter().flatten() {
            self.cells[place] = Cell::Reserved;
        }
        self.set(8, self.side - 8, Cell::Fixed(true));
        if self.version >= 7 {
            let first = self.side - 11;
            for (along, across) in (0..18).map(|bit| (bit / 3, first + bit % 3)) {
                self.set(along, across, Cell::Reserved);
                self.set(across, along, Cell::Reserved);
            }
        }
    }

    /// Two columns at a time from the right, up and down by turns, without the column of the timing pattern.
    fn zigzag(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.cells.len());
        let pairs = (0..self.side).rev().filter(|&column| column != 6).collect::<Vec<_>>();
        for (turn, pair) in pairs.chunks_exact(2).enumerate() {
            for step in 0..self.side {
                let row = if turn % 2 == 0 { self.side - 1 - step } else { step };
                let modules = pair.iter().map(|column| row * self.side + column);
                order.extend(modules.filter(|&place| self.cells[place] == Cell::Data));
            }
        }
        order
    }
}

fn alignment_places(version: usize, side: usize) -> Vec<usize> {
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    let mut places: Vec<usize> = (0..count - 1).map(|place| side - 7 - place * step).collect();
    places.push(6);
    places.reverse();
    places
}

/// Tells whether a mask turns the module in a column and row over (table 10).
pub const fn masked(mask: u8, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => (x * y) % 2 + (x * y) % 3 == 0,
        6 => ((x * y) % 2 + (x * y) % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + (x * y) % 3).is_multiple_of(2),
    }
}

/// The 15 bits of format information for a level and mask (annex C), most significant bit first in the low 15.
pub fn format_bits(level: Level, mask: u8) -> u16 {
    let level = match level {
        Level::L => 1,
        Level::M => 0,
        Level::Q => 3,
        Level::H => 2,
    };
    let data = level << 3 | u16::from(mask & 7);
    let remainder = (0..10).fold(data, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    (data << 10 | remainder) ^ 0x5412
}

#[cfg(test)]
mod tests {
    use qrcode::{Color, EcLevel, QrCode, Version};

    use super::*;

    /// Another implementation's codes: fixed cells agree, and the format information stands where we look.
    #[test]
    fn every_version_agrees_with_another_encoder() {
        let levels = [(Level::L, EcLevel::L), (Level::M, EcLevel::M), (Level::Q, EcLevel::Q), (Level::H, EcLevel::H)];
        for version in 1..=LARGEST_VERSION {
            let layout = Layout::new(version).unwrap();
            for (level, theirs) in levels {
                let number = i16::try_from(version).unwrap();
                let code = QrCode::with_version(b"luutru", Version::Normal(number), theirs).unwrap().into_colors();
                let wrong = layout
                    .cells
                    .iter()
                    .zip(&code)
                    .filter(|(cell, color)| matches!(cell, Cell::Fixed(dark) if *dark != (**color == Color::Dark)));
                assert_eq!(wrong.count(), 0, "version {version}");
                let format = layout.format_places().map(|places| {
                    places.into_iter().fold(0u16, |bits, place| bits << 1 | u16::from(code[place] == Color::Dark))
                });
                assert_eq!(format[0], format[1], "version {version}");
                assert!((0..8).any(|mask| format_bits(level, mask) == format[0]), "version {version} {level:?}");
                let (blocks, checks) = layout.blocks(level);
                assert!(layout.codewords() > blocks * checks, "version {version} {level:?}");
            }
        }
    }
}
