//! DER as the chip's files need it: a few constructors over TLV, no parser.

use iso7816::tlv;

/// Value bytes of an object identifier.
pub type Oid = &'static [u8];

/// ecPublicKey, 1.2.840.10045.2.1.
pub const EC_PUBLIC_KEY: Oid = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
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

/// Context tag `number`, primitive.
pub fn context(number: u8, value: &[u8]) -> Vec<u8> {
    tlv::write(0x80 | u32::from(number), value)
}

/// What stands in a SET or SEQUENCE.
pub fn members(object: &[u8]) -> &[u8] {
    tlv::objects(object).next().and_then(Result::ok).map_or(&[], |whole| whole.value)
}

/// INTEGER of a small number.
pub fn integer(number: u8) -> Vec<u8> {
    // A first bit would be read as a sign.
    if number < 0x80 { tlv::write(0x02, &[number]) } else { tlv::write(0x02, &[0, number]) }
}

/// INTEGER of an unsigned number of any length, big-endian.
pub fn unsigned(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let digits = &number[start..];
    let sign = if digits.first().is_none_or(|first| *first >= 0x80) { &[0][..] } else { &[] };
    tlv::write(0x02, &[sign, digits].concat())
}

/// NULL.
pub fn null() -> Vec<u8> {
    tlv::write(0x05, &[])
}

/// OBJECT IDENTIFIER.
pub fn oid(value: &[u8]) -> Vec<u8> {
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

/// A moment, `YYMMDDhhmmssZ` (`UTCTime`) or `YYYYMMDDhhmmssZ` (`GeneralizedTime`, from 2050 on).
pub fn time(text: &str) -> Vec<u8> {
    tlv::write(if text.len() == 13 { 0x17 } else { 0x18 }, text.as_bytes())
}

/// `BOOLEAN TRUE`.
pub fn truth() -> Vec<u8> {
    tlv::write(0x01, &[0xFF])
}

/// Writes the length of a constructed DER object as indefinite (BER): its value, then `0000`.
pub fn indefinite(tag: u8, value: &[u8]) -> Vec<u8> {
    [&[tag, 0x80][..], value, &[0, 0]].concat()
}
