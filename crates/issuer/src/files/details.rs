//! DG13 of the citizen card: numbered fields in a SET, by no standard (framing well known, wrapper less so).

use iso7816::tlv;

use super::{FileId, pad};
use crate::der::{Oid, integer, octets, oid, printable, sequence, utf8};
use crate::error::IssuerError;
use crate::holder::{Holder, LIFELONG};

/// The object identifier in front of the fields.
const DETAILS: Oid = &[0x28, 0xD3, 0x16, 0x01, 0x00, 0x08];
/// A field number no real card has: it carries padding, which a reader that goes by number passes over.
const PADDING: u8 = 17;

/// DG13, brought to a size.
pub fn file(holder: &Holder, wanted: Option<usize>) -> Result<Vec<u8>, IssuerError> {
    pad::to(FileId::Dg13, wanted, |padding| {
        let mut fields = fields(holder);
        if padding > 0 {
            fields.push(field(PADDING, &octets(&vec![0; padding])));
        }
        // The card keeps its fields by number, not in DER's order of a SET.
        let set = tlv::write(0x31, &fields.concat());
        tlv::write(0x6D, &sequence(&[integer(1), oid(DETAILS), set]))
    })
}

fn fields(holder: &Holder) -> Vec<Vec<u8>> {
    let nested = |texts: &mut dyn Iterator<Item = &String>| -> Vec<u8> {
        texts.flat_map(|text| sequence(&[utf8(text)])).collect()
    };
    let mut fields = vec![
        field(1, &printable(&holder.number)),
        field(2, &utf8(&holder.name)),
        field(3, &printable(&holder.birth)),
        field(4, &utf8(&holder.sex)),
        field(5, &utf8(&holder.nationality)),
        field(6, &utf8(&holder.ethnicity)),
        field(7, &utf8(&holder.religion)),
        field(8, &utf8(&holder.origin)),
        field(10, &utf8(&holder.marks)),
        field(11, &printable(&holder.issued)),
        field(12, &utf8(holder.expiry.as_deref().unwrap_or(LIFELONG))),
        field(13, &nested(&mut holder.parents.iter())),
        field(14, &nested(&mut holder.spouse.iter())),
    ];
    if let Some(residence) = &holder.residence {
        fields.insert(8, field(9, &utf8(residence)));
    }
    fields.extend(holder.old_number.iter().map(|number| field(15, &printable(number))));
    fields.push(field(16, &printable(&holder.unknown16)));
    fields
}

fn field(number: u8, value: &[u8]) -> Vec<u8> {
    sequence(&[integer(number), value.to_vec()])
}
