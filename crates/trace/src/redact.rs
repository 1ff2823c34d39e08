//! What becomes of a file in a trace. Its length and its structure stay, so that a replay takes the same way.
//!
//! | file | stays | becomes |
//! |---|---|---|
//! | EF.CardAccess, EF.COM | all | |
//! | EF.ATR/INFO | services, capabilities, lengths of commands and answers | zeros: some chips write their own number there |
//! | DG1 | document code, issuer | letters X, digits 1, sex `<`, check digits made anew |
//! | DG2, DG7 | headers, sizes, the first bytes of a picture | zeros |
//! | DG11, 12, 13, 16 | tags, numbers of fields | letters X and x of as many bytes, digits 1 |
//! | DG14, DG15, EF.CardSecurity | protocols, parameters | keys: the generator of their group, or zeros |
//! | EF.SOD | algorithms, the signer's certificate | hashes of what the other files have become, no signature |
//! | any other | tags | zeros |

use std::collections::BTreeMap;

use iso7816::tlv::{Header, Tag};

use super::{files::Name, key, picture, zone};
use crypto::Digest;
use lds::{FileId, Sod};

/// Deeper nesting than any file's; what lies deeper is blanked.
const DEEPEST: usize = 16;

/// What to do with one object.
pub(crate) enum Deal {
    Keep,
    /// Zeros.
    Blank,
    /// Letters and digits that say nothing.
    Text,
    /// To go through what stands in it.
    Inside,
}

/// Redacts the files of a conversation, the security object last: it holds hashes of the others.
pub(crate) fn all(files: &BTreeMap<Name, &[u8]>) -> BTreeMap<Name, Vec<u8>> {
    let mut redacted: BTreeMap<Name, Vec<u8>> = files.iter().map(|(name, bytes)| (*name, one(*name, bytes))).collect();
    let sod = Name { in_application: true, short_id: FileId::Sod.short_id() };
    if let Some(bytes) = files.get(&sod) {
        let shown = security_object(bytes, |group| {
            let name = Name { in_application: true, short_id: group };
            redacted.get(&name).map(Vec::as_slice)
        });
        redacted.insert(sod, shown);
    }
    redacted
}

fn one(name: Name, bytes: &[u8]) -> Vec<u8> {
    let mut shown = bytes.to_vec();
    match (name.in_application, name.short_id) {
        // EF.CardAccess and EF.COM say what every card of its kind says.
        (false, 0x1C) | (true, 0x1E) => {}
        (false, 0x01) => walk(&mut shown, 0, &mut |tag, _| match tag {
            0x43 | 0x47 | 0x7F66 => Deal::Keep,
            _ => Deal::Blank,
        }),
        (false, 0x1D) | (true, 0x0E | 0x0F) => key::redact(&mut shown),
        (true, 0x01) => walk(&mut shown, 0, &mut |tag, value| match tag {
            0x61 => Deal::Inside,
            0x5F1F => {
                zone::redact(value);
                Deal::Keep
            }
            _ => Deal::Blank,
        }),
        (true, 0x02 | 0x07) => walk(&mut shown, 0, &mut biometric),
        (true, 0x0B | 0x0C | 0x0D | 0x10) => walk(&mut shown, 0, &mut details),
        _ => walk(&mut shown, 0, &mut |tag, _| if is_constructed(tag) { Deal::Inside } else { Deal::Blank }),
    }
    shown
}

/// DG2 and DG7: versions and kinds stay, the records are blanked but for their sizes.
fn biometric(tag: Tag, value: &mut [u8]) -> Deal {
    match tag {
        0x5F2E | 0x7F2E => picture::redact_record(value),
        0x5F43 => picture::redact(value),
        // Version, biometric type and subtype, owner and type of the format (Doc 9303-10 table 49); the number of records.
        0x02 | 0x80 | 0x81 | 0x82 | 0x87 | 0x88 => {}
        _ if is_constructed(tag) => return Deal::Inside,
        _ => return Deal::Blank,
    }
    Deal::Keep
}

/// DG11, DG12, DG13 and DG16: lists of tags, object identifiers and numbers of fields stay.
fn details(tag: Tag, value: &mut [u8]) -> Deal {
    match tag {
        0x5C | 0x06 => Deal::Keep,
        0x02 if value.len() == 1 => Deal::Keep,
        // Portrait and scanned pages.
        0x5F40 | 0x5F1D | 0x5F1E => {
            picture::redact(value);
            Deal::Keep
        }
        _ if is_constructed(tag) => Deal::Inside,
        _ => Deal::Text,
    }
}

/// Goes over the objects in `bytes`, as far as they are there; what is no object is blanked.
pub(crate) fn walk(bytes: &mut [u8], depth: usize, deal: &mut dyn FnMut(Tag, &mut [u8]) -> Deal) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let Ok(header) = Header::read(rest) else { return rest.fill(0) };
        let end = header.total().min(rest.len());
        let (object, behind) = rest.split_at_mut(end);
        let value = &mut object[header.header_len..];
        match deal(header.tag, value) {
            Deal::Keep => {}
            Deal::Text => text(value),
            Deal::Inside if depth < DEEPEST => walk(value, depth + 1, deal),
            Deal::Blank | Deal::Inside => value.fill(0),
        }
        rest = behind;
    }
}

/// Whether objects stand in the value: a bit in the first byte of the tag.
pub(crate) fn is_constructed(tag: Tag) -> bool {
    tag.to_be_bytes().into_iter().find(|byte| *byte != 0).is_some_and(|first| first & 0x20 != 0)
}

/// Letters become X or x of as many bytes, digits 1, in a date of packed decimals too; what is no text, zeros.
fn text(value: &mut [u8]) {
    let shown: Option<String> = std::str::from_utf8(value).ok().and_then(|text| text.chars().map(letter).collect());
    let is_decimal = value.iter().all(|byte| byte >> 4 < 10 && byte & 0x0F < 10);
    match shown {
        Some(shown) => value.copy_from_slice(shown.as_bytes()),
        None if is_decimal => value.fill(0x11),
        None => value.fill(0),
    }
}

/// A character of as many bytes that says no more than that it is a capital, a small letter, a digit, or a mark.
fn letter(shown: char) -> Option<char> {
    Some(match (shown.len_utf8(), shown.is_uppercase()) {
        (1, _) if shown.is_ascii_digit() => '1',
        (1, true) => 'X',
        (1, false) if shown.is_ascii_lowercase() => 'x',
        (1, false) if shown.is_ascii_graphic() || shown == ' ' => shown,
        (1, _) => return None,
        (2, true) => 'Đ',
        (2, false) => 'đ',
        (3, true) => 'Ạ',
        (3, false) => 'ạ',
        _ => '𝐗',
    })
}

/// The security object over the redacted groups: their hashes, the hash of these hashes, no time and no signature. One that
/// cannot be taken apart loses every string of bytes.
fn security_object<'a>(file: &[u8], group: impl Fn(u8) -> Option<&'a [u8]>) -> Vec<u8> {
    let mut shown = file.to_vec();
    if replace_hashes(file, &mut shown, group).is_none() {
        shown = file.to_vec();
        walk(&mut shown, 0, &mut |tag, _| match tag {
            0x02 | 0x05 | 0x06 => Deal::Keep,
            tag if is_constructed(tag) => Deal::Inside,
            _ => Deal::Blank,
        });
    }
    shown
}

/// Replaces what would confirm a guess at the person; `None` where something of it is not found as it should be.
fn replace_hashes<'a>(file: &[u8], shown: &mut [u8], group: impl Fn(u8) -> Option<&'a [u8]>) -> Option<()> {
    let object = Sod::parse(file).ok()?;
    let mut content = object.signed.content().to_vec();
    let mut digest = None;
    for number in object.groups() {
        let (function, hash) = object.hash(number)?;
        let new = group(number).map_or_else(|| vec![0; hash.len()], |bytes| function.of(bytes));
        replace(shown, hash, &new)?;
        replace(&mut content, hash, &new)?;
        digest = Some(function);
    }
    // The attributes may be hashed by another function than the groups.
    let mut known = Vec::new();
    for function in [digest?, Digest::Sha1, Digest::Sha224, Digest::Sha256, Digest::Sha384, Digest::Sha512] {
        let new = function.of(&content);
        // Most find nothing: the attributes are hashed by one of them.
        let _found = replace(shown, &function.of(object.signed.content()), &new);
        known.push(new);
    }
    blank_other_digests(shown, &known)?;
    for signature in object.signed.signatures() {
        replace(shown, signature, &vec![0; signature.len()])?;
    }
    blank_signing_times(shown);
    Some(())
}

/// Puts `new` in place of each `old`; `None` where there is none.
pub(crate) fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) -> Option<()> {
    let mut found = None;
    let mut at = 0;
    while let Some(offset) = bytes[at..].windows(old.len().max(1)).position(|window| window == old) {
        bytes[at + offset..at + offset + old.len()].copy_from_slice(new);
        at += offset + old.len();
        found = Some(());
    }
    found
}

/// id-messageDigest, 1.2.840.113549.1.9.4, as an object.
const MESSAGE_DIGEST: [u8; 11] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];

/// Blanks a hash of the hashes by a function that is not known here, which still is that of the true ones; `None` where it
/// is not written as a set of one string.
fn blank_other_digests(bytes: &mut [u8], known: &[Vec<u8>]) -> Option<()> {
    let mut at = 0;
    while let Some(offset) = bytes[at..].windows(MESSAGE_DIGEST.len()).position(|window| window == MESSAGE_DIGEST) {
        at += offset + MESSAGE_DIGEST.len();
        at += Header::read(&bytes[at..]).ok().filter(|set| set.tag == 0x31)?.header_len;
        let string = Header::read(&bytes[at..]).ok().filter(|string| string.tag == 0x04)?;
        let value = bytes.get_mut(at + string.header_len..at + string.total())?;
        if !known.iter().any(|hash| hash == value) {
            value.fill(0);
        }
    }
    Some(())
}

/// id-signingTime, 1.2.840.113549.1.9.5, as an object: when the document was signed is about when it was issued.
const SIGNING_TIME: [u8; 11] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];

fn blank_signing_times(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(offset) = bytes[at..].windows(SIGNING_TIME.len()).position(|window| window == SIGNING_TIME) {
        at += offset + SIGNING_TIME.len();
        // A set of one time of at most 15 characters, each object with a header of two bytes.
        for byte in bytes[at..].iter_mut().take(19).skip(4).take_while(|byte| byte.is_ascii_digit() || **byte == b'Z') {
            *byte = if *byte == b'Z' { b'Z' } else { b'1' };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_bytes_and_nothing_else() {
        let cases: [(&[u8], &[u8]); 6] = [
            ("Nguyễn Văn Bình".as_bytes(), "Xxxxạx Xđx Xđxx".as_bytes()),
            ("Số 1, Đội Cấn/2".as_bytes(), "Xạ 1, Đạx Xạx/1".as_bytes()),
            (b"15/05/1999", b"11/11/1111"),
            (&[0x19, 0x99, 0x05, 0x15], &[0x11; 4]),
            (&[0x20, 0x01, 0x05, 0x15], &[0x11; 4]),
            (&[0xFF, 0x01, 0x02], &[0; 3]),
        ];
        for (original, expected) in cases {
            let mut value = original.to_vec();
            text(&mut value);
            assert_eq!(value, expected, "{original:02X?}");
        }
    }

    #[test]
    fn a_chips_own_number_is_blank_and_its_lengths_stay() {
        let file =
            [&[0x43, 1, 0xB8, 0x46, 4][..], b"No.7", &[0x47, 3, 0xC8, 0x40, 0x73, 0x7F, 0x66, 3, 2, 1, 0xFF]].concat();
        let mut expected = file.clone();
        expected[5..9].fill(0);
        assert_eq!(one(Name { in_application: false, short_id: 0x01 }, &file), expected);
    }

    /// A function that is not among the five hashes the true hashes all the same.
    #[test]
    fn a_digest_by_an_unknown_function_is_blank() {
        let mut file = include_bytes!("../../pki/tests/signatures/p256-sod.der").to_vec();
        let digest = |file: &[u8]| {
            let at = file.windows(11).position(|window| window == MESSAGE_DIGEST).unwrap() + 11;
            assert_eq!(file[at..at + 4], [0x31, 0x22, 0x04, 0x20]);
            at + 4..at + 36
        };
        let at = digest(&file);
        let shown = security_object(&file, |_| None);
        assert!(shown[at.clone()] != file[at.clone()] && shown[at.clone()] != [0; 32], "a known one is made anew");
        file[at.clone()].fill(0x5A);
        let shown = security_object(&file, |_| None);
        assert_eq!(shown[at.clone()], [0; 32]);
        // What is written in another way takes the whole object's strings with it.
        file[at.start - 4] = 0x30;
        assert!(security_object(&file, |_| None).windows(32).all(|window| window != [0x5A; 32]));
    }

    #[test]
    fn tags_are_told_apart_by_their_first_byte() {
        for (tag, constructed) in [(0x30, true), (0x02, false), (0x7F61, true), (0x5F2E, false), (0x9F_8801, false)] {
            assert_eq!(is_constructed(tag), constructed, "{tag:X}");
        }
    }

    #[test]
    fn what_is_cut_off_or_nested_too_deep_is_blank() {
        let mut cut = vec![0x6D, 0x20, 0x30, 0x10, 0x0C, 0x08, b'A', b'n'];
        walk(&mut cut, 0, &mut details);
        assert_eq!(cut, [0x6D, 0x20, 0x30, 0x10, 0x0C, 0x08, b'X', b'x']);
        let mut deep = b"An".to_vec();
        for _ in 0..40 {
            deep = iso7816::tlv::write(0x30, &deep);
        }
        walk(&mut deep, 0, &mut details);
        assert!(deep.ends_with(&[0, 0]));
    }
}
