//! Numbers modulo a prime, with nothing but the school's arithmetic.

use num_bigint::BigUint;

/// A prime field; every number it gives is below the prime.
#[derive(Debug)]
pub struct Field {
    /// The prime.
    pub prime: BigUint,
}

impl Field {
    /// Adds.
    pub fn add(&self, one: &BigUint, other: &BigUint) -> BigUint {
        let sum = one + other;
        if sum >= self.prime { sum - &self.prime } else { sum }
    }

    /// Subtracts.
    pub fn sub(&self, one: &BigUint, other: &BigUint) -> BigUint {
        if one >= other { one - other } else { one + &self.prime - other }
    }

    /// Multiplies.
    pub fn mul(&self, one: &BigUint, other: &BigUint) -> BigUint {
        one * other % &self.prime
    }

    /// Multiplies by a small number, where a few subtractions are quicker than a division.
    pub fn times(&self, number: u32, one: &BigUint) -> BigUint {
        let mut product = one * number;
        while product >= self.prime {
            product -= &self.prime;
        }
        product
    }

    /// Raises to a power.
    pub fn pow(&self, base: &BigUint, exponent: &BigUint) -> BigUint {
        base.modpow(exponent, &self.prime)
    }

    /// The inverse; `None` of zero.
    pub fn invert(&self, number: &BigUint) -> Option<BigUint> {
        number.modinv(&self.prime)
    }

    /// The number's counterpart below zero.
    pub fn negate(&self, number: &BigUint) -> BigUint {
        self.sub(&BigUint::ZERO, number)
    }
}

/// A number from hexadecimal digits; other characters are passed over.
pub fn from_hex(digits: &str) -> BigUint {
    let digits = digits.chars().filter_map(|digit| digit.to_digit(16));
    digits.fold(BigUint::ZERO, |number, digit| (number << 4_u8) + digit)
}

/// Big-endian bytes of a fixed length, with leading zeros; what does not fit loses its front.
pub fn fixed(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let keep = bytes.len().min(length);
    let mut out = vec![0; length - keep];
    out.extend_from_slice(&bytes[bytes.len() - keep..]);
    out
}

/// Bytes that hold so many bits.
pub fn bytes_for(bits: u64) -> usize {
    usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_field_obeys_the_laws() {
        let field = Field { prime: 23_u32.into() };
        for number in 1..23_u32 {
            let number = BigUint::from(number);
            assert_eq!(field.add(&number, &field.negate(&number)), BigUint::ZERO);
            assert_eq!(field.mul(&number, &field.invert(&number).unwrap()), BigUint::from(1_u8));
            assert_eq!(field.pow(&number, &22_u8.into()), BigUint::from(1_u8));
            assert_eq!(field.sub(&field.times(3, &number), &number), field.add(&number, &number));
        }
        assert_eq!(field.invert(&BigUint::ZERO), None);
        assert_eq!(field.negate(&BigUint::ZERO), BigUint::ZERO);
    }

    #[test]
    fn numbers_keep_their_leading_zeros() {
        assert_eq!(fixed(&from_hex("01 02"), 4), [0, 0, 1, 2]);
        assert_eq!(fixed(&BigUint::ZERO, 2), [0, 0]);
        assert_eq!((bytes_for(521), bytes_for(256), bytes_for(0)), (66, 32, 0));
    }
}
