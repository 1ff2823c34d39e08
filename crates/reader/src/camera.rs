//! Cameras: where frames come from, what is seen in them, and the newest one for the preview.

mod choice;
mod error;
mod folder;
mod frame;
mod look;
mod rate;
mod report;
mod sight;
#[cfg(target_os = "linux")]
mod v4l2;
mod video;
mod watch;

use std::time::Duration;

pub use choice::{CameraChoice, CameraInfo, ChoiceError, cameras};
pub use error::CameraError;
pub use folder::Folder;
pub use frame::Frame;
pub use look::Guidance;
pub use report::{Answer, CameraReport, DeviceReport, PictureFormat, Settings};
pub use scan::{Advice, Area, Corners, GUIDE, Symbology};
pub use sight::{CameraEvent, Seen};
#[cfg(target_os = "linux")]
pub use v4l2::V4l2;
pub use video::Video;
pub use watch::{Camera, Preview};

/// Anything that gives frames.
pub trait FrameSource: Send {
    /// Waits for the next frame, at most for `timeout`.
    ///
    /// # Errors
    /// [`CameraError`]; the source is then opened anew. After [`CameraError::TimedOut`] it may be asked again.
    fn next(&mut self, timeout: Duration) -> Result<Frame, CameraError>;

    /// What was agreed on with the device behind it; `None` where there is none.
    fn report(&self) -> Option<DeviceReport> {
        None
    }

    /// How long to leave a source alone between two frames: zero for one that sets its own pace.
    fn pace(&self) -> Duration {
        Duration::ZERO
    }
}
