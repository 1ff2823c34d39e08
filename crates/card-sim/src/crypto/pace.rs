//! PACE from the chip's side, in every mapping, group and cipher of the standard (Doc 9303-11 clause 4.4).

use hex_literal::hex;
use iso7816::apdu::StatusWord;
use iso7816::tlv;
use num_bigint::BigUint;

use super::block::Key;
use super::dice::Dice;
use super::field::{bytes_for, fixed};
use super::group::{Element, Group};
use super::integrated;
use super::kdf::{Purpose, derive};
use super::offer::{Mapping, PaceOffer};
use super::secure::Channel;

const DYNAMIC_DATA: tlv::Tag = 0x7C;
const PUBLIC_KEY: tlv::Tag = 0x7F49;
/// What the IV of the chip authentication data is made of.
const MINUS_ONE: [u8; 16] = hex!("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");

/// What the chip draws for one run.
pub struct PaceSecrets {
    /// The nonce s.
    pub nonce: Vec<u8>,
    /// The chip's ephemeral key of the mapping; the integrated mapping does without.
    pub mapping: BigUint,
    /// The chip's ephemeral key of the agreement.
    pub agreement: BigUint,
}

/// One run of the protocol, from MSE:Set AT to the tokens.
pub struct Pace {
    offer: PaceOffer,
    group: Group,
    password: Key,
    secrets: PaceSecrets,
    /// The static key the chip authentication mapping proves.
    chip: Option<BigUint>,
    stage: Stage,
}

enum Stage {
    Nonce,
    Map,
    Agree { generator: Element },
    Confirm { ours: Vec<u8>, theirs: Vec<u8>, encrypt: Key, authenticate: Key },
    Over,
}

/// What a GENERAL AUTHENTICATE leads to.
pub struct Step {
    /// Answer data.
    pub answer: Vec<u8>,
    /// The session, after the last step.
    pub channel: Option<Channel>,
}

impl PaceSecrets {
    /// Draws everything a run in this group needs.
    fn draw(offer: PaceOffer, group: Group, dice: &mut Dice) -> Self {
        Self {
            nonce: dice.bytes(integrated::nonce_len(offer.cipher)),
            mapping: group.draw(dice),
            agreement: group.draw(dice),
        }
    }
}

impl Pace {
    /// Starts a run with the password the terminal chose: the characters of a CAN, or the hash of an MRZ. `chip` is the
    /// static key of the chip authentication mapping. `None` when the offer names no group.
    pub fn start(offer: PaceOffer, password: &[u8], chip: Option<BigUint>, dice: &mut Dice) -> Option<Self> {
        let group = Group::from_parameter(offer.parameter)?;
        let secrets = PaceSecrets::draw(offer, group, dice);
        Some(Self::new(offer, group, password, chip, secrets))
    }

    fn new(offer: PaceOffer, group: Group, password: &[u8], chip: Option<BigUint>, secrets: PaceSecrets) -> Self {
        let password = derive(offer.cipher, password, Purpose::Password);
        Self { offer, group, password, secrets, chip, stage: Stage::Nonce }
    }

    /// Takes the data of the next GENERAL AUTHENTICATE (clause 4.4.4.2, template `7C`).
    ///
    /// # Errors
    /// [`StatusWord::AuthenticationFailed`] for a wrong token (a wrong password), [`StatusWord::WrongData`] for an
    /// element that is none, [`StatusWord::ConditionsNotSatisfied`] out of order. The run is over after an error.
    pub fn step(&mut self, data: &[u8]) -> Result<Step, StatusWord> {
        let template = tlv::find(data, DYNAMIC_DATA).ok_or(StatusWord::WrongData)?;
        let object = |tag| tlv::find(template, tag).ok_or(StatusWord::ConditionsNotSatisfied);
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Nonce if template.is_empty() => Ok(self.nonce()),
            Stage::Map if self.offer.mapping == Mapping::Im => self.map_integrated(object(0x81)?),
            Stage::Map => self.map_generic(object(0x81)?),
            Stage::Agree { generator } => self.agree(&generator, object(0x83)?),
            Stage::Confirm { ours, theirs, encrypt, authenticate } => {
                if object(0x85)? != self.token(&authenticate, &ours) {
                    return Err(StatusWord::AuthenticationFailed);
                }
                let mut answer = tlv::write(0x86, &self.token(&authenticate, &theirs));
                answer.extend(self.chip_authentication(&encrypt));
                Ok(Step {
                    answer: tlv::write(DYNAMIC_DATA, &answer),
                    channel: Some(Channel::new(encrypt, authenticate, 0)),
                })
            }
            Stage::Nonce | Stage::Over => Err(StatusWord::ConditionsNotSatisfied),
        }
    }

    /// Says whether the next step is one the chip computes long over.
    pub const fn is_laborious(&self) -> bool {
        matches!(self.stage, Stage::Map | Stage::Agree { .. })
    }

    fn nonce(&mut self) -> Step {
        self.stage = Stage::Map;
        dynamic(0x80, &self.password.encrypt(&self.secrets.nonce))
    }

    fn map_generic(&mut self, terminal: &[u8]) -> Result<Step, StatusWord> {
        let (group, private) = (self.group, &self.secrets.mapping);
        let terminal = group.read(terminal).ok_or(StatusWord::WrongData)?;
        let nonce = BigUint::from_bytes_be(&self.secrets.nonce);
        let shared = group.multiply(private, &terminal);
        let generator = shared.and_then(|shared| group.map_generic(&nonce, &shared)).ok_or(StatusWord::WrongData)?;
        let ours = group.public(private).ok_or(StatusWord::WrongData)?;
        self.stage = Stage::Agree { generator };
        Ok(dynamic(0x82, &group.write(&ours)))
    }

    fn map_integrated(&mut self, terminal: &[u8]) -> Result<Step, StatusWord> {
        let mapped = integrated::map(self.group, self.offer.cipher, &self.secrets.nonce, terminal);
        self.stage = Stage::Agree { generator: mapped.ok_or(StatusWord::WrongData)? };
        Ok(dynamic(0x82, &[]))
    }

    fn agree(&mut self, generator: &Element, terminal: &[u8]) -> Result<Step, StatusWord> {
        let (group, private) = (self.group, &self.secrets.agreement);
        let ours = group.multiply(private, generator).ok_or(StatusWord::WrongData)?;
        let theirs = group.read(terminal).ok_or(StatusWord::WrongData)?;
        if ours == theirs {
            return Err(StatusWord::WrongData);
        }
        let shared = group.multiply(private, &theirs).ok_or(StatusWord::WrongData)?;
        let secret = group.secret(&shared);
        let ours = group.write(&ours);
        self.stage = Stage::Confirm {
            ours: ours.clone(),
            theirs: terminal.to_vec(),
            encrypt: derive(self.offer.cipher, &secret, Purpose::Encrypt),
            authenticate: derive(self.offer.cipher, &secret, Purpose::Authenticate),
        };
        Ok(dynamic(0x84, &ours))
    }

    /// The token over a public key data object (clause 4.4.3.4); unlike secure messaging, PACE does not pad it for AES.
    fn token(&self, authenticate: &Key, public: &[u8]) -> [u8; 8] {
        let parts = [tlv::write(0x06, &self.offer.oid()), tlv::write(self.group.public_tag(), public)];
        authenticate.mac(&tlv::write(PUBLIC_KEY, &parts.concat()))
    }

    /// Object `8A`: what the mapping key must be multiplied with to give the static key, encrypted (clause 4.4.3.5).
    fn chip_authentication(&self, encrypt: &Key) -> Vec<u8> {
        let Some(chip) = self.chip.as_ref().filter(|_| self.offer.mapping == Mapping::Cam) else { return Vec::new() };
        let order = self.group.order();
        let quotient = chip.modinv(order).unwrap_or_default() * &self.secrets.mapping % order;
        let plain = encrypt.pad(&fixed(&quotient, bytes_for(order.bits())));
        tlv::write(0x8A, &encrypt.encrypt_from(&encrypt.encrypt(&MINUS_ONE), &plain))
    }
}

fn dynamic(tag: tlv::Tag, value: &[u8]) -> Step {
    Step { answer: tlv::write(DYNAMIC_DATA, &tlv::write(tag, value)), channel: None }
}

#[cfg(test)]
mod tests;
