//! The curve that runs closest to given points.

use super::line::Line;

/// The line of a degree up to 3 that runs closest to points, each given with its cell. `cells` is how many the line
/// has. `None` when the points do not determine it.
pub fn through(points: &[(f32, (f32, f32))], cells: f32, degree: usize) -> Option<Line> {
    let (middle, half) = (cells / 2.0, cells / 2.0);
    let terms = degree.min(3) + 1;
    let mut sums = [[0.0f64; 6]; 4];
    for &(cell, (x, y)) in points {
        let t = f64::from((cell - middle) / half);
        let powers = [1.0, t, t * t, t * t * t];
        for (row, power) in sums.iter_mut().zip(powers) {
            for (sum, other) in row.iter_mut().zip(powers) {
                *sum += power * other;
            }
            row[4] += power * f64::from(x);
            row[5] += power * f64::from(y);
        }
    }
    let solved = solve(sums, terms)?;
    Some(Line { x: solved.map(|row| row.0), y: solved.map(|row| row.1), middle, half, tall: 1.0, lean: [0.0; 2] })
}

/// Gauss and Jordan, on the first `terms` rows and columns; the right-hand sides stand in columns 4 and 5.
#[expect(clippy::cast_possible_truncation, reason = "pixels keep their meaning in single precision")]
fn solve(mut sums: [[f64; 6]; 4], terms: usize) -> Option<[(f32, f32); 4]> {
    for pivot in 0..terms {
        let best = (pivot..terms).max_by(|&a, &b| sums[a][pivot].abs().total_cmp(&sums[b][pivot].abs()))?;
        sums.swap(pivot, best);
        if sums[pivot][pivot].abs() < 1e-9 {
            return None;
        }
        let row = sums[pivot];
        for (index, other) in sums.iter_mut().enumerate().take(terms).filter(|(index, _)| *index != pivot) {
            let _ = index;
            let share = other[pivot] / row[pivot];
            for (value, own) in other.iter_mut().zip(row) {
                *value -= share * own;
            }
        }
    }
    let mut solved = [(0.0, 0.0); 4];
    for (index, (x, y)) in solved.iter_mut().enumerate().take(terms) {
        let row = sums[index];
        (*x, *y) = ((row[4] / row[index]) as f32, (row[5] / row[index]) as f32);
    }
    Some(solved)
}
