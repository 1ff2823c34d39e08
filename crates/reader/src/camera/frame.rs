//! One frame, in the form its source gave it.

use std::fmt;
use std::sync::Arc;

use scan::{Luma, PictureError, decode_picture, encode_jpeg, encode_rgb_jpeg};

/// A frame. It may show a card, so it is printed without its pixels.
#[derive(Clone)]
pub struct Frame {
    pixels: Pixels,
    content: u64,
}

#[derive(Clone)]
enum Pixels {
    Jpeg(Arc<[u8]>),
    Grey(Luma),
    /// Pairs of pixels as brightness, blue, brightness, red; rows of `stride` bytes.
    Yuyv {
        width: usize,
        height: usize,
        stride: usize,
        bytes: Vec<u8>,
    },
}

impl Frame {
    /// A frame that is a JPEG. Two frames of one source with the same `content` show the same picture.
    pub fn of_jpeg(jpeg: impl Into<Arc<[u8]>>, content: u64) -> Self {
        Self { pixels: Pixels::Jpeg(jpeg.into()), content }
    }

    /// A frame of brightness alone.
    pub fn of_luma(luma: Luma, content: u64) -> Self {
        Self { pixels: Pixels::Grey(luma), content }
    }

    /// A frame of packed YUV 4:2:2 in rows of `stride` bytes; `None` when bytes are missing.
    pub fn of_yuyv(width: usize, height: usize, stride: usize, bytes: Vec<u8>, content: u64) -> Option<Self> {
        let row = width.checked_mul(2).filter(|&row| row > 0 && row <= stride)?;
        let needed = stride.checked_mul(height.checked_sub(1)?)?.checked_add(row)?;
        (bytes.len() >= needed).then_some(Self { pixels: Pixels::Yuyv { width, height, stride, bytes }, content })
    }

    /// Which picture of its source this is: the same number again means the same picture again.
    pub const fn content(&self) -> u64 {
        self.content
    }

    /// The brightness, to look for codes in.
    ///
    /// # Errors
    /// Those of [`scan::decode_picture`].
    pub fn luma(&self) -> Result<Luma, PictureError> {
        match &self.pixels {
            Pixels::Jpeg(bytes) => decode_picture(bytes),
            Pixels::Grey(luma) => Ok(luma.clone()),
            Pixels::Yuyv { width, height, stride, bytes } => {
                let rows = bytes.chunks(*stride).take(*height);
                let levels = rows.flat_map(|row| row[..width * 2].iter().step_by(2).copied()).collect();
                Luma::new(*width, *height, levels).ok_or(PictureError::Damaged)
            }
        }
    }

    /// The frame as a JPEG, for the preview; `None` when it cannot be one.
    pub fn jpeg(&self) -> Option<Arc<[u8]>> {
        match &self.pixels {
            Pixels::Jpeg(bytes) => Some(bytes.clone()),
            Pixels::Grey(luma) => encode_jpeg(luma).map(Into::into),
            Pixels::Yuyv { width, height, stride, bytes } => {
                let rows = bytes.chunks(*stride).take(*height);
                let rgb: Vec<u8> = rows.flat_map(|row| row[..width * 2].chunks(4).flat_map(pair_to_rgb)).collect();
                encode_rgb_jpeg(*width, *height, rgb.get(..width * height * 3)?).map(Into::into)
            }
        }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame").field("content", &self.content).finish_non_exhaustive()
    }
}

/// Two pixels of YUYV to red, green and blue (ITU-R BT.601, full range, in 256ths).
fn pair_to_rgb(pair: &[u8]) -> [u8; 6] {
    let sample = |place: usize| i32::from(pair.get(place).copied().unwrap_or(128));
    let (blue, red) = (sample(1) - 128, sample(3) - 128);
    let colour =
        |brightness: i32| [359 * red, -88 * blue - 183 * red, 454 * blue].map(|part| clamp(brightness + part / 256));
    let ([r0, g0, b0], [r1, g1, b1]) = (colour(sample(0)), colour(sample(2)));
    [r0, g0, b0, r1, g1, b1]
}

fn clamp(level: i32) -> u8 {
    u8::try_from(level.clamp(0, 255)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuyv_gives_its_brightness_and_a_coloured_preview() {
        // Two rows of two pixels in rows of six bytes; the padding must not show.
        let bytes = vec![76, 85, 76, 255, 9, 9, 150, 44, 150, 21, 9, 9];
        let frame = Frame::of_yuyv(2, 2, 6, bytes, 1).unwrap();
        assert_eq!(frame.luma().unwrap().pixels(), [76, 76, 150, 150]);
        assert_eq!(pair_to_rgb(&[76, 85, 76, 255]), [254, 0, 0, 254, 0, 0]);
        let preview = frame.jpeg().unwrap();
        assert_eq!(decode_picture(&preview).unwrap().width(), 2);
    }

    #[test]
    fn yuyv_with_missing_bytes_is_no_frame() {
        for (width, height, stride, bytes) in [(2, 2, 4, 7), (2, 2, 3, 99), (0, 2, 4, 99), (2, 0, 4, 99)] {
            assert!(Frame::of_yuyv(width, height, stride, vec![0; bytes], 1).is_none(), "{width} {height} {stride}");
        }
        assert!(Frame::of_yuyv(2, 2, 6, vec![0; 10], 1).is_some(), "the last row needs no padding");
    }
}
