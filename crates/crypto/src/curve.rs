//! Elliptic curves behind a seam of fixed-length bytes, so that a protocol names its curve and nothing else.
//!
//! One arithmetic serves all of them: passports use eleven curves, and four of these have no library.

mod table;
mod weierstrass;

use std::sync::OnceLock;

use crypto_bigint::{CtAssign, CtEq};
use zeroize::Zeroizing;

use self::table::Parameters;
use self::weierstrass::Point;
pub(crate) use self::weierstrass::Weierstrass;
use crate::{
    GroupError, Random,
    number::{self, Element},
};

/// A curve of Doc 9303-11 table 6; the numbers are those of its domain parameters there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-192.
    P192 = 8,
    /// brainpoolP192r1.
    BrainpoolP192r1 = 9,
    /// NIST P-224.
    P224 = 10,
    /// brainpoolP224r1.
    BrainpoolP224r1 = 11,
    /// NIST P-256.
    P256 = 12,
    /// brainpoolP256r1.
    BrainpoolP256r1 = 13,
    /// brainpoolP320r1.
    BrainpoolP320r1 = 14,
    /// NIST P-384.
    P384 = 15,
    /// brainpoolP384r1.
    BrainpoolP384r1 = 16,
    /// brainpoolP512r1.
    BrainpoolP512r1 = 17,
    /// NIST P-521.
    P521 = 18,
}

impl Curve {
    /// Every curve, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::P192,
        Self::BrainpoolP192r1,
        Self::P224,
        Self::BrainpoolP224r1,
        Self::P256,
        Self::BrainpoolP256r1,
        Self::BrainpoolP320r1,
        Self::P384,
        Self::BrainpoolP384r1,
        Self::BrainpoolP512r1,
        Self::P521,
    ];

    /// The curve of a standardised domain parameter number.
    pub fn from_parameter(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|&curve| curve as u8 == id)
    }

    /// The curve of an encoded object identifier.
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.parameters().oid == oid)
    }

    /// The curve that explicit parameters describe, each number as written: only exactly a known one, generator and
    /// all. A key on a curve of its maker's own proves nothing (CVE-2020-0601).
    pub(crate) fn from_numbers(field: &[u8], a: &[u8], b: &[u8], base: &[u8], order: &[u8]) -> Option<Self> {
        let same = |given: &[u8], own: &[u8]| number::trimmed(given) == number::trimmed(own);
        Self::ALL.into_iter().find(|curve| {
            let own = curve.parameters();
            let based = match base.split_first() {
                Some((0x04, point)) => point == [own.x, own.y].concat(),
                Some((&form @ (0x02 | 0x03), x)) => x == own.x && own.y.last().is_some_and(|y| y & 1 == form & 1),
                _ => false,
            };
            based && same(field, own.field) && same(a, own.a) && same(b, own.b) && same(order, own.order)
        })
    }

    /// The numbers that make the curve.
    pub(crate) const fn parameters(self) -> &'static Parameters {
        match self {
            Self::P192 => &table::P192,
            Self::BrainpoolP192r1 => &table::BRAINPOOL_P192R1,
            Self::P224 => &table::P224,
            Self::BrainpoolP224r1 => &table::BRAINPOOL_P224R1,
            Self::P256 => &table::P256,
            Self::BrainpoolP256r1 => &table::BRAINPOOL_P256R1,
            Self::BrainpoolP320r1 => &table::BRAINPOOL_P320R1,
            Self::P384 => &table::P384,
            Self::BrainpoolP384r1 => &table::BRAINPOOL_P384R1,
            Self::BrainpoolP512r1 => &table::BRAINPOOL_P512R1,
            Self::P521 => &table::P521,
        }
    }

    /// The curve prepared for arithmetic, once in the life of the program.
    pub(crate) fn arithmetic(self) -> Result<&'static Weierstrass, GroupError> {
        static PREPARED: [OnceLock<Option<Weierstrass>>; 11] = [const { OnceLock::new() }; 11];
        let cell = &PREPARED[self as usize - Self::P192 as usize];
        cell.get_or_init(|| Weierstrass::new(self.parameters())).as_ref().ok_or(GroupError::Unsupported)
    }

    pub(crate) fn secret(self, random: &mut Random) -> Zeroizing<Vec<u8>> {
        random.below(self.parameters().order)
    }

    /// `scalar * base`, or times the curve's own generator.
    pub(crate) fn multiply(self, scalar: &[u8], base: Option<&[u8]>) -> Result<Vec<u8>, GroupError> {
        let curve = self.arithmetic()?;
        let scalar = curve.scalar(scalar)?;
        let base = base.map(|bytes| curve.read(bytes)).transpose()?;
        curve.write(&curve.multiply(&scalar, base.as_ref().unwrap_or(curve.generator())))
    }

    /// `nonce * G + secret * peer`. A nonce may lie above the order: it counts modulo it, like any factor of a point.
    pub(crate) fn map_generic(self, nonce: &[u8], secret: &[u8], peer: &[u8]) -> Result<Vec<u8>, GroupError> {
        let curve = self.arithmetic()?;
        let shared = curve.multiply(&curve.scalar(secret)?, &curve.read(peer)?);
        let nonce = curve.order.bytes(&curve.order.reduce(nonce));
        curve.write(&curve.add(&curve.multiply(&nonce, curve.generator()), &shared))
    }

    /// The point of a number (Doc 9303-11 appendix B.2), which is read modulo the prime of the field.
    pub(crate) fn map_integrated(self, number: &[u8]) -> Result<Vec<u8>, GroupError> {
        let curve = self.arithmetic()?;
        curve.write(&curve.encode(&curve.field.reduce(number))?)
    }

    /// The x coordinate of `secret * peer`.
    pub(crate) fn agree(self, secret: &[u8], peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, GroupError> {
        let curve = self.arithmetic()?;
        let shared = curve.multiply(&curve.scalar(secret)?, &curve.read(peer)?);
        let [x, _] = <[_; 2]>::from(curve.coordinates(&shared).ok_or(GroupError::Identity)?).map(Zeroizing::new);
        Ok(curve.field.bytes(&x))
    }
}

/// What protocols need of a curve beside its arithmetic.
impl Weierstrass {
    /// Reads a number below the order, at the order's length.
    fn scalar(&self, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, GroupError> {
        let number = self.order.element(bytes).map(Zeroizing::new).ok_or(GroupError::Scalar)?;
        Ok(self.order.bytes(&number))
    }

    /// Reads an uncompressed point. Every point of these curves but infinity has the full order.
    pub(crate) fn read(&self, bytes: &[u8]) -> Result<Point, GroupError> {
        let coordinates = bytes.strip_prefix(&[0x04]).filter(|rest| rest.len() == 2 * self.field.len());
        let (x, y) = coordinates.ok_or(GroupError::Element)?.split_at(self.field.len());
        let coordinate = |bytes| self.field.element(bytes).ok_or(GroupError::Element);
        self.point(coordinate(x)?, coordinate(y)?).ok_or(GroupError::Element)
    }

    fn write(&self, point: &Point) -> Result<Vec<u8>, GroupError> {
        let (x, y) = self.coordinates(point).ok_or(GroupError::Identity)?;
        Ok([&[0x04], &self.field.bytes(&x)[..], &self.field.bytes(&y)[..]].concat())
    }

    /// Doc 9303-11 appendix B.2, with its names; the number is t there. It is defined for primes that are 3 modulo 4, so
    /// not for P-224.
    fn encode(&self, number: &Element) -> Result<Point, GroupError> {
        let field = &self.field;
        let (a, b) = self.coefficients();
        let square_root = field.square_root_exponent().ok_or(GroupError::Unsupported)?;
        let alpha = -number.square();
        let sum = &alpha.square() + &alpha;
        if bool::from(sum.is_zero()) {
            return Err(GroupError::Identity);
        }
        let x2 = &(&-b * &field.invert(a)) * &(&field.one() + &field.invert(&sum));
        let h2 = self.right_side(&x2);
        let root = field.invert(&h2.pow(&square_root));
        let mut x = &alpha * &x2;
        let mut y = &root * &(&(&number.square() * number) * &h2);
        // Which of the two it is tells about the nonce, and so about the password, to whoever can time it.
        let square = (&root.square() * &h2).as_montgomery().ct_eq(field.one().as_montgomery());
        x.as_montgomery_mut().ct_assign(x2.as_montgomery(), square);
        y.as_montgomery_mut().ct_assign((&root * &h2).as_montgomery(), square);
        self.point(x, y).ok_or(GroupError::Identity)
    }
}

#[cfg(test)]
pub(crate) mod tests;
