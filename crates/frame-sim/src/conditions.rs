//! Under which conditions a frame is taken: drawn for a category in units of modules, then made pixels.

mod hand;
mod wish;

use crate::category::Category;
use crate::dice::Dice;
use crate::light::{Light, Ripple, Shadow, Spot};
use crate::optics::Optics;
use crate::paper::Paper;
use crate::pose::{Pose, Projection};
use crate::sensor::Sensor;
use crate::wear::Wear;
pub use hand::Hand;
use wish::Wish;

/// All that decides how a frame of given papers looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Width and height of the frame in pixels.
    pub size: (u32, u32),
    /// How each paper is held, in the order in which they lie on each other.
    pub poses: Vec<Pose>,
    /// How worn the print is.
    pub wear: Wear,
    /// How the scene is lit.
    pub light: Light,
    /// How sharp it is.
    pub optics: Optics,
    /// What the sensor makes of it.
    pub sensor: Sensor,
    /// Decides the look of the desk.
    pub desk: u64,
}

impl Conditions {
    /// A decent camera on the desk: 1280 x 720, an ID-1 card that nearly fills the height, held by hand, all a little off.
    pub fn webcam(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let pixels_per_mm = 12.2 + dice.around_zero() * 0.5;
        let pose = Pose {
            pixels_per_mm,
            anchor: (42.8, 27.0),
            place: (640.0 + dice.around_zero() * 30.0, 360.0 + dice.around_zero() * 15.0),
            roll: dice.around_zero() * 4.0,
            tilt: dice.between(0.0, 4.0),
            tilt_axis: dice.between(0.0, 360.0),
            bend: 0.0,
            bend_axis: 0.0,
        };
        Self {
            size: (1280, 720),
            poses: vec![pose],
            wear: Wear::default(),
            light: Light {
                exposure: 0.9,
                contrast: 1.0,
                veil: 0.0,
                shadow: None,
                spots: Vec::new(),
                ripples: Vec::new(),
            },
            optics: Optics { gaussian: 0.6, ..Optics::default() },
            sensor: Sensor { noise: 3.0, gamma: 1.0 / 2.2, sharpening: 0.0, jpeg: Some(90), seed: dice.next() },
            desk: dice.next(),
        }
    }

    /// Draws the conditions of a category for papers, of which the first is shown to the camera.
    pub fn draw(category: Category, papers: &[Paper], dice: &mut Dice) -> Self {
        let wish = Wish::draw(category, dice);
        let poses = match papers {
            [paper] => vec![placed(&wish, paper, dice)],
            several => spread_out(&wish, several, dice),
        };
        let (pose, paper) = (&poses[0], &papers[0]);
        let unit = scale(pose, paper, wish.size) * paper.target().1;
        Self {
            size: wish.size,
            light: lit(&wish, pose, paper, dice),
            optics: Optics {
                defocus: wish.defocus * unit,
                gaussian: wish.gaussian * unit,
                motion: wish.motion * unit,
                motion_angle: dice.between(0.0, 180.0),
            },
            sensor: Sensor { seed: dice.next(), ..wish.sensor },
            wear: wish.wear,
            poses,
            desk: dice.next(),
        }
    }
}

/// Finds a place in the frame where the whole mark is seen; the paper is held farther away when there is none.
fn placed(wish: &Wish, paper: &Paper, dice: &mut Dice) -> Pose {
    let (width, height) = (f64::from(wish.size.0), f64::from(wish.size.1));
    let (target, unit) = paper.target();
    let fits =
        (height * 0.62 / target.height).min(width * if target.width > 40.0 { 0.92 } else { 0.62 } / target.width);
    let mut pose = held(wish, paper, (wish.module_pixels / unit).min(fits), dice);
    let mut place = |end: f64| end * (0.5 + 0.3 * (dice.around_zero() + dice.around_zero()) / 1.5);
    loop {
        for _ in 0..20 {
            pose.place = (place(width), place(height));
            if within(&pose, paper, wish.size) {
                return pose;
            }
        }
        pose.pixels_per_mm *= 0.96;
    }
}

fn held(wish: &Wish, paper: &Paper, pixels_per_mm: f64, dice: &mut Dice) -> Pose {
    Pose {
        pixels_per_mm,
        anchor: paper.target().0.centre(),
        place: (0.0, 0.0),
        roll: wish.roll,
        tilt: wish.tilt,
        tilt_axis: dice.between(0.0, 360.0),
        bend: wish.bend,
        bend_axis: dice.between(-25.0, 25.0) + if dice.percent(30) { 90.0 } else { 0.0 },
    }
}

/// Papers lying side by side: two above, a third below.
fn spread_out(wish: &Wish, papers: &[Paper], dice: &mut Dice) -> Vec<Pose> {
    let width: f64 = papers.iter().take(2).map(|paper| paper.size.0).sum();
    let high = papers.iter().map(|paper| paper.size.1).fold(0.0, f64::max) * if papers.len() > 2 { 2.0 } else { 1.0 };
    let scale = (f64::from(wish.size.0) / (width + 30.0)).min(f64::from(wish.size.1) / (high + 28.0));
    let middle = (f64::from(wish.size.0) / 2.0, f64::from(wish.size.1) / 2.0);
    let row = if papers.len() > 2 { -high / 4.0 - 5.0 } else { 0.0 };
    let slots = [(-width / 4.0 - 5.0, row), (width / 4.0 + 5.0, row), (0.0, high / 4.0 + 5.0)];
    let put = |(paper, slot): (&Paper, (f64, f64))| {
        let mut jitter = |most: f64| dice.around_zero() * most;
        let (right, down, roll) = (slot.0 + jitter(3.0), slot.1 + jitter(3.0), wish.roll + jitter(3.0));
        Pose {
            anchor: paper.whole().centre(),
            place: (middle.0 + right * scale, middle.1 + down * scale),
            roll,
            bend: 0.0,
            tilt: wish.tilt.min(8.0),
            ..held(wish, paper, scale, dice)
        }
    };
    papers.iter().zip(slots).map(put).collect()
}

/// Whether what is shown and half of its quiet zone are in the frame.
fn within(pose: &Pose, paper: &Paper, size: (u32, u32)) -> bool {
    let (target, unit) = paper.target();
    inside(&target.grown(2.0 * unit).corners().map(|corner| Projection::new(pose, size).to_frame(corner)), size)
}

/// Whether points are in the frame.
pub fn inside(points: &[(f64, f64)], size: (u32, u32)) -> bool {
    let frame = (0.0..f64::from(size.0), 0.0..f64::from(size.1));
    points.iter().all(|(x, y)| frame.0.contains(x) && frame.1.contains(y))
}

/// Pixels a millimetre, the mean over what is shown.
pub fn scale(pose: &Pose, paper: &Paper, size: (u32, u32)) -> f64 {
    let projection = Projection::new(pose, size);
    let corners = paper.target().0.corners();
    (surface(&corners.map(|corner| projection.to_frame(corner))) / surface(&corners)).sqrt()
}

/// The surface of a polygon.
pub fn surface(corners: &[(f64, f64)]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
}

fn lit(wish: &Wish, pose: &Pose, paper: &Paper, dice: &mut Dice) -> Light {
    let area = paper.target().0;
    let edge = area.width.min(area.height) * pose.pixels_per_mm;
    let mut near =
        |far: f64| (pose.place.0 + edge * far * dice.around_zero(), pose.place.1 + edge * far * dice.around_zero());
    let shadow_place = near(0.3);
    let mut spots = Vec::new();
    if wish.glare > 0.0 {
        let place = near(0.7);
        spots.push((place, 1.0));
    }
    for _ in 0..wish.streaks {
        spots.push((near(0.8), 0.0));
    }
    let spots = spots.into_iter().map(|(place, lamp)| spot(wish, place, edge, lamp > 0.0, dice)).collect();
    let shadow = (wish.shadow > 0.0).then(|| Shadow {
        place: shadow_place,
        angle: dice.between(0.0, 360.0),
        width: edge * dice.between(0.15, 2.5),
        depth: wish.shadow,
    });
    let ripples = if wish.ripple > 0.0 { ripples(wish, dice) } else { Vec::new() };
    Light { exposure: wish.exposure, contrast: wish.contrast, veil: wish.veil, shadow, spots, ripples }
}

/// A lamp's mirror image beside or on the code, or one of a laminate's streaks and sparks.
fn spot(wish: &Wish, place: (f64, f64), edge: f64, lamp: bool, dice: &mut Dice) -> Spot {
    let angle = dice.between(0.0, 180.0);
    let (long, flat) =
        if lamp { (wish.glare, dice.between(0.3, 1.0)) } else { (dice.between(0.02, 0.35), dice.between(0.05, 0.5)) };
    let strength = if lamp { wish.glare_strength } else { dice.between(0.05, 0.5) };
    Spot { place, radii: (edge * long, edge * long * flat), angle, strength }
}

/// The bands of a screen that is drawn line by line, and its moiré.
fn ripples(wish: &Wish, dice: &mut Dice) -> Vec<Ripple> {
    let bands = Ripple { period: dice.between(60.0, 400.0), angle: 90.0, depth: wish.ripple };
    let moire = Ripple { period: dice.between(4.0, 40.0), angle: dice.between(0.0, 90.0), depth: wish.ripple * 0.7 };
    vec![bands, moire]
}
