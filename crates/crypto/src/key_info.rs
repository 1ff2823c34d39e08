//! `SubjectPublicKeyInfo` and what it says of a key's group (RFC 5480, RFC 3279, BSI TR-03110-3 clause A.2.1.1).

use iso7816::tlv::{Fields, Tlv};

use crate::{Curve, Group, Modp, number::fixed};

/// rsaEncryption, 1.2.840.113549.1.1.1
const RSA: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10
const RSA_PSS: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
/// id-ecPublicKey, 1.2.840.10045.2.1
const EC_PUBLIC_KEY: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// id-ecDH, 1.3.132.1.12
const EC_DH: [u8; 5] = [0x2B, 0x81, 0x04, 0x01, 0x0C];
/// prime-field, 1.2.840.10045.1.1
const PRIME_FIELD: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01];
/// dhKeyAgreement of PKCS #3, 1.2.840.113549.1.3.1
const DH_PKCS3: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x03, 0x01];
/// dhpublicnumber of X9.42, 1.2.840.10046.2.1
const DH_X942: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3E, 0x02, 0x01];
/// standardizedDomainParameters, 0.4.0.127.0.7.1.2
const STANDARDIZED: [u8; 7] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02];

/// A public key that signatures are checked with, of a kind that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicKey<'a> {
    /// A point of a curve.
    Ec {
        /// The curve.
        curve: Curve,
        /// The point as it stands; whether it lies on the curve shows when it is used.
        point: &'a [u8],
    },
    /// An RSA key.
    Rsa {
        /// The modulus, big-endian.
        modulus: &'a [u8],
        /// The public exponent, big-endian.
        exponent: &'a [u8],
    },
}

impl<'a> PublicKey<'a> {
    /// Reads the fields of a `SubjectPublicKeyInfo`. A curve may be named, numbered or described; a described one
    /// must be exactly a known one. `None` for a kind of key, or a curve, that is not known, and for a compressed point.
    pub fn parse(info: &'a [u8]) -> Option<Self> {
        let (algorithm, key) = algorithm_and_key(info)?;
        let mut fields = Fields(algorithm);
        let oid = fields.next(0x06)?.value;
        if oid == RSA || oid == RSA_PSS {
            let mut numbers = Fields(Fields(key).next(0x30)?.value);
            let (modulus, exponent) = (numbers.next(0x02)?.value, numbers.next(0x02)?.value);
            return Some(Self::Rsa { modulus, exponent });
        }
        match Group::parse(algorithm)? {
            // A compressed point is one that is not understood, and no sign of forgery.
            Group::Curve(curve) => (!matches!(key, [0x02 | 0x03, ..])).then_some(Self::Ec { curve, point: key }),
            Group::Modp(_) => None,
        }
    }
}

/// A public key for key agreement, as EF.DG14 and EF.CardSecurity bring it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementKey {
    /// The group it is of.
    pub group: Group,
    /// The element, at full length; whether it lies in the group shows when it is used.
    pub public: Vec<u8>,
}

impl AgreementKey {
    /// Reads the fields of a `SubjectPublicKeyInfo`. `None` for a group that is not known or out of bounds.
    pub fn parse(info: &[u8]) -> Option<Self> {
        let (algorithm, key) = algorithm_and_key(info)?;
        let group = Group::parse(algorithm)?;
        let public = match &group {
            Group::Curve(_) => key.to_vec(),
            Group::Modp(modp) => fixed(unsigned(&mut Fields(key))?, modp.len())?.to_vec(),
        };
        Some(Self { group, public })
    }
}

impl Group {
    /// Reads the fields of an `AlgorithmIdentifier`: a curve that is named or described, the parameters of PKCS #3 or
    /// X9.42, or a standardised domain parameter number.
    pub fn parse(algorithm: &[u8]) -> Option<Self> {
        let mut fields = Fields(algorithm);
        let oid = fields.next(0x06)?.value;
        if oid == STANDARDIZED {
            let [id] = *fields.next(0x02)?.value else { return None };
            return Self::from_parameter(id);
        }
        if oid == EC_PUBLIC_KEY || oid == EC_DH {
            return curve(fields).map(Self::Curve);
        }
        let mut numbers = Fields(fields.next(0x30).filter(|_| oid == DH_PKCS3 || oid == DH_X942)?.value);
        let (prime, generator) = (unsigned(&mut numbers)?, unsigned(&mut numbers)?);
        // PKCS #3 ends here or with the length of private keys, X9.42 goes on with the order.
        let order = if oid == DH_X942 { Some(unsigned(&mut numbers)?) } else { None };
        Modp::from_numbers(prime, generator, order).map(Self::Modp)
    }
}

/// A curve by its object identifier or by `ECParameters` (X9.62).
fn curve(mut parameters: Fields<'_>) -> Option<Curve> {
    if let Some(oid) = parameters.next(0x06) {
        return Curve::from_oid(oid.value);
    }
    let mut fields = Fields(parameters.next(0x30)?.value);
    let _version = fields.next(0x02)?;
    let mut field = Fields(fields.next(0x30)?.value);
    let _prime_field = field.next(0x06).filter(|oid| oid.value == PRIME_FIELD)?;
    let prime = unsigned(&mut field)?;
    let mut coefficients = Fields(fields.next(0x30)?.value);
    let (a, b) = (coefficients.next(0x04)?.value, coefficients.next(0x04)?.value);
    let base = fields.next(0x04)?.value;
    let order = unsigned(&mut fields)?;
    let whole = fields.next(0x02).is_none_or(|cofactor: Tlv<'_>| cofactor.value == [1]);
    Curve::from_numbers(prime, a, b, base, order).filter(|_| whole)
}

/// The algorithm's fields and the key's bytes.
fn algorithm_and_key(info: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = Fields(info);
    let algorithm = fields.next(0x30)?.value;
    let key = fields.next(0x03)?.value.strip_prefix(&[0])?;
    Some((algorithm, key))
}

/// An INTEGER; its sign is not looked at, because some chips leave the leading zero out.
fn unsigned<'a>(fields: &mut Fields<'a>) -> Option<&'a [u8]> {
    fields.next(0x02).map(|number| number.value)
}

#[cfg(test)]
mod tests;
