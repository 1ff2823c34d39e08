//! PACE with generic mapping from the chip's side, in the one suite the citizen card has:
//! id-PACE-ECDH-GM-AES-CBC-CMAC-128 on brainpoolP256r1 (Doc 9303-11 clause 4.4).

use bp256::elliptic_curve::PublicKey;
use bp256::elliptic_curve::sec1::ToSec1Point;
use bp256::r1::{BrainpoolP256r1, ProjectivePoint, SecretKey};
use bp256::{Scalar, elliptic_curve::PrimeField};
use iso7816::apdu::StatusWord;
use iso7816::tlv;

use super::block::{aes_encrypt, cmac8};
use super::dice::Dice;
use super::kdf::{Key, Purpose, derive};
use super::secure::Channel;

/// Value bytes of the protocol's object identifier 0.4.0.127.0.7.2.2.4.2.2.
pub const OID: [u8; 10] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02];
/// brainpoolP256r1 in the table of standardised domain parameters (clause 9.5.1).
pub const PARAMETER: u8 = 13;

const DYNAMIC_DATA: tlv::Tag = 0x7C;
const PUBLIC_KEY: tlv::Tag = 0x7F49;

/// What the chip draws for one run.
pub struct PaceSecrets {
    /// The nonce s.
    pub nonce: [u8; 16],
    /// The chip's ephemeral key of the mapping.
    pub mapping: SecretKey,
    /// The chip's ephemeral key of the agreement.
    pub agreement: SecretKey,
}

impl PaceSecrets {
    /// Draws everything a run needs.
    pub fn draw(dice: &mut Dice) -> Self {
        Self { nonce: dice.throw(), mapping: draw_key(dice), agreement: draw_key(dice) }
    }
}

/// Draws a private key of brainpoolP256r1.
pub fn draw_key(dice: &mut Dice) -> SecretKey {
    loop {
        // About one draw in three lies above the order of the curve.
        if let Ok(key) = SecretKey::from_slice(&dice.throw::<32>()) {
            return key;
        }
    }
}

/// One run of the protocol, from MSE:Set AT to the tokens.
pub struct Pace {
    password: Key,
    secrets: PaceSecrets,
    stage: Stage,
}

enum Stage {
    Nonce,
    Map,
    Agree { generator: ProjectivePoint },
    Confirm { ours: Point, theirs: Point, encrypt: Key, authenticate: Key },
    Over,
}

/// An uncompressed point: `04`, x and y of 32 bytes each, leading zeros kept.
type Point = [u8; 65];

/// What a GENERAL AUTHENTICATE leads to.
pub struct Step {
    /// Answer data.
    pub answer: Vec<u8>,
    /// The session, after the last step.
    pub channel: Option<Channel>,
}

impl Pace {
    /// Starts a run with the key derived from the password the terminal chose.
    pub const fn new(password: Key, secrets: PaceSecrets) -> Self {
        Self { password, secrets, stage: Stage::Nonce }
    }

    /// Takes the data of the next GENERAL AUTHENTICATE (clause 4.4.4.2, template `7C`).
    ///
    /// # Errors
    /// [`StatusWord::AuthenticationFailed`] for a wrong token (a wrong password), [`StatusWord::WrongData`] for a
    /// point that is none, [`StatusWord::ConditionsNotSatisfied`] out of order. The run is over after an error.
    pub fn step(&mut self, data: &[u8]) -> Result<Step, StatusWord> {
        let template = tlv::find(data, DYNAMIC_DATA).ok_or(StatusWord::WrongData)?;
        let object = |tag| tlv::find(template, tag).ok_or(StatusWord::ConditionsNotSatisfied);
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Nonce if template.is_empty() => Ok(self.nonce()),
            Stage::Map => self.map(object(0x81)?),
            Stage::Agree { generator } => self.agree(&generator, object(0x83)?),
            Stage::Confirm { ours, theirs, encrypt, authenticate } => {
                let channel = Channel::aes(encrypt, authenticate);
                let token = |point| token(&authenticate, point);
                if object(0x85)? != token(&ours) {
                    return Err(StatusWord::AuthenticationFailed);
                }
                Ok(Step { answer: dynamic(0x86, &token(&theirs)), channel: Some(channel) })
            }
            Stage::Nonce | Stage::Over => Err(StatusWord::ConditionsNotSatisfied),
        }
    }

    fn nonce(&mut self) -> Step {
        self.stage = Stage::Map;
        Step { answer: dynamic(0x80, &aes_encrypt(&self.password, &[0; 16], &self.secrets.nonce)), channel: None }
    }

    fn map(&mut self, terminal: &[u8]) -> Result<Step, StatusWord> {
        let private = *self.secrets.mapping.to_nonzero_scalar();
        let shared = read_point(terminal)? * private;
        let generator = ProjectivePoint::GENERATOR * nonce_scalar(&self.secrets.nonce) + shared;
        let ours = write_point(&(ProjectivePoint::GENERATOR * private))?;
        self.stage = Stage::Agree { generator };
        Ok(Step { answer: dynamic(0x82, &ours), channel: None })
    }

    fn agree(&mut self, generator: &ProjectivePoint, terminal: &[u8]) -> Result<Step, StatusWord> {
        let private = *self.secrets.agreement.to_nonzero_scalar();
        let ours = write_point(&(*generator * private))?;
        let point = read_point(terminal)?;
        let theirs = write_point(&point)?;
        if ours == theirs {
            return Err(StatusWord::WrongData);
        }
        let shared = write_point(&(point * private))?;
        // The secret is the x coordinate, 32 bytes whatever its leading zeros.
        let (encrypt, authenticate) =
            (derive(&shared[1..33], Purpose::Encrypt), derive(&shared[1..33], Purpose::Authenticate));
        self.stage = Stage::Confirm { ours, theirs, encrypt, authenticate };
        Ok(Step { answer: dynamic(0x84, &ours), channel: None })
    }
}

fn dynamic(tag: tlv::Tag, value: &[u8]) -> Vec<u8> {
    tlv::write(DYNAMIC_DATA, &tlv::write(tag, value))
}

/// The token over a public key data object (clause 4.4.3.4); unlike secure messaging, PACE does not pad it.
fn token(authenticate: &Key, point: &Point) -> [u8; 8] {
    cmac8(authenticate, &tlv::write(PUBLIC_KEY, &[tlv::write(0x06, &OID), tlv::write(0x86, point)].concat()))
}

/// A 128-bit number is below the order of the curve, so it is a scalar as it stands.
fn nonce_scalar(nonce: &[u8; 16]) -> Scalar {
    let wide: [u8; 32] = std::array::from_fn(|at| if at < 16 { 0 } else { nonce[at - 16] });
    Option::from(Scalar::from_repr(wide.into())).unwrap_or(Scalar::ONE)
}

fn read_point(bytes: &[u8]) -> Result<ProjectivePoint, StatusWord> {
    if bytes.first() != Some(&0x04) {
        return Err(StatusWord::WrongData);
    }
    let key = PublicKey::<BrainpoolP256r1>::from_sec1_bytes(bytes).map_err(|_| StatusWord::WrongData)?;
    Ok(key.to_projective())
}

fn write_point(point: &ProjectivePoint) -> Result<Point, StatusWord> {
    point.to_affine().to_sec1_point(false).as_bytes().try_into().map_err(|_| StatusWord::WrongData)
}

#[cfg(test)]
mod tests;
