//! The random values of one session, all drawn from one given seed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

type Fill = Box<dyn FnMut(&mut [u8]) + Send>;

/// Where a session takes its nonces and private keys from.
pub struct Random(Fill);

impl Random {
    /// Expands 32 random bytes into as many as are asked for: HMAC-SHA-256 in counter mode (NIST SP 800-108r1, 4.1).
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self::of_attempt(seed, 0)
    }

    /// As [`Random::from_seed`], with other values for each attempt.
    pub fn of_attempt(mut seed: [u8; 32], attempt: u32) -> Self {
        let mut key = Zeroizing::new([0; 64]);
        key[..32].copy_from_slice(&seed);
        seed.zeroize();
        let mut counter = u64::from(attempt) << 32;
        Self(Box::new(move |out| {
            for chunk in out.chunks_mut(32) {
                let mut block = Hmac::<Sha256>::new(&(*key).into());
                block.update(&counter.to_be_bytes());
                chunk.copy_from_slice(&block.finalize().into_bytes()[..chunk.len()]);
                counter += 1;
            }
        }))
    }

    /// Gives prepared values instead, in their order: how a worked example is replayed. A program never does that:
    /// the feature is for the tests of this crate and of those that build on it.
    #[cfg(any(test, feature = "worked-examples"))]
    pub fn scripted(values: Vec<Vec<u8>>) -> Self {
        let mut values = values.into_iter();
        Self(Box::new(move |out| out.copy_from_slice(&values.next().unwrap_or_default())))
    }

    /// Fills `out` with random bytes.
    pub fn fill(&mut self, out: &mut [u8]) {
        (self.0)(out);
    }

    /// Draws a number from 1 to `bound` less 1, each as likely, as long as the bound, which is at least 2 and has no
    /// leading zero.
    pub(crate) fn below(&mut self, bound: &[u8]) -> Zeroizing<Vec<u8>> {
        let bits = bound.first().map_or(0, |first| u8::MAX >> first.leading_zeros());
        let mut number = Zeroizing::new(vec![0; bound.len()]);
        loop {
            self.fill(&mut number);
            number[0] &= bits;
            if &number[..] < bound && number.iter().any(|&byte| byte != 0) {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_stream_that_does_not_repeat() {
        let draw = |seed: u8, attempt: u32| {
            let mut random = Random::of_attempt([seed; 32], attempt);
            let mut values = [[0; 40]; 3];
            for value in &mut values {
                random.fill(value);
            }
            values
        };
        assert_eq!(draw(1, 0), draw(1, 0));
        assert_ne!(draw(1, 0), draw(2, 0));
        assert!(draw(1, 0).iter().all(|value| !draw(1, 1).contains(value)));
        let [a, b, c] = draw(1, 0);
        assert!(a != b && b != c && a[..8] != a[32..]);
    }

    #[test]
    fn numbers_below_a_bound_are_neither_zero_nor_the_bound() {
        let mut random = Random::from_seed([5; 32]);
        let mut seen = [0; 256];
        for _ in 0..2000 {
            seen[usize::from(random.below(&[5])[0])] += 1;
        }
        assert!((1..5).all(|number| (400..600).contains(&seen[number])), "each as likely: {:?}", &seen[..6]);
        assert_eq!(seen.iter().sum::<u32>(), 2000);
        for _ in 0..100 {
            let number = random.below(&[1, 0, 3]);
            assert!(number.len() == 3 && number[..] < [1, 0, 3][..] && number.iter().any(|&byte| byte > 0));
        }
        let mut random = Random::scripted(vec![vec![0, 0], vec![0x81, 5], vec![0xFF, 6]]);
        assert_eq!(random.below(&[1, 6])[..], [1, 5], "bits beyond the bound's are not looked at");
    }
}
