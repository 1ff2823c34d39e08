//! What is plugged in: the cameras and scanners one can choose from.

use reader::camera::{CameraInfo, cameras};
use reader::scanner::{ScannerInfo, scanners};

/// What was plugged in at one moment. Card readers tell of themselves.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) cameras: Vec<CameraInfo>,
    pub(crate) scanners: Vec<ScannerInfo>,
}

impl Found {
    /// Looks; devices are opened for it, which may take a while.
    pub(crate) fn now() -> Self {
        Self { cameras: cameras(), scanners: scanners() }
    }
}
