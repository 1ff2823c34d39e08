//! What the three kinds of scanner have in common, and how a setting becomes one of them.

use std::os::fd::BorrowedFd;
use std::time::Duration;

use super::found::{self, Places};
use super::keyboard::Keyboard;
use super::pos::Pos;
use super::serial::Serial;
use super::{ScannerChoice, ScannerError, ScannerEvent, Way};
use crate::usb::Identity;

/// An open scanner.
pub(super) trait Source {
    /// How it speaks.
    fn way(&self) -> Way;

    /// What to wait on.
    fn fd(&self) -> BorrowedFd<'_>;

    /// Takes in what is there to be read.
    fn read(&mut self, now: Duration) -> Result<Vec<ScannerEvent>, ScannerError>;

    /// When silence means something, if it does.
    fn wake(&self) -> Option<Duration>;

    /// Nothing was there to be read at `now`.
    fn silent(&mut self, now: Duration) -> Vec<ScannerEvent>;
}

/// Opens what a setting names.
pub(super) fn open(choice: &ScannerChoice, places: &Places) -> Result<Box<dyn Source>, ScannerError> {
    match choice {
        ScannerChoice::None => Err(ScannerError::NotFound),
        ScannerChoice::Port(path) => Ok(Box::new(Serial::open(path)?)),
        ScannerChoice::Serial(identity) => open_found(identity, &[Way::Serial], places),
        ScannerChoice::Hid(identity) => open_found(identity, &[Way::Pos, Way::Keyboard], places),
    }
}

/// Opens the first device of this identity, by the better way if it has two.
fn open_found(identity: &Identity, ways: &[Way], places: &Places) -> Result<Box<dyn Source>, ScannerError> {
    let found = found::devices(places);
    let of_way = |way: &Way| found.iter().find(|device| device.way == *way && identity.means(&device.identity));
    let device = ways.iter().find_map(of_way).ok_or(ScannerError::NotFound)?;
    Ok(match device.way {
        Way::Serial => Box::new(Serial::open(&device.path)?),
        Way::Pos => Box::new(Pos::open(&device.path, &device.descriptor)?),
        Way::Keyboard => Box::new(Keyboard::open(&device.path)?),
    })
}
