//! Certificates and revocation lists of invented issuers (RFC 5280, Doc 9303-12 clause 7).

use iso7816::tlv;
use sha1::{Digest, Sha1};

use super::public::subject_public_key;
use super::{PrivateKey, Scheme};
use crate::der::{Oid, bits, explicit, integer, octets, oid, printable, sequence, set_of, time, truth, utf8};
use crate::error::IssuerError;

const SUBJECT_KEY: Oid = &[0x55, 0x1D, 0x0E];
const KEY_USAGE: Oid = &[0x55, 0x1D, 0x0F];
const BASIC_CONSTRAINTS: Oid = &[0x55, 0x1D, 0x13];
const CRL_NUMBER: Oid = &[0x55, 0x1D, 0x14];
const AUTHORITY_KEY: Oid = &[0x55, 0x1D, 0x23];
const EXTENDED_USAGE: Oid = &[0x55, 0x1D, 0x25];
/// id-icao-cscaMasterListSigningKey, 2.23.136.1.1.3.
const MASTER_LIST_SIGNING: Oid = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x03];

/// A distinguished name, DER, with a plain word that it is invented.
pub fn distinguished(country: &str, common: &str) -> Vec<u8> {
    let part = |last: u8, value: Vec<u8>| {
        let attribute: Oid = match last {
            6 => &[0x55, 0x04, 6],
            10 => &[0x55, 0x04, 10],
            _ => &[0x55, 0x04, 3],
        };
        set_of(vec![sequence(&[oid(attribute), value])])
    };
    sequence(&[part(6, printable(country)), part(10, utf8("Invented, not an authority")), part(3, utf8(common))])
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A country signing authority; a link certificate is one too.
    Authority,
    /// A document signer.
    DocumentSigner,
    /// The signer of a master list.
    MasterListSigner,
}

/// What stands in a certificate.
#[derive(Clone)]
pub struct Certificate<'a> {
    /// Its number.
    pub serial: u8,
    /// Who issues it, DER.
    pub issuer: &'a [u8],
    /// Whose it is, DER.
    pub subject: &'a [u8],
    /// First and last moment, `YYMMDDhhmmssZ`.
    pub validity: [&'a str; 2],
    /// The key it certifies; only its public half goes in.
    pub key: &'a PrivateKey,
    /// Curve parameters are written out in place of their name.
    pub explicit: bool,
    /// What it is for.
    pub role: Role,
}

/// The key that issues, and how.
#[derive(Clone, Copy)]
pub struct Issuing<'a> {
    /// The authority's key.
    pub key: &'a PrivateKey,
    /// How it signs.
    pub scheme: Scheme,
}

impl Certificate<'_> {
    /// Signs the certificate, DER.
    ///
    /// # Errors
    /// [`IssuerError::Value`] when the key is too short for the scheme.
    pub fn issue(&self, by: Issuing<'_>) -> Result<Vec<u8>, IssuerError> {
        let body = sequence(&[
            explicit(0, &integer(2)),
            integer(self.serial),
            by.scheme.algorithm(by.key),
            self.issuer.to_vec(),
            sequence(&self.validity.map(time)),
            self.subject.to_vec(),
            subject_public_key(self.key, self.explicit),
            explicit(3, &sequence(&self.extensions(by))),
        ]);
        signed(body, by)
    }

    fn extensions(&self, by: Issuing<'_>) -> Vec<Vec<u8>> {
        let authority = extension(AUTHORITY_KEY, false, &sequence(&[tlv::write(0x80, &key_id(by.key))]));
        let subject = extension(SUBJECT_KEY, false, &octets(&key_id(self.key)));
        // digitalSignature.
        let signs = extension(KEY_USAGE, true, &tlv::write(0x03, &[0x07, 0x80]));
        // keyCertSign and cRLSign.
        let certifies = extension(KEY_USAGE, true, &tlv::write(0x03, &[0x01, 0x06]));
        match self.role {
            Role::Authority => {
                let constraints = extension(BASIC_CONSTRAINTS, true, &sequence(&[truth(), integer(0)]));
                // A link certificate tells whose key signs it; a self-signed one need not.
                let linked = (self.key != by.key).then_some(authority);
                [vec![constraints, certifies, subject], linked.into_iter().collect()].concat()
            }
            Role::DocumentSigner => vec![authority, signs, subject],
            Role::MasterListSigner => {
                let usage = extension(EXTENDED_USAGE, true, &sequence(&[oid(MASTER_LIST_SIGNING)]));
                vec![authority, signs, subject, usage]
            }
        }
    }
}

/// A revocation list over serial numbers (RFC 5280 clause 5), DER.
///
/// # Errors
/// [`IssuerError::Value`] when the key is too short for the scheme.
pub fn revocation_list(
    issuer: &[u8],
    [this, next]: [&str; 2],
    revoked: &[u8],
    by: Issuing<'_>,
) -> Result<Vec<u8>, IssuerError> {
    let entries: Vec<Vec<u8>> = revoked.iter().map(|serial| sequence(&[integer(*serial), time(this)])).collect();
    // An empty list is left out altogether.
    let entries = if entries.is_empty() { Vec::new() } else { sequence(&entries) };
    let extensions = [
        extension(AUTHORITY_KEY, false, &sequence(&[tlv::write(0x80, &key_id(by.key))])),
        extension(CRL_NUMBER, false, &integer(1)),
    ];
    let body = sequence(&[
        integer(1),
        by.scheme.algorithm(by.key),
        issuer.to_vec(),
        time(this),
        time(next),
        entries,
        explicit(0, &sequence(&extensions)),
    ]);
    signed(body, by)
}

fn signed(body: Vec<u8>, by: Issuing<'_>) -> Result<Vec<u8>, IssuerError> {
    let signature = by.scheme.sign(by.key, &body).ok_or(IssuerError::Value("signer"))?;
    Ok(sequence(&[body, by.scheme.algorithm(by.key), bits(&signature)]))
}

fn extension(id: Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    let mark = if critical { truth() } else { Vec::new() };
    sequence(&[oid(id), mark, octets(value)])
}

/// RFC 5280 clause 4.2.1.2, method 1.
pub fn key_id(key: &PrivateKey) -> Vec<u8> {
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

/// The subject key identifier of a certificate, the other way a signature may name its signer; `None` when it has none.
pub fn subject_key_id(certificate: &[u8]) -> Option<Vec<u8>> {
    let extensions = tlv::find_path(certificate, &[0x30, 0x30, 0xA3, 0x30])?;
    let mut parts = tlv::objects(extensions).map_while(Result::ok);
    let found = parts.find(|extension| tlv::find(extension.value, 0x06) == Some(SUBJECT_KEY))?;
    tlv::find(tlv::find(found.value, 0x04)?, 0x04).map(<[u8]>::to_vec)
}
