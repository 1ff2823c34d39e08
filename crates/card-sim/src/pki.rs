//! An invented issuer: a country signing authority and a document signer that sign nothing but these cards.

mod certificate;
mod key;

use std::path::Path;

pub use certificate::{issuer_and_serial, subject_public_key};
pub use key::{Curve, PrivateKey};

use crate::crypto::dice::Dice;
use crate::error::{SimError, read, write};
use certificate::Names;

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
    /// [`SimError::Read`] or [`SimError::Key`].
    pub fn load(name: &Path) -> Result<Self, SimError> {
        Ok(Self { certificate: read(&with(name, "der"))?, key: PrivateKey::load(&with(name, "key"))? })
    }
}

/// A country signing authority with one document signer under it.
pub struct Pki {
    /// The authority's self-signed certificate, DER: what a verifier trusts, or does not know.
    pub csca: Vec<u8>,
    csca_key: PrivateKey,
    /// The document signer.
    pub signer: Signer,
}

impl Pki {
    /// Invents both from a seed; `name` goes into the certificates. The authority's key is on P-256 and the signer's
    /// on brainpoolP256r1, so that a verifier meets both curves.
    pub fn invent(name: &str, seed: [u8; 32]) -> Self {
        let mut dice = Dice::new(seed);
        let csca_key = PrivateKey::draw(Curve::P256, &mut dice);
        let key = PrivateKey::draw(Curve::BrainpoolP256r1, &mut dice);
        let names = Names::new(name);
        let csca = certificate::authority(&names, &csca_key);
        let certificate = certificate::document_signer(&names, &csca_key, &key);
        Self { csca, csca_key, signer: Signer { certificate, key } }
    }

    /// Writes `csca.der`, `csca.key`, `ds.der` and `ds.key` into `folder`, each name behind `prefix`.
    ///
    /// # Errors
    /// [`SimError::Write`].
    pub fn save(&self, folder: &Path, prefix: &str) -> Result<(), SimError> {
        let name = |rest: &str| folder.join(format!("{prefix}{rest}"));
        write(&name("csca.der"), &self.csca)?;
        self.csca_key.save(&name("csca.key"))?;
        write(&name("ds.der"), &self.signer.certificate)?;
        self.signer.key.save(&name("ds.key"))
    }
}

/// Writes the two committed issuers: the one readers are told to trust, and a stranger's.
///
/// # Errors
/// [`SimError::Write`].
pub fn save_fixtures(folder: &Path) -> Result<(), SimError> {
    std::fs::create_dir_all(folder).map_err(|source| SimError::Write { path: folder.to_owned(), source })?;
    Pki::invent("luutru test", [0x4C; 32]).save(folder, "")?;
    Pki::invent("luutru stranger", [0x53; 32]).save(folder, "stranger-")
}

fn with(name: &Path, extension: &str) -> std::path::PathBuf {
    let mut whole = name.as_os_str().to_owned();
    whole.push(".");
    whole.push(extension);
    whole.into()
}

#[cfg(test)]
mod tests;
