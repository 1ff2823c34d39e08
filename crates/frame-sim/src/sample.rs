//! Labelled frames for a benchmark: what is seen, under which conditions, and what is true.

use image::GrayImage;
use qrcode::EcLevel;

use crate::camera::{Layer, look};
use crate::category::Category;
use crate::citizen::Person;
use crate::conditions::{Conditions, surface};
use crate::dice::Dice;
use crate::paper::{Grid, Kind, Mark, Paper, TruthKind};
use crate::pose::Projection;

/// The seed of the development set. Fresh seeds are any others; who draws them prints them.
pub const DEVELOPMENT: u64 = 0x00EE_5EED;

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
    /// The outer corners of its modules, without the quiet zone, clockwise from its own top left, in pixels, where the
    /// frame's first pixel reaches from 0 to 1.
    pub corners: [(f32, f32); 4],
    /// Pixels a module, the mean over the code.
    pub module_px: f32,
    /// Deviation, in modules, of the Gaussian blur of the same variance as all blur of the optics.
    pub blur_modules: f32,
}

/// One frame of a category; the same seed gives the same bytes.
pub fn sample(category: Category, seed: u64) -> Sample {
    let mut dice = Dice::new(seed).apart(category as u64 + 1);
    let paper = paper(category, &mut dice);
    let conditions = Conditions::draw(category, &paper, &mut dice);
    take(&[paper], conditions)
}

/// Takes a frame of papers.
fn take(papers: &[Paper], conditions: Conditions) -> Sample {
    let layers: Vec<Layer> = papers
        .iter()
        .zip(&conditions.poses)
        .map(|(paper, pose)| {
            // Two and more raster pixels for one of the frame; a screen's own pixels need more.
            let mut canvas = paper.print((pose.pixels_per_mm * 2.2).clamp(6.0, 60.0));
            for mark in &paper.marks {
                conditions.wear.spoil(&mut canvas, mark.area);
            }
            let gain = if paper.shines() { 1.1 } else { 1.0 };
            Layer { canvas, projection: Projection::new(pose, conditions.size), gain }
        })
        .collect();
    let (picture, jpeg) = look(&layers, &conditions);
    let truths = papers
        .iter()
        .zip(&layers)
        .flat_map(|(paper, layer)| paper.marks.iter().map(|mark| truth(mark, &layer.projection, &conditions)))
        .collect();
    Sample { picture, jpeg, truths, conditions }
}

fn truth(mark: &Mark, projection: &Projection, conditions: &Conditions) -> Truth {
    let corners = mark.area.corners().map(|corner| projection.to_frame(corner));
    let module = (surface(&corners) / (mark.grid.columns * mark.grid.rows) as f64).sqrt();
    Truth {
        kind: mark.kind,
        payload: mark.payload.clone(),
        corners: corners.map(|(x, y)| (x as f32, y as f32)),
        module_px: module as f32,
        blur_modules: (conditions.optics.sigma() / module) as f32,
    }
}

/// Draws people until the code of one can be printed, which the first one's can.
fn paper(category: Category, dice: &mut Dice) -> Paper {
    let kind = if category == Category::Screen { Kind::Phone } else { *dice.one_of(&[Kind::Citizen, Kind::Identity]) };
    loop {
        let person = Person::invent(dice);
        let payload = match kind {
            Kind::Citizen => person.citizen_payload(),
            Kind::Identity | Kind::Phone => person.identity_payload(),
        };
        let level = *dice.one_of(&[EcLevel::L, EcLevel::M]);
        if let Ok(grid) = Grid::qr(payload.as_bytes(), level, i16::from(dice.percent(15))) {
            return Paper::with_qr(kind, payload.into_bytes(), grid, dice);
        }
    }
}
