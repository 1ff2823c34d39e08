//! Where the grid should lie so that the samples fit what is believed.

use super::{Observer, PAD};
use crate::linear::Normal;

impl Observer<'_> {
    /// How the grid should be moved so that the samples fit what is believed: a smooth bend, in modules.
    pub fn bend(&self, cubic: bool) -> Option<Bend> {
        let terms = if cubic { 10 } else { 6 };
        let mut normal = Normal::new(2 * terms);
        let half = self.layout.side as f32 / 2.0;
        let predicted: [Vec<f32>; 4] = std::array::from_fn(|phase| self.predict(phase));
        for at in self.inner() {
            let (s, t) = ((at % self.wide - PAD) as f32 / half - 1.0, (at / self.wide - PAD) as f32 / half - 1.0);
            let basis = polynomial(s, t);
            let sure = self.sureness_around(at);
            if sure < 0.3 || self.is_burnt(at) {
                continue;
            }
            for phase in 0..4 {
                let across = (predicted[phase | 1][at] - predicted[phase & 2][at]) * 2.0;
                let below = (predicted[phase | 2][at] - predicted[phase & 1][at]) * 2.0;
                let mut row = [0.0; 20];
                for term in 0..terms {
                    (row[term], row[terms + term]) = (across * basis[term], below * basis[term]);
                }
                normal.add(&row[..2 * terms], self.level(phase, at) - predicted[phase][at], sure);
            }
        }
        (0..2 * terms).for_each(|i| normal.pull(i, 0.0, if i % terms < 3 { 1.0 } else { 8.0 }));
        Some(Bend { terms, half, coefficients: normal.solve()? })
    }
}

/// A smooth movement of the grid.
pub struct Bend {
    terms: usize,
    half: f32,
    coefficients: Vec<f64>,
}

impl Bend {
    /// The shift of a module, in modules.
    pub fn at(&self, x: usize, y: usize) -> (f32, f32) {
        let basis = polynomial(x as f32 / self.half - 1.0, y as f32 / self.half - 1.0);
        let sum = |from: usize| -> f32 {
            (0..self.terms)
                .map(|term| basis[term] * self.coefficients[from + term] as f32)
                .sum::<f32>()
                .clamp(-1.5, 1.5)
        };
        // The picture shows here what belongs a little further on: the sample goes back.
        (-sum(0), -sum(self.terms))
    }
}

fn polynomial(s: f32, t: f32) -> [f32; 10] {
    [1.0, s, t, s * s, s * t, t * t, s * s * s, s * s * t, s * t * t, t * t * t]
}
