//! How often the word of advice is the right one, on drawn frames that no code was read in.
#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test counts pixels and fails by panicking"
)]

use std::time::Duration;

use frame_sim::{Card, Category, Conditions, Sample, frame, sample};
use scan::{Advice, Adviser, Eye, GUIDE, Located, Luma, Sighting};

/// A webcam's frames, this far apart.
const APART: Duration = Duration::from_millis(66);

/// Frames of a category whose code lies in the guide box.
fn frames(category: Category) -> impl Iterator<Item = Sample> {
    let in_guide = |sample: &Sample| {
        let middle = |axis: fn(&(f32, f32)) -> f32| sample.truths[0].corners.iter().map(axis).sum::<f32>() / 4.0;
        let (width, height) = sample.picture.dimensions();
        let (x, y) = (middle(|corner| corner.0) / width as f32, middle(|corner| corner.1) / height as f32);
        (GUIDE.left..GUIDE.left + GUIDE.width).contains(&x) && (GUIDE.top..GUIDE.top + GUIDE.height).contains(&y)
    };
    (0..).map(move |seed| sample(category, seed)).filter(in_guide)
}

/// The word after a second before the camera: the hand moves to and fro as far as the motion in the frame says, and by a
/// pixel otherwise.
fn word(sample: &Sample) -> Option<Advice> {
    let (width, height) = sample.picture.dimensions();
    let picture = Luma::new(width as usize, height as usize, sample.picture.as_raw().clone()).unwrap();
    // A shutter of a thirtieth of a second, two of them between two frames.
    let way = sample.conditions.optics.motion * 2.0;
    let (sin, cos) = sample.conditions.optics.motion_angle.to_radians().sin_cos();
    let moved = shifted(&picture, 1 + (way * cos).round() as isize, (way * sin).round() as isize);
    let truth = &sample.truths[0];
    let located = vec![Located { corners: truth.corners, module: truth.module_px }];
    let sighting = Sighting { located, ..Sighting::default() };
    let mut adviser = Adviser::default();
    let pictures = [&picture, &moved].into_iter().cycle().zip(0..16);
    pictures.map(|(picture, frame)| adviser.look(APART * frame, picture, GUIDE, &sighting)).last().unwrap()
}

fn shifted(picture: &Luma, right: isize, down: isize) -> Luma {
    let (width, height) = (picture.width(), picture.height());
    let from = |x: usize, y: usize| {
        let (x, y) = (x.saturating_add_signed(right).min(width - 1), y.saturating_add_signed(down).min(height - 1));
        picture.pixels()[y * width + x]
    };
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| from(x, y)).collect();
    Luma::new(width, height, pixels).unwrap()
}

/// How often frames of a category whose trouble is large enough to matter, by their conditions, get the word.
fn rate(category: Category, matters: impl Fn(&Sample) -> bool, wanted: Option<Advice>) -> f32 {
    const COUNT: usize = 16;
    let good = frames(category).filter(matters).take(COUNT).filter(|sample| word(sample) == wanted).count();
    good as f32 / COUNT as f32
}

/// Whether a lamp's mirror image blanks out more than a dozen modules across.
fn is_blanked(sample: &Sample) -> bool {
    let module = f64::from(sample.truths[0].module_px);
    sample.conditions.light.spots.iter().any(|spot| spot.strength > 0.7 && spot.radii.0 > 6.0 * module)
}

#[test]
fn the_word_is_mostly_right() {
    let module = |sample: &Sample| f64::from(sample.truths[0].module_px);
    let glare = rate(Category::Glare, is_blanked, Some(Advice::AvoidLamp));
    let moved = |sample: &Sample| sample.conditions.optics.motion > 0.7 * module(sample);
    let motion = rate(Category::Motion, moved, Some(Advice::HoldStill));
    let small = rate(Category::Small, |sample| module(sample) < 2.2, Some(Advice::Closer));
    let clean = rate(Category::Clean, |_| true, None);
    println!("right with glare {glare}, motion {motion}, small {small}, clean {clean}");
    assert!([glare, motion, small, clean].into_iter().all(|rate| rate >= 0.9), "{glare} {motion} {small} {clean}");
}

/// What is said of a card that a webcam of 1920 x 1080 sees at so many pixels a millimetre, blurred by so many pixels, if
/// there is one, after a second and a half.
fn said_by_eye(card_at: Option<(f64, f64)>) -> Option<Advice> {
    let card = Card::print(include_str!("../../../fixtures/qr/an.txt").trim_end()).unwrap();
    let (mut eye, mut adviser) = (Eye::default(), Adviser::default());
    let look = |shot: u32| {
        let mut conditions = Conditions { size: (1920, 1080), ..Conditions::webcam(1) };
        conditions.sensor.seed = shot.into();
        (conditions.poses[0].pixels_per_mm, conditions.optics.gaussian) = card_at.unwrap_or((1.0, 0.6));
        conditions.poses[0].place = (960.0, 540.0);
        let sample = frame(card_at.map(|_| &card), conditions);
        let (width, height) = sample.picture.dimensions();
        let picture = Luma::new(width as usize, height as usize, sample.picture.into_raw()).unwrap();
        let sighting = eye.look(&picture, &mut || true);
        adviser.look(APART * 2 * shot, &picture, GUIDE, &sighting)
    };
    (0..12).map(look).last().unwrap()
}

#[test]
fn a_card_far_away_is_asked_closer_and_an_empty_desk_and_a_card_that_is_read_nothing() {
    assert_eq!(said_by_eye(Some((3.0, 0.6))), Some(Advice::Closer));
    assert_eq!(said_by_eye(Some((12.0, 0.6))), None);
    assert_eq!(said_by_eye(None), None);
}

#[test]
fn a_card_too_near_to_be_sharp_is_asked_farther() {
    // A lens that is sharp from a forearm's length on.
    for held in [(14.0, 6.0), (17.0, 8.0)] {
        assert_eq!(said_by_eye(Some(held)), Some(Advice::Farther), "{held:?}");
    }
}
