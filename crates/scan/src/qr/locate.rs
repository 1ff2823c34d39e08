//! From three finder patterns to a grid: which version it is, and where its fourth corner lies.

use super::grid::{Grid, brightness};
use super::spec::{Cell, Layout};
use super::template::Template;
use super::trio::Trio;
use crate::luma::Luma;

/// How many places of the last alignment pattern are tried.
const KEPT: usize = 4;

/// A grid that may be a code's, and how well its fixed patterns agree with the picture, -1 to 1.
pub struct Guess {
    /// Where the modules lie.
    pub grid: Grid,
    /// What stands where.
    pub layout: Layout,
    /// The agreement of the timing and alignment patterns.
    pub agreement: f32,
}

/// The best guess for a trio, over the versions near its size.
pub fn locate(picture: &Luma, trio: &Trio) -> Option<Guess> {
    let nearest = (trio.side - 17.0) / 4.0;
    let versions = (-2..=2).map(|off| nearest.round() as i32 + off);
    versions
        .filter(|&version| (version as f32 - nearest).abs() < 0.8 + 0.09 * nearest)
        .filter_map(|version| Layout::new(usize::try_from(version).ok()?))
        .filter_map(|layout| place(picture, trio, layout))
        .max_by(|a, b| a.agreement.total_cmp(&b.agreement))
}

/// The best grid of one version.
fn place(picture: &Luma, trio: &Trio, layout: Layout) -> Option<Guess> {
    let fixed: Vec<(usize, usize, f32)> = checked_modules(&layout);
    let mut best: Option<(f32, Grid)> = None;
    for (modules, pixels) in fourth_points(picture, trio, &layout) {
        let [a, b, c] = trio.marks.map(|mark| [mark.x, mark.y]);
        let far = layout.side as f32 - 3.5;
        let Some(grid) = Grid::through(layout.side, [[3.5, 3.5], [far, 3.5], [3.5, far], modules], [a, b, c, pixels])
        else {
            continue;
        };
        if !grid.lies_in(picture) {
            continue;
        }
        let agreement = agreement(picture, &grid, &fixed);
        if best.as_ref().is_none_or(|(before, _)| agreement > *before) {
            best = Some((agreement, grid));
        }
    }
    let (agreement, grid) = best?;
    Some(Guess { grid, layout, agreement })
}

/// The modules whose value is known and that lie off the finders: timing and alignment patterns.
fn checked_modules(layout: &Layout) -> Vec<(usize, usize, f32)> {
    let last = layout.side - 9;
    let at_finder = |x: usize, y: usize| (x < 9 && (y < 9 || y > last)) || (x > last && y < 9);
    let all = (0..layout.cells.len()).map(|i| (i % layout.side, i / layout.side, layout.cells[i]));
    all.filter_map(|(x, y, cell)| match cell {
        Cell::Fixed(dark) if !at_finder(x, y) => Some((x, y, if dark { -1.0 } else { 1.0 })),
        _ => None,
    })
    .collect()
}

/// How brightness and the fixed pattern go together: the mean of their product, each module against its surroundings.
fn agreement(picture: &Luma, grid: &Grid, fixed: &[(usize, usize, f32)]) -> f32 {
    let (mut product, mut power) = (0.0, 1e-3);
    for &(x, y, light) in fixed {
        let [right, down] = grid.steps(x, y);
        let [px, py] = grid.middle(x, y);
        let around: f32 = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]
            .map(|(across, below): (f32, f32)| {
                brightness(
                    picture,
                    [px + across * right[0] + below * down[0], py + across * right[1] + below * down[1]],
                )
            })
            .iter()
            .sum();
        let above = brightness(picture, [px, py]) - around / 4.0;
        product += above * light;
        power += above * above;
    }
    product / (power * fixed.len() as f32).sqrt()
}

/// Where the fourth point of the grid may lie: by the last alignment pattern, or as in a parallelogram.
fn fourth_points(picture: &Luma, trio: &Trio, layout: &Layout) -> Vec<([f32; 2], [f32; 2])> {
    let [a, b, c] = trio.marks;
    let across = (layout.side - 7) as f32;
    let right = [(b.x - a.x) / across, (b.y - a.y) / across];
    let down = [(c.x - a.x) / across, (c.y - a.y) / across];
    let far = layout.side as f32 - 3.5;
    let mut points = vec![([far, far], [b.x + c.x - a.x, b.y + c.y - a.y])];
    let tilted = trio.tilted();
    points.extend(tilted.as_ref().map(|plane| ([far, far], plane.at([across, across]))));
    if layout.version() > 1 {
        let module = layout.side as f32 - 6.5;
        let from = module - 3.5;
        let flat = [a.x + from * (right[0] + down[0]), a.y + from * (right[1] + down[1])];
        let tilted = tilted.map(|plane| (plane.at([from, from]), plane.steps([from, from])));
        for (near, steps) in tilted.into_iter().chain([(flat, [right, down])]) {
            let seen = Template::alignment().best(picture, near, steps, 2.0 + 0.13 * across, KEPT);
            points.extend(seen.into_iter().map(|(_, at)| ([module, module], at)));
        }
    }
    points
}
