//! What several pictures of one code say together. Each is too poor to be read, but the noise, the glare and the blur of each are its
//! own, and the modules are the same.

use super::Soft;
use super::decode::{Decoded, decode};
use super::spec::{Cell, Layout};

/// Pictures in a row that may pass without a vote before a ballot is dropped.
const PATIENCE: usize = 8;
/// How alike two readings of one code are at least: those of two codes agree by chance, and in their padding.
const ALIKE: f32 = 0.12;
/// No picture counts for more than this, however sure it is.
const STRONGEST: f32 = 8.0;
/// The most codes that are counted at a time.
const MOST: usize = 4;

/// The votes of several pictures on one code.
struct Ballot {
    version: usize,
    votes: Vec<f32>,
    idle: usize,
}

/// The ballots that are open.
#[derive(Default)]
pub struct Ballots {
    open: Vec<Ballot>,
}

impl Ballots {
    /// A picture has been looked at: a ballot that has had no vote for long is dropped.
    pub fn picture(&mut self) {
        self.open.iter_mut().for_each(|ballot| ballot.idle += 1);
        self.open.retain(|ballot| ballot.idle <= PATIENCE);
    }

    /// Takes in a reading; gives the code if the votes now make one up.
    pub fn vote(&mut self, soft: &Soft) -> Option<Decoded> {
        let layout = Layout::new(soft.version)?;
        let votes: Vec<f32> = soft.beliefs.iter().map(|belief| belief.clamp(-STRONGEST, STRONGEST)).collect();
        let fits = |ballot: &Ballot| ballot.version == soft.version && alike(&layout, &ballot.votes, &votes) > ALIKE;
        let Some(at) = self.open.iter().position(fits) else {
            if self.open.len() >= MOST {
                self.open.remove(0);
            }
            self.open.push(Ballot { version: soft.version, votes, idle: 0 });
            return None;
        };
        let ballot = &mut self.open[at];
        ballot.votes.iter_mut().zip(&votes).for_each(|(sum, vote)| *sum += vote);
        ballot.idle = 0;
        let decoded = decode(&layout, &ballot.votes)?;
        self.open.remove(at);
        Some(decoded)
    }
}

/// The correlation of two readings over the modules that differ from code to code.
fn alike(layout: &Layout, one: &[f32], other: &[f32]) -> f32 {
    let [mut product, mut first, mut second] = [0.0, 1e-6, 1e-6];
    for ((cell, a), b) in layout.cells.iter().zip(one).zip(other) {
        if *cell == Cell::Data {
            (product, first, second) = (product + a * b, first + a * a, second + b * b);
        }
    }
    product / f32::sqrt(first * second)
}
