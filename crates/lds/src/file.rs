//! Names of files, and the files of one reading.

use std::{collections::BTreeMap, fmt};

use private::Private;
use zeroize::Zeroize;

use iso7816::tlv::Tag;

/// A file of the chip (Doc 9303-10 table 38). All but DG3 are read by this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileId {
    /// EF.CardAccess: what access control the chip offers.
    CardAccess,
    /// EF.CardSecurity: the same and keys, signed; read after PACE, before the application is selected. It has the
    /// identifiers of EF.SOD, which lies in the application.
    CardSecurity,
    /// EF.COM: which groups there are. Unsigned; the security object says it better.
    Com,
    /// EF.SOD: the signed hashes.
    Sod,
    /// DG1: the machine readable zone.
    Dg1,
    /// DG2: the face.
    Dg2,
    /// DG3: fingerprints. Named because security objects list it; they are never read.
    Dg3,
    /// DG7: the signature or usual mark of the holder, as a picture.
    Dg7,
    /// DG11: further personal details.
    Dg11,
    /// DG12: further details of the document.
    Dg12,
    /// DG13: the facts of a Vietnamese citizen card; elsewhere the issuer's own.
    Dg13,
    /// DG14: keys for chip authentication.
    Dg14,
    /// DG15: the key for active authentication.
    Dg15,
    /// DG16: persons to notify.
    Dg16,
}

impl FileId {
    /// The data groups, in the order of their numbers.
    pub const GROUPS: [Self; 10] = [
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

    /// The five-bit short identifier.
    pub const fn short_id(self) -> u8 {
        match self {
            Self::CardAccess => 0x1C,
            Self::CardSecurity | Self::Sod => 0x1D,
            Self::Com => 0x1E,
            Self::Dg1 => 0x01,
            Self::Dg2 => 0x02,
            Self::Dg3 => 0x03,
            Self::Dg7 => 0x07,
            Self::Dg11 => 0x0B,
            Self::Dg12 => 0x0C,
            Self::Dg13 => 0x0D,
            Self::Dg14 => 0x0E,
            Self::Dg15 => 0x0F,
            Self::Dg16 => 0x10,
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
            Self::CardSecurity => 0x30,
            Self::Com => 0x60,
            Self::Sod => 0x77,
            Self::Dg1 => 0x61,
            Self::Dg2 => 0x75,
            Self::Dg3 => 0x63,
            Self::Dg7 => 0x67,
            Self::Dg11 => 0x6B,
            Self::Dg12 => 0x6C,
            Self::Dg13 => 0x6D,
            Self::Dg14 => 0x6E,
            Self::Dg15 => 0x6F,
            Self::Dg16 => 0x70,
        }
    }

    /// The number of a data group, under which the security object lists its hash.
    pub const fn group(self) -> Option<u8> {
        match self {
            Self::CardAccess | Self::CardSecurity | Self::Com | Self::Sod => None,
            _ => Some(self.short_id()),
        }
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CardAccess => f.write_str("EF.CardAccess"),
            Self::CardSecurity => f.write_str("EF.CardSecurity"),
            Self::Com => f.write_str("EF.COM"),
            Self::Sod => f.write_str("EF.SOD"),
            group => write!(f, "DG{}", group.short_id()),
        }
    }
}

/// The files of one reading, byte for byte as the chip gave them.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<FileId, Private<Vec<u8>>>);

impl Drop for Files {
    fn drop(&mut self) {
        for bytes in std::mem::take(&mut self.0).into_values() {
            bytes.into_exposed().zeroize();
        }
    }
}

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
    pub fn insert(&mut self, file: FileId, bytes: Vec<u8>) {
        self.0.insert(file, Private::new(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Doc 9303-10 tables 37 and 38.
    #[test]
    fn names_identifiers_and_tags_of_every_file() {
        let table = [
            (FileId::CardAccess, 0x1C, 0x31, None, "EF.CardAccess"),
            (FileId::CardSecurity, 0x1D, 0x30, None, "EF.CardSecurity"),
            (FileId::Com, 0x1E, 0x60, None, "EF.COM"),
            (FileId::Sod, 0x1D, 0x77, None, "EF.SOD"),
            (FileId::Dg1, 0x01, 0x61, Some(1), "DG1"),
            (FileId::Dg2, 0x02, 0x75, Some(2), "DG2"),
            (FileId::Dg3, 0x03, 0x63, Some(3), "DG3"),
            (FileId::Dg7, 0x07, 0x67, Some(7), "DG7"),
            (FileId::Dg11, 0x0B, 0x6B, Some(11), "DG11"),
            (FileId::Dg12, 0x0C, 0x6C, Some(12), "DG12"),
            (FileId::Dg13, 0x0D, 0x6D, Some(13), "DG13"),
            (FileId::Dg14, 0x0E, 0x6E, Some(14), "DG14"),
            (FileId::Dg15, 0x0F, 0x6F, Some(15), "DG15"),
            (FileId::Dg16, 0x10, 0x70, Some(16), "DG16"),
        ];
        for (file, short, tag, group, name) in table {
            let said = (file.short_id(), file.id(), file.tag(), file.group(), file.to_string());
            assert_eq!(said, (short, [1, short], tag, group, name.to_owned()));
            assert_eq!(FileId::GROUPS.contains(&file), group.is_some());
        }
    }
}
