//! What lens and sensor make of a module: how far its light spreads onto its neighbours.

use std::f32::consts::PI;
use std::sync::LazyLock;

/// How far a module's light is followed, in modules.
pub const REACH: usize = 2;
/// Modules across that a sample may see.
pub const SIDE: usize = 2 * REACH + 1;
/// Modules that a sample may see.
pub const TAPS: usize = SIDE * SIDE;
/// Where a module is sampled, in modules from its middle: four times, so that what lies between the middles counts too.
pub const PHASES: [[f32; 2]; 4] = [[-0.25, -0.25], [0.25, -0.25], [-0.25, 0.25], [0.25, 0.25]];

/// How much of each neighbour a sample sees, row by row.
pub type Kernel = [f32; TAPS];

/// The kernels of blurs that cameras have: soft lenses, lenses out of focus, hands that move. Lengths in modules.
pub static BLURS: LazyLock<Vec<[Kernel; 4]>> = LazyLock::new(|| {
    let soft = (4..=20).map(|step| gaussian(step as f32 / 20.0));
    let defocused = (4..=16).map(|step| spread(&disk(step as f32 / 10.0), 0.25));
    let lengths = (0..6).map(|step| 0.6 + 0.3 * step as f32);
    let moved = lengths.flat_map(|length| (0..8).map(move |way| spread(&line(length, PI / 8.0 * way as f32), 0.25)));
    soft.chain(defocused).chain(moved).collect()
});

/// Points that fill a disk evenly.
fn disk(radius: f32) -> Vec<[f32; 2]> {
    let points = (0..81).map(|i| [(i % 9) as f32 / 4.0 - 1.0, (i / 9) as f32 / 4.0 - 1.0]);
    points.filter(|[x, y]| x.hypot(*y) < 1.05).map(|[x, y]| [x * radius * 0.95, y * radius * 0.95]).collect()
}

/// Points along a line through the middle.
fn line(length: f32, angle: f32) -> Vec<[f32; 2]> {
    (-4..=4).map(|step| step as f32 / 9.0 * length).map(|along| [along * angle.cos(), along * angle.sin()]).collect()
}

/// The mean of small Gaussian blurs around points.
fn spread(points: &[[f32; 2]], sigma: f32) -> [Kernel; 4] {
    PHASES.map(|[across, below]| {
        let mut sum = [0.0; TAPS];
        for [x, y] in points {
            let (columns, rows) = (weights(across + x, sigma), weights(below + y, sigma));
            for (tap, sum) in sum.iter_mut().enumerate() {
                *sum += columns[tap % SIDE] * rows[tap / SIDE] / points.len() as f32;
            }
        }
        sum
    })
}

/// The kernels of the four phases for a Gaussian blur of that standard deviation in modules.
pub fn gaussian(sigma: f32) -> [Kernel; 4] {
    spread(&[[0.0, 0.0]], sigma)
}

/// How much of each module in a line a point sees that lies `off` its middle.
fn weights(off: f32, sigma: f32) -> [f32; SIDE] {
    std::array::from_fn(|tap| {
        let from = tap as f32 - REACH as f32 - 0.5 - off;
        below((from + 1.0) / sigma) - below(from / sigma)
    })
}

/// The normal distribution function (Abramowitz and Stegun 26.2.17, to 7 decimals).
fn below(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let series = t * (0.319_381_53 + t * (-0.356_563_78 + t * (1.781_477_9 + t * (-1.821_255_9 + t * 1.330_274_4))));
    let tail = (-x * x / 2.0).exp() * 0.398_942_3 * series;
    if x > 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_is_not_lost() {
        for kernel in BLURS.iter().flatten() {
            let sum: f32 = kernel.iter().sum();
            assert!((0.9..1.02).contains(&sum), "{sum}");
        }
        assert!(gaussian(0.2)[0][TAPS / 2] > gaussian(0.5)[0][TAPS / 2]);
    }
}
