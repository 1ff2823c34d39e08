//! What was found in a picture.

use std::fmt;

/// Four corners in pixels of the picture, clockwise from the thing's own top left.
pub type Corners = [(f32, f32); 4];

/// What kind of mark a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Symbology {
    /// QR code (ISO/IEC 18004).
    Qr,
    /// PDF417 (ISO/IEC 15438), on the back of older cards.
    Pdf417,
    /// A one-dimensional bar code: Code 128 (ISO/IEC 15417).
    Linear,
}

/// A code found in a picture.
#[derive(Clone, PartialEq)]
pub struct Code {
    /// What kind of mark it is.
    pub symbology: Symbology,
    /// The payload exactly as it stands in the symbol, of no character set in particular. Personal.
    pub bytes: Vec<u8>,
    /// Where it is.
    pub corners: Corners,
    /// How sure: the share of the symbol's error correction that was left over, 0 to 1. A linear code, which has none, has 0.
    pub margin: f32,
    /// Pixels a module, the mean over the code; none of bars.
    pub module: Option<f32>,
}

/// Pixels a module, the mean over a code of so many modules a side.
#[expect(clippy::cast_precision_loss, reason = "a code has 177 modules a side at most")]
pub(crate) fn module(corners: &Corners, side: usize) -> f32 {
    let [a, b, c, d] = corners;
    let area = ((c.0 - a.0) * (d.1 - b.1) - (d.0 - b.0) * (c.1 - a.1)).abs() / 2.0;
    area.sqrt() / side as f32
}

impl Code {
    /// Whether a place in the picture lies within the code.
    pub(crate) fn covers(&self, x: f32, y: f32) -> bool {
        let inside =
            |(from, to): (&(f32, f32), &(f32, f32))| (to.0 - from.0) * (y - from.1) >= (to.1 - from.1) * (x - from.0);
        let sides = || self.corners.iter().zip(self.corners.iter().cycle().skip(1));
        let area: f32 = sides().map(|(from, to)| from.0 * to.1 - to.0 * from.1).sum();
        // Clockwise as the picture's rows go down; a code that is seen in a mirror goes the other way.
        area.abs() > 0.0 && (sides().all(inside) || !sides().any(inside))
    }
}

/// Shows the length only: a card's payload is personal.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code")
            .field("symbology", &self.symbology)
            .field("length", &self.bytes.len())
            .field("corners", &self.corners)
            .field("margin", &self.margin)
            .field("module", &self.module)
            .finish()
    }
}

/// A machine readable zone found in a picture. Its check digits fit, or it is not told.
#[derive(Clone, PartialEq)]
pub struct Zone {
    /// The two or three lines of Doc 9303, each ended by `\n`. Personal. Names have no check digit: a person confirms them.
    pub text: String,
    /// Where it is.
    pub corners: Corners,
    /// How sure: what the least sure letter was ahead of the second best, 0 to 1.
    pub margin: f32,
}

/// Shows the length only: a zone is personal.
impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zone")
            .field("length", &self.text.len())
            .field("corners", &self.corners)
            .field("margin", &self.margin)
            .finish()
    }
}

/// A QR code that was located but not read: it tells how the card is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Located {
    /// Where it is.
    pub corners: Corners,
    /// Pixels a module. Below 2 nothing reads it.
    pub module: f32,
}

/// Everything found in one picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sighting {
    /// Codes that were read, in no particular order, each payload once.
    pub codes: Vec<Code>,
    /// Machine readable zones that were read.
    pub zones: Vec<Zone>,
    /// Codes that were located and not read.
    pub located: Vec<Located>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(corners: Corners) -> Code {
        Code { symbology: Symbology::Qr, bytes: Vec::new(), corners, margin: 0.0, module: None }
    }

    #[test]
    fn a_module_is_a_side_by_its_modules_however_the_code_lies() {
        let upright = [(10.0, 10.0), (60.0, 10.0), (60.0, 60.0), (10.0, 60.0)];
        let turned = [(50.0, 0.0), (100.0, 50.0), (50.0, 100.0), (0.0, 50.0)];
        assert!((module(&upright, 25) - 2.0).abs() < 0.001);
        assert!((module(&turned, 25) - 50_f32.hypot(50.0) / 25.0).abs() < 0.001);
    }

    #[test]
    fn a_code_covers_what_lies_in_it_also_in_a_mirror_and_one_without_a_place_covers_nothing() {
        let [a, b, c, d] = [(10.0, 10.0), (30.0, 12.0), (28.0, 32.0), (9.0, 30.0)];
        for corners in [[a, b, c, d], [b, a, d, c]] {
            assert!(code(corners).covers(20.0, 20.0));
            assert!(!code(corners).covers(5.0, 20.0) && !code(corners).covers(20.0, 33.0));
        }
        for nowhere in [[(f32::NAN, 1.0); 4], [a; 4]] {
            assert!(!code(nowhere).covers(20.0, 20.0) && !code(nowhere).covers(10.0, 10.0));
        }
    }
}
