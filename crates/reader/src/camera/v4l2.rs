//! A V4L2 camera (Video for Linux).

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use scan::{encode_rgb_jpeg, jpeg};
use v4l::buffer::{Flags, Type};
use v4l::capability;
use v4l::io::mmap::Stream;
use v4l::io::traits::CaptureStream;
use v4l::video::Capture;
use v4l::{Device, Format, FourCC};

use super::{CameraError, Frame, FrameSource};

/// What is asked for, best first: a module of a card's code needs two pixels, and uncompressed pictures of that size
/// are too slow over USB 2. The driver answers with the nearest size it has.
const WANTED: [(&[u8; 4], u32, u32); 2] = [(b"MJPG", 1920, 1080), (b"YUYV", 1280, 720)];
/// How many damaged frames in a row are passed over: the first few after a start often are.
const PATIENCE: usize = 15;
/// Four buffers: the camera fills one while one is read, and the queue never runs dry.
const BUFFERS: u32 = 4;

/// A camera behind a device file such as `/dev/video0`.
pub struct V4l2 {
    stream: Option<Stream<'static>>,
    layout: Layout,
    usual_tables: Vec<u8>,
    taken: u64,
}

enum Layout {
    Jpeg,
    Yuyv { width: usize, height: usize, stride: usize },
}

impl V4l2 {
    /// Opens the device and agrees on a format with it.
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
        let layout = agree(&device)?;
        let stream = Stream::with_buffers(&device, Type::VideoCapture, BUFFERS)?;
        // Any coloured JPEG of our own encoder carries the usual tables.
        let usual_tables = encode_rgb_jpeg(1, 1, &[0; 3]).ok_or(CameraError::Unsupported)?;
        Ok(Self { stream: Some(stream), layout, usual_tables, taken: 0 })
    }

    /// Takes one buffer; `None` when its contents are damaged.
    fn take(&mut self, timeout: Duration) -> Result<Option<Frame>, CameraError> {
        let stream = self.stream.as_mut().ok_or(CameraError::Unplugged)?;
        stream.set_timeout(timeout);
        let (buffer, about) = CaptureStream::next(stream)?;
        self.taken += 1;
        let used = usize::try_from(about.bytesused).unwrap_or(0).min(buffer.len());
        if about.flags.contains(Flags::ERROR) {
            return Ok(None);
        }
        Ok(self.layout.frame(&buffer[..used], &self.usual_tables, self.taken))
    }
}

impl Layout {
    fn frame(&self, bytes: &[u8], usual_tables: &[u8], content: u64) -> Option<Frame> {
        match *self {
            Self::Jpeg => Some(Frame::of_jpeg(jpeg::with_tables(jpeg::whole(bytes)?, usual_tables)?, content)),
            Self::Yuyv { width, height, stride } => Frame::of_yuyv(width, height, stride, bytes.to_vec(), content),
        }
    }
}

impl FrameSource for V4l2 {
    fn next(&mut self, timeout: Duration) -> Result<Frame, CameraError> {
        for _ in 0..PATIENCE {
            if let Some(frame) = self.take(timeout)? {
                return Ok(frame);
            }
        }
        Err(CameraError::Damaged)
    }
}

impl Drop for V4l2 {
    /// The stream panics when the driver refuses to stop it, which a pulled plug can cause.
    fn drop(&mut self) {
        let stream = self.stream.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(stream)));
    }
}

fn agree(device: &Device) -> Result<Layout, CameraError> {
    for (code, width, height) in WANTED {
        let given = match device.set_format(&Format::new(width, height, FourCC::new(code))) {
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => continue,
            given => given?,
        };
        let (width, height) = (given.width as usize, given.height as usize);
        match &given.fourcc.repr {
            b"MJPG" | b"JPEG" => return Ok(Layout::Jpeg),
            b"YUYV" => return Ok(Layout::Yuyv { width, height, stride: (given.stride as usize).max(width * 2) }),
            _ => {}
        }
    }
    Err(CameraError::Unsupported)
}

#[cfg(test)]
mod tests {
    use scan::Luma;

    use super::*;

    fn refused(path: &str) -> CameraError {
        V4l2::open(Path::new(path)).err().expect("no camera")
    }

    #[test]
    fn what_is_no_camera_is_refused_with_its_reason() {
        assert_eq!(refused("/dev/video-that-is-not-there"), CameraError::NotFound);
        assert_eq!(refused("/dev/null"), CameraError::Unsupported);
        assert_eq!(refused("/dev"), CameraError::Device { code: Some(21) });
    }

    #[test]
    fn a_drivers_buffer_becomes_a_frame() {
        let tables = encode_rgb_jpeg(1, 1, &[0; 3]).unwrap();
        let picture = scan::encode_jpeg(&Luma::even(32, 16, 50)).unwrap();
        let padded = [picture.as_slice(), &[0; 900]].concat();
        assert_eq!(Layout::Jpeg.frame(&padded, &tables, 1).unwrap().jpeg().unwrap()[..], picture);
        assert!(Layout::Jpeg.frame(&picture[..picture.len() / 2], &tables, 1).is_none(), "cut off");
        let layout = Layout::Yuyv { width: 4, height: 2, stride: 8 };
        assert_eq!(layout.frame(&[7; 16], &tables, 1).unwrap().luma().unwrap().pixels(), [7; 8]);
        assert!(layout.frame(&[7; 15], &tables, 1).is_none());
    }
}
