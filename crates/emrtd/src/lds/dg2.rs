//! DG2: the face (Doc 9303-10 clause 4.7.2), in the record of ISO/IEC 19794-5:2005.

use private::Private;

use iso7816::tlv;

/// How a face is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaceFormat {
    /// JPEG.
    Jpeg,
    /// JPEG 2000, as a file or as a bare codestream.
    Jpeg2000,
}

/// A picture of the holder's face, still compressed.
#[derive(Debug, Clone)]
pub struct Face {
    /// How it is compressed, told by its first bytes.
    pub format: FaceFormat,
    /// The picture.
    pub bytes: Private<Vec<u8>>,
}

/// Bytes of the facial record header, the facial information block, one feature point, and the image information block.
const RECORD_HEADER: usize = 14;
const FACIAL_INFORMATION: usize = 20;
const FEATURE_POINT: usize = 8;
const IMAGE_INFORMATION: usize = 12;

impl Face {
    /// Finds the first face of `75 { 7F61 { 02 count, 7F60 { A1 header, 5F2E or 7F2E record } } }`.
    ///
    /// `None` when there is none in a form this crate knows.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let template = tlv::find_path(file, &[0x75, 0x7F61, 0x7F60])?;
        let record = tlv::find(template, 0x5F2E).or_else(|| tlv::find(template, 0x7F2E))?;
        let image = image(record)?;
        Some(Self { format: format(image)?, bytes: Private::new(image.to_vec()) })
    }
}

/// The picture of the first facial record; its block length covers the information blocks and the picture.
fn image(record: &[u8]) -> Option<&[u8]> {
    let facial = record.strip_prefix(b"FAC\x00010\0").and(record.get(RECORD_HEADER..))?;
    let block = u32::from_be_bytes(*facial.first_chunk()?);
    let points = u16::from_be_bytes(*facial.get(4..)?.first_chunk()?);
    let start = FACIAL_INFORMATION + usize::from(points) * FEATURE_POINT + IMAGE_INFORMATION;
    facial.get(start..usize::try_from(block).ok()?)
}

fn format(image: &[u8]) -> Option<FaceFormat> {
    match image {
        [0xFF, 0xD8, 0xFF, ..] => Some(FaceFormat::Jpeg),
        [0, 0, 0, 0x0C, b'j', b'P', b' ', b' ', ..] | [0xFF, 0x4F, 0xFF, 0x51, ..] => Some(FaceFormat::Jpeg2000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A facial record with feature points around a picture.
    fn file(points: u16, picture: &[u8], tag: tlv::Tag) -> Vec<u8> {
        let block = 20 + usize::from(points) * 8 + 12 + picture.len();
        let mut record = b"FAC\x00010\0".to_vec();
        record.extend(u32::try_from(14 + block).unwrap().to_be_bytes());
        record.extend([0, 1]);
        record.extend(u32::try_from(block).unwrap().to_be_bytes());
        record.extend(points.to_be_bytes());
        record.extend(vec![0; 14 + usize::from(points) * 8 + 12]);
        record.extend_from_slice(picture);
        let template = [tlv::write(0xA1, &[0x80, 0x02, 0x01, 0x01]), tlv::write(tag, &record)].concat();
        tlv::write(0x75, &tlv::write(0x7F61, &[tlv::write(0x02, &[1]), tlv::write(0x7F60, &template)].concat()))
    }

    #[test]
    fn the_picture_is_found_behind_its_headers() {
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
        let jp2 = *b"\0\0\0\x0cjP  \r\n\x87\n";
        let codestream = [0xFF, 0x4F, 0xFF, 0x51, 9];
        for points in [0, 1, 12] {
            for (picture, format) in [
                (&jpeg[..], FaceFormat::Jpeg),
                (&jp2[..], FaceFormat::Jpeg2000),
                (&codestream[..], FaceFormat::Jpeg2000),
            ] {
                for tag in [0x5F2E, 0x7F2E] {
                    let face = Face::parse(&file(points, picture, tag)).unwrap();
                    assert_eq!((face.format, &face.bytes.expose()[..]), (format, picture));
                }
            }
        }
    }

    #[test]
    fn what_is_no_face_is_none() {
        let whole = file(1, &[0xFF, 0xD8, 0xFF, 0xE0], 0x5F2E);
        assert!((0..whole.len()).all(|end| Face::parse(&whole[..end]).is_none()));
        assert!(Face::parse(&file(0, b"GIF89a", 0x5F2E)).is_none());
    }
}
