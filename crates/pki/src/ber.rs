//! From BER to DER (ITU-T X.690), as far as security objects stray: indefinite lengths and strings in pieces.
//!
//! At least one country's chips carry BER. An object in which nothing has that form is copied byte for byte, even where
//! its lengths are longer than they need to be: signatures stay right over what was signed.

use std::borrow::Cow;

use iso7816::tlv;

/// More than the deepest nesting of any security object; beyond it the bytes are damaged or hostile.
const DEEPEST: usize = 32;
/// More than the largest master list there is.
const LONGEST: usize = 16 * 1024 * 1024;
/// Primitive and constructed OCTET STRING.
const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
/// The bit of a tag that says that objects stand in the value.
const CONSTRUCTED: u8 = 0x20;
/// The length octet that says that the end is marked instead, and the mark.
const INDEFINITE: u8 = 0x80;
const END: [u8; 2] = [0, 0];

/// The first object of `input` with definite lengths and whole strings; what stands behind it is left out.
///
/// `None` when it does not begin with a whole object, or is nested deeper than 32 or longer than 16 MiB.
pub fn definite(input: &[u8]) -> Option<Cow<'_, [u8]>> {
    if input.len() > LONGEST {
        return None;
    }
    object(input, 0).map(|(object, _)| object)
}

/// One object, and the bytes behind it. Borrowed when it already had the wanted form.
fn object(input: &[u8], depth: usize) -> Option<(Cow<'_, [u8]>, &[u8])> {
    let tag_len = tag_len(input)?;
    let (tag, behind) = input.split_at_checked(tag_len)?;
    let constructed = tag[0] & CONSTRUCTED != 0;
    if behind.first() == Some(&INDEFINITE) {
        let (parts, rest) = parts(behind.get(1..)?, depth + 1, true).filter(|_| constructed)?;
        return Some((write(tag, &parts)?, rest));
    }
    let (whole, rest) = tlv::read(input).ok()?;
    let as_it_stands = (Cow::Borrowed(whole.whole), rest);
    if !constructed {
        return Some(as_it_stands);
    }
    // A value of definite length that holds no objects is none of ours to mend.
    let Some((parts, _)) = parts(whole.value, depth + 1, false) else { return Some(as_it_stands) };
    let changed = tag == [OCTETS_IN_PIECES] || parts.iter().any(|part| matches!(part, Cow::Owned(_)));
    if changed { Some((write(tag, &parts)?, rest)) } else { Some(as_it_stands) }
}

/// Objects that stand one behind the other, and the bytes behind them.
type Parts<'a> = (Vec<Cow<'a, [u8]>>, &'a [u8]);

/// The objects of a value, to its end or to the mark of its end.
fn parts(value: &[u8], depth: usize, marked: bool) -> Option<Parts<'_>> {
    if depth > DEEPEST {
        return None;
    }
    let mut parts = Vec::new();
    let mut rest = value;
    loop {
        match rest.strip_prefix(&END) {
            Some(behind) if marked => return Some((parts, behind)),
            _ if rest.is_empty() && !marked => return Some((parts, rest)),
            _ => {}
        }
        let (part, behind) = object(rest, depth)?;
        parts.push(part);
        rest = behind;
    }
}

/// An object of its parts; the pieces of a string become one value.
fn write(tag: &[u8], parts: &[Cow<'_, [u8]>]) -> Option<Cow<'static, [u8]>> {
    if tag == [OCTETS_IN_PIECES] {
        let pieces: Option<Vec<&[u8]>> = parts.iter().map(|part| tlv::find(part, OCTETS.into())).collect();
        return Some(Cow::Owned(tlv::write(OCTETS.into(), &pieces?.concat())));
    }
    let tag = tag.iter().fold(0, |tag, &byte| tag << 8 | tlv::Tag::from(byte));
    Some(Cow::Owned(tlv::write(tag, &parts.concat())))
}

fn tag_len(input: &[u8]) -> Option<usize> {
    match input {
        [first, ..] if first & 0x1F != 0x1F => Some(1),
        [_, second, ..] if second & 0x80 == 0 => Some(2),
        [_, _, third, ..] if third & 0x80 == 0 => Some(3),
        _ => None,
    }
}

/// The objects of a value with shortest lengths everywhere, as DER wants them; as they stand where they are no objects.
pub fn shortest(value: &[u8]) -> Vec<u8> {
    fn at(value: &[u8], depth: usize) -> Option<Vec<u8>> {
        let objects = tlv::objects(value).map(|object| {
            let object = object.ok()?;
            let first = object.whole.first()?;
            let inside = (first & CONSTRUCTED != 0 && depth < DEEPEST).then(|| at(object.value, depth + 1)).flatten();
            Some(tlv::write(object.tag, &inside.unwrap_or_else(|| object.value.to_vec())))
        });
        objects.collect::<Option<Vec<_>>>().map(|objects| objects.concat())
    }
    at(value, 0).unwrap_or_else(|| value.to_vec())
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn indefinite_lengths_and_pieces_become_definite_and_whole() {
        let table: [(&[u8], &[u8]); 9] = [
            // As it stands: DER, and lengths that are merely long.
            (&hex!("30 03 02 01 05"), &hex!("30 03 02 01 05")),
            (&hex!("30 81 03 02 01 05"), &hex!("30 81 03 02 01 05")),
            // An indefinite sequence, alone, nested, with a high tag.
            (&hex!("30 80 02 01 05 00 00"), &hex!("30 03 02 01 05")),
            (&hex!("30 80 A0 80 02 01 05 00 00 00 00"), &hex!("30 05 A0 03 02 01 05")),
            (&hex!("7F 21 80 02 01 05 00 00 FF"), &hex!("7F 21 03 02 01 05")),
            // A string in pieces, of either length, nested.
            (&hex!("24 80 04 02 AA BB 04 01 CC 00 00"), &hex!("04 03 AA BB CC")),
            (&hex!("24 06 04 01 AA 04 01 BB"), &hex!("04 02 AA BB")),
            (&hex!("30 0A 24 80 24 80 04 00 00 00 00 00"), &hex!("30 02 04 00")),
            // A mark of the end inside a string is data.
            (&hex!("30 80 04 02 00 00 00 00"), &hex!("30 04 04 02 00 00")),
        ];
        for (ber, der) in table {
            assert_eq!(definite(ber).as_deref(), Some(der), "{ber:02X?}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let deep = [0x30, 0x80].repeat(100_000);
        let table: [&[u8]; 7] = [
            &[],
            &hex!("30 80"),
            &hex!("30 80 02 01 05"),
            &hex!("04 80 00 00"),
            &hex!("30 05 02 01"),
            &hex!("24 80 02 01 05 00 00"),
            &deep,
        ];
        for ber in table {
            assert_eq!(definite(ber), None, "{:02X?}", &ber[..ber.len().min(8)]);
        }
    }

    #[test]
    fn shortest_lengths_at_every_level() {
        let long = hex!("30 82 00 06 31 81 03 02 01 05 02 83 00 00 01 07");
        assert_eq!(shortest(&long), hex!("30 05 31 03 02 01 05 02 01 07"));
        assert_eq!(shortest(&hex!("30 02 05")), hex!("30 02 05"));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic_and_grow_little(bytes: Vec<u8>) {
            if let Some(der) = definite(&bytes) {
                prop_assert!(der.len() <= bytes.len() * 2 + 8);
                let again = definite(&der);
                prop_assert_eq!(again.as_deref(), Some(&der[..]));
            }
            let _ = shortest(&bytes);
        }

        /// Marked ends and real lengths of the same objects come out alike.
        #[test]
        fn the_two_forms_of_one_object_are_one(values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..6)) {
            let strings: Vec<u8> = values.iter().flat_map(|value| tlv::write(0x04, value)).collect();
            let der = tlv::write(0x30, &tlv::write(0x31, &strings));
            let ber = [&[0x30, 0x80, 0x31, 0x80][..], &strings, &[0; 4]].concat();
            let made = definite(&ber);
            prop_assert_eq!(made.as_deref(), Some(&der[..]));
        }
    }
}
