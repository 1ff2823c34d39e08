//! Another finder of QR codes, rqrr. It is here because it was asked for, and it buys little: of 450 drawn frames of all kinds the
//! other stages missed 11, and of these it read one by itself.

use rqrr::{BitGrid as _, PreparedImage};

use crate::luma::Luma;
use crate::meter::Meter;
use crate::sighting::{Code, Symbology, module};

/// Finds QR codes, each payload once. Codes read before the time is over are kept.
pub fn look(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Vec<Code> {
    let meter = Meter::new(picture.pixels().len(), time_left);
    let mut codes: Vec<Code> = Vec::new();
    meter.run(picture.clone(), |metered| {
        let mut prepared = PreparedImage::prepare(metered);
        for grid in prepared.detect_grids() {
            let mut bytes = Vec::new();
            if grid.decode_to(&mut bytes).is_ok() && codes.iter().all(|code| code.bytes != bytes) {
                let corners = grid.bounds.map(pixel);
                let module = Some(module(&corners, grid.grid.size()));
                codes.push(Code { symbology: Symbology::Qr, bytes, corners, margin: 0.0, module });
            }
        }
    });
    codes
}

#[expect(clippy::cast_precision_loss, reason = "a corner lies near the picture, far below 2^24 pixels")]
const fn pixel(corner: rqrr::Point) -> (f32, f32) {
    (corner.x as f32, corner.y as f32)
}
