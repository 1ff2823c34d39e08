//! Whole numbers modulo an odd number whose length is known only at run time: of curves, MODP groups and RSA keys.
//!
//! Arithmetic on elements takes a time that does not depend on their values.

use crypto_bigint::{
    BoxedUint, NonZero, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};
use zeroize::Zeroizing;

/// A number modulo a [`Modulus`].
pub(crate) type Element = BoxedMontyForm;

/// An odd number above 1, prepared for multiplication.
pub(crate) struct Modulus {
    parameters: BoxedMontyParams,
    len: usize,
    first: u8,
}

impl Modulus {
    /// Prepares an odd number above 1, given big-endian. Its length is not secret.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let bytes = trimmed(bytes);
        let first = *bytes.first().filter(|_| bytes != [1])?;
        let odd = Option::<Odd<_>>::from(Odd::new(BoxedUint::from_be_slice_vartime(bytes)))?;
        Some(Self { parameters: BoxedMontyParams::new_vartime(odd), len: bytes.len(), first })
    }

    /// Bytes of the number, which is the length of all that is written modulo it.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Bits of the number.
    pub(crate) fn bits(&self) -> usize {
        8 * self.len - self.first.leading_zeros() as usize
    }

    /// Reads a number below the modulus; more leading zeros, or fewer, make no difference.
    pub(crate) fn element(&self, bytes: &[u8]) -> Option<Element> {
        let bytes = fixed(bytes, self.len)?;
        let number = BoxedUint::from_be_slice(&bytes, self.parameters.bits_precision()).ok()?;
        (number < *self.parameters.modulus().as_ref()).then(|| Element::new(number, &self.parameters))
    }

    /// Reads a number of any length and takes it modulo the modulus.
    pub(crate) fn reduce(&self, bytes: &[u8]) -> Element {
        let modulus: &NonZero<BoxedUint> = self.parameters.modulus().as_nz_ref();
        let number = Zeroizing::new(BoxedUint::from_be_slice_vartime(bytes));
        Element::new(number.rem(modulus), &self.parameters)
    }

    /// Writes an element at the full length of the modulus.
    pub(crate) fn bytes(&self, element: &Element) -> Zeroizing<Vec<u8>> {
        let number = Zeroizing::new(element.retrieve());
        let bytes = Zeroizing::new(number.to_be_bytes());
        Zeroizing::new(bytes[bytes.len() - self.len..].to_vec())
    }

    /// Zero.
    pub(crate) fn zero(&self) -> Element {
        Element::zero(&self.parameters)
    }

    /// One.
    pub(crate) fn one(&self) -> Element {
        Element::one(&self.parameters)
    }

    /// The inverse of a number modulo a prime; that of zero is zero.
    pub(crate) fn invert(&self, element: &Element) -> Element {
        let one = BoxedUint::one_with_precision(self.parameters.bits_precision());
        element.pow(&self.parameters.modulus().wrapping_sub(&one).wrapping_sub(&one))
    }

    /// Raises an element to a power that is written at its full length.
    pub(crate) fn power(element: &Element, exponent: &[u8]) -> Element {
        let exponent = Zeroizing::new(BoxedUint::from_be_slice_vartime(exponent));
        element.pow(&exponent)
    }

    /// `(p + 1) / 4`, which raises a square to its root where the modulus is a prime that is 3 modulo 4.
    pub(crate) fn square_root_exponent(&self) -> Option<BoxedUint> {
        let prime = self.parameters.modulus().as_ref();
        let three = prime.bit_vartime(0) && prime.bit_vartime(1);
        three.then(|| prime.shr(2).wrapping_add(BoxedUint::one_with_precision(prime.bits_precision())))
    }

    /// How often `divisor` goes into the modulus less 1, if it is not zero.
    pub(crate) fn cofactor(&self, divisor: &[u8]) -> Option<BoxedUint> {
        let one = BoxedUint::one_with_precision(self.parameters.bits_precision());
        let divisor = Option::<NonZero<_>>::from(BoxedUint::from_be_slice_vartime(divisor).into_nz())?;
        Some(self.parameters.modulus().wrapping_sub(&one).div_rem_vartime(&divisor).0)
    }
}

/// A number at exactly `len` bytes; `None` when it is longer.
pub(crate) fn fixed(number: &[u8], len: usize) -> Option<Zeroizing<Vec<u8>>> {
    let (excess, digits) = number.split_at(number.len().saturating_sub(len));
    if excess.iter().any(|&byte| byte != 0) {
        return None;
    }
    let mut out = Zeroizing::new(vec![0; len]);
    out[len - digits.len()..].copy_from_slice(digits);
    Some(out)
}

/// A number without its leading zeros.
pub(crate) fn trimmed(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|&&byte| byte == 0).count()..]
}
