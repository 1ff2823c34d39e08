//! EF.CardAccess, EF.CardSecurity, EF.ATR/INFO, DG14 and DG15: what the chip says it can do, and with which keys.

use hex_literal::hex;
use iso7816::tlv;
use num_bigint::BigUint;

use super::{FileId, pad};
use crate::crypto::curve::Curve;
use crate::crypto::modp::Modp;
use crate::der::{EXAMPLE, Oid, bits, integer, octets, oid, sequence, set_of};
use crate::error::IssuerError;
use crate::holder::compact;
use crate::pki::{Encoding, Message, plain_ecdsa, public, subject_public_key};
use crate::profile::{ActiveKey, ChipKey, KeyForm, PaceOffer, Profile, Tampered};

/// Buffers of 2048 bytes for commands and 32,768 for answers (ISO/IEC 7816-4, `7F66`).
pub const ATR_INFO: [u8; 11] = hex!("7F66080202080002028000");

/// Answer data at most under extended length, as [`ATR_INFO`] promises.
pub const EXTENDED_ANSWER: usize = 32_768;

/// id-PK-DH and id-PK-ECDH, 0.4.0.127.0.7.2.2.1.1 and .2.
const CHIP_KEY: [Oid; 2] =
    [&[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x01], &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x02]];
/// id-TA, 0.4.0.127.0.7.2.2.2.
const TERMINAL_AUTHENTICATION: Oid = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02];
/// id-icao-mrtd-security-aaProtocolObject, 2.23.136.1.1.5.
const ACTIVE_AUTHENTICATION: Oid = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x05];
/// id-SecurityObject, 0.4.0.127.0.7.3.2.1.
const SECURITY_OBJECT: Oid = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x02, 0x01];

/// EF.CardAccess; `None` for a chip without PACE.
pub fn card_access(profile: &Profile) -> Option<Vec<u8>> {
    (!profile.chip.pace.is_empty()).then(|| set_of(announced(profile)))
}

/// DG14: what EF.CardAccess says again, now signed, with the keys of chip authentication; brought to a size. `None`
/// for a chip that has nothing to say.
pub fn group_14(profile: &Profile) -> Result<Option<Vec<u8>>, IssuerError> {
    let mut infos = announced(profile);
    for (at, key) in profile.chip.chip_authentication.iter().enumerate().filter(|(_, key)| !key.for_cam) {
        infos.push(public_key_info(*key, key.form, &profile.published_chip_secret(at)?)?);
    }
    infos.extend(profile.chip.active_authentication.as_ref().and_then(active_info));
    if infos.is_empty() {
        return Ok(None);
    }
    let padded = |padding: usize| {
        let mut infos = infos.clone();
        if padding > 0 {
            infos.push(sequence(&[oid(EXAMPLE), octets(&vec![0; padding])]));
        }
        tlv::write(0x6E, &set_of(infos))
    };
    pad::to(FileId::Dg14, profile.sizes.dg14, padded).map(Some)
}

/// EF.CardSecurity: the infos and the key of chip authentication mapping, signed; `None` for a chip without it.
pub fn card_security(profile: &Profile) -> Result<Option<Vec<u8>>, IssuerError> {
    let keys = &profile.chip.chip_authentication;
    let Some((at, key)) = keys.iter().enumerate().find(|(_, key)| key.for_cam) else { return Ok(None) };
    let mut infos = announced(profile);
    infos.push(public_key_info(*key, KeyForm::Standard, &profile.published_chip_secret(at)?)?);
    let message = Message {
        kind: SECURITY_OBJECT,
        content: &set_of(infos),
        hash: profile.sod.signature_hash.unwrap_or(profile.sod.hash),
        pss: profile.sod.pss,
        time: &format!("{}000000Z", compact(&profile.holder.issued).unwrap_or_default()),
        encoding: Encoding::Der,
        by_key: false,
        spoilt: profile.tampered.contains(&Tampered::CardSecurity),
    };
    Ok(Some(message.sign(&profile.signer, &[])?.write(&[])))
}

/// DG15: the key of active authentication; `None` for a chip without one.
pub fn group_15(profile: &Profile) -> Result<Option<Vec<u8>>, IssuerError> {
    let Some(active) = &profile.chip.active_authentication else { return Ok(None) };
    let public = match active {
        ActiveKey::Unknown { unknown } => sequence(&[sequence(&[oid(EXAMPLE)]), bits(&vec![0; *unknown])]),
        known => {
            let key = profile.published_active_secret().ok_or(IssuerError::Value("active_authentication"))?;
            subject_public_key(&key, matches!(known, ActiveKey::Ecdsa { explicit: true, .. }))
        }
    };
    let file = tlv::write(0x6F, &public);
    pad::exactly(FileId::Dg15, profile.sizes.dg15, &file).map(Some)
}

/// What stands in EF.CardAccess.
fn announced(profile: &Profile) -> Vec<Vec<u8>> {
    let chip = &profile.chip;
    let terminal = chip.terminal_authentication.then(|| sequence(&[oid(TERMINAL_AUTHENTICATION), integer(1)]));
    let keys = chip.chip_authentication.iter().filter(|key| key.announced && !key.for_cam).copied().map(key_info);
    terminal.into_iter().chain(keys).chain(chip.pace.iter().copied().map(pace_info)).collect()
}

fn pace_info(offer: PaceOffer) -> Vec<u8> {
    sequence(&[oid(&offer.oid()), integer(2), integer(offer.parameter)])
}

fn key_info(key: ChipKey) -> Vec<u8> {
    let id = key.key_id.map(integer).unwrap_or_default();
    sequence(&[oid(&key.oid()), integer(1), id])
}

/// `ChipAuthenticationPublicKeyInfo`.
fn public_key_info(key: ChipKey, form: KeyForm, secret: &BigUint) -> Result<Vec<u8>, IssuerError> {
    let id = key.key_id.map(integer).unwrap_or_default();
    let (protocol, public) = match (Curve::from_parameter(key.parameter), Modp::from_parameter(key.parameter)) {
        (Some(curve), _) => (CHIP_KEY[1], public::of_curve(curve, secret, form)),
        (None, Some(group)) => {
            let element = group.g().modpow(secret, group.p());
            (CHIP_KEY[0], public::of_group(group, &element, form))
        }
        (None, None) => (CHIP_KEY[0], None),
    };
    let public = public.ok_or(IssuerError::Value("chip_authentication"))?;
    Ok(sequence(&[oid(protocol), public, id]))
}

/// `ActiveAuthenticationInfo`, which ECDSA needs (Doc 9303-11 clause 9.2.3): the algorithm of the signature.
fn active_info(key: &ActiveKey) -> Option<Vec<u8>> {
    let ActiveKey::Ecdsa { hash, .. } = key else { return None };
    Some(sequence(&[oid(ACTIVE_AUTHENTICATION), integer(1), oid(&plain_ecdsa(*hash))]))
}
