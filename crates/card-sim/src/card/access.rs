//! The two ways a terminal shows that it knows the card: PACE and BAC (Doc 9303-11 clauses 4.3 and 4.4).

use iso7816::apdu::{Command, StatusWord};
use iso7816::tlv;

use super::{Answer, Asked, Card, done};
use crate::crypto::bac::BacSecrets;
use crate::crypto::offer::PaceOffer;
use crate::crypto::pace::Pace;

const PASSWORD_MRZ: u8 = 1;
const PASSWORD_CAN: u8 = 2;
/// P1 and P2 of MSE:Set AT for PACE.
const SET_PACE: (u8, u8) = (0xC1, 0xA4);

impl Card {
    /// MSE: what the next authentication is to use.
    pub(super) fn manage_security_environment(&mut self, command: &Command) -> Answer {
        self.state.pace = None;
        match (command.p1, command.p2) {
            SET_PACE => self.set_pace(command),
            _ => Err(StatusWord::WrongParameters),
        }
    }

    /// MSE:Set AT for PACE: protocol in `80`, password in `83`, domain parameters in `84`.
    fn set_pace(&mut self, command: &Command) -> Answer {
        if self.chip.pace.is_empty() {
            return Err(StatusWord::InstructionNotSupported);
        }
        let offer = self.offer(command)?;
        let password = match tlv::find(&command.data, 0x83) {
            Some([PASSWORD_MRZ]) => &self.passwords.mrz,
            Some([PASSWORD_CAN]) => &self.passwords.can,
            Some(_) => return Err(StatusWord::ReferenceNotFound),
            None => return Err(StatusWord::WrongData),
        };
        self.state.pace = Pace::start(offer, password, None, &mut self.dice);
        Ok(done([]))
    }

    /// The offer a terminal names; the parameters must be named where the protocol alone leaves a choice.
    fn offer(&self, command: &Command) -> Result<PaceOffer, StatusWord> {
        let protocol = tlv::find(&command.data, 0x80);
        let mut named = self.chip.pace.iter().filter(|offer| protocol == Some(&offer.oid()));
        let (first, others) = (*named.next().ok_or(StatusWord::WrongData)?, named.clone().count());
        match tlv::find(&command.data, 0x84) {
            None if others == 0 => Ok(first),
            None => Err(StatusWord::WrongData),
            Some(parameter) => std::iter::once(first)
                .chain(named.copied())
                .find(|offer| parameter == [offer.parameter])
                .ok_or(StatusWord::ReferenceNotFound),
        }
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
