//! A scanner of the USB class for tills, over `/dev/hidraw`.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::framing::Framed;
use super::report::{Layout, Reports};
use super::serial::whole;
use super::source::Source;
use super::{ScannerError, ScannerEvent, Way};

/// An open scanner.
pub(super) struct Pos {
    device: File,
    reports: Reports,
}

impl Pos {
    /// Opens a device by its path and what it says of its reports.
    pub(super) fn open(path: &Path, descriptor: &[u8]) -> Result<Self, ScannerError> {
        let layout = Layout::read(descriptor).ok_or(ScannerError::Unsupported)?;
        let device = OpenOptions::new().read(true).open(path).map_err(fault)?;
        // The kernel gives every reader every report: one of us is enough.
        flock(&device, FlockOperation::NonBlockingLockExclusive).map_err(|error| fault(error.into()))?;
        Ok(Self { device, reports: Reports::new(layout) })
    }
}

impl Source for Pos {
    fn way(&self) -> Way {
        Way::Pos
    }

    fn fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }

    fn read(&mut self, _: Duration) -> Result<Vec<ScannerEvent>, ScannerError> {
        let mut report = [0; 4_096];
        let read = self.device.read(&mut report).map_err(fault)?;
        if read == 0 {
            return Err(ScannerError::Unplugged);
        }
        Ok(self.reports.take(&report[..read]).map(event).into_iter().collect())
    }

    /// A report says itself whether more follows.
    fn wake(&self) -> Option<Duration> {
        None
    }

    fn silent(&mut self, _: Duration) -> Vec<ScannerEvent> {
        Vec::new()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape in which `map_err` calls it")]
fn fault(error: std::io::Error) -> ScannerError {
    ScannerError::of(&error, Way::Pos)
}

fn event(framed: Framed) -> ScannerEvent {
    match framed {
        Framed::Frame(frame) => ScannerEvent::Scanned(whole(frame)),
        Framed::TooLong => ScannerEvent::TooLong,
    }
}
