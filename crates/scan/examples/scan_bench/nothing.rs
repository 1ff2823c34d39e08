//! Pictures without a code: whatever is read in them is wrong.

use frame_sim::{Category, sample};
use scan::Luma;

use crate::engine::Engine;
use crate::single::Frame;
use crate::table::{Tally, line};

/// Cards whose code is covered by half, and fields of what looks like a code.
const CARDS: u64 = 12;
const SIDE: usize = 480;

/// Measures and prints.
pub fn run(seed: u64, engines: &mut [Box<dyn Engine>]) {
    let pictures: Vec<Luma> = drawn(seed)
        .chain((0..CARDS).filter_map(|number| half_covered(seed.wrapping_add(number))))
        .chain(fields(seed))
        .collect();
    println!("\n{} pictures without a readable code", pictures.len());
    line("", engines.iter().map(|engine| engine.name().to_owned()));
    let mut tallies = vec![Tally::default(); engines.len()];
    for picture in &pictures {
        for (engine, tally) in engines.iter_mut().zip(&mut tallies) {
            tally.add(&engine.read(picture), None);
        }
    }
    line("something read", tallies.iter().map(|tally| tally.wrong.to_string()));
    line("ms median", tallies.iter().map(|tally| format!("{:.1}", tally.millis_at(50))));
    line("ms most", tallies.iter().map(|tally| format!("{:.1}", tally.millis_at(100))));
}

/// Papers, boards and patterns that look as if they held something.
fn drawn(seed: u64) -> impl Iterator<Item = Luma> {
    (0..CARDS).filter_map(move |number| {
        let picture = sample(Category::Nothing, seed.wrapping_add(number)).picture;
        let (width, height) = picture.dimensions();
        Luma::new(width as usize, height as usize, picture.into_raw())
    })
}

/// A good frame with a strip of the card's own brightness over the lower half of its code.
fn half_covered(seed: u64) -> Option<Luma> {
    let sample = sample(Category::Clean, seed);
    let [(x0, y0), .., (x3, y3)] = sample.truths.first()?.corners;
    let Frame { picture, .. } = Frame::of(sample.clone())?;
    // Along the code's own left edge: everything beyond its middle.
    let (down, middle) = ((x3 - x0, y3 - y0), (f32::midpoint(x0, x3), f32::midpoint(y0, y3)));
    let width = picture.width();
    let mut pixels = picture.into_pixels();
    let height = pixels.len() / width;
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let (x, y) = (near(at % width), near(at / width));
        if (x - middle.0) * down.0 + (y - middle.1) * down.1 > 0.0 {
            *pixel = 180;
        }
    }
    Luma::new(width, height, pixels)
}

/// Noise in blocks of one to four pixels, corner marks side by side, stripes and boards.
fn fields(seed: u64) -> impl Iterator<Item = Luma> {
    let noise = (1..=4).map(move |block| field(move |x, y| mixed(seed, x / block, y / block) & 1 == 0));
    let ring = |x: usize, y: usize| x.abs_diff(3).max(y.abs_diff(3));
    let marks = (2..=4).map(move |module| field(move |x, y| matches!(ring(x / module % 9, y / module % 9), 0 | 1 | 3)));
    let stripes = (1..=3).map(|width| field(move |x, _| x / width % 2 == 0));
    let boards = (2..=4).map(|width| field(move |x, y| (x / width + y / width) % 2 == 0));
    noise.chain(marks).chain(stripes).chain(boards)
}

fn field(dark: impl Fn(usize, usize) -> bool) -> Luma {
    let pixels = (0..SIDE * SIDE).map(|at| if dark(at % SIDE, at / SIDE) { 30 } else { 220 }).collect();
    Luma::new(SIDE, SIDE, pixels).unwrap_or_else(|| Luma::even(SIDE, SIDE, 128))
}

/// A number that looks random for every place (the finisher of `SplitMix64`).
fn mixed(seed: u64, x: usize, y: usize) -> u64 {
    let mut z = seed.wrapping_add((x as u64) << 32 | y as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z ^ (z >> 31)
}

#[expect(clippy::cast_precision_loss, reason = "a picture's side is far below 2^24 pixels")]
const fn near(pixels: usize) -> f32 {
    pixels as f32
}
