//! The files of the card: their identifiers, and their content made from a profile.

mod com;
mod details;
mod face;
mod object;
mod pad;
mod personal;
mod security;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

pub use security::EXTENDED_ANSWER;

use iso7816::tlv;
use serde::Deserialize;

use crate::error::{IssuerError, write};
use crate::profile::{Profile, Tampered};

/// A file of the card (Doc 9303-10 clauses 3.6 and 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum FileId {
    /// EF.CardAccess, in the master file.
    CardAccess,
    /// EF.CardSecurity, in the master file and free only after PACE.
    CardSecurity,
    /// EF.ATR/INFO, in the master file: the buffer sizes of a chip with extended length.
    AtrInfo,
    /// EF.COM.
    #[serde(rename = "COM")]
    Com,
    /// EF.SOD.
    #[serde(rename = "SOD")]
    Sod,
    /// The MRZ.
    #[serde(rename = "DG1")]
    Dg1,
    /// The face.
    #[serde(rename = "DG2")]
    Dg2,
    /// The fingerprints, which nobody may read here.
    #[serde(rename = "DG3")]
    Dg3,
    /// The written signature.
    #[serde(rename = "DG7")]
    Dg7,
    /// More about the person.
    #[serde(rename = "DG11")]
    Dg11,
    /// More about the document.
    #[serde(rename = "DG12")]
    Dg12,
    /// The citizen card's details.
    #[serde(rename = "DG13")]
    Dg13,
    /// The security infos.
    #[serde(rename = "DG14")]
    Dg14,
    /// The active authentication key.
    #[serde(rename = "DG15")]
    Dg15,
    /// Whom to notify.
    #[serde(rename = "DG16")]
    Dg16,
}

impl FileId {
    /// Every file a card may have.
    pub const ALL: [Self; 15] = [
        Self::CardAccess,
        Self::CardSecurity,
        Self::AtrInfo,
        Self::Com,
        Self::Sod,
        Self::Dg1,
        Self::Dg2,
        Self::Dg3,
        Self::Dg7,
        Self::Dg11,
        Self::Dg12,
        Self::Dg13,
        Self::Dg14,
        Self::Dg15,
        Self::Dg16,
    ];

    /// The two-byte file identifier.
    pub const fn identifier(self) -> u16 {
        match self {
            Self::CardAccess => 0x011C,
            Self::AtrInfo => 0x2F01,
            Self::Com => 0x011E,
            // One in the master file, the other in the application.
            Self::CardSecurity | Self::Sod => 0x011D,
            Self::Dg1 => 0x0101,
            Self::Dg2 => 0x0102,
            Self::Dg3 => 0x0103,
            Self::Dg7 => 0x0107,
            Self::Dg11 => 0x010B,
            Self::Dg12 => 0x010C,
            Self::Dg13 => 0x010D,
            Self::Dg14 => 0x010E,
            Self::Dg15 => 0x010F,
            Self::Dg16 => 0x0110,
        }
    }

    /// The short file identifier: in every one of these files the lower five bits of the identifier.
    pub const fn short(self) -> u8 {
        (self.identifier() & 0x1F) as u8
    }

    /// Says whether the file belongs to the application, else to the master file.
    pub const fn in_application(self) -> bool {
        !matches!(self, Self::CardAccess | Self::CardSecurity | Self::AtrInfo)
    }

    /// The data group's number and tag in EF.COM and the SOD; `None` for the other files.
    pub const fn group(self) -> Option<(u8, u8)> {
        match self {
            Self::Dg1 => Some((1, 0x61)),
            Self::Dg2 => Some((2, 0x75)),
            Self::Dg3 => Some((3, 0x63)),
            Self::Dg7 => Some((7, 0x67)),
            Self::Dg11 => Some((11, 0x6B)),
            Self::Dg12 => Some((12, 0x6C)),
            Self::Dg13 => Some((13, 0x6D)),
            Self::Dg14 => Some((14, 0x6E)),
            Self::Dg15 => Some((15, 0x6F)),
            Self::Dg16 => Some((16, 0x70)),
            Self::CardAccess | Self::CardSecurity | Self::AtrInfo | Self::Com | Self::Sod => None,
        }
    }
}

/// Exact sizes in bytes a profile may ask for. DG1, DG15 and EF.COM have no room for padding: theirs are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sizes {
    /// EF.COM.
    pub com: Option<usize>,
    /// EF.SOD.
    pub sod: Option<usize>,
    /// DG1.
    pub dg1: Option<usize>,
    /// DG2.
    pub dg2: Option<usize>,
    /// DG13.
    pub dg13: Option<usize>,
    /// DG14.
    pub dg14: Option<usize>,
    /// DG15.
    pub dg15: Option<usize>,
}

/// The content of every file a card has.
pub type Files = BTreeMap<FileId, Vec<u8>>;

/// Makes every file of a card and signs them.
///
/// # Errors
/// [`IssuerError::Size`] when a wanted size cannot be met, [`IssuerError::Face`] for a picture that is no JPEG,
/// [`IssuerError::Value`] for a signer without a certificate or a key of an unknown domain.
pub fn make(profile: &Profile) -> Result<Files, IssuerError> {
    let mut files = groups(profile)?;
    let sod = object::file(&files, profile)?;
    let com = pad::exactly(FileId::Com, profile.sizes.com, &com::file(&files))?;
    let information = profile.chip.extended.then(|| security::ATR_INFO.to_vec());
    let others = [
        (FileId::Com, Some(com)),
        (FileId::Sod, Some(sod)),
        (FileId::CardAccess, security::card_access(profile)),
        (FileId::CardSecurity, security::card_security(profile)?),
        (FileId::AtrInfo, information),
    ];
    files.extend(others.into_iter().filter_map(|(file, content)| Some((file, content?))));
    profile.tampered.iter().for_each(|what| tamper(&mut files, *what));
    files.retain(|file, _| !profile.chip.absent.contains(file));
    Ok(files)
}

/// Writes every file of a card into a folder, by its name and `.bin`.
///
/// # Errors
/// As [`make`], and [`IssuerError::Write`].
pub fn save(profile: &Profile, folder: &Path) -> Result<(), IssuerError> {
    make(profile)?.iter().try_for_each(|(file, bytes)| write(&folder.join(format!("{file:?}.bin")), bytes))
}

/// The data groups: what the SOD signs.
fn groups(profile: &Profile) -> Result<Files, IssuerError> {
    let Profile { holder, chip, sizes, .. } = profile;
    let face =
        profile.face.as_deref().map(|picture| face::file(picture, profile.face_record, sizes.dg2)).transpose()?;
    let made = [
        (FileId::Dg1, Some(pad::exactly(FileId::Dg1, sizes.dg1, &mrz(&holder.mrz()))?)),
        (FileId::Dg2, face),
        (FileId::Dg3, chip.dg3.then(|| tlv::write(0x63, b"never read"))),
        (FileId::Dg7, profile.signature.as_deref().map(personal::signature)),
        (FileId::Dg11, profile.personal.as_ref().map(personal::group_11)),
        (FileId::Dg12, profile.document.as_ref().map(personal::group_12)),
        (FileId::Dg13, chip.dg13.then(|| details::file(holder, sizes.dg13)).transpose()?),
        (FileId::Dg14, security::group_14(profile)?),
        (FileId::Dg15, security::group_15(profile)?),
        (FileId::Dg16, (!profile.contacts.is_empty()).then(|| personal::group_16(&profile.contacts))),
    ];
    Ok(made.into_iter().filter_map(|(file, content)| Some((file, content?))).collect())
}

/// DG1: the MRZ in `5F1F` (Doc 9303-10 clause 4.7.1).
fn mrz(lines: &str) -> Vec<u8> {
    tlv::write(0x61, &tlv::write(0x5F1F, lines.as_bytes()))
}

/// Changes one bit of a file's content where the file still parses.
fn tamper(files: &mut Files, what: Tampered) {
    let (file, from_end) = match what {
        // The third letter of the name, which no check digit covers.
        Tampered::DG1 => (FileId::Dg1, 28),
        Tampered::DG2 => (FileId::Dg2, 3),
        Tampered::DG13 => (FileId::Dg13, 1),
        Tampered::DG14 => (FileId::Dg14, 1),
        Tampered::DG15 => (FileId::Dg15, 1),
        // Their signatures are spoilt when they are made.
        Tampered::SOD | Tampered::CardSecurity => return,
    };
    if let Some(byte) = files.get_mut(&file).and_then(|bytes| bytes.iter_mut().nth_back(from_end - 1)) {
        *byte ^= 1;
    }
}
