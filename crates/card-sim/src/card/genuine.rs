//! How the chip shows that it is no copy: chip authentication and active authentication (Doc 9303-11 clauses 6.1, 6.2).

use iso7816::apdu::{Command, StatusWord};
use iso7816::tlv;
use num_bigint::BigUint;

use super::{Answer, Asked, Card, done};
use crate::crypto::field::fixed;
use crate::crypto::group::Group;
use crate::crypto::offer::Cipher;
use crate::crypto::recovery;
use crate::crypto::secure::Channel;
use crate::error::SimError;
use issuer::der::{sequence, unsigned};
use issuer::pki::{PrivateKey, ecdsa};
use issuer::{ActiveKey, ChipKey, Profile, SignatureForm};

/// Bytes of RND.IFD.
const CHALLENGE: usize = 8;

/// The secrets that stand in the chip. On a copy they are not those its files publish.
pub struct Secrets {
    /// One for each key of chip authentication, in the profile's order.
    pub agreement: Vec<(ChipKey, BigUint)>,
    /// That of the chip authentication mapping.
    pub mapping: Option<BigUint>,
    /// That of active authentication.
    pub active: Option<PrivateKey>,
}

impl Secrets {
    /// Takes the secrets out of a profile.
    ///
    /// # Errors
    /// [`SimError::Value`] for a key in a domain that does not exist.
    pub fn of(profile: &Profile) -> Result<Self, SimError> {
        let secret = |(at, key): (usize, &ChipKey)| {
            let secret = profile.chip_secret(at).ok_or(issuer::IssuerError::Value("chip_authentication"))?;
            Ok((*key, secret))
        };
        let agreement = profile.chip.chip_authentication.iter().enumerate().map(secret);
        Ok(Self {
            agreement: agreement.collect::<Result<_, SimError>>()?,
            mapping: profile.mapping_secret(),
            active: profile.active_secret(),
        })
    }
}

impl Card {
    /// MSE:Set AT for chip authentication: protocol in `80`, perhaps a key in `84`. GENERAL AUTHENTICATE follows.
    pub(super) fn set_chip_authentication(&mut self, asked: &Asked) -> Answer {
        self.in_session(asked)?;
        let protocol = tlv::find(&asked.command.data, 0x80).ok_or(StatusWord::WrongData)?;
        let at = self.named_key(&asked.command, |key| protocol == key.oid())?;
        self.state.agreement = Some(at);
        Ok(done([]))
    }

    /// MSE:Set KAT, chip authentication in one command, for 3DES: the terminal's key in `91`, perhaps a key in `84`.
    pub(super) fn set_key_agreement(&mut self, asked: &Asked) -> Answer {
        self.in_session(asked)?;
        let public = tlv::find(&asked.command.data, 0x91).ok_or(StatusWord::WrongData)?;
        let at = self.named_key(&asked.command, |key| key.cipher == Cipher::Des3)?;
        self.agree(at, public)?;
        Ok(done([]))
    }

    /// GENERAL AUTHENTICATE with the key that was set: the terminal's key in `80`, an empty answer.
    pub(super) fn authenticate_chip(&mut self, asked: &Asked) -> Answer {
        let at = self.state.agreement.take().ok_or(StatusWord::ConditionsNotSatisfied)?;
        self.in_session(asked)?;
        let public = tlv::find_path(&asked.command.data, &[0x7C, 0x80]).ok_or(StatusWord::WrongData)?;
        self.agree(at, public)?;
        Ok(done(tlv::write(0x7C, &[])))
    }

    /// Which key a terminal means: by its number, or by there being no other.
    fn named_key(&self, command: &Command, fits: impl Fn(&ChipKey) -> bool) -> Result<usize, StatusWord> {
        let number = tlv::find(&command.data, 0x84);
        let keys = self.secrets.agreement.iter().enumerate().filter(|(_, (key, _))| !key.for_cam && fits(key));
        let keys: Vec<_> = keys.map(|(at, (key, _))| (at, key.key_id)).collect();
        match (number, &keys[..]) {
            (_, []) => Err(StatusWord::WrongData),
            (None, [(at, _)]) => Ok(*at),
            (None, _) => Err(StatusWord::ReferenceNotFound),
            (Some(number), keys) => {
                let named = keys.iter().find(|(_, id)| id.is_some_and(|id| number == [id]));
                named.map(|(at, _)| *at).ok_or(StatusWord::ReferenceNotFound)
            }
        }
    }

    /// Agrees on a new session, which starts behind the answer; on a copy only the chip believes in it.
    fn agree(&mut self, at: usize, public: &[u8]) -> Result<(), StatusWord> {
        let (key, secret) = self.secrets.agreement.get(at).ok_or(StatusWord::ReferenceNotFound)?;
        let group = Group::from_parameter(key.parameter).ok_or(StatusWord::ReferenceNotFound)?;
        let shared = group.read(public).and_then(|public| group.multiply(secret, &public));
        let shared = group.secret(&shared.ok_or(StatusWord::WrongData)?);
        self.state.pending = Some(Channel::agreed(key.cipher, &shared));
        Ok(())
    }

    /// INTERNAL AUTHENTICATE: signs the terminal's challenge.
    pub(super) fn internal_authenticate(&mut self, asked: &Asked) -> Answer {
        let key = self.secrets.active.as_ref().ok_or(StatusWord::InstructionNotSupported)?;
        self.in_session(asked)?;
        let challenge = &asked.command.data;
        if challenge.len() != CHALLENGE {
            return Err(StatusWord::WrongLength);
        }
        let kind = self.chip.active_authentication.as_ref().ok_or(StatusWord::InstructionNotSupported)?;
        let hash = kind.hash();
        let signature = match key {
            PrivateKey::Rsa { modulus, secret, .. } => {
                recovery::sign(modulus, secret, hash, challenge, &mut self.dice).ok_or(StatusWord::WrongLength)?
            }
            PrivateKey::Ec { curve, secret } => {
                let (r, s) = ecdsa(*curve, secret, hash, &hash.digest(challenge));
                match kind {
                    ActiveKey::Ecdsa { form: SignatureForm::Der, .. } => {
                        sequence(&[unsigned(&r.to_bytes_be()), unsigned(&s.to_bytes_be())])
                    }
                    _ => [fixed(&r, curve.order_len()), fixed(&s, curve.order_len())].concat(),
                }
            }
        };
        Ok(done(signature))
    }

    /// What shows a chip to be genuine stands behind what shows a terminal to know it.
    const fn in_session(&self, asked: &Asked) -> Result<(), StatusWord> {
        if asked.protected && self.state.trusted { Ok(()) } else { Err(StatusWord::SecurityNotSatisfied) }
    }
}
