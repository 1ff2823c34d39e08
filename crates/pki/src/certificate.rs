//! The fields of an X.509 certificate that passive authentication looks at (RFC 5280 clause 4.1), as they stand:
//! a signature covers the bytes that were signed, and nothing that was encoded again.

use crypto::{Algorithm, Digest, PublicKey, SignatureVerdict};
use iso7816::tlv::{self, Fields};

use crate::{extension::Extensions, name, time};

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
    /// The first second at which it is valid, since 1970; `None` for a time of another form.
    pub not_before: Option<i64>,
    /// The last second at which it is valid.
    pub not_after: Option<i64>,
    /// The key identifier that its issuer gave it, if any.
    pub key_id: Option<&'a [u8]>,
    /// The key identifier of its issuer, if it says one.
    pub issuer_key_id: Option<&'a [u8]>,
    /// The subject's public key; `None` for an algorithm or curve that is not known.
    pub key: Option<PublicKey<'a>>,
    pub(crate) extensions: Extensions<'a>,
    algorithm: Option<Algorithm>,
    signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads a certificate; what stands behind it is left out.
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
        let mut times = tlv::objects(fields.next(0x30)?.value).map_while(Result::ok).map(|time| time::seconds(&time));
        let (not_before, not_after) = (times.next().flatten(), times.next().flatten());
        let subject = fields.next(0x30)?.whole;
        let key = fields.next(0x30)?;
        let extensions = Extensions::parse(tlv::find_path(fields.0, &[0xA3, 0x30]).unwrap_or_default());
        Some(Self {
            whole: certificate.whole,
            signed: signed.whole,
            issuer,
            serial,
            subject,
            not_before,
            not_after,
            key_id: extensions.key_id,
            issuer_key_id: extensions.issuer_key_id,
            key: PublicKey::parse(key.value),
            extensions,
            algorithm: Algorithm::parse(algorithm.value, None),
            signature,
        })
    }

    /// Checks whether `issuer`'s key made this certificate's signature.
    pub fn signed_by(&self, issuer: &Certificate<'_>) -> SignatureVerdict {
        crypto::verify(issuer.key.as_ref(), self.algorithm, self.signed, self.signature)
    }

    /// SHA-256 of the whole certificate: its name in lists and traces.
    pub fn fingerprint(&self) -> [u8; 32] {
        Digest::Sha256.of(self.whole).try_into().unwrap_or([0; 32])
    }

    /// The subject to read: `C=UT, CN=Invented CSCA`, at most 200 characters, without control characters.
    pub fn subject_text(&self) -> String {
        name::readable(self.subject)
    }

    /// The subject's country, two letters in capitals; `None` where it names none or something else.
    pub fn country(&self) -> Option<[u8; 2]> {
        name::country(self.subject)
    }

    /// Whether issuer and subject are one, by names or by key identifiers: an authority's own root.
    pub(crate) fn is_self_issued(&self) -> bool {
        match (self.key_id, self.issuer_key_id) {
            (Some(own), Some(issuer)) => own == issuer,
            _ => {
                name::canonical(self.subject) == name::canonical(self.issuer)
                    && self.signed_by(self) != SignatureVerdict::Wrong
            }
        }
    }
}

/// The bytes of a BIT STRING without unused bits.
pub fn bits(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(&[0])
}
