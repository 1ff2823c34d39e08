//! Cuts at the moments of a recorded evening.

use std::{
    io::{self, Write as _},
    path::Path,
};

use simulation::Dice;

use crate::disk::{Disk, Op};

/// What came of the cuts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// How many there were.
    pub count: usize,
    /// Of these, the ones after which a commit was missing that had returned.
    pub lost: usize,
}

impl Cuts {
    /// Says it also where a test that passes is not heard.
    pub fn tell(self, what: &str) {
        let Self { count, lost } = self;
        writeln!(io::stderr(), "power  {what}: {count} cuts, a commit lost after {lost} of them").unwrap();
    }
}

/// Cuts the power before and after every sync, or some of them, and at chance moments: about `most` times. `look` opens
/// what is left and is told how many commits had returned; it says whether they are all there.
pub fn cut(record: &[Op], most: usize, seed: u64, mut look: impl FnMut(&Path, usize) -> bool) -> Cuts {
    let (mut disk, mut dice, mut returned, mut cuts) = (Disk::default(), Dice::new(seed), 0, Cuts::default());
    let syncs = record.iter().filter(|op| matches!(op, Op::Sync { .. } | Op::Delete { .. })).count();
    let at_a_sync = chance(most / 2, 2 * syncs);
    let elsewhere = chance(most / 2, record.len());
    for (op, next) in record.iter().zip(record.iter().skip(1).map(Some).chain([None])) {
        disk.apply(op);
        returned += usize::from(matches!(op, Op::Mark));
        let is_sync = |op: &Op| matches!(op, Op::Sync { .. } | Op::Delete { .. });
        let often = if is_sync(op) || next.is_some_and(is_sync) { at_a_sync } else { elsewhere };
        if dice.below(1000) < often {
            let folder = tempfile::tempdir().unwrap();
            disk.cut(&mut dice, folder.path());
            cuts.count += 1;
            cuts.lost += usize::from(!look(folder.path(), returned));
        }
    }
    cuts
}

/// Out of a thousand, so that of `all` about `most` are taken.
fn chance(most: usize, all: usize) -> u64 {
    (1000 * most / all.max(1)).min(1000) as u64
}
