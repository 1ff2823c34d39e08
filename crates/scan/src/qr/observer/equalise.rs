//! Which bits the samples tell, the light of their neighbours taken away.

use super::{Observer, PAD};
use crate::qr::optics::{REACH, SIDE};

/// How far neighbours disturb each other once the samples of a module are joined.
const SPAN: isize = 2 * REACH.cast_signed();
/// Steps of the linear guess.
const STEPS: usize = 40;
/// No bit is surer than this.
const SUREST: f32 = 30.0;

impl Observer<'_> {
    /// The best linear guess of the open bits, all neighbours disentangled at once (minimum mean square error, by conjugate
    /// gradients).
    pub(super) fn equalise(&mut self) {
        let weights = self.overlaps();
        let open: Vec<f32> = self.fixed.iter().map(|fixed| f32::from(u8::from(!fixed))).collect();
        let noise = self.noise / self.independence;
        let known: Vec<f32> = self.bits.iter().zip(&open).map(|(bit, open)| bit * (1.0 - open)).collect();
        let matched = self.matched();
        let known = self.overlap(&weights, &known);
        let mut rest: Vec<f32> = (0..open.len()).map(|at| (matched[at] - known[at]) * open[at]).collect();
        let mut guess = vec![0.0; open.len()];
        let mut way = rest.clone();
        let mut power = dot(&rest, &rest);
        let enough = power * 1e-4;
        for _ in 0..STEPS {
            let mut spread = self.overlap(&weights, &way);
            spread
                .iter_mut()
                .zip(&way)
                .zip(&open)
                .for_each(|((spread, way), open)| *spread = (*spread + noise * way) * open);
            let step = power / dot(&way, &spread).max(f32::MIN_POSITIVE);
            guess.iter_mut().zip(&way).for_each(|(guess, way)| *guess += step * way);
            rest.iter_mut().zip(&spread).for_each(|(rest, spread)| *rest -= step * spread);
            let before = std::mem::replace(&mut power, dot(&rest, &rest));
            if power < enough {
                break;
            }
            way.iter_mut().zip(&rest).for_each(|(way, rest)| *way = rest + power / before * *way);
        }
        self.believe(&guess);
    }

    /// From a linear guess to beliefs. Of bits of one strength the guess has the power of what is right in it; where the guess lies
    /// nowhere near a bit's strength, under a streak of light or a scratch, less is believed of the modules around too.
    fn believe(&mut self, guess: &[f32]) {
        let open: Vec<usize> = self.inner().filter(|&at| !self.fixed[at]).collect();
        let power: f32 = open.iter().map(|&at| guess[at] * guess[at]).sum();
        let right = (power / open.len() as f32).clamp(0.01, 0.99);
        let mut off = vec![0.0; guess.len()];
        for &at in &open {
            off[at] = (guess[at].abs() - right.sqrt()).powi(2);
        }
        let off = self.smooth(&off, 1);
        for at in open {
            let doubt = (1.0 - right).min(0.2) / 2.0 + off[at] + 0.01;
            self.beliefs[at] = (2.0 * right * guess[at] / doubt).clamp(-SUREST, SUREST);
            self.bits[at] = (self.beliefs[at] / 2.0).tanh();
        }
    }

    /// What modules show of themselves and their neighbours when their samples are joined.
    fn overlap(&self, weights: &[f32], modules: &[f32]) -> Vec<f32> {
        let side = 2 * SPAN.unsigned_abs() + 1;
        let mut sums = vec![0.0; modules.len()];
        for y in PAD..self.wide - PAD {
            let row = &mut sums[y * self.wide + PAD..][..self.layout.side];
            for (i, &weight) in weights.iter().enumerate() {
                let from = (y + i / side - SPAN.unsigned_abs()) * self.wide + PAD + i % side - SPAN.unsigned_abs();
                row.iter_mut().zip(&modules[from..]).for_each(|(sum, module)| *sum += weight * module);
            }
        }
        sums
    }

    /// What the samples around a module say of it together.
    fn matched(&self) -> Vec<f32> {
        let mut matched = vec![0.0; self.wide * self.wide];
        for phase in 0..4 {
            let levels = self.levels(phase);
            for y in PAD..self.wide - PAD {
                let row = &mut matched[y * self.wide + PAD..][..self.layout.side];
                for (tap, &weight) in self.kernels[phase].iter().enumerate() {
                    // A sample sees the module at `tap` from it: the module is seen from the opposite side.
                    let from = (y + REACH - tap / SIDE) * self.wide + PAD + REACH - tap % SIDE;
                    row.iter_mut().zip(&levels[from..]).for_each(|(sum, level)| *sum += weight * level);
                }
            }
        }
        matched
    }

    /// How the kernels of two modules overlap, by how far they lie apart, row by row.
    fn overlaps(&self) -> Vec<f32> {
        let side = 2 * REACH.cast_signed() + 1;
        let weight = |x: isize, y: isize| -> f32 {
            let overlap = (0..side * side).filter_map(|tap| {
                let (column, row) = (tap % side + x, tap / side + y);
                let inside = (0..side).contains(&column) && (0..side).contains(&row);
                inside.then(|| (tap.unsigned_abs(), (row * side + column).unsigned_abs()))
            });
            overlap.map(|(a, b)| self.kernels.iter().map(|kernel| kernel[a] * kernel[b]).sum::<f32>()).sum()
        };
        (-SPAN..=SPAN).flat_map(|y| (-SPAN..=SPAN).map(move |x| (x, y))).map(|(x, y)| weight(x, y)).collect()
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
