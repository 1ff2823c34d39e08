//! DG2: one face in a biometric template (Doc 9303-10 clause 4.7.2) of ISO/IEC 19794-5:2005.

use iso7816::tlv;

use super::{FileId, pad};
use crate::error::SimError;

/// Bytes of a JPEG comment segment besides its text: marker and length.
const COMMENT_HEADER: usize = 4;

/// DG2 with `jpeg`, brought to a size by a comment in the picture that decoders pass over.
pub fn file(jpeg: &[u8], wanted: Option<usize>) -> Result<Vec<u8>, SimError> {
    let (width, height) = dimensions(jpeg).ok_or(SimError::Face)?;
    pad::to(FileId::Dg2, wanted, |padding| {
        let picture = commented(jpeg, padding);
        tlv::write(0x75, &template(&record(&picture, width, height)))
    })
}

fn template(record: &[u8]) -> Vec<u8> {
    let header = [
        // Facial features, made when enrolled, format of JTC1/SC37: 0x0101, 0x0008.
        tlv::write(0x80, &[0x01, 0x01]),
        tlv::write(0x81, &[0x02]),
        tlv::write(0x87, &[0x01, 0x01]),
        tlv::write(0x88, &[0x00, 0x08]),
    ];
    let one = [tlv::write(0xA1, &header.concat()), tlv::write(0x5F2E, record)];
    tlv::write(0x7F61, &[tlv::write(0x02, &[1]), tlv::write(0x7F60, &one.concat())].concat())
}

/// The facial record: 14 bytes of header, 20 of the face, 12 of the picture (ISO/IEC 19794-5 clauses 5.4 to 5.7).
fn record(picture: &[u8], width: [u8; 2], height: [u8; 2]) -> Vec<u8> {
    let block = 20 + 12 + picture.len();
    [
        b"FAC\x00010\x00",
        &length(14 + block)[..],
        &[0x00, 0x01],
        &length(block),
        // No feature points; gender, eyes, hair, properties, expression, pose and its uncertainty not given.
        &[0; 16],
        // Full frontal, JPEG.
        &[0x01, 0x00],
        &width,
        &height,
        // sRGB; source, device and quality not given.
        &[0x01, 0x00, 0x00, 0x00, 0x00, 0x00],
        picture,
    ]
    .concat()
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}

/// Width and height of a JPEG, big-endian, from its frame header.
fn dimensions(jpeg: &[u8]) -> Option<([u8; 2], [u8; 2])> {
    let mut rest = jpeg.strip_prefix(&[0xFF, 0xD8])?;
    while let [0xFF, marker, high, low, ..] = *rest {
        if matches!(marker, 0xC0..=0xC2) {
            let [_, _, _, _, _, top, bottom, left, right, ..] = *rest else { return None };
            return Some(([left, right], [top, bottom]));
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
    }
    None
}

/// Puts comments of `padding` bytes altogether behind the start of the picture; less when `padding` cannot be cut
/// into whole segments, which the caller then sees by the size.
fn commented(jpeg: &[u8], padding: usize) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let mut out = start.to_vec();
    let mut left = padding;
    while left >= COMMENT_HEADER {
        let text = (left - COMMENT_HEADER).min(60_000);
        let [.., high, low] = (text + 2).to_be_bytes();
        out.extend([0xFF, 0xFE, high, low]);
        out.resize(out.len() + text, b' ');
        left -= COMMENT_HEADER + text;
    }
    out.extend_from_slice(rest);
    out
}
