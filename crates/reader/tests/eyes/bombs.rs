//! Pictures that cost more than they are worth, and odd ones that are as good as any.

use std::fs;

use scan::{Luma, PictureError, decode_picture, encode_jpeg};

use crate::{memory, root};

/// A PNG of these parts: width, height, depth, kind of colour, whether interlaced, and its compressed pixels.
fn png(size: (u32, u32), depth: u8, colour: u8, interlaced: u8, before: &[u8], pixels: &[u8]) -> Vec<u8> {
    let mut header = [size.0.to_be_bytes(), size.1.to_be_bytes()].concat();
    header.extend([depth, colour, 0, 0, interlaced]);
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    picture.extend(chunk(*b"IHDR", &header));
    picture.extend(before);
    picture.extend(chunk(*b"IDAT", pixels));
    picture.extend(chunk(*b"IEND", &[]));
    picture
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&name, data].concat();
    let sum = body.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    });
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), body.as_slice(), &(!sum).to_be_bytes()].concat()
}

/// A zlib stream of so many zeros, as short as deflate can make it: one literal, then matches of 258 bytes in two bits.
fn zeros(count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    // A last block with codes of its own: 0 is the literal, 285 the match, 256 the end.
    bits.put(0b1, 1);
    bits.put(0b10, 2);
    bits.put(29, 5);
    bits.put(0, 5);
    bits.put(14, 4);
    // The lengths of the code lengths in their order: 18 and 0, 1, 2 are used.
    for length in [0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] {
        bits.put(length, 3);
    }
    lengths(&mut bits);
    bits.code(0b10, 2);
    for _ in 0..(count - 1) / 258 {
        bits.code(0b0, 1);
        bits.code(0b0, 1);
    }
    bits.code(0b11, 2);
    [&[0x78, 0x9C][..], &bits.bytes, &adler_of_zeros((count - 1) / 258 * 258 + 1)].concat()
}

/// The lengths of the literals' codes (0 and 256: two bits, 285: one) and of the only distance.
fn lengths(bits: &mut Bits) {
    // By the lengths above, in canonical order: 0 is 00, 1 is 01, 2 is 10, 18 is 11.
    let run = |bits: &mut Bits, zeros: u32| {
        bits.code(0b11, 2);
        bits.put(zeros - 11, 7);
    };
    bits.code(0b10, 2);
    run(bits, 138);
    run(bits, 117);
    bits.code(0b10, 2);
    run(bits, 28);
    bits.code(0b01, 2);
    bits.code(0b01, 2);
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    filled: u32,
}

impl Bits {
    /// A number, its lowest bit first.
    fn put(&mut self, number: u32, count: u32) {
        for bit in 0..count {
            if self.filled == 0 {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= u8::try_from(number >> bit & 1).unwrap() << self.filled;
            self.filled = (self.filled + 1) % 8;
        }
    }

    /// A Huffman code, its highest bit first.
    fn code(&mut self, code: u32, count: u32) {
        for bit in (0..count).rev() {
            self.put(code >> bit, 1);
        }
    }
}

fn adler_of_zeros(count: usize) -> [u8; 4] {
    let second = u32::try_from(count % 65_521).unwrap();
    (second << 16 | 1).to_be_bytes()
}

/// What decoding gave, and what it held at most.
fn decode(bytes: &[u8]) -> (Result<Luma, PictureError>, usize) {
    let mut picture = Err(PictureError::Unknown);
    let peak = memory::peak(|| picture = decode_picture(bytes));
    (picture, peak)
}

#[test]
fn the_bomb_is_one() {
    // Rows of a filter byte and 999 pixels: 1,000 x 999 zeros, and some more than are needed.
    let picture = png((999, 1000), 8, 0, 0, &[], &zeros(1_000_300));
    assert!(picture.len() < 1200, "{}", picture.len());
    let (decoded, _) = decode(&picture);
    assert!(decoded.unwrap().pixels().iter().all(|&level| level == 0));
}

#[test]
fn what_unpacks_to_more_than_its_picture_is_not_unpacked() {
    // A hundred million zeros behind a picture of 64 pixels.
    let (decoded, peak) = decode(&png((8, 8), 8, 0, 0, &[], &zeros(100_000_000)));
    assert!(decoded.is_ok() && peak < 1 << 20, "{decoded:?} {peak}");
    // The same as a profile of colours, as a comment, and as Exif.
    let profile = [b"p\0\0", zeros(100_000_000).as_slice()].concat();
    for (name, data) in [(*b"iCCP", &profile), (*b"zTXt", &profile), (*b"eXIf", &profile)] {
        let (_, peak) = decode(&png((8, 8), 8, 0, 0, &chunk(name, data), &zeros(300)));
        assert!(peak < 8 << 20, "{peak}");
    }
}

#[test]
fn a_picture_that_promises_more_than_its_bytes_hold_takes_no_memory() {
    for (depth, colour) in [(1, 0), (8, 0), (8, 2), (8, 3), (16, 6)] {
        for interlaced in [0, 1] {
            let palette = chunk(*b"PLTE", &[0; 6]);
            let (decoded, peak) = decode(&png((5000, 5000), depth, colour, interlaced, &palette, &zeros(300)));
            assert!(decoded.is_err() && peak < 1 << 20, "{depth} {colour} {interlaced} {decoded:?} {peak}");
        }
    }
    let mut jpeg = encode_jpeg(&Luma::even(64, 64, 90)).unwrap();
    let size = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap() + 5;
    jpeg[size..size + 4].copy_from_slice(&[0x13, 0x88, 0x13, 0x88]);
    let (decoded, peak) = decode(&jpeg);
    assert!(decoded.is_err() && peak < 1 << 20, "{decoded:?} {peak}");
}

/// A scan of a progressive picture costs a walk over all its blocks, and may be a few bytes.
#[test]
fn a_picture_of_a_thousand_scans_is_refused() {
    let picture = fs::read(root().join("crates/reader/tests/eyes/pictures/progressive.jpg")).unwrap();
    assert!(decode(&picture).0.is_ok());
    let scan = picture.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let (before, last) = picture.split_at(scan);
    let last = &last[..last.len() - 2];
    let many = [before, &last.repeat(1000), &[0xFF, 0xD9]].concat();
    assert!(decode(&many).0.is_err());
}

/// 16 bits, palettes, masks, interlacing, four inks, refinement by scans: what phones, scanners and programs write. All show the same
/// picture: dark on the left, bright on the right, and a mask that hides nothing.
#[test]
fn odd_pictures_are_pictures() {
    let folder = root().join("crates/reader/tests/eyes/pictures");
    let mut seen = 0;
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|ending| ending == "jpg" || ending == "png") {
            let picture =
                decode(&fs::read(&path).unwrap()).0.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!((picture.width(), picture.height()), (64, 48), "{}", path.display());
            let at = |x: usize| picture.pixels()[24 * 64 + x];
            assert!(at(8) < 90 && at(56) > 160, "{}: {} {}", path.display(), at(8), at(56));
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen}");
}
