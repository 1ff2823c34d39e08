//! A hand that holds a card before a camera: how one frame of a second differs from the next.

use std::f64::consts::TAU;

use super::{Conditions, within};
use crate::dice::Dice;
use crate::paper::Paper;

/// The movements of a hand and of a lens that looks for focus, each a swing of its own.
pub struct Hand {
    swings: [(f64, f64); SWINGS],
    dice: Dice,
}

const SWINGS: usize = 9;

/// Frames a second.
const RATE: f64 = 15.0;

impl Hand {
    pub fn new(mut dice: Dice) -> Self {
        let swings = std::array::from_fn(|_| (dice.between(0.7, 4.0) / RATE * TAU, dice.between(0.0, TAU)));
        Self { swings, dice }
    }

    /// How far one movement has gone in a frame, within -2 and 2; all start at 0.
    fn swing(&self, which: usize, frame: f64) -> f64 {
        let (speed, phase) = self.swings[which];
        (speed * frame + phase).sin() - phase.sin()
    }

    /// The conditions of a later frame of the same second.
    pub fn hold(&self, first: &Conditions, papers: &[Paper], frame: usize) -> Conditions {
        let mut later = first.clone();
        let swing = |which: usize| self.swing(which, frame as f64);
        let mut dice = self.dice.apart(frame as u64);
        self.shake(&mut later, first, papers, frame as f64);
        focus(&mut later, first, swing(0), &mut dice);
        for spot in &mut later.light.spots {
            // A mirrored lamp runs faster over the card than the card turns.
            let run = first.poses[0].pixels_per_mm * 3.0;
            spot.place = (spot.place.0 + run * swing(1), spot.place.1 + run * swing(2));
        }
        later.light.exposure *= 1.0 + dice.around_zero() * 0.03;
        later.sensor.seed = dice.next();
        later
    }

    /// Moves, turns and tilts the papers; all lie in one hand, and none leaves the frame.
    fn shake(&self, later: &mut Conditions, first: &Conditions, papers: &[Paper], frame: f64) {
        let swing = |which: usize| self.swing(which, frame);
        for ((pose, paper), start) in later.poses.iter_mut().zip(papers).zip(&first.poses) {
            let mut moved = *start;
            let millimetres = start.pixels_per_mm;
            moved.place = (start.place.0 + millimetres * swing(3), start.place.1 + millimetres * 0.8 * swing(4));
            moved.pixels_per_mm *= 1.0 + 0.015 * swing(5);
            moved.roll += 1.2 * swing(6);
            moved.tilt = (moved.tilt + 2.5 * swing(7)).min(62.0);
            moved.tilt_axis += 3.0 * swing(8);
            if within(&moved, paper, first.size) {
                *pose = moved;
            }
        }
    }
}

/// The lens hunts about the category's focus, and the hand is not equally quick in each frame.
fn focus(later: &mut Conditions, first: &Conditions, hunt: f64, dice: &mut Dice) {
    let optics = &mut later.optics;
    optics.defocus = first.optics.defocus * (1.0 + 0.3 * hunt);
    optics.motion = first.optics.motion * dice.between(0.5, 1.5);
    optics.motion_angle += 40.0 * dice.around_zero();
}
