//! A scanner that is a keyboard, over `/dev/input`: taken away from every window.

use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::time::Duration;

use evdev::EventType;
use evdev::raw_stream::RawDevice;

use super::keys::Keys;
use super::source::Source;
use super::{ScannerError, ScannerEvent, Way};

/// The kernel threw events away, because they were not fetched in time (`SYN_DROPPED`).
const DROPPED: u16 = 3;

/// A grabbed keyboard.
pub(super) struct Keyboard {
    device: RawDevice,
    keys: Keys,
}

impl Keyboard {
    /// Opens and grabs a keyboard (`EVIOCGRAB`): until it is closed, its keys come here and nowhere else.
    pub(super) fn open(path: &Path) -> Result<Self, ScannerError> {
        let mut device = RawDevice::open(path).map_err(fault)?;
        device.grab().map_err(fault)?;
        Ok(Self { device, keys: Keys::default() })
    }
}

impl Source for Keyboard {
    fn way(&self) -> Way {
        Way::Keyboard
    }

    fn fd(&self) -> BorrowedFd<'_> {
        self.device.as_fd()
    }

    fn read(&mut self, now: Duration) -> Result<Vec<ScannerEvent>, ScannerError> {
        let Self { device, keys } = self;
        let mut heard = Vec::new();
        for event in device.fetch_events().map_err(fault)? {
            match event.event_type() {
                EventType::KEY => heard.extend(keys.take(event.code(), event.value(), now)),
                EventType::SYNCHRONIZATION if event.code() == DROPPED => keys.lost(),
                _ => {}
            }
        }
        Ok(heard)
    }

    fn wake(&self) -> Option<Duration> {
        self.keys.wake()
    }

    fn silent(&mut self, now: Duration) -> Vec<ScannerEvent> {
        self.keys.silent(now)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape in which `map_err` calls it")]
fn fault(error: std::io::Error) -> ScannerError {
    ScannerError::of(&error, Way::Keyboard)
}
