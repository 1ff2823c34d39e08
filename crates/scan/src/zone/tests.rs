//! Zones drawn plainly; what cameras do to them is in frame-sim's categories.

use frame_sim::ocr_b::{OcrB, PITCH};
use frame_sim::person;
use mrz::Format;

use super::*;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "levels are clamped by what they are made of, pixels are few"
)]
/// A zone on grey paper, `pitch` pixels a letter, turned by so many degrees.
fn drawn(text: &str, format: Format, pitch: f64, turn: f64) -> Luma {
    let letters = OcrB::new().unwrap();
    let (rows, columns) = layout::shape(format);
    let (sin, cos) = turn.to_radians().sin_cos();
    let spacing = person::spacing(format);
    let (width, height) = (1280, 720);
    let ink = |x: f64, y: f64| {
        let (x, y) = ((x - 640.0) / pitch * PITCH, (y - 360.0) / pitch * PITCH);
        let middle = (
            f64::from(u32::try_from(columns).unwrap()) * PITCH / 2.0,
            spacing * (f64::from(u32::try_from(rows).unwrap()) - 0.5) / 2.0,
        );
        letters.lines(text, spacing, x * cos + y * sin + middle.0, y * cos - x * sin + middle.1)
    };
    let pixels = (0..width * height).map(|at| {
        let (x, y) = ((at % width) as f64, (at / width) as f64);
        let four = [(0.25, 0.25), (-0.25, 0.25), (0.25, -0.25), (-0.25, -0.25)];
        let inked: f64 = four.iter().map(|(dx, dy)| ink(x + dx, y + dy)).sum();
        (190.0 - inked * 35.0) as u8 + (at * at / 7 % 5) as u8
    });
    Luma::new(width, height, pixels.collect()).unwrap()
}

#[test]
fn a_plain_zone_is_read_however_it_lies() {
    for (format, pitch) in [(Format::Td1, 20.0)] {
        for turn in [0.0f64, -14.0, 180.0, 171.0, 90.0, 272.0] {
            let text = person::zone(format, turn.to_bits() ^ 0x00C0_FFEE);
            let pitch = if turn.to_radians().cos().abs() > 0.9 { pitch } else { 13.0 };
            let zones = Memory::default().look(&drawn(&text, format, pitch, turn), &mut || true);
            assert_eq!(zones.iter().map(|zone| zone.text.as_str()).collect::<Vec<_>>(), [text], "{format:?} {turn}");
            assert!(zones[0].margin > 0.9);
        }
    }
}
