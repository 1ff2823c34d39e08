//! Signed messages (RFC 5652): the SOD, EF.CardSecurity and master lists.

use serde::Deserialize;

use super::certificate::{issuer_and_serial, subject_key_id};
use super::{Hash, Scheme, Signer};
use crate::der::{Oid, context, explicit, indefinite, integer, members, octets, oid, sequence, set_of, time};
use crate::error::IssuerError;

const SIGNED_DATA: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
const CONTENT_TYPE: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
const SIGNING_TIME: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];
/// id-data, 1.2.840.113549.1.7.1: some countries name nothing better.
pub const DATA: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
/// Bytes in a part of a string that is cut into parts, as streaming writers do it.
const PART: usize = 1000;

/// How a message is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// With definite lengths.
    #[default]
    Der,
    /// With indefinite lengths around the content, which is cut into parts.
    Ber,
}

/// What is signed, and in which form.
pub struct Message<'a> {
    /// The type of the content.
    pub kind: Oid,
    /// The content.
    pub content: &'a [u8],
    /// The hash of content and attributes.
    pub hash: Hash,
    /// RSA with PSS.
    pub pss: bool,
    /// `YYMMDDhhmmssZ`.
    pub time: &'a str,
    /// Lengths.
    pub encoding: Encoding,
    /// The signer is named by its key identifier, else by issuer and serial number.
    pub by_key: bool,
    /// One bit of the signature is wrong.
    pub spoilt: bool,
}

/// A signed message, to which attributes that are not signed can still be added.
pub struct Signed {
    kind: Oid,
    content: Vec<u8>,
    digest: Vec<u8>,
    certificates: Vec<u8>,
    signer: Vec<Vec<u8>>,
    encoding: Encoding,
    by_key: bool,
}

impl Message<'_> {
    /// Signs it, with the certificates of `signer` and `others` inside.
    ///
    /// # Errors
    /// [`IssuerError::Value`] for a signer whose certificate is none or whose key is too short.
    pub fn sign(&self, signer: &Signer, others: &[&[u8]]) -> Result<Signed, IssuerError> {
        let scheme = Scheme { hash: self.hash, pss: self.pss };
        let attributes = set_of(self.attributes());
        let mut signature = scheme.sign(&signer.key, &attributes).ok_or(IssuerError::Value("signer"))?;
        if let Some(last) = signature.last_mut().filter(|_| self.spoilt) {
            *last ^= 1;
        }
        let named = if self.by_key {
            subject_key_id(&signer.certificate).map(|id| context(0, &id))
        } else {
            issuer_and_serial(&signer.certificate)
        };
        let digest = sequence(&[oid(self.hash.oid())]);
        Ok(Signed {
            kind: self.kind,
            content: self.content.to_vec(),
            certificates: set_of(
                [&[&signer.certificate[..]], others].concat().iter().map(|one| one.to_vec()).collect(),
            ),
            signer: vec![
                integer(if self.by_key { 3 } else { 1 }),
                named.ok_or(IssuerError::Value("signer"))?,
                digest.clone(),
                // Attributes are signed as a SET and stored under a context tag (RFC 5652 clause 5.4).
                explicit(0, members(&attributes)),
                scheme.algorithm(&signer.key),
                octets(&signature),
            ],
            digest,
            encoding: self.encoding,
            by_key: self.by_key,
        })
    }

    fn attributes(&self) -> Vec<Vec<u8>> {
        [
            (CONTENT_TYPE, oid(self.kind)),
            (SIGNING_TIME, time(self.time)),
            (MESSAGE_DIGEST, octets(&self.hash.digest(self.content))),
        ]
        .map(|(kind, value)| sequence(&[oid(kind), set_of(vec![value])]))
        .to_vec()
    }
}

impl Signed {
    /// The whole message, with `unsigned` (attributes that are not signed, possibly none) behind the signature.
    pub fn write(&self, unsigned: &[u8]) -> Vec<u8> {
        let signer = sequence(&[&self.signer[..], &[unsigned.to_vec()]].concat());
        // Anything but plain data signed by issuer and serial number is version 3 (RFC 5652 clause 5.1).
        let version = integer(if self.kind == DATA && !self.by_key { 1 } else { 3 });
        let rest = [explicit(0, members(&self.certificates)), set_of(vec![signer])].concat();
        let digests = set_of(vec![self.digest.clone()]);
        match self.encoding {
            Encoding::Der => {
                let content = sequence(&[oid(self.kind), explicit(0, &octets(&self.content))]);
                let inner = sequence(&[version, digests, content, rest]);
                sequence(&[oid(SIGNED_DATA), explicit(0, &inner)])
            }
            Encoding::Ber => {
                let parts: Vec<u8> = self.content.chunks(PART).flat_map(octets).collect();
                let wrapped = indefinite(0xA0, &indefinite(0x24, &parts));
                let content = indefinite(0x30, &[oid(self.kind), wrapped].concat());
                let inner = indefinite(0x30, &[version, digests, content, rest].concat());
                indefinite(0x30, &[oid(SIGNED_DATA), indefinite(0xA0, &inner)].concat())
            }
        }
    }
}
