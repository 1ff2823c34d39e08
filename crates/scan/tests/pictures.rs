//! Pictures that are not what they say.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use scan::{Luma, PictureError, decode_picture, encode_jpeg, encode_rgb_jpeg, jpeg};

fn grey() -> Vec<u8> {
    encode_jpeg(&Luma::even(64, 48, 90)).unwrap()
}

fn coloured() -> Vec<u8> {
    encode_rgb_jpeg(16, 8, &[200, 30, 60].repeat(16 * 8)).unwrap()
}

fn png() -> Vec<u8> {
    let conditions = frame_sim::Conditions { size: (40, 30), ..frame_sim::Conditions::webcam(3) };
    frame_sim::png(&frame_sim::frame(None, conditions).picture).unwrap()
}

/// A PNG of the given header and no more.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 0, 0, 0, 0]);
    let crc = bytes[12..].iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    bytes.extend((!crc).to_be_bytes());
    bytes
}

#[test]
fn a_jpeg_comes_back_as_brightness() {
    let picture = decode_picture(&grey()).unwrap();
    assert_eq!((picture.width(), picture.height()), (64, 48));
    assert!(picture.pixels().iter().all(|level| level.abs_diff(90) < 4));
    let picture = decode_picture(&coloured()).unwrap();
    assert!(picture.pixels().iter().all(|level| level.abs_diff(84) < 6), "{:?}", picture.pixels());
}

#[test]
fn a_png_comes_back_as_brightness() {
    let picture = decode_picture(&png()).unwrap();
    assert_eq!((picture.width(), picture.height()), (40, 30));
}

#[test]
fn every_cut_of_a_picture_is_refused() {
    for bytes in [grey(), coloured(), png()] {
        for length in 0..bytes.len() - 8 {
            let refused = decode_picture(&bytes[..length]);
            assert!(matches!(refused, Err(PictureError::Truncated | PictureError::Unknown)), "{length} {refused:?}");
        }
    }
}

#[test]
fn a_huge_picture_is_refused_by_its_header() {
    let mut jpeg = grey();
    let size = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(decode_picture(&jpeg), Err(PictureError::TooLarge { width: 65_535, height: 65_535 }));
    jpeg[size..size + 4].copy_from_slice(&[0x1F, 0x40, 0x1F, 0x40]);
    assert_eq!(decode_picture(&jpeg), Err(PictureError::TooLarge { width: 8000, height: 8000 }));
    assert_eq!(
        decode_picture(&[png_header(60_000, 60_000), b"\0\0\0\0IDAT".to_vec()].concat()),
        Err(PictureError::TooLarge { width: 60_000, height: 60_000 })
    );
}

#[test]
fn what_is_no_picture_is_unknown_or_damaged() {
    for bytes in [b"".as_slice(), b"hello", b"GIF89a", &[0xFF]] {
        assert_eq!(decode_picture(bytes), Err(PictureError::Unknown), "{bytes:?}");
    }
    assert_eq!(decode_picture(&[0xFF, 0xD8, 0xFF, 0xD9]), Err(PictureError::Damaged));
}

#[test]
fn no_change_of_a_byte_panics() {
    let whole = coloured();
    for place in 0..whole.len() {
        for value in [0x00, 0x01, 0x7F, 0xFF] {
            let mut bytes = whole.clone();
            bytes[place] = value;
            let _ = decode_picture(&bytes);
        }
    }
}

#[test]
fn a_film_comes_apart_into_its_frames() {
    let (one, two) = (grey(), coloured());
    let film = [one.as_slice(), &[0, 0, 0xFF], &two, &one, &two[..two.len() / 2]].concat();
    assert_eq!(jpeg::frames(&film), [one.as_slice(), &two, &one]);
    assert_eq!(jpeg::frames(&[0xFF, 0xD8, 0xFF, 0xD8]), Vec::<&[u8]>::new());
    assert_eq!(jpeg::whole(&[one.as_slice(), &[0; 512]].concat()), Some(one.as_slice()));
}

#[test]
fn tables_that_a_webcam_leaves_out_are_put_in() {
    let whole = coloured();
    let mut bare = Vec::new();
    let mut at = 0;
    while let Some(table) = whole[at..].windows(2).position(|pair| pair == [0xFF, 0xC4]).map(|place| at + place) {
        bare.extend_from_slice(&whole[at..table]);
        at = table + 2 + usize::from(u16::from_be_bytes([whole[table + 2], whole[table + 3]]));
    }
    bare.extend_from_slice(&whole[at..]);
    assert_eq!(decode_picture(&bare), Err(PictureError::Damaged));
    let healed = jpeg::with_tables(&bare, &coloured()).unwrap();
    assert_eq!(decode_picture(&healed), decode_picture(&whole));
    assert_eq!(jpeg::with_tables(&whole, &coloured()), Some(whole));
}

/// A JPEG with the Exif of a camera that was held in one of eight ways (CIPA DC-008 clause 4.6.4, tag 0x0112).
fn held(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn a_photograph_stands_upright_however_the_camera_was_held() {
    // Dark on the left, bright on the right.
    let pixels: Vec<u8> = (0..64 * 16).map(|i| if i % 64 < 32 { 20 } else { 220 }).collect();
    let jpeg = encode_jpeg(&Luma::new(64, 16, pixels).unwrap()).unwrap();
    // Where the dark half then lies: the middle of a side, in tenths.
    let cases = [
        (1, (1, 5)),
        (2, (9, 5)),
        (3, (9, 5)),
        (4, (1, 5)),
        (5, (5, 1)),
        (6, (5, 1)),
        (7, (5, 9)),
        (8, (5, 9)),
        (9, (1, 5)),
    ];
    for (orientation, (right, down)) in cases {
        let picture = decode_picture(&held(&jpeg, orientation)).unwrap();
        let turned = (5..=8).contains(&orientation);
        assert_eq!((picture.width(), picture.height()), if turned { (16, 64) } else { (64, 16) }, "{orientation}");
        let at = picture.height() * down / 10 * picture.width() + picture.width() * right / 10;
        assert!(picture.pixels()[at] < 60, "{orientation}");
    }
}

/// A million pictures seem to begin in a film, and none of them ends: looked at from each of them to the end, it would take
/// days.
#[test]
fn a_film_of_beginnings_is_walked_once() {
    let nested: Vec<u8> = [0xFF, 0xE0, 0x00, 0x04, 0xFF, 0xD8].into_iter().cycle().take(6 << 20).collect();
    for film in [[0xFF, 0xD8].repeat(1 << 20), [&[0xFF, 0xD8], nested.as_slice()].concat()] {
        assert_eq!(jpeg::frames(&film), Vec::<&[u8]>::new());
    }
    let whole = coloured();
    let cut = [&whole[..whole.len() - 9], &whole].concat();
    assert_eq!(jpeg::frames(&cut), [whole.as_slice()]);
}
