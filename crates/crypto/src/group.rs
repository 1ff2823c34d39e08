//! The groups that keys are agreed in: curves and numbers modulo a prime, behind one seam of bytes.

use zeroize::Zeroizing;

use crate::{Curve, Modp, Random, Suite, integrated};

/// A group. An element is an uncompressed point (`04`, x, y) or a number, at the full length of the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Group {
    /// The points of an elliptic curve.
    Curve(Curve),
    /// Numbers modulo a prime.
    Modp(Modp),
}

/// Why an operation in a group failed. It never tells a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupError {
    /// The bytes are no element of the group, or one that would tell about a secret.
    Element,
    /// The bytes are no number below the order of the group.
    Scalar,
    /// The nonces do not have the length that the suite asks for.
    Nonce,
    /// The result is the neutral element.
    Identity,
    /// The operation is not defined in this group.
    Unsupported,
}

impl Group {
    /// The group of a standardised domain parameter number (Doc 9303-11 table 6): 0 to 2 and 8 to 18. All others are
    /// reserved there.
    pub fn from_parameter(id: u8) -> Option<Self> {
        Modp::from_parameter(id).map(Self::Modp).or_else(|| Curve::from_parameter(id).map(Self::Curve))
    }

    /// Draws a private key: a number from 1 to the order less 1, each as likely, at the order's length.
    pub fn secret(&self, random: &mut Random) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Curve(curve) => curve.secret(random),
            Self::Modp(modp) => modp.secret(random),
        }
    }

    /// The public key of a private key, on `base` or on the group's own generator.
    ///
    /// # Errors
    /// [`GroupError::Scalar`] for a private key that is none, [`GroupError::Element`] for a base that is none,
    /// [`GroupError::Identity`] for a private key of 0.
    pub fn public(&self, secret: &[u8], base: Option<&[u8]>) -> Result<Vec<u8>, GroupError> {
        match self {
            Self::Curve(curve) => curve.multiply(secret, base),
            Self::Modp(modp) => modp.multiply(secret, base),
        }
    }

    /// Generic mapping (Doc 9303-11 clause 4.4.3.3.1): the generator `nonce * G + secret * peer`, or `G^nonce *
    /// peer^secret`.
    ///
    /// # Errors
    /// [`GroupError::Element`] for a peer's key that is none, [`GroupError::Scalar`] for a private key that is none,
    /// [`GroupError::Identity`] where the result generates nothing.
    pub fn map_generic(&self, nonce: &[u8], secret: &[u8], peer: &[u8]) -> Result<Vec<u8>, GroupError> {
        match self {
            Self::Curve(curve) => curve.map_generic(nonce, secret, peer),
            Self::Modp(modp) => modp.map_generic(nonce, secret, peer),
        }
    }

    /// Integrated mapping (Doc 9303-11 clause 4.4.3.3.2): the generator that both nonces make. The chip's has 16 bytes,
    /// or 32 with the two longer AES keys; the terminal's is as long as a key of the suite.
    ///
    /// # Errors
    /// [`GroupError::Nonce`] for nonces of other lengths, [`GroupError::Unsupported`] on P-224 and in a group whose
    /// order is not known, [`GroupError::Identity`] where the result generates nothing.
    pub fn map_integrated(&self, suite: Suite, nonce: &[u8], terminal_nonce: &[u8]) -> Result<Vec<u8>, GroupError> {
        match self {
            Self::Curve(curve) => {
                let bits = curve.arithmetic()?.field.bits();
                curve.map_integrated(&integrated::number(suite, nonce, terminal_nonce, bits)?)
            }
            Self::Modp(modp) => modp.map_integrated(&integrated::number(suite, nonce, terminal_nonce, modp.bits()?)?),
        }
    }

    /// The shared secret of a key agreement at the full length of the field: the x coordinate, or the whole number.
    ///
    /// # Errors
    /// [`GroupError::Element`] for a peer's key that is off the curve, infinity, 0, 1, the prime less 1 or outside the
    /// subgroup; [`GroupError::Scalar`] for a private key that is none; [`GroupError::Identity`] for a neutral result.
    pub fn agree(&self, secret: &[u8], peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, GroupError> {
        match self {
            Self::Curve(curve) => curve.agree(secret, peer),
            Self::Modp(modp) => modp.agree(secret, peer),
        }
    }

    /// An element times a number, whole: what chip authentication mapping compares with the chip's mapping key.
    ///
    /// # Errors
    /// As [`Group::agree`].
    pub fn multiply(&self, scalar: &[u8], element: &[u8]) -> Result<Vec<u8>, GroupError> {
        self.public(scalar, Some(element))
    }
}

#[cfg(test)]
mod tests;
