use super::*;
use crate::paper::{Grid, Print};

fn grid(scene: &Scene) -> &Grid {
    match &scene.papers[0].marks[0].print {
        Print::Cells(grid) => grid,
        Print::Lines(_) => panic!("no code of cells"),
    }
}

/// The level of the picture at a place of the code, counted in cells, by the true pose.
fn level(scene: &Scene, sample: &Sample, (column, row): (f64, f64)) -> f64 {
    let (mark, pose) = (&scene.papers[0].marks[0], &sample.conditions.poses[0]);
    let (wide, high) = (mark.area.width / grid(scene).columns as f64, mark.area.height / grid(scene).rows as f64);
    let place = (mark.area.left + column * wide, mark.area.top + row * high);
    let (x, y) = Projection::new(pose, sample.conditions.size).to_frame(place);
    let (width, height) = sample.picture.dimensions();
    let at = |x: f64, y: f64| {
        let (x, y) = (x.clamp(0.0, f64::from(width - 1)), y.clamp(0.0, f64::from(height - 1)));
        f64::from(sample.picture.get_pixel(x as u32, y as u32)[0])
    };
    let (left, top) = ((x - 0.5).floor(), (y - 0.5).floor());
    let (right, down) = (x - 0.5 - left, y - 0.5 - top);
    (at(left, top) * (1.0 - right) + at(left + 1.0, top) * right) * (1.0 - down)
        + (at(left, top + 1.0) * (1.0 - right) + at(left + 1.0, top + 1.0) * right) * down
}

/// The mean over a cell.
fn cell(scene: &Scene, sample: &Sample, column: f64, row: f64) -> f64 {
    let parts = [0.2, 0.4, 0.6, 0.8];
    let points = parts.iter().flat_map(|right| parts.iter().map(move |down| (column + right, row + down)));
    points.map(|point| level(scene, sample, point)).sum::<f64>() / 16.0
}

const FEATURES: usize = 26;

/// The share of cells that an observer gets wrong who knows where each cell is and how the blur mixes it with its
/// neighbours: the best linear one over 5 x 5 cells, fitted to the truth. No decoder sees more of a single cell.
fn blindness(scene: &Scene, sample: &Sample) -> f64 {
    let grid = grid(scene);
    let side = grid.columns as i32;
    let seen: Vec<f64> = (-2..side + 2)
        .flat_map(|row| (-2..side + 2).map(move |column| (f64::from(column), f64::from(row))))
        .map(|(column, row)| cell(scene, sample, column, row))
        .collect();
    let wide = side as usize + 4;
    let features: Vec<[f64; FEATURES]> = (0..side as usize * side as usize)
        .map(|index| {
            let (column, row) = (index % side as usize, index / side as usize);
            let mut around: [f64; FEATURES] =
                std::array::from_fn(|at| if at == 25 { 1.0 } else { seen[(row + at / 5) * wide + column + at % 5] });
            // Relative to the light around, which may be uneven.
            let mean = around[..25].iter().sum::<f64>() / 25.0;
            around[..25].iter_mut().for_each(|level| *level = (*level - mean) / 64.0);
            around
        })
        .collect();
    let wanted: Vec<f64> = grid.dark.iter().map(|&dark| if dark { -1.0 } else { 1.0 }).collect();
    let weights = fitted(&features, &wanted);
    let said = |features: &[f64; FEATURES]| features.iter().zip(&weights).map(|(a, b)| a * b).sum::<f64>();
    let wrong = features.iter().zip(&wanted).filter(|(features, wanted)| said(features) * **wanted <= 0.0).count();
    wrong as f64 / wanted.len() as f64
}

/// Least squares with a small ridge, by elimination.
fn fitted(features: &[[f64; FEATURES]], wanted: &[f64]) -> [f64; FEATURES] {
    let mut system = [[0.0; FEATURES + 1]; FEATURES];
    for (feature, wanted) in features.iter().zip(wanted) {
        for (row, line) in system.iter_mut().enumerate() {
            line[..FEATURES].iter_mut().zip(feature).for_each(|(sum, other)| *sum += feature[row] * other);
            line[FEATURES] += feature[row] * wanted;
        }
    }
    for pivot in 0..FEATURES {
        system[pivot][pivot] += 1e-3;
        let line = system[pivot];
        for (_, other) in system.iter_mut().enumerate().filter(|(row, _)| *row != pivot) {
            let share = other[pivot] / line[pivot];
            other.iter_mut().zip(line).for_each(|(value, above)| *value -= share * above);
        }
    }
    std::array::from_fn(|row| system[row][FEATURES] / system[row][row])
}

/// The share of cells got wrong in some frames of a category.
fn shares(category: Category, seeds: u64) -> impl Iterator<Item = f64> {
    (0..seeds).map(move |seed| {
        let scene = Scene::set(category, DEVELOPMENT + seed, |_, _| {});
        blindness(&scene, &scene.take(0))
    })
}

#[test]
fn the_corners_of_a_clean_frame_are_where_the_cells_are() {
    for category in [Category::Clean, Category::Tilt, Category::Curl, Category::Bhyt] {
        let shares: Vec<f64> = shares(category, 4).collect();
        assert!(shares.iter().all(|&share| share < 0.005), "{category:?} {shares:?}");
    }
}

/// A correction of level L mends 7 words of 100 whose places are not known. At one cell of 33 wrong it is in vain.
#[test]
fn frames_that_nobody_could_read_are_rare() {
    let shares: Vec<f64> = Category::QR.iter().flat_map(|&category| shares(category, 4)).collect();
    let blind = shares.iter().filter(|&&share| share > 0.03).count();
    assert!(blind * 100 <= 3 * shares.len(), "{blind} of {}", shares.len());
    let hard = shares.iter().filter(|&&share| share > 0.0).count();
    assert!(hard * 6 > shares.len(), "no more than {hard} of {} are hard", shares.len());
}
