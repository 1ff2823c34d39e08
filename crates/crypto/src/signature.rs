//! Signatures over security objects, certificates and challenges: the algorithm, and whether key and signature fit.

use iso7816::tlv::{self, Fields};

use crate::{Digest, PublicKey, ecdsa, rsa::RsaKey};

/// What a signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// It is by an algorithm or on a curve that this crate does not know, or by an RSA key out of its bounds.
    Unsupported,
    /// It is wrong.
    Wrong,
    /// It was made over this message by this key.
    Right,
}

/// A signature algorithm with its hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA, the signature being a SEQUENCE of two numbers.
    Ecdsa(Digest),
    /// ECDSA, the signature being the two numbers at full length, one behind the other.
    EcdsaPlain(Digest),
    /// RSA with the padding of PKCS #1 version 1.5.
    RsaPkcs1(Digest),
    /// RSA with the probabilistic padding.
    RsaPss(Pss),
}

/// The parameters of RSASSA-PSS (RFC 8017 appendix A.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pss {
    /// The hash of the message.
    pub digest: Digest,
    /// The hash of the mask generation function MGF1.
    pub mask: Digest,
    /// Bytes of salt.
    pub salt_len: usize,
}

/// 1.2.840.10045.4, with one or two more numbers for the hash function
const ECDSA_WITH: [u8; 6] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04];
/// id-ecPublicKey, 1.2.840.10045.2.1, which some signers write in place of the algorithm
const EC_PUBLIC_KEY: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// ecdsa-plain-signatures of BSI TR-03111, 0.4.0.127.0.7.1.1.4.1, with one more number for the hash function
const ECDSA_PLAIN: [u8; 9] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01];
/// 1.2.840.113549.1.1, with one more number for the hash function
const PKCS1: [u8; 8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];
/// id-mgf1, 1.2.840.113549.1.1.8
const MGF1: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08];

impl Algorithm {
    /// Reads the fields of an `AlgorithmIdentifier`; `digest` is the hash function of the signer, for the algorithm
    /// that names none. `None` for an algorithm that is not known.
    pub fn parse(identifier: &[u8], digest: Option<Digest>) -> Option<Self> {
        let mut fields = Fields(identifier);
        let oid = fields.next(0x06)?.value;
        if let Some(hash) = oid.strip_prefix(&ECDSA_WITH) {
            return ecdsa_digest(hash, fields).map(Self::Ecdsa);
        }
        if let Some(hash) = oid.strip_prefix(&ECDSA_PLAIN) {
            return plain_digest(hash).map(Self::EcdsaPlain);
        }
        if oid == EC_PUBLIC_KEY {
            return digest.map(Self::Ecdsa);
        }
        match oid.strip_prefix(&PKCS1)? {
            [1] => digest,
            [5] => Some(Digest::Sha1),
            [10] => return Pss::parse(fields).map(Self::RsaPss),
            [11] => Some(Digest::Sha256),
            [12] => Some(Digest::Sha384),
            [13] => Some(Digest::Sha512),
            [14] => Some(Digest::Sha224),
            _ => None,
        }
        .map(Self::RsaPkcs1)
    }
}

/// The hash function of an ECDSA algorithm: a number of its own, or named in the parameters (ANSI X9.62 clause E.8).
fn ecdsa_digest(number: &[u8], mut parameters: Fields<'_>) -> Option<Digest> {
    match number {
        [1] => Some(Digest::Sha1),
        [3] => Digest::from_oid(tlv::find(parameters.next(0x30)?.value, 0x06)?),
        [3, 1] => Some(Digest::Sha224),
        [3, 2] => Some(Digest::Sha256),
        [3, 3] => Some(Digest::Sha384),
        [3, 4] => Some(Digest::Sha512),
        _ => None,
    }
}

const fn plain_digest(number: &[u8]) -> Option<Digest> {
    match number {
        [1] => Some(Digest::Sha1),
        [2] => Some(Digest::Sha224),
        [3] => Some(Digest::Sha256),
        [4] => Some(Digest::Sha384),
        [5] => Some(Digest::Sha512),
        _ => None,
    }
}

impl Pss {
    /// `RSASSA-PSS-params`; each has a default, and they may be missing all together.
    fn parse(mut identifier: Fields<'_>) -> Option<Self> {
        let mut pss = Self { digest: Digest::Sha1, mask: Digest::Sha1, salt_len: 20 };
        let mut fields = Fields(identifier.next(0x30).map_or(&[], |parameters| parameters.value));
        if let Some(hash) = fields.next(0xA0) {
            pss.digest = Digest::from_oid(tlv::find_path(hash.value, &[0x30, 0x06])?)?;
        }
        if let Some(generation) = fields.next(0xA1) {
            let mut function = Fields(tlv::find(generation.value, 0x30)?);
            let _mgf1 = function.next(0x06).filter(|oid| oid.value == MGF1)?;
            pss.mask = Digest::from_oid(tlv::find_path(function.0, &[0x30, 0x06])?)?;
        }
        if let Some(length) = fields.next(0xA2) {
            pss.salt_len = small(tlv::find(length.value, 0x02)?)?;
        }
        let trailer = fields.next(0xA3).map_or(Some(1), |trailer| small(tlv::find(trailer.value, 0x02)?))?;
        (trailer == 1 && fields.0.is_empty()).then_some(pss)
    }
}

/// A number below 65,536.
fn small(number: &[u8]) -> Option<usize> {
    match *crate::number::trimmed(number) {
        [] => Some(0),
        [low] => Some(low.into()),
        [high, low] => Some(u16::from_be_bytes([high, low]).into()),
        _ => None,
    }
}

/// Checks a signature; what is not known to this crate is a verdict of its own.
pub fn verify(
    key: Option<&PublicKey<'_>>,
    algorithm: Option<Algorithm>,
    message: &[u8],
    signature: &[u8],
) -> SignatureVerdict {
    let (Some(key), Some(algorithm)) = (key, algorithm) else { return SignatureVerdict::Unsupported };
    let right = match (*key, algorithm) {
        (PublicKey::Ec { curve, point }, Algorithm::Ecdsa(digest)) => {
            ecdsa::numbers(signature).and_then(|numbers| ecdsa::verify(curve, point, &digest.of(message), numbers))
        }
        (PublicKey::Ec { curve, point }, Algorithm::EcdsaPlain(digest)) => ecdsa::plain_numbers(curve, signature)
            .and_then(|numbers| ecdsa::verify(curve, point, &digest.of(message), numbers)),
        (PublicKey::Rsa { modulus, exponent }, Algorithm::RsaPkcs1(digest)) => {
            let Some(key) = RsaKey::new(modulus, exponent) else { return SignatureVerdict::Unsupported };
            key.verify_pkcs1(digest, message, signature)
        }
        (PublicKey::Rsa { modulus, exponent }, Algorithm::RsaPss(pss)) => {
            let Some(key) = RsaKey::new(modulus, exponent) else { return SignatureVerdict::Unsupported };
            key.verify_pss(pss, message, signature)
        }
        _ => return SignatureVerdict::Unsupported,
    };
    if right.is_some() { SignatureVerdict::Right } else { SignatureVerdict::Wrong }
}
