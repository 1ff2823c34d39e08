//! A V4L2 camera (Video for Linux).

mod control;
mod format;
mod list;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use scan::encode_rgb_jpeg;
use v4l::Device;
use v4l::buffer::{Flags, Type};
use v4l::capability;
use v4l::io::mmap::Stream;
use v4l::io::traits::{CaptureStream, Stream as _};

use super::{CameraError, DeviceReport, Frame, FrameSource, Settings};
use crate::usb::Identity;
use format::Agreed;
pub use list::cameras;

/// How many damaged frames in a row are passed over: the first few after a start often are.
const PATIENCE: usize = 15;
/// Four buffers: the camera fills one while one is read, and the queue never runs dry.
const BUFFERS: u32 = 4;
/// What is waited for: `POLLIN` of poll(2).
const READABLE: i16 = 1;

/// A camera behind a device file such as `/dev/video0`.
pub struct V4l2 {
    stream: Option<Stream<'static>>,
    agreed: Agreed,
    settings: Settings,
    usual_tables: Vec<u8>,
    taken: u64,
    /// Damaged frames since the last whole one.
    damaged: usize,
}

impl V4l2 {
    /// Opens the device, agrees on a format with it, and sets focus and exposure where it offers them.
    ///
    /// # Errors
    /// [`CameraError::NotFound`], [`CameraError::NoPermission`], [`CameraError::Busy`],
    /// [`CameraError::Unsupported`] for what is no camera or knows neither MJPG nor YUYV.
    pub fn open(path: &Path) -> Result<Self, CameraError> {
        let device = Device::with_path(path)?;
        let capable = capability::Flags::VIDEO_CAPTURE | capability::Flags::STREAMING;
        if !device.query_caps()?.capabilities.contains(capable) {
            return Err(CameraError::Unsupported);
        }
        let agreed = format::agree(&device)?;
        let stream = Stream::with_buffers(&device, Type::VideoCapture, BUFFERS)?;
        let settings = control::set(&device);
        // Any coloured JPEG of our own encoder carries the usual tables.
        let usual_tables = encode_rgb_jpeg(1, 1, &[0; 3]).ok_or(CameraError::Unsupported)?;
        Self { stream: Some(stream), agreed, settings, usual_tables, taken: 0, damaged: 0 }.start()
    }

    /// Opens a USB camera wherever it is plugged in.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub fn find(camera: &Identity) -> Result<Self, CameraError> {
        let mut opened = list::places(camera).into_iter().map(|place| Self::open(&place));
        // A camera has places of its own for other things than pictures.
        opened.find(|opened| !matches!(opened, Err(CameraError::Unsupported))).unwrap_or(Err(CameraError::NotFound))
    }

    /// Starts the stream with all buffers but the first, which the first call for a frame gives to the driver.
    fn start(mut self) -> Result<Self, CameraError> {
        let stream = self.stream.as_mut().ok_or(CameraError::Unplugged)?;
        // A driver may have fewer buffers than it was asked for.
        let _ = (1..BUFFERS as usize).try_for_each(|buffer| CaptureStream::queue(stream, buffer));
        stream.start()?;
        Ok(self)
    }

    /// Takes one buffer; `None` when its contents are damaged.
    fn take(&mut self, timeout: Duration) -> Result<Option<Frame>, CameraError> {
        let stream = self.stream.as_mut().ok_or(CameraError::Unplugged)?;
        // A call for a frame gives a buffer back before it waits, so that it cannot be made again: it is made when a frame is there.
        if stream.handle().poll(READABLE, i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX))? == 0 {
            return Err(CameraError::TimedOut);
        }
        stream.set_timeout(timeout);
        let (buffer, about) = CaptureStream::next(stream)?;
        self.taken += 1;
        let used = usize::try_from(about.bytesused).unwrap_or(0).min(buffer.len());
        if about.flags.contains(Flags::ERROR) {
            return Ok(None);
        }
        Ok(self.agreed.frame(&buffer[..used], &self.usual_tables, self.taken))
    }
}

impl FrameSource for V4l2 {
    fn next(&mut self, timeout: Duration) -> Result<Frame, CameraError> {
        let until = Instant::now() + timeout;
        while self.damaged < PATIENCE {
            if let Some(frame) = self.take(until.saturating_duration_since(Instant::now()))? {
                self.damaged = 0;
                return Ok(frame);
            }
            self.damaged += 1;
        }
        Err(CameraError::Damaged)
    }

    fn report(&self) -> Option<DeviceReport> {
        let Agreed { format, promised, .. } = self.agreed;
        Some(DeviceReport { format, promised, settings: self.settings })
    }
}

impl Drop for V4l2 {
    /// The stream panics when the driver refuses to stop it, which a pulled plug can cause.
    fn drop(&mut self) {
        let stream = self.stream.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(stream)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: &str) -> CameraError {
        V4l2::open(Path::new(path)).err().expect("no camera")
    }

    #[test]
    fn what_is_no_camera_is_refused_with_its_reason() {
        assert_eq!(refused("/dev/video-that-is-not-there"), CameraError::NotFound);
        assert_eq!(refused("/dev/null"), CameraError::Unsupported);
        assert_eq!(refused("/dev"), CameraError::Device { code: Some(21) });
        let unknown = Identity { vendor: 0, product: 0, serial: None };
        assert_eq!(V4l2::find(&unknown).err(), Some(CameraError::NotFound));
    }
}
