//! CMS signed data (RFC 5652): what EF.SOD, EF.CardSecurity and master lists are wrapped in.

use crypto::{Algorithm, Digest, SignatureVerdict};

use crate::Certificate;
use iso7816::tlv::{self, Fields};

/// The bytes are not CMS signed data, or not DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedDataError;

/// id-signedData, 1.2.840.113549.1.7.2
const SIGNED_DATA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// id-messageDigest, 1.2.840.113549.1.9.4
const MESSAGE_DIGEST: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
/// id-contentType, 1.2.840.113549.1.9.3
const CONTENT_TYPE: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];

/// Signed data, taken apart. Nothing in it is checked yet.
pub struct SignedData {
    content_type: Vec<u8>,
    content: Vec<u8>,
    certificates: Vec<u8>,
    signer: SignerInfo,
}

/// The one signer of signed data.
struct SignerInfo {
    id: SignerId,
    /// `None` for a hash function that is not known here; the algorithm likewise.
    digest: Option<Digest>,
    attributes: Option<Vec<u8>>,
    algorithm: Option<Algorithm>,
    signature: Vec<u8>,
}

/// How a signer names its certificate.
enum SignerId {
    IssuerAndSerial { issuer: Vec<u8>, serial: Vec<u8> },
    KeyId(Vec<u8>),
}

impl SignedData {
    /// Takes a `ContentInfo` apart, tag and length included.
    ///
    /// # Errors
    /// [`SignedDataError`] when it is another structure.
    pub fn parse(content_info: &[u8]) -> Result<Self, SignedDataError> {
        Self::take(content_info).ok_or(SignedDataError)
    }

    fn take(content_info: &[u8]) -> Option<Self> {
        let mut content_info = Fields(tlv::find(content_info, 0x30)?);
        if content_info.next(0x06)?.value != SIGNED_DATA {
            return None;
        }
        let mut data = Fields(tlv::find_path(content_info.0, &[0xA0, 0x30])?);
        let _version = data.next(0x02)?;
        let _digests = data.next(0x31)?;
        let mut encapsulated = Fields(data.next(0x30)?.value);
        let content_type = encapsulated.next(0x06)?.value;
        let content = tlv::find_path(encapsulated.0, &[0xA0, 0x04])?;
        let certificates = data.next(0xA0).map_or(&[][..], |set| set.value);
        let _revocation = data.next(0xA1);
        let signers = data.next(0x31)?.value;
        Some(Self {
            content_type: content_type.to_vec(),
            content: content.to_vec(),
            certificates: certificates.to_vec(),
            signer: SignerInfo::parse(tlv::find(signers, 0x30)?)?,
        })
    }

    /// The type of what is signed, an encoded object identifier.
    pub fn content_type(&self) -> &[u8] {
        &self.content_type
    }

    /// What is signed.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The certificate that the signer names, out of those the security object brings.
    pub fn signer(&self) -> Option<Certificate<'_>> {
        tlv::objects(&self.certificates)
            .map_while(Result::ok)
            .filter_map(|object| Certificate::parse(object.whole))
            .find(|certificate| self.signer.names(certificate))
    }

    /// Checks the signature, over the attributes where there are any, with the hash of the content among them.
    pub fn verify(&self, certificate: &Certificate<'_>) -> SignatureVerdict {
        let signer = &self.signer;
        let Some(digest) = signer.digest else { return SignatureVerdict::Unsupported };
        let message = match &signer.attributes {
            None => self.content.clone(),
            Some(attributes) => {
                let content_hash = attribute(attributes, &MESSAGE_DIGEST, 0x04);
                let content_type = attribute(attributes, &CONTENT_TYPE, 0x06);
                if content_hash != Some(&digest.of(&self.content)) || content_type != Some(&self.content_type) {
                    return SignatureVerdict::Wrong;
                }
                // The signature is over the attributes as an explicit SET OF (RFC 5652 clause 5.4).
                tlv::write(0x31, attributes)
            }
        };
        crypto::verify(certificate.key.as_ref(), signer.algorithm, &message, &signer.signature)
    }
}

impl SignerInfo {
    fn parse(info: &[u8]) -> Option<Self> {
        let mut fields = Fields(info);
        let _version = fields.next(0x02)?;
        let id = SignerId::parse(&mut fields)?;
        let digest = digest(fields.next(0x30)?.value);
        let attributes = fields.next(0xA0).map(|set| set.value.to_vec());
        let algorithm = fields.next(0x30)?.value;
        let algorithm = Algorithm::parse(algorithm, digest);
        let signature = fields.next(0x04)?.value.to_vec();
        Some(Self { id, digest, attributes, algorithm, signature })
    }

    fn names(&self, certificate: &Certificate<'_>) -> bool {
        match &self.id {
            SignerId::IssuerAndSerial { issuer, serial } => {
                certificate.issuer == issuer && certificate.serial == serial
            }
            SignerId::KeyId(id) => certificate.key_id == Some(id),
        }
    }
}

impl SignerId {
    fn parse(fields: &mut Fields<'_>) -> Option<Self> {
        if let Some(key_id) = fields.next(0x80) {
            return Some(Self::KeyId(key_id.value.to_vec()));
        }
        let mut id = Fields(fields.next(0x30)?.value);
        let (issuer, serial) = (id.next(0x30)?.whole.to_vec(), id.next(0x02)?.value.to_vec());
        Some(Self::IssuerAndSerial { issuer, serial })
    }
}

fn digest(algorithm: &[u8]) -> Option<Digest> {
    tlv::find(algorithm, 0x06).and_then(Digest::from_oid)
}

/// The single value of an attribute, if it has this type and tag.
fn attribute<'a>(attributes: &'a [u8], wanted: &[u8], tag: tlv::Tag) -> Option<&'a [u8]> {
    tlv::objects(attributes).map_while(Result::ok).find_map(|attribute| {
        let mut fields = Fields(attribute.value);
        let matches = fields.next(0x06)?.value == wanted;
        let value = tlv::find(fields.next(0x31)?.value, tag)?;
        matches.then_some(value)
    })
}
