//! Signatures that give part of their message back (ISO/IEC 9796-2 digital signature scheme 1): active
//! authentication with RSA (Doc 9303-11 clause 6.1).

use crate::{Digest, PublicKey, SignatureVerdict, rsa::RsaKey};

/// The first two bits of every message representative.
const HEADER: u8 = 0b0100_0000;
/// The bit that says that a part of the message is not in it.
const PARTIAL: u8 = 0b0010_0000;

/// Checks that `signature` is over a message that ends with `challenge`: what comes before, the chip has drawn.
///
/// The hash function is the one that the signature itself names: SHA-1 without a number, or by its number in ISO/IEC
/// 10118. [`SignatureVerdict::Unsupported`] for another that has a number there, and for a key that is not RSA or whose
/// bits are no whole bytes.
pub fn verify(key: &PublicKey<'_>, challenge: &[u8], signature: &[u8]) -> SignatureVerdict {
    let PublicKey::Rsa { modulus, exponent } = *key else { return SignatureVerdict::Unsupported };
    let Some(key) = RsaKey::new(modulus, exponent) else { return SignatureVerdict::Unsupported };
    if key.modulus().bits() % 8 != 0 {
        return SignatureVerdict::Unsupported;
    }
    match representative(&key, signature).as_deref().map(|bytes| judge(bytes, challenge)) {
        Some(verdict) => verdict,
        None => SignatureVerdict::Wrong,
    }
}

/// What was signed, which ends with the digit C. A signer may give the smaller of two signatures (clause B.6): then it
/// is the modulus less this.
fn representative(key: &RsaKey<'_>, signature: &[u8]) -> Option<Vec<u8>> {
    let opened = key.open(signature)?;
    [key.modulus().bytes(&opened), key.modulus().bytes(&-opened)]
        .into_iter()
        .find(|bytes| bytes.last().is_some_and(|last| last & 0x0F == 0x0C))
        .map(|bytes| bytes.to_vec())
}

fn judge(representative: &[u8], challenge: &[u8]) -> SignatureVerdict {
    let (digest, body) = match *representative {
        [ref body @ .., 0xBC] => (Some(Digest::Sha1), body),
        // RIPEMD-160, RIPEMD-128 and WHIRLPOOL. Without the header it is no signature, whatever it ends with: one wrong
        // signature in some hundred ends like this by chance.
        [0x4A | 0x4B | 0x6A | 0x6B, .., 0x31 | 0x32 | 0x37, 0xCC] => return SignatureVerdict::Unsupported,
        [ref body @ .., number, 0xCC] => (by_number(number), body),
        _ => return SignatureVerdict::Wrong,
    };
    let Some(digest) = digest else { return SignatureVerdict::Wrong };
    match recovered(body, digest.len()) {
        Some((partial, message, hash)) => {
            let ends = partial || message.ends_with(challenge);
            let rest = if partial { challenge } else { &[] };
            let right = ends && digest.of(&[message, rest].concat()) == hash;
            if right { SignatureVerdict::Right } else { SignatureVerdict::Wrong }
        }
        None => SignatureVerdict::Wrong,
    }
}

/// Takes header, padding, message and hash apart: whether a part of the message is missing, the message, the hash.
fn recovered(body: &[u8], hash_len: usize) -> Option<(bool, &[u8], &[u8])> {
    let (&first, _) = body.split_first()?;
    if first & 0b1100_0000 != HEADER || first & 0b0001_0000 != 0 {
        return None;
    }
    // The padding is digits B, closed by a digit A: 6A, or 6B BB ... BA.
    let start = match first & 0x0F {
        0x0A => 1,
        0x0B => {
            let digits = body[1..].iter().take_while(|&&byte| byte == 0xBB).count();
            if *body.get(1 + digits)? != 0xBA {
                return None;
            }
            2 + digits
        }
        _ => return None,
    };
    let end = body.len().checked_sub(hash_len)?;
    Some((first & PARTIAL != 0, body.get(start..end)?, &body[end..]))
}

/// The hash functions of ISO/IEC 10118-3 by their numbers.
const fn by_number(number: u8) -> Option<Digest> {
    match number {
        0x33 => Some(Digest::Sha1),
        0x34 => Some(Digest::Sha256),
        0x35 => Some(Digest::Sha512),
        0x36 => Some(Digest::Sha384),
        0x38 => Some(Digest::Sha224),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
