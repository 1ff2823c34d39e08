//! From light to bytes: noise, tone, sharpening, JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, GrayImage, ImageFormat};

use crate::dice::Dice;
use crate::optics::Field;

/// What a webcam's sensor and its processor do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sensor {
    /// Deviation of the noise in levels of 255, on a middle grey.
    pub noise: f64,
    /// The exponent that light is raised to; 1 / 2.2 is usual.
    pub gamma: f64,
    /// How much of an unsharp mask the processor adds, 0 for none.
    pub sharpening: f64,
    /// JPEG quality, or nothing for raw frames.
    pub jpeg: Option<u8>,
    /// Seed of the noise.
    pub seed: u64,
}

/// Steps of light that the table of tones tells apart.
const STEPS: usize = 1 << 14;

impl Sensor {
    /// Turns light into a picture, and into the JPEG of which the picture is decoded.
    pub fn read(&self, mut field: Field) -> (GrayImage, Option<Vec<u8>>) {
        self.rustle(&mut field.light);
        self.tone(&mut field.light);
        if self.sharpening > 0.0 {
            sharpen(&mut field, self.sharpening as f32);
        }
        let levels = field.light.iter().map(|&light| (light.clamp(0.0, 255.0) + 0.5) as u8).collect();
        let picture = GrayImage::from_raw(field.width as u32, field.height as u32, levels).unwrap_or_default();
        match self.jpeg.and_then(|quality| squeezed(&picture, quality)) {
            Some((bytes, seen)) => (seen, Some(bytes)),
            None => (picture, None),
        }
    }

    fn rustle(&self, light: &mut [f32]) {
        let (own, shot) = self.variances();
        let mut dice = Dice::new(self.seed);
        for light in light {
            *light = (*light).min(1.0) + (own + shot * light.clamp(0.0, 1.0)).sqrt() * dice.normal();
        }
    }

    /// Half of the noise at a middle grey is the sensor's own, half grows with the light.
    fn variances(&self) -> (f32, f32) {
        const GREY: f64 = 0.3;
        let steepness = self.gamma * GREY.powf(self.gamma - 1.0);
        let variance = (self.noise / 255.0 / steepness).powi(2) / 2.0;
        (variance as f32, (variance / GREY) as f32)
    }

    /// The variance of the noise on so much light, as light.
    pub fn variance(&self, light: f32) -> f32 {
        let (own, shot) = self.variances();
        own + shot * light.clamp(0.0, 1.0)
    }

    fn tone(&self, light: &mut [f32]) {
        let tones: Vec<f32> =
            (0..=STEPS).map(|step| 255.0 * (step as f64 / STEPS as f64).powf(self.gamma) as f32).collect();
        for light in light {
            *light = tones[(light.clamp(0.0, 1.0) * STEPS as f32) as usize];
        }
    }
}

/// Adds what a 3 x 3 mean takes away, as many a webcam does.
fn sharpen(field: &mut Field, amount: f32) {
    let width = field.width;
    let before = field.light.clone();
    for row in 1..field.height.saturating_sub(1) {
        let around = &before[(row - 1) * width..(row + 2) * width];
        let (above, rest) = around.split_at(width);
        let (here, below) = rest.split_at(width);
        let line = &mut field.light[row * width..(row + 1) * width];
        for column in 1..width.saturating_sub(1) {
            let sum: f32 =
                [above, here, below].iter().map(|line| line[column - 1] + line[column] + line[column + 1]).sum();
            line[column] += amount * (here[column] - sum / 9.0);
        }
    }
}

fn squeezed(picture: &GrayImage, quality: u8) -> Option<(Vec<u8>, GrayImage)> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode(picture, width, height, ExtendedColorType::L8).ok()?;
    let seen = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).ok()?.into_luma8();
    Some((bytes, seen))
}
