//! Counts, and how they are printed.

use crate::engine::Answer;

/// What an engine did on a number of frames.
#[derive(Default, Clone)]
pub struct Tally {
    pub frames: usize,
    pub read: usize,
    pub wrong: usize,
    pub millis: Vec<f64>,
}

impl Tally {
    /// Adds a frame that shows one payload, or none; tells whether it was read.
    pub fn add(&mut self, answer: &Answer, truth: Option<&[u8]>) -> bool {
        let right = |forms: &Vec<Vec<u8>>| forms.iter().any(|form| Some(form.as_slice()) == truth);
        let read = answer.payloads.iter().any(right);
        self.frames += 1;
        self.read += usize::from(read);
        self.wrong += usize::from(answer.payloads.iter().any(|forms| !right(forms)));
        self.millis.push(answer.millis);
        read
    }

    pub fn join(&mut self, other: &Self) {
        self.frames += other.frames;
        self.read += other.read;
        self.wrong += other.wrong;
        self.millis.extend(&other.millis);
    }

    /// Success in percent.
    pub fn percent(&self) -> f64 {
        100.0 * count(self.read) / count(self.frames.max(1))
    }

    /// The time that so many percent of the frames did not exceed.
    pub fn millis_at(&self, percent: usize) -> f64 {
        let mut sorted = self.millis.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// A line: a name and a cell for each column.
pub fn line(name: &str, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().map(|cell| format!(" {cell:>12}")).collect();
    println!("  {name:<14}{}", cells.concat());
}

#[expect(clippy::cast_precision_loss, reason = "frames are few")]
pub const fn count(number: usize) -> f64 {
    number as f64
}
