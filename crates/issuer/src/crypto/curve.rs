//! The curves of Doc 9303-11 clause 9.5.1 in short Weierstrass form, y² = x³ + ax + b over a prime field.

mod parameters;

use std::sync::LazyLock;

use num_bigint::BigUint;

use super::field::{Field, bytes_for, fixed, from_hex};

/// A curve with a standardised parameter id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-192, id 8.
    P192,
    /// brainpoolP192r1, id 9.
    BrainpoolP192r1,
    /// NIST P-224, id 10.
    P224,
    /// brainpoolP224r1, id 11.
    BrainpoolP224r1,
    /// NIST P-256, id 12.
    P256,
    /// brainpoolP256r1, id 13.
    BrainpoolP256r1,
    /// brainpoolP320r1, id 14.
    BrainpoolP320r1,
    /// NIST P-384, id 15.
    P384,
    /// brainpoolP384r1, id 16.
    BrainpoolP384r1,
    /// brainpoolP512r1, id 17.
    BrainpoolP512r1,
    /// NIST P-521, id 18.
    P521,
}

/// A finite point, affine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Abscissa.
    pub x: BigUint,
    /// Ordinate.
    pub y: BigUint,
}

/// A curve's numbers.
struct Domain {
    field: Field,
    a: BigUint,
    b: BigUint,
    n: BigUint,
    generator: Point,
}

static DOMAINS: LazyLock<Vec<Domain>> = LazyLock::new(|| parameters::CURVES.map(domain).into());

fn domain(numbers: [&str; 6]) -> Domain {
    let [prime, a, b, generator_x, generator_y, n] = numbers.map(from_hex);
    Domain { field: Field { prime }, a, b, n, generator: Point { x: generator_x, y: generator_y } }
}

impl Curve {
    /// Every curve, in the order of the ids.
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

    /// The curve with a parameter id; `None` for an id that names none.
    pub fn from_parameter(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.parameter() == id)
    }

    /// The parameter id, 8 to 18.
    pub const fn parameter(self) -> u8 {
        8 + self as u8
    }

    /// The common name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P192 => "P-192",
            Self::BrainpoolP192r1 => "brainpoolP192r1",
            Self::P224 => "P-224",
            Self::BrainpoolP224r1 => "brainpoolP224r1",
            Self::P256 => "P-256",
            Self::BrainpoolP256r1 => "brainpoolP256r1",
            Self::BrainpoolP320r1 => "brainpoolP320r1",
            Self::P384 => "P-384",
            Self::BrainpoolP384r1 => "brainpoolP384r1",
            Self::BrainpoolP512r1 => "brainpoolP512r1",
            Self::P521 => "P-521",
        }
    }

    fn domain(self) -> &'static Domain {
        &DOMAINS[self as usize]
    }

    /// The field.
    pub fn field(self) -> &'static Field {
        &self.domain().field
    }

    /// The field's prime.
    pub fn p(self) -> &'static BigUint {
        &self.field().prime
    }

    /// The coefficient of x.
    pub fn a(self) -> &'static BigUint {
        &self.domain().a
    }

    /// The constant term.
    pub fn b(self) -> &'static BigUint {
        &self.domain().b
    }

    /// The number of points, which is prime.
    pub fn n(self) -> &'static BigUint {
        &self.domain().n
    }

    /// The base point.
    pub fn generator(self) -> &'static Point {
        &self.domain().generator
    }

    /// Bytes of a coordinate.
    pub fn field_len(self) -> usize {
        bytes_for(self.p().bits())
    }

    /// Bytes of a scalar.
    pub fn order_len(self) -> usize {
        bytes_for(self.n().bits())
    }

    /// Says whether a point satisfies the equation, with coordinates below the prime.
    pub fn contains(self, point: &Point) -> bool {
        let field = self.field();
        let Point { x, y } = point;
        x < self.p() && y < self.p() && field.mul(y, y) == self.right_side(x)
    }

    /// x³ + ax + b.
    pub fn right_side(self, x: &BigUint) -> BigUint {
        let field = self.field();
        let inner = field.add(&field.mul(x, x), self.a());
        field.add(&field.mul(&inner, x), self.b())
    }

    /// Reads an uncompressed point (`04`, x, y); `None` for anything that is not on the curve.
    pub fn read(self, bytes: &[u8]) -> Option<Point> {
        let (&0x04, coordinates) = bytes.split_first()? else { return None };
        let (x, y) = coordinates.split_at_checked(self.field_len())?;
        let point = Point { x: BigUint::from_bytes_be(x), y: BigUint::from_bytes_be(y) };
        (y.len() == x.len() && self.contains(&point)).then_some(point)
    }

    /// Writes an uncompressed point, both coordinates in full length.
    pub fn write(self, point: &Point) -> Vec<u8> {
        let coordinate = |number| fixed(number, self.field_len());
        [vec![0x04], coordinate(&point.x), coordinate(&point.y)].concat()
    }

    /// Adds two points; `None` is infinity.
    pub fn add(self, one: &Point, other: &Point) -> Option<Point> {
        self.affine(&self.sum(&Jacobian::from(one), &Jacobian::from(other)))
    }

    /// Adds a point to itself `scalar` times; `None` is infinity.
    pub fn multiply(self, scalar: &BigUint, point: &Point) -> Option<Point> {
        // Four bits at a time, from the highest.
        let mut multiples = vec![Jacobian::infinity(), Jacobian::from(point)];
        for _ in 2..16 {
            let next = self.sum(&multiples[multiples.len() - 1], &multiples[1]);
            multiples.push(next);
        }
        let mut result = Jacobian::infinity();
        for digit in scalar.to_radix_be(16) {
            for _ in 0..4 {
                result = self.double(&result);
            }
            result = self.sum(&result, &multiples[usize::from(digit)]);
        }
        self.affine(&result)
    }

    fn affine(self, point: &Jacobian) -> Option<Point> {
        let field = self.field();
        let inverse = field.invert(&point.z)?;
        let square = field.mul(&inverse, &inverse);
        Some(Point { x: field.mul(&point.x, &square), y: field.mul(&point.y, &field.mul(&square, &inverse)) })
    }

    fn double(self, point: &Jacobian) -> Jacobian {
        let field = self.field();
        let Jacobian { x, y, z } = point;
        let (y_2, z_2) = (field.mul(y, y), field.mul(z, z));
        let s = field.times(4, &field.mul(x, &y_2));
        let m = field.add(&field.times(3, &field.mul(x, x)), &field.mul(self.a(), &field.mul(&z_2, &z_2)));
        let doubled = field.sub(&field.mul(&m, &m), &field.times(2, &s));
        let height = field.times(8, &field.mul(&y_2, &y_2));
        Jacobian {
            y: field.sub(&field.mul(&m, &field.sub(&s, &doubled)), &height),
            x: doubled,
            z: field.times(2, &field.mul(y, z)),
        }
    }

    fn sum(self, one: &Jacobian, other: &Jacobian) -> Jacobian {
        if one.is_infinity() {
            return other.clone();
        }
        if other.is_infinity() {
            return one.clone();
        }
        let field = self.field();
        let (z1_2, z2_2) = (field.mul(&one.z, &one.z), field.mul(&other.z, &other.z));
        let (u1, u2) = (field.mul(&one.x, &z2_2), field.mul(&other.x, &z1_2));
        let s1 = field.mul(&one.y, &field.mul(&z2_2, &other.z));
        let s2 = field.mul(&other.y, &field.mul(&z1_2, &one.z));
        if u1 == u2 {
            return if s1 == s2 { self.double(one) } else { Jacobian::infinity() };
        }
        let (h, r) = (field.sub(&u2, &u1), field.sub(&s2, &s1));
        let h_2 = field.mul(&h, &h);
        let (h_3, v) = (field.mul(&h_2, &h), field.mul(&u1, &h_2));
        let x = field.sub(&field.sub(&field.mul(&r, &r), &h_3), &field.times(2, &v));
        Jacobian {
            y: field.sub(&field.mul(&r, &field.sub(&v, &x)), &field.mul(&s1, &h_3)),
            x,
            z: field.mul(&h, &field.mul(&one.z, &other.z)),
        }
    }
}

/// A point as x/z², y/z³, which adds without division; z of zero is infinity.
#[derive(Clone)]
struct Jacobian {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

impl Jacobian {
    fn infinity() -> Self {
        Self { x: BigUint::from(1_u8), y: BigUint::from(1_u8), z: BigUint::ZERO }
    }

    fn is_infinity(&self) -> bool {
        self.z == BigUint::ZERO
    }
}

impl From<&Point> for Jacobian {
    fn from(point: &Point) -> Self {
        Self { x: point.x.clone(), y: point.y.clone(), z: BigUint::from(1_u8) }
    }
}

#[cfg(test)]
mod tests;
