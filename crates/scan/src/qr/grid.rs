//! Where the modules of a code lie in the picture.

use crate::linear::solve;
use crate::luma::Luma;
use crate::sighting::{Corners, module};

/// The place of every module's middle in pixels, row by row. It holds any smooth bend.
#[derive(Clone)]
pub struct Grid {
    /// Modules a side.
    pub side: usize,
    places: Vec<[f32; 2]>,
}

impl Grid {
    /// A flat code under perspective: four places given in modules and in pixels.
    pub fn through(side: usize, modules: [[f32; 2]; 4], pixels: [[f32; 2]; 4]) -> Option<Self> {
        let map = projection(modules, pixels)?;
        let places =
            (0..side * side).map(|i| project(&map, (i % side) as f64 + 0.5, (i / side) as f64 + 0.5)).collect();
        Some(Self { side, places })
    }

    /// Where a module's middle lies.
    pub fn middle(&self, x: usize, y: usize) -> [f32; 2] {
        self.places[y * self.side + x]
    }

    /// How far the next module to the right and the one below lie, in pixels.
    pub fn steps(&self, x: usize, y: usize) -> [[f32; 2]; 2] {
        let last = self.side - 1;
        let between = |from: [f32; 2], to: [f32; 2], count: usize| {
            [(to[0] - from[0]) / count as f32, (to[1] - from[1]) / count as f32]
        };
        let (left, right) = (x.saturating_sub(1), (x + 1).min(last));
        let (top, bottom) = (y.saturating_sub(1), (y + 1).min(last));
        [
            between(self.middle(left, y), self.middle(right, y), right - left),
            between(self.middle(x, top), self.middle(x, bottom), bottom - top),
        ]
    }

    /// A point given in modules from the code's top left corner, also a little outside.
    pub fn point(&self, u: f32, v: f32) -> [f32; 2] {
        let last = (self.side - 1) as f32;
        let (x, y) = ((u - 0.5).clamp(0.0, last) as usize, (v - 0.5).clamp(0.0, last) as usize);
        let [right, down] = self.steps(x, y);
        let [px, py] = self.middle(x, y);
        let (across, below) = (u - 0.5 - x as f32, v - 0.5 - y as f32);
        [px + across * right[0] + below * down[0], py + across * right[1] + below * down[1]]
    }

    /// Moves every module by a shift given in modules.
    pub fn shift(&mut self, shift: impl Fn(usize, usize) -> (f32, f32)) {
        let moved = (0..self.places.len()).map(|i| {
            let (x, y) = (i % self.side, i / self.side);
            let ([right, down], (across, below)) = (self.steps(x, y), shift(x, y));
            let [px, py] = self.places[i];
            [px + across * right[0] + below * down[0], py + across * right[1] + below * down[1]]
        });
        self.places = moved.collect();
    }

    /// The corners of the code.
    pub fn corners(&self) -> Corners {
        let side = self.side as f32;
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|(u, v)| self.point(u, v).into())
    }

    /// Pixels a module, the mean over the code.
    pub fn module(&self) -> f32 {
        module(&self.corners(), self.side)
    }

    /// Tells whether all corners lie in a picture, and the code is not turned inside out.
    pub fn lies_in(&self, picture: &Luma) -> bool {
        let (wide, high) = (picture.width() as f32, picture.height() as f32);
        let corners = self.corners();
        let inside = corners.iter().all(|&(x, y)| (-2.0..wide + 2.0).contains(&x) && (-2.0..high + 2.0).contains(&y));
        inside
            && (0..4).all(|i| {
                let ((ax, ay), (bx, by), (cx, cy)) = (corners[i], corners[(i + 1) % 4], corners[(i + 2) % 4]);
                (bx - ax) * (cy - by) - (by - ay) * (cx - bx) > 1.0
            })
    }
}

fn projection(from: [[f32; 2]; 4], to: [[f32; 2]; 4]) -> Option<[f64; 8]> {
    let (mut rows, mut right) = ([0.0; 64], [0.0; 8]);
    for (i, (from, to)) in from.iter().zip(&to).enumerate() {
        let ([u, v], [x, y]) = (from.map(f64::from), to.map(f64::from));
        rows[i * 16..][..8].copy_from_slice(&[u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x]);
        rows[i * 16 + 8..][..8].copy_from_slice(&[0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y]);
        (right[2 * i], right[2 * i + 1]) = (x, y);
    }
    solve(&mut rows, &mut right)?;
    Some(right)
}

fn project(map: &[f64; 8], u: f64, v: f64) -> [f32; 2] {
    let along = |row: usize| map[3 * row] * u + map[3 * row + 1] * v;
    let depth = along(2) + 1.0;
    [((along(0) + map[2]) / depth) as f32, ((along(1) + map[5]) / depth) as f32]
}

/// The brightness at a point, counted from the picture's corner.
pub fn brightness(picture: &Luma, [x, y]: [f32; 2]) -> f32 {
    picture.between(x - 0.5, y - 0.5)
}
