//! Which camera, as a setting says it.

use std::path::PathBuf;
use std::str::FromStr;

use super::{CameraError, Folder, FrameSource, Video};

/// A camera by its setting: `none`, `v4l:/dev/video0`, `folder:DIR` or `video:FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CameraChoice {
    /// No camera.
    None,
    /// A V4L2 device by its path.
    V4l(PathBuf),
    /// The newest picture of a folder, for training and tests.
    Folder(PathBuf),
    /// A Motion JPEG film, played over and over, for training and tests.
    Video(PathBuf),
}

/// The setting names no camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a camera is written none, v4l:DEVICE, folder:DIRECTORY or video:FILE")]
pub struct ChoiceError;

impl FromStr for CameraChoice {
    type Err = ChoiceError;

    fn from_str(setting: &str) -> Result<Self, ChoiceError> {
        match setting.split_once(':') {
            None if setting == "none" => Ok(Self::None),
            Some((_, "")) | None => Err(ChoiceError),
            Some(("v4l", path)) => Ok(Self::V4l(path.into())),
            Some(("folder", path)) => Ok(Self::Folder(path.into())),
            Some(("video", path)) => Ok(Self::Video(path.into())),
            Some(_) => Err(ChoiceError),
        }
    }
}

impl CameraChoice {
    /// Opens the camera.
    ///
    /// # Errors
    /// Every [`CameraError`]; [`CameraError::NotFound`] for [`CameraChoice::None`], and [`CameraError::Unsupported`] for
    /// a V4L2 device on another system than Linux.
    pub fn open(&self) -> Result<Box<dyn FrameSource>, CameraError> {
        match self {
            Self::None => Err(CameraError::NotFound),
            #[cfg(target_os = "linux")]
            Self::V4l(path) => Ok(Box::new(super::V4l2::open(path)?)),
            #[cfg(not(target_os = "linux"))]
            Self::V4l(_) => Err(CameraError::Unsupported),
            Self::Folder(path) => Ok(Box::new(Folder::open(path)?)),
            Self::Video(path) => Ok(Box::new(Video::open(path)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_name_cameras() {
        let named = |setting: &str| setting.parse::<CameraChoice>();
        assert_eq!(named("none"), Ok(CameraChoice::None));
        assert_eq!(named("v4l:/dev/video0"), Ok(CameraChoice::V4l("/dev/video0".into())));
        assert_eq!(named("folder:/a/b: c"), Ok(CameraChoice::Folder("/a/b: c".into())));
        assert_eq!(named("video:film.mjpeg"), Ok(CameraChoice::Video("film.mjpeg".into())));
        for wrong in ["", "None", "v4l", "v4l:", "folder:", "usb:0", ":x", "none:"] {
            assert_eq!(named(wrong), Err(ChoiceError), "{wrong}");
        }
    }
}
