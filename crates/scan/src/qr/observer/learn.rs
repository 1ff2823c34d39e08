//! How the picture came about: its light, its blur and its noise, learnt from what is known and believed of the modules.

use super::{Observer, PAD};
use crate::linear::Normal;
use crate::qr::optics::{BLURS, Kernel, REACH, SIDE, TAPS};

/// How many samples the guess of the blur is worth.
const TRUST: f64 = 40.0;

impl Observer<'_> {
    pub(super) fn guess_light(&mut self) {
        let mean = self.samples.iter().fold(vec![0.0; self.wide * self.wide], |mut sum: Vec<f32>, phase| {
            sum.iter_mut().zip(phase).for_each(|(sum, level)| *sum += level / 4.0);
            sum
        });
        self.mean = self.smooth(&mean, 6);
        let power: Vec<f32> = mean.iter().zip(&self.mean).map(|(level, mean)| (level - mean).powi(2)).collect();
        self.gain = self.smooth(&power, 9).into_iter().map(|power| power.sqrt().max(1.0)).collect();
    }

    /// The blur under which the fixed patterns look most like what is seen; contrast and noise come with it.
    pub(super) fn guess_blur(&mut self) {
        let sure = |at: &usize| self.sureness_around(*at) > 0.5 && !self.is_burnt(*at);
        let known: Vec<usize> = self.inner().filter(sure).collect();
        let fits = BLURS.iter().map(|kernels| (kernels, self.fit(&known, kernels)));
        let Some((kernels, fit)) = fits.max_by(|a, b| a.1.likeness.total_cmp(&b.1.likeness)) else { return };
        (self.kernels, self.guess) = (*kernels, *kernels);
        self.noise = fit.noise.clamp(0.002, 2.0);
        self.gain.iter_mut().for_each(|gain| *gain *= fit.contrast);
    }

    /// How what is seen goes with what kernels would show of the known modules: a straight line through both.
    fn fit(&self, known: &[usize], kernels: &[Kernel; 4]) -> Fit {
        let [mut p, mut l, mut pp, mut pl, mut ll, mut count] = [0.0_f32, 0.0, 0.0, 0.0, 0.0, 1e-3];
        for (phase, kernel) in kernels.iter().enumerate() {
            for &at in known {
                let (predicted, level) = (self.see(at, kernel), self.level(phase, at));
                (p, l, count) = (p + predicted, l + level, count + 1.0);
                (pp, pl, ll) = (pp + predicted * predicted, pl + predicted * level, ll + level * level);
            }
        }
        let (pp, pl, ll) = (pp - p * p / count, pl - p * l / count, ll - l * l / count);
        let contrast = (pl / pp.max(1e-3)).max(0.05);
        Fit {
            likeness: pl / (pp * ll).sqrt().max(1e-3),
            contrast,
            noise: (ll - contrast * pl) / count / (contrast * contrast),
        }
    }

    /// What the samples lie above or below what is believed is the light.
    pub(super) fn learn_light(&mut self) {
        let size = self.wide * self.wide;
        let (mut off, mut product, mut power) = (vec![0.0; size], vec![0.0; size], vec![0.0; size]);
        for phase in 0..4 {
            let predicted = self.predict(phase);
            for at in self.sampled() {
                if self.is_burnt(at) {
                    continue;
                }
                let above = self.samples[phase][at] - self.mean[at];
                off[at] += (above - self.gain[at] * predicted[at]) / 4.0;
                product[at] += above * predicted[at];
                power[at] += predicted[at] * predicted[at];
            }
        }
        let (off, product, power) = (self.smooth(&off, 3), self.smooth(&product, 5), self.smooth(&power, 5));
        for at in self.sampled() {
            self.mean[at] += off[at];
            let gain = (product[at] + 0.02 * self.gain[at]) / (power[at] + 0.02);
            self.gain[at] = gain.clamp(self.gain[at] * 0.6, self.gain[at] * 1.6).max(0.5);
        }
    }

    /// The kernels under which what is believed gives what is seen.
    pub(super) fn learn_blur(&mut self) {
        let inner: Vec<usize> = self.inner().filter(|&at| !self.is_burnt(at)).collect();
        let doubt: f32 = inner.iter().map(|&at| 1.0 - self.bits[at] * self.bits[at]).sum();
        let mut left = Normal::new(TAPS);
        let mut rights = [[0.0_f64; TAPS]; 4];
        for &at in &inner {
            let window = self.window(at);
            left.add(&window, 0.0, 1.0);
            for (phase, right) in rights.iter_mut().enumerate() {
                let level = self.level(phase, at);
                right.iter_mut().zip(&window).for_each(|(sum, bit)| *sum += f64::from(bit * level));
            }
        }
        (0..TAPS).for_each(|tap| left.pull(tap, 0.0, f64::from(doubt) + TRUST));
        let fits: [Option<Vec<f64>>; 4] = std::array::from_fn(|phase| {
            let towards = |(sum, weight): (&f64, &f32)| sum + TRUST * f64::from(*weight);
            left.with_right(rights[phase].iter().zip(&self.guess[phase]).map(towards).collect()).solve()
        });
        for (kernel, fit) in self.kernels.iter_mut().zip(fits) {
            if let Some(fit) = fit {
                *kernel = std::array::from_fn(|tap| fit[tap] as f32);
            }
        }
    }

    pub(super) fn learn_noise(&mut self) {
        let (mut sum, mut count) = (0.0, 1e-3);
        for phase in 0..4 {
            let power: Vec<f32> = self.kernels[phase].iter().map(|weight| weight * weight).collect();
            for at in self.inner().filter(|&at| !self.is_burnt(at)) {
                let off = self.level(phase, at) - self.see(at, &self.kernels[phase]);
                let window = self.window(at);
                let doubt: f32 = window.iter().zip(&power).map(|(bit, power)| power * (1.0 - bit * bit)).sum();
                sum += off * off + doubt;
                count += 1.0;
            }
        }
        self.noise = (sum / count).clamp(0.001, 2.0);
    }

    /// What is believed of the modules that a sample sees.
    fn window(&self, at: usize) -> [f32; TAPS] {
        let side = SIDE;
        std::array::from_fn(|tap| self.bits[at + (tap / side) * self.wide + tap % side - REACH * self.wide - REACH])
    }

    /// The means over squares of `2 * reach + 1` modules, of what is sampled.
    pub(super) fn smooth(&self, field: &[f32], reach: usize) -> Vec<f32> {
        let (low, high) = (PAD - REACH, self.wide - PAD + REACH);
        let mut rows = vec![0.0; field.len()];
        let mut both = vec![0.0; field.len()];
        for y in low..high {
            let line = |x: usize| field[y * self.wide + x];
            box_means(low, high, reach, line, |x, mean| rows[y * self.wide + x] = mean);
        }
        for x in low..high {
            let line = |y: usize| rows[y * self.wide + x];
            box_means(low, high, reach, line, |y, mean| both[y * self.wide + x] = mean);
        }
        both
    }
}

/// How well kernels explain what is seen.
struct Fit {
    likeness: f32,
    contrast: f32,
    noise: f32,
}

fn box_means(low: usize, high: usize, reach: usize, value: impl Fn(usize) -> f32, mut put: impl FnMut(usize, f32)) {
    let mut sum: f32 = (low..(low + reach).min(high)).map(&value).sum();
    for at in low..high {
        if at + reach < high {
            sum += value(at + reach);
        }
        if at > low + reach {
            sum -= value(at - reach - 1);
        }
        let count = (at + reach + 1).min(high) - at.saturating_sub(reach).max(low);
        put(at, sum / count as f32);
    }
}
