//! A scanner that is a serial port over USB.

use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::termios::ioctl_tiocexcl;
use serial2::{CharSize, FlowControl, Parity, SerialPort, Settings, StopBits};

use super::framing::{Frame, Framed, Framer};
use super::source::Source;
use super::{Carried, Scan, ScannerError, ScannerEvent, Way};

/// What scanners are set to in the factory; over USB the number means nothing.
const BAUD: u32 = 9_600;

/// An open port.
pub(super) struct Serial {
    port: SerialPort,
    framer: Framer,
}

impl Serial {
    /// Opens the port for this program alone: raw, eight bits, no parity, one stop bit.
    pub(super) fn open(path: &Path) -> Result<Self, ScannerError> {
        let port = SerialPort::open(path, raw).map_err(fault)?;
        // The first keeps everybody out who is not root, the second those who ask; a port that was open before is told
        // by the second only.
        ioctl_tiocexcl(&port).map_err(|error| fault(error.into()))?;
        flock(&port, FlockOperation::NonBlockingLockExclusive).map_err(|error| fault(error.into()))?;
        // What was scanned before anybody listened is nobody's now.
        port.discard_input_buffer().map_err(fault)?;
        Ok(Self { port, framer: Framer::default() })
    }
}

fn raw(mut settings: Settings) -> std::io::Result<Settings> {
    settings.set_raw();
    settings.set_baud_rate(BAUD)?;
    settings.set_char_size(CharSize::Bits8);
    settings.set_parity(Parity::None);
    settings.set_stop_bits(StopBits::One);
    settings.set_flow_control(FlowControl::None);
    Ok(settings)
}

impl Source for Serial {
    fn way(&self) -> Way {
        Way::Serial
    }

    fn fd(&self) -> BorrowedFd<'_> {
        self.port.as_fd()
    }

    fn read(&mut self, now: Duration) -> Result<Vec<ScannerEvent>, ScannerError> {
        let mut bytes = [0; 1_024];
        match self.port.read(&mut bytes) {
            // A port that is hung up has nothing to read, at once.
            Ok(0) => Err(ScannerError::Unplugged),
            Ok(read) => Ok(self.framer.take(&bytes[..read], now).into_iter().map(event).collect()),
            Err(error) => Err(fault(error)),
        }
    }

    fn wake(&self) -> Option<Duration> {
        self.framer.wake()
    }

    fn silent(&mut self, now: Duration) -> Vec<ScannerEvent> {
        self.framer.silent(now).into_iter().map(event).collect()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape in which `map_err` calls it")]
fn fault(error: std::io::Error) -> ScannerError {
    ScannerError::of(&error, Way::Serial)
}

fn event(framed: Framed) -> ScannerEvent {
    match framed {
        Framed::Frame(frame) => ScannerEvent::Scanned(whole(frame)),
        Framed::TooLong => ScannerEvent::TooLong,
    }
}

/// A code that came as bytes.
pub(super) fn whole(frame: Frame) -> Scan {
    let carried = if frame.utf8 { Carried::Whole } else { Carried::OtherCodePage };
    Scan { bytes: frame.bytes, carried, symbology: frame.symbology, end: frame.end, took: frame.took }
}
