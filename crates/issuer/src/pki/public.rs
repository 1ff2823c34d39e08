//! `SubjectPublicKeyInfo` in every form that documents use.

use iso7816::tlv;
use num_bigint::BigUint;

use super::PrivateKey;
use super::key::public_point;
use crate::crypto::curve::Curve;
use crate::crypto::field::fixed;
use crate::crypto::modp::Modp;
use crate::der::{EC_PUBLIC_KEY, Oid, bits, integer, null, octets, oid, sequence, unsigned};
use crate::profile::KeyForm;

const RSA_KEY: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const PRIME_FIELD: Oid = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01];
/// dhKeyAgreement of PKCS#3.
const DH_PKCS3: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x03, 0x01];
/// dhpublicnumber of X9.42.
const DH_X942: Oid = &[0x2A, 0x86, 0x48, 0xCE, 0x3E, 0x02, 0x01];
/// standardizedDomainParameters, 0.4.0.127.0.7.1.2.
const STANDARD: Oid = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02];

/// The public half of a signing key; `explicit` writes a curve's parameters out in place of its name.
pub fn subject_public_key(key: &PrivateKey, explicit: bool) -> Vec<u8> {
    match key {
        PrivateKey::Ec { curve, secret } if explicit => explicit_curve(*curve, secret),
        PrivateKey::Ec { curve, secret } => named_curve(*curve, secret),
        PrivateKey::Rsa { .. } => sequence(&[sequence(&[oid(RSA_KEY), null()]), bits(&key.public())]),
    }
}

/// A key on a curve; `None` for a form that is for groups of numbers.
pub fn of_curve(curve: Curve, secret: &BigUint, form: KeyForm) -> Option<Vec<u8>> {
    match form {
        KeyForm::Named => Some(named_curve(curve, secret)),
        KeyForm::Explicit => Some(explicit_curve(curve, secret)),
        KeyForm::Standard => {
            let domain = tlv::write(0x30, &standard(curve.parameter()));
            Some(sequence(&[domain, bits(&public_point(curve, secret))]))
        }
        KeyForm::Pkcs3 | KeyForm::X942 => None,
    }
}

/// A public number of a group; `None` for a form that is for curves.
pub fn of_group(group: Modp, public: &BigUint, form: KeyForm) -> Option<Vec<u8>> {
    let (p, g, q) = (number(group.p()), number(group.g()), number(group.q()));
    let domain = match form {
        KeyForm::Standard => [oid(STANDARD), integer(group.parameter())],
        KeyForm::Pkcs3 => [oid(DH_PKCS3), sequence(&[p, g])],
        // In this order.
        KeyForm::X942 => [oid(DH_X942), sequence(&[p, g, q])],
        KeyForm::Named | KeyForm::Explicit => return None,
    };
    Some(sequence(&[sequence(&domain), bits(&number(public))]))
}

/// With the name of the curve.
fn named_curve(curve: Curve, secret: &BigUint) -> Vec<u8> {
    sequence(&[sequence(&[oid(EC_PUBLIC_KEY), name_of(curve)]), bits(&public_point(curve, secret))])
}

/// With the parameters of the curve written out (RFC 3279 clause 2.3.5).
fn explicit_curve(curve: Curve, secret: &BigUint) -> Vec<u8> {
    let length = curve.field_len();
    let (a, b) = (octets(&fixed(curve.a(), length)), octets(&fixed(curve.b(), length)));
    let base = curve.write(curve.generator());
    let parameters = sequence(&[
        integer(1),
        sequence(&[oid(PRIME_FIELD), unsigned(&curve.p().to_bytes_be())]),
        sequence(&[a, b]),
        octets(&base),
        unsigned(&curve.n().to_bytes_be()),
        integer(1),
    ]);
    sequence(&[sequence(&[oid(EC_PUBLIC_KEY), parameters]), bits(&public_point(curve, secret))])
}

/// A domain by its number in table 6: protocol and number, DER.
pub fn standard(parameter: u8) -> Vec<u8> {
    [oid(STANDARD), integer(parameter)].concat()
}

/// The name of a curve, DER.
pub fn name_of(curve: Curve) -> Vec<u8> {
    oid(name(curve))
}

fn number(value: &BigUint) -> Vec<u8> {
    unsigned(&value.to_bytes_be())
}

/// The object identifier of a named curve.
const fn name(curve: Curve) -> Oid {
    match curve {
        Curve::P192 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x01],
        Curve::P224 => &[0x2B, 0x81, 0x04, 0x00, 0x21],
        Curve::P256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
        Curve::P384 => &[0x2B, 0x81, 0x04, 0x00, 0x22],
        Curve::P521 => &[0x2B, 0x81, 0x04, 0x00, 0x23],
        Curve::BrainpoolP192r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x03],
        Curve::BrainpoolP224r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x05],
        Curve::BrainpoolP256r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07],
        Curve::BrainpoolP320r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x09],
        Curve::BrainpoolP384r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B],
        Curve::BrainpoolP512r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D],
    }
}
