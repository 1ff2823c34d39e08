//! The two ways a terminal shows that it knows the card: PACE and BAC (Doc 9303-11 clauses 4.3 and 4.4).

use iso7816::apdu::{Command, StatusWord};
use iso7816::tlv;

use super::{Answer, Asked, Card, done};
use crate::crypto::bac::BacSecrets;
use crate::crypto::pace::{OID, PARAMETER, Pace, PaceSecrets};

const PASSWORD_MRZ: u8 = 1;
const PASSWORD_CAN: u8 = 2;

impl Card {
    /// MSE:Set AT for PACE: protocol in `80`, password in `83`, domain parameters in `84`.
    pub(super) fn set_authentication_template(&mut self, command: &Command) -> Answer {
        self.state.pace = None;
        if (command.p1, command.p2) != (0xC1, 0xA4) {
            return Err(StatusWord::WrongParameters);
        }
        if !self.chip.pace {
            return Err(StatusWord::InstructionNotSupported);
        }
        if tlv::find(&command.data, 0x80) != Some(&OID) {
            return Err(StatusWord::WrongData);
        }
        // The one parameter set the card has need not be named.
        if tlv::find(&command.data, 0x84).is_some_and(|parameter| parameter != [PARAMETER]) {
            return Err(StatusWord::ReferenceNotFound);
        }
        let password = match tlv::find(&command.data, 0x83) {
            Some([PASSWORD_MRZ]) => self.passwords.mrz,
            Some([PASSWORD_CAN]) => self.passwords.can,
            Some(_) => return Err(StatusWord::ReferenceNotFound),
            None => return Err(StatusWord::WrongData),
        };
        self.state.pace = Some(Pace::new(password, PaceSecrets::draw(&mut self.dice)));
        Ok(done([]))
    }

    /// One of the four steps of PACE; all but the last are chained.
    pub(super) fn general_authenticate(&mut self, command: &Command) -> Answer {
        let mut pace = self.state.pace.take().ok_or(StatusWord::ConditionsNotSatisfied)?;
        let step = pace.step(&command.data)?;
        let last = step.channel.is_some();
        if last == (command.cla == 0x10) {
            return Err(StatusWord::ConditionsNotSatisfied);
        }
        if !last {
            self.state.pace = Some(pace);
        }
        self.state.pending = step.channel;
        Ok(done(step.answer))
    }

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
