//! What a document shows to the eye and its chip takes as a password.

use std::fmt;

use crypto::Digest;
use iso7816::apdu::StatusWord;
use mrz::MrzKey;
use zeroize::{Zeroize, Zeroizing};

/// The text is not a card access number: not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a card access number has six digits")]
pub struct CanError;

/// The card access number: six digits printed on a card. On a Vietnamese card, the last six of its number.
#[derive(Clone, PartialEq, Eq)]
pub struct Can([u8; 6]);

impl Can {
    /// Takes six ASCII digits.
    ///
    /// # Errors
    /// [`CanError`] for anything else.
    pub fn new(text: &str) -> Result<Self, CanError> {
        let digits = <[u8; 6]>::try_from(text.as_bytes()).map_err(|_| CanError)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(CanError) }
    }
}

impl Drop for Can {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Can {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Can(Private)")
    }
}

/// A password to try on a chip.
#[derive(Debug, Clone)]
pub enum Password {
    /// For PACE only.
    Can(Can),
    /// For PACE, and for BAC where the chip knows no PACE.
    Mrz(MrzKey),
}

impl Password {
    /// The number that names the kind of password to the chip (Doc 9303-11 clause 4.4.4.1).
    pub(crate) const fn reference(&self) -> u8 {
        match self {
            Self::Mrz(_) => 1,
            Self::Can(_) => 2,
        }
    }

    /// The secret that PACE derives its nonce key from (Doc 9303-11 clause 9.7.2).
    pub(crate) fn pace_secret(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Can(can) => Zeroizing::new(can.0.to_vec()),
            Self::Mrz(key) => Zeroizing::new(mrz_digest(key).to_vec()),
        }
    }
}

/// SHA-1 of the keyed fields of a machine readable zone; its first 16 bytes are the BAC key seed.
pub(crate) fn mrz_digest(key: &MrzKey) -> Zeroizing<[u8; 20]> {
    Zeroizing::new(Digest::sha1(key.seed_text().expose().as_bytes()))
}

/// What chips say to a proof of the wrong password: `6300` as Doc 9303-11 has it, `63Cx` by those that count tries, and
/// what others say where their own rules come first. `6983` is told apart: it says nothing about this password.
pub(crate) const fn refuses_password(status: StatusWord) -> bool {
    matches!(
        status,
        StatusWord::AuthenticationFailed
            | StatusWord::TriesLeft(_)
            | StatusWord::SecurityNotSatisfied
            | StatusWord::Other(0x6984)
            | StatusWord::ConditionsNotSatisfied
            | StatusWord::ProtectionWrong
            | StatusWord::WrongData
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn a_can_is_six_digits() {
        assert!(Can::new("000123").is_ok());
        for text in ["", "00123", "0001234", "00012a", "००१२३४"] {
            assert_eq!(Can::new(text), Err(CanError), "{text}");
        }
        assert_eq!(format!("{:?}", Password::Can(Can::new("000123").unwrap())), "Can(Can(Private))");
    }

    /// An invented citizen card: the last nine digits of 001099000123, born 15/05/1999, valid until 15/05/2039.
    #[test]
    fn the_key_seed_of_a_citizen_card() {
        let key = MrzKey::new("099000123", "990515", "390515").unwrap();
        assert_eq!(mrz_digest(&key)[..16], hex!("c749767e803b272aceea39ccecdf0c3d"));
    }

    /// Doc 9303-11 appendix D.2.
    #[test]
    fn the_key_seed_of_appendix_d2() {
        let key = MrzKey::new("L898902C<", "690806", "940623").unwrap();
        assert_eq!(mrz_digest(&key)[..16], hex!("239AB9CB282DAF66231DC5A4DF6BFBAE"));
    }
}
