//! The card itself, in millimetres from its top left corner.

use qrcode::{Color, EcLevel, QrCode};

use crate::DrawError;

/// Width of an ID-1 card in millimetres (ISO/IEC 7810).
pub const WIDTH: f64 = 85.6;
/// Height of an ID-1 card in millimetres (ISO/IEC 7810).
pub const HEIGHT: f64 = 53.98;

/// Which generation of the citizen card is drawn; it decides where the QR code stands and how large it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// Chip card of 2021: QR code on the front, top right, about 12 mm.
    Citizen2021,
    /// Identity card of 2024: QR code on the back, 18 mm.
    Identity2024,
}

impl Generation {
    /// Tells the generation from the number of fields in a payload: 7 in 2021, 11 since 2024-07-01.
    pub fn of(payload: &str) -> Self {
        if payload.matches('|').count() > 6 { Self::Identity2024 } else { Self::Citizen2021 }
    }

    /// Left edge, top edge and edge length of the printed code in millimetres.
    const fn code_box(self) -> (f64, f64, f64) {
        match self {
            Self::Citizen2021 => (70.0, 4.0, 12.0),
            Self::Identity2024 => (62.0, 6.0, 18.0),
        }
    }
}

/// A card that holds one QR payload.
pub struct Card {
    generation: Generation,
    modules: Vec<Color>,
    side: usize,
}

type Ink = [u8; 3];

const INK: Ink = [38, 40, 44];
const PAPER: Ink = [247, 247, 243];

impl Card {
    /// Prints a payload, as UTF-8 bytes without ECI, on the card of its generation, at error correction level L.
    ///
    /// # Errors
    /// [`DrawError::PayloadTooLong`] when no QR version holds it.
    pub fn print(payload: &str) -> Result<Self, DrawError> {
        let code = QrCode::with_error_correction_level(payload.as_bytes(), EcLevel::L)
            .map_err(|_| DrawError::PayloadTooLong)?;
        let side = code.width();
        Ok(Self { generation: Generation::of(payload), modules: code.into_colors(), side })
    }

    /// The colour at a point of the card in millimetres, or `None` beside it.
    pub fn ink(&self, x: f64, y: f64) -> Option<Ink> {
        let on_card = (0.0..WIDTH).contains(&x) && (0.0..HEIGHT).contains(&y);
        on_card.then(|| self.code(x, y).or_else(|| portrait(x, y)).or_else(|| print(x, y)).unwrap_or(guilloche(x, y)))
    }

    fn code(&self, x: f64, y: f64) -> Option<Ink> {
        let (left, top, edge) = self.generation.code_box();
        let module = edge / steps(self.side);
        let (column, row) = ((x - left) / module, (y - top) / module);
        let quiet = -4.0..steps(self.side) + 4.0;
        if !quiet.contains(&column) || !quiet.contains(&row) {
            return None;
        }
        match (cell(column, self.side), cell(row, self.side)) {
            (Some(column), Some(row)) if self.modules[row * self.side + column] == Color::Dark => Some(INK),
            _ => Some(PAPER),
        }
    }
}

fn steps(side: usize) -> f64 {
    f64::from(u16::try_from(side).unwrap_or(u16::MAX))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the code's side first")]
fn cell(position: f64, side: usize) -> Option<usize> {
    (position >= 0.0 && position < steps(side)).then_some(position as usize)
}

/// An oval face on a grey ground, where the portrait stands.
fn portrait(x: f64, y: f64) -> Option<Ink> {
    if !(5.0..25.0).contains(&x) || !(20.0..46.0).contains(&y) {
        return None;
    }
    let face = ((x - 15.0) / 6.0).powi(2) + ((y - 31.0) / 8.0).powi(2) < 1.0;
    Some(if face { [206, 168, 142] } else { [178, 186, 196] })
}

/// Bars of a text's rhythm, where the print stands.
fn print(x: f64, y: f64) -> Option<Ink> {
    let line = ((y - 22.0) / 4.0).floor();
    let in_text = (29.0..80.0).contains(&x) && (0.0..7.0).contains(&line) && (y - 22.0) % 4.0 < 1.6;
    let letters = ((x * 3.1 + line * 1.7).sin() + (x * 1.3).cos()) > -0.4;
    (in_text && letters).then_some([70, 62, 66])
}

/// The pale wavy ground of an identity card.
fn guilloche(x: f64, y: f64) -> Ink {
    let wave = (x / 3.0 + (y / 5.0).sin() * 2.0).sin() * 6.0;
    [shade(188.0 + wave + y / 3.0), shade(214.0 + wave), shade(205.0 - wave + x / 5.0)]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
pub fn shade(value: f64) -> u8 {
    value.clamp(0.0, 255.0) as u8
}
