//! A card for a payload that is given, as fixtures, training and tests of other crates lay it before the camera.

use qrcode::EcLevel;

use crate::DrawError;
use crate::dice::Dice;
use crate::paper::{Grid, Paper};

/// A card that holds one QR payload, or a paper that holds one zone.
pub struct Card {
    pub(crate) paper: Paper,
}

impl Card {
    /// Prints a payload, as UTF-8 bytes without ECI, at error correction level L: with eleven fields on the back of an
    /// identity card, as since 2024-07-01, otherwise on the front of a citizen card of 2021.
    ///
    /// # Errors
    /// [`DrawError::PayloadTooLong`] when no QR version holds it.
    pub fn print(payload: &str) -> Result<Self, DrawError> {
        let grid = Grid::qr(payload.as_bytes(), EcLevel::L, 0)?;
        let is_of_2024 = payload.matches('|').count() > 6;
        Ok(Self { paper: Paper::card(is_of_2024, payload, grid, &Dice::new(0)) })
    }

    /// Prints the lines of a machine readable zone: of 44 letters on the page of a passport, otherwise on the back of a card.
    pub fn with_zone(lines: &str) -> Self {
        Self { paper: Paper::with_zone(lines, &Dice::new(0)) }
    }
}
