//! Reads the modules of a located grid as an observer who knows how the picture came about: every sample is a sum over
//! the modules around it, under uneven light, with noise. What the fixed patterns show of lens and light is learnt first, then
//! bits and optics by turns (expectation and maximisation), the light of the neighbours taken away from each module.

mod bend;
mod equalise;
mod learn;

use super::grid::{Grid, brightness};
use super::optics::{Kernel, PHASES, REACH, SIDE, gaussian};
use super::spec::{Cell, Layout};
use crate::luma::Luma;

/// Room around the code, so that neighbours of its edge are there.
const PAD: usize = 5;
/// How often bits and optics teach each other.
const ROUNDS: usize = 2;
/// From so much certainty on, the bits teach the optics.
const CERTAIN: f32 = 0.8;

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
    /// The blur that the fixed patterns show.
    guess: [Kernel; 4],
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
            guess: gaussian(0.4),
            noise: 0.1,
            independence: (module * module / 6.0).clamp(0.25, 1.0),
            beliefs: vec![0.0; wide * wide],
        };
        observer.sample(picture, grid, module);
        observer.guess_light();
        observer.guess_blur();
        observer
    }

    /// Bits and light by turns, under the blur that the fixed patterns show.
    pub fn read(&mut self) {
        self.equalise();
        for _ in 0..ROUNDS {
            self.learn_light();
            self.equalise();
        }
    }

    /// Bits, light and blur by turns, once most bits are sure; false if they are not.
    pub fn refine(&mut self) -> bool {
        for _ in 0..ROUNDS {
            if self.certainty() < CERTAIN {
                return false;
            }
            self.learn_light();
            self.learn_blur();
            self.learn_noise();
            self.equalise();
        }
        true
    }

    /// The mean of the squares of what is believed.
    fn certainty(&self) -> f32 {
        let (sum, count) = self
            .inner()
            .filter(|&at| !self.fixed[at])
            .fold((0.0, 1e-3), |(sum, count), at| (sum + self.bits[at] * self.bits[at], count + 1.0));
        sum / count
    }

    /// How sure each module is light (positive) or dark, as logarithm of the odds, row by row without the room around.
    pub fn beliefs(&self) -> Vec<f32> {
        self.inner().map(|at| self.beliefs[at] * (1.0 - self.burnt[at])).collect()
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
}
