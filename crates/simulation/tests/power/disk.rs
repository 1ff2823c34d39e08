//! A disk that keeps what was synced, and of the rest what it likes, in pieces of a sector.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use simulation::Dice;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// What was done to a file.
#[derive(Clone, Debug)]
pub enum Op {
    Open {
        path: PathBuf,
    },
    Write {
        path: PathBuf,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        path: PathBuf,
        size: usize,
    },
    Sync {
        path: PathBuf,
    },
    Delete {
        path: PathBuf,
        synced: bool,
    },
    /// A commit has returned to whoever asked for it.
    Mark,
}

/// The files, each as it surely is, and what may or may not have come to it since.
#[derive(Default)]
pub struct Disk(BTreeMap<PathBuf, File>);

#[derive(Default)]
struct File {
    /// None while it may be that there is no such file.
    kept: Option<Vec<u8>>,
    pending: Vec<Change>,
    /// Whether the program sees it.
    is_there: bool,
    /// Its first sync syncs the folder too, as SQLite has it for files it has made.
    is_new: bool,
}

#[derive(Clone)]
enum Change {
    Made,
    Written { at: usize, bytes: Vec<u8> },
    Cut { size: usize },
    Gone,
}

impl Disk {
    /// Does one thing to it.
    pub fn apply(&mut self, op: &Op) {
        match op {
            Op::Mark => {}
            Op::Open { path } => {
                let file = self.file(path);
                if !file.is_there {
                    (file.is_there, file.is_new) = (true, true);
                    file.pending.push(Change::Made);
                }
            }
            Op::Write { path, at, bytes } => {
                self.file(path).pending.push(Change::Written { at: *at, bytes: bytes.clone() });
            }
            Op::Truncate { path, size } => self.file(path).pending.push(Change::Cut { size: *size }),
            Op::Sync { path } => {
                let file = self.file(path);
                file.settle();
                if std::mem::take(&mut file.is_new) {
                    self.sync_folder();
                }
            }
            Op::Delete { path, synced } => {
                let file = self.file(path);
                file.is_there = false;
                file.pending.push(Change::Gone);
                if *synced {
                    self.sync_folder();
                }
            }
        }
    }

    fn file(&mut self, path: &Path) -> &mut File {
        self.0.entry(path.to_owned()).or_default()
    }

    /// What was deleted is gone for good.
    fn sync_folder(&mut self) {
        for file in self.0.values_mut() {
            if let Some(gone) = file.pending.iter().rposition(|change| matches!(change, Change::Gone)) {
                file.pending.drain(..=gone);
                file.kept = None;
            }
        }
    }

    /// The power is cut now; writes into a folder what is left.
    pub fn cut(&self, dice: &mut Dice, folder: &Path) {
        for (path, file) in &self.0 {
            if let Some(bytes) = file.left(dice) {
                fs::write(folder.join(path.file_name().unwrap()), bytes).unwrap();
            }
        }
    }
}

impl File {
    fn settle(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            make(&mut self.kept, &change);
        }
    }

    /// Nothing, all, the first of it, or anything of what was not synced.
    fn left(&self, dice: &mut Dice) -> Option<Vec<u8>> {
        let mut left = self.kept.clone();
        let count = self.pending.len() as u64;
        let how = dice.below(4);
        let first = [0, count, dice.below(count + 1), 0][usize::try_from(how).unwrap()];
        for (place, change) in (0..).zip(&self.pending) {
            let may_be_torn = how == 3 || how == 2 && place == first;
            if place < first {
                make(&mut left, change);
            } else if !may_be_torn {
                break;
            } else if matches!(change, Change::Gone) && dice.below(2) == 0 {
                // The name still leads to the old file, and what came after was another.
                break;
            } else {
                make_torn(&mut left, change, dice);
            }
        }
        left
    }
}

fn make(file: &mut Option<Vec<u8>>, change: &Change) {
    match change {
        Change::Made => {
            file.get_or_insert_default();
        }
        Change::Written { at, bytes } => write(file.get_or_insert_default(), *at, bytes),
        Change::Cut { size } => file.get_or_insert_default().resize(*size, 0),
        Change::Gone => *file = None,
    }
}

/// Some sectors of a write, or a whole change, or nothing of it.
fn make_torn(file: &mut Option<Vec<u8>>, change: &Change, dice: &mut Dice) {
    let Change::Written { at, bytes } = change else {
        if matches!(change, Change::Gone) || dice.below(2) == 0 {
            make(file, change);
        }
        return;
    };
    let (mut from, end) = (*at, at + bytes.len());
    while from < end {
        let to = ((from / SECTOR + 1) * SECTOR).min(end);
        if dice.below(2) == 0 {
            write(file.get_or_insert_default(), from, &bytes[from - at..to - at]);
        }
        from = to;
    }
}

fn write(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}
