//! One word of advice to whoever holds a card before the camera, from what can be measured in the guide box.

mod measure;

use std::collections::VecDeque;
use std::time::Duration;

use crate::area::Area;
use crate::luma::Luma;
use crate::sighting::Sighting;
use measure::{Measures, Thumb};

/// What to do with the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Hold it closer: it is too small to be read.
    Closer,
    /// Hold it farther away: it is too near to be sharp, or does not fit into the picture.
    Farther,
    /// Turn it away from the lamp that is mirrored in it.
    AvoidLamp,
    /// Hold it still.
    HoldStill,
}

/// A word stands at least this long, so that it can be read.
const STANDS: Duration = Duration::from_secs(1);
/// A new word is told when three in four pictures asked for it, for so long at least and over so much of the past: noise now
/// and then looks like a code.
const CONFIRMED: Duration = Duration::from_millis(400);
const CONSIDERED: Duration = Duration::from_millis(700);
/// So many pictures are considered however long ago they were.
const FEWEST: usize = 3;
/// So long after a code was read there is nothing to advise.
const CONTENT: Duration = Duration::from_secs(2);

/// Watches the pictures of one camera.
#[derive(Default)]
pub struct Adviser {
    before: Option<(Thumb, Duration)>,
    read: Option<Duration>,
    /// The word that stands, and since when.
    told: (Option<Advice>, Duration),
    /// What the last pictures asked for, and when.
    asked: VecDeque<(Duration, Option<Advice>)>,
}

impl Adviser {
    /// Takes one picture with what was found in it, at a time since the camera was started, and gives the word that stands.
    pub fn look(&mut self, at: Duration, picture: &Luma, guide: Area, sighting: &Sighting) -> Option<Advice> {
        let measures = Measures::of(picture, guide, self.before.as_ref().map(|(thumb, _)| thumb));
        let since = self
            .before
            .replace((measures.thumb.clone(), at))
            .map_or(Duration::ZERO, |(_, then)| at.saturating_sub(then));
        if !sighting.codes.is_empty() || !sighting.zones.is_empty() {
            self.read = Some(at);
        }
        if self.read.is_some_and(|read| at.saturating_sub(read) < CONTENT) {
            self.told = (None, at);
            self.asked.clear();
            return None;
        }
        self.ask(at, word(&measures, since, sighting))
    }

    /// The word that stands while the same picture stays.
    pub fn again(&mut self, at: Duration) -> Option<Advice> {
        let word = self.asked.back().and_then(|(_, word)| *word);
        self.ask(at, word)
    }

    /// Forgets the pictures before, because there are none any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn ask(&mut self, at: Duration, word: Option<Advice>) -> Option<Advice> {
        self.asked.push_back((at, word));
        // On a slow machine pictures are far apart.
        while self.asked.len() > FEWEST
            && self.asked.front().is_some_and(|(first, _)| at.saturating_sub(*first) >= CONSIDERED)
        {
            self.asked.pop_front();
        }
        let alike = self.asked.iter().filter(|(_, asked)| *asked == word).count();
        let since = self.asked.front().map_or(Duration::ZERO, |(first, _)| at.saturating_sub(*first));
        let sure = since >= CONFIRMED && alike * 4 >= self.asked.len() * 3;
        let (told, told_at) = self.told;
        let stood = told.is_none() || at.saturating_sub(told_at) >= STANDS;
        if word != told && sure && stood {
            self.told = (word, at);
        }
        self.told.0
    }
}

/// A citizen card is about this many modules of its code wide.
const CARD: f32 = 245.0;
/// Pixels a module below which reading is a matter of luck.
const SMALL: f32 = 2.2;
/// Pixels a module that leave room to go farther away.
const LARGE: f32 = 4.0;
/// The part of the guide box from which on a card fills it.
const FULL: f32 = 0.85;
/// Modules that a hand may move while the shutter is open, which in a room is a thirtieth of a second.
const STILL: f32 = 0.7;
/// Seconds.
const SHUTTER: f32 = 1.0 / 30.0;
/// The parts of the guide box between which a white patch is a lamp's mirror image, and no white paper.
const LAMP: std::ops::Range<f32> = 0.003..0.25;
/// An edge of so many modules is blurred, where the code's modules are known and where they are only guessed.
const BLURRED: (f32, f32) = (0.85, 1.25);
/// An edge of fewer pixels is never called blurred.
const SHARP: f32 = 3.6;

fn word(measures: &Measures, since: Duration, sighting: &Sighting) -> Option<Advice> {
    let located = sighting.located.iter().map(|located| located.module).reduce(f32::max);
    if located.is_none() && !measures.is_something() {
        return None;
    }
    let module = located.unwrap_or(measures.width / CARD);
    let blurred = located.map_or(BLURRED.1, |_| BLURRED.0);
    let speed = measures.moved / since.as_secs_f32().max(0.01);
    if speed * SHUTTER > STILL * module {
        Some(Advice::HoldStill)
    } else if LAMP.contains(&measures.mirrored) {
        Some(Advice::AvoidLamp)
    } else if located.is_some_and(|module| module < SMALL) {
        Some(Advice::Closer)
    } else if measures.edge > (blurred * module).max(SHARP) {
        Some(if module > LARGE { Advice::Farther } else { Advice::HoldStill })
    } else if module < SMALL && measures.width < FULL * measures.guide {
        // What fills the guide box is larger than what is seen of it there.
        Some(Advice::Closer)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an adviser tells when pictures ask for these words, one every 200 ms.
    fn told(asked: &[Option<Advice>]) -> Vec<Option<Advice>> {
        let mut adviser = Adviser::default();
        (0..).step_by(200).map(Duration::from_millis).zip(asked).map(|(at, word)| adviser.ask(at, *word)).collect()
    }

    #[test]
    fn a_word_comes_when_it_is_sure_and_stands_for_a_second() {
        let (closer, still) = (Some(Advice::Closer), Some(Advice::HoldStill));
        assert_eq!(told(&[closer, closer, closer, closer]), [None, None, closer, closer]);
        assert_eq!(told(&[closer, still, closer, still, closer]), [None; 5], "it flickers");
        let asked = [closer, closer, closer, still, still, still, still, still, None, None, None, None, None];
        let words = [None, None, closer, closer, closer, closer, closer, still, still, still, still, still, None];
        assert_eq!(told(&asked), words);
    }

    #[test]
    fn pictures_that_are_far_apart_tell_a_word_too() {
        let mut adviser = Adviser::default();
        let mut ask = |second: u64| adviser.ask(Duration::from_millis(1_200 * second), Some(Advice::Closer));
        assert_eq!([ask(0), ask(1), ask(2)], [None, Some(Advice::Closer), Some(Advice::Closer)]);
    }

    #[test]
    fn pictures_of_any_size_are_measured() {
        for (width, height) in [(1, 1), (3, 2), (2, 3), (4000, 3), (8192, 9), (9, 8192), (16_383, 1), (640, 16)] {
            let mut adviser = Adviser::default();
            let picture = Luma::even(width, height, 200);
            for step in 0..3 {
                let word = adviser.look(Duration::from_secs(step), &picture, crate::GUIDE, &Sighting::default());
                assert_eq!(word, None, "{width} x {height}");
            }
        }
    }

    #[test]
    fn nothing_before_the_camera_and_a_code_that_was_read_need_no_advice() {
        let mut adviser = Adviser::default();
        let dark = Luma::even(640, 360, 24);
        let at = |step: u64| Duration::from_millis(100 * step);
        let mut look = |step: u64, sighting: &Sighting| adviser.look(at(step), &dark, crate::GUIDE, sighting);
        let located =
            Sighting { located: vec![crate::Located { corners: [(0.0, 0.0); 4], module: 1.5 }], ..Sighting::default() };
        assert!((0..10).all(|step| look(step, &Sighting::default()).is_none()));
        assert_eq!((10..20).map(|step| look(step, &located)).last(), Some(Some(Advice::Closer)));
        let zones = vec![crate::Zone { text: String::new(), corners: [(0.0, 0.0); 4], margin: 1.0 }];
        assert_eq!(look(20, &Sighting { zones, ..Sighting::default() }), None);
        assert!((21..40).all(|step| look(step, &located).is_none()), "it was read a moment ago");
        assert_eq!((40..50).map(|step| look(step, &located)).last(), Some(Some(Advice::Closer)));
    }
}
