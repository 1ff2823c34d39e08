//! Zones drawn plainly, and what could be taken for one; what cameras do to them is in `tests/zones.rs`.

use frame_sim::ocr_b::{OcrB, PITCH};
use frame_sim::person;
use mrz::Format;

use super::letters::{ALPHABET, CLASSES};
use super::*;

const FORMATS: [(Format, f64); 3] = [(Format::Td1, 20.0), (Format::Td2, 17.0), (Format::Td3, 13.0)];

/// A zone on grey paper, `pitch` pixels a letter, turned by so many degrees.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the levels are those of a byte")]
fn drawn(text: &str, format: Format, pitch: f64, turn: f64) -> Luma {
    let letters = OcrB::new().unwrap();
    let (rows, columns) = layout::shape(format);
    let (sin, cos) = turn.to_radians().sin_cos();
    let spacing = person::spacing(format);
    let middle = (real(columns) * PITCH / 2.0, spacing * (real(rows) - 0.5) / 2.0);
    let ink = |x: f64, y: f64| {
        let (x, y) = ((x - 640.0) / pitch * PITCH, (y - 360.0) / pitch * PITCH);
        letters.lines(text, spacing, x * cos + y * sin + middle.0, y * cos - x * sin + middle.1)
    };
    let pixels = (0..1280 * 720).map(|at| {
        let (x, y) = (real(at % 1280), real(at / 1280));
        let four = [(0.25, 0.25), (-0.25, 0.25), (0.25, -0.25), (-0.25, -0.25)];
        let inked: f64 = four.iter().map(|(dx, dy)| ink(x + dx, y + dy)).sum();
        (190.0 - inked * 35.0) as u8
    });
    Luma::new(1280, 720, pixels.collect()).unwrap()
}

fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

#[test]
fn a_plain_zone_is_read_however_it_lies() {
    for (format, pitch) in FORMATS {
        for turn in [-14.0f64, 180.0, 272.0] {
            let text = person::zone(format, turn.to_bits() ^ 0xC0);
            let pitch = if turn.to_radians().cos().abs() > 0.9 { pitch } else { 13.0 };
            // One look alone must be surer than two.
            let (mut memory, picture) = (Memory::default(), drawn(&text, format, pitch, turn));
            memory.look(&picture, &mut || true);
            let zones = memory.look(&picture, &mut || true);
            assert_eq!(zones.iter().map(|zone| zone.text.as_str()).collect::<Vec<_>>(), [text], "{format:?} {turn}");
            assert!(zones[0].margin > 0.9);
        }
    }
}

#[test]
fn a_zone_is_where_it_is_told() {
    let text = person::zone(Format::Td1, 5);
    let zones = Memory::default().look(&drawn(&text, Format::Td1, 20.0, 180.0), &mut || true);
    // Upside down, so its own top left is the picture's bottom right: 300 x 85 pixels from the middle.
    let expected = [(940.0, 402.0), (340.0, 402.0), (340.0, 312.0), (940.0, 312.0)];
    for (corner, expected) in zones[0].corners.iter().zip(expected) {
        assert!((corner.0 - expected.0).abs() < 12.0 && (corner.1 - expected.1).abs() < 20.0, "{:?}", zones[0].corners);
    }
}

/// What is seen of a zone in a picture in which a third of the cells say nothing and a few say something else.
fn glimpse(text: &str, seed: usize) -> Seen {
    let cells = text.bytes().filter(|letter| *letter != b'\n').enumerate().map(|(at, letter)| {
        let class = ALPHABET.iter().position(|&known| known == letter).unwrap();
        let mut cell = [-6.0; CLASSES];
        match (at * 7 + seed * 13) % 17 {
            0..6 => cell = [-3.6; CLASSES],
            6 => (cell[(class + seed) % ALPHABET.len()], cell[class]) = (-0.9, -1.6),
            _ => cell[class] = -0.5,
        }
        cell
    });
    let format = mrz::parse(text).unwrap().format;
    Seen { format, cells: cells.collect(), corners: [(0.0, 0.0), (600.0, 0.0), (600.0, 80.0), (0.0, 80.0)] }
}

#[test]
fn what_one_picture_leaves_open_several_decide() {
    let (mut alone, mut together) = (0, 0);
    for (format, _) in FORMATS {
        for person in 0..8 {
            let text = person::zone(format, person);
            let mut memory = Memory::default();
            alone += usize::from(memory.take(glimpse(&text, 1)).is_some());
            let last = (2..8).filter_map(|seed| memory.take(glimpse(&text, seed))).last();
            together += usize::from(last.is_some_and(|zone| zone.text == text));
        }
    }
    assert_eq!((alone, together), (0, 24));
}

#[test]
fn two_documents_are_never_mixed() {
    for (format, _) in FORMATS {
        for person in 0..12 {
            let both = [person::zone(format, 2 * person), person::zone(format, 2 * person + 1)];
            let mut memory = Memory::default();
            let mut told = Vec::new();
            // By turns, then one after the other.
            for (seed, turn) in [0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1].into_iter().enumerate() {
                told.extend(memory.take(glimpse(&both[turn], seed)).map(|zone| (zone.text == both[turn], zone.text)));
            }
            assert!(!told.is_empty(), "{format:?} {person}");
            assert!(told.iter().all(|(of_this_picture, _)| *of_this_picture), "{format:?} {person}: {told:?}");
        }
    }
}

/// Noise, a grating, a field of dots at even steps, and a page of letters: all that a search could lose itself in.
fn hostile() -> Vec<Luma> {
    let chance = |at: usize| {
        (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 56
    };
    let of = |level: &dyn Fn(usize, usize) -> u64| {
        let pixels = (0..1920 * 1080).map(|at| u8::try_from(level(at % 1920, at / 1920)).unwrap());
        Luma::new(1920, 1080, pixels.collect()).unwrap()
    };
    let dot = |x: usize, y: usize, step: usize| u64::from(x % step < step / 2 && y % step < step * 3 / 4);
    vec![
        of(&|x, y| chance(y * 1920 + x)),
        of(&|x, y| chance(y / 3 * 640 + x / 3)),
        of(&|x, _| u64::from(x % 14 < 5) * 180),
        of(&|x, y| 200 - dot(x, y, 12) * 150),
        of(&|x, y| 200 - dot(x, y, 22) * 150),
        of(&|x, y| 200 - dot(x, y, 17) * (chance(y / 17 * 200 + x / 17) % 3) * 70),
    ]
}

#[test]
fn nothing_is_read_where_nothing_stands_and_the_search_ends() {
    for (number, picture) in hostile().iter().enumerate() {
        let mut asked = 0u32;
        let mut ask = || {
            asked += 1;
            true
        };
        assert_eq!(Memory::default().look(picture, &mut ask), [], "{number}");
        // Two of three questions are asked a row of pixels or a mark apart.
        assert!(asked < 40_000, "{number}: asked {asked} times");
    }
}

#[test]
fn the_search_ends_when_the_time_is_over() {
    let text = person::zone(Format::Td3, 1);
    let mut pictures = hostile();
    pictures.push(drawn(&text, Format::Td3, 13.0, 3.0));
    for (number, picture) in pictures.iter().enumerate() {
        for patience in [0, 40, 400] {
            let mut asked = 0u32;
            let mut ask = || {
                asked += 1;
                asked <= patience
            };
            Memory::default().look(picture, &mut ask);
            assert!(asked <= patience + 4, "{number}: asked {asked} times, {patience} were granted");
        }
    }
}

#[test]
fn a_picture_as_long_as_a_whole_number_of_parts_cannot_tell_is_looked_at_all_the_same() {
    let (width, height) = (40_000, 50);
    let mark = |x: usize, y: usize| (10..40).contains(&y) && x % 23 < 9 && !(x / 23 + y / 7).is_multiple_of(3);
    let pixels = (0..width * height).map(|at| if mark(at % width, at / width) { 20 } else { 230 }).collect();
    let picture = Luma::new(width, height, pixels).unwrap();
    assert!(Memory::default().look(&picture, &mut || true).is_empty());
}
