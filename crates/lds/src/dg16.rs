//! DG16: persons to notify (Doc 9303-10 clause 4.7.16).

use iso7816::tlv;

use crate::text::{FullName, Text, digits, parts, text};

/// Persons to notify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dg16 {
    /// In the order of the file.
    pub persons: Vec<Contact>,
}

/// A person to notify. Any of it may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// 5F50: when it was recorded, as eight digits `yyyymmdd`.
    pub recorded: Text,
    /// 5F51: the name.
    pub name: Option<FullName>,
    /// 5F52: a telephone number.
    pub telephone: Text,
    /// 5F53: an address, its parts with commas between.
    pub address: Text,
}

/// More than tags allow.
const MOST_PERSONS: usize = 16;

impl Dg16 {
    /// Reads `70 { 02 count, A1 { ... }, A2 { ... } ... }`. The count is not believed.
    ///
    /// `None` without the frame.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let templates = tlv::objects(tlv::find(file, 0x70)?).map_while(Result::ok);
        let templates = templates.filter(|object| (0xA1..=0xAF).contains(&object.tag));
        Some(Self { persons: templates.take(MOST_PERSONS).map(|template| Contact::parse(template.value)).collect() })
    }
}

impl Contact {
    fn parse(template: &[u8]) -> Self {
        Self {
            recorded: tlv::find(template, 0x5F50).and_then(digits::<8>),
            name: tlv::find(template, 0x5F51).and_then(FullName::parse),
            telephone: tlv::find(template, 0x5F52).and_then(text),
            address: tlv::find(template, 0x5F53).and_then(parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_persons() {
        let file = hex!(
            "7081A2020102A14C5F500832303032303130315F5110534D4954483C3C434841524C45533C525F520B31393532353535313231325F53"
            "1D313233204D41504C452052443C414E59544F574E3C4D4E3C3535313030A24F5F500832303032303331355F510D42524F574E3C3C4D"
            "4152593C4A5F520B31343135353535313231325F5323343920524544574F4F44204C4E3C4F4345414E20425245455A453C43413C3934"
            "303030"
        );
        let group = Dg16::parse(&file).unwrap();
        let plain = |text: &Text| text.as_ref().map(|text| text.expose().clone()).unwrap_or_default();
        let told: Vec<_> = group
            .persons
            .iter()
            .map(|person| {
                let name = person.name.as_ref().unwrap();
                let name = format!("{} {}", name.secondary.expose(), name.primary.expose());
                [plain(&person.recorded), name, plain(&person.telephone), plain(&person.address)]
            })
            .collect();
        let first = ["20020101", "CHARLES R SMITH", "19525551212", "123 MAPLE RD, ANYTOWN, MN, 55100"];
        let second = ["20020315", "MARY J BROWN", "14155551212", "49 REDWOOD LN, OCEAN BREEZE, CA, 94000"];
        assert_eq!(told, [first, second]);
        assert!(!format!("{group:?}").contains("MARY"));
        assert_eq!(Dg16::parse(&file[..20]), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let framed = tlv::write(0x70, &tlv::write(0xA1, &bytes));
            let _ = (Dg16::parse(&bytes), Dg16::parse(&framed));
        }
    }
}
