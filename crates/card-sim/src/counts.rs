//! What the card counted, and what it is told to get wrong.

use std::time::Duration;

use iso7816::apdu::is_extended;
use serde::Serialize;

/// Commands and bytes since the card was laid, as the card saw them; presence polls and pseudo-APDUs are not in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Commands.
    pub commands: usize,
    /// Of them in the short form.
    pub short: usize,
    /// Of them in the extended form.
    pub extended: usize,
    /// Command bytes.
    pub bytes_in: usize,
    /// Answer bytes, status words included.
    pub bytes_out: usize,
    /// Which command, counted from one, had the last byte of DG1 in its answer: the name can show now.
    pub name_after: Option<usize>,
}

impl Counts {
    pub(crate) fn command(&mut self, bytes: &[u8]) {
        self.commands += 1;
        self.bytes_in += bytes.len();
        *(if is_extended(bytes) { &mut self.extended } else { &mut self.short }) += 1;
    }

    pub(crate) const fn answer(&mut self, bytes: &[u8]) {
        self.bytes_out += bytes.len();
    }

    pub(crate) fn name_known(&mut self) {
        self.name_after.get_or_insert(self.commands);
    }
}

/// What goes wrong with a card, scripted by a test.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// The card answers so many commands and is gone at the next: 0 is gone at the first.
    pub lift_at: Option<usize>,
    /// Whoever carries answers to a reader waits so long before each; the card in process never waits.
    pub delay: Option<Duration>,
}
