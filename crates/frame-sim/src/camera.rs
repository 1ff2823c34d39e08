//! Puts the papers before the camera and takes the frame, in the order in which light goes.

use crate::canvas::{Area, Canvas};
use crate::conditions::Conditions;
use crate::dice::Dice;
use crate::optics::{Field, Region};
use crate::pose::Projection;

/// A printed paper and where it is.
pub struct Layer<'a> {
    pub canvas: &'a Canvas,
    pub projection: Projection,
    /// What its white gives: 1 for print, about 1 and more for a screen.
    pub gain: f64,
}

/// Pixels of a tile in which the way to the sheet is taken for straight.
const TILE: usize = 8;

/// The light that reaches the sensor.
pub fn take_in(layers: &[Layer<'_>], conditions: &Conditions) -> Field {
    let (width, height) = conditions.size;
    let mut field = desk(width as usize, height as usize, conditions.desk);
    let regions: Vec<_> = layers.iter().map(|layer| layer.lay(&mut field)).collect();
    conditions.light.fall(&mut field);
    for region in regions {
        conditions.optics.blur(&mut field, region);
    }
    field
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

impl Layer<'_> {
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

    /// The pixels among which the paper lies: the edge of what is printed is followed.
    fn region(&self, field: &Field) -> Region {
        let edge = self.canvas.window.outline().map(|point| self.projection.to_frame(point));
        let frame = Area::new(0.0, 0.0, field.width as f64, field.height as f64);
        let seen = frame.around(edge);
        let reach = (seen.width / 2.0 + 2.0, seen.height / 2.0 + 2.0);
        Region::around(seen.centre(), reach, (field.width, field.height))
    }

    fn tile(&self, field: &mut Field, (left, top): (usize, usize), region: Region) {
        let corner = |right: usize, down: usize| self.on_canvas((left + right, top + down));
        let corners = (corner(0, 0), corner(TILE, 0), corner(0, TILE), corner(TILE, TILE));
        let (Some(a), Some(b), Some(c), Some(d)) = corners else { return };
        let points = points((b.0 - a.0).hypot(b.1 - a.1).max((c.0 - a.0).hypot(c.1 - a.1)));
        let end = (left + TILE).min(region.right);
        for row in top..(top + TILE).min(region.bottom) {
            let line = &mut field.light[row * field.width + left..row * field.width + end];
            let mut sums = [0.0; TILE];
            for &down in &points {
                let part = ((row - top) as f32 + down) / TILE as f32;
                let (from, to) = (between(a, c, part), between(b, d, part));
                self.add(
                    &mut sums,
                    line,
                    &points,
                    from,
                    ((to.0 - from.0) / TILE as f32, (to.1 - from.1) / TILE as f32),
                );
            }
            let share = 1.0 / (points.len() * points.len()) as f32;
            line.iter_mut().zip(sums).for_each(|(light, sum)| *light = sum * share);
        }
    }

    /// A corner of a pixel on the raster.
    fn on_canvas(&self, (x, y): (usize, usize)) -> Option<(f32, f32)> {
        let Canvas { window, density, .. } = self.canvas;
        let (x, y) = self.projection.to_sheet((x as f64, y as f64))?;
        Some((((x - window.left) * density) as f32, ((y - window.top) * density) as f32))
    }

    /// Adds what a row's pixels see along a line of the raster; beside the paper what lies below it shows.
    fn add(&self, sums: &mut [f32], below: &[f32], points: &[f32], from: (f32, f32), step: (f32, f32)) {
        let gain = self.gain as f32 / 255.0;
        for (column, (sum, below)) in sums.iter_mut().zip(below).enumerate() {
            for point in points {
                let along = column as f32 + point;
                *sum += self.ink(from.0 + along * step.0, from.1 + along * step.1).map_or(*below, |ink| ink * gain);
            }
        }
    }

    /// The reflectance at a place of the raster, between its four pixels.
    fn ink(&self, x: f32, y: f32) -> Option<f32> {
        let canvas = self.canvas;
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

fn between(a: (f32, f32), b: (f32, f32), part: f32) -> (f32, f32) {
    (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
}

/// Where a pixel is asked, the same across and down, when a tile has so many raster pixels: at least at two places.
fn points(tile: f32) -> Vec<f32> {
    let count = ((tile / TILE as f32 / 1.5).ceil() as u16).clamp(2, 5);
    (0..count).map(|point| (f32::from(point) + 0.5) / f32::from(count)).collect()
}
