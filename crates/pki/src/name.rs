//! Names of issuers and subjects (RFC 5280 clause 4.1.2.4), compared as issuing states write them.

use iso7816::tlv::{self, Fields};

/// Longer than any name in use; a longer one is shown cut.
const LONGEST: usize = 200;

/// The parts of a name by which two are the same: each with its type and its text in small letters with single
/// spaces. Doc 9303-12 clause 7.1 wants names equal byte for byte and country codes in capitals, but signers are seen
/// with `de` below an authority with `DE`, and with another type of string; such names are one state's.
pub fn canonical(name: &[u8]) -> Vec<u8> {
    let mut canonical = Vec::with_capacity(name.len());
    for (kind, value) in attributes(name) {
        canonical.extend(tlv::write(0x06, kind));
        canonical.extend(tlv::write(0x0C, &folded(value)));
    }
    // What holds no attributes is only equal to itself.
    if canonical.is_empty() { name.to_vec() } else { canonical }
}

/// A name to read: `C=UT, O=Invented State, CN=Invented CSCA`; other attributes are left out.
pub fn readable(name: &[u8]) -> String {
    let part = |(kind, value): (&[u8], &[u8])| {
        let label = match kind {
            [0x55, 0x04, 0x06] => "C",
            [0x55, 0x04, 0x0A] => "O",
            [0x55, 0x04, 0x0B] => "OU",
            [0x55, 0x04, 0x03] => "CN",
            [0x55, 0x04, 0x05] => "serialNumber",
            _ => return None,
        };
        let text = String::from_utf8_lossy(value);
        let text = text.chars().filter(|letter| !letter.is_control());
        Some(format!("{label}={}", text.take(LONGEST).collect::<String>()))
    };
    let parts: Vec<String> = attributes(name).filter_map(part).collect();
    parts.join(", ").chars().take(LONGEST).collect()
}

/// The country of a name in capitals, where it is two letters: `de` and `DE` are one. The first counts where there are
/// several.
pub fn country(name: &[u8]) -> Option<[u8; 2]> {
    let (_, value) = attributes(name).find(|(kind, _)| *kind == [0x55, 0x04, 0x06])?;
    let code = <[u8; 2]>::try_from(value.trim_ascii()).ok()?;
    code.iter().all(u8::is_ascii_alphabetic).then(|| code.map(|letter| letter.to_ascii_uppercase()))
}

/// The attributes of a name: type and text, in their order.
fn attributes(name: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let sets = tlv::find(name, 0x30).unwrap_or_default();
    let sets = tlv::objects(sets).map_while(Result::ok).flat_map(|set| tlv::objects(set.value).map_while(Result::ok));
    sets.filter_map(|attribute| {
        let mut fields = Fields(attribute.value);
        let kind = fields.next(0x06)?.value;
        Some((kind, tlv::read(fields.0).ok()?.0.value))
    })
}

fn folded(text: &[u8]) -> Vec<u8> {
    let words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(&b' ').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[(u8, tlv::Tag, &str)]) -> Vec<u8> {
        let part = |&(kind, tag, text): &(u8, tlv::Tag, &str)| {
            let attribute = [tlv::write(0x06, &[0x55, 0x04, kind]), tlv::write(tag, text.as_bytes())].concat();
            tlv::write(0x31, &tlv::write(0x30, &attribute))
        };
        tlv::write(0x30, &parts.iter().flat_map(part).collect::<Vec<_>>())
    }

    #[test]
    fn casing_spaces_and_types_of_string_do_not_part_names() {
        let usual = name(&[(6, 0x13, "UT"), (3, 0x0C, "Invented CSCA")]);
        for same in [
            name(&[(6, 0x13, "ut"), (3, 0x0C, "Invented CSCA")]),
            name(&[(6, 0x13, "UT"), (3, 0x13, "INVENTED  CSCA ")]),
        ] {
            assert_eq!(canonical(&usual), canonical(&same));
        }
        for other in [
            name(&[(6, 0x13, "UU"), (3, 0x0C, "Invented CSCA")]),
            name(&[(6, 0x13, "UT"), (3, 0x0C, "Invented CSCA 2")]),
            name(&[(6, 0x13, "UT")]),
            name(&[(6, 0x13, "UT"), (11, 0x0C, "Invented CSCA")]),
        ] {
            assert_ne!(canonical(&usual), canonical(&other));
        }
        assert_eq!(readable(&usual), "C=UT, CN=Invented CSCA");
    }

    #[test]
    fn a_country_is_two_letters_in_any_case() {
        type Parts = &'static [(u8, tlv::Tag, &'static str)];
        let cases: [(Parts, Option<[u8; 2]>); 8] = [
            (&[(6, 0x13, "VN"), (3, 0x0C, "Invented CSCA")], Some(*b"VN")),
            (&[(3, 0x0C, "Invented CSCA"), (6, 0x0C, "vN")], Some(*b"VN")),
            (&[(6, 0x13, " de")], Some(*b"DE")),
            (&[(6, 0x13, "DE"), (6, 0x13, "FR")], Some(*b"DE")),
            (&[(6, 0x13, "VNM")], None),
            (&[(6, 0x13, "V1")], None),
            (&[(6, 0x13, "")], None),
            (&[(3, 0x0C, "VN")], None),
        ];
        for (parts, expected) in cases {
            assert_eq!(country(&name(parts)), expected, "{parts:?}");
        }
        assert_eq!(country(&[]), None);
    }
}
