//! DG7, DG11, DG12 and DG16: what passports tell besides their MRZ (Doc 9303-10 clauses 4.7.7, 4.7.11, 4.7.12, 4.7.16).

use iso7816::tlv::{self, Tag};

use crate::profile::{Contact, Document, Personal};

/// The list of tags in front of DG11 and DG12.
const TAGS: Tag = 0x5C;
/// How many of what follows.
const COUNT: Tag = 0x02;

/// DG7: one picture of the written signature.
pub fn signature(picture: &[u8]) -> Vec<u8> {
    tlv::write(0x67, &[tlv::write(COUNT, &[1]), tlv::write(0x5F43, picture)].concat())
}

/// DG11.
pub fn group_11(personal: &Personal) -> Vec<u8> {
    let Personal { other_names, birthplace, address, other_documents, .. } = personal;
    let single = |tag: Tag, text: &Option<String>| text.as_ref().map(|text| (tag, tlv::write(tag, text.as_bytes())));
    let parts = |tag: Tag, texts: &[String]| (!texts.is_empty()).then(|| (tag, joined(tag, texts)));
    let others = (!other_names.is_empty()).then(|| (0x5F0F, repeated(0x5F0F, other_names)));
    listed(
        0x6B,
        [
            single(0x5F0E, &personal.name),
            others,
            single(0x5F10, &personal.number),
            single(0x5F2B, &personal.birth),
            parts(0x5F11, birthplace),
            parts(0x5F42, address),
            single(0x5F12, &personal.telephone),
            single(0x5F13, &personal.profession),
            single(0x5F14, &personal.title),
            parts(0x5F17, other_documents),
        ],
    )
}

/// DG12.
pub fn group_12(document: &Document) -> Vec<u8> {
    let single = |tag: Tag, text: &Option<String>| text.as_ref().map(|text| (tag, tlv::write(tag, text.as_bytes())));
    listed(
        0x6C,
        [
            single(0x5F19, &document.authority),
            single(0x5F26, &document.issued),
            single(0x5F1B, &document.observations),
            single(0x5F55, &document.written),
            single(0x5F56, &document.machine),
        ],
    )
}

/// DG16: a template for each person.
pub fn group_16(contacts: &[Contact]) -> Vec<u8> {
    let one = |(tag, contact): (Tag, &Contact)| {
        let parts = [
            tlv::write(0x5F50, contact.recorded.as_bytes()),
            tlv::write(0x5F51, contact.name.as_bytes()),
            tlv::write(0x5F52, contact.telephone.as_bytes()),
            joined(0x5F53, &contact.address),
        ];
        tlv::write(tag, &parts.concat())
    };
    let count = u8::try_from(contacts.len()).unwrap_or(u8::MAX);
    let people: Vec<u8> = (0xA1..).zip(contacts).flat_map(one).collect();
    tlv::write(0x70, &[tlv::write(COUNT, &[count]), people].concat())
}

/// A file of optional objects behind the list of their tags.
fn listed<const N: usize>(tag: Tag, objects: [Option<(Tag, Vec<u8>)>; N]) -> Vec<u8> {
    let (tags, values): (Vec<Vec<u8>>, Vec<Vec<u8>>) =
        objects.into_iter().flatten().map(|(tag, object)| (tag.to_be_bytes()[2..].to_vec(), object)).unzip();
    tlv::write(tag, &[tlv::write(TAGS, &tags.concat()), values.concat()].concat())
}

/// Several objects of one tag, counted, in `A0`.
fn repeated(tag: Tag, texts: &[String]) -> Vec<u8> {
    let count = u8::try_from(texts.len()).unwrap_or(u8::MAX);
    let objects: Vec<u8> = texts.iter().flat_map(|text| tlv::write(tag, text.as_bytes())).collect();
    tlv::write(0xA0, &[tlv::write(COUNT, &[count]), objects].concat())
}

/// One object whose parts a filler sets apart.
fn joined(tag: Tag, parts: &[String]) -> Vec<u8> {
    tlv::write(tag, parts.join("<").as_bytes())
}
