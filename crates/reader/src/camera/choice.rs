//! Which camera, as a setting says it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::{CameraError, Folder, FrameSource, Video};
use crate::usb::{Identity, IdentityError};

/// A camera by its setting: `none`, `first`, `usb:046d:082d:SERIAL`, `v4l:/dev/video0`, `folder:DIR` or `video:FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CameraChoice {
    /// No camera.
    None,
    /// The first that is plugged in and may be opened.
    First,
    /// A USB camera by who made it, wherever it is plugged in: the first that is meant.
    Usb(Identity),
    /// A V4L2 device by its path.
    V4l(PathBuf),
    /// The newest picture of a folder, for training and tests.
    Folder(PathBuf),
    /// A Motion JPEG film, played over and over, for training and tests.
    Video(PathBuf),
}

/// A camera that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameraInfo {
    /// The choice that finds it again, in another port too where that can be.
    pub choice: CameraChoice,
    /// Its device file.
    pub place: PathBuf,
    /// What its maker calls it.
    pub name: String,
    /// Whether this user may open it, and what the system says if not. One that another program uses can be opened: that it
    /// is [`CameraError::Busy`] shows when frames are asked for.
    pub state: Result<(), CameraError>,
}

/// The setting names no camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a camera is written none, usb:VENDOR:PRODUCT:SERIAL, v4l:DEVICE, folder:DIRECTORY or video:FILE")]
pub struct ChoiceError;

impl From<IdentityError> for ChoiceError {
    fn from(_: IdentityError) -> Self {
        Self
    }
}

/// The cameras that are plugged in; those of files are not among them.
pub fn cameras() -> Vec<CameraInfo> {
    #[cfg(target_os = "linux")]
    return super::v4l2::cameras();
    #[cfg(not(target_os = "linux"))]
    Vec::new()
}

impl FromStr for CameraChoice {
    type Err = ChoiceError;

    fn from_str(setting: &str) -> Result<Self, ChoiceError> {
        match setting.split_once(':') {
            None if setting == "none" => Ok(Self::None),
            None if setting == "first" => Ok(Self::First),
            Some((_, "")) | None => Err(ChoiceError),
            Some(("usb", id)) => Ok(Self::Usb(id.parse()?)),
            Some(("v4l", path)) => Ok(Self::V4l(path.into())),
            Some(("folder", path)) => Ok(Self::Folder(path.into())),
            Some(("video", path)) => Ok(Self::Video(path.into())),
            Some(_) => Err(ChoiceError),
        }
    }
}

/// As it is written in a setting.
impl fmt::Display for CameraChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::First => f.write_str("first"),
            Self::Usb(camera) => write!(f, "usb:{camera}"),
            Self::V4l(path) => write!(f, "v4l:{}", path.display()),
            Self::Folder(path) => write!(f, "folder:{}", path.display()),
            Self::Video(path) => write!(f, "video:{}", path.display()),
        }
    }
}

impl CameraChoice {
    /// Opens the camera.
    ///
    /// # Errors
    /// Every [`CameraError`]; [`CameraError::NotFound`] for [`CameraChoice::None`], and [`CameraError::Unsupported`] for
    /// a device on another system than Linux.
    pub fn open(&self) -> Result<Box<dyn FrameSource>, CameraError> {
        match self {
            Self::None => Err(CameraError::NotFound),
            Self::First => first(&cameras())?.open(),
            #[cfg(target_os = "linux")]
            Self::Usb(camera) => Ok(Box::new(super::V4l2::find(camera)?)),
            #[cfg(target_os = "linux")]
            Self::V4l(path) => Ok(Box::new(super::V4l2::open(path)?)),
            #[cfg(not(target_os = "linux"))]
            Self::Usb(_) | Self::V4l(_) => Err(CameraError::Unsupported),
            Self::Folder(path) => Ok(Box::new(Folder::open(path)?)),
            Self::Video(path) => Ok(Box::new(Video::open(path)?)),
        }
    }
}

/// The first camera that may be opened; where none may, what stands in the way of the first.
fn first(found: &[CameraInfo]) -> Result<CameraChoice, CameraError> {
    let usable = found.iter().find(|info| info.state.is_ok());
    let first = usable.or(found.first()).ok_or(CameraError::NotFound)?;
    first.state.map(|()| first.choice.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_one_that_may_be_opened() {
        let info = |place: &str, state| CameraInfo {
            choice: CameraChoice::V4l(place.into()),
            place: place.into(),
            name: String::new(),
            state,
        };
        let (good, shut) = (info("b", Ok(())), info("a", Err(CameraError::NoPermission)));
        assert_eq!(first(&[shut.clone(), good.clone()]), Ok(good.choice));
        assert_eq!(first(&[shut]), Err(CameraError::NoPermission));
        assert_eq!(first(&[]), Err(CameraError::NotFound));
    }

    #[test]
    fn settings_name_cameras_and_are_written_as_they_were() {
        let usb = |serial: Option<&str>| {
            CameraChoice::Usb(Identity { vendor: 0x046d, product: 0x0825, serial: serial.map(str::to_owned) })
        };
        for (setting, choice) in [
            ("none", CameraChoice::None),
            ("first", CameraChoice::First),
            ("usb:046d:0825", usb(None)),
            ("usb:046d:0825:A:1", usb(Some("A:1"))),
            ("v4l:/dev/video0", CameraChoice::V4l("/dev/video0".into())),
            ("folder:/a/b: c", CameraChoice::Folder("/a/b: c".into())),
            ("video:film.mjpeg", CameraChoice::Video("film.mjpeg".into())),
        ] {
            assert_eq!(setting.parse(), Ok(choice.clone()));
            assert_eq!(choice.to_string(), setting);
        }
        let wrong = ["", "None", "v4l", "v4l:", "folder:", "usb:0", "usb:46d:825", "usb:046d:0825:", ":x", "none:"];
        for wrong in wrong {
            assert_eq!(wrong.parse::<CameraChoice>(), Err(ChoiceError), "{wrong}");
        }
    }
}
