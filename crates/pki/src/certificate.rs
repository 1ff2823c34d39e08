//! The few fields of an X.509 certificate that passive authentication looks at (RFC 5280 clause 4.1), as they stand:
//! a signature covers the bytes that were signed, and nothing that was encoded again.

use crypto::{Algorithm, PublicKey, SignatureVerdict};
use iso7816::tlv::{self, Fields};

/// A certificate, borrowed from its DER.
pub struct Certificate<'a> {
    /// The certificate whole.
    pub whole: &'a [u8],
    /// The part that is signed.
    signed: &'a [u8],
    /// The issuer's name, encoded.
    pub issuer: &'a [u8],
    /// The serial number, encoded without tag and length.
    pub serial: &'a [u8],
    /// The subject's name, encoded.
    pub subject: &'a [u8],
    /// The key identifier that its issuer gave it, if any.
    pub key_id: Option<&'a [u8]>,
    /// The subject's public key; `None` for an algorithm or curve that is not known.
    pub key: Option<PublicKey<'a>>,
    algorithm: Option<Algorithm>,
    signature: &'a [u8],
}

/// id-ce-subjectKeyIdentifier, 2.5.29.14
const SUBJECT_KEY_IDENTIFIER: [u8; 3] = [0x55, 0x1D, 0x0E];

impl<'a> Certificate<'a> {
    /// Reads a certificate.
    pub fn parse(der: &'a [u8]) -> Option<Self> {
        let (certificate, _) = tlv::read(der).ok().filter(|(object, _)| object.tag == 0x30)?;
        let mut fields = Fields(certificate.value);
        let signed = fields.next(0x30)?;
        let algorithm = fields.next(0x30)?;
        let signature = bits(fields.next(0x03)?.value)?;

        let mut fields = Fields(signed.value);
        let _version = fields.next(0xA0);
        let serial = fields.next(0x02)?.value;
        let _algorithm = fields.next(0x30)?;
        let issuer = fields.next(0x30)?.whole;
        let _validity = fields.next(0x30)?;
        let subject = fields.next(0x30)?.whole;
        let key = fields.next(0x30)?;
        Some(Self {
            whole: certificate.whole,
            signed: signed.whole,
            issuer,
            serial,
            subject,
            key_id: tlv::find_path(fields.0, &[0xA3, 0x30]).and_then(key_id),
            key: PublicKey::parse(key.value),
            algorithm: Algorithm::parse(algorithm.value, None),
            signature,
        })
    }

    /// Checks whether `issuer`'s key made this certificate's signature.
    pub fn signed_by(&self, issuer: &Certificate<'_>) -> SignatureVerdict {
        crypto::verify(issuer.key.as_ref(), self.algorithm, self.signed, self.signature)
    }
}

/// The bytes of a BIT STRING without unused bits.
pub fn bits(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(&[0])
}

fn key_id(extensions: &[u8]) -> Option<&[u8]> {
    tlv::objects(extensions).map_while(Result::ok).find_map(|extension| {
        let mut fields = Fields(extension.value);
        let wanted = fields.next(0x06)?.value == SUBJECT_KEY_IDENTIFIER;
        let _critical = fields.next(0x01);
        let value = fields.next(0x04)?.value;
        if wanted { tlv::find(value, 0x04) } else { None }
    })
}
