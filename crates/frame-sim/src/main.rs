//! Draws a card, a film of a card, or the fixtures.
#![expect(clippy::disallowed_methods, reason = "the program writes the pictures it draws")]

mod set;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use frame_sim::{Card, Conditions, DrawError, frame, png, video};

/// Draws a citizen card with its QR code as a webcam would see it.
#[derive(Parser)]
#[command(name = "frame-sim")]
struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Draws one picture.
    Card {
        /// The QR payload.
        #[arg(long)]
        qr: String,
        /// The picture to write, `.png` or `.jpg`.
        #[arg(long)]
        out: PathBuf,
        /// Decides place, turn and noise.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Draws a film of Motion JPEG: the card comes, stays and goes.
    Video {
        /// The QR payload.
        #[arg(long)]
        qr: String,
        /// How many frames.
        #[arg(long, default_value_t = 30)]
        frames: u32,
        /// The film to write, `.mjpeg`.
        #[arg(long)]
        out: PathBuf,
        /// Decides place, turn and noise.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Draws labelled frames and `truth.jsonl`, a line for each print in each of them.
    Set(set::Set),
    /// Draws `NAME.jpg` for each payload `NAME.txt` of a folder: `frame-sim fixtures --dir fixtures/qr`.
    Fixtures {
        /// The folder.
        #[arg(long)]
        dir: PathBuf,
    },
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Draw(#[from] DrawError),
    #[error("{0}")]
    File(#[from] io::Error),
    #[error(transparent)]
    Set(#[from] set::SetError),
    #[error("write to a file that ends in .png, .jpg or .jpeg")]
    Ending,
}

fn main() -> ExitCode {
    match run(Options::parse().what) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command-line program tells why it failed")]
fn complain(failure: &Failure) {
    eprintln!("frame-sim: {failure}");
}

fn run(what: What) -> Result<(), Failure> {
    match what {
        What::Card { qr, out, seed } => draw(&qr, &out, seed),
        What::Video { qr, frames, out, seed } => Ok(place(&out, &video(&Card::print(&qr)?, frames, seed)?)?),
        What::Set(set) => Ok(set.draw()?),
        What::Fixtures { dir } => fixtures(&dir),
    }
}

fn draw(payload: &str, out: &Path, seed: u64) -> Result<(), Failure> {
    let card = Card::print(payload)?;
    let mut conditions = Conditions::webcam(seed);
    let bytes = match out.extension().and_then(OsStr::to_str) {
        Some("png") => {
            conditions.sensor.jpeg = None;
            png(&frame(Some(&card), conditions).picture)?
        }
        Some("jpg" | "jpeg") => frame(Some(&card), conditions).jpeg.ok_or(DrawError::Encoding)?,
        _ => return Err(Failure::Ending),
    };
    Ok(place(out, &bytes)?)
}

fn fixtures(dir: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("txt")) {
            draw(fs::read_to_string(&path)?.trim_end(), &path.with_extension("jpg"), 1)?;
        }
    }
    Ok(())
}

/// Writes beside the target and renames, so that whoever watches the folder sees whole pictures only.
fn place(out: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = out.with_extension("part");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, out)
}
