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

/// What goes wrong with a card, scripted by a test. Commands are counted from zero in each laying.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// The card answers so many commands and is gone at the next: 0 is gone at the first.
    pub lift_at: Option<usize>,
    /// Whoever carries answers to a reader waits so long before each; the card in process never waits.
    pub delay: Option<Duration>,
    /// Right before this command the chip loses its power for a moment: it forgets every session, and lies there still.
    pub reset_at: Option<usize>,
    /// A byte of this answer arrives inverted.
    pub damage_at: Option<Damage>,
    /// This command is refused.
    pub refuse_at: Option<Refusal>,
}

/// A byte that is damaged on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// Which command's answer.
    pub command: usize,
    /// Which byte of it, status word included; the last when the answer is shorter.
    pub byte: usize,
}

/// A command that is refused and not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Which command.
    pub command: usize,
    /// The status word, which an open session protects.
    pub status: u16,
}
