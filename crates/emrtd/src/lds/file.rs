//! Names of files, and the files of one reading.

use std::{collections::BTreeMap, fmt};

use private::Private;

use iso7816::tlv::Tag;

/// A file that this crate reads (Doc 9303-10 table 38).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileId {
    /// EF.CardAccess: what access control the chip offers.
    CardAccess,
    /// EF.SOD: the signed hashes.
    Sod,
    /// DG1: the machine readable zone.
    Dg1,
    /// DG2: the face.
    Dg2,
    /// DG13: the facts of a Vietnamese citizen card; elsewhere the issuer's own.
    Dg13,
    /// DG14: keys for chip authentication.
    Dg14,
    /// DG15: the key for active authentication.
    Dg15,
}

impl FileId {
    /// The five-bit short identifier.
    pub const fn short_id(self) -> u8 {
        match self {
            Self::CardAccess => 0x1C,
            Self::Sod => 0x1D,
            Self::Dg1 => 0x01,
            Self::Dg2 => 0x02,
            Self::Dg13 => 0x0D,
            Self::Dg14 => 0x0E,
            Self::Dg15 => 0x0F,
        }
    }

    /// The two-byte identifier.
    pub const fn id(self) -> [u8; 2] {
        [0x01, self.short_id()]
    }

    /// The tag that the file begins with.
    pub const fn tag(self) -> Tag {
        match self {
            Self::CardAccess => 0x31,
            Self::Sod => 0x77,
            Self::Dg1 => 0x61,
            Self::Dg2 => 0x75,
            Self::Dg13 => 0x6D,
            Self::Dg14 => 0x6E,
            Self::Dg15 => 0x6F,
        }
    }

    /// The number of a data group, under which the security object lists its hash.
    pub const fn group(self) -> Option<u8> {
        match self {
            Self::CardAccess | Self::Sod => None,
            Self::Dg1 | Self::Dg2 | Self::Dg13 | Self::Dg14 | Self::Dg15 => Some(self.short_id()),
        }
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CardAccess => f.write_str("EF.CardAccess"),
            Self::Sod => f.write_str("EF.SOD"),
            group => write!(f, "DG{}", group.short_id()),
        }
    }
}

/// The files of one reading, byte for byte as the chip gave them.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<FileId, Private<Vec<u8>>>);

impl Files {
    /// The bytes of a file, if it was read.
    pub fn get(&self, file: FileId) -> Option<&[u8]> {
        self.0.get(&file).map(|bytes| bytes.expose().as_slice())
    }

    /// All files that were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &[u8])> {
        self.0.iter().map(|(&file, bytes)| (file, bytes.expose().as_slice()))
    }

    /// Keeps a file as read.
    pub(crate) fn insert(&mut self, file: FileId, bytes: Vec<u8>) {
        self.0.insert(file, Private::new(bytes));
    }
}
