//! What is agreed on with a camera: format, size and rate.

use std::io;

use scan::jpeg;
use v4l::video::Capture;
use v4l::video::capture::Parameters;
use v4l::{Device, Format, FourCC};

use crate::camera::{CameraError, Frame, PictureFormat};

/// What is asked for, best first: a module of a card's code needs two pixels, and uncompressed pictures of a large size
/// are too slow over USB 2. The driver answers with the nearest size it has.
const WANTED: [(&[u8; 4], u32, u32); 3] = [(b"MJPG", 1920, 1080), (b"MJPG", 1280, 720), (b"YUYV", 1280, 720)];
/// Frames a second: what is asked for, and what a preview needs to look alive.
const RATE: u32 = 30;
const SLOWEST: f32 = 15.0;

/// What a camera has agreed to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreed {
    pub format: PictureFormat,
    pub width: usize,
    pub height: usize,
    /// Frames a second, if it said.
    pub promised: Option<f32>,
    stride: usize,
}

impl Agreed {
    /// What a buffer of the driver holds; `None` when it is no whole frame.
    pub fn frame(&self, bytes: &[u8], usual_tables: &[u8], content: u64) -> Option<Frame> {
        match self.format {
            PictureFormat::Mjpeg => {
                Some(Frame::of_jpeg(jpeg::with_tables(jpeg::whole(bytes)?, usual_tables)?, content))
            }
            PictureFormat::Yuyv => Frame::of_yuyv(self.width, self.height, self.stride, bytes.to_vec(), content),
        }
    }

    fn is_fast(&self) -> bool {
        self.promised.is_none_or(|rate| rate >= SLOWEST)
    }
}

/// Agrees on the best format that is fast enough, or else on the best there is.
///
/// # Errors
/// [`CameraError::Unsupported`] when the device knows neither MJPG nor YUYV, and what the system says otherwise.
pub fn agree(device: &Device) -> Result<Agreed, CameraError> {
    let mut slow = None;
    for wanted in WANTED {
        match ask(device, wanted)? {
            Some(agreed) if agreed.is_fast() => return Ok(agreed),
            Some(_) => slow = slow.or(Some(wanted)),
            None => {}
        }
    }
    let best = slow.ok_or(CameraError::Unsupported)?;
    ask(device, best)?.ok_or(CameraError::Unsupported)
}

fn ask(device: &Device, (code, width, height): (&[u8; 4], u32, u32)) -> io::Result<Option<Agreed>> {
    let given = match device.set_format(&Format::new(width, height, FourCC::new(code))) {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Ok(None),
        given => given?,
    };
    // A driver that has not the format gives another, in the size that was meant for this one.
    let format = match &given.fourcc.repr {
        given if given != code => return Ok(None),
        b"MJPG" => PictureFormat::Mjpeg,
        _ => PictureFormat::Yuyv,
    };
    let (width, height) = (given.width as usize, given.height as usize);
    let stride = (given.stride as usize).max(width * 2);
    Ok(Some(Agreed { format, width, height, promised: promise(device), stride }))
}

/// Many cameras have one rate only and do not take the question.
fn promise(device: &Device) -> Option<f32> {
    let given = device.set_params(&Parameters::with_fps(RATE)).ok()?.interval;
    (given.numerator > 0 && given.denominator > 0).then(|| near(given.denominator) / near(given.numerator))
}

#[expect(clippy::cast_precision_loss, reason = "a rate of few frames a second")]
const fn near(number: u32) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use scan::{Luma, encode_rgb_jpeg};

    use super::*;

    const WEBCAM: Agreed =
        Agreed { format: PictureFormat::Mjpeg, width: 32, height: 16, promised: Some(30.0), stride: 64 };

    #[test]
    fn a_drivers_buffer_becomes_a_frame() {
        let tables = encode_rgb_jpeg(1, 1, &[0; 3]).unwrap();
        let picture = scan::encode_jpeg(&Luma::even(32, 16, 50)).unwrap();
        let padded = [picture.as_slice(), &[0; 900]].concat();
        assert_eq!(WEBCAM.frame(&padded, &tables, 1).unwrap().jpeg().unwrap()[..], picture);
        assert!(WEBCAM.frame(&picture[..picture.len() / 2], &tables, 1).is_none(), "cut off");
        let raw = Agreed { format: PictureFormat::Yuyv, width: 4, height: 2, stride: 8, ..WEBCAM };
        assert_eq!(raw.frame(&[7; 16], &tables, 1).unwrap().luma().unwrap().pixels(), [7; 8]);
        assert!(raw.frame(&[7; 15], &tables, 1).is_none());
    }

    #[test]
    fn a_camera_that_says_no_rate_counts_as_fast() {
        let rate = |promised| Agreed { promised, ..WEBCAM }.is_fast();
        assert_eq!([rate(None), rate(Some(15.0)), rate(Some(5.0))], [true, true, false]);
    }
}
