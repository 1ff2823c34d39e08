//! A card written down as TOML: who holds it, how its chip behaves, who signed it.

mod chip;
mod secrets;

use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use chip::{ActiveKey, Chip, ChipKey, Cipher, KeyForm, LongRead, Mapping, PaceOffer, SignatureForm};

use crate::error::{IssuerError, read};
use crate::files::Sizes;
use crate::holder::Holder;
use crate::pki::{Encoding, Hash, PrivateKey, Signer};

/// Everything a card is made of. The people are invented; Debug shows none of them all the same.
pub struct Profile {
    /// The person.
    pub holder: Holder,
    /// What the chip can do.
    pub chip: Chip,
    /// Exact sizes files are padded to, in bytes.
    pub sizes: Sizes,
    /// Files that are changed after signing, so that their hashes no longer agree.
    pub tampered: Vec<Tampered>,
    /// The face as JPEG or JPEG 2000; without one there is no DG2, as for children under six.
    pub face: Option<Vec<u8>>,
    /// What stands around the face.
    pub face_record: FaceRecord,
    /// The written signature as a picture: DG7.
    pub signature: Option<Vec<u8>>,
    /// DG11.
    pub personal: Option<Personal>,
    /// DG12.
    pub document: Option<Document>,
    /// DG16: whom to notify.
    pub contacts: Vec<Contact>,
    /// Who signs the SOD.
    pub signer: Signer,
    /// How the SOD is signed.
    pub sod: Sod,
    /// The key of active authentication, when it is RSA.
    pub active_rsa: Option<PrivateKey>,
}

/// A file that no longer is what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Tampered {
    /// The MRZ.
    DG1,
    /// The face.
    DG2,
    /// The details.
    DG13,
    /// The security infos.
    DG14,
    /// The active authentication key.
    DG15,
    /// The signature itself.
    SOD,
    /// The signature of EF.CardSecurity.
    CardSecurity,
}

/// What stands around the picture in DG2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum FaceRecord {
    /// ISO/IEC 19794-5.
    #[default]
    #[serde(rename = "19794-5")]
    Iso19794,
    /// ISO/IEC 39794-5.
    #[serde(rename = "39794-5")]
    Iso39794,
}

/// How a SOD is signed; every key may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "forms a country chooses, each on its own; not states")]
pub struct Sod {
    /// The hash of the data groups.
    pub hash: Hash,
    /// The hash of the signature; that of the data groups if not given.
    pub signature_hash: Option<Hash>,
    /// RSA with PSS.
    pub pss: bool,
    /// `LDSSecurityObject` of version 1, which tells the version of the LDS.
    pub version_1: bool,
    /// Lengths.
    pub encoding: Encoding,
    /// The content calls itself plain data.
    pub id_data: bool,
    /// The signer is named by its key identifier.
    pub by_key: bool,
}

/// DG11 (Doc 9303-10 clause 4.7.11); what is left out is not in the file.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Personal {
    /// The whole name in its own letters.
    pub name: Option<String>,
    /// Other names.
    pub other_names: Vec<String>,
    /// Personal number.
    pub number: Option<String>,
    /// yyyyMMdd.
    pub birth: Option<String>,
    /// Place of birth, its parts apart.
    pub birthplace: Vec<String>,
    /// Address, its parts apart.
    pub address: Vec<String>,
    /// Telephone.
    pub telephone: Option<String>,
    /// Profession.
    pub profession: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Numbers of other valid documents.
    pub other_documents: Vec<String>,
}

/// DG12 (Doc 9303-10 clause 4.7.12); what is left out is not in the file.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// Issuing authority.
    pub authority: Option<String>,
    /// yyyyMMdd.
    pub issued: Option<String>,
    /// Endorsements and observations.
    pub observations: Option<String>,
    /// Serial number of the machine that wrote it.
    pub machine: Option<String>,
    /// Date and time of writing, yyyyMMddhhmmss.
    pub written: Option<String>,
}

/// One person of DG16 (Doc 9303-10 clause 4.7.16).
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// yyyyMMdd of the entry.
    pub recorded: String,
    /// Surname and given names as in an MRZ.
    pub name: String,
    /// Telephone.
    pub telephone: String,
    /// Address, its parts apart.
    pub address: Vec<String>,
}

/// The TOML file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    holder: Holder,
    #[serde(default)]
    chip: Chip,
    #[serde(default)]
    sizes: Sizes,
    #[serde(default)]
    tampered: Vec<Tampered>,
    face: Option<PathBuf>,
    #[serde(default)]
    face_record: FaceRecord,
    signature: Option<PathBuf>,
    personal: Option<Personal>,
    document: Option<Document>,
    #[serde(default)]
    contacts: Vec<Contact>,
    signer: PathBuf,
    #[serde(default)]
    sod: Sod,
}

impl Profile {
    /// Reads a profile and the files it names; their paths are relative to the profile.
    ///
    /// # Errors
    /// [`IssuerError::Read`], [`IssuerError::Syntax`], [`IssuerError::Value`] or [`IssuerError::Key`].
    pub fn load(path: &Path) -> Result<Self, IssuerError> {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let written: Written = toml::from_str(&text)
            .map_err(|source| IssuerError::Syntax { path: path.to_owned(), source: Box::new(source) })?;
        written.holder.check()?;
        let beside = |name: &Path| path.parent().unwrap_or(Path::new("")).join(name);
        let active_rsa = match &written.chip.active_authentication {
            Some(ActiveKey::Rsa { rsa, .. }) => Some(PrivateKey::load(&beside(rsa).with_extension("key"))?),
            _ => None,
        };
        Ok(Self {
            face: written.face.map(|name| read(&beside(&name))).transpose()?,
            signature: written.signature.map(|name| read(&beside(&name))).transpose()?,
            signer: Signer::load(&beside(&written.signer))?,
            holder: written.holder,
            chip: written.chip,
            sizes: written.sizes,
            tampered: written.tampered,
            face_record: written.face_record,
            personal: written.personal,
            document: written.document,
            contacts: written.contacts,
            sod: written.sod,
            active_rsa,
        })
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile").field("chip", &self.chip).field("sizes", &self.sizes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
