//! EF.CardAccess, EF.ATR/INFO, DG14 and DG15: what the chip says it can do, and with which keys.

use hex_literal::hex;
use iso7816::tlv;
use sha2::{Digest, Sha256};

use super::{FileId, pad};
use crate::der::{EXAMPLE, Oid, octets, oid, sequence, set_of};
use crate::error::SimError;
use crate::holder::Holder;
use crate::pki::{Curve, PrivateKey, subject_public_key};

/// EF.CardAccess as seen on cards of 2021: terminal authentication 1, chip authentication ECDH AES-128, PACE
/// ECDH-GM AES-128 on brainpoolP256r1.
pub(super) const CARD_ACCESS: [u8; 54] = hex!(
    "3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D"
);

/// Buffers of 2048 bytes for commands and 32,768 for answers (ISO/IEC 7816-4, `7F66`).
pub const ATR_INFO: [u8; 11] = hex!("7F66080202080002028000");

/// Answer data at most under extended length, as [`ATR_INFO`] promises.
pub const EXTENDED_ANSWER: usize = 32_768;

/// id-PK-ECDH, 0.4.0.127.0.7.2.2.1.2.
const CHIP_KEY: Oid = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x02];

/// DG14: the infos of EF.CardAccess again, now signed, and the chip authentication key; brought to a size.
pub fn file(holder: &Holder, wanted: Option<usize>) -> Result<Vec<u8>, SimError> {
    pad::to(FileId::Dg14, wanted, |padding| {
        let mut infos = card_access_infos();
        infos.push(sequence(&[oid(CHIP_KEY), subject_public_key(&chip_key(holder))]));
        if padding > 0 {
            infos.push(sequence(&[oid(EXAMPLE), octets(&vec![0; padding])]));
        }
        tlv::write(0x6E, &set_of(infos))
    })
}

/// DG15: the active authentication key, on P-256.
pub fn active_key(holder: &Holder) -> Vec<u8> {
    tlv::write(0x6F, &subject_public_key(&invented(holder, "active authentication", Curve::P256)))
}

fn chip_key(holder: &Holder) -> PrivateKey {
    invented(holder, "chip authentication", Curve::BrainpoolP256r1)
}

/// A key that is the same each time the same card is made.
fn invented(holder: &Holder, purpose: &str, curve: Curve) -> PrivateKey {
    let seed = Sha256::new().chain_update(purpose).chain_update(&holder.number).finalize();
    PrivateKey::draw(curve, &mut crate::crypto::dice::Dice::new(seed.into()))
}

fn card_access_infos() -> Vec<Vec<u8>> {
    let members = tlv::find(&CARD_ACCESS, 0x31).unwrap_or_default();
    tlv::objects(members).map_while(Result::ok).map(|info| info.whole.to_vec()).collect()
}
