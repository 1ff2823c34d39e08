//! A card written down as TOML: who holds it, how its chip behaves, who signed it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{SimError, read};
use crate::files::Sizes;
use crate::holder::Holder;
use crate::pki::Signer;

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
    /// The face as JPEG; without one there is no DG2, as for children under six.
    pub face: Option<Vec<u8>>,
    /// Who signs the SOD.
    pub signer: Signer,
}

/// What the chip can do and how it behaves; every key may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a simulated chip, each on its own; not states")]
pub struct Chip {
    /// PACE is offered; without it EF.CardAccess is missing.
    pub pace: bool,
    /// BAC is offered.
    pub bac: bool,
    /// Commands of extended length are honoured, and the ATR says so.
    pub extended: bool,
    /// The historical bytes of the ATR, in place of those that tell the truth about extended length.
    pub historical: Option<[u8; 8]>,
    /// Answers longer than so many bytes arrive cut off there, as through a reader whose buffer is too small.
    pub longest_answer: Option<usize>,
    /// SELECT MF answers `9000`. The citizen card answers `6D00`; only a foreign reader that cannot do without needs it.
    pub accept_select_mf: bool,
    /// DG3 (fingerprints) is there, and answers `6982` for want of terminal authentication.
    pub dg3: bool,
    /// READ BINARY for more plain bytes than this is refused; without it only the answer's own length limits.
    pub largest_read: Option<usize>,
    /// How a READ BINARY for too much is refused.
    pub long_read: LongRead,
}

impl Default for Chip {
    fn default() -> Self {
        Self {
            pace: true,
            bac: true,
            extended: false,
            historical: None,
            longest_answer: None,
            accept_select_mf: false,
            dg3: true,
            largest_read: None,
            long_read: LongRead::WrongLength,
        }
    }
}

/// How a chip refuses a READ BINARY for more than it can carry; chips differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LongRead {
    /// `6700`.
    WrongLength,
    /// `6Cxx`, with what it could carry.
    ExactLength,
    /// `6B00`.
    WrongOffset,
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
    signer: PathBuf,
}

impl Profile {
    /// Reads a profile and the files it names; their paths are relative to the profile.
    ///
    /// # Errors
    /// [`SimError::Read`], [`SimError::Syntax`], [`SimError::Value`] or [`SimError::Key`].
    pub fn load(path: &Path) -> Result<Self, SimError> {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let written: Written = toml::from_str(&text)
            .map_err(|source| SimError::Syntax { path: path.to_owned(), source: Box::new(source) })?;
        written.holder.check()?;
        let beside = |name: &Path| path.parent().unwrap_or(Path::new("")).join(name);
        Ok(Self {
            face: written.face.map(|name| read(&beside(&name))).transpose()?,
            signer: Signer::load(&beside(&written.signer))?,
            holder: written.holder,
            chip: written.chip,
            sizes: written.sizes,
            tampered: written.tampered,
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
