//! A film as a camera.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use scan::jpeg;

use super::{CameraError, Frame, FrameSource};

/// Thirty frames a second, what a webcam gives in good light.
const PACE: Duration = Duration::from_millis(33);

/// A film has at most so many bytes, all of which are held in memory.
const LARGEST: u64 = 512 << 20;

/// Plays a film of concatenated JPEGs over and over.
pub struct Video {
    frames: Vec<Arc<[u8]>>,
    played: u64,
}

impl Video {
    /// Reads the film into memory.
    ///
    /// # Errors
    /// [`CameraError::NotFound`], [`CameraError::NoPermission`], or [`CameraError::Damaged`] when there is no whole
    /// frame in it, when it is no file (a pipe would be waited for), or larger than 512 MiB.
    pub fn open(path: &Path) -> Result<Self, CameraError> {
        let about = fs::metadata(path)?;
        if !about.is_file() || about.len() > LARGEST {
            return Err(CameraError::Damaged);
        }
        let film = fs::read(path)?;
        let frames: Vec<Arc<[u8]>> = jpeg::frames(&film).into_iter().map(Into::into).collect();
        if frames.is_empty() { Err(CameraError::Damaged) } else { Ok(Self { frames, played: 0 }) }
    }
}

impl FrameSource for Video {
    fn next(&mut self, _: Duration) -> Result<Frame, CameraError> {
        let place = usize::try_from(self.played % self.frames.len() as u64).unwrap_or(0);
        self.played += 1;
        Ok(Frame::of_jpeg(self.frames[place].clone(), self.played))
    }

    fn pace(&self) -> Duration {
        PACE
    }
}
