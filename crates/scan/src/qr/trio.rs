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

/// All trios that could be, the likeliest first.
pub fn trios(marks: &[Mark]) -> Vec<Trio> {
    let marks = &marks[..marks.len().min(MOST_MARKS)];
    let mut trios = Vec::new();
    for (i, a) in marks.iter().enumerate() {
        for (j, b) in marks.iter().enumerate().skip(i + 1) {
            for c in &marks[j + 1..] {
                trios.extend(trio(*a, *b, *c));
            }
        }
    }
    trios.sort_by(|a, b| b.score.total_cmp(&a.score));
    trios
}

fn trio(a: Mark, b: Mark, c: Mark) -> Option<Trio> {
    let sizes = [a.module, b.module, c.module];
    let (small, large) = (sizes.into_iter().fold(f32::MAX, f32::min), sizes.into_iter().fold(0.0, f32::max));
    if large > 2.0 * small {
        return None;
    }
    let [corner, one, other] = around_corner(a, b, c);
    let (first, second) = ((one.x - corner.x, one.y - corner.y), (other.x - corner.x, other.y - corner.y));
    let cross = first.0 * second.1 - first.1 * second.0;
    let ((right, along), (down, below)) =
        if cross > 0.0 { ((one, first), (other, second)) } else { ((other, second), (one, first)) };
    let (wide, high) = (along.0.hypot(along.1), below.0.hypot(below.1));
    let slant = (along.0 * below.0 + along.1 * below.1).abs() / (wide * high);
    let uneven = (wide / high).max(high / wide);
    if slant > 0.62 || uneven > 2.2 {
        return None;
    }
    // A turned mark is cut aslant by the lines of the picture.
    let straight = |(x, y): (f32, f32)| x.abs().max(y.abs()) / x.hypot(y);
    let module = |one: Mark, other: Mark, way| f32::midpoint(one.module, other.module) * straight(way);
    let (across, downward) = (wide / module(corner, right, along), high / module(corner, down, below));
    let side = f32::midpoint(across, downward) + 7.0;
    if !(18.0..110.0).contains(&side) {
        return None;
    }
    let hits = (corner.hits + right.hits + down.hits).min(40.0) / module(corner, right, along).max(1.0);
    let odd = 6.0 * (large / small - 1.0) + 5.0 * slant + 4.0 * (uneven - 1.0) + 2.0 * (across / downward).ln().abs();
    Some(Trio { marks: [corner, right, down], side, score: hits.min(6.0) - odd })
}

/// Trios of which one mark is hidden: two that were seen, and where the third should be, moved to where the picture looks most
/// like one. The likeliest first.
pub fn completed(picture: &Luma, marks: &[Mark]) -> Vec<Trio> {
    let marks = &marks[..marks.len().min(MOST_PAIRED)];
    let mut trios = Vec::new();
    for (i, &a) in marks.iter().enumerate() {
        for &b in &marks[i + 1..] {
            let way = (b.x - a.x, b.y - a.y);
            let module = f32::midpoint(a.module, b.module);
            if a.module.max(b.module) > 1.6 * a.module.min(b.module)
                || !(10.0..140.0).contains(&(way.0.hypot(way.1) / module))
            {
                continue;
            }
            let at = |x: f32, y: f32| Mark { x, y, module, hits: 0.0 };
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
                trios.extend(trio(a, b, third).and_then(|guess| settle(picture, guess, third)));
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
    Some(Trio { score, ..trio(marks[0], marks[1], marks[2]).unwrap_or(guess) })
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
        self.marks.iter().map(|mark| finder.likeness(picture, [mark.x, mark.y], self.steps())).sum()
    }
}

/// The mark opposite the longest side first.
fn around_corner(a: Mark, b: Mark, c: Mark) -> [Mark; 3] {
    let apart = |one: Mark, other: Mark| (one.x - other.x).hypot(one.y - other.y);
    let (ab, bc, ca) = (apart(a, b), apart(b, c), apart(c, a));
    if bc >= ab && bc >= ca {
        [a, b, c]
    } else if ca >= ab {
        [b, a, c]
    } else {
        [c, a, b]
    }
}
