//! EF.COM: which groups there are (Doc 9303-10 clause 4.6.1). It is unsigned: the security object says it better.

use iso7816::tlv;

/// What the chip says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Com {
    /// 5F01: the version of the data structure, `0107`.
    pub lds_version: Option<String>,
    /// 5F36: the version of Unicode, `040000`.
    pub unicode_version: Option<String>,
    /// 5C: the numbers of the data groups, in the order of the file.
    pub groups: Vec<u8>,
}

/// Tags of the data groups, in the order of their numbers from 1.
const GROUPS: [u8; 16] =
    [0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70];

impl Com {
    /// Reads `60 { 5F01 version, 5F36 version, 5C tags }`; a tag of no group is left out.
    ///
    /// `None` without the frame.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let com = tlv::find(file, 0x60)?;
        let digits = |tag, most| {
            let value = tlv::find(com, tag).filter(|value| value.len() <= most && value.is_ascii())?;
            String::from_utf8(value.to_vec()).ok()
        };
        let group = |tag: &u8| (1..).zip(GROUPS).find(|(_, known)| known == tag).map(|(number, _)| number);
        let tags = tlv::find(com, 0x5C).unwrap_or_default();
        Some(Self {
            lds_version: digits(0x5F01, 4),
            unicode_version: digits(0x5F36, 6),
            groups: tags.iter().filter_map(group).take(GROUPS.len()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_and_groups() {
        let file = hex!("60185F0104303130375F36063034303030305C06617563 6D6EFF");
        let com = Com::parse(&file).unwrap();
        assert_eq!((com.lds_version.as_deref(), com.unicode_version.as_deref()), (Some("0107"), Some("040000")));
        assert_eq!(com.groups, [1, 2, 3, 13, 14]);
        assert_eq!(Com::parse(&[0x60, 0]), Some(Com::default()));
        assert_eq!(Com::parse(&[0x61, 0]), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let _ = (Com::parse(&bytes), Com::parse(&tlv::write(0x60, &bytes)));
        }
    }
}
