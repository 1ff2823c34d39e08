//! Machine readable zones (ICAO Doc 9303): from a picture to lines whose check digits fit.
//!
//! Letters of a zone stand at a fixed pitch, and little else on a card does: dark marks in a row at even steps
//! ([`chains`]) are followed letter by letter to the ends of their line, the other lines are looked for above and below
//! ([`block`]), a small net tells how likely each letter is in each cell ([`letters`]), and of all texts whose check
//! digits fit the likeliest is taken, if it is far enough ahead of the second ([`decide`]). What one picture cannot
//! decide, several of one document can ([`Memory`]).
//!
//! Measured with `scan_bench --ours --seed 27182818284 --frames 0 --bursts 0 --category mrz --documents 70`, all stages
//! of an eye, other work on the machine: of 70 documents of each format 98.6 % (TD1), 100 % (TD2) and 97.1 % (TD3) were
//! whole in a burst of five, none wrong; milliseconds a frame 39, 29 and 32 in the median, 198, 53 and 74 at the 95th
//! percentile (TD1's are those of cards with a code beside the zone that has to be looked for as well).

mod blobs;
mod block;
mod chains;
mod curve;
mod decide;
mod follow;
mod layout;
pub mod letters;
pub mod line;
mod memory;

use blobs::Blob;
use block::Seen;

use crate::luma::Luma;
use crate::sighting::Corners;
pub use memory::Memory;

/// Rows of marks that are looked at more closely, in each size of the picture.
const MOST_TRIES: usize = 12;
/// A shorter row of marks is not looked at: of a worn zone one line at least gives so many.
const FEWEST_MARKS: usize = 10;
/// Beside a zone that was found only a row is looked at that could be most of a line of another.
const FEWEST_BESIDE: usize = 22;
/// The longest side at which marks are looked for first, in pixels; then at other sizes.
const FIRST_SIDE: usize = 1000;
/// Letters this far apart, in pixels, are sharp enough to be told; more is halved first.
const LARGEST_PITCH: f32 = 19.0;

/// Finds what could be zones in a picture, and what is seen in their cells.
fn find(picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Vec<Seen> {
    let mut sizes = vec![picture.clone()];
    while let Some(last) = sizes.last().filter(|last| last.width().max(last.height()) > 400) {
        let halved = last.halved();
        sizes.push(halved);
    }
    let first = sizes.iter().position(|size| size.width().max(size.height()) <= FIRST_SIDE).unwrap_or(0);
    // First where letters are mostly of the right size, then finer, then coarser.
    let order = [Some(first), first.checked_sub(1), Some(first + 1)];
    for level in order.into_iter().flatten().filter(|level| *level < sizes.len()) {
        let found = find_at(&sizes, level, time_left);
        if !found.is_empty() || !time_left() {
            return found;
        }
    }
    Vec::new()
}

/// Finds zones by the marks of one size of the picture.
fn find_at(sizes: &[Luma], level: usize, time_left: &mut dyn FnMut() -> bool) -> Vec<Seen> {
    let Some(blobs) = blobs::blobs(&sizes[level], time_left) else { return Vec::new() };
    let chains = chains::chains(&blobs, time_left);
    let mut found: Vec<Seen> = Vec::new();
    let mut taken = vec![false; blobs.len()];
    let mut tries = 0;
    for chain in chains {
        let fewest = if found.is_empty() { FEWEST_MARKS } else { FEWEST_BESIDE };
        if tries == MOST_TRIES || chain.len() < fewest || !time_left() {
            break;
        }
        // A row of which most was looked at already tells nothing new.
        if chain.marks().filter(|&mark| taken[mark]).count() * 2 > chain.len() {
            continue;
        }
        tries += 1;
        chain.marks().for_each(|mark| taken[mark] = true);
        let Some((line, cells)) = chain.line(&blobs) else { continue };
        if let Some(seen) = read_at(sizes, level, (&line, cells), time_left) {
            cover(&blobs, &seen.corners, scale_of(level), &mut taken);
            found.push(seen);
        }
    }
    found
}

/// Reads a zone in the size of the picture in which its letters are told best.
fn read_at(
    sizes: &[Luma],
    level: usize,
    (line, cells): (&line::Line, i16),
    time_left: &mut dyn FnMut() -> bool,
) -> Option<Seen> {
    let along = line.along(line.middle);
    let pitch = along.0.hypot(along.1) * scale_of(level);
    let best = (0..sizes.len()).find(|&size| pitch / scale_of(size) < LARGEST_PITCH).unwrap_or(level);
    let seen = block::read(&sizes[best], &line.scaled(scale_of(level) / scale_of(best)), cells, time_left)?;
    let back = |(x, y): (f32, f32)| {
        let scale = scale_of(best);
        (x * scale + (scale - 1.0) / 2.0, y * scale + (scale - 1.0) / 2.0)
    };
    Some(Seen { corners: seen.corners.map(back), ..seen })
}

/// Pixels of the picture that are one pixel at a size.
fn scale_of(level: usize) -> f32 {
    (0..level).fold(1.0, |scale, _| scale * 2.0)
}

/// Takes the marks inside a zone out of the search for others.
fn cover(blobs: &[Blob], corners: &Corners, scale: f32, taken: &mut [bool]) {
    for (blob, taken) in blobs.iter().zip(taken) {
        let at = (blob.x * scale, blob.y * scale);
        let inside = (0..4).all(|side| {
            let (a, b) = (corners[side], corners[(side + 1) % 4]);
            (b.0 - a.0) * (at.1 - a.1) - (b.1 - a.1) * (at.0 - a.0) >= 0.0
        });
        *taken |= inside;
    }
}

#[cfg(test)]
mod tests;
