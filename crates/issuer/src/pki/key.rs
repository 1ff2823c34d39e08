//! Private keys of invented issuers and chips, and the text file they are kept in.

use std::path::Path;

use num_bigint::BigUint;

use super::prime;
use crate::crypto::curve::Curve;
use crate::crypto::dice::Dice;
use crate::der::{sequence, unsigned};
use crate::error::{IssuerError, read, write};

/// A key that signs; each time with the same bytes for the same message.
#[derive(Clone, PartialEq, Eq)]
pub enum PrivateKey {
    /// On an elliptic curve.
    Ec {
        /// Which.
        curve: Curve,
        /// Above zero and below the curve's order.
        secret: BigUint,
    },
    /// RSA.
    Rsa {
        /// n.
        modulus: BigUint,
        /// e.
        exponent: BigUint,
        /// d.
        secret: BigUint,
    },
}

const NOTICE: &str = "INVENTED TEST KEY. It signs emulated cards and nothing else; it protects nothing and no authority has \
                      anything to do with it.";
const RSA: &str = "RSA";
const EXPONENT: u32 = 65_537;

impl PrivateKey {
    /// Draws a key on a curve.
    pub fn draw(curve: Curve, dice: &mut Dice) -> Self {
        Self::Ec { curve, secret: dice.below(curve.n()) }
    }

    /// Draws an RSA key of `bits` bits. Takes seconds: such keys are kept in files.
    pub fn draw_rsa(bits: u64, dice: &mut Dice) -> Self {
        let exponent = BigUint::from(EXPONENT);
        loop {
            let (p, q) = (prime::draw(bits / 2, dice), prime::draw(bits / 2, dice));
            let modulus = &p * &q;
            if let Some(secret) = exponent.modinv(&((&p - 1u8) * (&q - 1u8)))
                && modulus.bits() == bits
            {
                return Self::Rsa { modulus, exponent, secret };
            }
        }
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`IssuerError::Read`] or [`IssuerError::Key`].
    pub fn load(path: &Path) -> Result<Self, IssuerError> {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        Self::parse(&lines).ok_or_else(|| IssuerError::Key { path: path.to_owned() })
    }

    fn parse(lines: &[&str]) -> Option<Self> {
        match *lines {
            [RSA, modulus, secret] => {
                let (modulus, secret) = (number(modulus)?, number(secret)?);
                Some(Self::Rsa { modulus, exponent: BigUint::from(EXPONENT), secret })
            }
            [name, secret] => {
                let curve = Curve::ALL.into_iter().find(|known| known.name() == name)?;
                let whole = secret.len() == 2 * curve.order_len();
                let secret = number(secret).filter(|secret| *secret != BigUint::ZERO && secret < curve.n() && whole)?;
                Some(Self::Ec { curve, secret })
            }
            _ => None,
        }
    }

    /// Writes the key file: a notice that it is invented; then the curve and the secret, or `RSA`, n and d, in
    /// hexadecimal.
    ///
    /// # Errors
    /// [`IssuerError::Write`].
    pub fn save(&self, path: &Path) -> Result<(), IssuerError> {
        let lines = match self {
            Self::Ec { curve, secret } => {
                let digits = 2 * curve.order_len();
                format!("{}\n{secret:0digits$x}\n", curve.name())
            }
            Self::Rsa { modulus, secret, .. } => format!("{RSA}\n{modulus:x}\n{secret:x}\n"),
        };
        write(path, format!("# {NOTICE}\n{lines}").as_bytes())
    }

    /// The public point, uncompressed, or the DER of the public RSA key (RFC 8017 clause A.1.1).
    pub fn public(&self) -> Vec<u8> {
        match self {
            Self::Ec { curve, secret } => public_point(*curve, secret),
            Self::Rsa { modulus, exponent, .. } => {
                sequence(&[unsigned(&modulus.to_bytes_be()), unsigned(&exponent.to_bytes_be())])
            }
        }
    }
}

/// A secret's point: `04`, x and y, leading zeros kept.
pub fn public_point(curve: Curve, secret: &BigUint) -> Vec<u8> {
    curve.multiply(secret, curve.generator()).map_or_else(Vec::new, |point| curve.write(&point))
}

fn number(hexadecimal: &str) -> Option<BigUint> {
    BigUint::parse_bytes(hexadecimal.as_bytes(), 16)
}
