//! What the best of all observers could read: one that knows where each module lies, how light, lens and hand spread it, how
//! the sensor rustles, and every module but the one that it asks for. No reader can do better, and none knows as much.

use qrcode::EcLevel;

use crate::category::Category;
use crate::optics::Field;
use crate::paper::{Grid, Paper, Print};
use crate::pose::Projection;
use crate::sample::Scene;

/// Modules that are asked for together lie so far apart that their light does not meet.
const APART: usize = 9;
/// Where they begin: about one module in twenty is asked for, and stands for those around it.
const SETS: [(usize, usize); 4] = [(2, 3), (6, 1), (4, 7), (8, 5)];
/// The largest part of a symbol's codewords that level L and level M spend on correction (ISO/IEC 18004 table 9), versions 5 to 11;
/// so many may be lost when it is known which.
const SPARE: [(EcLevel, f64); 2] = [(EcLevel::L, 0.21), (EcLevel::M, 0.378)];

/// Whether that observer could read the code of [`crate::sample`]'s frame; nothing of a category that shows no QR code.
///
/// It sees the light before it is rounded and compressed, so that what it cannot read is not in the picture.
pub fn readable(category: Category, seed: u64) -> Option<bool> {
    let scene = Scene::set(category, seed, |_, _| {});
    let mark = scene.papers.first()?.marks.first()?;
    let Print::Cells(grid) = &mark.print else { return None };
    let spare = spare(grid, &mark.payload)?;
    let plain = scene.light(&scene.papers);
    let lost: Vec<f64> = SETS.iter().flat_map(|&set| lost(&scene, &plain, set)).collect();
    Some(lost.iter().sum::<f64>() / lost.len() as f64 <= spare)
}

fn spare(grid: &Grid, payload: &[u8]) -> Option<f64> {
    let is = |level| (0..2).any(|more| Grid::qr(payload, level, more).is_ok_and(|other| other.dark == grid.dark));
    SPARE.iter().find(|(level, _)| is(*level)).map(|(_, spare)| *spare)
}

/// The chance to lose a codeword whose modules are like each of those that are asked for.
fn lost(scene: &Scene, plain: &Field, set: (usize, usize)) -> Vec<f64> {
    let mut papers = scene.papers.clone();
    let columns = turn(&mut papers[0], set);
    let other = scene.light(&papers);
    let mark = &scene.papers[0].marks[0];
    let module = mark.unit();
    let projection = Projection::new(&scene.first.poses[0], scene.first.size);
    let mut distances = vec![0.0; columns * columns];
    let seen =
        plain.light.iter().zip(&other.light).enumerate().filter(|(_, (one, other))| one.total_cmp(other).is_ne());
    for (at, (one, other)) in seen {
        let pixel = ((at % plain.width) as f64 + 0.5, (at / plain.width) as f64 + 0.5);
        let Some((x, y)) = projection.to_sheet(pixel) else { continue };
        let cell = |place: f64, start: f64, first: usize| {
            ((place - start) / module - first as f64 - 0.5).mul_add(1.0 / APART as f64, 0.5).floor().max(0.0) as usize
        };
        let (column, row) = (cell(x, mark.area.left, set.0), cell(y, mark.area.top, set.1));
        if column < columns && row < columns {
            let variance = scene.first.sensor.variance(one.min(*other).min(1.0));
            distances[row * columns + column] += f64::from((one.min(1.0) - other.min(1.0)).powi(2) / variance);
        }
    }
    distances.into_iter().map(|square| 1.0 - (1.0 - wrong(square.sqrt() / 2.0)).powi(8)).collect()
}

/// Turns one module in so many dark to bright and bright to dark; tells how many there are in a row.
fn turn(paper: &mut Paper, (right, down): (usize, usize)) -> usize {
    let Print::Cells(grid) = &mut paper.marks[0].print else { return 0 };
    let side = grid.columns;
    for row in (down..side).step_by(APART) {
        for column in (right..side).step_by(APART) {
            grid.dark[row * side + column] ^= true;
        }
    }
    (side - right.max(down)).div_ceil(APART)
}

/// How often noise exceeds so many of its deviations (Abramowitz and Stegun 26.2.17, to 8e-8).
fn wrong(deviations: f64) -> f64 {
    const TERMS: [f64; 5] = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let t = 1.0 / (1.0 + 0.231_641_9 * deviations);
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    sum * (-deviations * deviations / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_frame_can_be_read_and_a_frame_of_noise_cannot() {
        assert_eq!(readable(Category::Clean, 1), Some(true));
        assert_eq!(readable(Category::MrzTd3, 1), None);
        let mut scene = Scene::set(Category::Clean, 1, |conditions, _| conditions.sensor.noise = 4000.0);
        let plain = scene.light(&scene.papers);
        assert!(lost(&scene, &plain, SETS[0]).iter().all(|lost| *lost > 0.5));
        scene.first.sensor.noise = 2.0;
        assert!(lost(&scene, &plain, SETS[0]).iter().all(|lost| *lost < 1e-6));
    }

    #[test]
    fn noise_exceeds_its_deviations_as_the_table_says() {
        for (deviations, often) in [(0.0, 0.5), (1.0, 0.158_655), (2.0, 0.022_750), (4.0, 0.000_031_7)] {
            assert!((wrong(deviations) - often).abs() < 1e-6, "{deviations}");
        }
    }
}
