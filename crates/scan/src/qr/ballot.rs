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

#[cfg(test)]
mod tests {
    use qrcode::{Color, QrCode};

    use super::*;
    use crate::qr::grid::Grid;

    const CORNERS: [[f32; 2]; 4] = [[0.0, 0.0], [90.0, 0.0], [90.0, 90.0], [0.0, 90.0]];

    /// A reading of which a quarter of the modules is wrong, each time others.
    fn poor(payload: &str, state: &mut u64) -> Soft {
        let code = QrCode::new(payload).unwrap();
        let side = code.width();
        let mut belief = |color: Color| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let right = *state >> 33 < (1 << 31) / 4 * 3;
            if right == (color == Color::Light) { 0.7 } else { -0.7 }
        };
        let beliefs = code.into_colors().into_iter().map(&mut belief).collect();
        Soft { grid: Grid::through(side, CORNERS, CORNERS).unwrap(), version: (side - 17) / 4, beliefs }
    }

    #[test]
    fn readings_that_are_worthless_alone_make_up_a_code_and_two_codes_do_not_mix() {
        let payloads = ["001099000123||Nguyễn Văn An|15051999|Nam", "001199000124||Trần Thị Bình|16051999|Nữ"];
        let (mut ballots, mut state) = (Ballots::default(), 1);
        let mut read = Vec::new();
        for turn in 0..60 {
            let payload = payloads[turn % 2];
            let soft = poor(payload, &mut state);
            assert!(decode(&Layout::new(soft.version).unwrap(), &soft.beliefs).is_none());
            ballots.picture();
            if let Some(decoded) = ballots.vote(&soft) {
                assert_eq!(decoded.bytes, payload.as_bytes());
                read.push(turn % 2);
            }
        }
        assert!(read.contains(&0) && read.contains(&1), "{read:?}");
    }

    #[test]
    fn a_code_that_is_gone_is_forgotten() {
        let (mut ballots, mut state) = (Ballots::default(), 7);
        assert!(ballots.vote(&poor("001099000123", &mut state)).is_none());
        assert_eq!(ballots.open.len(), 1);
        (0..=PATIENCE).for_each(|_| ballots.picture());
        assert!(ballots.open.is_empty());
    }
}
