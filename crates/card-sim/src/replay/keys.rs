//! What a replayed chip can do, found in its files. Every secret is one: redaction left the generators as public keys.

use iso7816::tlv;
use num_bigint::BigUint;

use crate::crypto::curve::Curve;
use crate::crypto::field::fixed;
use crate::crypto::modp::Modp;
use crate::crypto::offer::{Cipher, Mapping, PaceOffer};
use issuer::pki::{Hash, PrivateKey, plain_ecdsa, public};
use issuer::{ActiveKey, ChipKey, KeyForm, SignatureForm};

/// 0.4.0.127.0.7.2.2, which all of these protocols are under.
const ARC: [u8; 7] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02];

/// The chip's secrets.
#[derive(Default)]
pub struct Keys {
    /// Of chip authentication.
    pub agreement: Vec<(ChipKey, BigUint)>,
    /// Of chip authentication mapping.
    pub mapping: Option<BigUint>,
    /// Of active authentication, unless it is RSA, and the hash it signs with.
    pub active: Option<(PrivateKey, Hash)>,
}

/// One `SecurityInfo`: its protocol's last numbers, and the objects behind it.
struct Info<'a> {
    protocol: &'a [u8],
    rest: Vec<tlv::Tlv<'a>>,
}

impl Keys {
    /// Looks for keys in DG14, EF.CardSecurity and DG15; each may be empty.
    pub fn of(dg14: &[u8], card_security: &[u8], dg15: &[u8]) -> Self {
        let one = || BigUint::from(1u8);
        let infos = infos(tlv::find_path(dg14, &[0x6E, 0x31]).unwrap_or_default());
        let agreement = infos.iter().filter_map(|info| key(info, &infos)).map(|key| (key, one())).collect();
        let active = curve(dg15).map(|curve| (PrivateKey::Ec { curve, secret: one() }, hash(curve, dg14)));
        Self { agreement, mapping: (!card_security.is_empty()).then(one), active }
    }

    /// What the profile of such a chip says of active authentication.
    pub fn active_key(&self) -> Option<ActiveKey> {
        let Some((PrivateKey::Ec { curve, .. }, hash)) = &self.active else { return None };
        Some(ActiveKey::Ecdsa {
            parameter: curve.parameter(),
            hash: *hash,
            form: SignatureForm::Plain,
            explicit: false,
        })
    }
}

/// The hash that `ActiveAuthenticationInfo` names; the one of the curve's length where it is silent.
fn hash(curve: Curve, dg14: &[u8]) -> Hash {
    let named = Hash::ALL.into_iter().find(|hash| contains(dg14, &plain_ecdsa(*hash)));
    named.unwrap_or(match curve.order_len() {
        0..=28 => Hash::Sha224,
        29..=32 => Hash::Sha256,
        33..=48 => Hash::Sha384,
        _ => Hash::Sha512,
    })
}

/// The offers of PACE in EF.CardAccess; where it was not read, those that were taken up (data of MSE:Set AT).
pub fn offers(card_access: &[u8], taken: &[Vec<u8>]) -> Vec<PaceOffer> {
    let announced: Vec<PaceOffer> = infos(tlv::find(card_access, 0x31).unwrap_or_default())
        .iter()
        .filter_map(|info| offer(info.protocol, info.rest.get(1)?.value.last().copied()?))
        .collect();
    if !announced.is_empty() {
        return announced;
    }
    // Without a word on parameters they are the citizen card's.
    let taken = taken.iter().filter_map(|data| {
        let parameter = tlv::find(data, 0x84).and_then(<[u8]>::last).copied().unwrap_or(13);
        offer(tlv::find(data, 0x80)?.strip_prefix(&ARC)?, parameter)
    });
    taken.collect()
}

fn offer(protocol: &[u8], parameter: u8) -> Option<PaceOffer> {
    let &[0x04, mapping, cipher] = protocol else { return None };
    let mapping = match mapping {
        1 | 2 => Mapping::Gm,
        3 | 4 => Mapping::Im,
        6 => Mapping::Cam,
        _ => return None,
    };
    Some(PaceOffer { mapping, cipher: by_arc(cipher)?, parameter })
}

/// The key that a `ChipAuthenticationPublicKeyInfo` tells of; its cipher stands in another info.
fn key(info: &Info<'_>, infos: &[Info<'_>]) -> Option<ChipKey> {
    let &[0x01, kind] = info.protocol else { return None };
    let public = info.rest.first()?.value;
    let parameter = if kind == 1 { group(public)?.parameter() } else { curve(public)?.parameter() };
    let key_id = info.rest.get(1).and_then(|id| id.value.last().copied());
    let names = |other: &&Info<'_>| {
        matches!(other.protocol, &[0x03, agreement, _] if agreement == kind)
            && other.rest.get(1).and_then(|id| id.value.last().copied()) == key_id
    };
    let announced = infos.iter().find(names).and_then(|info| by_arc(*info.protocol.last()?));
    let cipher = announced.unwrap_or(Cipher::Des3);
    Some(ChipKey { parameter, cipher, key_id, form: KeyForm::Named, announced: announced.is_some(), for_cam: false })
}

fn infos(members: &[u8]) -> Vec<Info<'_>> {
    tlv::objects(members).map_while(Result::ok).filter_map(info).collect()
}

fn info(whole: tlv::Tlv<'_>) -> Option<Info<'_>> {
    let mut parts = tlv::objects(whole.value).map_while(Result::ok);
    let protocol = parts.next()?.value.strip_prefix(&ARC)?;
    Some(Info { protocol, rest: parts.collect() })
}

fn by_arc(arc: u8) -> Option<Cipher> {
    Cipher::ALL.into_iter().find(|cipher| cipher.arc() == arc)
}

/// The curve a public key is on: by its name, its number or its prime, wherever they stand in it.
fn curve(public: &[u8]) -> Option<Curve> {
    Curve::ALL.into_iter().find(|curve| {
        contains(public, &public::name_of(*curve))
            || contains(public, &public::standard(curve.parameter()))
            || contains(public, &fixed(curve.p(), curve.field_len()))
    })
}

/// The group a public number is of.
fn group(public: &[u8]) -> Option<Modp> {
    let found = |group: &Modp| {
        contains(public, &public::standard(group.parameter())) || contains(public, &fixed(group.p(), group.size()))
    };
    Modp::ALL.into_iter().find(found)
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}
