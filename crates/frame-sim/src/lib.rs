//! Draws cards, passports and screens as a webcam at a counter would see them: a print in millimetres, a pinhole camera,
//! light, a lens, a sensor, in the order in which light goes. Everything follows from a seed, so a frame can be drawn again.
//!
//! It draws invented people only and looks like no real card: strokes stand for print, an oval for the portrait. What
//! matters is true to size: an ID-1 card of 85.6 x 54 mm (ISO/IEC 7810), codes of the edge length that each card
//! generation prints, OCR-B in its pitch.
//!
//! [`sample`] and [`burst`] draw labelled frames, [`frame`] a card that is given.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "drawing goes to and fro between pixels, which are counted, and places, which are measured"
)]

mod bound;
mod camera;
mod canvas;
mod card;
mod category;
mod citizen;
mod conditions;
mod dice;
mod light;
pub mod ocr_b;
mod optics;
mod paper;
pub mod person;
mod pose;
mod sample;
mod sensor;
mod video;
mod wear;

use std::io::Cursor;

use image::{GrayImage, ImageFormat};

pub use bound::readable;
pub use card::Card;
pub use category::Category;
pub use conditions::Conditions;
pub use light::{Light, Ripple, Shadow, Spot};
pub use optics::Optics;
pub use paper::TruthKind;
pub use pose::Pose;
pub use sample::{DEVELOPMENT, Sample, Truth, burst, frame, sample, sample_with};
pub use sensor::Sensor;
pub use video::video;
pub use wear::Wear;

/// What can go wrong while drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The payload is longer than a QR code holds (2,953 bytes at level L, ISO/IEC 18004 table 7).
    #[error("the payload does not fit into a QR code")]
    PayloadTooLong,
    /// The picture could not be encoded.
    #[error("the picture could not be encoded")]
    Encoding,
}

/// Encodes a picture as PNG, without loss.
///
/// # Errors
/// [`DrawError::Encoding`] when the picture has no pixels.
pub fn png(picture: &GrayImage) -> Result<Vec<u8>, DrawError> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|_| DrawError::Encoding)?;
    Ok(bytes.into_inner())
}
