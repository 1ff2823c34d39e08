//! The files of the card: their identifiers, and their content made from a profile.

mod com;
mod details;
mod face;
mod pad;
mod security;
mod signed;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use security::EXTENDED_ANSWER;

use iso7816::tlv;
use serde::Deserialize;

use crate::error::SimError;
use crate::profile::{Profile, Tampered};

/// A file of the card (Doc 9303-10 clauses 3.6 and 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileId {
    /// EF.CardAccess, in the master file.
    CardAccess,
    /// EF.ATR/INFO, in the master file: the buffer sizes of a chip with extended length.
    AtrInfo,
    /// EF.COM.
    Com,
    /// EF.SOD.
    Sod,
    /// The MRZ.
    Dg1,
    /// The face.
    Dg2,
    /// The fingerprints, which nobody may read here.
    Dg3,
    /// The citizen card's details.
    Dg13,
    /// The security infos.
    Dg14,
    /// The active authentication key.
    Dg15,
}

impl FileId {
    /// Every file a card may have.
    pub const ALL: [Self; 10] = [
        Self::CardAccess,
        Self::AtrInfo,
        Self::Com,
        Self::Sod,
        Self::Dg1,
        Self::Dg2,
        Self::Dg3,
        Self::Dg13,
        Self::Dg14,
        Self::Dg15,
    ];

    /// The two-byte file identifier.
    pub const fn identifier(self) -> u16 {
        match self {
            Self::CardAccess => 0x011C,
            Self::AtrInfo => 0x2F01,
            Self::Com => 0x011E,
            Self::Sod => 0x011D,
            Self::Dg1 => 0x0101,
            Self::Dg2 => 0x0102,
            Self::Dg3 => 0x0103,
            Self::Dg13 => 0x010D,
            Self::Dg14 => 0x010E,
            Self::Dg15 => 0x010F,
        }
    }

    /// The short file identifier: in every one of these files the lower five bits of the identifier.
    pub const fn short(self) -> u8 {
        (self.identifier() & 0x1F) as u8
    }

    /// Says whether the file belongs to the application, else to the master file.
    pub const fn in_application(self) -> bool {
        !matches!(self, Self::CardAccess | Self::AtrInfo)
    }

    /// The data group's number and tag in EF.COM and the SOD; `None` for the other files.
    pub const fn group(self) -> Option<(u8, u8)> {
        match self {
            Self::Dg1 => Some((1, 0x61)),
            Self::Dg2 => Some((2, 0x75)),
            Self::Dg3 => Some((3, 0x63)),
            Self::Dg13 => Some((13, 0x6D)),
            Self::Dg14 => Some((14, 0x6E)),
            Self::Dg15 => Some((15, 0x6F)),
            Self::CardAccess | Self::AtrInfo | Self::Com | Self::Sod => None,
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
/// [`SimError::Size`] when a wanted size cannot be met, [`SimError::Face`] for a picture that is no JPEG,
/// [`SimError::Value`] for a signer without a certificate.
pub fn make(profile: &Profile) -> Result<Files, SimError> {
    let Profile { holder, chip, sizes, .. } = profile;
    let mut files = Files::new();
    files.insert(FileId::Dg1, pad::exactly(FileId::Dg1, sizes.dg1, &mrz(&holder.mrz()))?);
    if let Some(jpeg) = &profile.face {
        files.insert(FileId::Dg2, face::file(jpeg, sizes.dg2)?);
    }
    if chip.dg3 {
        files.insert(FileId::Dg3, tlv::write(0x63, b"never read"));
    }
    files.insert(FileId::Dg13, details::file(holder, sizes.dg13)?);
    files.insert(FileId::Dg14, security::file(holder, sizes.dg14)?);
    files.insert(FileId::Dg15, pad::exactly(FileId::Dg15, sizes.dg15, &security::active_key(holder))?);
    let spoilt = profile.tampered.contains(&Tampered::SOD);
    let sod = signed::file(&files, profile, spoilt)?;
    files.insert(FileId::Com, pad::exactly(FileId::Com, sizes.com, &com::file(&files))?);
    files.insert(FileId::Sod, sod);
    if chip.pace {
        files.insert(FileId::CardAccess, security::CARD_ACCESS.to_vec());
    }
    if chip.extended {
        files.insert(FileId::AtrInfo, security::ATR_INFO.to_vec());
    }
    profile.tampered.iter().for_each(|what| tamper(&mut files, *what));
    Ok(files)
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
        // Its signature is spoilt when it is made.
        Tampered::SOD => return,
    };
    if let Some(byte) = files.get_mut(&file).and_then(|bytes| bytes.iter_mut().nth_back(from_end - 1)) {
        *byte ^= 1;
    }
}
