//! What a chip can do, as it says so itself: the `SecurityInfos` of EF.CardAccess, EF.CardSecurity and DG14
//! (Doc 9303-11 clause 9.2). An entry of an unknown kind is skipped; what is known is kept in its order.

use crypto::{AgreementKey, Group, Suite};
use iso7816::tlv::{self, Fields};

/// bsi-de protocols 0.4.0.127.0.7.2.2, which most entries begin with.
const PROTOCOLS: [u8; 7] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02];
/// id-PK: a key for chip authentication; one more number for DH or ECDH.
const PUBLIC_KEY: u8 = 1;
/// id-CA: chip authentication; two more numbers for the key agreement and the suite.
const CHIP_AUTHENTICATION: u8 = 3;
/// id-PACE: two more numbers for the mapping and the suite, or one for domain parameters.
const PACE: u8 = 4;
/// id-icao-mrtd-security-aaProtocolObject, 2.23.136.1.1.5
const ACTIVE_AUTHENTICATION: [u8; 6] = [0x67, 0x81, 0x08, 0x01, 0x01, 0x05];
/// No chip has more to say of one kind; what goes on beyond it is there to keep a desk busy.
const MOST_OF_A_KIND: usize = 16;

/// The entries that access control and the proofs of genuineness look at.
#[derive(Default)]
pub(crate) struct SecurityInfos {
    /// `PACEInfo`, in the chip's order.
    pub(crate) pace: Vec<PaceInfo>,
    /// `PACEDomainParameterInfo`.
    pub(crate) domains: Vec<DomainInfo>,
    /// `ChipAuthenticationInfo`.
    pub(crate) chip_authentication: Vec<ChipAuthenticationInfo>,
    /// `ChipAuthenticationPublicKeyInfo`.
    pub(crate) chip_keys: Vec<ChipKey>,
    /// The signature algorithm of `ActiveAuthenticationInfo`, an encoded object identifier.
    pub(crate) active_authentication: Option<Vec<u8>>,
}

/// `PACEInfo ::= SEQUENCE { protocol OBJECT IDENTIFIER, version INTEGER (2), parameterId INTEGER OPTIONAL }`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PaceInfo {
    /// The last two numbers of the protocol: mapping and suite.
    pub(crate) protocol: [u8; 2],
    /// The domain parameters' number.
    pub(crate) parameter: Option<u8>,
}

/// `PACEDomainParameterInfo ::= SEQUENCE { protocol OBJECT IDENTIFIER, domainParameter AlgorithmIdentifier,
/// parameterId INTEGER OPTIONAL }`
pub(crate) struct DomainInfo {
    /// The last number of the protocol: the mapping.
    pub(crate) mapping: u8,
    /// The group; `None` for one that is not known.
    pub(crate) group: Option<Group>,
    /// The number a `PACEInfo` refers to it by.
    pub(crate) parameter: Option<u8>,
}

/// How a key of a chip agrees on a secret: the number after id-PK and id-CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Numbers modulo a prime.
    Dh = 1,
    /// Points of a curve.
    Ecdh = 2,
}

/// `ChipAuthenticationInfo ::= SEQUENCE { protocol OBJECT IDENTIFIER, version INTEGER, keyId INTEGER OPTIONAL }`
pub(crate) struct ChipAuthenticationInfo {
    /// The key agreement.
    pub(crate) agreement: Agreement,
    /// The last number of the protocol, 1 to 4.
    pub(crate) suite: u8,
    /// The number of the key, without sign byte.
    pub(crate) key_id: Option<Vec<u8>>,
}

/// `ChipAuthenticationPublicKeyInfo ::= SEQUENCE { protocol OBJECT IDENTIFIER, chipAuthenticationPublicKey
/// SubjectPublicKeyInfo, keyId INTEGER OPTIONAL }`
pub(crate) struct ChipKey {
    /// The key agreement.
    pub(crate) agreement: Agreement,
    /// The key; `None` for one in a group that is not known.
    pub(crate) key: Option<AgreementKey>,
    /// Its number, without sign byte.
    pub(crate) key_id: Option<Vec<u8>>,
}

impl SecurityInfos {
    /// Reads `SecurityInfos ::= SET OF SecurityInfo`, tag and length included: EF.CardAccess, or what EF.CardSecurity
    /// signs. `None` when it is no such set.
    pub(crate) fn parse(set: &[u8]) -> Option<Self> {
        let mut infos = Self::default();
        for info in tlv::objects(tlv::find(set, 0x31)?).map_while(Result::ok) {
            // An entry that does not read is one of another kind.
            let _known = infos.take(Fields(info.value));
        }
        Some(infos)
    }

    /// Reads DG14 whole.
    pub(crate) fn of_dg14(file: &[u8]) -> Option<Self> {
        Self::parse(tlv::find(file, 0x6E)?)
    }

    fn take(&mut self, mut fields: Fields<'_>) -> Option<()> {
        let protocol = fields.next(0x06)?.value;
        if protocol == ACTIVE_AUTHENTICATION {
            let _version = fields.next(0x02)?;
            self.active_authentication = Some(fields.next(0x06)?.value.to_vec());
            return Some(());
        }
        match *protocol.strip_prefix(&PROTOCOLS)? {
            [PACE, mapping, suite] => push(&mut self.pace, || PaceInfo::parse([mapping, suite], fields)),
            [PACE, mapping] => push(&mut self.domains, || DomainInfo::parse(mapping, fields)),
            [CHIP_AUTHENTICATION, agreement, suite] => {
                push(&mut self.chip_authentication, || ChipAuthenticationInfo::parse([agreement, suite], fields))
            }
            [PUBLIC_KEY, agreement] => push(&mut self.chip_keys, || ChipKey::parse(agreement, fields)),
            _ => None,
        }
    }
}

impl PaceInfo {
    fn parse(protocol: [u8; 2], mut fields: Fields<'_>) -> Option<Self> {
        let version = fields.next(0x02)?.value;
        (version == [2]).then(|| Self { protocol, parameter: small(&mut fields) })
    }

    /// The protocol's object identifier, encoded: id-PACE and the two numbers.
    pub(crate) fn oid(self) -> Vec<u8> {
        [&PROTOCOLS[..], &[PACE], &self.protocol].concat()
    }
}

impl DomainInfo {
    fn parse(mapping: u8, mut fields: Fields<'_>) -> Option<Self> {
        let group = Group::parse(fields.next(0x30)?.value);
        Some(Self { mapping, group, parameter: small(&mut fields) })
    }
}

impl ChipAuthenticationInfo {
    fn parse([agreement, suite]: [u8; 2], mut fields: Fields<'_>) -> Option<Self> {
        let _version = fields.next(0x02)?;
        Some(Self { agreement: Agreement::numbered(agreement)?, suite, key_id: number(&mut fields) })
    }
}

impl ChipKey {
    fn parse(agreement: u8, mut fields: Fields<'_>) -> Option<Self> {
        let agreement = Agreement::numbered(agreement)?;
        let key = AgreementKey::parse(fields.next(0x30)?.value);
        Some(Self { agreement, key, key_id: number(&mut fields) })
    }
}

impl Agreement {
    const fn numbered(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Dh),
            2 => Some(Self::Ecdh),
            _ => None,
        }
    }

    /// The object identifier of chip authentication in this way, encoded: id-CA and the two numbers.
    pub(crate) fn chip_authentication(self, suite: u8) -> Vec<u8> {
        [&PROTOCOLS[..], &[CHIP_AUTHENTICATION, self as u8, suite]].concat()
    }
}

/// Reads an entry and keeps it, while there is room: a key costs something to read.
fn push<T>(list: &mut Vec<T>, entry: impl FnOnce() -> Option<T>) -> Option<()> {
    if list.len() < MOST_OF_A_KIND {
        list.push(entry()?);
    }
    Some(())
}

/// An INTEGER without its sign byte, where one is next.
fn number(fields: &mut Fields<'_>) -> Option<Vec<u8>> {
    let value = fields.next(0x02)?.value;
    Some(value.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(value).to_vec())
}

/// An INTEGER that fits a byte, where one is next.
fn small(fields: &mut Fields<'_>) -> Option<u8> {
    number(fields).and_then(|bytes| <[u8; 1]>::try_from(bytes).ok()).map(|[byte]| byte)
}

/// The suite behind the last number of a protocol, the same for PACE and for chip authentication.
pub(crate) const fn suite(number: u8) -> Option<Suite> {
    match number {
        1 => Some(Suite::TripleDes),
        2 => Some(Suite::Aes128),
        3 => Some(Suite::Aes192),
        4 => Some(Suite::Aes256),
        _ => None,
    }
}
