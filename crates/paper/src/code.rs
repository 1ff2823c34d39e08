//! Codes to be printed (QR, ISO/IEC 18004).

use qrcode::{Color, EcLevel, QrCode, Version};

use crate::PaperError;
use crate::pdf::Pdf;

/// The largest version a hand scanner or a telephone reads from paper without trouble.
const LARGEST: i16 = 25;

/// Bytes that version 25 holds with the least correction (ISO/IEC 18004 table 7).
pub(crate) const MOST_BYTES: usize = 1273;

/// A printer of receipts has 203 dots an inch: a module is a whole number of them, in millimetres, or its edges blur.
const DOT: f32 = 25.4 / 203.0;

/// Modules of white that stand around a code.
const QUIET: f32 = 4.0;

/// A code as it will be drawn.
pub(crate) struct Code {
    dark: Vec<bool>,
    modules: usize,
}

impl Code {
    /// Makes a code with the least correction, which paper that is not worn needs.
    pub(crate) fn new(text: &str) -> Result<Self, PaperError> {
        let refused = PaperError::Code { bytes: text.len() };
        let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| refused)?;
        match code.version() {
            Version::Normal(1..=LARGEST) => {}
            _ => return Err(refused),
        }
        let modules = code.width();
        Ok(Self { dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect(), modules })
    }

    /// Draws it with its white edge into a square.
    pub(crate) fn draw(&self, pdf: &mut Pdf, x: f32, y: f32, side: f32) {
        #[expect(clippy::cast_precision_loss, reason = "a code has at most 117 modules a side")]
        let place = |modules: usize| modules as f32;
        let whole = place(self.modules) + 2.0 * QUIET;
        let module = (side / whole / DOT).floor().max(1.0) * DOT;
        let (x, y) = (x + (side - module * whole) / 2.0, y + (side - module * whole) / 2.0);
        let square = |at: usize| {
            let (column, row) = (place(at % self.modules) + QUIET, place(at / self.modules) + QUIET);
            [x + column * module, y + row * module, module, module]
        };
        let squares: Vec<_> = (0..self.dark.len()).filter(|at| self.dark[*at]).map(square).collect();
        pdf.fill_all(&squares);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_for_version_25_is_refused() {
        assert!(Code::new(&"a".repeat(MOST_BYTES)).is_ok());
        let more = MOST_BYTES + 1;
        assert_eq!(Code::new(&"a".repeat(more)).err(), Some(PaperError::Code { bytes: more }));
        assert_eq!(Code::new(&"a".repeat(5000)).err(), Some(PaperError::Code { bytes: 5000 }));
    }
}
