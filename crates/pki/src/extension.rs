//! Extensions of certificates (RFC 5280 clause 4.2.1), as Doc 9303-12 clause 7.1 uses them.

use iso7816::tlv::{self, Fields};

/// What a certificate says about itself. Old authorities' have none of it.
#[derive(Default)]
pub struct Extensions<'a> {
    /// Its key identifier.
    pub key_id: Option<&'a [u8]>,
    /// Its issuer's key identifier.
    pub issuer_key_id: Option<&'a [u8]>,
    /// The first octet of the key usage bits.
    pub usage: Option<u8>,
    /// Whether it may issue certificates.
    pub authority: Option<bool>,
    /// The purposes of an extended key usage, encoded.
    pub purposes: Option<&'a [u8]>,
    /// Whether a critical extension stands in it that nothing here looks at.
    pub unknown_critical: bool,
}

/// Key usage: signatures over documents.
const DIGITAL_SIGNATURE: u8 = 0x80;
/// Key usage: signatures over certificates.
const CERTIFICATES: u8 = 0x04;
/// id-icao-mrtd-security-masterListSigner, 2.23.136.1.1.3
const MASTER_LISTS: [u8; 6] = [0x67, 0x81, 0x08, 0x01, 0x01, 0x03];

impl<'a> Extensions<'a> {
    /// Reads a list of extensions; one that is damaged counts as missing.
    pub fn parse(list: &'a [u8]) -> Self {
        let mut all = Self::default();
        for extension in tlv::objects(list).map_while(Result::ok) {
            all.put(extension.value);
        }
        all
    }

    fn put(&mut self, extension: &'a [u8]) -> Option<()> {
        let mut fields = Fields(extension);
        let kind = fields.next(0x06)?.value;
        let critical = fields.next(0x01).is_some_and(|flag| flag.value != [0]);
        let value = fields.next(0x04)?.value;
        match kind {
            [0x55, 0x1D, 0x0E] => self.key_id = tlv::find(value, 0x04),
            [0x55, 0x1D, 0x23] => self.issuer_key_id = tlv::find_path(value, &[0x30, 0x80]),
            [0x55, 0x1D, 0x0F] => self.usage = tlv::find(value, 0x03).map(|bits| bits.get(1).copied().unwrap_or(0)),
            [0x55, 0x1D, 0x13] => {
                self.authority =
                    tlv::find(value, 0x30).map(|fields| tlv::find(fields, 0x01).is_some_and(|is| is != [0]));
            }
            [0x55, 0x1D, 0x25] => self.purposes = tlv::find(value, 0x30),
            // Names, policies, places of lists, how long the key is used: they say nothing against a signature.
            [0x55, 0x1D, 0x10 | 0x11 | 0x12 | 0x1F | 0x20] => {}
            _ => self.unknown_critical |= critical,
        }
        Some(())
    }

    /// Whether it may sign certificates. The key usage decides where there is one: half a dozen link certificates of
    /// real states say that they sign certificates and yet are no authority. Nothing said at all is no for a certificate
    /// that another issued, and yes for a root of the first years: `rooted`.
    pub fn may_certify(&self, rooted: bool) -> bool {
        match (self.usage, self.authority) {
            (Some(usage), _) => usage & CERTIFICATES != 0,
            (None, Some(authority)) => authority,
            (None, None) => rooted,
        }
    }

    /// Whether it may sign documents: not an authority, and no usage or purpose that leaves this one out.
    pub fn may_sign_documents(&self) -> bool {
        let usage = self.usage.is_none_or(|usage| usage & DIGITAL_SIGNATURE != 0);
        usage && self.authority != Some(true) && self.purposes.is_none()
    }

    /// Whether it says that it signs master lists.
    pub fn signs_master_lists(&self) -> bool {
        let mut purposes = tlv::objects(self.purposes.unwrap_or_default()).map_while(Result::ok);
        purposes.any(|purpose| purpose.value == MASTER_LISTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(kind: u8, critical: bool, value: &[u8]) -> Vec<u8> {
        let flag = if critical { tlv::write(0x01, &[0xFF]) } else { vec![] };
        tlv::write(0x30, &[tlv::write(0x06, &[0x55, 0x1D, kind]), flag, tlv::write(0x04, value)].concat())
    }

    #[test]
    fn who_may_sign_what() {
        let usage = |bits: u8| extension(0x0F, true, &tlv::write(0x03, &[0, bits]));
        let authority = |is: bool| extension(0x13, true, &tlv::write(0x30, &tlv::write(0x01, &[u8::from(is) * 0xFF])));
        let nobody = extension(0x13, true, &tlv::write(0x30, &[]));
        let purpose = extension(0x25, true, &tlv::write(0x30, &tlv::write(0x06, &MASTER_LISTS)));
        // extensions; certificates as root, as link; documents; lists
        let table = [
            (vec![], true, false, true, false),
            (vec![usage(0x06), authority(true)], true, true, false, false),
            (vec![authority(true)], true, true, false, false),
            (vec![usage(0x80)], false, false, true, false),
            (vec![usage(0x80), nobody], false, false, true, false),
            (vec![usage(0x06), authority(false)], true, true, false, false),
            (vec![authority(false)], false, false, true, false),
            (vec![usage(0x40)], false, false, false, false),
            (vec![usage(0x80), purpose], false, false, false, true),
        ];
        for (at, (list, root, link, documents, lists)) in table.into_iter().enumerate() {
            let list = list.concat();
            let said = Extensions::parse(&list);
            let may = (said.may_certify(true), said.may_certify(false), said.may_sign_documents());
            assert_eq!((may, said.signs_master_lists()), ((root, link, documents), lists), "{at}");
        }
    }

    #[test]
    fn a_critical_extension_that_is_not_known_is_noticed() {
        assert!(!Extensions::parse(&extension(0x63, false, &[])).unknown_critical);
        assert!(Extensions::parse(&extension(0x63, true, &[])).unknown_critical);
        assert!(!Extensions::parse(&[0x30, 0x05, 0x06]).unknown_critical);
    }
}
