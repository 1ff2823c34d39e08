//! EF.SOD: CMS signed data (RFC 5652) around the LDS security object (Doc 9303-10 clause 4.6.2).

use super::{
    SignatureVerdict,
    certificate::Certificate,
    digest::Digest,
    signature::{self, Algorithm},
};
use crate::tlv::{self, Fields};

/// Why a security object cannot be weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecurityObjectError {
    /// Not the CMS structure, or not DER.
    Form,
    /// The groups are hashed by a function that is not known here.
    HashFunction,
}

/// id-signedData, 1.2.840.113549.1.7.2
const SIGNED_DATA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// id-messageDigest, 1.2.840.113549.1.9.4
const MESSAGE_DIGEST: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
/// id-contentType, 1.2.840.113549.1.9.3
const CONTENT_TYPE: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];

/// A security object, taken apart. Nothing in it is checked yet.
pub(crate) struct SecurityObject {
    hashes: GroupHashes,
    content_type: Vec<u8>,
    content: Vec<u8>,
    certificates: Vec<u8>,
    signer: SignerInfo,
}

/// The signed hashes of data groups, by their numbers.
struct GroupHashes {
    digest: Digest,
    list: Vec<(u8, Vec<u8>)>,
}

/// The one signer of a security object.
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

impl SecurityObject {
    /// Takes EF.SOD apart.
    pub(crate) fn parse(file: &[u8]) -> Result<Self, SecurityObjectError> {
        let form = SecurityObjectError::Form;
        let mut content_info = Fields(tlv::find_path(file, &[0x77, 0x30]).ok_or(form)?);
        if content_info.next(0x06).ok_or(form)?.value != SIGNED_DATA {
            return Err(form);
        }
        let mut data = Fields(tlv::find_path(content_info.0, &[0xA0, 0x30]).ok_or(form)?);
        let _version = data.next(0x02).ok_or(form)?;
        let _digests = data.next(0x31).ok_or(form)?;
        let mut encapsulated = Fields(data.next(0x30).ok_or(form)?.value);
        // One country writes id-data here instead of id-icao-mrtd-security-ldsSecurityObject: both are taken.
        let content_type = encapsulated.next(0x06).ok_or(form)?.value;
        let content = tlv::find_path(encapsulated.0, &[0xA0, 0x04]).ok_or(form)?;
        let certificates = data.next(0xA0).map_or(&[][..], |set| set.value);
        let _revocation = data.next(0xA1);
        let signers = data.next(0x31).ok_or(form)?.value;

        Ok(Self {
            hashes: GroupHashes::parse(content)?,
            content_type: content_type.to_vec(),
            content: content.to_vec(),
            certificates: certificates.to_vec(),
            signer: SignerInfo::parse(tlv::find(signers, 0x30).ok_or(form)?)?,
        })
    }

    /// The numbers of the data groups that are listed: all that the chip holds.
    pub(crate) fn groups(&self) -> impl Iterator<Item = u8> {
        self.hashes.list.iter().map(|(group, _)| *group)
    }

    /// The signed hash of a data group.
    pub(super) fn hash(&self, group: u8) -> Option<(Digest, &[u8])> {
        self.hashes.list.iter().find(|(number, _)| *number == group).map(|(_, hash)| (self.hashes.digest, &hash[..]))
    }

    /// The certificate that the signer names, out of those the security object brings.
    pub(super) fn signer(&self) -> Option<Certificate<'_>> {
        tlv::objects(&self.certificates)
            .map_while(Result::ok)
            .filter_map(|object| Certificate::parse(object.whole))
            .find(|certificate| self.signer.names(certificate))
    }

    /// Checks the signature, over the attributes where there are any, with the hash of the content among them.
    pub(super) fn signature_verdict(&self, signer: Option<&Certificate<'_>>) -> SignatureVerdict {
        let Some(certificate) = signer else { return SignatureVerdict::Unreadable };
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
        signature::verify(certificate.key.as_ref(), signer.algorithm, &message, &signer.signature)
    }
}

impl SignerInfo {
    fn parse(info: &[u8]) -> Result<Self, SecurityObjectError> {
        let form = SecurityObjectError::Form;
        let mut fields = Fields(info);
        let _version = fields.next(0x02).ok_or(form)?;
        let id = SignerId::parse(&mut fields).ok_or(form)?;
        let digest = digest(fields.next(0x30).ok_or(form)?.value);
        let attributes = fields.next(0xA0).map(|set| set.value.to_vec());
        let algorithm = fields.next(0x30).ok_or(form)?.value;
        let algorithm = Algorithm::parse(algorithm, digest);
        let signature = fields.next(0x04).ok_or(form)?.value.to_vec();
        Ok(Self { id, digest, attributes, algorithm, signature })
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

impl GroupHashes {
    /// `LDSSecurityObject ::= SEQUENCE { version, hashAlgorithm, SEQUENCE OF SEQUENCE { number, hash }, ... }`
    fn parse(content: &[u8]) -> Result<Self, SecurityObjectError> {
        let form = SecurityObjectError::Form;
        let mut object = Fields(tlv::find(content, 0x30).ok_or(form)?);
        let _version = object.next(0x02).ok_or(form)?;
        let digest = digest(object.next(0x30).ok_or(form)?.value).ok_or(SecurityObjectError::HashFunction)?;
        let list = object.next(0x30).ok_or(form)?.value;
        let list = tlv::objects(list).map(|entry| group_hash(entry.ok()?.value)).collect::<Option<_>>();
        Ok(Self { digest, list: list.ok_or(form)? })
    }
}

fn group_hash(entry: &[u8]) -> Option<(u8, Vec<u8>)> {
    let mut fields = Fields(entry);
    let [number] = fields.next(0x02)?.value else { return None };
    Some((*number, fields.next(0x04)?.value.to_vec()))
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
