//! Looks at one picture after the other, and remembers what several of them can tell together.

use std::borrow::Cow;

use crate::luma::Luma;
use crate::patience::{Patience, Stage};
use crate::qr::ballot::Ballots;
use crate::sighting::{Code, Corners, Located, Sighting, Zone};
use crate::zone::Memory;
use crate::{bars, qr, second};

/// The most pixels that are looked at at once; a larger picture is halved first. This is 1920 x 1088.
pub const LARGEST_ATTEMPT: usize = 1920 * 1088;

/// Once in so many pictures other papers are looked for beside a code that was read.
const SELDOM: usize = 4;

/// In so many pictures after the first one of a code its card's zone is looked for.
const ZONE_BESIDE: usize = 3;

/// The stages as every second picture sees them, and all those after one with a zone.
const ZONES_FIRST: [Stage; 5] = [Stage::Swift, Stage::Bars, Stage::Zone, Stage::Observed, Stage::Second];

/// Looks at the pictures of one camera, one after the other.
#[derive(Default)]
pub struct Eye {
    ballots: Ballots,
    zones: Memory,
    pictures: usize,
    /// Pictures up to the last one in each of which a code was read.
    with_code: usize,
    thorough: bool,
}

impl Eye {
    /// An eye that tries every means on every picture, also when something was found: for a picture of several papers.
    pub fn thorough() -> Self {
        Self { thorough: true, ..Self::default() }
    }

    /// Looks at a picture: one means after the other, the swift ones first, until something is found. Patience is asked often,
    /// and ends the work once it says no; what was found by then is told. A picture larger than [`LARGEST_ATTEMPT`] is looked
    /// at halved first, then as it is.
    pub fn look(&mut self, picture: &Luma, patience: &mut dyn Patience) -> Sighting {
        self.ballots.picture();
        let mut sizes = vec![(Cow::Borrowed(picture), 1.0)];
        while let Some((largest, scale)) = sizes.last().filter(|(picture, _)| picture.pixels().len() > LARGEST_ATTEMPT)
        {
            sizes.push((Cow::Owned(largest.halved()), scale * 2.0));
        }
        let mut sighting = Sighting::default();
        for (turn, (picture, scale)) in sizes.iter().rev().take(MOST_SIZES).enumerate() {
            // One picture has one vote: looked at again, it is as strange to the memory as another camera's.
            let stranger = &mut Self { pictures: self.pictures, thorough: self.thorough, ..Self::default() };
            let eye = if turn == 0 { &mut *self } else { stranger };
            sighting = eye.look_at(picture, patience).scaled(*scale);
            if sighting.is_read() || !patience.time_left() {
                break;
            }
        }
        self.pictures += 1;
        self.with_code = if sighting.codes.is_empty() { 0 } else { self.with_code + 1 };
        sighting
    }

    /// Forgets the pictures before, because what is before the camera has changed.
    pub fn forget(&mut self) {
        *self = Self { thorough: self.thorough, ..Self::default() };
    }

    fn look_at(&mut self, picture: &Luma, patience: &mut dyn Patience) -> Sighting {
        let mut sighting = Sighting::default();
        // By turns, so that on a slow machine the one that comes last is not always the one that time is too short for.
        let zones_first = !self.pictures.is_multiple_of(2) || self.zones.sees();
        let order = if zones_first { ZONES_FIRST } else { Stage::ALL };
        for stage in order {
            if !patience.time_left() {
                break;
            }
            if !self.is_due(stage, picture, &sighting) || !patience.begin(stage) {
                continue;
            }
            let time_left = &mut || patience.time_left();
            match stage {
                Stage::Swift => sighting.add(qr::swift::look(picture, time_left)),
                Stage::Observed => self.observe(picture, &mut sighting, time_left),
                Stage::Second => sighting.add(second::look(picture, time_left)),
                Stage::Zone => sighting.zones = self.zones.look(picture, time_left),
                Stage::Bars => sighting.add(bars::look(picture, time_left)),
            }
        }
        sighting
    }

    /// Whether a stage is worth its time in a picture, after what the ones before have found.
    fn is_due(&self, stage: Stage, picture: &Luma, sighting: &Sighting) -> bool {
        let nothing = !sighting.is_read() && sighting.located.is_empty();
        // Beside a code there may be another paper, or the zone of the same card.
        let beside = self.thorough || self.pictures % SELDOM == SELDOM - 1;
        let no_code = self.zones.sees_without_code();
        match stage {
            Stage::Swift => true,
            Stage::Observed => (sighting.codes.is_empty() && !no_code) || beside,
            // What was located and not read may be no code.
            Stage::Second => !sighting.is_read() && !no_code,
            Stage::Zone => nothing || beside || self.zones.is_open() || (1..=ZONE_BESIDE).contains(&self.with_code),
            Stage::Bars => {
                let small_enough = picture.pixels().len() <= LARGEST_ATTEMPT;
                small_enough && (self.thorough || nothing && (beside || bars::look_barred(picture)))
            }
        }
    }

    /// Reads codes with all that is known of lens and light, and counts the votes on those that are still unread.
    fn observe(&mut self, picture: &Luma, sighting: &mut Sighting, time_left: &mut dyn FnMut() -> bool) {
        let mut read = sighting.codes.clone();
        let mut found = qr::look(picture, &read, time_left);
        for _ in 1..if self.thorough { MOST_CODES } else { 1 } {
            if found.codes.is_empty() || !time_left() {
                break;
            }
            read.extend(found.codes.iter().cloned());
            found = qr::look(picture, &read, time_left);
        }
        sighting.add(read);
        sighting.add(found.codes);
        for soft in found.unread {
            match self.ballots.vote(&soft) {
                Some(decoded) => sighting.add(vec![qr::code(decoded, &soft.grid)]),
                None => sighting.located.push(soft.located()),
            }
        }
    }
}

/// Of several papers in one picture so many codes are read.
const MOST_CODES: usize = 8;
/// A photograph is looked at in so many sizes.
const MOST_SIZES: usize = 2;

impl Sighting {
    const fn is_read(&self) -> bool {
        !self.codes.is_empty() || !self.zones.is_empty()
    }

    /// Adds codes, each payload once.
    fn add(&mut self, codes: Vec<Code>) {
        for code in codes {
            if self.codes.iter().all(|other| other.bytes != code.bytes) {
                self.codes.push(code);
            }
        }
    }

    /// As seen in a picture that is `scale` times as large.
    fn scaled(self, scale: f32) -> Self {
        let grown = |corners: Corners| corners.map(|(x, y)| (x * scale, y * scale));
        let module = |code: &Code| code.module.map(|module| module * scale);
        let code = |code: Code| Code { corners: grown(code.corners), module: module(&code), ..code };
        let zone = |zone: Zone| Zone { corners: grown(zone.corners), ..zone };
        let located = |located: Located| Located { corners: grown(located.corners), module: located.module * scale };
        Self {
            codes: self.codes.into_iter().map(code).collect(),
            zones: self.zones.into_iter().map(zone).collect(),
            located: self.located.into_iter().map(located).collect(),
        }
    }
}
