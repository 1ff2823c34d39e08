//! JPEG 2000 faces: what chips hold, and what a hostile chip would.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use scan::{MOST_FACE_PIXELS, PictureError, decode_picture, jpeg_of_jpeg2000};

macro_rules! face {
    ($name:literal) => {
        include_bytes!(concat!("faces/", $name)).to_vec()
    };
}

/// The codestream with a field of its SIZ segment (bytes from the segment's length on) set to a number.
fn with_size(field: usize, number: u32) -> Vec<u8> {
    let mut picture = face!("lossless.j2k");
    picture[4 + field..][..4].copy_from_slice(&number.to_be_bytes());
    picture
}

/// The place of a segment's first byte behind its length.
fn segment(picture: &[u8], marker: u8) -> usize {
    picture.windows(2).position(|pair| pair == [0xFF, marker]).unwrap() + 4
}

#[test]
fn faces_become_jpegs() {
    for picture in [
        face!("lossless.jp2"),
        face!("lossless.j2k"),
        face!("lossy.jp2"),
        face!("tiles.j2k"),
        face!("precincts.jp2"),
        face!("grey.jp2"),
        face!("grey.j2k"),
    ] {
        let shown = decode_picture(&jpeg_of_jpeg2000(&picture).unwrap()).unwrap();
        assert_eq!((shown.width(), shown.height()), (96, 128));
        // A bright face before a dark ground.
        assert!(shown.pixels()[64 * 96 + 48] > 140 && shown.pixels()[0] < 110);
    }
}

#[test]
fn pictures_that_promise_too_much_are_refused_before_they_are_decoded() {
    let side = |width: u32| with_size(4, width);
    let large = |width, height| Err(PictureError::TooLarge { width, height });
    assert_eq!(jpeg_of_jpeg2000(&side(u32::MAX)), large(u32::MAX as usize, 128));
    let most = MOST_FACE_PIXELS / 128;
    assert_eq!(jpeg_of_jpeg2000(&side(u32::try_from(most).unwrap() + 1)), large(most + 1, 128));
    // One tile for every pixel.
    let mut tiles = with_size(20, 1);
    tiles[4 + 24..][..4].copy_from_slice(&1_u32.to_be_bytes());
    assert_eq!(jpeg_of_jpeg2000(&tiles), large(96, 128));
    // The largest picture with the smallest code-blocks, and with as many layers as there can be.
    let mut blocks = with_size(4, 1024);
    blocks[4 + 8..][..4].copy_from_slice(&2048_u32.to_be_bytes());
    let style = segment(&blocks, 0x52);
    blocks[style + 6..style + 8].copy_from_slice(&[0, 0]);
    assert_eq!(jpeg_of_jpeg2000(&blocks), large(1024, 2048));
    // A precinct for every pixel at each level, in the main header and in a tile's.
    let mut precincts = face!("precincts.jp2");
    let style = segment(&precincts, 0x52);
    precincts[style + 10..style + 14].copy_from_slice(&[0; 4]);
    precincts[style + 2..style + 4].copy_from_slice(&[0, 32]);
    assert_eq!(jpeg_of_jpeg2000(&precincts), large(96, 128));
    let mut hidden = face!("lossless.j2k");
    let tile = segment(&hidden, 0x90) + 8;
    hidden.splice(tile..tile, [0xFF, 0x53, 0, 15, 0, 1, 5, 4, 4, 0, 1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(jpeg_of_jpeg2000(&hidden), large(96, 128));
    // A second codestream behind a good one.
    assert_eq!(jpeg_of_jpeg2000(&[face!("lossless.jp2"), side(u32::MAX)].concat()), large(u32::MAX as usize, 128));
}

#[test]
fn what_is_no_face_is_said() {
    let whole = face!("lossless.jp2");
    let mut components = face!("lossless.j2k");
    components[4 + 36..][..2].copy_from_slice(&[0x40, 0]);
    for (picture, expected) in [
        (vec![], PictureError::Unknown),
        (b"GIF89a".to_vec(), PictureError::Unknown),
        (whole[..60].to_vec(), PictureError::Unknown),
        (components, PictureError::Damaged),
        (with_size(4, 0), PictureError::Damaged),
        (with_size(20, 0), PictureError::Damaged),
    ] {
        assert_eq!(jpeg_of_jpeg2000(&picture), Err(expected));
    }
}

/// Every place of a picture altered, and every length of it: it may look wrong or be refused, and nothing else.
#[test]
fn damaged_faces_end() {
    for picture in [face!("lossy.jp2"), face!("tiles.j2k")] {
        for place in 0..picture.len().min(400) {
            for flip in [0x01, 0x80] {
                let mut damaged = picture.clone();
                damaged[place] ^= flip;
                let _ = jpeg_of_jpeg2000(&damaged);
            }
        }
        for end in (0..picture.len()).step_by(37) {
            let _ = jpeg_of_jpeg2000(&picture[..end]);
        }
    }
}
