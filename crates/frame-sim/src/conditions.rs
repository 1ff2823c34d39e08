//! Under which conditions a frame is taken: drawn for a category in units of modules, then made pixels.

mod hand;
mod wish;

use crate::category::Category;
use crate::dice::Dice;
use crate::light::{Light, Shadow, Spot};
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
    /// Draws the conditions of a category for a paper whose first mark is to be read.
    pub fn draw(category: Category, paper: &Paper, dice: &mut Dice) -> Self {
        let wish = Wish::draw(category, dice);
        let pose = placed(&wish, paper, dice);
        let module = module_pixels(&pose, paper, wish.size);
        Self {
            size: wish.size,
            light: lit(&wish, &pose, paper, dice),
            optics: Optics {
                defocus: wish.defocus * module,
                gaussian: wish.gaussian * module,
                motion: wish.motion * module,
                motion_angle: dice.between(0.0, 180.0),
            },
            sensor: Sensor { seed: dice.next(), ..wish.sensor },
            wear: wish.wear,
            poses: vec![pose],
            desk: dice.next(),
        }
    }
}

/// Finds a place in the frame where the whole mark is seen; the paper is held farther away when there is none.
fn placed(wish: &Wish, paper: &Paper, dice: &mut Dice) -> Pose {
    let (width, height) = (f64::from(wish.size.0), f64::from(wish.size.1));
    let mark = &paper.marks[0];
    let tallest = height * 0.62 / mark.area.height.max(mark.area.width * height / width);
    let mut pose = Pose {
        pixels_per_mm: (wish.module_pixels / mark.module()).min(tallest),
        anchor: mark.area.centre(),
        place: (width / 2.0, height / 2.0),
        roll: wish.roll,
        tilt: wish.tilt,
        tilt_axis: dice.between(0.0, 360.0),
        bend: wish.bend,
        bend_axis: dice.between(-25.0, 25.0) + if dice.percent(30) { 90.0 } else { 0.0 },
    };
    loop {
        for _ in 0..20 {
            pose.place = (width * dice.between(0.2, 0.8), height * dice.between(0.2, 0.8));
            if within(&pose, paper, wish.size) {
                return pose;
            }
        }
        pose.pixels_per_mm *= 0.95;
    }
}

/// Whether the mark and half of its quiet zone are in the frame.
fn within(pose: &Pose, paper: &Paper, size: (u32, u32)) -> bool {
    let projection = Projection::new(pose, size);
    let mark = &paper.marks[0];
    mark.area.grown(2.0 * mark.module()).corners().into_iter().all(|corner| {
        let (x, y) = projection.to_frame(corner);
        (0.0..f64::from(size.0)).contains(&x) && (0.0..f64::from(size.1)).contains(&y)
    })
}

/// The pixels of a module, the mean over the mark.
fn module_pixels(pose: &Pose, paper: &Paper, size: (u32, u32)) -> f64 {
    let projection = Projection::new(pose, size);
    let mark = &paper.marks[0];
    let corners = mark.area.corners().map(|corner| projection.to_frame(corner));
    (surface(&corners) / (mark.grid.columns * mark.grid.rows) as f64).sqrt()
}

/// The surface of a polygon.
pub fn surface(corners: &[(f64, f64)]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
}

fn lit(wish: &Wish, pose: &Pose, paper: &Paper, dice: &mut Dice) -> Light {
    let area = paper.marks[0].area;
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
    Light { exposure: wish.exposure, contrast: wish.contrast, veil: wish.veil, shadow, spots }
}

/// A lamp's mirror image beside or on the code, or one of a laminate's streaks and sparks.
fn spot(wish: &Wish, place: (f64, f64), edge: f64, lamp: bool, dice: &mut Dice) -> Spot {
    let angle = dice.between(0.0, 180.0);
    let (long, flat) =
        if lamp { (wish.glare, dice.between(0.3, 1.0)) } else { (dice.between(0.02, 0.35), dice.between(0.05, 0.5)) };
    let strength = if lamp { wish.glare_strength } else { dice.between(0.05, 0.5) };
    Spot { place, radii: (edge * long, edge * long * flat), angle, strength }
}
