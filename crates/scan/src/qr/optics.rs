//! What lens and sensor make of a module: how far its light spreads onto its neighbours.

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

/// The kernels of the four phases for a Gaussian blur of that standard deviation in modules.
pub fn gaussian(sigma: f32) -> [Kernel; 4] {
    PHASES.map(|[across, below]| {
        let (columns, rows) = (weights(across, sigma), weights(below, sigma));
        std::array::from_fn(|tap| columns[tap % SIDE] * rows[tap / SIDE])
    })
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
        for sigma in [0.2, 0.5, 0.8] {
            for kernel in gaussian(sigma) {
                let sum: f32 = kernel.iter().sum();
                assert!((sum - 1.0).abs() < 0.02, "{sigma} {sum}");
            }
        }
        assert!(gaussian(0.2)[0][TAPS / 2] > gaussian(0.5)[0][TAPS / 2]);
    }
}
