//! The secrets of a chip: the same each time the same card is made, and other ones on a copy of it.

use num_bigint::BigUint;
use sha2::{Digest, Sha256};

use super::{ActiveKey, Profile};
use crate::crypto::curve::Curve;
use crate::crypto::dice::Dice;
use crate::crypto::modp::Modp;
use crate::error::IssuerError;
use crate::pki::PrivateKey;

impl Profile {
    /// The secret the chip holds for its chip authentication key `at`; `None` when there is no such key or its domain
    /// is not in table 6.
    pub fn chip_secret(&self, at: usize) -> Option<BigUint> {
        self.agreement(at, self.chip.cloned)
    }

    /// The secret whose public half stands in the files; the chip's own, unless it is a copy. A copy may bring an
    /// EF.CardSecurity about a key of its own.
    ///
    /// # Errors
    /// [`IssuerError::Value`] when there is no such key or its domain is not in table 6.
    pub fn published_chip_secret(&self, at: usize) -> Result<BigUint, IssuerError> {
        let own = self.chip.own_mapping && self.chip.chip_authentication.get(at).is_some_and(|key| key.for_cam);
        self.agreement(at, own && self.chip.cloned).ok_or(IssuerError::Value("chip_authentication"))
    }

    /// The secret of the key for chip authentication mapping.
    pub fn mapping_secret(&self) -> Option<BigUint> {
        self.chip_secret(self.chip.chip_authentication.iter().position(|key| key.for_cam)?)
    }

    /// The key the chip holds for active authentication.
    pub fn active_secret(&self) -> Option<PrivateKey> {
        match (self.published_active_secret()?, self.chip.cloned) {
            (PrivateKey::Rsa { modulus, exponent, secret }, true) => {
                Some(PrivateKey::Rsa { modulus, exponent, secret: secret + 2u8 })
            }
            (PrivateKey::Ec { curve, .. }, true) => Some(PrivateKey::draw(curve, &mut self.dice("active copy"))),
            (key, false) => Some(key),
        }
    }

    /// The key whose public half stands in DG15; the chip's own, unless it is a copy.
    pub fn published_active_secret(&self) -> Option<PrivateKey> {
        match self.chip.active_authentication.as_ref()? {
            ActiveKey::Unknown { .. } => None,
            ActiveKey::Rsa { .. } => self.active_rsa.clone(),
            ActiveKey::Ecdsa { parameter, .. } => {
                let curve = Curve::from_parameter(*parameter)?;
                Some(PrivateKey::draw(curve, &mut self.dice("active authentication")))
            }
        }
    }

    fn agreement(&self, at: usize, copied: bool) -> Option<BigUint> {
        let keys = &self.chip.chip_authentication;
        let key = keys.get(at)?;
        // One domain and one number are one key: it may stand in EF.CardSecurity and in DG14.
        let at = keys.iter().position(|other| (other.parameter, other.key_id) == (key.parameter, key.key_id))?;
        let purpose = format!("chip authentication {at}{}", if copied { " copy" } else { "" });
        let order = Curve::from_parameter(key.parameter)
            .map(Curve::n)
            .or_else(|| Modp::from_parameter(key.parameter).map(Modp::q))?;
        Some(self.dice(&purpose).below(order))
    }

    fn dice(&self, purpose: &str) -> Dice {
        let holder = &self.holder;
        let seed = Sha256::new().chain_update(purpose).chain_update(&holder.number);
        Dice::new(seed.chain_update(holder.passport.as_deref().unwrap_or_default()).finalize().into())
    }
}
