//! PACE: how a terminal shows that it knows a password of the card (Doc 9303-11 clause 4.4); and which authentication
//! MSE and GENERAL AUTHENTICATE mean.

use iso7816::apdu::{Command, Response, StatusWord};
use iso7816::tlv;

use super::{Answer, Asked, Card, done};
use crate::crypto::offer::{Mapping, PaceOffer};
use crate::crypto::pace::Pace;

const PASSWORD_MRZ: u8 = 1;
const PASSWORD_CAN: u8 = 2;

impl Card {
    /// MSE: what the next authentication is to use.
    pub(super) fn manage_security_environment(&mut self, asked: &Asked) -> Answer {
        self.state.pace = None;
        self.state.agreement = None;
        match (asked.command.p1, asked.command.p2) {
            (0xC1, 0xA4) => self.set_pace(&asked.command),
            (0x41, 0xA4) => self.set_chip_authentication(asked),
            (0x41, 0xA6) => self.set_key_agreement(asked),
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
            Some([PASSWORD_CAN]) if self.chip.can => &self.passwords.can,
            Some(_) => return Err(StatusWord::ReferenceNotFound),
            None => return Err(StatusWord::WrongData),
        };
        if self.tries_left() == Some(0) {
            return Err(StatusWord::Blocked);
        }
        let chip = self.secrets.mapping.clone().filter(|_| offer.mapping == Mapping::Cam);
        self.state.pace = Pace::start(offer, password, chip, &mut self.dice);
        // A warning only: the password is set all the same (BSI TR-03110-3 clause B.14.1).
        let warning = self.tries_left().filter(|_| self.wrong > 0).map(StatusWord::TriesLeft);
        Ok(Response::new([], warning.unwrap_or(StatusWord::Success)))
    }

    /// The offer a terminal names; the parameters must be named where the protocol alone leaves a choice.
    fn offer(&self, command: &Command) -> Result<PaceOffer, StatusWord> {
        let protocol = tlv::find(&command.data, 0x80).ok_or(StatusWord::WrongData)?;
        let named: Vec<_> = self.chip.pace.iter().filter(|offer| protocol == offer.oid()).collect();
        match (tlv::find(&command.data, 0x84), &named[..]) {
            (None, [only]) => Ok(**only),
            (None, _) | (_, []) => Err(StatusWord::WrongData),
            (Some(parameter), _) => {
                let offer = named.iter().find(|offer| parameter == [offer.parameter]);
                offer.map(|offer| **offer).ok_or(StatusWord::ReferenceNotFound)
            }
        }
    }

    /// A step of what was set last.
    pub(super) fn general_authenticate(&mut self, asked: &Asked) -> Answer {
        match self.state.pace.take() {
            Some(pace) => self.step(pace, &asked.command),
            None => self.authenticate_chip(asked),
        }
    }

    /// One of the four steps of PACE; all but the last are chained.
    fn step(&mut self, mut pace: Pace, command: &Command) -> Answer {
        let step = pace.step(&command.data).map_err(|status| self.mistaken(status))?;
        let last = step.channel.is_some();
        if last == (command.cla == 0x10) {
            return Err(StatusWord::ConditionsNotSatisfied);
        }
        if last {
            self.wrong = 0;
        } else {
            self.state.pace = Some(pace);
        }
        self.state.pending = step.channel;
        Ok(done(step.answer))
    }

    /// Counts a wrong password, and tells how many more there may be where the chip limits them.
    fn mistaken(&mut self, status: StatusWord) -> StatusWord {
        if status != StatusWord::AuthenticationFailed {
            return status;
        }
        self.wrong = self.wrong.saturating_add(1);
        self.tries_left().map_or(status, StatusWord::TriesLeft)
    }

    fn tries_left(&self) -> Option<u8> {
        self.chip.tries.map(|tries| tries.saturating_sub(self.wrong))
    }

    /// Milliseconds an agreement takes the chip, or a password after a wrong one.
    pub(super) fn labour(&self, command: &[u8]) -> u64 {
        let laborious = self.state.pace.as_ref().is_some_and(Pace::is_laborious);
        let agreeing = match command {
            [_, 0x86, ..] => laborious || self.state.agreement.is_some(),
            [_, 0x22, 0x41, 0xA6, ..] => true,
            _ => false,
        };
        let punishing = self.wrong > 0 && matches!(command, [_, 0x22, 0xC1, 0xA4, ..]);
        let slow = |when: bool, milliseconds: Option<u64>| if when { milliseconds.unwrap_or(0) } else { 0 };
        slow(agreeing, self.chip.pace_delay).saturating_add(slow(punishing, self.chip.try_delay))
    }
}
