//! The decoder on drawn cards of both generations, and on pictures made to wear it out.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads fixtures and fails by panicking")]

use frame_sim::{Card, Conditions, frame};
use scan::{Code, Eye, Luma, Patience, decode_picture};

fn decode(picture: &Luma, patience: &mut dyn Patience) -> Vec<Code> {
    Eye::default().look(picture, patience).codes
}

fn fixture(name: &str) -> (Vec<u8>, Luma) {
    let stem = format!("{}/../../fixtures/qr/{name}", env!("CARGO_MANIFEST_DIR"));
    let payload = std::fs::read_to_string(format!("{stem}.txt")).unwrap();
    let picture = std::fs::read(format!("{stem}.jpg")).unwrap();
    (payload.trim_end().as_bytes().to_vec(), decode_picture(&picture).unwrap())
}

fn payloads(picture: &Luma) -> Vec<Vec<u8>> {
    decode(picture, &mut || true).into_iter().map(|code| code.bytes).collect()
}

#[test]
fn both_generations_come_out_byte_for_byte() {
    for name in ["an", "binh", "an-2024"] {
        let (payload, picture) = fixture(name);
        assert_eq!(payloads(&picture), [payload], "{name}");
    }
}

#[test]
fn the_corners_lie_on_the_code() {
    let card = Card::print("001099000123||Nguyễn Văn An|15051999|Nam|Hà Nội|20052022").unwrap();
    let drawn = frame(Some(&card), Conditions::webcam(1));
    let code = decode(&decode_picture(&drawn.jpeg.unwrap()).unwrap(), &mut || true).remove(0);
    for ((x, y), (drawn_x, drawn_y)) in code.corners.into_iter().zip(drawn.truths[0].corners) {
        assert!((x - drawn_x).abs() < 8.0 && (y - drawn_y).abs() < 8.0, "{:?}", code.corners);
    }
}

/// The chance of frames, not of one: a camera shows many, and one is enough.
#[test]
fn most_frames_of_a_decent_camera_decode() {
    let card = Card::print("001099000123||Nguyễn Văn An|15051999|Nam|Hà Nội|01082024||||").unwrap();
    let read = (100..110)
        .filter(|&seed| {
            let picture = decode_picture(&frame(Some(&card), Conditions::webcam(seed)).jpeg.unwrap()).unwrap();
            payloads(&picture).len() == 1
        })
        .count();
    assert!(read >= 8, "{read} of 10");
}

#[test]
fn a_small_code_in_the_guide_box_is_found_and_placed_in_the_whole_picture() {
    let card = Card::print("001099000123||Nguyễn Văn An|15051999|Nam|Hà Nội|01082024||||").unwrap();
    let found = (0..10).find_map(|seed| {
        let mut small = Conditions::webcam(seed);
        small.poses[0].pixels_per_mm = 4.2;
        small.poses[0].place = (522.0, 410.0);
        small.optics.gaussian = 0.3;
        small.sensor.noise = 1.0;
        let picture = decode_picture(&frame(Some(&card), small).jpeg.unwrap()).unwrap();
        decode(&picture, &mut || true).pop()
    });
    for (x, y) in found.expect("one of ten").corners {
        assert!((560.0..720.0).contains(&x) && (320.0..450.0).contains(&y), "{x} {y}");
    }
}

#[test]
fn an_even_picture_and_a_single_pixel_hold_nothing() {
    for picture in [Luma::even(1, 1, 0), Luma::even(1, 900, 255), Luma::even(640, 480, 0), Luma::even(640, 480, 255)] {
        assert_eq!(payloads(&picture), Vec::<Vec<u8>>::new(), "{picture:?}");
    }
}

fn noise(width: usize, height: usize, block: usize) -> Luma {
    let mut state = 1u64;
    let columns = width / block + 1;
    let mut levels = Vec::new();
    levels.resize_with(columns * (height / block + 1), || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if state >> 63 == 0 { 0 } else { 255 }
    });
    let pixels = (0..width * height).map(|i| levels[i / width / block * columns + i % width / block]).collect();
    Luma::new(width, height, pixels).unwrap()
}

/// Nothing but the marks that stand in a code's corners, thousands of them: every three could be one.
fn field_of_marks(width: usize, height: usize) -> Luma {
    let ring = |x: usize, y: usize| x.abs_diff(3).max(y.abs_diff(3));
    let level = |x: usize, y: usize| if matches!(ring(x, y), 0 | 1 | 3) { 0 } else { 255 };
    let pixels = (0..width * height).map(|i| level(i % width / 2 % 9, i / width / 2 % 9)).collect();
    Luma::new(width, height, pixels).unwrap()
}

#[test]
fn noise_and_fields_of_marks_end_by_themselves() {
    for picture in [
        noise(640, 480, 1),
        noise(640, 480, 2),
        noise(1920, 1080, 3),
        field_of_marks(480, 360),
        field_of_marks(1920, 1080),
    ] {
        assert_eq!(payloads(&picture), Vec::<Vec<u8>>::new(), "{picture:?}");
    }
}

/// Finders, timing and edges reach beyond such pictures on every side.
#[test]
fn pictures_smaller_than_a_code_hold_nothing() {
    for (width, height) in [(1, 1), (3, 2), (1, 900), (900, 1), (7, 7), (21, 21), (40, 40), (64, 48), (11, 300)] {
        for picture in [noise(width, height, 1), noise(width, height, 2), field_of_marks(width, height)] {
            assert_eq!(payloads(&picture), Vec::<Vec<u8>>::new(), "{picture:?}");
        }
    }
}

#[test]
fn the_deadline_ends_the_work_at_the_next_question() {
    for picture in [noise(1280, 720, 2), field_of_marks(480, 360)] {
        for patience in [0, 1, 40] {
            let mut asked = 0;
            let codes = decode(&picture, &mut || {
                asked += 1;
                asked <= patience
            });
            assert_eq!(codes, []);
            // Each level of the work asks once more.
            assert!(asked <= patience + 4, "{asked} questions");
        }
    }
}
