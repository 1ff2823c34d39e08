//! PDF417 and linear codes, as older cards have them on their backs. rxing reads both.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::HybridBinarizer;
use rxing::oned::MultiFormatOneDReader;
use rxing::pdf417::PDF417Reader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, Reader};

use crate::luma::Luma;
use crate::sighting::{Code, Corners, Symbology};

/// Linear codes that are told: those with a check over all characters. Shops' short codes are seen in any row of print.
const LINEAR: [BarcodeFormat; 1] = [BarcodeFormat::CODE_128];
/// The fewest characters of a linear code; an old CMND's number has nine.
const SHORTEST: usize = 9;

/// Finds at most one code of each kind. A decoder that stumbles has found nothing. The bytes are the text that stands in the code, in
/// UTF-8: what these codes hold on a card is not published, and no more than a number is taken from it.
pub fn look(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Vec<Code> {
    let mut codes = Vec::new();
    for symbology in [Symbology::Pdf417, Symbology::Linear] {
        if time_left() {
            codes.extend(catch_unwind(AssertUnwindSafe(|| find(picture, symbology))).ok().flatten());
        }
    }
    codes
}

/// Pixels a side of the places whose slopes are measured.
const PLACE: usize = 16;
/// Places that bars fill, along the code and along the bars, and how many of them at least.
const FILLED: (usize, usize) = (6, 2);
const FILLED_AT_LEAST: usize = 11;
/// Levels from one pixel to the next but one, the mean over a place, that are more than noise.
const STEEP: u32 = 8;
/// Pairs of pixels that are compared in a place, one way.
const PAIRS: u32 = 98;

/// Whether a picture shows anything like bars: places side by side that all slope the same way, and hardly along it.
pub fn look_barred(picture: &Luma) -> bool {
    let rows: Vec<Vec<[u32; 2]>> =
        picture.pixels().chunks_exact(PLACE * picture.width()).map(|rows| slopes(rows, picture.width())).collect();
    let (long, short) = FILLED;
    [(0, long, short), (1, short, long)].into_iter().any(|(way, wide, high)| {
        let is_barred = |slopes: &[u32; 2]| slopes[way] > STEEP * PAIRS && slopes[way] > 2 * slopes[1 - way];
        rows.windows(high).any(|rows| {
            let barred =
                |row: &Vec<[u32; 2]>, left: usize| row[left..left + wide].iter().filter(|at| is_barred(at)).count();
            (0..(rows[0].len() + 1).saturating_sub(wide))
                .any(|left| rows.iter().map(|row| barred(row, left)).sum::<usize>() >= FILLED_AT_LEAST)
        })
    })
}

/// How much brightness changes across and down, for each place in rows that are one place high.
fn slopes(rows: &[u8], width: usize) -> Vec<[u32; 2]> {
    let mut slopes = vec![[0; 2]; width / PLACE];
    for two in (0..PLACE - 2).step_by(2).map(|y| &rows[y * width..(y + 3) * width]) {
        let (upper, lower) = (two[..width].chunks_exact(PLACE), two[2 * width..].chunks_exact(PLACE));
        for ((slopes, upper), lower) in slopes.iter_mut().zip(upper).zip(lower) {
            slopes[0] += apart(upper, &upper[2..]);
            slopes[1] += apart(&upper[..PLACE - 2], lower);
        }
    }
    slopes
}

fn apart(one: &[u8], other: &[u8]) -> u32 {
    one.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other))).sum()
}

fn find(picture: &Luma, symbology: Symbology) -> Option<Code> {
    let (width, height) = (u32::try_from(picture.width()).ok()?, u32::try_from(picture.height()).ok()?);
    let source = Luma8Source::new_with_slice(picture.pixels(), width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let formats = (symbology == Symbology::Linear).then(|| LINEAR.into());
    let hints = DecodeHints { TryHarder: Some(true), PossibleFormats: formats, ..DecodeHints::default() };
    let found = match symbology {
        Symbology::Pdf417 => PDF417Reader::new().decode_with_hints(&mut bitmap, &hints),
        Symbology::Linear => MultiFormatOneDReader::new(&hints).decode_with_hints(&mut bitmap, &hints),
        Symbology::Qr => return None,
    };
    let found = found.ok()?;
    let bytes = found.getText().as_bytes().to_vec();
    if symbology == Symbology::Linear && bytes.len() < SHORTEST {
        return None;
    }
    Some(Code { symbology, bytes, corners: around(&found)?, margin: 0.0, module: None })
}

/// The box around the points that a reader gives: it says no more of how a code lies.
fn around(found: &RXingResult) -> Option<Corners> {
    let points = found.getPoints();
    let span = |of: fn(&rxing::Point) -> f32| {
        let values = points.iter().map(of);
        (values.clone().fold(f32::MAX, f32::min), values.fold(f32::MIN, f32::max))
    };
    let ((left, right), (top, bottom)) = (span(|point| point.x), span(|point| point.y));
    (!points.is_empty()).then_some([(left, top), (right, top), (right, bottom), (left, bottom)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(dark: impl Fn(usize, usize) -> bool) -> Luma {
        let pixels = (0..320 * 240).map(|at| if dark(at % 320, at / 320) { 40 } else { 200 }).collect();
        Luma::new(320, 240, pixels).unwrap()
    }

    #[test]
    fn bars_look_barred_however_they_lie_and_a_board_and_an_even_surface_do_not() {
        let inside = |x: usize, y: usize| (80..240).contains(&x) && (80..160).contains(&y);
        assert!(look_barred(&drawn(|x, y| inside(x, y) && (x / 3).is_multiple_of(2))));
        assert!(look_barred(&drawn(|x, y| (80..160).contains(&x)
            && (40..200).contains(&y)
            && (y / 3).is_multiple_of(2))));
        assert!(!look_barred(&drawn(|x, y| inside(x, y) && (x / 3 + y / 3).is_multiple_of(2))));
        assert!(!look_barred(&drawn(|_, _| false)));
        assert!(!look_barred(&Luma::even(3, 2, 9)));
    }
}
