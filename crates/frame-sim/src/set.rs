//! Writes a set of labelled frames, for engines that read files.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use frame_sim::{Category, DEVELOPMENT, Sample, Truth, burst};

/// Which frames, and where they go.
#[derive(Args)]
pub struct Set {
    /// The folder to write to; it is made if it is not there.
    #[arg(long)]
    out: PathBuf,
    /// A category by its name, or `all`.
    #[arg(long, default_value = "all")]
    category: String,
    /// How many of each category.
    #[arg(long, default_value_t = 10)]
    count: u64,
    /// The first seed; the next ones follow it.
    #[arg(long, default_value_t = DEVELOPMENT)]
    seed: u64,
    /// Draws so many frames of each paper, held by a hand, instead of one.
    #[arg(long, default_value_t = 1)]
    burst: usize,
}

/// Why a set was not written.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    #[error("{0}")]
    File(#[from] io::Error),
    #[error(transparent)]
    Draw(#[from] frame_sim::DrawError),
    #[error("there is no such category; there are: {}", names())]
    Category,
}

/// Category, seed, and number in the burst.
type Name = (Category, u64, usize);

fn names() -> String {
    Category::ALL.map(Category::name).join(" ")
}

impl Set {
    /// Draws and writes them.
    pub fn draw(&self) -> Result<(), SetError> {
        let categories = match self.category.as_str() {
            "all" => Category::ALL.to_vec(),
            name => vec![Category::named(name).ok_or(SetError::Category)?],
        };
        fs::create_dir_all(&self.out)?;
        let mut truths = BufWriter::new(File::create(self.out.join("truth.jsonl"))?);
        for category in categories {
            for seed in (0..self.count).map(|number| self.seed.wrapping_add(number)) {
                for (number, sample) in burst(category, seed, self.burst).iter().enumerate() {
                    self.write(&mut truths, (category, seed, number), sample)?;
                }
            }
        }
        writeln!(io::stdout(), "seed {}", self.seed)?;
        Ok(truths.flush()?)
    }

    fn write(&self, truths: &mut impl Write, name: Name, sample: &Sample) -> Result<(), SetError> {
        let ending = if sample.jpeg.is_some() { "jpg" } else { "png" };
        let path = format!("{}-{}-{}.{ending}", name.0.name(), name.1, name.2);
        let bytes = match &sample.jpeg {
            Some(jpeg) => jpeg.clone(),
            None => frame_sim::png(&sample.picture)?,
        };
        fs::write(self.out.join(&path), bytes)?;
        for truth in &sample.truths {
            writeln!(truths, "{}", line(&path, name, truth))?;
        }
        Ok(())
    }
}

/// A truth as JSON; nothing in it needs escaping.
fn line(path: &str, (category, seed, number): Name, truth: &Truth) -> String {
    let digits = truth.payload.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let payload: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
    let corners = truth.corners.map(|(x, y)| format!("[{x:.2},{y:.2}]")).join(",");
    let (category, kind) = (category.name(), truth.kind.name());
    format!(
        r#"{{"path":"{path}","category":"{category}","seed":{seed},"frame":{number},"kind":"{kind}","payload":"{payload}","corners":[{corners}],"module_px":{:.3},"blur_modules":{:.3}}}"#,
        truth.module_px, truth.blur_modules
    )
}
