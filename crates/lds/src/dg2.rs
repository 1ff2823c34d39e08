//! DG2: the face (Doc 9303-10 clause 4.7.2), in a record of ISO/IEC 19794-5:2005 or of ISO/IEC 39794-5:2019.

use iso7816::tlv;

use crate::picture::{Face, FaceFormat};

/// Bytes of the facial record header, the facial information block, one feature point, and the image information block
/// (ISO/IEC 19794-5:2005 clause 5).
const RECORD_HEADER: usize = 14;
const FACIAL_INFORMATION: usize = 20;
const FEATURE_POINT: usize = 8;
const IMAGE_INFORMATION: usize = 12;
/// More faces than any document has.
const MOST_FACES: usize = 16;

/// Tags of ISO/IEC 39794-5 on the way to the pictures: the first representation block's picture is
/// `[1] FaceImageDataBlock { [1] SEQUENCE OF { [1] [0] [0] { [0] picture } } }`.
const FACE_IMAGE_DATA: tlv::Tag = 0x65;
const TO_REPRESENTATIONS: tlv::Tag = 0xA1;
const TO_PICTURE: [tlv::Tag; 4] = [0xA1, 0xA0, 0xA0, 0x80];

impl Face {
    /// The first face of the file.
    ///
    /// `None` when there is none in a form this crate knows.
    pub fn parse(file: &[u8]) -> Option<Self> {
        Self::all(file).into_iter().next()
    }

    /// The faces of `75 { 7F61 { 02 count, 7F60 { A1 header, 5F2E or 7F2E record } ... } }` in their order, at most 16.
    /// Counts are not believed, nor which kind of record a tag or a header announces: the record shows it.
    pub fn all(file: &[u8]) -> Vec<Self> {
        let templates = tlv::find_path(file, &[0x75, 0x7F61]).unwrap_or_default();
        let templates = tlv::objects(templates).map_while(Result::ok).filter(|object| object.tag == 0x7F60);
        let records = templates.flat_map(|template| {
            let objects = tlv::objects(template.value).map_while(Result::ok);
            objects.filter(|object| matches!(object.tag, 0x5F2E | 0x7F2E)).map(|object| object.value)
        });
        records.flat_map(pictures).filter_map(Self::of).take(MOST_FACES).collect()
    }
}

fn pictures(record: &[u8]) -> Vec<&[u8]> {
    match record.strip_prefix(b"FAC\0") {
        Some(_) => in_facial_record(record),
        None => in_image_data(record),
    }
}

/// ISO/IEC 19794-5: header, then for each face a block whose length covers its information blocks and the picture.
fn in_facial_record(record: &[u8]) -> Vec<&[u8]> {
    let mut pictures = Vec::new();
    let mut rest = record.get(RECORD_HEADER..).unwrap_or_default();
    while !rest.is_empty() && pictures.len() < MOST_FACES {
        // States are seen whose lengths are too long, too short or zero: then the block is all that is left.
        let length = rest.first_chunk().and_then(|length| usize::try_from(u32::from_be_bytes(*length)).ok());
        let length = length.filter(|length| (FACIAL_INFORMATION + IMAGE_INFORMATION..=rest.len()).contains(length));
        let (block, behind) = rest.split_at(length.unwrap_or(rest.len()));
        pictures.extend(in_block(block));
        rest = behind;
    }
    pictures
}

/// The picture behind the information blocks, or where it can be seen to begin.
fn in_block(block: &[u8]) -> Option<&[u8]> {
    let points = u16::from_be_bytes(*block.get(4..)?.first_chunk()?);
    let start = FACIAL_INFORMATION + usize::from(points) * FEATURE_POINT + IMAGE_INFORMATION;
    let begins = |place: &usize| block.get(*place..).is_some_and(|picture| FaceFormat::of(picture).is_some());
    let place = Some(start).filter(begins).or_else(|| (FACIAL_INFORMATION..block.len()).find(begins))?;
    block.get(place..)
}

/// ISO/IEC 39794-5, in the encoding of its ASN.1: children are found by tag, whatever stands around them.
fn in_image_data(record: &[u8]) -> Vec<&[u8]> {
    let data = tlv::find_path(record, &[TO_REPRESENTATIONS, FACE_IMAGE_DATA]);
    let data = data.or_else(|| tlv::find(record, FACE_IMAGE_DATA)).unwrap_or_default();
    let representations = tlv::find(data, TO_REPRESENTATIONS).unwrap_or_default();
    let representations = tlv::objects(representations).map_while(Result::ok);
    representations.filter_map(|representation| tlv::find_path(representation.value, &TO_PICTURE)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const JPEG: [u8; 7] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
    const JP2: [u8; 12] = *b"\0\0\0\x0cjP  \r\n\x87\n";
    const CODESTREAM: [u8; 5] = [0xFF, 0x4F, 0xFF, 0x51, 9];

    /// A facial record with feature points around each picture; `wrong` is added to each block's length.
    fn facial_record(points: u16, pictures: &[&[u8]], wrong: i64) -> Vec<u8> {
        let mut blocks = Vec::new();
        for picture in pictures {
            let length = i64::try_from(20 + usize::from(points) * 8 + 12 + picture.len()).unwrap() + wrong;
            blocks.extend(u32::try_from(length).unwrap().to_be_bytes());
            blocks.extend(points.to_be_bytes());
            blocks.extend(vec![0; 14 + usize::from(points) * 8 + 12]);
            blocks.extend_from_slice(picture);
        }
        let mut record = b"FAC\x00010\0".to_vec();
        record.extend(u32::try_from(14 + blocks.len()).unwrap().to_be_bytes());
        record.extend(u16::try_from(pictures.len()).unwrap().to_be_bytes());
        record.extend(blocks);
        record
    }

    /// A record of ISO/IEC 39794-5 with the mandatory fields.
    fn image_data(pictures: &[&[u8]]) -> Vec<u8> {
        let representation = |picture: &&[u8]| {
            let format = tlv::write(0xA1, &[0xA0, 0x03, 0x80, 0x01, 0x02]);
            let picture = tlv::write(0xA0, &tlv::write(0xA0, &[tlv::write(0x80, picture), format].concat()));
            tlv::write(0x30, &[tlv::write(0x80, &[1]), tlv::write(0xA1, &picture)].concat())
        };
        let version = tlv::write(0xA0, &[0x80, 0x01, 0x03, 0x81, 0x02, 0x07, 0xE3]);
        let representations = tlv::write(0xA1, &pictures.iter().flat_map(representation).collect::<Vec<_>>());
        tlv::write(0xA1, &tlv::write(0x65, &[version, representations].concat()))
    }

    fn file(records: &[(tlv::Tag, Vec<u8>)]) -> Vec<u8> {
        let template = |(tag, record): &(tlv::Tag, Vec<u8>)| {
            let header = tlv::write(0xA1, &[0x80, 0x02, 0x01, 0x01]);
            tlv::write(0x7F60, &[header, tlv::write(*tag, record)].concat())
        };
        let templates: Vec<u8> = records.iter().flat_map(template).collect();
        tlv::write(0x75, &tlv::write(0x7F61, &[tlv::write(0x02, &[1]), templates].concat()))
    }

    #[test]
    fn the_picture_is_found_behind_its_headers() {
        for (picture, format) in
            [(&JPEG[..], FaceFormat::Jpeg), (&JP2, FaceFormat::Jpeg2000), (&CODESTREAM, FaceFormat::Jpeg2000)]
        {
            for tag in [0x5F2E, 0x7F2E] {
                for record in [
                    facial_record(0, &[picture], 0),
                    facial_record(1, &[picture], 0),
                    facial_record(12, &[picture], 0),
                    image_data(&[picture]),
                    // Without the outermost tag.
                    tlv::find(&image_data(&[picture]), 0xA1).unwrap().to_vec(),
                ] {
                    let face = Face::parse(&file(&[(tag, record)])).unwrap();
                    assert_eq!((face.format, &face.bytes.expose()[..]), (format, picture));
                }
            }
        }
    }

    #[test]
    fn several_faces_in_several_records() {
        let records = [(0x5F2E, facial_record(2, &[&JPEG, &JP2], 0)), (0x7F2E, image_data(&[&CODESTREAM, &JPEG]))];
        let faces = Face::all(&file(&records));
        let found: Vec<_> = faces.iter().map(|face| &face.bytes.expose()[..]).collect();
        assert_eq!(found, [&JPEG[..], &JP2, &CODESTREAM, &JPEG]);
        let many = vec![(0x5F2E, facial_record(0, &[&JPEG], 0)); 40];
        assert_eq!(Face::all(&file(&many)).len(), MOST_FACES);
    }

    #[test]
    fn lengths_that_lie() {
        for wrong in [1, 8, 100_000, -39] {
            let face = Face::parse(&file(&[(0x5F2E, facial_record(0, &[&JPEG], wrong))])).unwrap();
            assert_eq!(&face.bytes.expose()[..], JPEG, "{wrong}");
        }
        // Feature points that are announced and not there.
        let mut record = facial_record(0, &[&JP2], 0);
        record[RECORD_HEADER + 5] = 9;
        assert_eq!(&Face::parse(&file(&[(0x5F2E, record)])).unwrap().bytes.expose()[..], JP2);
    }

    #[test]
    fn what_is_no_face_is_none() {
        let whole = file(&[(0x5F2E, facial_record(1, &[&[0xFF, 0xD8, 0xFF, 0xE0]], 0))]);
        assert!((0..whole.len()).all(|end| Face::parse(&whole[..end]).is_none()));
        assert!(Face::parse(&file(&[(0x5F2E, facial_record(0, &[b"GIF89a"], 0))])).is_none());
        assert!(Face::parse(&file(&[(0x7F2E, image_data(&[b"GIF89a"]))])).is_none());
        assert!(!format!("{:?}", Face::parse(&whole)).contains("255"));
    }

    proptest! {
        #[test]
        fn arbitrary_records_never_panic(bytes: Vec<u8>, tag in prop_oneof![Just(0x5F2E), Just(0x7F2E)]) {
            let facial = [b"FAC\x00010\0", &bytes[..]].concat();
            let image = tlv::write(0xA1, &tlv::write(0x65, &bytes));
            for record in [bytes, facial, image] {
                prop_assert!(Face::all(&file(&[(tag, record)])).len() <= MOST_FACES);
            }
        }

        #[test]
        fn a_damaged_file_never_panics(place: prop::sample::Index, value: u8) {
            let mut damaged = file(&[(0x5F2E, facial_record(2, &[&JPEG, &JP2], 0)), (0x7F2E, image_data(&[&JPEG]))]);
            let place = place.index(damaged.len());
            damaged[place] = value;
            let _ = Face::all(&damaged);
        }
    }
}
