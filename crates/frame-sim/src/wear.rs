//! What years in a pocket do to a print.

use crate::canvas::{Area, Canvas, Ink};
use crate::dice::Dice;

/// How worn the marks of a paper are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wear {
    /// Scratches across a mark, down to the white.
    pub scratches: usize,
    /// Dots of dirt on it.
    pub dirt: usize,
    /// Spots where the print is gone.
    pub holes: usize,
    /// Decides where.
    pub seed: u64,
}

impl Wear {
    /// So much wear: 1 is an old card.
    pub fn some(much: f64, dice: &mut Dice) -> Self {
        let mut count = |most: f64| (most * much * dice.between(0.5, 1.5)).round() as usize;
        Self { scratches: count(5.0), dirt: count(6.0), holes: count(1.2), seed: dice.next() }
    }

    /// Wears a mark of the canvas.
    pub fn spoil(&self, canvas: &mut Canvas, mark: Area) {
        let mut dice = Dice::new(self.seed);
        let edge = mark.width.min(mark.height);
        for _ in 0..self.scratches {
            scratch(canvas, mark, edge * dice.between(0.002, 0.008), &mut dice);
        }
        for _ in 0..self.dirt {
            blot(canvas, mark, edge * dice.between(0.006, 0.02), 25, &mut dice);
        }
        for _ in 0..self.holes {
            blot(canvas, mark, edge * dice.between(0.01, 0.04), 190, &mut dice);
        }
    }
}

/// A straight line through the mark.
fn scratch(canvas: &mut Canvas, mark: Area, width: f64, dice: &mut Dice) {
    let (x, y) = somewhere(mark, dice);
    let (sin, cos) = dice.between(0.0, 180.0).to_radians().sin_cos();
    let length = mark.width * dice.between(0.15, 0.6);
    canvas.shade(mark.grown(1.0), |across, down, ink| {
        let (across, down) = (across - x, down - y);
        let off = (across * sin - down * cos).abs();
        let along = (across * cos + down * sin).abs();
        let worn = (1.0 - off / width).clamp(0.0, 1.0) * if along < length { 0.9 } else { 0.0 };
        f64::from(ink) * (1.0 - worn) + 185.0 * worn
    });
}

/// A round spot.
fn blot(canvas: &mut Canvas, mark: Area, radius: f64, shade: Ink, dice: &mut Dice) {
    let (x, y) = somewhere(mark, dice);
    canvas.shade(Area::square(x, y, 0.0).grown(radius * 1.3), |across, down, ink| {
        let part = ((1.2 - (across - x).hypot(down - y) / radius) * 4.0).clamp(0.0, 1.0);
        f64::from(ink) * (1.0 - part) + f64::from(shade) * part
    });
}

fn somewhere(mark: Area, dice: &mut Dice) -> (f64, f64) {
    (mark.left + mark.width * dice.unit(), mark.top + mark.height * dice.unit())
}
