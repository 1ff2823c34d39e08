//! Small systems of linear equations.

/// Solves `a * x = b` for a square matrix in rows, in place of `b`; `None` when it has no single solution.
pub fn solve(a: &mut [f64], b: &mut [f64]) -> Option<()> {
    let size = b.len();
    for column in 0..size {
        let pivot =
            (column..size).max_by(|&i, &j| a[i * size + column].abs().total_cmp(&a[j * size + column].abs()))?;
        if a[pivot * size + column].abs() < 1e-12 {
            return None;
        }
        if pivot != column {
            (0..size).for_each(|k| a.swap(pivot * size + k, column * size + k));
            b.swap(pivot, column);
        }
        for row in column + 1..size {
            let factor = a[row * size + column] / a[column * size + column];
            if factor != 0.0 {
                (column..size).for_each(|k| a[row * size + k] -= factor * a[column * size + k]);
                b[row] -= factor * b[column];
            }
        }
    }
    for row in (0..size).rev() {
        let rest: f64 = (row + 1..size).map(|k| a[row * size + k] * b[k]).sum();
        b[row] = (b[row] - rest) / a[row * size + row];
    }
    Some(())
}

/// Sums of least squares: `rows` of coefficients with their right sides, weighted.
pub struct Normal {
    size: usize,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl Normal {
    /// Nothing summed yet, for `size` unknowns.
    pub fn new(size: usize) -> Self {
        Self { size, matrix: vec![0.0; size * size], right: vec![0.0; size] }
    }

    /// Adds one equation.
    pub fn add(&mut self, row: &[f32], right: f32, weight: f32) {
        for (i, &a) in row.iter().enumerate() {
            if a != 0.0 {
                let scaled = f64::from(a * weight);
                for (sum, &b) in self.matrix[i * self.size..][..=i].iter_mut().zip(row) {
                    *sum += scaled * f64::from(b);
                }
                self.right[i] += scaled * f64::from(right);
            }
        }
    }

    /// Pulls unknown `i` towards `value` as an equation of that weight would.
    pub fn pull(&mut self, i: usize, value: f64, weight: f64) {
        self.matrix[i * self.size + i] += weight;
        self.right[i] += weight * value;
    }

    /// The same unknowns with other right sides.
    pub fn with_right(&self, right: Vec<f64>) -> Self {
        Self { size: self.size, matrix: self.matrix.clone(), right }
    }

    /// The solution, if there is one.
    pub fn solve(mut self) -> Option<Vec<f64>> {
        for i in 0..self.size {
            for j in i + 1..self.size {
                self.matrix[i * self.size + j] = self.matrix[j * self.size + i];
            }
        }
        solve(&mut self.matrix, &mut self.right)?;
        Some(self.right)
    }
}
