//! DER as the chip's files need it: a few constructors over TLV, no parser.

use iso7816::tlv;

/// Value bytes of an object identifier.
pub type Oid = &'static [u8];

/// ecPublicKey, 1.2.840.10045.2.1.
pub const EC_PUBLIC_KEY: Oid = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// ecdsa-with-SHA256, 1.2.840.10045.4.3.2.
pub const ECDSA_SHA256: Oid = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
/// SHA-256, 2.16.840.1.101.3.4.2.1.
pub const SHA256: Oid = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// 1.3.6.1.4.1.32473.1, of the enterprise number reserved for examples (RFC 5612): carries padding and nothing else.
pub const EXAMPLE: Oid = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x81, 0xFD, 0x59, 0x01];

/// SEQUENCE of what stands in `parts`.
pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv::write(0x30, &parts.concat())
}

/// SET OF, its members in DER's order.
pub fn set_of(mut members: Vec<Vec<u8>>) -> Vec<u8> {
    members.sort();
    tlv::write(0x31, &members.concat())
}

/// Context tag `number`, constructed.
pub fn explicit(number: u8, value: &[u8]) -> Vec<u8> {
    tlv::write(0xA0 | u32::from(number), value)
}

/// INTEGER of a small number.
pub fn integer(number: u8) -> Vec<u8> {
    // A first bit would be read as a sign.
    if number < 0x80 { tlv::write(0x02, &[number]) } else { tlv::write(0x02, &[0, number]) }
}

/// OBJECT IDENTIFIER.
pub fn oid(value: Oid) -> Vec<u8> {
    tlv::write(0x06, value)
}

/// OCTET STRING.
pub fn octets(value: &[u8]) -> Vec<u8> {
    tlv::write(0x04, value)
}

/// BIT STRING of whole bytes.
pub fn bits(value: &[u8]) -> Vec<u8> {
    tlv::write(0x03, &[&[0], value].concat())
}

/// `UTF8String`.
pub fn utf8(text: &str) -> Vec<u8> {
    tlv::write(0x0C, text.as_bytes())
}

/// `PrintableString`.
pub fn printable(text: &str) -> Vec<u8> {
    tlv::write(0x13, text.as_bytes())
}

/// `UTCTime`, `YYMMDDhhmmssZ`.
pub fn utc_time(text: &str) -> Vec<u8> {
    tlv::write(0x17, text.as_bytes())
}

/// `BOOLEAN TRUE`.
pub fn truth() -> Vec<u8> {
    tlv::write(0x01, &[0xFF])
}
