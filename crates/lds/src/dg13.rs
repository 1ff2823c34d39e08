//! DG13 of a Vietnamese citizen card: its facts in full, with diacritics.
//!
//! The framing was seen in several implementations; the wrapper and single fields in fewer. So every field may be
//! missing, and a field goes by its number, never by its place.

use private::Private;

use iso7816::tlv;

use crate::text::{LONGEST_TEXT, Text};

/// The facts, each as the chip holds it: dates as `dd/MM/yyyy`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dg13 {
    /// 1: the twelve-digit number.
    pub number: Text,
    /// 2: the full name.
    pub name: Text,
    /// 3: date of birth.
    pub birth: Text,
    /// 4: sex.
    pub sex: Text,
    /// 5: nationality.
    pub nationality: Text,
    /// 6: ethnicity.
    pub ethnicity: Text,
    /// 7: religion.
    pub religion: Text,
    /// 8: place of origin.
    pub origin: Text,
    /// 9: place of residence. May not be readable on cards of 2024 (Circular 16/2024/TT-BCA article 6).
    pub residence: Text,
    /// 10: distinguishing marks.
    pub marks: Text,
    /// 11: date of issue.
    pub issued: Text,
    /// 12: date of expiry, or a word for none.
    pub expiry: Text,
    /// 13: the parents' names in their order.
    pub parents: Vec<Private<String>>,
    /// 14: the spouse's name; none when there is none.
    pub spouse: Vec<Private<String>>,
    /// 15: the old nine-digit number.
    pub old_number: Text,
    /// 16: sixteen hexadecimal characters of unknown meaning.
    pub serial: Text,
}

/// Deeper nesting than any card's; beyond it the bytes are damaged.
const DEEPEST: usize = 4;

impl Dg13 {
    /// Reads `6D { 30 { 02 version, 06 OID, 31 { 30 { 02 nn, value } ... } } }`.
    ///
    /// `None` when the frame is not that: another issuer's DG13.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let set = tlv::find_path(file, &[0x6D, 0x30, 0x31])?;
        let mut facts = Self::default();
        for field in tlv::objects(set).map_while(Result::ok).filter(|field| field.tag == 0x30) {
            let mut objects = tlv::Fields(field.value);
            if let Some([number]) = objects.next(0x02).map(|number| number.value) {
                facts.put(*number, leaves(objects.0, 0));
            }
        }
        Some(facts)
    }

    fn put(&mut self, number: u8, mut texts: Vec<Private<String>>) {
        let slot = match number {
            1 => &mut self.number,
            2 => &mut self.name,
            3 => &mut self.birth,
            4 => &mut self.sex,
            5 => &mut self.nationality,
            6 => &mut self.ethnicity,
            7 => &mut self.religion,
            8 => &mut self.origin,
            9 => &mut self.residence,
            10 => &mut self.marks,
            11 => &mut self.issued,
            12 => &mut self.expiry,
            13 => return self.parents = texts,
            14 => return self.spouse = texts,
            15 => &mut self.old_number,
            16 => &mut self.serial,
            _ => return,
        };
        *slot = (!texts.is_empty()).then(|| texts.swap_remove(0));
    }
}

/// The strings of a value in their order, however they are nested: sources differ about the parents.
fn leaves(value: &[u8], depth: usize) -> Vec<Private<String>> {
    let mut texts = Vec::new();
    for object in tlv::objects(value).map_while(Result::ok) {
        match object.tag {
            // UTF8String, PrintableString, IA5String
            0x0C | 0x13 | 0x16 if object.value.len() <= LONGEST_TEXT => {
                texts.extend(std::str::from_utf8(object.value).ok().map(|text| Private::new(text.to_owned())));
            }
            0x30 | 0x31 if depth < DEEPEST => texts.extend(leaves(object.value, depth + 1)),
            _ => {}
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;
    use proptest::prelude::*;

    /// An invented card, all fields.
    const SAMPLE: [u8; 380] = hex!(
        "6d82017830820174020101060628d316010008318201653011020101130c303031303939303030313233"
        "30150201020c104e677579e1bb856e2056c4836e20416e300f020103130a31352f30352f31393939"
        "30080201040c034e616d300f0201050c0a5669e1bb8774204e616d30090201060c044b696e68"
        "300b0201070c064b68c3b46e6730190201080c14426120c490c3ac6e682c2048c3a0204ee1bb9969"
        "302f0201090c2a53e1bb9120312c20c490e1bb99692043e1baa56e2c20426120c490c3ac6e682c2048c3a0204ee1bb9969"
        "302b02010a0c264ee1bb9174207275e1bb936920433a31636d2064c6b0e1bb9b69206dc3a970207068e1baa369"
        "300f02010b130a32302f30352f32303232300f02010c0c0a31352f30352f32303339"
        "302e02010d30150c134e677579e1bb856e2056c4836e2042c3ac6e6830120c105472e1baa76e205468e1bb8b20436869"
        "300302010e300e02010f13093031323334353637383015020110131030313233343536373839414243444546"
    );

    fn text(fact: &Text) -> &str {
        fact.as_ref().map_or("", |fact| fact.expose())
    }

    #[test]
    fn every_field_of_the_sample() {
        let facts = Dg13::parse(&SAMPLE).unwrap();
        let expected = [
            (&facts.number, "001099000123"),
            (&facts.name, "Nguyễn Văn An"),
            (&facts.birth, "15/05/1999"),
            (&facts.sex, "Nam"),
            (&facts.nationality, "Việt Nam"),
            (&facts.ethnicity, "Kinh"),
            (&facts.religion, "Không"),
            (&facts.origin, "Ba Đình, Hà Nội"),
            (&facts.residence, "Số 1, Đội Cấn, Ba Đình, Hà Nội"),
            (&facts.marks, "Nốt ruồi C:1cm dưới mép phải"),
            (&facts.issued, "20/05/2022"),
            (&facts.expiry, "15/05/2039"),
            (&facts.old_number, "012345678"),
            (&facts.serial, "0123456789ABCDEF"),
        ];
        for (fact, expected) in expected {
            assert_eq!(text(fact), expected);
        }
        let parents: Vec<_> = facts.parents.iter().map(|name| name.expose().as_str()).collect();
        assert_eq!(parents, ["Nguyễn Văn Bình", "Trần Thị Chi"]);
        assert!(facts.spouse.is_empty());
        assert!(!format!("{facts:?}").contains("An"));
    }

    #[test]
    fn fields_go_by_number_and_may_be_long_or_missing() {
        let long = "Đ".repeat(100);
        let field = |number: u8, value: Vec<u8>| tlv::write(0x30, &[tlv::write(0x02, &[number]), value].concat());
        let nested = tlv::write(0x30, &[tlv::write(0x0C, b"A"), tlv::write(0x30, &tlv::write(0x0C, b"B"))].concat());
        let set = [
            field(13, nested),
            field(9, tlv::write(0x0C, long.as_bytes())),
            field(99, tlv::write(0x0C, b"?")),
            field(4, tlv::write(0x0C, &[0xFF])),
            field(2, tlv::write(0x0C, &[b'A'; LONGEST_TEXT + 1])),
        ];
        let file = tlv::write(0x6D, &tlv::write(0x30, &tlv::write(0x31, &set.concat())));
        let facts = Dg13::parse(&file).unwrap();
        assert_eq!((text(&facts.residence), facts.parents.len()), (&long[..], 2));
        assert_eq!(Dg13 { parents: vec![], residence: None, ..facts }, Dg13::default());
    }

    #[test]
    fn another_issuers_group_is_none() {
        assert_eq!(Dg13::parse(&tlv::write(0x6D, b"issuer's own")), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let framed = tlv::write(0x6D, &tlv::write(0x30, &tlv::write(0x31, &bytes)));
            let _ = (Dg13::parse(&bytes), Dg13::parse(&framed));
        }

        #[test]
        fn a_damaged_sample_never_panics(index in 0..SAMPLE.len(), value: u8) {
            let mut damaged = SAMPLE;
            damaged[index] = value;
            let _ = Dg13::parse(&damaged);
        }
    }
}
