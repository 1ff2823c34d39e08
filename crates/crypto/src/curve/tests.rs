use elliptic_curve::{
    CurveArithmetic, Group as _,
    sec1::{FromSec1Point, ModulusSize, Sec1Point, ToSec1Point},
};
use proptest::prelude::*;

use super::*;
use crate::number::Modulus;

/// Miller and Rabin's test to many bases.
pub(crate) fn is_prime(number: &[u8]) -> bool {
    let Some(modulus) = Modulus::new(number) else { return false };
    let one = modulus.one();
    let less_one = -&one;
    let exponent = modulus.cofactor(&[1]).unwrap();
    let twos = exponent.trailing_zeros();
    (2..40_u8).all(|base| {
        let mut power = modulus.reduce(&[base]).pow(&exponent.shr(twos));
        let mut passes = power == one || power == less_one;
        for _ in 1..twos {
            power = power.square();
            passes |= power == less_one;
        }
        passes
    })
}

fn infinity(curve: &Weierstrass) -> Point {
    curve.multiply(&[0], curve.generator())
}

fn coordinates(curve: &Weierstrass, point: &Point) -> Option<(Vec<u8>, Vec<u8>)> {
    let (x, y) = curve.coordinates(point)?;
    Some((curve.field.bytes(&x).to_vec(), curve.field.bytes(&y).to_vec()))
}

/// The first four bytes of a number.
fn leading(number: &[u8]) -> u64 {
    u32::from_be_bytes(*number.first_chunk().unwrap()).into()
}

/// A generator of prime order n means a multiple of n points; there are at most p + 1 + 2√p (Hasse), and 2n is more: so
/// there are n.
#[test]
fn every_curve_is_one_and_has_a_prime_number_of_points() {
    for curve in Curve::ALL {
        let (parameters, arithmetic) = (curve.parameters(), curve.arithmetic().unwrap());
        let field = &arithmetic.field;
        assert!(is_prime(parameters.field) && is_prime(parameters.order), "{curve:?}");
        assert_ne!(parameters.field, parameters.order, "{curve:?}: no anomalous curve");
        let [order, field_size] = [parameters.order, parameters.field].map(leading);
        assert!(
            parameters.field.len() == parameters.order.len() && 2 * order >= field_size + 2,
            "{curve:?}: 2n is beyond"
        );

        let (a, b) = arithmetic.coefficients();
        let number = |number: u8| field.reduce(&[number]);
        let discriminant = &(&number(4) * &(&a.square() * a)) + &(&number(27) * &b.square());
        assert!(!bool::from(discriminant.is_zero()), "{curve:?}: not singular");

        let (x, y) = arithmetic.coordinates(arithmetic.generator()).unwrap();
        assert!(arithmetic.point(x, y).is_some(), "{curve:?}: the generator lies on the curve");
        let whole = arithmetic.multiply(parameters.order, arithmetic.generator());
        assert!(arithmetic.coordinates(&whole).is_none(), "{curve:?}: n G is infinity");
    }
}

#[test]
fn names_and_numbers_are_told_apart() {
    for curve in Curve::ALL {
        assert_eq!(Curve::from_parameter(curve as u8), Some(curve));
        assert_eq!(Curve::from_oid(curve.parameters().oid), Some(curve));
    }
    assert_eq!((0..=u8::MAX).filter_map(Curve::from_parameter).count(), 11);
}

/// What tells an addition formula that has exceptions.
#[test]
fn addition_has_no_exceptions() {
    for curve in Curve::ALL {
        let order = curve.parameters().order;
        let arithmetic = curve.arithmetic().unwrap();
        let generator = arithmetic.generator();
        let infinity = infinity(arithmetic);
        let of = |point: &Point| coordinates(arithmetic, point);
        assert_eq!(of(&infinity), None);
        assert_eq!(of(&arithmetic.add(&infinity, &infinity)), None);
        assert_eq!(of(&arithmetic.add(generator, &infinity)), of(generator));
        assert_eq!(of(&arithmetic.add(&infinity, generator)), of(generator));
        assert_eq!(of(&arithmetic.add(generator, generator)), of(&arithmetic.multiply(&[2], generator)));

        let mut last = order.to_vec();
        *last.last_mut().unwrap() -= 1;
        let opposite = arithmetic.multiply(&last, generator);
        assert_eq!(of(&opposite).unwrap().0, of(generator).unwrap().0);
        assert_ne!(of(&opposite), of(generator));
        assert_eq!(of(&arithmetic.add(&opposite, generator)), None);
        assert_eq!(of(&arithmetic.add(generator, &opposite)), None);

        // Written at any length, the same; the seam refuses the order itself and zero.
        let long = [&[0; 3], &last[..]].concat();
        assert_eq!(of(&arithmetic.multiply(&long, generator)), of(&opposite));
        assert_eq!(curve.multiply(&long, None).unwrap(), curve.multiply(&last, None).unwrap());
        assert_eq!(curve.multiply(order, None), Err(GroupError::Scalar));
        assert_eq!(curve.multiply(&[], None), Err(GroupError::Identity));
        assert_eq!(curve.multiply(&vec![0; order.len()], None), Err(GroupError::Identity));
    }
}

#[test]
fn what_is_no_point_is_refused() {
    for curve in Curve::ALL {
        let secret = curve.secret(&mut Random::from_seed([7; 32]));
        let peer = curve.multiply(&secret, None).unwrap();
        let refused = |bytes: &[u8]| assert_eq!(curve.agree(&secret, bytes).unwrap_err(), GroupError::Element);
        let mut off = peer.clone();
        *off.last_mut().unwrap() ^= 1;
        let len = curve.parameters().field.len();
        let compressed = [&[2 | peer[2 * len] & 1], &peer[1..=len]].concat();
        let over = [&[4], curve.parameters().field, &peer[len + 1..]].concat();
        let cases: [&[u8]; 8] =
            [&[], &[0], &[4], &off, &compressed, &over, &peer[..2 * len], &[&peer[..], &[0]].concat()];
        for case in cases {
            refused(case);
        }
        refused(&[vec![4], vec![0; 2 * len]].concat());
    }
}

/// The nonces of the longer AES keys have 32 bytes: on brainpoolP256r1 one in three is above the order.
#[test]
fn a_nonce_counts_modulo_the_order_and_leading_zeros_are_none() {
    for curve in Curve::ALL {
        let mut random = Random::from_seed([7; 32]);
        let (own, peer) = (curve.secret(&mut random), curve.secret(&mut random));
        let peer_public = curve.multiply(&peer, None).unwrap();
        let order = curve.parameters().order;
        let mut above = order.to_vec();
        *above.last_mut().unwrap() += 5;
        let five = curve.map_generic(&[5], &own, &peer_public).unwrap();
        assert_eq!(curve.map_generic(&above, &own, &peer_public).unwrap(), five);
        assert_eq!(curve.map_generic(&[&[0; 80], &[5][..]].concat(), &own, &peer_public).unwrap(), five);
        let shared = curve.multiply(&own, Some(&peer_public)).unwrap();
        assert_eq!(curve.map_generic(order, &own, &peer_public).unwrap(), shared);
    }
}

/// The same product by a library, uncompressed; `None` for infinity.
fn by_library<C>(scalar: &[u8], point: &[u8]) -> Option<Vec<u8>>
where
    C: CurveArithmetic,
    elliptic_curve::FieldBytesSize<C>: ModulusSize,
    C::AffinePoint: FromSec1Point<C> + ToSec1Point<C>,
    C::Scalar: elliptic_curve::ff::PrimeField<Repr = elliptic_curve::FieldBytes<C>>,
{
    use elliptic_curve::{CurveGroup as _, ff::PrimeField as _};
    let mut repr = elliptic_curve::FieldBytes::<C>::default();
    repr.copy_from_slice(scalar);
    let scalar = C::Scalar::from_repr(repr).unwrap();
    let point = C::AffinePoint::from_sec1_point(&Sec1Point::<C>::from_bytes(point).unwrap()).unwrap();
    let product = C::ProjectivePoint::from(point) * scalar;
    (!bool::from(product.is_identity())).then(|| product.to_affine().to_sec1_point(false).as_bytes().to_vec())
}

fn against_library(curve: Curve, seed: [u8; 32], shape: u8) {
    let mut random = Random::from_seed(seed);
    let point = curve.multiply(&curve.secret(&mut random), None).unwrap();
    let mut scalar = curve.secret(&mut random).to_vec();
    // Long runs of zeros and the two ends of the range beside arbitrary numbers.
    match shape {
        0 => scalar[1..].fill(0),
        1 => scalar[4..].fill(0),
        2 => {
            scalar.fill(0);
            *scalar.last_mut().unwrap() = seed[0].max(1);
        }
        3 => {
            scalar.copy_from_slice(curve.parameters().order);
            *scalar.last_mut().unwrap() -= 1;
        }
        _ => {}
    }
    let product = match curve {
        Curve::P256 => by_library::<p256::NistP256>(&scalar, &point),
        Curve::BrainpoolP256r1 => by_library::<bp256::BrainpoolP256r1>(&scalar, &point),
        _ => by_library::<p384::NistP384>(&scalar, &point),
    };
    assert_eq!(curve.multiply(&scalar, Some(&point)).ok(), product, "{curve:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn products_are_those_of_the_libraries(seed: [u8; 32], shape in 0..8_u8) {
        for curve in [Curve::P256, Curve::BrainpoolP256r1, Curve::P384] {
            against_library(curve, seed, shape);
        }
    }

    #[test]
    fn the_group_law_holds_on_every_curve(seed: [u8; 32], which in 0..11_usize) {
        let curve = Curve::ALL[which].arithmetic().unwrap();
        let mut random = Random::from_seed(seed);
        let [k, l, m] = [0; 3].map(|_| Curve::ALL[which].secret(&mut random));
        let [p, q, r] = [&k, &l, &m].map(|scalar| curve.multiply(scalar, curve.generator()));
        let of = |point: &Point| coordinates(curve, point);
        prop_assert_eq!(of(&curve.add(&p, &q)), of(&curve.add(&q, &p)));
        prop_assert_eq!(of(&curve.add(&curve.add(&p, &q), &r)), of(&curve.add(&p, &curve.add(&q, &r))));
        prop_assert_eq!(of(&curve.multiply(&l, &p)), of(&curve.multiply(&k, &q)));
        let sum = curve.order.bytes(&(&curve.order.reduce(&k) + &curve.order.reduce(&l)));
        prop_assert_eq!(of(&curve.add(&p, &q)), of(&curve.multiply(&sum, curve.generator())));
    }
}
