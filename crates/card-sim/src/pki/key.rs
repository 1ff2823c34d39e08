//! Private keys of invented issuers, and the text file they are kept in.

use std::path::Path;

use bp256::r1::BrainpoolP256r1;
use ecdsa::signature::Signer as _;
use p256::NistP256;

use crate::crypto::dice::Dice;
use crate::error::{SimError, read, write};

/// The curves an invented key may be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// brainpoolP256r1.
    BrainpoolP256r1,
}

impl Curve {
    const ALL: [Self; 2] = [Self::P256, Self::BrainpoolP256r1];

    const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::BrainpoolP256r1 => "brainpoolP256r1",
        }
    }
}

/// A key that signs with ECDSA over SHA-256, deterministically (RFC 6979), so that a card has the same bytes each time.
#[derive(Clone)]
pub struct PrivateKey(Inner);

#[derive(Clone)]
enum Inner {
    P256(ecdsa::SigningKey<NistP256>),
    Brainpool(ecdsa::SigningKey<BrainpoolP256r1>),
}

const NOTICE: &str = "INVENTED TEST KEY. It signs emulated cards and nothing else; it protects nothing and no authority has \
                      anything to do with it.";

impl PrivateKey {
    /// Draws a key.
    pub fn draw(curve: Curve, dice: &mut Dice) -> Self {
        loop {
            if let Some(key) = Self::from_scalar(curve, &dice.throw::<32>()) {
                return key;
            }
        }
    }

    /// Takes a 32-byte scalar; `None` when it is zero or not below the order of the curve.
    pub fn from_scalar(curve: Curve, scalar: &[u8]) -> Option<Self> {
        Some(Self(match curve {
            Curve::P256 => Inner::P256(ecdsa::SigningKey::from_slice(scalar).ok()?),
            Curve::BrainpoolP256r1 => Inner::Brainpool(ecdsa::SigningKey::from_slice(scalar).ok()?),
        }))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`SimError::Read`] or [`SimError::Key`].
    pub fn load(path: &Path) -> Result<Self, SimError> {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let parsed = lines.next().zip(lines.next()).and_then(|(curve, scalar)| {
            let curve = Curve::ALL.into_iter().find(|known| known.name() == curve)?;
            Self::from_scalar(curve, &from_hex(scalar)?)
        });
        parsed.ok_or_else(|| SimError::Key { path: path.to_owned() })
    }

    /// Writes the key file: a notice that it is invented, the curve, the scalar in hexadecimal.
    ///
    /// # Errors
    /// [`SimError::Write`].
    pub fn save(&self, path: &Path) -> Result<(), SimError> {
        let scalar: String = self.scalar().into_iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hex_digit).collect();
        write(path, format!("# {NOTICE}\n{}\n{scalar}\n", self.curve().name()).as_bytes())
    }

    /// Which curve the key is on.
    pub const fn curve(&self) -> Curve {
        match self.0 {
            Inner::P256(_) => Curve::P256,
            Inner::Brainpool(_) => Curve::BrainpoolP256r1,
        }
    }

    /// The public point, uncompressed, 65 bytes.
    pub fn public(&self) -> Vec<u8> {
        match &self.0 {
            Inner::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Inner::Brainpool(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    /// Signs a message; the signature is DER.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.0 {
            Inner::P256(key) => {
                let signature: ecdsa::der::Signature<NistP256> = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Inner::Brainpool(key) => {
                let signature: ecdsa::der::Signature<BrainpoolP256r1> = key.sign(message);
                signature.as_bytes().to_vec()
            }
        }
    }

    fn scalar(&self) -> Vec<u8> {
        match &self.0 {
            Inner::P256(key) => key.to_bytes().to_vec(),
            Inner::Brainpool(key) => key.to_bytes().to_vec(),
        }
    }
}

fn hex_digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0')
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    digits?.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | *pair.get(1)?).ok()).collect()
}
