//! Faces as chips hold them to what a web view shows.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_jpeg2000::{ColorSpace, DecodeSettings, DecoderContext, Image};

use crate::codestream;
use crate::picture::{PictureError, encode_rgb_jpeg};

/// Turns a JPEG 2000 picture, file or codestream, into a JPEG of the same size.
///
/// Judged by its headers before anything is decoded: at most 2,097,152 pixels ([`crate::MOST_FACE_PIXELS`]) of at most
/// four components, and a bounded number of tiles, packets and code-blocks.
///
/// # Errors
/// Every [`PictureError`]. A decoder that stumbles over the bytes counts as [`PictureError::Damaged`].
pub fn jpeg_of_jpeg2000(picture: &[u8]) -> Result<Vec<u8>, PictureError> {
    codestream::admit(picture)?;
    let (width, height, rgb) =
        catch_unwind(AssertUnwindSafe(|| decode(picture))).unwrap_or(None).ok_or(PictureError::Damaged)?;
    encode_rgb_jpeg(width, height, &rgb).ok_or(PictureError::Damaged)
}

/// Width, height, and red, green and blue bytes.
fn decode(picture: &[u8]) -> Option<(usize, usize, Vec<u8>)> {
    let image = Image::new(picture, &DecodeSettings::default()).ok()?;
    let (width, height) = (usize::try_from(image.width()).ok()?, usize::try_from(image.height()).ok()?);
    let mut context = DecoderContext::default();
    let samples = image.decode(&mut context).ok()?.data_u8();
    let pixels = width.checked_mul(height).filter(|&pixels| (1..=codestream::MOST_FACE_PIXELS).contains(&pixels))?;
    let channels = samples.len() / pixels;
    if samples.len() != pixels * channels || channels == 0 {
        return None;
    }
    // A profile is not applied: it moves shades of skin, and hides nobody.
    let pixel = |samples: &[u8]| match (image.color_space(), samples) {
        (ColorSpace::CMYK, &[c, m, y, k, ..]) => Some([c, m, y].map(|ink| inverse(ink, k))),
        (_, &[grey] | &[grey, _]) => Some([grey; 3]),
        (_, &[red, green, blue, ..]) => Some([red, green, blue]),
        _ => None,
    };
    let rgb: Vec<[u8; 3]> = samples.chunks_exact(channels).map(pixel).collect::<Option<_>>()?;
    Some((width, height, rgb.into_flattened()))
}

/// What is left of white under an ink and black.
fn inverse(ink: u8, black: u8) -> u8 {
    let left = u16::from(255 - ink) * u16::from(255 - black) / 255;
    u8::try_from(left).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_the_drawn_one() {
        let lossless = [
            &include_bytes!("../tests/faces/lossless.jp2")[..],
            include_bytes!("../tests/faces/lossless.j2k"),
            include_bytes!("../tests/faces/tiles.j2k"),
            include_bytes!("../tests/faces/precincts.jp2"),
        ];
        for (at, picture) in lossless.into_iter().enumerate() {
            let (width, height, rgb) = decode(picture).unwrap();
            assert_eq!((width, height, rgb.len()), (96, 128, 96 * 128 * 3), "{at}");
            let pixel = |x: usize, y: usize| &rgb[(y * width + x) * 3..][..3];
            assert_eq!((pixel(0, 0), pixel(95, 127)), (&[220, 30, 30][..], &[30, 30, 220][..]), "{at}");
            assert_eq!((pixel(48, 64), pixel(47, 2)), (&[200, 170, 140][..], &[220, 30, 30][..]), "{at}");
        }
        let (_, _, grey) = decode(include_bytes!("../tests/faces/grey.jp2")).unwrap();
        assert_eq!((&grey[..3], &grey[(64 * 96 + 48) * 3..][..3]), (&[93; 3][..], &[170; 3][..]));
    }

    #[test]
    fn inks_take_from_white() {
        assert_eq!([inverse(0, 0), inverse(255, 0), inverse(0, 255), inverse(51, 0)], [255, 0, 0, 204]);
    }
}
