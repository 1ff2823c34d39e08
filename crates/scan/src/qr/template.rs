//! How much the picture looks like a pattern at a place.

use super::grid::brightness;
use crate::luma::Luma;

/// One step to the right and one down, in pixels: how a module lies.
pub type Steps = [[f32; 2]; 2];

/// A square of modules whose weights sum to nothing: light ones are positive.
pub struct Template {
    reach: i32,
    weights: Vec<f32>,
    norm: f32,
}

impl Template {
    /// A finder pattern with the light ring around it.
    pub fn finder() -> Self {
        Self::of(4, |ring| matches!(ring, 2 | 4))
    }

    /// An alignment pattern.
    pub fn alignment() -> Self {
        Self::of(2, |ring| ring == 1)
    }

    fn of(reach: i32, is_light: impl Fn(i32) -> bool) -> Self {
        let rings = || (-reach..=reach).flat_map(|y: i32| (-reach..=reach).map(move |x: i32| x.abs().max(y.abs())));
        let (all, light) = (rings().count() as f32, rings().filter(|ring| is_light(*ring)).count() as f32);
        let weights: Vec<f32> = rings().map(|ring| if is_light(ring) { (all - light) / light } else { -1.0 }).collect();
        let norm = weights.iter().map(|weight| weight * weight).sum();
        Self { reach, weights, norm }
    }

    /// The correlation with the picture around a point, -1 to 1.
    pub fn likeness(&self, picture: &Luma, at: [f32; 2], [right, down]: Steps) -> f32 {
        let (mut sum, mut squares, mut product) = (0.0, 0.0, 0.0);
        for ((across, below), weight) in square(self.reach).zip(&self.weights) {
            let place = [at[0] + across * right[0] + below * down[0], at[1] + across * right[1] + below * down[1]];
            let level = brightness(picture, place);
            sum += level;
            squares += level * level;
            product += weight * level;
        }
        // A surface that is even is like nothing.
        let spread = (squares - sum * sum / self.weights.len() as f32).max(self.weights.len() as f32);
        product / (spread * self.norm).sqrt()
    }

    /// The places around a point that look most like the pattern, at most `kept`: whole modules apart first, then by halves.
    pub fn best(&self, picture: &Luma, near: [f32; 2], steps: Steps, reach: f32, kept: usize) -> Vec<(f32, [f32; 2])> {
        let [right, down] = steps;
        let from = |middle: [f32; 2], across: f32, below: f32| {
            [middle[0] + across * right[0] + below * down[0], middle[1] + across * right[1] + below * down[1]]
        };
        let mut seen: Vec<(f32, [f32; 2])> = square(reach as i32)
            .map(|(across, below)| (from(near, across, below), across.hypot(below) / reach))
            // Far away is a little less likely.
            .map(|(place, far)| (self.likeness(picture, place, steps) - 0.15 * far, place))
            .collect();
        seen.sort_by(|a, b| b.0.total_cmp(&a.0));
        seen.truncate(3 * kept);
        for (score, place) in &mut seen {
            let around = square(1).map(|(across, below)| from(*place, across / 2.0, below / 2.0));
            let best = around.map(|place| (self.likeness(picture, place, steps), place));
            (*score, *place) = best.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((*score, *place));
        }
        seen.sort_by(|a, b| b.0.total_cmp(&a.0));
        let module = right[0].hypot(right[1]);
        let mut best: Vec<(f32, [f32; 2])> = Vec::new();
        for (score, place) in seen {
            let apart = |other: &(f32, [f32; 2])| (other.1[0] - place[0]).hypot(other.1[1] - place[1]) > module;
            if best.len() < kept && best.iter().all(apart) {
                best.push((score, place));
            }
        }
        best
    }
}

/// Whole steps around nothing, row by row.
fn square(reach: i32) -> impl Iterator<Item = (f32, f32)> {
    (-reach..=reach).flat_map(move |y| (-reach..=reach).map(move |x| (x as f32, y as f32)))
}
