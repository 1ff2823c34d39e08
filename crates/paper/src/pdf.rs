//! Pages with text, lines and filled squares, all places in millimetres from the top left corner.
//!
//! A small writer of our own over pdf-writer: what we print are tables and slips, in one family of letters.

mod face;
mod page;
#[cfg(test)]
mod tests;

pub(crate) use page::{Pdf, Weight};

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;
