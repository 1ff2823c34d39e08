//! Labelled frames for a benchmark: what is seen, under which conditions, and what is true.

use image::GrayImage;

use crate::camera::{Layer, take_in};
use crate::canvas::{Area, Canvas};
use crate::card::Card;
use crate::category::Category;
use crate::conditions::{Conditions, Hand, inside, scale, surface};
use crate::dice::Dice;
use crate::optics::Field;
use crate::paper::{Mark, Paper, TruthKind, papers};
use crate::pose::{Pose, Projection};

/// The seed of the development set. Fresh seeds are any others; who draws them prints them.
pub const DEVELOPMENT: u64 = 0x00EE_5EED;

/// Raster pixels of the print for one of the frame.
const FINER: f64 = 2.0;

/// How far a shaking hand may bring other parts of the print into the frame, in millimetres.
const MARGIN: f64 = 4.0;

/// One frame.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What the program sees; decoded from the JPEG where there is one.
    pub picture: GrayImage,
    /// The camera's JPEG, where the conditions have one.
    pub jpeg: Option<Vec<u8>>,
    /// What can be read in it.
    pub truths: Vec<Truth>,
    /// How it was taken.
    pub conditions: Conditions,
}

/// One machine-readable print in a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// What it is.
    pub kind: TruthKind,
    /// Its bytes; of an MRZ, the lines joined by a line feed.
    pub payload: Vec<u8>,
    /// The outer corners of its modules, without the quiet zone (of an MRZ, of the cells of its letters), clockwise from its own top left, in pixels, where the
    /// frame's first pixel reaches from 0 to 1.
    pub corners: [(f32, f32); 4],
    /// Pixels a module, the mean over the code; of an MRZ, pixels a stroke, which is 0.35 mm and a 7.3th of the pitch.
    pub module_px: f32,
    /// Deviation, in modules, of the Gaussian blur of the same variance as all blur of the optics.
    pub blur_modules: f32,
}

/// One frame of a category; the same seed gives the same bytes.
pub fn sample(category: Category, seed: u64) -> Sample {
    Scene::set(category, seed, |_, _| {}).take(0)
}

/// The same with its conditions changed; `change` is also told how many pixels a module has, to make it more or fewer.
pub fn sample_with(category: Category, seed: u64, change: impl FnOnce(&mut Conditions, f64)) -> Sample {
    Scene::set(category, seed, change).take(0)
}

/// A second of a paper held by a hand before the camera: the same paper in each frame, and all else a little different.
/// The first frame is [`sample`]'s.
pub fn burst(category: Category, seed: u64, frames: usize) -> Vec<Sample> {
    let scene = Scene::set(category, seed, |_, _| {});
    (0..frames).map(|frame| scene.take(frame)).collect()
}

/// Papers before a camera.
pub struct Scene {
    pub papers: Vec<Paper>,
    prints: Vec<Canvas>,
    pub first: Conditions,
    hand: Hand,
}

impl Scene {
    pub fn set(category: Category, seed: u64, change: impl FnOnce(&mut Conditions, f64)) -> Self {
        let mut dice = Dice::new(seed).apart(category as u64 + 1);
        let papers = papers(category, &mut dice);
        let mut first = Conditions::draw(category, &papers, &mut dice);
        if let (Some(paper), Some(pose)) = (papers.first(), first.poses.first()) {
            let module = paper.target().1 * scale(pose, paper, first.size);
            change(&mut first, module);
        }
        let prints = prints(&papers, &first);
        Self { papers, prints, first, hand: Hand::new(dice.apart(2)) }
    }

    fn take(&self, frame: usize) -> Sample {
        let conditions = match frame {
            0 => self.first.clone(),
            later => self.hand.hold(&self.first, &self.papers, later),
        };
        take(&self.papers, &self.prints, conditions)
    }

    /// The light that reaches the sensor of the first frame, with other papers in the places of these.
    pub fn light(&self, papers: &[Paper]) -> Field {
        let prints = prints(papers, &self.first);
        take_in(&layers(papers, &prints, &self.first), &self.first)
    }
}

/// One frame of a card that is given, or of the empty desk.
pub fn frame(card: Option<&Card>, conditions: Conditions) -> Sample {
    let papers: Vec<Paper> = card.map(|card| card.paper.clone()).into_iter().collect();
    let prints: Vec<Canvas> = prints(&papers, &conditions);
    take(&papers, &prints, conditions)
}

fn layers<'a>(papers: &[Paper], prints: &'a [Canvas], conditions: &Conditions) -> Vec<Layer<'a>> {
    let held = papers.iter().zip(prints).zip(&conditions.poses);
    held.map(|((paper, canvas), pose)| Layer {
        canvas,
        projection: Projection::new(pose, conditions.size),
        gain: paper.gain(),
    })
    .collect()
}

fn take(papers: &[Paper], prints: &[Canvas], conditions: Conditions) -> Sample {
    let layers = layers(papers, prints, &conditions);
    let (picture, jpeg) = conditions.sensor.read(take_in(&layers, &conditions));
    let seen = papers.iter().zip(&layers);
    let truths = seen
        .flat_map(|(paper, layer)| paper.marks.iter().filter_map(|mark| truth(mark, &layer.projection, &conditions)))
        .collect();
    Sample { picture, jpeg, truths, conditions }
}

fn prints(papers: &[Paper], conditions: &Conditions) -> Vec<Canvas> {
    papers.iter().zip(&conditions.poses).map(|(paper, pose)| print(paper, pose, conditions)).collect()
}

/// Prints what the camera will see of a paper, and a margin for a hand that shakes.
fn print(paper: &Paper, pose: &Pose, conditions: &Conditions) -> Canvas {
    let (width, height) = (f64::from(conditions.size.0), f64::from(conditions.size.1));
    let projection = Projection::new(pose, conditions.size);
    let frame = Area::new(0.0, 0.0, width, height).grown(MARGIN * pose.pixels_per_mm);
    let seen: Option<Vec<_>> = frame.outline().map(|point| projection.to_sheet(point)).collect();
    let window = seen.map_or(paper.whole(), |seen| paper.whole().around(seen));
    let mut canvas = paper.print(window, (pose.pixels_per_mm * FINER).clamp(6.0, 60.0));
    for mark in &paper.marks {
        conditions.wear.spoil(&mut canvas, mark.area);
    }
    canvas
}

/// What is true of a mark, when all of it is in the frame.
fn truth(mark: &Mark, projection: &Projection, conditions: &Conditions) -> Option<Truth> {
    let flat = mark.area.corners();
    let corners = flat.map(|corner| projection.to_frame(corner));
    let unit = mark.unit() * (surface(&corners) / surface(&flat)).sqrt();
    inside(&corners, conditions.size).then(|| Truth {
        kind: mark.kind,
        payload: mark.payload.clone(),
        corners: corners.map(|(x, y)| (x as f32, y as f32)),
        module_px: unit as f32,
        blur_modules: (conditions.optics.sigma() / unit) as f32,
    })
}

#[cfg(test)]
mod tests;
