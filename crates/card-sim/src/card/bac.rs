//! BAC: how a terminal shows that it has read the MRZ (Doc 9303-11 clause 4.3).

use iso7816::apdu::StatusWord;

use super::{Answer, Asked, Card, done};
use crate::crypto::bac::BacSecrets;

impl Card {
    /// RND.IC, outside a session only.
    pub(super) fn get_challenge(&mut self, asked: &Asked) -> Answer {
        self.offers_bac(asked)?;
        if asked.command.le != Some(8) {
            return Err(StatusWord::WrongLength);
        }
        let challenge = self.dice.throw();
        self.state.challenge = Some(challenge);
        Ok(done(challenge))
    }

    /// The terminal's cryptogram; a challenge serves once.
    pub(super) fn external_authenticate(&mut self, asked: &Asked) -> Answer {
        self.offers_bac(asked)?;
        let challenge = self.state.challenge.take().ok_or(StatusWord::ConditionsNotSatisfied)?;
        let secrets = BacSecrets { challenge, half: self.dice.throw() };
        let (answer, channel) =
            self.passwords.bac.authenticate(&asked.command.data, &secrets).ok_or(StatusWord::AuthenticationFailed)?;
        self.state.pending = Some(channel);
        Ok(done(answer))
    }

    fn offers_bac(&self, asked: &Asked) -> Result<(), StatusWord> {
        match (self.chip.bac, self.state.application && !asked.protected) {
            (false, _) => Err(StatusWord::InstructionNotSupported),
            (true, false) => Err(StatusWord::ConditionsNotSatisfied),
            (true, true) => Ok(()),
        }
    }
}
