//! Puts the papers before the camera and takes the frame, in the order in which light goes.

use image::GrayImage;

use crate::canvas::Canvas;
use crate::conditions::Conditions;
use crate::dice::Dice;
use crate::optics::{Field, Region};
use crate::pose::Projection;

/// A printed paper and where it is.
pub struct Layer {
    pub canvas: Canvas,
    pub projection: Projection,
    /// What its white gives: 1 for print, about 1 and more for a screen.
    pub gain: f64,
}

/// Pixels of a tile in which the way to the sheet is taken for straight.
const TILE: usize = 8;

/// Takes one frame.
pub fn look(layers: &[Layer], conditions: &Conditions) -> (GrayImage, Option<Vec<u8>>) {
    let (width, height) = conditions.size;
    let mut field = desk(width as usize, height as usize, conditions.sensor.seed);
    let regions: Vec<_> = layers.iter().map(|layer| layer.lay(&mut field)).collect();
    conditions.light.fall(&mut field);
    for region in regions {
        conditions.optics.blur(&mut field, region);
    }
    conditions.sensor.read(field)
}

/// A desk of some grain.
fn desk(width: usize, height: usize, seed: u64) -> Field {
    let mut dice = Dice::new(seed);
    let (level, slow) = (dice.between(0.06, 0.3) as f32, dice.between(60.0, 300.0) as f32);
    let across: Vec<f32> = (0..width).map(|x| level * 0.1 * (x as f32 / slow).sin()).collect();
    let mut light = Vec::with_capacity(width * height);
    for row in 0..height {
        let grain = level + level * 0.12 * (row as f32 / 7.0 + (row as f32 / 41.0).sin() * 2.0).sin();
        light.extend(across.iter().map(|wave| grain + wave));
    }
    Field { width, height, light }
}

impl Layer {
    /// Draws the paper over what lies below it and tells where.
    fn lay(&self, field: &mut Field) -> Region {
        let region = self.region(field);
        for top in (region.top..region.bottom).step_by(TILE) {
            for left in (region.left..region.right).step_by(TILE) {
                self.tile(field, (left, top), region);
            }
        }
        region
    }

    /// The pixels among which the paper lies: its edge is followed.
    fn region(&self, field: &Field) -> Region {
        let canvas = &self.canvas;
        let (width, height) = (canvas.columns as f64 / canvas.density, canvas.rows as f64 / canvas.density);
        let steps = || (0..=16).map(|step| f64::from(step) / 16.0);
        let edge = steps().flat_map(|part| {
            let (x, y) = (part * width, part * height);
            [(x, 0.0), (x, height), (0.0, y), (width, y)]
        });
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (x, y) in edge.map(|point| self.projection.to_frame(point)) {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let centre = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        let reach = ((high.0 - low.0) / 2.0 + 2.0, (high.1 - low.1) / 2.0 + 2.0);
        Region::around(centre, reach, (field.width, field.height))
    }

    fn tile(&self, field: &mut Field, (left, top): (usize, usize), region: Region) {
        let corner = |right: usize, down: usize| self.projection.to_sheet(((left + right) as f64, (top + down) as f64));
        let corners = (corner(0, 0), corner(TILE, 0), corner(0, TILE), corner(TILE, TILE));
        let (Some(a), Some(b), Some(c), Some(d)) = corners else { return };
        let density = self.canvas.density;
        let at = |u: f64, v: f64| {
            let mixed = |a: f64, b: f64, c: f64, d: f64| {
                ((a * (1.0 - u) + b * u) * (1.0 - v) + (c * (1.0 - u) + d * u) * v) * density
            };
            (mixed(a.0, b.0, c.0, d.0) as f32, mixed(a.1, b.1, c.1, d.1) as f32)
        };
        let points = self.points((b.0 - a.0).hypot(b.1 - a.1).max((c.0 - a.0).hypot(c.1 - a.1)));
        for row in top..(top + TILE).min(region.bottom) {
            for column in left..(left + TILE).min(region.right) {
                let place = |part: f64, from: usize, start: usize| ((from - start) as f64 + part) / TILE as f64;
                let light = &mut field.light[row * field.width + column];
                *light = self.mean(&points, *light, |x, y| at(place(x, column, left), place(y, row, top)));
            }
        }
    }

    /// Where a pixel is asked, the same across and down: as many places as the raster has pixels below it, at least two.
    fn points(&self, tile: f64) -> Vec<f64> {
        let finer = tile / TILE as f64 * self.canvas.density;
        let count = ((finer / 1.5).ceil() as u32).clamp(2, 5);
        (0..count).map(|point| (f64::from(point) + 0.5) / f64::from(count)).collect()
    }

    /// The mean over a pixel's points; beside the paper what lies below it shows.
    fn mean(&self, points: &[f64], below: f32, at: impl Fn(f64, f64) -> (f32, f32)) -> f32 {
        let gain = self.gain as f32 / 255.0;
        let mut sum = 0.0;
        for &down in points {
            for &across in points {
                let (x, y) = at(across, down);
                sum += self.ink(x, y).map_or(below, |ink| ink * gain);
            }
        }
        sum / (points.len() * points.len()) as f32
    }

    /// The reflectance at a place of the raster, between its four pixels.
    fn ink(&self, x: f32, y: f32) -> Option<f32> {
        let canvas = &self.canvas;
        let inside = x >= 0.0 && y >= 0.0 && x < canvas.columns as f32 && y < canvas.rows as f32;
        if !inside {
            return None;
        }
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let (column, row) = (x as usize, y as usize);
        let (right, down) = (x - column as f32, y - row as f32);
        let next = usize::from(column + 1 < canvas.columns);
        let lower = if row + 1 < canvas.rows { canvas.columns } else { 0 };
        let at = row * canvas.columns + column;
        let ink = |at: usize| f32::from(canvas.inks[at]);
        let above = ink(at) * (1.0 - right) + ink(at + next) * right;
        let below = ink(at + lower) * (1.0 - right) + ink(at + lower + next) * right;
        Some(above * (1.0 - down) + below * down)
    }
}
