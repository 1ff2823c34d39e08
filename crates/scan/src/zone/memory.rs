//! What several pictures of one document tell together.

use mrz::Format;

use super::block::Seen;
use super::decide::{self, Decided};
use super::find;
use super::layout;
use super::letters::{ALPHABET, Likely};
use crate::luma::Luma;
use crate::sighting::{Corners, Zone};

/// Pictures of one document that are kept.
const MOST_LOOKS: usize = 8;
/// A document that was not seen in so many pictures is forgotten.
const MOST_MISSED: usize = 12;
/// Documents that are remembered at once.
const MOST_DOCUMENTS: usize = 4;
/// How far (a natural logarithm) the text must be ahead of the second best by one look: a scratch or a lamp can make
/// another letter of one, and names have no check digit.
const AHEAD_ALONE: f32 = 7.5;
/// By several looks.
const AHEAD: f32 = 6.5;

/// How much less likely (a natural logarithm) the letters of a state are than those of another that is surely there.
const SURELY_ANOTHER: f32 = 8.0;

/// The zones of the last pictures, so that they are decided together.
#[derive(Default)]
pub struct Memory {
    documents: Vec<Document>,
}

/// What was seen of one document.
struct Document {
    format: Format,
    looks: Vec<Vec<Likely>>,
    missed: usize,
    /// It was told by the last look.
    told: bool,
}

impl Memory {
    /// Looks for zones in a picture, and tells those that are certain by this picture and those before it.
    /// `time_left` is asked often, and ends the work once it says no.
    pub fn look(&mut self, picture: &Luma, time_left: &mut dyn FnMut() -> bool) -> Vec<Zone> {
        let found = find(picture, time_left);
        for document in &mut self.documents {
            document.missed += 1;
        }
        let zones = found.into_iter().filter_map(|seen| self.take(seen)).collect();
        self.documents.retain(|document| document.missed < MOST_MISSED);
        zones
    }

    /// Whether the last picture that was looked at showed a zone, told or not.
    pub fn sees(&self) -> bool {
        self.seen().next().is_some()
    }

    /// Whether it showed one that could not be told yet.
    pub fn is_open(&self) -> bool {
        self.seen().any(|document| !document.told)
    }

    /// Whether it showed one that stands on a paper without a code: a passport, a large card, another state's card.
    pub fn sees_without_code(&self) -> bool {
        self.seen().any(|document| document.format != Format::Td1 || !document.may_be_of(*b"VNM"))
    }

    fn seen(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| document.missed == 0)
    }

    /// Takes what is seen of one document, and tells its zone if that is certain now.
    pub(super) fn take(&mut self, seen: Seen) -> Option<Zone> {
        let place = self.documents.iter().position(|document| document.is_of(&seen));
        let mut document = match place {
            Some(place) => self.documents.remove(place),
            None => Document { format: seen.format, looks: Vec::new(), missed: 0, told: false },
        };
        document.missed = 0;
        document.looks.push(seen.cells);
        if document.looks.len() > MOST_LOOKS {
            document.looks.remove(0);
        }
        // What is told was seen in this picture too, and not of somebody who was here before.
        let newest = document.looks.last();
        let decided = document.decide().filter(|decided| newest.is_some_and(|newest| agrees(&decided.text, newest)));
        document.told = decided.is_some();
        self.documents.insert(0, document);
        self.documents.truncate(MOST_DOCUMENTS);
        decided.map(|decided| zone(decided, seen.corners))
    }
}

fn zone(decided: Decided, corners: Corners) -> Zone {
    Zone { text: decided.text, corners, margin: (decided.ahead / 2.0).tanh() }
}

impl Document {
    /// Whether it is the same document, by what was seen in its cells.
    fn is_of(&self, seen: &Seen) -> bool {
        self.format == seen.format
            && same(&self.together(), &seen.cells)
            && self.looks.iter().all(|look| contradictions(look, &seen.cells) < 4)
    }

    /// Whether the issuer that the newest look shows could be this one.
    fn may_be_of(&self, state: [u8; 3]) -> bool {
        let ([issuer, _], _) = layout::free_text(self.format);
        let newest = self.looks.last().into_iter().flat_map(|look| &look[issuer..issuer + 3]);
        let behind = |(cell, letter): (&Likely, u8)| {
            let most = cell.iter().copied().fold(f32::MIN, f32::max);
            ALPHABET.iter().position(|&known| known == letter).map_or(0.0, |class| most - cell[class])
        };
        newest.zip(state).map(behind).sum::<f32>() < SURELY_ANOTHER
    }

    /// What all looks tell together.
    fn together(&self) -> Vec<Likely> {
        let mut sum = self.looks[0].clone();
        for look in &self.looks[1..] {
            for (cell, other) in sum.iter_mut().zip(look) {
                for (likely, other) in cell.iter_mut().zip(other) {
                    // Pictures of one document err alike, so the second counts for less than another document's would.
                    *likely += 0.7 * other;
                }
            }
        }
        sum
    }

    fn decide(&self) -> Option<Decided> {
        let decided = decide::decide(self.format, &self.together())?;
        let least = if self.looks.len() > 1 { AHEAD } else { AHEAD_ALONE };
        (decided.ahead > least).then_some(decided)
    }
}

/// The two likeliest letters of a cell, and how far the first is ahead.
fn first(cell: &Likely) -> (usize, f32) {
    let (mut best, mut second) = ((0, f32::MIN), f32::MIN);
    for (letter, &likely) in cell[..ALPHABET.len()].iter().enumerate() {
        if likely > best.1 {
            second = best.1;
            best = (letter, likely);
        } else {
            second = second.max(likely);
        }
    }
    (best.0, best.1 - second)
}

/// Whether a look is hardly anywhere sure of another letter than a text has.
fn agrees(text: &str, look: &[Likely]) -> bool {
    let letters = text.bytes().filter(|letter| *letter != b'\n');
    let against = |(letter, cell): &(u8, &Likely)| {
        let (seen, ahead) = first(cell);
        ALPHABET[seen] != *letter && ahead > 2.5
    };
    letters.zip(look).filter(against).count() < 3
}

/// In how many cells two looks are sure of different letters.
fn contradictions(one: &[Likely], other: &[Likely]) -> usize {
    let sure = |(one, other): &(&Likely, &Likely)| {
        let (one, other) = (first(one), first(other));
        one.0 != other.0 && one.1 > 2.5 && other.1 > 2.5
    };
    one.iter().zip(other).filter(sure).count()
}

/// Whether two looks are more likely of one document than of two.
fn same(one: &[Likely], other: &[Likely]) -> bool {
    let evidence: f32 = one.iter().zip(other).map(|(one, other)| together(one, other)).sum();
    evidence > 10.0
}

/// How much likelier a cell is the same letter twice than two letters of two documents (a natural logarithm).
fn together(one: &Likely, other: &Likely) -> f32 {
    let chances = |cell: &Likely| {
        let most = cell[..ALPHABET.len()].iter().copied().fold(f32::MIN, f32::max);
        let chances: [f32; 37] = std::array::from_fn(|letter| (cell[letter] - most).exp());
        let sum: f32 = chances.iter().sum();
        chances.map(|chance| chance / sum)
    };
    let (one, other) = (chances(one), chances(other));
    // Fillers are frequent, so they say little.
    let usual = |letter: usize| if letter == 10 { 0.35 } else { 0.65 / 36.0 };
    let sum: f32 = (0..ALPHABET.len()).map(|letter| one[letter] * other[letter] / usual(letter)).sum();
    sum.max(0.005).ln()
}
