//! Certificates of the invented issuer (RFC 5280, Doc 9303-12 clause 7).

use iso7816::tlv;
use sha1::{Digest, Sha1};

use super::key::{Curve, PrivateKey};
use crate::der::{
    EC_PUBLIC_KEY, ECDSA_SHA256, Oid, bits, explicit, integer, octets, oid, printable, sequence, set_of, truth,
    utc_time, utf8,
};

const P256: Oid = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const BRAINPOOL_P256R1: Oid = &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07];

const SUBJECT_KEY: Oid = &[0x55, 0x1D, 0x0E];
const KEY_USAGE: Oid = &[0x55, 0x1D, 0x0F];
const BASIC_CONSTRAINTS: Oid = &[0x55, 0x1D, 0x13];
const AUTHORITY_KEY: Oid = &[0x55, 0x1D, 0x23];

/// Distinguished names of an authority and its signer, DER.
pub struct Names {
    authority: Vec<u8>,
    signer: Vec<u8>,
}

impl Names {
    /// Both names, with a plain word that they are invented.
    pub fn new(name: &str) -> Self {
        Self { authority: distinguished(&format!("{name} CSCA")), signer: distinguished(&format!("{name} DS 1")) }
    }
}

fn distinguished(common: &str) -> Vec<u8> {
    let part = |last: u8, value: Vec<u8>| {
        let attribute: Oid = match last {
            6 => &[0x55, 0x04, 6],
            10 => &[0x55, 0x04, 10],
            _ => &[0x55, 0x04, 3],
        };
        set_of(vec![sequence(&[oid(attribute), value])])
    };
    sequence(&[part(6, printable("VN")), part(10, utf8("Invented, not an authority")), part(3, utf8(common))])
}

/// The authority's self-signed certificate.
pub fn authority(names: &Names, key: &PrivateKey) -> Vec<u8> {
    let constraints = sequence(&[truth(), integer(0)]);
    let extensions = [
        extension(BASIC_CONSTRAINTS, true, &constraints),
        // keyCertSign and cRLSign.
        extension(KEY_USAGE, true, &tlv::write(0x03, &[0x01, 0x06])),
        extension(SUBJECT_KEY, false, &octets(&key_id(key))),
    ];
    signed([&integer(1), &names.authority, &names.authority], key, &extensions, key)
}

/// The document signer's certificate.
pub fn document_signer(names: &Names, authority: &PrivateKey, key: &PrivateKey) -> Vec<u8> {
    let extensions = [
        extension(AUTHORITY_KEY, false, &sequence(&[tlv::write(0x80, &key_id(authority))])),
        // digitalSignature.
        extension(KEY_USAGE, true, &tlv::write(0x03, &[0x07, 0x80])),
        extension(SUBJECT_KEY, false, &octets(&key_id(key))),
    ];
    signed([&integer(2), &names.authority, &names.signer], key, &extensions, authority)
}

fn signed(
    [serial, issuer, subject]: [&[u8]; 3],
    key: &PrivateKey,
    extensions: &[Vec<u8>],
    signer: &PrivateKey,
) -> Vec<u8> {
    let algorithm = sequence(&[oid(ECDSA_SHA256)]);
    let body = sequence(&[
        explicit(0, &integer(2)),
        serial.to_vec(),
        algorithm.clone(),
        issuer.to_vec(),
        sequence(&[utc_time("200101000000Z"), utc_time("450101000000Z")]),
        subject.to_vec(),
        subject_public_key(key),
        explicit(3, &sequence(extensions)),
    ]);
    let signature = signer.sign(&body);
    sequence(&[body, algorithm, bits(&signature)])
}

fn extension(id: Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    let mark = if critical { truth() } else { Vec::new() };
    sequence(&[oid(id), mark, octets(value)])
}

/// `SubjectPublicKeyInfo` with a named curve.
pub fn subject_public_key(key: &PrivateKey) -> Vec<u8> {
    let curve = match key.curve() {
        Curve::P256 => P256,
        Curve::BrainpoolP256r1 => BRAINPOOL_P256R1,
    };
    sequence(&[sequence(&[oid(EC_PUBLIC_KEY), oid(curve)]), bits(&key.public())])
}

/// RFC 5280 clause 4.2.1.2, method 1.
fn key_id(key: &PrivateKey) -> Vec<u8> {
    Sha1::digest(key.public()).to_vec()
}

/// Issuer and serial number of a certificate, as a signature names its signer (RFC 5652 clause 10.2.4).
/// `None` when the bytes are no certificate.
pub fn issuer_and_serial(certificate: &[u8]) -> Option<Vec<u8>> {
    let body = tlv::find_path(certificate, &[0x30, 0x30])?;
    let parts: Vec<_> = tlv::objects(body).map_while(Result::ok).collect();
    let [_version, serial, _algorithm, issuer, ..] = &parts[..] else { return None };
    Some(sequence(&[issuer.whole.to_vec(), serial.whole.to_vec()]))
}
