//! Looks for QR codes: the frame as it is, then at half size, then the guide box enlarged.

use rqrr::PreparedImage;

use crate::luma::Luma;
use crate::meter::Meter;
use crate::patience::{Patience, Stage};
use crate::sighting::{Code, Symbology};

/// The most pixels the decoder is shown at once; a larger picture is halved first. This is 1920 x 1088.
pub const LARGEST_ATTEMPT: usize = 1920 * 1088;

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
    pub(crate) fn pixels_of(self, picture: &Luma) -> [usize; 4] {
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

/// Finds the QR codes in a picture, in no particular order, each payload once.
///
/// One stage after the other, each only if the one before found nothing and there is time.
pub fn decode(picture: &Luma, guide: Area, patience: &mut dyn Patience) -> Vec<Code> {
    let (base, scale) = fitting(picture);
    for stage in Stage::ALL {
        if !patience.time_left() {
            break;
        }
        if patience.begin(stage) {
            let (seen, placing) = prepare(stage, &base, scale, guide);
            let found = attempt(seen, placing, &mut || patience.time_left());
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// What a stage is shown, and where that lies in the picture of which the base is a `scale`-th.
fn prepare(stage: Stage, base: &Luma, scale: f32, guide: Area) -> (Luma, Placing) {
    let whole = Placing { left: 0.0, top: 0.0, scale };
    match stage {
        Stage::Whole => (base.clone(), whole),
        Stage::Halved => (base.halved(), Placing { scale: scale * 2.0, ..whole }),
        Stage::Enlarged => {
            let [left, top, ..] = guide.pixels_of(base);
            let (enlarged, enlarging) = fitting(&base.doubled(guide));
            let placing = Placing { left: near(left) * scale, top: near(top) * scale, scale: scale * enlarging / 2.0 };
            (enlarged, placing)
        }
    }
}

/// Where a picture that was cut and scaled lies in the one it was taken from.
#[derive(Clone, Copy)]
struct Placing {
    left: f32,
    top: f32,
    scale: f32,
}

#[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
const fn near(pixels: usize) -> f32 {
    pixels as f32
}

/// Halves a picture until an attempt may look at it, and tells how many of its pixels one pixel has become.
fn fitting(picture: &Luma) -> (Luma, f32) {
    let (mut fitted, mut scale) = (picture.clone(), 1.0);
    while fitted.pixels().len() > LARGEST_ATTEMPT {
        fitted = fitted.halved();
        scale *= 2.0;
    }
    (fitted, scale)
}

fn attempt(picture: Luma, placing: Placing, time_left: &mut dyn FnMut() -> bool) -> Vec<Code> {
    let meter = Meter::new(picture.pixels().len(), time_left);
    let mut codes: Vec<Code> = Vec::new();
    // Codes read before the meter ends the attempt are kept.
    meter.run(picture, |metered| {
        let mut prepared = PreparedImage::prepare(metered);
        for grid in prepared.detect_grids() {
            let mut bytes = Vec::new();
            if grid.decode_to(&mut bytes).is_ok() && codes.iter().all(|code| code.bytes != bytes) {
                let corners = grid.bounds.map(|corner| placing.back(corner));
                codes.push(Code { symbology: Symbology::Qr, bytes, corners, margin: 0.0 });
            }
        }
    });
    codes
}

impl Placing {
    #[expect(clippy::cast_precision_loss, reason = "a corner lies near the picture, far below 2^24 pixels")]
    fn back(self, corner: rqrr::Point) -> (f32, f32) {
        (self.left + corner.x as f32 * self.scale, self.top + corner.y as f32 * self.scale)
    }
}
