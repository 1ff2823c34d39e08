//! How the scene is lit: exposure, shadow, glare, and the veil of a laminate.

use std::f64::consts::TAU;

use crate::optics::{Field, Region};

/// A mirrored lamp: light added around a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Centre in pixels.
    pub place: (f64, f64),
    /// Half width and half height in pixels, where a third of the light is left.
    pub radii: (f64, f64),
    /// Degrees clockwise.
    pub angle: f64,
    /// Light in the middle, where 1 saturates the sensor.
    pub strength: f64,
}

/// Light that falls off across a line: softly as beside a window, or hard as in a hand's shadow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shadow {
    /// A point of the line on which half of the loss is reached, in pixels.
    pub place: (f64, f64),
    /// The direction in which it grows dark, degrees.
    pub angle: f64,
    /// Pixels from full light to the shadow.
    pub width: f64,
    /// The part of the light that is lost, 0 to 1.
    pub depth: f64,
}

/// Light that goes up and down across the frame: the bands of a screen that is drawn while the shutter is open, and the
/// moiré between its pixels and the sensor's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ripple {
    /// Pixels from one dark band to the next.
    pub period: f64,
    /// The direction in which the light changes, degrees.
    pub angle: f64,
    /// The part of the light that is missing in a band, 0 to 1.
    pub depth: f64,
}

/// The light of a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Light {
    /// What a perfectly white paper gives the sensor; 1 saturates it.
    pub exposure: f64,
    /// What is left of the differences between inks, 1 for all.
    pub contrast: f64,
    /// Light that a film over the print or the air between adds everywhere.
    pub veil: f64,
    /// Where it grows dark.
    pub shadow: Option<Shadow>,
    /// Mirrored lamps, and the streaks and sparks of a laminate.
    pub spots: Vec<Spot>,
    /// A screen's bands and moiré.
    pub ripples: Vec<Ripple>,
}

/// The reflectance towards which contrast is lost.
const MIDDLE: f32 = 0.4;

impl Light {
    /// Lights what the camera sees.
    pub fn fall(&self, field: &mut Field) {
        let (contrast, exposure, veil) = (self.contrast as f32, self.exposure as f32, self.veil as f32);
        for ripple in &self.ripples {
            ripple.pass(field);
        }
        let base = MIDDLE * (1.0 - contrast);
        for light in &mut field.light {
            *light = (base + *light * contrast) * exposure + veil;
        }
        if let Some(shadow) = &self.shadow {
            shadow.fall(field);
        }
        for spot in &self.spots {
            spot.shine(field);
        }
    }
}

impl Ripple {
    fn pass(&self, field: &mut Field) {
        const STEPS: u16 = 256;
        let wave: Vec<f32> = (0..STEPS)
            .map(|step| (f64::from(step) / f64::from(STEPS) * TAU).sin())
            .map(|wave| (1.0 - self.depth * (0.5 + 0.5 * wave)) as f32)
            .collect();
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let step = f64::from(STEPS) / self.period;
        for (row, line) in field.light.chunks_exact_mut(field.width).enumerate() {
            for (column, light) in line.iter_mut().enumerate() {
                let along = (column as f64 * cos + row as f64 * sin) * step;
                *light *= wave[along as i32 as usize % usize::from(STEPS)];
            }
        }
    }
}

impl Shadow {
    fn fall(&self, field: &mut Field) {
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let across = (cos / self.width) as f32;
        for (row, line) in field.light.chunks_exact_mut(field.width).enumerate() {
            let down = (row as f64 + 0.5 - self.place.1) * sin - self.place.0 * cos;
            let start = (down / self.width) as f32 + 0.5;
            for (column, light) in line.iter_mut().enumerate() {
                let dark = (start + across * column as f32).clamp(0.0, 1.0);
                *light *= 1.0 - self.depth as f32 * dark * dark * (3.0 - 2.0 * dark);
            }
        }
    }
}

impl Spot {
    fn shine(&self, field: &mut Field) {
        let reach = self.radii.0.max(self.radii.1) * 2.0;
        let region = Region::around(self.place, (reach, reach), (field.width, field.height));
        let (sin, cos) = self.angle.to_radians().sin_cos();
        for row in region.top..region.bottom {
            let y = row as f64 + 0.5 - self.place.1;
            for column in region.left..region.right {
                let x = column as f64 + 0.5 - self.place.0;
                let (along, across) = ((x * cos + y * sin) / self.radii.0, (y * cos - x * sin) / self.radii.1);
                let far = along * along + across * across;
                if far < 4.0 {
                    // Reaches nothing at twice the radius, so that the spot has no edge.
                    field.light[row * field.width + column] +=
                        (self.strength * ((-far).exp() - (-4.0f64).exp())) as f32;
                }
            }
        }
    }
}

impl Region {
    /// The pixels within so far of a place, as far as the frame reaches.
    pub fn around((x, y): (f64, f64), (across, down): (f64, f64), (width, height): (usize, usize)) -> Self {
        let within = |at: f64, end: usize| at.clamp(0.0, end as f64) as usize;
        Self {
            left: within(x - across, width),
            top: within(y - down, height),
            right: within(x + across + 1.0, width),
            bottom: within(y + down + 1.0, height),
        }
    }
}
