//! Signatures in textbook arithmetic: ECDSA (RFC 6979 makes it repeatable), RSA with PKCS#1 v1.5 and PSS (RFC 8017).

use num_bigint::BigUint;

use super::Hash;
use super::key::PrivateKey;
use crate::crypto::curve::Curve;
use crate::crypto::field::{bytes_for, fixed};
use crate::der::{Oid, explicit, integer, null, octets, oid, sequence, unsigned};

const RSA_PSS: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
const MASK_GENERATION: Oid = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08];

/// How something is signed with a key: the hash, and for RSA which padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scheme {
    /// The hash of the message.
    pub hash: Hash,
    /// RSA with PSS in place of PKCS#1 v1.5.
    pub pss: bool,
}

impl Scheme {
    /// `AlgorithmIdentifier` of a signature with `key`, DER.
    pub fn algorithm(self, key: &PrivateKey) -> Vec<u8> {
        match key {
            PrivateKey::Ec { .. } => sequence(&[oid(self.ecdsa())]),
            PrivateKey::Rsa { .. } if self.pss => sequence(&[oid(RSA_PSS), self.pss_parameters()]),
            PrivateKey::Rsa { .. } => sequence(&[oid(self.pkcs1()), null()]),
        }
    }

    /// Signs a message; an ECDSA signature is DER. `None` for an RSA key too short for the hash.
    pub fn sign(self, key: &PrivateKey, message: &[u8]) -> Option<Vec<u8>> {
        let digest = self.hash.digest(message);
        match key {
            PrivateKey::Ec { curve, secret } => {
                let (r, s) = ecdsa(*curve, secret, self.hash, &digest);
                Some(sequence(&[unsigned(&r.to_bytes_be()), unsigned(&s.to_bytes_be())]))
            }
            PrivateKey::Rsa { modulus, secret, .. } => {
                let bits = modulus.bits();
                let padded = if self.pss { self.pad_pss(&digest, bits)? } else { self.pad_pkcs1(&digest, bits)? };
                let signature = BigUint::from_bytes_be(&padded).modpow(secret, modulus);
                Some(fixed(&signature, bytes_for(bits)))
            }
        }
    }

    /// RFC 8017 clause 9.2.
    fn pad_pkcs1(self, digest: &[u8], bits: u64) -> Option<Vec<u8>> {
        let info = sequence(&[sequence(&[oid(self.hash.oid()), null()]), octets(digest)]);
        let filling = bytes_for(bits).checked_sub(info.len() + 3).filter(|filling| *filling >= 8)?;
        Some([&[0, 1][..], &vec![0xFF; filling], &[0], &info].concat())
    }

    /// RFC 8017 clause 9.1, the salt as long as the digest and made of it, so that a card has the same bytes each time.
    fn pad_pss(self, digest: &[u8], bits: u64) -> Option<Vec<u8>> {
        let (length, hashed) = (bytes_for(bits - 1), self.hash.size());
        let filling = length.checked_sub(2 * hashed + 2)?;
        let salt = self.hash.mac(b"salt", &[digest]);
        let tag = self.hash.digest(&[&[0; 8][..], digest, &salt].concat());
        let block = [&vec![0; filling][..], &[1], &salt].concat();
        let mut masked: Vec<u8> =
            block.iter().zip(self.mask(&tag, block.len())).map(|(byte, mask)| byte ^ mask).collect();
        let spare = 8 * length as u64 - (bits - 1);
        *masked.first_mut()? &= 0xFF >> spare;
        Some([&masked[..], &tag, &[0xBC]].concat())
    }

    /// MGF1 (RFC 8017 clause B.2.1).
    fn mask(self, seed: &[u8], length: usize) -> Vec<u8> {
        let block = |count: u32| self.hash.digest(&[seed, &count.to_be_bytes()].concat());
        (0..).flat_map(block).take(length).collect()
    }

    fn pss_parameters(self) -> Vec<u8> {
        let hash = sequence(&[oid(self.hash.oid()), null()]);
        let mask = sequence(&[oid(MASK_GENERATION), hash.clone()]);
        let salt = integer(u8::try_from(self.hash.size()).unwrap_or(u8::MAX));
        sequence(&[explicit(0, &hash), explicit(1, &mask), explicit(2, &salt)])
    }

    const fn ecdsa(self) -> Oid {
        match self.hash {
            Hash::Sha1 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01],
            Hash::Sha224 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x01],
            Hash::Sha256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02],
            Hash::Sha384 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03],
            Hash::Sha512 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04],
        }
    }

    const fn pkcs1(self) -> Oid {
        match self.hash {
            Hash::Sha1 => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05],
            Hash::Sha224 => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0E],
            Hash::Sha256 => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B],
            Hash::Sha384 => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0C],
            Hash::Sha512 => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0D],
        }
    }
}

/// Value bytes of ecdsa-plain-signatures with a hash, 0.4.0.127.0.7.1.1.4.1.x (BSI TR-03111 clause 5.2.1.1).
pub const fn plain_ecdsa(hash: Hash) -> [u8; 10] {
    let arc = match hash {
        Hash::Sha1 => 1,
        Hash::Sha224 => 2,
        Hash::Sha256 => 3,
        Hash::Sha384 => 4,
        Hash::Sha512 => 5,
    };
    [0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01, arc]
}

/// ECDSA over a digest (FIPS 186-4 clause 6.4), its one-time secret by RFC 6979 with `hash`.
pub fn ecdsa(curve: Curve, secret: &BigUint, hash: Hash, digest: &[u8]) -> (BigUint, BigUint) {
    let order = curve.n();
    let message = leftmost(digest, order.bits()) % order;
    let mut once = Once::new(order, secret, hash, &message);
    loop {
        let k = once.next(order);
        let Some(point) = curve.multiply(&k, curve.generator()) else { continue };
        let r = point.x % order;
        // The order is prime, so a power inverts (Fermat).
        let inverse = k.modpow(&(order - 2u8), order);
        let s = inverse * (&message + &r * secret) % order;
        if r != BigUint::ZERO && s != BigUint::ZERO {
            return (r, s);
        }
    }
}

/// The stream of one-time secrets of RFC 6979 clause 3.2.
struct Once {
    hash: Hash,
    key: Vec<u8>,
    value: Vec<u8>,
}

impl Once {
    fn new(order: &BigUint, secret: &BigUint, hash: Hash, message: &BigUint) -> Self {
        let length = bytes_for(order.bits());
        let seed = [fixed(secret, length), fixed(message, length)].concat();
        let mut once = Self { hash, key: vec![0; hash.size()], value: vec![1; hash.size()] };
        once.stir(&[&[0], &seed]);
        once.stir(&[&[1], &seed]);
        once
    }

    fn stir(&mut self, parts: &[&[u8]]) {
        self.key = self.hash.mac(&self.key, &[&[&self.value[..]], parts].concat());
        self.value = self.hash.mac(&self.key, &[&self.value]);
    }

    fn next(&mut self, order: &BigUint) -> BigUint {
        loop {
            let mut drawn = Vec::new();
            while drawn.len() < bytes_for(order.bits()) {
                self.value = self.hash.mac(&self.key, &[&self.value]);
                drawn.extend_from_slice(&self.value);
            }
            let k = leftmost(&drawn[..bytes_for(order.bits())], order.bits());
            if k != BigUint::ZERO && k < *order {
                return k;
            }
            self.stir(&[&[0]]);
        }
    }
}

/// The number in the leftmost `bits` bits.
fn leftmost(bytes: &[u8], bits: u64) -> BigUint {
    BigUint::from_bytes_be(bytes) >> (8 * bytes.len() as u64).saturating_sub(bits)
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    /// RFC 6979 clauses A.2.5 to A.2.7, message "sample".
    #[test]
    fn the_examples_of_rfc_6979_are_met() {
        let p256 = hex!("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
        let p384 =
            hex!("6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5");
        let cases: [(u8, &[u8], Hash, &[u8]); 3] = [
            (12, &p256, Hash::Sha256, &hex!("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716")),
            (12, &p256, Hash::Sha1, &hex!("61340C88C3AAEBEB4F6D667F672CA9759A6CCAA9FA8811313039EE4A35471D32")),
            (
                15,
                &p384,
                Hash::Sha384,
                &hex!(
                    "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46"
                ),
            ),
        ];
        for (parameter, secret, hash, r) in cases {
            let curve = Curve::from_parameter(parameter).unwrap();
            let signed = ecdsa(curve, &BigUint::from_bytes_be(secret), hash, &hash.digest(b"sample"));
            assert_eq!(fixed(&signed.0, r.len()), r, "{parameter} {hash:?}");
        }
    }

    #[test]
    fn a_key_too_short_for_its_hash_signs_nothing() {
        let modulus = BigUint::from(1u8) << 511;
        let key = PrivateKey::Rsa { modulus, exponent: BigUint::from(3u8), secret: BigUint::from(3u8) };
        assert!(Scheme { hash: Hash::Sha512, pss: true }.sign(&key, b"").is_none());
        assert!(Scheme { hash: Hash::Sha512, pss: false }.sign(&key, b"").is_none());
    }
}
