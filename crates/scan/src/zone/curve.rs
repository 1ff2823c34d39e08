//! The curves that run closest to given points.

use super::line::Line;
use crate::linear::Normal;

/// A place in pixels and the cell that it is the middle of.
pub type Point = (f32, (f32, f32));

/// The line of the degree that so many points determine that runs closest to them. `cells` is how many cells the line
/// has, from 0. `None` when the points do not determine it.
pub fn through(points: &[Point], cells: f32) -> Option<Line> {
    let half = cells / 2.0;
    let terms = degree(points.len()) + 1;
    let mut sums = Sums::new(terms);
    for &(cell, at) in points {
        sums.add(powers((cell - half) / half), at);
    }
    let solved = sums.solve()?;
    let first = |of: fn((f32, f32)) -> f32| std::array::from_fn(|term| of(solved[term]));
    Some(Line { x: first(|at| at.0), y: first(|at| at.1), middle: half, half, tall: [1.0, 0.0], lean: [0.0; 2] })
}

/// The lines of a block that run closest to the points of each: one curve of the fourth degree for all, and from line
/// to line a step that changes along the line by a curve of the second. So the end of a line of which little is seen
/// stands where the other lines say.
pub fn block(rows: &[Vec<Point>], (from, to): (f32, f32)) -> Option<Vec<Line>> {
    let (middle, half) = (f32::midpoint(from, to), (to - from) / 2.0);
    let centre = f32::from(u8::try_from(rows.len()).ok()?) / 2.0 - 0.5;
    let row_of = |row: usize| f32::from(u8::try_from(row).unwrap_or(0)) - centre;
    let mut sums = Sums::new(TERMS);
    for (row, points) in rows.iter().enumerate() {
        for &(cell, at) in points {
            let mut terms = powers((cell - middle) / half);
            for term in 0..3 {
                terms[5 + term] = terms[term] * row_of(row);
            }
            sums.add(terms, at);
        }
    }
    let solved = sums.solve()?;
    let line = |row: usize| {
        let step =
            |term: usize, of: fn((f32, f32)) -> f32| if term < 3 { of(solved[5 + term]) * row_of(row) } else { 0.0 };
        let curve = |of: fn((f32, f32)) -> f32| std::array::from_fn(|term| of(solved[term]) + step(term, of));
        Line { x: curve(|at| at.0), y: curve(|at| at.1), middle, half, tall: [1.0, 0.0], lean: [0.0; 2] }
    };
    Some((0..rows.len()).map(line).collect())
}

const fn degree(points: usize) -> usize {
    match points {
        0..12 => 1,
        12..20 => 2,
        20..28 => 3,
        _ => 4,
    }
}

/// What is determined at most: five powers, and three of the step from line to line.
const TERMS: usize = 8;

const fn powers(t: f32) -> [f32; TERMS] {
    [1.0, t, t * t, t * t * t, t * t * t * t, 0.0, 0.0, 0.0]
}

/// Two least squares at once, for the two coordinates of the same points.
struct Sums {
    terms: usize,
    x: Normal,
    y: Vec<f64>,
}

impl Sums {
    fn new(terms: usize) -> Self {
        Self { terms, x: Normal::new(terms), y: vec![0.0; terms] }
    }

    fn add(&mut self, terms: [f32; TERMS], (x, y): (f32, f32)) {
        let terms = &terms[..self.terms];
        self.x.add(terms, x, 1.0);
        for (sum, term) in self.y.iter_mut().zip(terms) {
            *sum += f64::from(*term) * f64::from(y);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "pixels keep their meaning in single precision")]
    fn solve(self) -> Option<[(f32, f32); TERMS]> {
        let y = self.x.with_right(self.y).solve()?;
        let x = self.x.solve()?;
        let mut solved = [(0.0, 0.0); TERMS];
        for (at, (x, y)) in solved.iter_mut().zip(x.into_iter().zip(y)) {
            *at = (x as f32, y as f32);
        }
        Some(solved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that bends and goes away from the camera.
    fn seen(cell: f32, row: f32) -> (f32, f32) {
        let away = 1.0 + cell * 0.003 + row * 0.008;
        ((100.0 + cell * 20.0 + row * 3.0) / away, (200.0 + row * 40.0 + (cell * 0.05).sin() * 15.0) / away)
    }

    fn apart(one: (f32, f32), other: (f32, f32)) -> f32 {
        (one.0 - other.0).hypot(one.1 - other.1)
    }

    #[test]
    fn a_bent_line_is_followed_through_its_points() {
        let points: Vec<Point> =
            (0..44u8).map(|cell| (f32::from(cell) + 0.5, seen(f32::from(cell) + 0.5, 0.0))).collect();
        let line = through(&points, 44.0).unwrap();
        assert!(points.iter().all(|&(cell, at)| apart(line.at(cell), at) < 0.5));
        assert!(apart(line.at(0.0), seen(0.0, 0.0)) < 0.5 && apart(line.at(44.0), seen(44.0, 0.0)) < 0.5);
    }

    #[test]
    fn the_end_of_a_line_stands_where_the_other_lines_say() {
        let row = |row: u8, cells: std::ops::Range<u8>| -> Vec<Point> {
            cells.map(|cell| (f32::from(cell) + 0.5, seen(f32::from(cell) + 0.5, f32::from(row)))).collect()
        };
        let lines = block(&[row(0, 0..30), row(1, 8..30), row(2, 0..22)], (0.0, 30.0)).unwrap();
        assert!(apart(lines[1].at(0.5), seen(0.5, 1.0)) < 1.0, "{:?}", lines[1].at(0.5));
        assert!(apart(lines[2].at(29.5), seen(29.5, 2.0)) < 1.0, "{:?}", lines[2].at(29.5));
    }

    #[test]
    fn too_few_points_determine_nothing() {
        assert_eq!(through(&[(0.5, (1.0, 1.0))], 1.0), None);
        assert_eq!(block(&[vec![], vec![]], (0.0, 30.0)), None);
    }
}
