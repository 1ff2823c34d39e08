//! The letters of a machine readable zone: OCR-B, true to size, in millimetres.

use ab_glyph::{Font, FontRef, ScaleFont, point};

/// From one letter to the next in millimetres: ten to the inch (Doc 9303-3 §4.3).
pub const PITCH: f64 = 2.54;
/// Height of a capital in millimetres, from the middle of its strokes; figures stand 0.2 higher.
pub const CAPITAL: f64 = 2.4;

/// The letters that stand in a zone.
pub const ALPHABET: &[u8; 37] = b"0123456789<ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const FONT: &[u8] = include_bytes!("../ocr-b/OCRB.otf");

/// Points a millimetre at which the letters are kept.
const FINE: f64 = 40.0;
const WIDTH: usize = 102;
const HEIGHT: usize = 136;
/// How far above the top of the capitals a letter's picture begins, in millimetres.
const ABOVE: f64 = 0.5;

/// The 37 letters, drawn once.
pub struct OcrB {
    letters: Vec<Vec<f32>>,
}

impl OcrB {
    /// Draws the letters from the font in this crate; `None` when the font is none.
    pub fn new() -> Option<Self> {
        let font = FontRef::try_from_slice(FONT).ok()?;
        let advance = font.as_scaled(1000.0).h_advance(font.glyph_id('0'));
        let scale = single(1000.0 * PITCH * FINE) / advance;
        let letters = ALPHABET.iter().map(|&letter| draw(&font, char::from(letter), scale)).collect();
        Some(Self { letters })
    }

    /// How much of a point is ink, 0 to 1. `x` is counted in millimetres from the left edge of the line's first cell,
    /// `y` downwards from the top of its capitals. Letters outside the alphabet leave their cell empty.
    pub fn ink(&self, line: &str, x: f64, y: f64) -> f64 {
        let cell = (x / PITCH).floor();
        let letter = place(cell, line.len()).map(|cell| line.as_bytes()[cell]);
        let Some(drawn) = letter.and_then(|letter| ALPHABET.iter().position(|&known| known == letter)) else {
            return 0.0;
        };
        between(&self.letters[drawn], (x - cell * PITCH) * FINE - 0.5, (y + ABOVE) * FINE - 0.5)
    }

    /// How much of a point is ink in several lines, each `spacing` millimetres below the one before.
    pub fn lines(&self, text: &str, spacing: f64, x: f64, y: f64) -> f64 {
        let row = ((y + ABOVE) / spacing).floor();
        let line = place(row, text.lines().count()).and_then(|row| text.lines().nth(row));
        line.map_or(0.0, |line| self.ink(line, x, y - row * spacing))
    }
}

fn draw(font: &FontRef<'_>, letter: char, scale: f32) -> Vec<f32> {
    let mut drawn = vec![0.0; WIDTH * HEIGHT];
    let glyph = font.glyph_id(letter).with_scale_and_position(scale, point(0.0, single((ABOVE + CAPITAL) * FINE)));
    if let Some(outline) = font.outline_glyph(glyph) {
        let bounds = outline.px_bounds();
        outline.draw(|x, y, coverage| {
            let (x, y) = (f64::from(x) + f64::from(bounds.min.x), f64::from(y) + f64::from(bounds.min.y));
            if let (Some(x), Some(y)) = (place(x, WIDTH), place(y, HEIGHT)) {
                drawn[y * WIDTH + x] = coverage.min(1.0);
            }
        });
    }
    drawn
}

/// The value between four points; beyond the edge there is no ink.
fn between(letter: &[f32], x: f64, y: f64) -> f64 {
    let at = |x: f64, y: f64| match (place(x, WIDTH), place(y, HEIGHT)) {
        (Some(x), Some(y)) => f64::from(letter[y * WIDTH + x]),
        _ => 0.0,
    };
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (x - left, y - top);
    let upper = at(left, top) * (1.0 - right) + at(left + 1.0, top) * right;
    let lower = at(left, top + 1.0) * (1.0 - right) + at(left + 1.0, top + 1.0) * right;
    upper * (1.0 - down) + lower * down
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against 0 and the count first")]
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn place(position: f64, count: usize) -> Option<usize> {
    (position >= 0.0 && position < count as f64).then_some(position as usize)
}

#[expect(clippy::cast_possible_truncation, reason = "a font size keeps its meaning in single precision")]
const fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Left, top, right and bottom of a letter's ink in millimetres.
    fn extent(letters: &OcrB, letter: &str) -> [f64; 4] {
        let steps = |from: i32, to: i32| (from..to).map(|step| f64::from(step) / 40.0);
        let inked: Vec<_> = steps(0, 102)
            .flat_map(|x| steps(-20, 116).map(move |y| (x, y)))
            .filter(|&(x, y)| letters.ink(letter, x, y) > 0.5)
            .collect();
        let bound = |of: fn(&(f64, f64)) -> f64, best: fn(f64, f64) -> f64| inked.iter().map(of).reduce(best).unwrap();
        [bound(|p| p.0, f64::min), bound(|p| p.1, f64::min), bound(|p| p.0, f64::max), bound(|p| p.1, f64::max)]
    }

    #[test]
    fn every_letter_stands_in_its_cell_at_its_size() {
        let letters = OcrB::new().unwrap();
        for &letter in ALPHABET {
            let [left, top, right, bottom] = extent(&letters, &char::from(letter).to_string());
            assert!(left > 0.1 && right < PITCH - 0.1, "{}: {left} to {right}", char::from(letter));
            assert!(top > -0.5 && bottom < CAPITAL + 0.45, "{}: {top} to {bottom}", char::from(letter));
        }
        let [_, top, _, bottom] = extent(&letters, "H");
        assert!((bottom - top - CAPITAL).abs() < 0.2, "{top} to {bottom}");
    }

    #[test]
    fn no_two_letters_look_alike() {
        let letters = OcrB::new().unwrap();
        for (index, one) in letters.letters.iter().enumerate() {
            for other in &letters.letters[..index] {
                let apart: f32 = one.iter().zip(other).map(|(a, b)| (a - b).abs()).sum();
                assert!(apart > 200.0, "{index}: {apart}");
            }
        }
    }

    #[test]
    fn lines_stand_below_each_other() {
        let letters = OcrB::new().unwrap();
        let stem = |line: f64| letters.lines("I\nI", 4.233, PITCH / 2.0, line * 4.233 + 1.2);
        assert!(stem(0.0) > 0.9 && stem(1.0) > 0.9, "{} {}", stem(0.0), stem(1.0));
        assert!(stem(0.5) < 0.1 && stem(2.0) < 0.1);
    }
}
