//! CMS signed data (RFC 5652): what EF.SOD, EF.CardSecurity and master lists are wrapped in.

use crypto::{Algorithm, Digest, SignatureVerdict};

use crate::{Certificate, ber};
use iso7816::tlv::{self, Fields};

/// The bytes are not CMS signed data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedDataError;

/// What is signed, by its object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentType {
    /// The hashes of the data groups: id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1.
    LdsSecurityObject,
    /// EF.CardSecurity: id-SecurityObject, 0.4.0.127.0.7.3.2.1.
    SecurityObject,
    /// A list of country certificates: id-icao-mrtd-security-cscaMasterList, 2.23.136.1.1.2.
    MasterList,
    /// Anything: id-data, 1.2.840.113549.1.7.1. One country's security objects say no more.
    Data,
    /// Something else.
    Other,
}

/// id-signedData, 1.2.840.113549.1.7.2
const SIGNED_DATA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// id-data
const DATA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
/// id-icao-mrtd-security, with one more number
const ICAO_SECURITY: [u8; 5] = [0x67, 0x81, 0x08, 0x01, 0x01];
/// id-SecurityObject
const SECURITY_OBJECT: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x02, 0x01];
/// id-messageDigest, 1.2.840.113549.1.9.4
const MESSAGE_DIGEST: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
/// id-contentType, 1.2.840.113549.1.9.3
const CONTENT_TYPE: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];
/// id-signingTime, 1.2.840.113549.1.9.5
const SIGNING_TIME: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];

/// A security object has one signer. Each is looked for among all certificates, and a file has room for thousands of both.
const MOST_SIGNERS: usize = 16;

/// Signed data, taken apart. Nothing in it is checked yet.
pub struct SignedData {
    content_type: Vec<u8>,
    content: Vec<u8>,
    certificates: Vec<u8>,
    signers: Vec<SignerInfo>,
}

/// One signer of signed data.
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
    /// Takes a `ContentInfo` apart, tag and length included, in DER or BER: strings in pieces are put together, which is
    /// what their signature covers.
    ///
    /// # Errors
    /// [`SignedDataError`] when it is another structure, has more than 16 signers, is nested deeper than 32 or longer than
    /// 16 MiB.
    pub fn parse(content_info: &[u8]) -> Result<Self, SignedDataError> {
        ber::definite(content_info).and_then(|der| Self::take(&der)).ok_or(SignedDataError)
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
        let signers = tlv::objects(data.next(0x31)?.value).map_while(Result::ok);
        let signers = signers.filter_map(|signer| SignerInfo::parse(signer.value)).take(MOST_SIGNERS + 1);
        let signers: Vec<SignerInfo> = signers.collect();
        (1..=MOST_SIGNERS).contains(&signers.len()).then(|| Self {
            content_type: content_type.to_vec(),
            content: content.to_vec(),
            certificates: certificates.to_vec(),
            signers,
        })
    }

    /// The type of what is signed.
    pub fn content_type(&self) -> ContentType {
        match &self.content_type[..] {
            kind if kind == DATA => ContentType::Data,
            kind if kind == SECURITY_OBJECT => ContentType::SecurityObject,
            kind => match kind.strip_prefix(&ICAO_SECURITY) {
                Some([1]) => ContentType::LdsSecurityObject,
                Some([2]) => ContentType::MasterList,
                _ => ContentType::Other,
            },
        }
    }

    /// What is signed.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The certificates that it brings. None of them is trusted for that.
    pub fn certificates(&self) -> impl Iterator<Item = Certificate<'_>> {
        let objects = tlv::objects(&self.certificates).map_while(Result::ok);
        objects.filter(|object| object.tag == 0x30).filter_map(|object| Certificate::parse(object.whole))
    }

    /// The certificate that a signer names, out of those it brings; the only one there is, if none is named. The
    /// signature shows whether it is the one.
    pub fn signer(&self) -> Option<Certificate<'_>> {
        let named =
            self.signers.iter().find_map(|signer| self.certificates().find(|certificate| signer.names(certificate)));
        let sole = || {
            let mut certificates = self.certificates();
            certificates.next().filter(|_| certificates.next().is_none())
        };
        named.or_else(sole)
    }

    /// When the signer says that it signed, in seconds since 1970. Nobody vouches for it.
    pub fn signing_time(&self) -> Option<i64> {
        let attributes = self.signers.iter().filter_map(|signer| signer.attributes.as_deref());
        let mut times = attributes.filter_map(|attributes| tlv::read(values(attributes, &SIGNING_TIME)?).ok());
        times.next().and_then(|(time, _)| crate::time::seconds(&time))
    }

    /// Whether a signer names this certificate: for one that comes another way.
    pub fn names(&self, certificate: &Certificate<'_>) -> bool {
        self.signers.iter().any(|signer| signer.names(certificate))
    }

    /// The signatures as they stand, for whoever has to blank them.
    pub fn signatures(&self) -> impl Iterator<Item = &[u8]> {
        self.signers.iter().map(|signer| &signer.signature[..])
    }

    /// Checks the signature of the signer that names `certificate`, over the attributes where there are any, with type
    /// and hash of the content among them. Wrong when several sign and none of them names it.
    pub fn verify(&self, certificate: &Certificate<'_>) -> SignatureVerdict {
        let named = self.signers.iter().find(|signer| signer.names(certificate));
        let sole = || self.signers.first().filter(|_| self.signers.len() == 1);
        named.or_else(sole).map_or(SignatureVerdict::Wrong, |signer| self.verify_one(signer, certificate))
    }

    fn verify_one(&self, signer: &SignerInfo, certificate: &Certificate<'_>) -> SignatureVerdict {
        let Some(digest) = signer.digest else { return SignatureVerdict::Unsupported };
        let verify =
            |message: &[u8]| crypto::verify(certificate.key.as_ref(), signer.algorithm, message, &signer.signature);
        let Some(attributes) = &signer.attributes else { return verify(&self.content) };
        let content_hash = attribute(attributes, &MESSAGE_DIGEST, 0x04);
        let content_type = attribute(attributes, &CONTENT_TYPE, 0x06);
        if content_hash != Some(&digest.of(&self.content)) || content_type != Some(&self.content_type) {
            return SignatureVerdict::Wrong;
        }
        let mut verdict = SignatureVerdict::Wrong;
        for attributes in encodings(attributes) {
            verdict = verify(&tlv::write(0x31, &attributes));
            if verdict != SignatureVerdict::Wrong {
                break;
            }
        }
        verdict
    }
}

/// The attributes as the signature may cover them: as an explicit SET OF in DER (RFC 5652 clause 5.4). As they stand,
/// which is DER nearly always; with shortest lengths; and sorted, for those who sorted what they signed but not what
/// they wrote. All three say the same.
fn encodings(attributes: &[u8]) -> Vec<Vec<u8>> {
    let shortest = ber::shortest(attributes);
    let mut sorted: Vec<&[u8]> = tlv::objects(&shortest).map_while(Result::ok).map(|object| object.whole).collect();
    sorted.sort_unstable();
    let sorted = sorted.concat();
    let mut encodings = vec![attributes.to_vec(), shortest, sorted];
    encodings.dedup();
    encodings
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
                let same = || crate::name::canonical(certificate.issuer) == crate::name::canonical(issuer);
                number(certificate.serial) == number(serial) && (certificate.issuer == issuer || same())
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
    tlv::find(values(attributes, wanted)?, tag)
}

/// The values of an attribute, encoded.
fn values<'a>(attributes: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    tlv::objects(attributes).map_while(Result::ok).find_map(|attribute| {
        let mut fields = Fields(attribute.value);
        let matches = fields.next(0x06)?.value == wanted;
        fields.next(0x31).filter(|_| matches).map(|set| set.value)
    })
}

/// A serial number without leading zeros, which not every authority leaves out.
pub fn number(serial: &[u8]) -> &[u8] {
    &serial[serial.iter().take_while(|&&byte| byte == 0).count()..]
}
