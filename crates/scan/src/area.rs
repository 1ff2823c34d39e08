//! Parts of a picture.

use crate::luma::Luma;

/// A part of a picture, in fractions of its width and height from the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge, 0 to 1.
    pub left: f32,
    /// Top edge, 0 to 1.
    pub top: f32,
    /// Width, 0 to 1.
    pub width: f32,
    /// Height, 0 to 1.
    pub height: f32,
}

/// The box that the screen draws into the preview: the middle of the frame.
pub const GUIDE: Area = Area { left: 0.25, top: 0.15, width: 0.5, height: 0.7 };

impl Area {
    /// Left, top, right and bottom in pixels; never empty and never outside.
    pub fn pixels_of(self, picture: &Luma) -> [usize; 4] {
        let (left, right) = span(self.left, self.width, picture.width());
        let (top, bottom) = span(self.top, self.height, picture.height());
        [left, top, right, bottom]
    }
}

#[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the picture's side first")]
fn span(start: f32, length: f32, side: usize) -> (usize, usize) {
    let place = |fraction: f32| (fraction.clamp(0.0, 1.0) * side as f32).round() as usize;
    let from = place(start).min(side - 1);
    (from, place(start + length).clamp(from + 1, side))
}
