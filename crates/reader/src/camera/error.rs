//! What a camera cannot do.

use std::io;

/// Why there are no frames. The camera is tried again by itself until it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CameraError {
    /// There is no such device, folder or file.
    #[error("there is no camera at that place")]
    NotFound,
    /// The user may not open it (on Linux: not in the group `video`).
    #[error("the camera may not be opened by this user")]
    NoPermission,
    /// Another program holds it.
    #[error("another program uses the camera")]
    Busy,
    /// It is no capture device, or gives neither MJPG nor YUYV.
    #[error("the device gives no pictures this program can read")]
    Unsupported,
    /// No frame came in time.
    #[error("the camera sends no picture")]
    TimedOut,
    /// It was pulled out.
    #[error("the camera was unplugged")]
    Unplugged,
    /// Frames come, and none of them is whole.
    #[error("the camera sends damaged pictures")]
    Damaged,
    /// Anything else the operating system says.
    #[error("the camera failed (operating system code {code:?})")]
    Device {
        /// The operating system's error number, where there is one.
        code: Option<i32>,
    },
}

impl From<io::Error> for CameraError {
    fn from(error: io::Error) -> Self {
        // ENXIO and ENODEV of Linux: the device file stands, the device behind it is gone.
        const GONE: [i32; 2] = [6, 19];
        const NOT_THIS_KIND: [i32; 2] = [22, 25];
        match (error.kind(), error.raw_os_error()) {
            (_, Some(code)) if GONE.contains(&code) => Self::Unplugged,
            (_, Some(code)) if NOT_THIS_KIND.contains(&code) => Self::Unsupported,
            (io::ErrorKind::NotFound | io::ErrorKind::NotADirectory, _) => Self::NotFound,
            (io::ErrorKind::PermissionDenied, _) => Self::NoPermission,
            (io::ErrorKind::ResourceBusy, _) => Self::Busy,
            (io::ErrorKind::TimedOut, _) => Self::TimedOut,
            (_, code) => Self::Device { code },
        }
    }
}
