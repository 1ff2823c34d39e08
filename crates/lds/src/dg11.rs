//! DG11: further personal details (Doc 9303-10 clause 4.7.11).

use iso7816::tlv;
use private::Private;

use crate::{
    picture::Face,
    text::{FullName, Text, details, digits, parts, text},
};

/// What an issuing state tells of the holder beyond the machine readable zone. Any of it may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dg11 {
    /// 5F0E: the full name in the state's own letters.
    pub name: Option<FullName>,
    /// 5F0F: other names.
    pub other_names: Vec<FullName>,
    /// 5F10: the personal number.
    pub personal_number: Text,
    /// 5F2B: the date of birth as eight digits `yyyymmdd`, `00` for an unknown month or day.
    pub birth: Text,
    /// 5F11: the place of birth, its parts with commas between.
    pub birth_place: Text,
    /// 5F42: the permanent address, its parts with commas between.
    pub address: Text,
    /// 5F12: a telephone number.
    pub telephone: Text,
    /// 5F13: the profession.
    pub profession: Text,
    /// 5F14: the title.
    pub title: Text,
    /// 5F15: a summary.
    pub summary: Text,
    /// 5F16: a picture of a proof of citizenship.
    pub citizenship: Option<Face>,
    /// 5F17: numbers of other travel documents.
    pub other_documents: Text,
    /// 5F18: who has custody.
    pub custody: Text,
}

/// More other names than anybody has.
const MOST_NAMES: usize = 32;

impl Dg11 {
    /// Reads `6B { 5C tags, objects ... }`. The list of tags is not believed: what is there is read, in any order, a
    /// name outside its group `A0` too. Of an object that stands there twice the first counts.
    ///
    /// `None` without the frame.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let mut read = Self::default();
        details(file, 0x6B, &mut |object| read.put(object))?;
        Some(read)
    }

    fn put(&mut self, object: &tlv::Tlv<'_>) {
        let value = object.value;
        match object.tag {
            0x5F0E => fill(&mut self.name, FullName::parse(value)),
            0x5F0F if self.other_names.len() < MOST_NAMES => self.other_names.extend(FullName::parse(value)),
            0x5F10 => fill(&mut self.personal_number, text(value).as_ref().map(without_fillers)),
            0x5F2B => fill(&mut self.birth, digits::<8>(value)),
            0x5F11 => fill(&mut self.birth_place, parts(value)),
            0x5F42 => fill(&mut self.address, parts(value)),
            0x5F12 => fill(&mut self.telephone, text(value)),
            0x5F13 => fill(&mut self.profession, parts(value)),
            0x5F14 => fill(&mut self.title, parts(value)),
            0x5F15 => fill(&mut self.summary, parts(value)),
            0x5F16 => fill(&mut self.citizenship, Face::of(value)),
            0x5F17 => fill(&mut self.other_documents, parts(value)),
            0x5F18 => fill(&mut self.custody, parts(value)),
            _ => {}
        }
    }
}

/// Puts a value where none is yet.
pub fn fill<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn without_fillers(text: &Private<String>) -> Private<String> {
    Private::new(text.expose().trim_matches('<').to_owned())
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &Text) -> &str {
        text.as_ref().map_or("", |text| text.expose())
    }

    /// Primary and secondary identifiers.
    type Names = &'static [(&'static str, &'static str)];

    fn names(names: &[FullName]) -> Vec<(&str, &str)> {
        names.iter().map(|name| (name.primary.expose().as_str(), name.secondary.expose().as_str())).collect()
    }

    /// Doc 9303-10 clause 4.7.11, worked example.
    #[test]
    fn the_worked_example() {
        let file = hex!(
            "6B605C0A5F0E5F115F425F125F135F0E0D534D4954483C3C4A4F484E3C4A5F110A414E59544F574E3C4D4E5F42"
            "17313233204D41504C452052443C414E59544F574E3C4D4E5F120B31363132353535313231325F130C54524156454C3C4147454E54"
        );
        let details = Dg11::parse(&file).unwrap();
        assert_eq!(names(&Vec::from_iter(details.name.clone())), [("SMITH", "JOHN J")]);
        assert_eq!(plain(&details.birth_place), "ANYTOWN, MN");
        assert_eq!(plain(&details.address), "123 MAPLE RD, ANYTOWN, MN");
        assert_eq!((plain(&details.telephone), plain(&details.profession)), ("16125551212", "TRAVEL, AGENT"));
        let rest = Dg11 { name: None, birth_place: None, address: None, telephone: None, profession: None, ..details };
        assert_eq!(rest, Dg11::default());
    }

    #[test]
    fn other_names_in_their_group_and_outside_it() {
        let table: [(&[u8], Names); 3] = [
            (
                &hex!("6B245C025F0FA01E0201025F0F0B534D4954483C3C4A4F484E5F0F0A4A4F484E3C534D495448"),
                &[("SMITH", "JOHN"), ("JOHN SMITH", "")],
            ),
            // The list of tags names the group.
            (
                &hex!("6B235C01A0A01E0201025F0F0B534D4954483C3C4A4F484E5F0F0A4A4F484E3C534D495448"),
                &[("SMITH", "JOHN"), ("JOHN SMITH", "")],
            ),
            (&hex!("6B125C025F0F5F0F0B534D4954483C3C4A4F484E"), &[("SMITH", "JOHN")]),
        ];
        for (file, expected) in table {
            assert_eq!(names(&Dg11::parse(file).unwrap().other_names), expected);
        }
    }

    #[test]
    fn birth_number_and_what_states_make_of_them() {
        let file = |objects: &[(tlv::Tag, &[u8])]| {
            let objects: Vec<u8> = objects.iter().flat_map(|(tag, value)| tlv::write(*tag, value)).collect();
            tlv::write(0x6B, &objects)
        };
        let details = Dg11::parse(&file(&[
            (0x5C, &[0x5F, 0x10]),
            (0x5F85, &[1, 2]),
            (0x5F10, b"<<1234567890<<<"),
            (0x5F2B, &[0x19, 0x85, 0, 0]),
            (0x5F0E, b""),
            (0x5F0E, "Nguyễn<<Văn<An".as_bytes()),
            (0x5F11, b"HA\xD0 N\xD4I"),
        ]))
        .unwrap();
        assert_eq!((plain(&details.personal_number), plain(&details.birth)), ("1234567890", "19850000"));
        assert_eq!(names(&Vec::from_iter(details.name.clone())), [("Nguyễn", "Văn An")]);
        assert_eq!(plain(&details.birth_place), "HAÐ NÔI");
        assert!(!format!("{details:?}").contains("An"));
        let many: Vec<(tlv::Tag, &[u8])> = vec![(0x5F0F, b"A<<B"); 100];
        assert_eq!(Dg11::parse(&file(&many)).unwrap().other_names.len(), MOST_NAMES);
        assert_eq!(Dg11::parse(&[0x6C, 0]), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let framed = tlv::write(0x6B, &[bytes.clone(), tlv::write(0xA0, &bytes)].concat());
            let _ = (Dg11::parse(&bytes), Dg11::parse(&framed));
        }
    }
}
