//! Measures what is read in drawn frames, and in which time: ours beside rqrr, rxing, zxing-cpp, zbar and OpenCV on the same
//! frames in one run. `script/bench scan` starts it.
#![expect(clippy::print_stdout, reason = "a tool that says what it measured")]
#![expect(clippy::disallowed_methods, reason = "a second thread draws what the first one measures")]

mod ahead;
mod blur;
mod burst;
mod clock;
mod engine;
mod foreign;
mod nothing;
mod ours;
mod papers;
mod single;
mod table;
mod zones;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;

use clap::Parser;

use engine::Engine;

/// Measures scan beside the other engines.
#[derive(Parser)]
struct Options {
    /// The seed of the frames; drawn anew and printed without one.
    #[arg(long)]
    seed: Option<u64>,
    /// Frames of each category.
    #[arg(long, default_value_t = 10)]
    frames: u64,
    /// Bursts of each category.
    #[arg(long, default_value_t = 2)]
    bursts: u64,
    /// Documents of each format of machine readable zones.
    #[arg(long, default_value_t = 20)]
    documents: u64,
    /// Milliseconds of one thread that ours may take for a frame; the desk gives 500.
    #[arg(long, default_value_t = 500.0)]
    budget: f64,
    /// Only categories whose names contain this, and nothing else.
    #[arg(long, default_value = "")]
    category: String,
    /// Weighs every stage of ours: what is lost when it is left out.
    #[arg(long)]
    weigh: bool,
    /// Only ours, for those who work on it.
    #[arg(long)]
    ours: bool,
    /// Python with opencv-python-headless, for zbar and OpenCV; they are left out without it.
    #[arg(long)]
    python: Option<PathBuf>,
}

fn main() {
    let options = Options::parse();
    // The hasher's keys come from the system's randomness.
    let seed = options.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish() >> 16);
    println!(
        "scan   seed {seed} (--seed {seed} draws the same frames again), {} frames of each category",
        options.frames
    );
    let mut engines = engines(&options);
    single::run(&options, seed, &mut engines);
    if options.bursts > 0 {
        burst::run(&options, seed, &mut engines);
    }
    zones::run(&options, seed);
    papers::run(&options, seed);
    if options.category.is_empty() {
        blur::run(seed, &mut engines);
        nothing::run(seed, &mut engines);
    }
}

/// Ours first.
fn engines(options: &Options) -> Vec<Box<dyn Engine>> {
    let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(ours::Ours::new(options.budget))];
    if !options.ours {
        engines.push(Box::new(engine::Rqrr));
        engines.push(Box::new(engine::Rxing { only: Some(rxing::BarcodeFormat::QR_CODE) }));
        #[cfg(feature = "zxing-cpp")]
        engines.push(Box::new(engine::ZxingCpp { every_kind: false }));
        engines.extend(options.python.as_deref().into_iter().flat_map(foreign::engines));
    }
    engines
}
