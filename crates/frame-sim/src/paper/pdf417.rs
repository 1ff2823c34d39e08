//! PDF417 (ISO/IEC 15438): bytes in, rows of bars out.

use super::Grid;

/// For each word of 0 to 928 the widths of its bars and spaces in the three clusters (annex A of the standard).
const PATTERNS: &str = include_str!("../../pdf417/patterns.txt");
const START: &str = "81111113";
const STOP: &str = "711311121";

/// Words are counted in this field, whose powers of 3 are all of it.
const FIELD: usize = 929;
/// Switches to bytes: when their number is a multiple of six, and when it is not.
const BYTES: (usize, usize) = (924, 901);
/// Fills what is left of the data.
const PAD: usize = 900;

/// Draws bytes in so many columns of words, with 2 to the power of `level` + 1 words of error correction; a grid of no
/// rows when the standard's 90 rows do not hold them.
pub fn draw(bytes: &[u8], columns: usize, level: usize) -> Grid {
    let mut words = packed(bytes);
    let correction = 2 << level;
    let rows = (words.len() + correction).div_ceil(columns).max(3);
    words.resize(rows * columns - correction, PAD);
    words[0] = words.len();
    words.extend(corrected(&words, correction));
    let patterns: Vec<&str> = PATTERNS.split_whitespace().collect();
    let across = 17 * (columns + 4) + 1;
    let mut dark = Vec::with_capacity(across * rows);
    for (row, line) in words.chunks(columns).enumerate().take(if rows > 90 { 0 } else { rows }) {
        let told = [(rows - 1) / 3, level * 3 + (rows - 1) % 3, columns - 1];
        let side = |turn: usize| row / 3 * 30 + told[(row + turn) % 3];
        let inner = std::iter::once(side(0)).chain(line.iter().copied()).chain([side(2)]);
        bars(START, &mut dark);
        for word in inner {
            bars(patterns[word * 3 + row % 3], &mut dark);
        }
        bars(STOP, &mut dark);
    }
    Grid { columns: across, rows: dark.len() / across, dark }
}

/// The bytes as words, six in five (5.4.3); the first word stands for the length.
fn packed(bytes: &[u8]) -> Vec<usize> {
    let mut words = vec![0, if bytes.len().is_multiple_of(6) { BYTES.0 } else { BYTES.1 }];
    for group in bytes.chunks(6) {
        if group.len() < 6 {
            words.extend(group.iter().map(|&byte| usize::from(byte)));
            continue;
        }
        let number = group.iter().fold(0, |number, &byte| number << 8 | usize::from(byte));
        words.extend((0..5).rev().map(|place| number / 900usize.pow(place) % 900));
    }
    words
}

/// The Reed-Solomon words: the negated remainder by the polynomial whose roots are 3, 3², 3³ and so on (5.10).
fn corrected(words: &[usize], count: usize) -> Vec<usize> {
    let mut generator = vec![1];
    let mut root = 1;
    for _ in 0..count {
        root = root * 3 % FIELD;
        let shifted = generator.iter().chain(&[0]).copied();
        let scaled = std::iter::once(0).chain(generator.iter().map(|&factor| factor * (FIELD - root)));
        generator = shifted.zip(scaled).map(|(a, b)| (a + b) % FIELD).collect();
    }
    let mut remainder = vec![0; count];
    for word in words {
        let lead = (word + remainder[0]) % FIELD;
        remainder.rotate_left(1);
        remainder[count - 1] = 0;
        for (rest, factor) in remainder.iter_mut().zip(&generator[1..]) {
            *rest = (*rest + lead * (FIELD - factor)) % FIELD;
        }
    }
    remainder.into_iter().map(|word| (FIELD - word) % FIELD).collect()
}

/// Adds cells for widths: a bar, a space, a bar and so on.
pub fn bars(widths: &str, dark: &mut Vec<bool>) {
    for (place, width) in widths.bytes().enumerate() {
        dark.extend(std::iter::repeat_n(place % 2 == 0, usize::from(width & 15)));
    }
}

#[cfg(test)]
mod tests {
    use rxing::{BarcodeFormat, helpers};

    use super::*;

    /// What another's decoder reads in a grid of cells of 4 x `high` pixels.
    fn read(grid: &Grid, high: usize, format: BarcodeFormat) -> Option<String> {
        let (width, height) = (grid.columns * 4 + 80, grid.rows * high + 40);
        let cell = |x: usize, y: usize| {
            let (column, row) = (x.checked_sub(40)? / 4, y.checked_sub(20)? / high);
            (column < grid.columns && row < grid.rows).then(|| grid.is_dark(column, row))
        };
        let level = |at: usize| if cell(at % width, at / width) == Some(true) { 10 } else { 230 };
        let luma: Vec<u8> = (0..width * height).map(level).collect();
        let found = helpers::detect_in_luma_slice(&luma, width as u32, height as u32, Some(format));
        found.ok().map(|found| found.getText().to_owned())
    }

    #[test]
    fn texts_of_every_length_are_read_by_another_hand() {
        for length in [1, 5, 6, 7, 12, 40, 61, 99] {
            let text = &"012345678/001099000123/NGUYEN VAN AN/M/15051999 ".repeat(3)[..length];
            for (columns, level) in [(3, 2), (5, 3), (6, 4)] {
                let grid = draw(text.as_bytes(), columns, level);
                assert_eq!(read(&grid, 12, BarcodeFormat::PDF_417).as_deref(), Some(text), "{columns} {level}");
            }
        }
        assert_eq!(draw(&[b'a'; 3000], 6, 4).rows, 0, "too much for 90 rows");
    }

    #[test]
    fn bars_are_read_by_another_hand() {
        for digits in ["001099000123", "00", "9988776655443322"] {
            let grid = Grid::code128(digits);
            assert_eq!(read(&grid, 60, BarcodeFormat::CODE_128).as_deref(), Some(digits));
        }
    }
}
