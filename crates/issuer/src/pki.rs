//! Invented issuers: country signing authorities and the signers under them, which sign nothing but these cards.

mod certificate;
mod fixtures;
mod hash;
mod key;
mod message;
mod prime;
pub mod public;
mod sign;

use std::path::Path;

pub use certificate::{
    Certificate, Issuing, Role, distinguished, issuer_and_serial, key_id, revocation_list, subject_key_id,
};
pub use fixtures::save_fixtures;
pub use hash::Hash;
pub use key::PrivateKey;
pub use message::{DATA, Encoding, Message, Signed};
pub use public::subject_public_key;
pub use sign::{Scheme, ecdsa, plain_ecdsa};

pub use crate::crypto::curve::Curve;

use crate::crypto::dice::Dice;
use crate::error::{IssuerError, read, write};

/// Who signs a card's SOD.
#[derive(Clone)]
pub struct Signer {
    /// The document signer's certificate, DER.
    pub certificate: Vec<u8>,
    /// Its key.
    pub key: PrivateKey,
}

impl Signer {
    /// Reads `NAME.der` and `NAME.key`.
    ///
    /// # Errors
    /// [`IssuerError::Read`] or [`IssuerError::Key`].
    pub fn load(name: &Path) -> Result<Self, IssuerError> {
        Ok(Self { certificate: read(&with(name, "der"))?, key: PrivateKey::load(&with(name, "key"))? })
    }

    /// Writes them.
    ///
    /// # Errors
    /// [`IssuerError::Write`].
    pub fn save(&self, name: &Path) -> Result<(), IssuerError> {
        write(&with(name, "der"), &self.certificate)?;
        self.key.save(&with(name, "key"))
    }
}

/// A country signing authority with one document signer under it.
pub struct Pki {
    /// The authority with its self-signed certificate: what a verifier trusts, or does not know.
    pub authority: Signer,
    /// The document signer.
    pub signer: Signer,
}

/// Names, keys and times of an authority and its document signer.
pub struct Plan<'a> {
    /// Goes into the certificates.
    pub name: &'a str,
    /// The state's country code, two letters.
    pub country: &'a str,
    /// The authority's key.
    pub authority: PrivateKey,
    /// The document signer's key.
    pub signer: PrivateKey,
    /// How the authority signs.
    pub scheme: Scheme,
    /// Curve parameters are written out.
    pub explicit: bool,
    /// First and last moment of the document signer, `YYMMDDhhmmssZ`.
    pub validity: [&'a str; 2],
}

/// The times of what is valid.
pub const VALID: [&str; 2] = ["200101000000Z", "450101000000Z"];

impl Pki {
    /// Invents both from a seed; `name` goes into the certificates. The authority's key is on P-256 and the signer's
    /// on brainpoolP256r1, so that a verifier meets both curves.
    ///
    /// # Errors
    /// None for these keys; the signature of [`Pki::issue`].
    pub fn invent(name: &str, seed: [u8; 32]) -> Result<Self, IssuerError> {
        Self::invent_in("VN", name, seed)
    }

    /// Invents both in another country than Viet Nam.
    ///
    /// # Errors
    /// None for these keys; the signature of [`Pki::issue`].
    pub fn invent_in(country: &str, name: &str, seed: [u8; 32]) -> Result<Self, IssuerError> {
        let mut dice = Dice::new(seed);
        let authority = PrivateKey::draw(Curve::P256, &mut dice);
        let signer = PrivateKey::draw(Curve::BrainpoolP256r1, &mut dice);
        Self::issue(Plan {
            name,
            country,
            authority,
            signer,
            scheme: Scheme::default(),
            explicit: false,
            validity: VALID,
        })
    }

    /// Issues the certificates of a plan.
    ///
    /// # Errors
    /// [`IssuerError::Value`] when a key is too short for the scheme.
    pub fn issue(plan: Plan<'_>) -> Result<Self, IssuerError> {
        let names = names(plan.country, plan.name);
        let by = Issuing { key: &plan.authority, scheme: plan.scheme };
        let authority = Certificate {
            serial: 1,
            issuer: &names[0],
            subject: &names[0],
            validity: VALID,
            key: &plan.authority,
            explicit: plan.explicit,
            role: Role::Authority,
        };
        let signer = Certificate {
            serial: 2,
            subject: &names[1],
            validity: plan.validity,
            key: &plan.signer,
            role: Role::DocumentSigner,
            ..authority.clone()
        };
        let (authority, signer) = (authority.issue(by)?, signer.issue(by)?);
        Ok(Self {
            authority: Signer { certificate: authority, key: plan.authority },
            signer: Signer { certificate: signer, key: plan.signer },
        })
    }

    /// Writes `csca.der`, `csca.key`, `ds.der` and `ds.key` into `folder`, each name behind `prefix`.
    ///
    /// # Errors
    /// [`IssuerError::Write`].
    pub fn save(&self, folder: &Path, prefix: &str) -> Result<(), IssuerError> {
        self.authority.save(&folder.join(format!("{prefix}csca")))?;
        self.signer.save(&folder.join(format!("{prefix}ds")))
    }
}

/// The distinguished names of an authority and its first document signer, DER.
fn names(country: &str, name: &str) -> [Vec<u8>; 2] {
    [distinguished(country, &format!("{name} CSCA")), distinguished(country, &format!("{name} DS 1"))]
}

fn with(name: &Path, extension: &str) -> std::path::PathBuf {
    let mut whole = name.as_os_str().to_owned();
    whole.push(".");
    whole.push(extension);
    whole.into()
}

#[cfg(test)]
mod tests;
