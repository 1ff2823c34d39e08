//! How soft a frame may be: the deviation of a Gaussian blur, in modules, at which half of the frames are still read.

use frame_sim::{Category, Conditions, sample_with};

use crate::engine::Engine;
use crate::single::Frame;
use crate::table::{Tally, line};

/// Hundredths of a module.
const SIGMAS: [u32; 8] = [35, 45, 50, 55, 60, 65, 75, 90];
/// Tenths of a pixel a module.
const SIZES: [u32; 3] = [20, 30, 45];
const FRAMES: u64 = 12;

/// Measures and prints.
pub fn run(seed: u64, engines: &mut [Box<dyn Engine>]) {
    println!("\nblur in modules at which half of {FRAMES} frames are read");
    line("px a module", engines.iter().map(|engine| engine.name().to_owned()));
    for size in SIZES {
        let mut read = vec![Vec::new(); engines.len()];
        for sigma in SIGMAS {
            let mut tallies = vec![Tally::default(); engines.len()];
            for number in 0..FRAMES {
                let Some(frame) = draw(seed.wrapping_add(number), size, sigma) else { continue };
                for (engine, tally) in engines.iter_mut().zip(&mut tallies) {
                    tally.add(&engine.read(&frame.picture), Some(&frame.payload));
                }
            }
            for (read, tally) in read.iter_mut().zip(&tallies) {
                read.push(tally.percent());
            }
        }
        line(&format!("{:.1}", f64::from(size) / 10.0), read.iter().map(|read| limit(read)));
    }
}

/// A good frame of the category of soft optics, with this size and this blur.
fn draw(seed: u64, size: u32, sigma: u32) -> Option<Frame> {
    let (module, sigma) = (f64::from(size) / 10.0, f64::from(sigma) / 100.0);
    let mut sample = sample_with(Category::Gaussian, seed, |conditions, mark| {
        hold(conditions, module / mark);
        conditions.optics.gaussian = sigma * module;
    });
    sample.truths.truncate(1);
    Frame::of(sample)
}

/// Nearer or farther, in the middle of the frame.
fn hold(conditions: &mut Conditions, nearer: f64) {
    let (width, height) = conditions.size;
    for pose in &mut conditions.poses {
        pose.pixels_per_mm *= nearer;
        pose.place = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    }
}

/// Where the share that is read falls through one half, between the measured places.
fn limit(read: &[f64]) -> String {
    let sigma = |place: usize| f64::from(SIGMAS[place]) / 100.0;
    let fall = (0..read.len().saturating_sub(1)).rev().find(|&place| read[place] >= 50.0 && read[place + 1] < 50.0);
    match fall {
        Some(place) => {
            let part = (read[place] - 50.0) / (read[place] - read[place + 1]);
            format!("{:.2}", sigma(place) + part * (sigma(place + 1) - sigma(place)))
        }
        None if read.last().is_some_and(|last| *last >= 50.0) => format!(">{:.2}", sigma(read.len() - 1)),
        None => format!("<{:.2}", sigma(0)),
    }
}
