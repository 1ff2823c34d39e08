//! The ranges of each category. They are set so that engines of today fail on a part of each, not on all or none.

use crate::category::Category;
use crate::dice::Dice;
use crate::sensor::Sensor;
use crate::wear::Wear;

/// Conditions in units of the code: lengths in modules, glare in edges of the code.
pub struct Wish {
    pub size: (u32, u32),
    /// Pixels a module, seen straight.
    pub module_pixels: f64,
    pub roll: f64,
    pub tilt: f64,
    pub bend: f64,
    pub defocus: f64,
    pub gaussian: f64,
    pub motion: f64,
    pub exposure: f64,
    pub contrast: f64,
    pub veil: f64,
    pub shadow: f64,
    pub glare: f64,
    pub glare_strength: f64,
    pub streaks: usize,
    /// How deep a screen's bands and its moiré are.
    pub ripple: f64,
    pub sensor: Sensor,
    pub wear: Wear,
}

const SIZES: [(u32, u32); 3] = [(640, 480), (1280, 720), (1920, 1080)];

impl Wish {
    pub fn draw(category: Category, dice: &mut Dice) -> Self {
        let mut wish = Self::good(dice);
        wish.spoil(category, dice);
        wish
    }

    /// A decent camera, a card held well.
    fn good(dice: &mut Dice) -> Self {
        Self {
            size: *dice.one_of(&SIZES),
            module_pixels: dice.between(3.0, 6.0),
            roll: if dice.percent(15) { dice.between(0.0, 360.0) } else { dice.between(-12.0, 12.0) },
            tilt: dice.between(0.0, 15.0),
            bend: 0.0,
            defocus: 0.0,
            gaussian: dice.between(0.1, 0.22),
            motion: 0.0,
            exposure: dice.between(0.6, 1.05),
            contrast: dice.between(0.8, 1.0),
            veil: 0.0,
            shadow: 0.0,
            glare: 0.0,
            glare_strength: 0.0,
            streaks: 0,
            ripple: 0.0,
            sensor: Sensor {
                noise: dice.between(1.5, 4.0),
                gamma: 1.0 / dice.between(1.9, 2.3),
                sharpening: if dice.percent(40) { dice.between(0.2, 0.8) } else { 0.0 },
                jpeg: None,
                seed: 0,
            },
            wear: Wear::default(),
        }
    }

    /// Adds what the category is named for.
    fn spoil(&mut self, category: Category, dice: &mut Dice) {
        match category {
            Category::Clean => {}
            Category::Small => self.module_pixels = dice.between(1.3, 2.6),
            Category::Defocus => self.defocus = rising(0.25, 1.25, dice),
            Category::Gaussian => self.gaussian = rising(0.15, 0.7, dice),
            Category::Motion => self.motion = dice.between(0.4, 2.0),
            Category::Tilt => self.tilt = dice.between(30.0, 60.0),
            Category::Curl => self.bend = *dice.one_of(&[-1.0, 1.0]) / dice.between(14.0, 60.0),
            Category::Glare => {
                self.glare = dice.between(0.06, 0.28);
                self.glare_strength = dice.between(0.4, 2.5);
            }
            Category::Laminate => {
                self.veil = rising(0.05, 0.45, dice);
                self.exposure = dice.between(0.75, 1.0) - self.veil;
                self.contrast *= dice.between(0.6, 0.95);
                self.streaks = 3 + dice.below(10);
            }
            Category::LowContrast => self.contrast = dice.between(0.07, 0.47),
            Category::Noise => self.sensor.noise = rising(6.0, 48.0, dice),
            Category::Jpeg => {
                self.module_pixels = dice.between(1.8, 4.0);
                self.sensor.jpeg = Some(dice.between(12.0, 45.0) as u8);
            }
            Category::UnevenLight => self.shadow = dice.between(0.75, 0.99),
            Category::Worn => self.wear = Wear::some(dice.between(0.2, 1.4), dice),
            Category::Screen => {
                self.exposure = dice.between(0.3, 2.6);
                self.veil = rising(0.0, 0.3, dice);
                self.ripple = dice.between(0.0, 0.3);
                self.glare = dice.between(0.03, 0.15);
                self.glare_strength = dice.between(0.0, 1.5);
            }
            Category::KioskEasy => self.counter(0.0, 0.4, dice),
            Category::KioskMid => self.counter(0.2, 0.78, dice),
            Category::KioskHard => self.counter(0.3, 0.9, dice),
            Category::MrzTd1 | Category::MrzTd2 | Category::MrzTd3 => self.paper((1.8, 4.6), dice),
            Category::Pdf417 | Category::Linear => self.paper((1.9, 4.6), dice),
            Category::Bhyt => self.counter(0.0, 0.6, dice),
            Category::Several => {
                self.counter(0.0, 0.3, dice);
                self.size = SIZES[2];
                self.roll = dice.between(-6.0, 6.0);
            }
            Category::Nothing => self.paper((1.5, 6.0), dice),
        }
    }

    /// A paper laid under the camera, its lines level.
    fn paper(&mut self, (low, high): (f64, f64), dice: &mut Dice) {
        self.counter(0.0, 0.5, dice);
        self.module_pixels = dice.between(low, high);
        self.roll = dice.between(-7.0, 7.0);
        if self.size == SIZES[0] && dice.percent(70) {
            self.size = SIZES[1];
        }
    }

    /// Several troubles at once, each between two parts of what a code hardly bears.
    fn counter(&mut self, low: f64, high: f64, dice: &mut Dice) {
        let mut part = || dice.between(low, high);
        self.module_pixels = 5.0 - 3.0 * part();
        self.defocus = 0.65 * part();
        self.gaussian = 0.1 + 0.16 * part();
        self.motion = 0.6 * part();
        self.tilt = 40.0 * part();
        self.contrast = 1.0 - 0.55 * part();
        self.veil = 0.2 * part();
        self.exposure -= self.veil;
        self.shadow = 0.6 * part();
        self.sensor.noise = 2.0 + 8.0 * part();
        self.sensor.jpeg = Some((95.0 - 50.0 * part()) as u8);
        self.glare_strength = 1.2 * part();
        self.glare = 0.16 * part();
        self.bend = 0.012 * part();
        let wear = 0.4 * part();
        self.wear = Wear::some(wear, dice);
    }
}

/// A number between two, more often near the lower.
fn rising(low: f64, high: f64, dice: &mut Dice) -> f64 {
    low + (high - low) * dice.unit().powi(2)
}
