//! Lists of revoked certificates (RFC 5280 clause 5, Doc 9303-12 clause 7.1.4).

use crypto::{Algorithm, SignatureVerdict};
use iso7816::tlv::{self, Fields, Tlv};

use crate::{Certificate, Revocation, certificate::bits, name, signed_data::number, time};

/// A list, borrowed from its DER.
pub struct Crl<'a> {
    signed: &'a [u8],
    /// Who issued it, encoded.
    pub issuer: &'a [u8],
    /// When it was issued, in seconds since 1970.
    pub since: Option<i64>,
    /// When the next one was due; countries are late, and a late list still revokes what it lists.
    pub next: Option<i64>,
    entries: &'a [u8],
    algorithm: Option<Algorithm>,
    signature: &'a [u8],
}

impl<'a> Crl<'a> {
    /// Reads a list. `None` for another structure, and for one with a critical extension: that is a list of another
    /// kind, and Doc 9303-12 allows none.
    pub fn parse(der: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(tlv::find(der, 0x30)?);
        let signed = fields.next(0x30)?;
        let algorithm = fields.next(0x30)?;
        let signature = bits(fields.next(0x03)?.value)?;

        let mut fields = Fields(signed.value);
        let _version = fields.next(0x02);
        let _algorithm = fields.next(0x30)?;
        let issuer = fields.next(0x30)?.whole;
        let since = date(&mut fields)?;
        let next = date(&mut fields);
        let entries = fields.next(0x30).map_or(&[][..], |list| list.value);
        let extensions = tlv::find_path(fields.0, &[0xA0, 0x30]).unwrap_or_default();
        if tlv::objects(extensions).map_while(Result::ok).any(|extension| is_critical(extension.value)) {
            return None;
        }
        Some(Self {
            signed: signed.whole,
            issuer,
            since: time::seconds(&since),
            next: next.and_then(|next| time::seconds(&next)),
            entries,
            algorithm: Algorithm::parse(algorithm.value, None),
            signature,
        })
    }

    /// Checks whether this authority's key signed the list.
    pub fn signed_by(&self, authority: &Certificate<'_>) -> SignatureVerdict {
        crypto::verify(authority.key.as_ref(), self.algorithm, self.signed, self.signature)
    }

    /// Whether the list is by the issuer of that canonical name.
    pub fn is_by(&self, issuer: &[u8]) -> bool {
        name::canonical(self.issuer) == issuer
    }

    /// Since when the certificate of this serial number is revoked, if the list names it.
    pub fn revoked(&self, serial: &[u8]) -> Option<Revocation> {
        tlv::objects(self.entries).map_while(Result::ok).find_map(|entry| {
            let mut fields = Fields(entry.value);
            let listed = number(fields.next(0x02)?.value) == number(serial);
            let since = date(&mut fields).and_then(|date| time::seconds(&date));
            listed.then_some(Revocation::Revoked { since })
        })
    }
}

fn date<'a>(fields: &mut Fields<'a>) -> Option<Tlv<'a>> {
    fields.next(0x17).or_else(|| fields.next(0x18))
}

fn is_critical(extension: &[u8]) -> bool {
    let mut fields = Fields(extension);
    fields.next(0x06).is_some() && fields.next(0x01).is_some_and(|flag| flag.value != [0])
}
