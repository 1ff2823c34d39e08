//! The chip's randomness: a stream of SHA-256 blocks over a seed, so that a test can repeat a whole conversation.

use sha2::{Digest, Sha256};

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
        let block = Sha256::new().chain_update(self.seed).chain_update(self.thrown.to_be_bytes()).finalize();
        self.thrown += 1;
        std::array::from_fn(|at| block[at])
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_stream_repeats_by_seed_and_never_by_throw() {
        let (mut one, mut same, mut other) = (Dice::new([1; 32]), Dice::new([1; 32]), Dice::new([2; 32]));
        let first: [u8; 16] = one.throw();
        assert_eq!(first, same.throw());
        assert_ne!(first, one.throw());
        assert_ne!(first, other.throw());
    }
}
