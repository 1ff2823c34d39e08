//! What may stand in which cell (Doc 9303 parts 4, 5 and 6), and which check digits bind the cells.

use mrz::Format;

use super::letters::ALPHABET;

/// Letters that a cell may hold, a bit for each of [`ALPHABET`].
pub type Allowed = u64;

const DIGITS: Allowed = (1 << 10) - 1;
const FILLER: Allowed = 1 << 10;
const LETTERS: Allowed = ((1 << 37) - 1) & !DIGITS & !FILLER;

const fn only(letters: &[u8]) -> Allowed {
    let (mut allowed, mut at) = (0, 0);
    while at < letters.len() {
        let mut class = 0;
        while class < ALPHABET.len() {
            if ALPHABET[class] == letters[at] {
                allowed |= 1 << class;
            }
            class += 1;
        }
        at += 1;
    }
    allowed
}

/// What a cell is to the check digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It counts in its field with the first weight, in the composite with the second; 0 is not at all.
    Counts(u32, u32),
    /// The check digit of the field before it. It counts in the composite with this weight, and another field begins.
    Check(u32),
    /// The check digit over all.
    Composite,
}

/// One way in which the cells of a format may be filled.
#[derive(Debug, Clone)]
pub struct Layout {
    /// For each cell of the lines that have check digits, in order, what it may hold and what it is.
    pub cells: Vec<(Allowed, Role)>,
}

/// Number of lines and of cells in each.
pub const fn shape(format: Format) -> (usize, usize) {
    match format {
        Format::Td1 => (3, 30),
        Format::Td2 => (2, 36),
        Format::Td3 => (2, 44),
    }
}

/// Where the three-letter codes of issuer and nationality begin, and where the names stand, over all lines joined.
pub const fn free_text(format: Format) -> ([usize; 2], std::ops::Range<usize>) {
    match format {
        Format::Td1 => ([2, 45], 60..90),
        Format::Td2 => ([2, 46], 5..36),
        Format::Td3 => ([2, 54], 5..44),
    }
}

/// The first two cells: what kind of document it is.
pub const fn kind(format: Format) -> [Allowed; 2] {
    let first = match format {
        Format::Td3 => only(b"P"),
        Format::Td1 | Format::Td2 => only(b"ACI"),
    };
    [first, LETTERS | FILLER]
}

/// What stands in a state's code, and in a name.
pub const WORDS: Allowed = LETTERS | FILLER;

/// The cells that check digits bind, of a format, over all lines joined.
pub const fn checked(format: Format) -> std::ops::Range<usize> {
    match format {
        Format::Td1 => 5..60,
        Format::Td2 => 36..72,
        Format::Td3 => 44..88,
    }
}

/// All ways to fill the checked cells of a format.
pub fn layouts(format: Format) -> Vec<Layout> {
    match format {
        Format::Td1 => {
            // A number of up to nine, or one that goes on in the optional field for 1 to 13 more.
            let tails = (1..=13).map(Some);
            std::iter::once(None).chain(tails).map(td1).collect()
        }
        Format::Td2 => std::iter::once(None).chain((1..=5).map(Some)).map(td2).collect(),
        Format::Td3 => [false, true].map(td3).into(),
    }
}

/// Puts cells down in order and counts the weights on.
struct Writer {
    cells: Vec<(Allowed, Role)>,
    field: usize,
    composite: usize,
}

const WEIGHTS: [u32; 3] = [7, 3, 1];

impl Writer {
    const fn new() -> Self {
        Self { cells: Vec::new(), field: 0, composite: 0 }
    }

    fn next_composite(&mut self) -> u32 {
        self.composite += 1;
        WEIGHTS[(self.composite - 1) % 3]
    }

    /// Cells of a field that has a check digit.
    fn field(&mut self, allowed: &[Allowed]) {
        for &allowed in allowed {
            let weight = WEIGHTS[self.field % 3];
            self.field += 1;
            let composite = self.next_composite();
            self.cells.push((allowed, Role::Counts(weight, composite)));
        }
    }

    fn check(&mut self) {
        self.field = 0;
        let composite = self.next_composite();
        self.cells.push((DIGITS, Role::Check(composite)));
    }

    /// Cells that only the composite counts.
    fn loose(&mut self, allowed: Allowed, count: usize) {
        for _ in 0..count {
            let composite = self.next_composite();
            self.cells.push((allowed, Role::Counts(0, composite)));
        }
    }

    /// Cells that nothing counts.
    fn free(&mut self, allowed: Allowed, count: usize) {
        self.cells.extend(std::iter::repeat_n((allowed, Role::Counts(0, 0)), count));
    }

    fn date(&mut self) {
        let digit = DIGITS | FILLER;
        self.field(&[digit, digit, only(b"01<"), digit, only(b"0123<"), digit]);
        self.check();
    }

    fn sex(&mut self) {
        self.free(only(b"MFX<"), 1);
    }

    fn composite(mut self) -> Layout {
        self.cells.push((DIGITS, Role::Composite));
        Layout { cells: self.cells }
    }

    /// A number, and an optional field of `width` into which it goes on by `tail` more and its check digit.
    fn number(&mut self, tail: Option<usize>, width: usize) {
        let any = LETTERS | DIGITS | FILLER;
        match tail {
            None => {
                // A number does not begin with a filler.
                self.field(&[LETTERS | DIGITS, any, any, any, any, any, any, any, any]);
                self.check();
                self.loose(any, width);
            }
            Some(tail) => {
                self.field(&[LETTERS | DIGITS; 9]);
                self.loose(FILLER, 1);
                self.field(&[LETTERS | DIGITS; 13][..tail]);
                self.check();
                let rest = width - tail - 1;
                self.loose(FILLER, rest.min(1));
                self.loose(any, rest.saturating_sub(1));
            }
        }
    }
}

/// The checked cells in which a Vietnamese card's last nine digits stand, once and again.
pub const SAID_TWICE: (std::ops::Range<usize>, std::ops::Range<usize>) = (0..9, 13..22);

/// The Vietnamese card: the last nine digits of the number, then all twelve with a check digit of their own.
pub fn citizen() -> Layout {
    let mut writer = Writer::new();
    writer.field(&[DIGITS; 9]);
    writer.check();
    writer.field(&[DIGITS; 12]);
    writer.loose(FILLER, 2);
    writer.check();
    writer.date();
    writer.sex();
    writer.date();
    writer.free(WORDS, 3);
    writer.loose(FILLER, 11);
    writer.composite()
}

fn td1(tail: Option<usize>) -> Layout {
    let mut writer = Writer::new();
    writer.number(tail, 15);
    writer.date();
    writer.sex();
    writer.date();
    writer.free(WORDS, 3);
    writer.loose(LETTERS | DIGITS | FILLER, 11);
    writer.composite()
}

/// A number that goes on (`tail` more) does so behind the dates, whose sums would stand in its sum's way: there only
/// the dates' digits and the composite decide, and [`mrz::parse`] sees to the number's own.
fn td2(tail: Option<usize>) -> Layout {
    let mut writer = Writer::new();
    let any = LETTERS | DIGITS | FILLER;
    if tail.is_none() {
        writer.field(&[LETTERS | DIGITS, any, any, any, any, any, any, any, any]);
        writer.check();
    } else {
        writer.loose(LETTERS | DIGITS, 9);
        writer.loose(FILLER, 1);
    }
    writer.free(WORDS, 3);
    writer.date();
    writer.sex();
    writer.date();
    let goes_on = tail.unwrap_or(0);
    writer.loose(LETTERS | DIGITS, goes_on);
    writer.loose(DIGITS, usize::from(tail.is_some()));
    writer.loose(any, 7 - goes_on - usize::from(tail.is_some()));
    writer.composite()
}

/// `empty`: no optional data, and a filler for its check digit.
fn td3(empty: bool) -> Layout {
    let mut writer = Writer::new();
    let any = LETTERS | DIGITS | FILLER;
    writer.field(&[LETTERS | DIGITS, any, any, any, any, any, any, any, any]);
    writer.check();
    writer.free(WORDS, 3);
    writer.date();
    writer.sex();
    writer.date();
    if empty {
        writer.loose(FILLER, 15);
    } else {
        writer.field(&[any; 14]);
        writer.check();
    }
    writer.composite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_covers_its_cells() {
        for format in [Format::Td1, Format::Td2, Format::Td3] {
            for layout in layouts(format) {
                assert_eq!(layout.cells.len(), checked(format).len(), "{format:?}");
            }
        }
        assert_eq!(citizen().cells.len(), checked(Format::Td1).len());
    }
}
