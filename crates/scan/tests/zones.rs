//! Machine readable zones as a camera sees them: frame-sim's bursts, at seeds that no table was trained on.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use frame_sim::{Category, Sample, burst};
use scan::{Luma, zone::Memory};

fn luma(sample: &Sample) -> Luma {
    let (width, height) = sample.picture.dimensions();
    Luma::new(width as usize, height as usize, sample.picture.as_raw().clone()).unwrap()
}

fn truth(sample: &Sample) -> String {
    let zone = sample.truths.iter().find(|truth| truth.payload.contains(&b'\n')).unwrap();
    String::from_utf8(zone.payload.clone()).unwrap() + "\n"
}

/// Bursts of which a zone was read, of all; a wrong one ends the test.
fn read(category: Category, seeds: std::ops::Range<u64>) -> usize {
    seeds
        .filter(|&seed| {
            let mut memory = Memory::default();
            let frames = burst(category, seed, 3);
            let told: Vec<String> =
                frames.iter().flat_map(|frame| memory.look(&luma(frame), &mut || true)).map(|zone| zone.text).collect();
            assert!(told.iter().all(|text| *text == truth(&frames[0])), "{} {seed}: {told:?}", category.name());
            !told.is_empty()
        })
        .count()
}

#[test]
fn zones_held_before_a_camera_are_read_and_none_is_wrong() {
    // Of 210 such bursts, though of five frames, all but three were read.
    for category in [Category::MrzTd1, Category::MrzTd2, Category::MrzTd3] {
        let read = read(category, 40..46);
        assert!(read >= 5, "{}: {read} of 6", category.name());
    }
}

#[test]
fn one_document_after_the_other_in_one_place_is_never_mixed() {
    let (one, other) = (burst(Category::MrzTd3, 71, 3), burst(Category::MrzTd3, 72, 3));
    let mut memory = Memory::default();
    let mut told = 0;
    for pair in one.iter().zip(&other) {
        for frame in [pair.0, pair.1] {
            let zones = memory.look(&luma(frame), &mut || true);
            told += zones.len();
            assert!(zones.iter().all(|zone| zone.text == truth(frame)));
        }
    }
    assert!(told >= 3, "{told} of 6");
}

#[test]
fn nothing_is_told_of_what_only_looks_like_a_zone() {
    for seed in 0..12 {
        let frame = frame_sim::sample(Category::Nothing, seed);
        assert_eq!(Memory::default().look(&luma(&frame), &mut || true), [], "{seed}");
    }
}
