//! Points of a curve `y² = x³ + ax + b` of prime order over a prime field: addition and multiplication.

use crypto_bigint::{Choice, CtAssign, CtEq};
use zeroize::Zeroize;

use super::table::Parameters;
use crate::number::{Element, Modulus};

/// A curve, prepared for arithmetic.
pub(crate) struct Weierstrass {
    /// The field that coordinates are of.
    pub(crate) field: Modulus,
    /// The order of the curve, which is prime: every point but infinity generates all of them.
    pub(crate) order: Modulus,
    a: Element,
    b: Element,
    triple_b: Element,
    generator: Point,
}

/// A point in projective coordinates: (x/z, y/z), or infinity where z is zero.
#[derive(Clone)]
pub(crate) struct Point {
    x: Element,
    y: Element,
    z: Element,
}

impl Weierstrass {
    /// Prepares a curve; `None` for parameters that are none.
    pub(crate) fn new(parameters: &Parameters) -> Option<Self> {
        let field = Modulus::new(parameters.field)?;
        let (a, b) = (field.element(parameters.a)?, field.element(parameters.b)?);
        let generator = Point { x: field.element(parameters.x)?, y: field.element(parameters.y)?, z: field.one() };
        let triple_b = &(&b + &b) + &b;
        Some(Self { order: Modulus::new(parameters.order)?, field, a, b, triple_b, generator })
    }

    /// The generator of the standard.
    pub(crate) fn generator(&self) -> &Point {
        &self.generator
    }

    /// The point with these coordinates, if it lies on the curve.
    pub(crate) fn point(&self, x: Element, y: Element) -> Option<Point> {
        (y.square() == self.right_side(&x)).then(|| Point { x, y, z: self.field.one() })
    }

    /// `x³ + ax + b`
    pub(crate) fn right_side(&self, x: &Element) -> Element {
        &(&(&x.square() + &self.a) * x) + &self.b
    }

    /// The coefficients a and b.
    pub(crate) fn coefficients(&self) -> (&Element, &Element) {
        (&self.a, &self.b)
    }

    /// The coordinates of a point; `None` for infinity.
    pub(crate) fn coordinates(&self, point: &Point) -> Option<(Element, Element)> {
        let inverse = self.field.invert(&point.z);
        (!bool::from(point.z.is_zero())).then(|| (&point.x * &inverse, &point.y * &inverse))
    }

    fn infinity(&self) -> Point {
        Point { x: self.field.zero(), y: self.field.one(), z: self.field.zero() }
    }

    /// Adds any two points, also equal or opposite ones and infinity: the complete formulas of Renes, Costello and
    /// Batina (2016), algorithm 1, which hold on every curve of odd order.
    pub(crate) fn add(&self, p: &Point, q: &Point) -> Point {
        let (xx, yy, zz) = (&p.x * &q.x, &p.y * &q.y, &p.z * &q.z);
        let xy = crossed([&p.x, &p.y], [&q.x, &q.y], [&xx, &yy]);
        let xz = crossed([&p.x, &p.z], [&q.x, &q.z], [&xx, &zz]);
        let yz = crossed([&p.y, &p.z], [&q.y, &q.z], [&yy, &zz]);
        let a_zz = &self.a * &zz;
        let shift = sum(&self.a * &xz, &(&self.triple_b * &zz));
        let (plus, minus) = (&yy + &shift, difference(yy, &shift));
        let rest = sum(&self.a * &(&xx - &a_zz), &(&self.triple_b * &xz));
        let slope = sum(sum(sum(a_zz, &xx), &xx), &xx);
        Point {
            x: difference(&xy * &minus, &(&yz * &rest)),
            y: sum(&slope * &rest, &(&plus * &minus)),
            z: sum(&yz * &plus, &(&xy * &slope)),
        }
    }

    /// Multiplies a point by a big-endian number, in a time that depends on the number's length alone: four bits at a
    /// time, each with four doublings and one addition of a multiple that is picked without telling which.
    pub(crate) fn multiply(&self, scalar: &[u8], point: &Point) -> Point {
        let mut multiples = vec![self.infinity()];
        for at in 0..15 {
            multiples.push(self.add(&multiples[at], point));
        }
        let mut product = self.infinity();
        for digit in scalar.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]) {
            for _ in 0..4 {
                product = self.add(&product, &product);
            }
            product = self.add(&product, &picked(&multiples, digit));
        }
        product
    }
}

/// `p1 q2 + p2 q1`, from the products of like coordinates.
fn crossed(p: [&Element; 2], q: [&Element; 2], products: [&Element; 2]) -> Element {
    let all = &(p[0] + p[1]) * &(q[0] + q[1]);
    difference(difference(all, products[0]), products[1])
}

/// Adds in place: a new number for every step would cost as much as the steps.
fn sum(mut one: Element, other: &Element) -> Element {
    one += other;
    one
}

fn difference(mut one: Element, other: &Element) -> Element {
    one -= other;
    one
}

/// The multiple at `digit`; all of them are looked at.
fn picked(multiples: &[Point], digit: u8) -> Point {
    let mut picked = multiples[0].clone();
    for (at, multiple) in (0_u8..).zip(multiples) {
        picked.assign(multiple, digit.ct_eq(&at));
    }
    picked
}

impl Drop for Point {
    /// A multiple tells about the number it is a multiple by.
    fn drop(&mut self) {
        for coordinate in [&mut self.x, &mut self.y, &mut self.z] {
            coordinate.zeroize();
        }
    }
}

impl Point {
    fn assign(&mut self, other: &Self, choice: Choice) {
        for (own, other) in [(&mut self.x, &other.x), (&mut self.y, &other.y), (&mut self.z, &other.z)] {
            own.as_montgomery_mut().ct_assign(other.as_montgomery(), choice);
        }
    }
}
