//! DG12: further details of the document (Doc 9303-10 clause 4.7.12).

use iso7816::tlv;

use crate::{
    dg11::fill,
    picture::Face,
    text::{FullName, Text, details, digits, parts, text},
};

/// What an issuing state tells of the document beyond the machine readable zone. Any of it may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dg12 {
    /// 5F19: the issuing authority.
    pub authority: Text,
    /// 5F26: the date of issue as eight digits `yyyymmdd`, `00` for an unknown month or day.
    pub issued: Text,
    /// 5F1A: other persons on the document.
    pub other_persons: Vec<FullName>,
    /// 5F1B: endorsements and observations.
    pub endorsements: Text,
    /// 5F1C: requirements of tax or exit.
    pub exit_requirements: Text,
    /// 5F1D: a picture of the front.
    pub front: Option<Face>,
    /// 5F1E: a picture of the rear.
    pub rear: Option<Face>,
    /// 5F55: when it was personalised, as fourteen digits `yyyymmddhhmmss`.
    pub personalised: Text,
    /// 5F56: the serial number of the system that did it.
    pub system: Text,
}

/// More persons than any document has.
const MOST_PERSONS: usize = 32;

impl Dg12 {
    /// Reads `6C { 5C tags, objects ... }`, as [`Dg11::parse`](super::Dg11::parse) does.
    ///
    /// `None` without the frame.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let mut read = Self::default();
        details(file, 0x6C, &mut |object| read.put(object))?;
        Some(read)
    }

    fn put(&mut self, object: &tlv::Tlv<'_>) {
        let value = object.value;
        match object.tag {
            0x5F19 => fill(&mut self.authority, parts(value)),
            0x5F26 => fill(&mut self.issued, digits::<8>(value)),
            0x5F1A if self.other_persons.len() < MOST_PERSONS => self.other_persons.extend(FullName::parse(value)),
            0x5F1B => fill(&mut self.endorsements, parts(value)),
            0x5F1C => fill(&mut self.exit_requirements, parts(value)),
            0x5F1D => fill(&mut self.front, Face::of(value)),
            0x5F1E => fill(&mut self.rear, Face::of(value)),
            0x5F55 => fill(&mut self.personalised, digits::<14>(value)),
            0x5F56 => fill(&mut self.system, text(value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &Text) -> &str {
        text.as_ref().map_or("", |text| text.expose())
    }

    #[test]
    fn authority_dates_and_system() {
        let office = Dg12::parse(&hex!(
            "6C3E5C045F195F265F192A4A414B41525441202D20414D42415353414445204445204652414E434520454E20494E444F4E45534945"
            "5F26083230313730393035"
        ))
        .unwrap();
        assert_eq!(plain(&office.authority), "JAKARTA - AMBASSADE DE FRANCE EN INDONESIE");
        assert_eq!(plain(&office.issued), "20170905");
        let system =
            Dg12::parse(&hex!("6C205C045F555F565F550E32303136313131353031333631325F56064E2D34393632")).unwrap();
        assert_eq!((plain(&system.personalised), plain(&system.system)), ("20161115013612", "N-4962"));
        assert_eq!(Dg12 { authority: None, issued: None, ..office }, Dg12::default());
    }

    #[test]
    fn dates_in_halves_persons_and_pages() {
        let objects = [
            tlv::write(0x5F26, &[0x20, 0x24, 0x08, 0x01]),
            tlv::write(0xA0, &[tlv::write(0x02, &[9]), tlv::write(0x5F1A, b"SMITH<<ANN")].concat()),
            tlv::write(0x5F1D, &[0xFF, 0xD8, 0xFF, 0xDB]),
            tlv::write(0x5F1E, b"no picture"),
        ];
        let details = Dg12::parse(&tlv::write(0x6C, &objects.concat())).unwrap();
        assert_eq!((plain(&details.issued), details.other_persons.len()), ("20240801", 1));
        assert_eq!((details.front.is_some(), details.rear.is_some()), (true, false));
        assert_eq!(Dg12::parse(&[0x6B, 0]), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let framed = tlv::write(0x6C, &[bytes.clone(), tlv::write(0xA0, &bytes)].concat());
            let _ = (Dg12::parse(&bytes), Dg12::parse(&framed));
        }
    }
}
