//! Labelled frames: repeatable, true to their label, and each category is hard in the way that its name says.
#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a test fails by panicking, and measures a picture's few pixels"
)]

use std::ops::Range;

use frame_sim::{Category, DEVELOPMENT, Sample, TruthKind, burst, sample};
use scan::{Eye, Luma};

const SEEDS: u64 = 3;

type Measure = fn(&Sample) -> f64;

fn samples(category: Category) -> Vec<Sample> {
    (0..SEEDS).map(|seed| sample(category, DEVELOPMENT + seed)).collect()
}

fn luma(sample: &Sample) -> Luma {
    let (width, height) = sample.picture.dimensions();
    Luma::new(width as usize, height as usize, sample.picture.as_raw().clone()).unwrap()
}

#[test]
fn the_seed_decides_every_byte() {
    for category in Category::ALL {
        let (first, again, other) = (sample(category, 7), sample(category, 7), sample(category, 8));
        assert_eq!((&first.picture, &first.jpeg), (&again.picture, &again.jpeg), "{category:?}");
        assert_ne!(first.picture, other.picture, "{category:?}");
        assert_eq!(Category::named(category.name()), Some(category));
    }
}

#[test]
fn what_is_true_of_a_clean_frame_is_read_in_it() {
    let read = samples(Category::Clean).iter().filter(|sample| is_read(sample)).count() as u64;
    assert!(read + 1 >= SEEDS, "{read} of {SEEDS}");
}

/// Whether the code is read; it then has the right payload and stands where it should.
fn is_read(sample: &Sample) -> bool {
    let truth = &sample.truths[0];
    let Some(code) = Eye::default().look(&luma(sample), &mut || true).codes.pop() else { return false };
    assert_eq!(code.bytes, truth.payload);
    for ((x, y), (true_x, true_y)) in code.corners.into_iter().zip(truth.corners) {
        let off = (x - true_x).hypot(y - true_y) / truth.module_px;
        assert!(off < 2.0, "{off} modules: {:?} {:?}", code.corners, truth.corners);
    }
    true
}

#[test]
fn each_paper_holds_what_its_category_says() {
    let kinds = |category: Category| -> Vec<TruthKind> {
        samples(category).iter().map(|sample| sample.truths[0].kind).collect()
    };
    for (category, kind) in [
        (Category::KioskMid, TruthKind::Qr),
        (Category::Screen, TruthKind::Qr),
        (Category::Bhyt, TruthKind::Qr),
        (Category::MrzTd1, TruthKind::Td1),
        (Category::MrzTd2, TruthKind::Td2),
        (Category::MrzTd3, TruthKind::Td3),
        (Category::Pdf417, TruthKind::Pdf417),
        (Category::Linear, TruthKind::Linear),
    ] {
        assert_eq!(kinds(category), [kind; SEEDS as usize], "{category:?}");
    }
    assert!(samples(Category::Several).iter().all(|sample| sample.truths.len() > 1));
    assert!(samples(Category::Nothing).iter().all(|sample| sample.truths.is_empty()));
}

#[test]
fn payloads_are_well_formed_and_corners_in_the_frame() {
    for sample in Category::ALL.into_iter().flat_map(samples) {
        let (width, height) = sample.picture.dimensions();
        for truth in &sample.truths {
            let text = String::from_utf8(truth.payload.clone()).unwrap();
            match truth.kind {
                TruthKind::Qr => assert!(matches!(text.split('|').count(), 7 | 11 | 13), "{text}"),
                TruthKind::Linear => assert!(text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())),
                TruthKind::Pdf417 => assert!(text.is_ascii() && text.split('/').nth(1).unwrap().len() == 12, "{text}"),
                TruthKind::Td1 | TruthKind::Td2 | TruthKind::Td3 => assert!(mrz::parse(&text).is_ok(), "{text}"),
            }
            let (right, bottom) = (0.0..width as f32, 0.0..height as f32);
            assert!(truth.corners.iter().all(|(x, y)| right.contains(x) && bottom.contains(y)), "{:?}", truth.corners);
        }
    }
}

#[test]
fn a_burst_is_one_paper_in_a_hand() {
    for category in [Category::KioskHard, Category::Glare, Category::MrzTd3] {
        let frames = burst(category, 3, 4);
        assert_eq!(frames[0].picture, sample(category, 3).picture);
        for (one, next) in frames.iter().zip(&frames[1..]) {
            assert_ne!(one.picture, next.picture);
            let (before, after) = (&one.truths[0], &next.truths[0]);
            assert_eq!((before.kind, &before.payload), (after.kind, &after.payload));
            let moved = before.corners.iter().zip(after.corners).map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1));
            let moved = moved.fold(0.0, f32::max) / one.picture.width() as f32;
            assert!(moved > 0.0 && moved < 0.15, "{moved}");
        }
    }
}

/// The rectangle around the code.
fn code(sample: &Sample) -> (usize, Vec<f64>) {
    let (width, height) = sample.picture.dimensions();
    let bound = |of: fn(&(f32, f32)) -> f32, end: u32| {
        let places = sample.truths[0].corners.iter().map(of);
        let (low, high) = (places.clone().fold(f32::MAX, f32::min), places.fold(0.0, f32::max));
        low as u32..(high as u32).min(end - 1)
    };
    let (across, down) = (bound(|corner| corner.0, width), bound(|corner| corner.1, height));
    let wide = across.len();
    let levels = down.flat_map(|y| across.clone().map(move |x| (x, y)));
    (wide, levels.map(|(x, y)| f64::from(sample.picture.get_pixel(x, y)[0])).collect())
}

fn quantile(mut levels: Vec<f64>, part: f64) -> f64 {
    levels.sort_by(f64::total_cmp);
    levels[(levels.len() as f64 * part) as usize]
}

fn range(sample: &Sample) -> f64 {
    let levels = code(sample).1;
    quantile(levels.clone(), 0.95) - quantile(levels, 0.05)
}

/// The steepest steps from pixel to pixel in parts of the code's contrast, by the pixels that a module has.
fn sharpness(sample: &Sample) -> f64 {
    let (wide, levels) = code(sample);
    let steps =
        levels.chunks(wide).flat_map(|line| line.windows(2).map(|pair| (pair[0] - pair[1]).abs()).collect::<Vec<_>>());
    quantile(steps.collect(), 0.95) / range(sample) * f64::from(sample.truths[0].module_px)
}

/// The median step from pixel to pixel all over the frame.
fn rustle(sample: &Sample) -> f64 {
    let line = sample.picture.as_raw();
    quantile(line.windows(2).map(|pair| f64::from(pair[0].abs_diff(pair[1]))).collect(), 0.5)
}

/// The difference of brightness between the quarters of the code.
fn unevenness(sample: &Sample) -> f64 {
    let (wide, levels) = code(sample);
    let high = levels.len() / wide;
    let quarter = |right: bool, down: bool| {
        let inside = |&(at, _): &(usize, &f64)| (at % wide > wide / 2) == right && (at / wide > high / 2) == down;
        quantile(levels.iter().enumerate().filter(inside).map(|(_, level)| *level).collect(), 0.9)
    };
    let quarters = [quarter(false, false), quarter(true, false), quarter(false, true), quarter(true, true)];
    quarters.iter().copied().fold(0.0, f64::max) - quarters.iter().copied().fold(255.0, f64::min)
}

/// How much shorter the code is in one direction than across.
fn squeeze(sample: &Sample) -> f64 {
    let corners = sample.truths[0].corners;
    let diagonal = |a: usize, b: usize| f64::from((corners[a].0 - corners[b].0).hypot(corners[a].1 - corners[b].1));
    let side = |a: usize, b: usize| diagonal(a, b) + diagonal((a + 2) % 4, (b + 2) % 4);
    let ratio = |one: f64, other: f64| one.max(other) / one.min(other);
    ratio(diagonal(0, 2), diagonal(1, 3)).max(ratio(side(0, 1), side(1, 2)))
}

#[test]
fn each_category_is_hard_in_its_own_way() {
    let mean = |category: Category, measure: Measure| samples(category).iter().map(measure).sum::<f64>() / SEEDS as f64;
    let module = |sample: &Sample| f64::from(sample.truths[0].module_px);
    let dark = |sample: &Sample| quantile(code(sample).1, 0.05);
    let white = |sample: &Sample| code(sample).1.iter().filter(|&&level| level > 250.0).count() as f64;
    let jpeg = |sample: &Sample| f64::from(sample.conditions.sensor.jpeg.unwrap_or(100));
    let cases: [(Category, Measure, Range<f64>); 12] = [
        (Category::Small, module, 0.0..0.6),
        (Category::Defocus, sharpness, 0.0..0.85),
        (Category::Gaussian, sharpness, 0.0..0.85),
        (Category::Motion, sharpness, 0.0..0.85),
        (Category::Tilt, squeeze, 1.15..9.0),
        (Category::Glare, white, 2.0..f64::MAX),
        (Category::Laminate, dark, 1.2..9.0),
        (Category::LowContrast, range, 0.0..0.7),
        (Category::Noise, rustle, 2.5..99.0),
        (Category::Jpeg, jpeg, 0.0..0.5),
        (Category::UnevenLight, unevenness, 2.0..99.0),
        (Category::KioskHard, range, 0.0..0.9),
    ];
    for (category, measure, wanted) in cases {
        let ratio = mean(category, measure) / mean(Category::Clean, measure).max(1.0);
        assert!(wanted.contains(&ratio), "{category:?} has {ratio} of a clean frame's");
    }
}
