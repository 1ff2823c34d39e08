//! The newest picture of a folder as a camera.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use scan::{Luma, decode_picture};

use super::{CameraError, Frame, FrameSource};

/// How often the folder is looked at.
const PACE: Duration = Duration::from_millis(100);
/// What a camera with nothing before it shows: the preview lives, and holds no code.
const DARK: (usize, usize, u8) = (640, 360, 24);

/// Shows the newest picture (`.jpg`, `.jpeg`, `.png`) of a folder; an empty folder is a dark room.
///
/// Whoever puts a picture there should write it under another ending and rename it. A picture that is not whole yet
/// is passed over until it is.
pub struct Folder {
    path: PathBuf,
    shown: Option<(Version, Frame)>,
    content: u64,
}

/// What tells one picture from another without reading it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    modified: SystemTime,
    path: PathBuf,
    length: u64,
}

impl Folder {
    /// Opens the folder.
    ///
    /// # Errors
    /// [`CameraError::NotFound`] or [`CameraError::NoPermission`].
    pub fn open(path: &Path) -> Result<Self, CameraError> {
        fs::read_dir(path)?;
        Ok(Self { path: path.to_path_buf(), shown: None, content: 0 })
    }

    fn newest(&self) -> Result<Option<Version>, CameraError> {
        let mut newest = None;
        for entry in fs::read_dir(&self.path)? {
            // A picture may go away between being listed and being looked at.
            newest = newest.max(entry.ok().and_then(|entry| version(entry.path())));
        }
        Ok(newest)
    }

    /// The frame for a picture, or the one before while it is not whole.
    fn show(&mut self, version: Version) -> Frame {
        if let Some((shown, frame)) = &self.shown
            && *shown == version
        {
            return frame.clone();
        }
        let Some(frame) = read(&version.path, self.content + 1) else {
            return self.shown.as_ref().map_or_else(dark, |(_, frame)| frame.clone());
        };
        self.content += 1;
        self.shown = Some((version, frame.clone()));
        frame
    }
}

impl FrameSource for Folder {
    fn next(&mut self, _: Duration) -> Result<Frame, CameraError> {
        if let Some(version) = self.newest()? {
            return Ok(self.show(version));
        }
        self.shown = None;
        Ok(dark())
    }

    fn pace(&self) -> Duration {
        PACE
    }
}

fn version(path: PathBuf) -> Option<Version> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let about = fs::metadata(&path).ok().filter(|about| about.is_file() && about.len() > 0)?;
    let modified = about.modified().ok()?;
    matches!(ending.as_str(), "jpg" | "jpeg" | "png").then_some(Version { modified, path, length: about.len() })
}

fn read(path: &Path, content: u64) -> Option<Frame> {
    let bytes = fs::read(path).ok()?;
    let luma = decode_picture(&bytes).ok()?;
    let is_jpeg = bytes.starts_with(&[0xFF, 0xD8]);
    Some(if is_jpeg { Frame::of_jpeg(bytes, content) } else { Frame::of_luma(luma, content) })
}

fn dark() -> Frame {
    let (width, height, level) = DARK;
    Frame::of_luma(Luma::even(width, height, level), 0)
}
