//! Prime numbers for invented RSA keys.

use num_bigint::BigUint;

use crate::crypto::dice::Dice;
use crate::crypto::field::bytes_for;

/// Rounds of Miller and Rabin; enough for numbers that were drawn and not chosen by an adversary.
const ROUNDS: usize = 24;

/// Draws a prime of exactly `bits` bits whose two highest bits are set, so that the product of two has `2 * bits`.
pub fn draw(bits: u64, dice: &mut Dice) -> BigUint {
    let small: Vec<u32> = small_primes();
    loop {
        let mut number = throw(bits, dice);
        for bit in [0, bits - 2, bits - 1] {
            number.set_bit(bit, true);
        }
        let divided = small.iter().any(|prime| &number % prime == BigUint::ZERO);
        if !divided && is_probably_prime(&number, dice) {
            return number;
        }
    }
}

/// A number of at most `bits` bits.
fn throw(bits: u64, dice: &mut Dice) -> BigUint {
    let length = bytes_for(bits);
    BigUint::from_bytes_be(&dice.bytes(length)) >> (8 * length as u64 - bits)
}

fn small_primes() -> Vec<u32> {
    (3..2000).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0)).collect()
}

fn is_probably_prime(number: &BigUint, dice: &mut Dice) -> bool {
    let one = BigUint::from(1u8);
    let before = number - &one;
    let twos = before.trailing_zeros().unwrap_or(0);
    let odd = &before >> twos;
    (0..ROUNDS).all(|_| {
        let mut power = (throw(number.bits() - 1, dice) + 2u8).modpow(&odd, number);
        if power == one || power == before {
            return true;
        }
        (1..twos).any(|_| {
            power = &power * &power % number;
            power == before
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_prime_and_of_its_length() {
        let mut dice = Dice::new([3; 32]);
        let drawn = draw(64, &mut dice);
        assert_eq!(drawn.bits(), 64);
        let value = u64::try_from(&drawn).unwrap();
        assert!((2..=u64::from(u32::MAX)).take_while(|d| d * d <= 1 << 24).all(|d| !value.is_multiple_of(d)));
        assert!(is_probably_prime(&BigUint::from(2_147_483_647u32), &mut dice));
        assert!(!is_probably_prime(&BigUint::from(2_147_483_647u64 * 97), &mut dice));
    }
}
