//! What a scanner cannot do.

use std::io;

use super::Way;

/// Why no codes come. The scanner is tried again by itself until it works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScannerError {
    /// There is no such device: it is not plugged in, or set to another mode.
    #[error("there is no scanner at that place")]
    NotFound,
    /// The user may not open it: of a serial port, it is not in the group `dialout`; of a keyboard, not in `input`; a HID
    /// POS scanner needs a udev rule.
    #[error("the scanner may not be opened by this user")]
    NoPermission(Way),
    /// Another program holds it.
    #[error("another program uses the scanner")]
    Busy,
    /// It is no serial port, no keyboard, or says nothing of bar codes.
    #[error("the device is no scanner this program can read")]
    Unsupported,
    /// It was pulled out.
    #[error("the scanner was unplugged")]
    Unplugged,
    /// Anything else the operating system says.
    #[error("the scanner failed (operating system code {code:?})")]
    Device {
        /// The operating system's error number, where there is one.
        code: Option<i32>,
    },
}

impl ScannerError {
    /// What the operating system's refusal means for a device that speaks so.
    pub(super) fn of(error: &io::Error, way: Way) -> Self {
        // EIO, ENXIO and ENODEV of Linux: the file stands, the device behind it is gone.
        const GONE: [i32; 3] = [5, 6, 19];
        const NOT_THIS_KIND: [i32; 2] = [22, 25];
        match (error.kind(), error.raw_os_error()) {
            (_, Some(code)) if GONE.contains(&code) => Self::Unplugged,
            (_, Some(code)) if NOT_THIS_KIND.contains(&code) => Self::Unsupported,
            (io::ErrorKind::NotFound | io::ErrorKind::NotADirectory, _) => Self::NotFound,
            (io::ErrorKind::PermissionDenied, _) => Self::NoPermission(way),
            (io::ErrorKind::ResourceBusy | io::ErrorKind::WouldBlock, _) => Self::Busy,
            (_, code) => Self::Device { code },
        }
    }
}
