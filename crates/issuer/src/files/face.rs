//! DG2: one face in a biometric template (Doc 9303-10 clause 4.7.2), in a record of ISO/IEC 19794-5:2005 or a block of
//! ISO/IEC 39794-5:2019.

use iso7816::tlv;

use super::{FileId, pad};
use crate::der::{explicit, members, sequence};
use crate::error::IssuerError;
use crate::profile::FaceRecord;

/// Bytes of a JPEG comment segment besides its text: marker and length.
const COMMENT_HEADER: usize = 4;

/// A picture with what records tell about it.
struct Picture<'a> {
    bytes: &'a [u8],
    jpeg2000: bool,
    width: [u8; 2],
    height: [u8; 2],
}

/// DG2 with `picture`, a JPEG brought to a size by a comment in it that decoders pass over.
pub fn file(picture: &[u8], kind: FaceRecord, wanted: Option<usize>) -> Result<Vec<u8>, IssuerError> {
    let Picture { jpeg2000, width, height, .. } = look(picture).ok_or(IssuerError::Face)?;
    pad::to(FileId::Dg2, wanted, |padding| {
        let bytes = if jpeg2000 { picture.to_vec() } else { commented(picture, padding) };
        let picture = Picture { bytes: &bytes, jpeg2000, width, height };
        let block = match kind {
            FaceRecord::Iso19794 => tlv::write(0x5F2E, &record(&picture)),
            FaceRecord::Iso39794 => tlv::write(0x7F2E, &image_block(&picture)),
        };
        tlv::write(0x75, &template(kind, &block))
    })
}

fn template(kind: FaceRecord, block: &[u8]) -> Vec<u8> {
    // Where the newer block's number is not sure, nobody should go by it: the block tells itself by its tag.
    let format = match kind {
        FaceRecord::Iso19794 => [0x00, 0x08],
        FaceRecord::Iso39794 => [0x00, 0x29],
    };
    let header = [
        // Facial features, made when enrolled, format of JTC1/SC37.
        tlv::write(0x80, &[0x01, 0x01]),
        tlv::write(0x81, &[0x02]),
        tlv::write(0x87, &[0x01, 0x01]),
        tlv::write(0x88, &format),
    ];
    let one = [tlv::write(0xA1, &header.concat()), block.to_vec()];
    tlv::write(0x7F61, &[tlv::write(0x02, &[1]), tlv::write(0x7F60, &one.concat())].concat())
}

/// `FaceImageDataBlock` with what it must have: its version, and one picture with its format and size.
fn image_block(picture: &Picture<'_>) -> Vec<u8> {
    let number = |tag: u32, value: &[u8]| tlv::write(tag, members(&crate::der::unsigned(value)));
    // Third generation, 2019.
    let version = explicit(0, &[number(0x80, &[3]), number(0x81, &[0x07, 0xE3])].concat());
    // JPEG, or JPEG 2000 with losses.
    let format = explicit(0, &number(0x80, &[if picture.jpeg2000 { 3 } else { 2 }]));
    let size = explicit(7, &[number(0x80, &picture.width), number(0x81, &picture.height)].concat());
    let picture = [tlv::write(0x80, picture.bytes), explicit(1, &[format, size].concat())].concat();
    let representation = explicit(1, &explicit(0, &explicit(0, &picture)));
    let block = [version, explicit(1, &sequence(&[number(0x80, &[0]), representation]))].concat();
    explicit(1, &tlv::write(0x65, &block))
}

/// The facial record: 14 bytes of header, 20 of the face, 12 of the picture (ISO/IEC 19794-5 clauses 5.4 to 5.7).
fn record(picture: &Picture<'_>) -> Vec<u8> {
    let block = 20 + 12 + picture.bytes.len();
    [
        b"FAC\x00010\x00",
        &length(14 + block)[..],
        &[0x00, 0x01],
        &length(block),
        // No feature points; gender, eyes, hair, properties, expression, pose and its uncertainty not given.
        &[0; 16],
        // Full frontal; JPEG or JPEG 2000.
        &[0x01, u8::from(picture.jpeg2000)],
        &picture.width,
        &picture.height,
        // sRGB; source, device and quality not given.
        &[0x01, 0x00, 0x00, 0x00, 0x00, 0x00],
        picture.bytes,
    ]
    .concat()
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}

/// Tells what a picture is; `None` for any other than JPEG and JPEG 2000.
fn look(bytes: &[u8]) -> Option<Picture<'_>> {
    let (jpeg2000, (width, height)) = match dimensions(bytes) {
        Some(size) => (false, size),
        None => (true, dimensions_2000(bytes)?),
    };
    Some(Picture { bytes, jpeg2000, width, height })
}

/// Width and height of a JPEG 2000 code stream, alone or in a file, from its SIZ segment.
fn dimensions_2000(bytes: &[u8]) -> Option<([u8; 2], [u8; 2])> {
    let at = bytes.windows(4).position(|four| four == [0xFF, 0x4F, 0xFF, 0x51])?;
    // Behind the two markers: length and capabilities, two bytes each, then the width and the height in four.
    let [_, _, _, _, 0, 0, left, right, 0, 0, top, bottom, ..] = *bytes.get(at + 4..)? else { return None };
    Some(([left, right], [top, bottom]))
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
