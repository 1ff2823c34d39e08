//! What befalls a card in a hand: it is lifted, loses power, answers garbage, or refuses what it should not.

use iso7816::apdu::{Response, StatusWord};

use super::Card;

/// Rewrites the plain answer, data and status word, to the command of that index before it is protected.
pub type Tamper = Box<dyn FnMut(u32, &mut Vec<u8>) + Send>;

impl Card {
    /// Lets a script change what the chip answers, in a session too: a chip of ill will. `None` ends it.
    ///
    /// The script gets the command's index, counted from zero as in [`Counts`](crate::Counts), and the plain answer with
    /// its status word. What it leaves shorter than a status word becomes `6F00`.
    pub fn set_tamper(&mut self, tamper: Option<Tamper>) {
        self.tamper = tamper;
    }

    /// Lifts the card or cuts its power for a moment, where the next command is the one it is set for.
    pub(super) fn befall(&mut self) {
        let next = self.counts.commands;
        if self.faults.lift_at.is_some_and(|index| next >= index) {
            self.lifted = true;
        }
        if self.faults.reset_at == Some(next) {
            self.reset();
        }
    }

    /// The status word the present command is refused with, if it is.
    pub(super) fn refusal(&self) -> Option<StatusWord> {
        let refusal = self.faults.refuse_at.filter(|refusal| refusal.command == self.present())?;
        Some(refusal.status.into())
    }

    /// Inverts a byte of the answer to the present command, where it is the one.
    pub(super) fn damage(&self, answer: &mut [u8]) {
        if let Some(damage) = self.faults.damage_at.filter(|damage| damage.command == self.present()) {
            let last = answer.len().saturating_sub(1);
            if let Some(byte) = answer.get_mut(damage.byte.min(last)) {
                *byte ^= 0xFF;
            }
        }
    }

    /// The answer as the script wants it.
    pub(super) fn tampered(&mut self, response: Response) -> Response {
        let index = u32::try_from(self.present()).unwrap_or(u32::MAX);
        let Some(tamper) = &mut self.tamper else { return response };
        let mut bytes = response.encode();
        tamper(index, &mut bytes);
        Response::parse(&bytes).unwrap_or_else(|_| Response::new([], StatusWord::Other(0x6F00)))
    }

    /// The index of the command that is being answered.
    const fn present(&self) -> usize {
        self.counts.commands.saturating_sub(1)
    }
}
