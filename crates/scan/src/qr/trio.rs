//! Three finder patterns that could be one code's.

use super::marks::Mark;
use super::template::{Steps, Template};
use crate::luma::Luma;

/// Three marks in their places.
#[derive(Debug, Clone, Copy)]
pub struct Trio {
    /// Top left, top right, bottom left.
    pub marks: [Mark; 3],
    /// Modules a side, as far as the distances tell.
    pub side: f32,
    /// How much it looks like one: the higher the better.
    pub score: f32,
}

/// The most marks of which trios are made.
const MOST_MARKS: usize = 28;

/// So far the sides may be from standing upright, as a cosine: a card tilted by 60 degrees about its diagonal.
const MOST_SLANT: f32 = 0.78;
/// So much longer one side may be than the other: a card tilted by 65 degrees about a side.
const MOST_UNEVEN: f32 = 2.6;

/// All trios that could be, the likeliest first.
pub fn trios(marks: &[Mark]) -> Vec<Trio> {
    let marks = &marks[..marks.len().min(MOST_MARKS)];
    let mut trios = Vec::new();
    for (i, a) in marks.iter().enumerate() {
        for (j, b) in marks.iter().enumerate().skip(i + 1) {
            for c in &marks[j + 1..] {
                trios.extend(around_corners(*a, *b, *c));
            }
        }
    }
    trios.sort_by(|a, b| b.score.total_cmp(&a.score));
    trios
}

/// The trios of three marks. Straight from before, the corner lies opposite the longest side; of a code that is tilted much the
/// longest side may be another, so each mark is tried as the corner.
fn around_corners(a: Mark, b: Mark, c: Mark) -> impl Iterator<Item = Trio> {
    [[a, b, c], [b, a, c], [c, a, b]].into_iter().filter_map(trio)
}

fn trio([corner, one, other]: [Mark; 3]) -> Option<Trio> {
    let sizes = [corner, one, other].map(|mark| mark.module());
    let (small, large) = (sizes.into_iter().fold(f32::MAX, f32::min), sizes.into_iter().fold(0.0, f32::max));
    if large > 2.0 * small {
        return None;
    }
    let (first, second) = ((one.x - corner.x, one.y - corner.y), (other.x - corner.x, other.y - corner.y));
    let cross = first.0 * second.1 - first.1 * second.0;
    let ((right, along), (down, below)) =
        if cross > 0.0 { ((one, first), (other, second)) } else { ((other, second), (one, first)) };
    let (wide, high) = (along.0.hypot(along.1), below.0.hypot(below.1));
    let slant = (along.0 * below.0 + along.1 * below.1).abs() / (wide * high);
    let uneven = (wide / high).max(high / wide);
    if slant > MOST_SLANT || uneven > MOST_UNEVEN {
        return None;
    }
    // A row through the middle of a parallelogram is as long as its area by the height of its taller side; so is a column.
    let area = cross.abs();
    let (tall, broad) = (along.1.abs().max(below.1.abs()), along.0.abs().max(below.0.abs()));
    let marks = [corner, right, down];
    let by_rows = area / (tall * marks.iter().map(|mark| mark.across).sum::<f32>() / 3.0);
    let by_columns = area / (broad * marks.iter().map(|mark| mark.down).sum::<f32>() / 3.0);
    let side = f32::midpoint(by_rows, by_columns) + 7.0;
    if !(18.0..110.0).contains(&side) {
        return None;
    }
    let hits = (corner.hits + right.hits + down.hits).min(40.0) / (corner.down).max(1.0);
    let odd =
        6.0 * (large / small - 1.0) + 5.0 * slant + 4.0 * (uneven - 1.0) + 2.0 * (by_rows / by_columns).ln().abs();
    Some(Trio { marks, side, score: hits.min(6.0) - odd })
}

/// Trios of which one mark is hidden: two that were seen, and where the third should be, moved to where the picture looks most
/// like one. The likeliest first.
pub fn completed(picture: &Luma, marks: &[Mark]) -> Vec<Trio> {
    let marks = &marks[..marks.len().min(MOST_PAIRED)];
    let mut trios = Vec::new();
    for (i, &a) in marks.iter().enumerate() {
        for &b in &marks[i + 1..] {
            let way = (b.x - a.x, b.y - a.y);
            let (one, other) = (a.module(), b.module());
            if one.max(other) > 1.6 * one.min(other)
                || !(10.0..140.0).contains(&(way.0.hypot(way.1) / f32::midpoint(one, other)))
            {
                continue;
            }
            let (across, down) = (f32::midpoint(a.across, b.across), f32::midpoint(a.down, b.down));
            let at = |x: f32, y: f32| Mark { x, y, across, down, hits: 0.0 };
            let middle = (f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y));
            // The third one beside an edge, on either side, and opposite a diagonal, on either side.
            for third in [
                at(a.x - way.1, a.y + way.0),
                at(b.x - way.1, b.y + way.0),
                at(a.x + way.1, a.y - way.0),
                at(b.x + way.1, b.y - way.0),
                at(middle.0 - way.1 / 2.0, middle.1 + way.0 / 2.0),
                at(middle.0 + way.1 / 2.0, middle.1 - way.0 / 2.0),
            ] {
                trios.extend(around_corners(a, b, third).filter_map(|guess| settle(picture, guess, third)));
            }
        }
    }
    trios.sort_by(|a, b| b.score.total_cmp(&a.score));
    trios
}

/// Marks of which pairs are completed.
const MOST_PAIRED: usize = 5;
/// So much like a finder pattern, from -1 to 1, each of a pair is at least.
const LIKE_A_FINDER: f32 = 0.4;

fn settle(picture: &Luma, guess: Trio, third: Mark) -> Option<Trio> {
    let finder = Template::finder();
    let unlike = |mark: &Mark| finder.likeness(picture, [mark.x, mark.y], guess.steps()) < LIKE_A_FINDER;
    // To look for the third costs a hundred times what it costs to look at the two.
    if guess.marks.iter().filter(|mark| mark.hits > 0.0).any(unlike) {
        return None;
    }
    let reach = 2.0 + 0.12 * guess.side;
    let (score, [x, y]) = finder.best(picture, [third.x, third.y], guess.steps(), reach, 1).into_iter().next()?;
    let marks = guess.marks.map(|mark| if mark.hits == 0.0 { Mark { x, y, ..mark } } else { mark });
    Some(Trio { score, ..trio(marks).unwrap_or(guess) })
}

impl Trio {
    /// How a module lies.
    pub fn steps(&self) -> Steps {
        let [a, b, c] = self.marks;
        let across = self.side - 7.0;
        [[(b.x - a.x) / across, (b.y - a.y) / across], [(c.x - a.x) / across, (c.y - a.y) / across]]
    }

    /// How much its marks look like finder patterns that lie as the trio says: the sum of the three.
    pub fn likeness(&self, picture: &Luma) -> f32 {
        let finder = Template::finder();
        let across = self.side - 7.0;
        let tilted = self.tilted().map(|plane| [[0.0, 0.0], [across, 0.0], [0.0, across]].map(|at| plane.steps(at)));
        let likeness = |number: usize, mark: &Mark| {
            let like = |steps| finder.likeness(picture, [mark.x, mark.y], steps);
            tilted.map_or(like(self.steps()), |tilted| like(self.steps()).max(like(tilted[number])))
        };
        self.marks.iter().enumerate().map(|(number, mark)| likeness(number, mark)).sum()
    }

    /// The plane it lies in, if its marks are so unequal that it is tilted and no parallelogram.
    pub fn tilted(&self) -> Option<Plane> {
        let nearness = self.marks.map(|mark| (mark.across * mark.down).cbrt());
        let most = nearness.into_iter().fold(0.0, f32::max);
        let least = nearness.into_iter().fold(f32::MAX, f32::min);
        let [a, b, c] = nearness.map(f32::recip);
        let fourth = b + c - a;
        (most > EQUAL * least && fourth > a / 3.0).then_some(Plane {
            marks: self.marks.map(|mark| [mark.x, mark.y]),
            depths: [a, b, c],
            across: self.side - 7.0,
        })
    }
}

/// Marks that differ by less, as the cube root of their areas, differ by chance.
const EQUAL: f32 = 1.06;

/// The plane of a tilted code: under perspective an area shrinks with the third power of the depth, so three marks and their
/// sizes say where every other module lies.
pub struct Plane {
    marks: [[f32; 2]; 3],
    depths: [f32; 3],
    across: f32,
}

impl Plane {
    /// Where a point lies that is given in modules from the middle of the first mark.
    pub fn at(&self, [right, down]: [f32; 2]) -> [f32; 2] {
        let (right, down) = (right / self.across, down / self.across);
        let weights = [1.0 - right - down, right, down];
        let depth: f32 = weights.iter().zip(self.depths).map(|(weight, depth)| weight * depth).sum();
        let along =
            |axis: usize| (0..3).map(|i| weights[i] * self.depths[i] * self.marks[i][axis]).sum::<f32>() / depth;
        [along(0), along(1)]
    }

    /// How a module lies there.
    pub fn steps(&self, [right, down]: [f32; 2]) -> Steps {
        let between = |from: [f32; 2], to: [f32; 2]| [to[0] - from[0], to[1] - from[1]];
        [
            between(self.at([right - 0.5, down]), self.at([right + 0.5, down])),
            between(self.at([right, down - 0.5]), self.at([right, down + 0.5])),
        ]
    }
}
