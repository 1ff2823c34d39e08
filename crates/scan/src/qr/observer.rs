//! Reads the modules of a located grid as an observer who knows how the picture came about: every sample is a sum over
//! the modules around it, under uneven light, with noise. What the fixed patterns show of lens and light is learnt first, then
//! bits and optics by turns (expectation and maximisation), the light of the neighbours taken away from each module.

use super::grid::{Grid, brightness};
use super::linear::Normal;
use super::optics::{Kernel, PHASES, REACH, SIDE, TAPS, gaussian};
use super::spec::{Cell, Layout};
use crate::luma::Luma;

/// Room around the code, so that neighbours of its edge are there.
const PAD: usize = 5;
/// How far neighbours disturb each other once the samples of a module are joined.
const SPAN: isize = 2 * REACH.cast_signed();
/// Steps of the linear guess.
const STEPS: usize = 40;
/// From so much certainty on, the bits teach the optics.
const CERTAIN: f32 = 0.8;
/// No bit is surer than this.
const SUREST: f32 = 30.0;
/// How many samples the Gaussian guess of the blur is worth.
const TRUST: f64 = 40.0;

/// One located code being read. Light is positive.
pub struct Observer<'a> {
    layout: &'a Layout,
    /// Modules a side with the room around.
    wide: usize,
    samples: [Vec<f32>; 4],
    /// Samples that glare has burnt out, by module.
    burnt: Vec<f32>,
    mean: Vec<f32>,
    gain: Vec<f32>,
    kernels: [Kernel; 4],
    /// What is believed of each module, -1 to 1; outside the code it is light.
    bits: Vec<f32>,
    fixed: Vec<bool>,
    /// The Gaussian blur that the fixed patterns show, in modules.
    sigma: f32,
    noise: f32,
    /// How many of four samples of a module are independent.
    independence: f32,
    beliefs: Vec<f32>,
}

impl<'a> Observer<'a> {
    /// Samples a grid and learns from its fixed patterns how the picture came about.
    pub fn new(picture: &Luma, grid: &Grid, layout: &'a Layout) -> Self {
        let wide = layout.side + 2 * PAD;
        let mut bits = vec![1.0; wide * wide];
        let mut fixed = vec![true; wide * wide];
        for (i, cell) in layout.cells.iter().enumerate() {
            let at = (i / layout.side + PAD) * wide + i % layout.side + PAD;
            match cell {
                Cell::Fixed(dark) => bits[at] = if *dark { -1.0 } else { 1.0 },
                Cell::Reserved | Cell::Data => (bits[at], fixed[at]) = (0.0, false),
            }
        }
        let module = grid.module();
        let mut observer = Self {
            layout,
            wide,
            samples: std::array::from_fn(|_| vec![0.0; wide * wide]),
            burnt: vec![0.0; wide * wide],
            mean: vec![0.0; wide * wide],
            gain: vec![1.0; wide * wide],
            kernels: gaussian(0.4),
            bits,
            fixed,
            sigma: 0.4,
            noise: 0.1,
            independence: (module * module / 6.0).clamp(0.25, 1.0),
            beliefs: vec![0.0; wide * wide],
        };
        observer.sample(picture, grid, module);
        observer.guess_light();
        observer.guess_blur();
        observer
    }

    /// Bits and optics by turns: what the fixed patterns say of the blur holds until most bits are sure.
    pub fn read(&mut self, rounds: usize) {
        self.equalise();
        for _ in 0..rounds {
            self.learn_light();
            self.equalise();
        }
        for _ in 0..rounds {
            if self.certainty() < CERTAIN {
                break;
            }
            self.learn_light();
            self.learn_blur();
            self.learn_noise();
            self.equalise();
        }
    }

    /// The mean of the squares of what is believed.
    fn certainty(&self) -> f32 {
        let (sum, count) = self
            .inner()
            .filter(|&at| !self.fixed[at])
            .fold((0.0, 1e-3), |(sum, count), at| (sum + self.bits[at] * self.bits[at], count + 1.0));
        sum / count
    }

    /// The best linear guess of the open bits, all neighbours disentangled at once (minimum mean square error, by conjugate
    /// gradients).
    fn equalise(&mut self) {
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
        // Of bits of one strength the guess has the power of what is right in it.
        let right = (dot(&guess, &guess) / open.iter().sum::<f32>()).clamp(0.01, 0.99);
        for at in self.inner().filter(|&at| !self.fixed[at]).collect::<Vec<_>>() {
            self.beliefs[at] = (2.0 * guess[at] / (1.0 - right)).clamp(-SUREST, SUREST);
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

    /// How sure each module is light (positive) or dark, as logarithm of the odds, row by row without the room around.
    pub fn beliefs(&self) -> Vec<f32> {
        self.inner().map(|at| self.beliefs[at] * (1.0 - self.burnt[at])).collect()
    }

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

    fn inner(&self) -> impl Iterator<Item = usize> + use<> {
        let (side, wide) = (self.layout.side, self.wide);
        (0..side * side).map(move |i| (i / side + PAD) * wide + i % side + PAD)
    }

    /// The code with so much of the room around as is sampled.
    fn sampled(&self) -> impl Iterator<Item = usize> + use<> {
        let (side, wide) = (self.layout.side + 2 * REACH, self.wide);
        (0..side * side).map(move |i| (i / side + PAD - REACH) * wide + i % side + PAD - REACH)
    }

    fn sample(&mut self, picture: &Luma, grid: &Grid, module: f32) {
        let points = ((module / 2.0).round() as usize).clamp(1, 3);
        let spread = |i: usize| (i as f32 + 0.5) / points as f32 * 0.5 - 0.25;
        for at in self.sampled() {
            let (x, y) = ((at % self.wide) as f32 - PAD as f32 + 0.5, (at / self.wide) as f32 - PAD as f32 + 0.5);
            for (phase, [across, below]) in PHASES.into_iter().enumerate() {
                let mut sum = 0.0;
                for i in 0..points * points {
                    let place = grid.point(x + across + spread(i % points), y + below + spread(i / points));
                    let level = brightness(picture, place);
                    sum += level;
                    if level >= 254.0 {
                        self.burnt[at] += 0.25 / (points * points) as f32;
                    }
                }
                self.samples[phase][at] = sum / (points * points) as f32;
            }
        }
        self.forgive_white_paper();
    }

    /// White paper that is white everywhere is no glare.
    fn forgive_white_paper(&mut self) {
        let inner: Vec<usize> = self.inner().collect();
        let burnt: f32 = inner.iter().map(|&at| self.burnt[at]).sum();
        let scattered = inner.iter().filter(|&&at| self.burnt[at] > 0.5 && self.burnt[at + 1] < 0.5).count() as f32;
        // In glare the burnt modules lie together; on paper half of them have a dark neighbour.
        if scattered > 0.15 * burnt {
            self.burnt.fill(0.0);
        }
    }

    fn guess_light(&mut self) {
        let mean = self.samples.iter().fold(vec![0.0; self.wide * self.wide], |mut sum: Vec<f32>, phase| {
            sum.iter_mut().zip(phase).for_each(|(sum, level)| *sum += level / 4.0);
            sum
        });
        self.mean = self.smooth(&mean, 6);
        let power: Vec<f32> = mean.iter().zip(&self.mean).map(|(level, mean)| (level - mean).powi(2)).collect();
        self.gain = self.smooth(&power, 9).into_iter().map(|power| power.sqrt().max(1.0)).collect();
    }

    /// The means over squares of `2 * reach + 1` modules, of what is sampled.
    fn smooth(&self, field: &[f32], reach: usize) -> Vec<f32> {
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

    /// A sample against the light around it.
    fn level(&self, phase: usize, at: usize) -> f32 {
        (self.samples[phase][at] - self.mean[at]) / self.gain[at]
    }

    /// The samples of a phase against the light around them; what glare has burnt out shows what is believed.
    fn levels(&self, phase: usize) -> Vec<f32> {
        let mut levels = vec![0.0; self.wide * self.wide];
        for at in self.sampled() {
            levels[at] = if self.is_burnt(at) { self.see(at, &self.kernels[phase]) } else { self.level(phase, at) };
        }
        levels
    }

    fn is_burnt(&self, at: usize) -> bool {
        self.burnt[at] > 0.3
    }

    /// What a phase should show of what is believed.
    fn predict(&self, phase: usize) -> Vec<f32> {
        let mut predicted = vec![0.0; self.wide * self.wide];
        let kernel = &self.kernels[phase];
        for at in self.sampled() {
            predicted[at] = self.see(at, kernel);
        }
        predicted
    }

    fn see(&self, at: usize, kernel: &Kernel) -> f32 {
        let mut sum = 0.0;
        for (row, weights) in kernel.chunks_exact(SIDE).enumerate() {
            let from = at + row * self.wide - REACH * self.wide - REACH;
            sum += self.bits[from..][..SIDE].iter().zip(weights).map(|(bit, weight)| bit * weight).sum::<f32>();
        }
        sum
    }

    /// How well the modules around one are known: the least of the nine.
    fn sureness_around(&self, at: usize) -> f32 {
        (0..9).map(|i| self.bits[at + (i / 3) * self.wide + i % 3 - self.wide - 1].abs()).fold(1.0, f32::min)
    }

    /// The blur under which the fixed patterns look most like what is seen; contrast and noise come with it.
    fn guess_blur(&mut self) {
        let sure = |at: &usize| self.sureness_around(*at) > 0.5 && !self.is_burnt(*at);
        let known: Vec<usize> = self.inner().filter(sure).collect();
        let fits = (4..=20).map(|step| step as f32 / 20.0).map(|sigma| (sigma, self.fit(&known, &gaussian(sigma))));
        let Some((sigma, fit)) = fits.max_by(|a, b| a.1.likeness.total_cmp(&b.1.likeness)) else { return };
        self.kernels = gaussian(sigma);
        self.sigma = sigma;
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

    /// What the samples lie above or below what is believed is the light.
    fn learn_light(&mut self) {
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
    fn learn_blur(&mut self) {
        let inner: Vec<usize> = self.inner().filter(|&at| !self.is_burnt(at)).collect();
        let guess = gaussian(self.sigma);
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
            left.with_right(rights[phase].iter().zip(&guess[phase]).map(towards).collect()).solve()
        });
        for (kernel, fit) in self.kernels.iter_mut().zip(fits) {
            if let Some(fit) = fit {
                *kernel = std::array::from_fn(|tap| fit[tap] as f32);
            }
        }
    }

    /// What is believed of the modules that a sample sees.
    fn window(&self, at: usize) -> [f32; TAPS] {
        let side = SIDE;
        std::array::from_fn(|tap| self.bits[at + (tap / side) * self.wide + tap % side - REACH * self.wide - REACH])
    }

    fn learn_noise(&mut self) {
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
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

struct Fit {
    likeness: f32,
    contrast: f32,
    noise: f32,
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
