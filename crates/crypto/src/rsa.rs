//! RSA signatures (RFC 8017): the public operation and both paddings.

use iso7816::tlv;

use crate::{
    Digest, Pss,
    number::{Element, Modulus, fixed, trimmed},
};

/// A modulus of 8,192 bits is the longest that is worked with: a card must not keep a desk busy.
const LONGEST_MODULUS: usize = 1024;
/// Nor by its exponent, which costs a multiplication for each bit; 256 bits is the longest that is in use anywhere
/// (FIPS 186-5 appendix A.1.1).
const LONGEST_EXPONENT: usize = 32;

/// A public key, prepared.
pub(crate) struct RsaKey<'a> {
    modulus: Modulus,
    exponent: &'a [u8],
}

impl<'a> RsaKey<'a> {
    /// Prepares a key; `None` out of bounds, and with an exponent that RSA does not have: 1, or an even one.
    pub(crate) fn new(modulus: &[u8], exponent: &'a [u8]) -> Option<Self> {
        let (modulus, exponent) = (trimmed(modulus), trimmed(exponent));
        let proper = exponent != [1] && exponent.last().is_some_and(|last| last & 1 == 1);
        if modulus.len() > LONGEST_MODULUS || exponent.len() > LONGEST_EXPONENT || !proper {
            return None;
        }
        Some(Self { modulus: Modulus::new(modulus)?, exponent })
    }

    /// The numbers that keys of this size calculate with.
    pub(crate) fn modulus(&self) -> &Modulus {
        &self.modulus
    }

    /// What was signed: the signature, a number below the modulus, to the power of the exponent.
    pub(crate) fn open(&self, signature: &[u8]) -> Option<Element> {
        Some(Modulus::power(&self.modulus.element(signature)?, self.exponent))
    }

    /// The same at full length, for a signature that has full length too.
    fn opened(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let element = self.open(signature).filter(|_| signature.len() == self.modulus.len())?;
        Some(self.modulus.bytes(&element).to_vec())
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017 clause 8.2.2): the padded hash is built and compared whole, never parsed. Its name
    /// may come with or without empty parameters (appendix A.2.4).
    pub(crate) fn verify_pkcs1(&self, digest: Digest, message: &[u8], signature: &[u8]) -> Option<()> {
        let opened = self.opened(signature)?;
        let same = |null| emsa_pkcs1(digest, message, self.modulus.len(), null).is_some_and(|padded| padded == opened);
        (same(true) || same(false)).then_some(())
    }

    /// RSASSA-PSS (RFC 8017 clause 8.1.2).
    pub(crate) fn verify_pss(&self, pss: Pss, message: &[u8], signature: &[u8]) -> Option<()> {
        let opened = self.opened(signature)?;
        let bits = self.modulus.bits() - 1;
        let padded = fixed(&opened, bits.div_ceil(8))?;
        emsa_pss(pss, message, &padded, 8 * padded.len() - bits)
    }
}

/// EMSA-PKCS1-v1_5 (RFC 8017 clause 9.2).
fn emsa_pkcs1(digest: Digest, message: &[u8], length: usize, null: bool) -> Option<Vec<u8>> {
    let parameters = if null { tlv::write(0x05, &[]) } else { Vec::new() };
    let algorithm = tlv::write(0x30, &[tlv::write(0x06, digest.oid()), parameters].concat());
    let info = tlv::write(0x30, &[algorithm, tlv::write(0x04, &digest.of(message))].concat());
    let filling = length.checked_sub(info.len() + 3).filter(|&filling| filling >= 8)?;
    Some([&[0x00, 0x01][..], &vec![0xFF; filling], &[0x00], &info].concat())
}

/// EMSA-PSS-VERIFY (RFC 8017 clause 9.1.2): `padded` has `unused` bits too many on the left.
fn emsa_pss(pss: Pss, message: &[u8], padded: &[u8], unused: usize) -> Option<()> {
    let hash_len = pss.digest.len();
    let masked_len = padded.len().checked_sub(hash_len + 1)?;
    let zeros = masked_len.checked_sub(pss.salt_len.checked_add(1)?)?;
    let (masked, rest) = padded.split_at(masked_len);
    let (hash, trailer) = rest.split_at(hash_len);
    let unused_mask = u8::MAX.checked_shr(u32::try_from(unused).ok()?)?;
    if trailer != [0xBC] || masked.first().is_some_and(|first| first & !unused_mask != 0) {
        return None;
    }
    let mut block: Vec<u8> = masked.iter().zip(mask(pss.mask, hash, masked_len)).map(|(a, b)| a ^ b).collect();
    block[0] &= unused_mask;
    let (filling, salt) = block.split_at(zeros + 1);
    let expected = pss.digest.of(&[&[0; 8], &pss.digest.of(message)[..], salt].concat());
    let filled = filling.split_last().is_some_and(|(one, zeros)| *one == 1 && zeros.iter().all(|&byte| byte == 0));
    (filled && expected == hash).then_some(())
}

/// MGF1 (RFC 8017 appendix B.2.1).
fn mask(digest: Digest, seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0_u32..).map(|counter| digest.of(&[seed, &counter.to_be_bytes()].concat()));
    blocks.flatten().take(length).collect()
}

#[cfg(test)]
mod tests;
