//! Files and frames to brightness, and brightness to a JPEG for the screen.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, GrayImage, ImageDecoder, Limits};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::jpeg;
use crate::luma::Luma;

/// The longest side of a picture that is decoded, in pixels.
pub const LONGEST_SIDE: usize = 8192;
/// The most pixels of a picture that is decoded: 25 million, what phones take.
pub const MOST_PIXELS: usize = 25_000_000;

/// The most scans of a progressive JPEG: each goes over the whole picture, however few its bytes are. Cameras and
/// programs write about ten.
const MOST_SCANS: usize = 32;
/// What the chunks before a PNG's pixels may hold once they are unpacked: profiles of colour, comments.
const MOST_BESIDE: u64 = 4 << 20;

/// The most pixels that a byte of JPEG can stand for: a block of 64 takes a bit of its scan at least.
const PIXELS_A_JPEG_BYTE: usize = 8 * 64;
/// The most bytes of pixels that a byte of PNG can stand for: deflate's best, 258 bytes for two bits.
const BYTES_A_PNG_BYTE: usize = 1032;

/// Why a picture was not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It is of no kind that is decoded.
    #[error("the picture is of an unknown kind")]
    Unknown,
    /// Its header promises more pixels than are decoded; nothing of it was.
    #[error("the picture is too large: {width} x {height} pixels")]
    TooLarge {
        /// Width in pixels, by the header.
        width: usize,
        /// Height in pixels, by the header.
        height: usize,
    },
    /// It ends before its end mark.
    #[error("the picture is cut off")]
    Truncated,
    /// Its contents contradict themselves.
    #[error("the picture is damaged")]
    Damaged,
}

/// Decodes a JPEG or PNG to brightness, upright as its Exif says the camera was held. The size is judged by the header
/// before anything is decoded, and nothing is decoded that promises more than its bytes can hold.
///
/// # Errors
/// Every [`PictureError`].
pub fn decode_picture(bytes: &[u8]) -> Result<Luma, PictureError> {
    match bytes {
        [0xFF, 0xD8, ..] => decode_jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => decode_png(bytes),
        _ => Err(PictureError::Unknown),
    }
}

fn decode_jpeg(bytes: &[u8]) -> Result<Luma, PictureError> {
    let bytes = jpeg::whole(bytes).ok_or(PictureError::Truncated)?;
    // The decoder's own limits stand above ours so that ours can name the size.
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::Luma)
        .jpeg_set_max_scans(MOST_SCANS)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX));
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| PictureError::Damaged)?;
    let info = decoder.info().ok_or(PictureError::Damaged)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    admit(width, height)?;
    if width * height > PIXELS_A_JPEG_BYTE * bytes.len() {
        return Err(PictureError::Damaged);
    }
    // Brightness stands in most by itself; inks and bare colours have to be mixed first.
    let mixed = matches!(decoder.input_colorspace(), Some(ColorSpace::CMYK | ColorSpace::YCCK | ColorSpace::RGB));
    if mixed {
        decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::RGB));
    }
    let pixels = decoder.decode().map_err(|_| PictureError::Damaged)?;
    let pixels = if mixed { pixels.chunks_exact(3).map(brightness).collect() } else { pixels };
    let held = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    let picture = Luma::new(width, height, pixels).ok_or(PictureError::Damaged)?;
    upright(picture, held.unwrap_or(Orientation::NoTransforms)).ok_or(PictureError::Damaged)
}

/// Of red, green and blue (ITU-R BT.601, in 256ths).
fn brightness(colour: &[u8]) -> u8 {
    let sum: u32 = colour.iter().zip([77, 150, 29]).map(|(&part, weight)| u32::from(part) * weight).sum();
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

fn decode_png(bytes: &[u8]) -> Result<Luma, PictureError> {
    let whole = bytes.windows(4).any(|mark| mark == b"IEND");
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BESIDE);
    let mut decoder = PngDecoder::with_limits(Cursor::new(bytes), limits.clone()).map_err(|_| damage(whole))?;
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    admit(width, height)?;
    let needed = width * height * usize::from(decoder.original_color_type().bits_per_pixel()) / 8;
    if needed > BYTES_A_PNG_BYTE * bytes.len() {
        return Err(damage(whole));
    }
    limits.max_alloc = Some(MOST_PIXELS as u64 * 8);
    decoder.set_limits(limits).map_err(|_| PictureError::TooLarge { width, height })?;
    let held = decoder.orientation().map_err(|_| PictureError::Damaged)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| damage(whole))?;
    let picture = Luma::new(width, height, picture.into_luma8().into_raw()).ok_or(PictureError::Damaged)?;
    upright(picture, held).ok_or(PictureError::Damaged)
}

/// Turns a picture as its camera was held; nearly all stand upright and pass as they are.
fn upright(picture: Luma, held: Orientation) -> Option<Luma> {
    if held == Orientation::NoTransforms {
        return Some(picture);
    }
    let (width, height) = (u32::try_from(picture.width()).ok()?, u32::try_from(picture.height()).ok()?);
    let mut turned = DynamicImage::ImageLuma8(GrayImage::from_raw(width, height, picture.into_pixels())?);
    turned.apply_orientation(held);
    Luma::new(turned.width() as usize, turned.height() as usize, turned.into_luma8().into_raw())
}

const fn damage(whole: bool) -> PictureError {
    if whole { PictureError::Damaged } else { PictureError::Truncated }
}

fn admit(width: usize, height: usize) -> Result<(), PictureError> {
    let fits = width <= LONGEST_SIDE && height <= LONGEST_SIDE && width * height <= MOST_PIXELS;
    if fits { Ok(()) } else { Err(PictureError::TooLarge { width, height }) }
}

/// Encodes brightness as a grey JPEG at quality 80, for a preview; `None` when a side is longer than JPEG allows.
pub fn encode_jpeg(picture: &Luma) -> Option<Vec<u8>> {
    encode(picture.pixels(), picture.width(), picture.height(), ExtendedColorType::L8)
}

/// Encodes red, green and blue bytes as a JPEG at quality 80; `None` when their number does not fit the size.
pub fn encode_rgb_jpeg(width: usize, height: usize, rgb: &[u8]) -> Option<Vec<u8>> {
    encode(rgb, width, height, ExtendedColorType::Rgb8)
}

fn encode(samples: &[u8], width: usize, height: usize, colour: ExtendedColorType) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    let expected = usize::from(width) * usize::from(height) * usize::from(colour.channel_count());
    if samples.len() != expected {
        return None;
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80).encode(samples, width.into(), height.into(), colour).ok()?;
    Some(bytes)
}
