//! Signatures over security objects and certificates: algorithm, key, and whether they fit.

use bp256::BrainpoolP256r1;
use crypto_bigint::{
    BoxedUint, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};
use ecdsa::{EcdsaCurve, Signature, SignatureSize, VerifyingKey, signature::hazmat::PrehashVerifier};
use elliptic_curve::{
    CurveArithmetic, FieldBytes, FieldBytesSize,
    array::ArraySize,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use p256::NistP256;
use p384::NistP384;

use crate::Digest;
use iso7816::tlv::{self, Fields};

/// What a signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// It is by an algorithm or on a curve that this crate does not know.
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
    /// RSA with the padding of PKCS #1 version 1.5.
    RsaPkcs1(Digest),
}

/// A public key of a kind that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicKey<'a> {
    /// A point of NIST P-256.
    P256(&'a [u8]),
    /// A point of NIST P-384.
    P384(&'a [u8]),
    /// A point of brainpoolP256r1.
    BrainpoolP256r1(&'a [u8]),
    /// An RSA key.
    Rsa {
        /// The modulus, big-endian.
        modulus: &'a [u8],
        /// The public exponent, big-endian.
        exponent: &'a [u8],
    },
}

/// 1.2.840.10045.4, with one or two more numbers for the hash function
const ECDSA_WITH: [u8; 6] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04];
/// 1.2.840.113549.1.1, with one more number for the hash function
const PKCS1: [u8; 8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];
/// id-ecPublicKey, 1.2.840.10045.2.1
const EC_PUBLIC_KEY: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// 1.2.840.10045.3.1.7
const P256: [u8; 8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
/// 1.3.132.0.34
const P384: [u8; 5] = [0x2B, 0x81, 0x04, 0x00, 0x22];
/// 1.3.36.3.3.2.8.1.1.7
const BRAINPOOL_P256R1: [u8; 9] = [0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07];
/// A modulus of 8,192 bits is the longest that is worked with: a card must not keep a desk busy.
const LONGEST_MODULUS: usize = 1024;
/// Nor by its exponent, which costs a multiplication for each bit; 256 bits is the longest that is in use anywhere
/// (FIPS 186-5 appendix A.1.1).
const LONGEST_EXPONENT: usize = 32;

impl Algorithm {
    /// Reads an `AlgorithmIdentifier`; `digest` is the hash function of the signer, for the algorithm that names none.
    pub fn parse(identifier: &[u8], digest: Option<Digest>) -> Option<Self> {
        let oid = tlv::find(identifier, 0x06)?;
        if let Some(hash) = oid.strip_prefix(&ECDSA_WITH) {
            return match hash {
                [1] => Some(Digest::Sha1),
                [3, 1] => Some(Digest::Sha224),
                [3, 2] => Some(Digest::Sha256),
                [3, 3] => Some(Digest::Sha384),
                [3, 4] => Some(Digest::Sha512),
                _ => None,
            }
            .map(Self::Ecdsa);
        }
        match oid.strip_prefix(&PKCS1)? {
            [1] => digest,
            [5] => Some(Digest::Sha1),
            [11] => Some(Digest::Sha256),
            [12] => Some(Digest::Sha384),
            [13] => Some(Digest::Sha512),
            [14] => Some(Digest::Sha224),
            _ => None,
        }
        .map(Self::RsaPkcs1)
    }
}

impl<'a> PublicKey<'a> {
    /// Reads the fields of a `SubjectPublicKeyInfo` (RFC 5480, RFC 8017 appendix A.1.1). A curve must be named.
    pub fn parse(info: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(info);
        let mut algorithm = Fields(fields.next(0x30)?.value);
        let key = fields.next(0x03)?.value.strip_prefix(&[0])?;
        let oid = algorithm.next(0x06)?.value;
        if oid == [&PKCS1[..], &[1]].concat() {
            let mut numbers = Fields(tlv::find(key, 0x30)?);
            let (modulus, exponent) = (numbers.next(0x02)?.value, numbers.next(0x02)?.value);
            return Some(Self::Rsa { modulus, exponent });
        }
        let curve = algorithm.next(0x06).filter(|_| oid == EC_PUBLIC_KEY)?.value;
        match curve {
            _ if curve == P256 => Some(Self::P256(key)),
            _ if curve == P384 => Some(Self::P384(key)),
            _ if curve == BRAINPOOL_P256R1 => Some(Self::BrainpoolP256r1(key)),
            _ => None,
        }
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
        (PublicKey::P256(point), Algorithm::Ecdsa(digest)) => ecdsa::<NistP256>(point, &digest.of(message), signature),
        (PublicKey::P384(point), Algorithm::Ecdsa(digest)) => ecdsa::<NistP384>(point, &digest.of(message), signature),
        (PublicKey::BrainpoolP256r1(point), Algorithm::Ecdsa(digest)) => {
            ecdsa::<BrainpoolP256r1>(point, &digest.of(message), signature)
        }
        (PublicKey::Rsa { modulus, exponent }, Algorithm::RsaPkcs1(digest)) => {
            rsa_pkcs1(modulus, exponent, digest, message, signature)
        }
        _ => return SignatureVerdict::Unsupported,
    };
    if right.is_some() { SignatureVerdict::Right } else { SignatureVerdict::Wrong }
}

fn ecdsa<C>(point: &[u8], hash: &[u8], signature: &[u8]) -> Option<()>
where
    C: EcdsaCurve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    SignatureSize<C>: ArraySize,
    C::AffinePoint: FromSec1Point<C> + ToSec1Point<C>,
{
    let key = VerifyingKey::<C>::from_sec1_bytes(point).ok()?;
    let mut numbers = Fields(tlv::find(signature, 0x30)?);
    let (r, s) = (field::<C>(numbers.next(0x02)?.value)?, field::<C>(numbers.next(0x02)?.value)?);
    key.verify_prehash(hash, &Signature::from_scalars(r, s).ok()?).ok()
}

/// An INTEGER at the full length of the field.
fn field<C: CurveArithmetic>(number: &[u8]) -> Option<FieldBytes<C>> {
    let significant = trimmed(number);
    let mut field = FieldBytes::<C>::default();
    let start = field.len().checked_sub(significant.len())?;
    field[start..].copy_from_slice(significant);
    Some(field)
}

/// RSASSA-PKCS1-v1_5 (RFC 8017 clause 8.2.2): the padded hash is built and compared whole, never parsed.
fn rsa_pkcs1(modulus: &[u8], exponent: &[u8], digest: Digest, message: &[u8], signature: &[u8]) -> Option<()> {
    let (modulus, exponent) = (trimmed(modulus), trimmed(exponent));
    if modulus.len() > LONGEST_MODULUS || exponent.len() > LONGEST_EXPONENT || signature.len() != modulus.len() {
        return None;
    }
    let odd = Option::<Odd<BoxedUint>>::from(Odd::new(BoxedUint::from_be_slice_vartime(modulus)))?;
    let precision = odd.bits_precision();
    let base = BoxedUint::from_be_slice(signature, precision).ok().filter(|base| base < odd.as_ref())?;
    let power = BoxedMontyForm::new(base, &BoxedMontyParams::new_vartime(odd))
        .pow(&BoxedUint::from_be_slice_vartime(exponent))
        .retrieve()
        .to_be_bytes();
    let padded = &power[power.len().checked_sub(modulus.len())?..];
    (padded == emsa_pkcs1(digest, message, modulus.len())?).then_some(())
}

/// EMSA-PKCS1-v1_5 (RFC 8017 clause 9.2).
fn emsa_pkcs1(digest: Digest, message: &[u8], length: usize) -> Option<Vec<u8>> {
    let algorithm = tlv::write(0x30, &[tlv::write(0x06, digest.oid()), tlv::write(0x05, &[])].concat());
    let info = tlv::write(0x30, &[algorithm, tlv::write(0x04, &digest.of(message))].concat());
    let filling = length.checked_sub(info.len() + 3).filter(|&filling| filling >= 8)?;
    Some([&[0x00, 0x01][..], &vec![0xFF; filling], &[0x00], &info].concat())
}

/// A number without its leading zeros.
fn trimmed(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|&&byte| byte == 0).count()..]
}
