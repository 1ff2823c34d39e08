//! Which pixels are dark: darker than the mean of the places near by that show both dark and light.

use std::array::from_fn;

use rxing::common::{BitArray, BitMatrix};

use crate::luma::Luma;

/// Pixels a side of the blocks in which dark and light are looked for.
const BLOCK: usize = 8;
/// Blocks on every side that have a say.
const REACH: usize = 2;
/// Light and dark that are less apart, in levels, are one: such a block has no say.
const EVEN: u8 = 24;
/// Pixels whose bits make up a word.
const WORD: usize = usize::BITS as usize;

/// How much a block has to say, which is the contrast in it, and what: its mean, as often.
type Say = [u32; 2];

/// Tells dark from light pixel by pixel. Where all is even around, nothing is dark.
pub fn dark(picture: &Luma) -> Option<BitMatrix> {
    let width = picture.width();
    let mut matrix = BitMatrix::new(u32::try_from(width).ok()?, u32::try_from(picture.height()).ok()?).ok()?;
    let mut bits = BitArray::with_size(width);
    let says: Vec<Vec<Say>> = picture.pixels().chunks(BLOCK * width).map(|rows| says(rows, width)).collect();
    // What is beyond the right edge is light.
    let mut set = vec![0_u8; width.next_multiple_of(WORD)];
    let mut levels = Vec::with_capacity(width + BLOCK);
    for (y, row) in picture.pixels().chunks_exact(width).enumerate() {
        if y.is_multiple_of(BLOCK) {
            fill_levels(&says, y / BLOCK, &mut levels);
        }
        set.iter_mut().zip(row.iter().zip(&levels)).for_each(|(set, (pixel, level))| *set = u8::from(pixel < level));
        for (at, set) in set.chunks_exact(WORD).enumerate() {
            bits.setBulk(at * WORD, word(set));
        }
        matrix.setRow(y as u32, &bits);
    }
    Some(matrix)
}

/// Bits of bytes that are 0 or 1, the first one lowest.
fn word(set: &[u8]) -> usize {
    set.chunks_exact(8).enumerate().fold(0, |word, (at, set)| {
        let set = u64::from_le_bytes(from_fn(|i| set[i]));
        // Byte n times 2^(56 - 7n) has its bit at 56 + n, and no two bytes meet.
        word | (set.wrapping_mul(0x0102_0408_1020_4080) >> 56 << (8 * at)) as usize
    })
}

/// What each block in a few rows has to say.
fn says(rows: &[u8], width: usize) -> Vec<Say> {
    let (mut lowest, mut highest, mut sums) = (vec![u8::MAX; width], vec![0; width], vec![0_u16; width]);
    for row in rows.chunks_exact(width) {
        lowest.iter_mut().zip(row).for_each(|(lowest, pixel)| *lowest = (*lowest).min(*pixel));
        highest.iter_mut().zip(row).for_each(|(highest, pixel)| *highest = (*highest).max(*pixel));
        sums.iter_mut().zip(row).for_each(|(sum, pixel)| *sum += u16::from(*pixel));
    }
    let columns = lowest.chunks(BLOCK).zip(highest.chunks(BLOCK)).zip(sums.chunks(BLOCK));
    let say = |((lowest, highest), sums): ((&[u8], &[u8]), &[u16])| {
        let lowest = lowest.iter().fold(u8::MAX, |least, level| least.min(*level));
        let contrast = highest.iter().fold(0, |most: u8, level| most.max(*level)).saturating_sub(lowest);
        let say = if contrast > EVEN { u32::from(contrast) } else { 0 };
        let sum: u32 = sums.iter().map(|sum| u32::from(*sum)).sum();
        [say, say * sum / (sums.len() * rows.len() / width) as u32]
    };
    columns.map(say).collect()
}

/// The levels below which the pixels of a row of blocks are dark.
fn fill_levels(says: &[Vec<Say>], row: usize, levels: &mut Vec<u8>) {
    let mut near = vec![[0; 2]; says[row].len()];
    for says in &says[row.saturating_sub(REACH)..(row + REACH + 1).min(says.len())] {
        near.iter_mut().zip(says).for_each(|(sum, say)| *sum = plus(*sum, *say));
    }
    levels.clear();
    for block in 0..near.len() {
        let around = &near[block.saturating_sub(REACH)..(block + REACH + 1).min(near.len())];
        let [say, level] = around.iter().copied().fold([0; 2], plus);
        let level = level.checked_div(say).and_then(|level| u8::try_from(level).ok()).unwrap_or(0);
        levels.extend([level; BLOCK]);
    }
}

const fn plus(one: Say, other: Say) -> Say {
    [one[0] + other[0], one[1] + other[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_is_what_is_darker_than_around_and_an_even_surface_is_not() {
        // Stripes under light that falls off to the right, and far below them nothing; no side is whole blocks.
        let (width, height) = (203, 85);
        let is_dark = |x: usize| (x / 5).is_multiple_of(2);
        let light = |x: usize| if is_dark(x) { 60 } else { 250 };
        let level = |x: usize, y: usize| u8::try_from(if y < 40 { light(x) * (300 - x) / 300 } else { 90 }).unwrap();
        let pixels = (0..width * height).map(|at| level(at % width, at / width)).collect();
        let matrix = dark(&Luma::new(width, height, pixels).unwrap()).unwrap();
        for (x, y) in (0..203).flat_map(|x| (0..40).chain(60..85).map(move |y| (x, y))) {
            assert_eq!(matrix.get(x, y), y < 40 && is_dark(x as usize), "{x} {y}");
        }
    }

    #[test]
    fn a_picture_may_be_smaller_than_a_block() {
        let matrix = dark(&Luma::new(3, 2, vec![0, 200, 200, 200, 0, 200]).unwrap()).unwrap();
        assert!(matrix.get(0, 0) && matrix.get(1, 1) && !matrix.get(1, 0) && !matrix.get(2, 1));
    }
}
