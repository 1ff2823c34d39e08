//! The camera: where it stands, how sharp it is, how much its sensor rustles.

use image::{Rgb, RgbImage, imageops};

use crate::card::{Card, HEIGHT, WIDTH, shade};
use crate::dice::Dice;

/// How a camera looks at the desk.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Width of the frame in pixels.
    pub width: u32,
    /// Height of the frame in pixels.
    pub height: u32,
    /// Pixels for one millimetre of the card.
    pub pixels_per_mm: f64,
    /// How far the card's centre lies right of and below the frame's centre, in millimetres.
    pub offset: (f64, f64),
    /// How far the card is turned, in degrees clockwise.
    pub turn: f64,
    /// Standard deviation of the lens blur in pixels; 0 for none.
    pub blur: f32,
    /// Largest deviation of the sensor noise, in levels of 255; 0 for none.
    pub noise: f64,
    /// Seed of the noise.
    pub seed: u64,
}

impl View {
    /// A decent camera held by hand: 1280 x 720, a card that nearly fills the height, everything a little off.
    pub fn seeded(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        Self {
            width: 1280,
            height: 720,
            pixels_per_mm: 12.2 + dice.around_zero() * 0.5,
            offset: (dice.around_zero() * 3.0, dice.around_zero() * 1.5),
            turn: dice.around_zero() * 4.0,
            blur: 0.6,
            noise: 5.0,
            seed,
        }
    }
}

/// Draws what the camera sees: the card on the desk, or the empty desk.
pub fn frame(card: Option<&Card>, view: &View) -> RgbImage {
    let picture = RgbImage::from_fn(view.width, view.height, |x, y| Rgb(pixel(card, view, f64::from(x), f64::from(y))));
    let picture = if view.blur > 0.0 { imageops::blur(&picture, view.blur) } else { picture };
    rustle(picture, view)
}

/// The mean over four points of a pixel, so that edges come out grey as on a sensor.
fn pixel(card: Option<&Card>, view: &View, x: f64, y: f64) -> [u8; 3] {
    let points = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
    let mut sum = [0u16; 3];
    for (right, down) in points {
        let (mm_x, mm_y) = on_card(view, x + right, y + down);
        let ink = card.and_then(|card| card.ink(mm_x, mm_y)).unwrap_or_else(|| desk(x, y));
        for (total, part) in sum.iter_mut().zip(ink) {
            *total += u16::from(part);
        }
    }
    sum.map(|total| u8::try_from(total / 4).unwrap_or(u8::MAX))
}

/// From a pixel to millimetres on the card.
fn on_card(view: &View, x: f64, y: f64) -> (f64, f64) {
    let right = (x - f64::from(view.width) / 2.0) / view.pixels_per_mm - view.offset.0;
    let down = (y - f64::from(view.height) / 2.0) / view.pixels_per_mm - view.offset.1;
    let (sin, cos) = view.turn.to_radians().sin_cos();
    (right * cos + down * sin + WIDTH / 2.0, down * cos - right * sin + HEIGHT / 2.0)
}

/// A wooden desk.
fn desk(x: f64, y: f64) -> [u8; 3] {
    let grain = ((y / 9.0 + (x / 130.0).sin() * 2.0).sin() * 7.0) + x / 90.0;
    [shade(112.0 + grain), shade(86.0 + grain), shade(64.0 + grain / 2.0)]
}

fn rustle(mut picture: RgbImage, view: &View) -> RgbImage {
    let mut dice = Dice::new(view.seed ^ 0x5EED);
    for Rgb(levels) in picture.pixels_mut() {
        let noise = dice.around_zero() * view.noise;
        *levels = levels.map(|level| shade(f64::from(level) + noise));
    }
    picture
}
