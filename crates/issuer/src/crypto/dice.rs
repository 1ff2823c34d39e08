//! The chip's randomness: a stream of SHA-256 blocks over a seed, so that a test can repeat a whole conversation.

use num_bigint::BigUint;
use sha2::{Digest, Sha256};

use super::field::bytes_for;

/// Throws reproducible bytes from a 32-byte seed.
pub struct Dice {
    seed: [u8; 32],
    thrown: u64,
}

impl Dice {
    /// Starts a stream; the same seed gives the same bytes in the same order.
    pub const fn new(seed: [u8; 32]) -> Self {
        Self { seed, thrown: 0 }
    }

    /// Throws the next `N` bytes, at most 32.
    pub fn throw<const N: usize>(&mut self) -> [u8; N] {
        const { assert!(N <= 32, "one SHA-256 block is thrown at a time") };
        let block = self.block();
        std::array::from_fn(|at| block[at])
    }

    /// Throws any number of bytes.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < length {
            bytes.extend(self.block());
        }
        bytes.truncate(length);
        bytes
    }

    /// Throws a number from 1 to below `limit`, each as likely as the other.
    pub fn below(&mut self, limit: &BigUint) -> BigUint {
        let length = bytes_for(limit.bits());
        let excess = 8 * length - usize::try_from(limit.bits()).unwrap_or(0);
        loop {
            let number = BigUint::from_bytes_be(&self.bytes(length)) >> excess;
            if number != BigUint::ZERO && number < *limit {
                return number;
            }
        }
    }

    fn block(&mut self) -> [u8; 32] {
        let block = Sha256::new().chain_update(self.seed).chain_update(self.thrown.to_be_bytes()).finalize();
        self.thrown += 1;
        block.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_repeats_by_seed_and_never_by_throw() {
        let (mut one, mut same, mut other) = (Dice::new([1; 32]), Dice::new([1; 32]), Dice::new([2; 32]));
        let first: [u8; 16] = one.throw();
        assert_eq!(first, same.throw());
        assert_ne!(first, one.throw());
        assert_ne!(first, other.throw());
        assert_eq!((one.bytes(0).len(), one.bytes(33).len(), one.bytes(100).len()), (0, 33, 100));
    }

    #[test]
    fn numbers_fall_between_one_and_their_limit() {
        let mut dice = Dice::new([3; 32]);
        let mut seen = [false; 6];
        for _ in 0..200 {
            seen[usize::try_from(dice.below(&6_u8.into())).unwrap()] = true;
        }
        assert_eq!(seen, [false, true, true, true, true, true]);
    }
}
