//! EF.SOD: the hashes of the data groups in a signed message (Doc 9303-10 clause 4.6.2, RFC 5652).

use iso7816::tlv;
use sha2::{Digest, Sha256};

use super::{FileId, Files, pad};
use crate::der::{ECDSA_SHA256, EXAMPLE, Oid, SHA256, explicit, integer, octets, oid, sequence, set_of, utc_time};
use crate::error::SimError;
use crate::holder::compact;
use crate::pki::issuer_and_serial;
use crate::profile::Profile;

const SIGNED_DATA: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const CONTENT_TYPE: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
const SIGNING_TIME: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];
/// id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1.
const LDS_SECURITY_OBJECT: Oid = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x01];

/// The SOD over `files`, brought to a size by an attribute that is not signed; `spoilt` breaks its signature.
pub fn file(files: &Files, profile: &Profile, spoilt: bool) -> Result<Vec<u8>, SimError> {
    let signer = &profile.signer;
    let identifier = issuer_and_serial(&signer.certificate).ok_or(SimError::Value("signer"))?;
    let content = hashes(files);
    let attributes = attributes(&content, &profile.holder.issued);
    let mut signature = signer.key.sign(&set_of(attributes.clone()));
    if spoilt && let Some(last) = signature.last_mut() {
        *last ^= 1;
    }
    let digest = sequence(&[oid(SHA256)]);
    let attributes = tlv::write(0xA0, set_value(&set_of(attributes)));
    let signer_info =
        [integer(1), identifier, digest.clone(), attributes, sequence(&[oid(ECDSA_SHA256)]), octets(&signature)]
            .concat();
    pad::to(FileId::Sod, profile.sizes.sod, |padding| {
        let info = [&signer_info[..], &unsigned(padding)].concat();
        message(&content, &digest, &signer.certificate, &tlv::write(0x30, &info))
    })
}

fn message(content: &[u8], digest: &[u8], certificate: &[u8], signer_info: &[u8]) -> Vec<u8> {
    let signed = sequence(&[
        integer(3),
        set_of(vec![digest.to_vec()]),
        sequence(&[oid(LDS_SECURITY_OBJECT), explicit(0, &octets(content))]),
        tlv::write(0xA0, certificate),
        set_of(vec![signer_info.to_vec()]),
    ]);
    tlv::write(0x77, &sequence(&[oid(SIGNED_DATA), explicit(0, &signed)]))
}

/// `LDSSecurityObject` version 0: number and SHA-256 of every data group.
fn hashes(files: &Files) -> Vec<u8> {
    let hash = |(file, bytes): (&FileId, &Vec<u8>)| {
        FileId::group(*file).map(|(number, _)| sequence(&[integer(number), octets(&Sha256::digest(bytes))]))
    };
    let all: Vec<Vec<u8>> = files.iter().filter_map(hash).collect();
    sequence(&[integer(0), sequence(&[oid(SHA256)]), sequence(&all)])
}

fn attributes(content: &[u8], issued: &str) -> Vec<Vec<u8>> {
    let time = format!("{}000000Z", compact(issued).unwrap_or_default());
    [
        (CONTENT_TYPE, oid(LDS_SECURITY_OBJECT)),
        (SIGNING_TIME, utc_time(&time)),
        (MESSAGE_DIGEST, octets(&Sha256::digest(content))),
    ]
    .map(|(kind, value)| sequence(&[oid(kind), set_of(vec![value])]))
    .to_vec()
}

fn unsigned(padding: usize) -> Vec<u8> {
    if padding == 0 {
        return Vec::new();
    }
    tlv::write(0xA1, &sequence(&[oid(EXAMPLE), set_of(vec![octets(&vec![0; padding])])]))
}

/// Attributes are signed as a SET and stored under a context tag (RFC 5652 clause 5.4).
fn set_value(set: &[u8]) -> &[u8] {
    tlv::find(set, 0x31).unwrap_or_default()
}
