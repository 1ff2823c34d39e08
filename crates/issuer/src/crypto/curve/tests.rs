use super::*;

/// The chord and tangent of the schoolbook, with a division each: what the faster formulas must agree with.
fn chord(curve: Curve, one: Option<Point>, other: Option<Point>) -> Option<Point> {
    let (Some(one), Some(other)) = (one.clone(), other.clone()) else { return one.or(other) };
    let field = curve.field();
    let slope = if one.x == other.x {
        if one.y != other.y || one.y == BigUint::ZERO {
            return None;
        }
        let tangent = field.add(&field.times(3, &field.mul(&one.x, &one.x)), curve.a());
        field.mul(&tangent, &field.invert(&field.times(2, &one.y)).unwrap())
    } else {
        field.mul(&field.sub(&other.y, &one.y), &field.invert(&field.sub(&other.x, &one.x)).unwrap())
    };
    let x = field.sub(&field.sub(&field.mul(&slope, &slope), &one.x), &other.x);
    let y = field.sub(&field.mul(&slope, &field.sub(&one.x, &x)), &one.y);
    Some(Point { x, y })
}

#[test]
fn every_generator_lies_on_its_curve_and_has_its_order() {
    for curve in Curve::ALL {
        let generator = curve.generator();
        assert!(curve.contains(generator), "{}", curve.name());
        assert_eq!(curve.multiply(curve.n(), generator), None, "{}", curve.name());
        let before = curve.multiply(&(curve.n() - 1_u8), generator).unwrap();
        assert_eq!(before, Point { x: generator.x.clone(), y: curve.field().negate(&generator.y) });
        assert_eq!(curve.add(&before, generator), None);
    }
}

#[test]
fn small_multiples_are_those_of_chord_and_tangent() {
    for curve in Curve::ALL {
        let mut expected = None;
        for scalar in 0..40_u32 {
            assert_eq!(curve.multiply(&scalar.into(), curve.generator()), expected, "{} {scalar}", curve.name());
            expected = chord(curve, expected, Some(curve.generator().clone()));
        }
    }
}

#[test]
fn points_are_written_in_full_length_and_read_back() {
    for curve in Curve::ALL {
        let written = curve.write(curve.generator());
        assert_eq!(written.len(), 1 + 2 * curve.field_len());
        assert_eq!(curve.read(&written).as_ref(), Some(curve.generator()));
        let mut beside = written.clone();
        *beside.last_mut().unwrap() ^= 1;
        assert_eq!(curve.read(&beside), None);
        assert_eq!(curve.read(&written[..written.len() - 1]), None);
        assert_eq!(curve.read(&[&[2], &written[1..]].concat()), None);
        assert_eq!(curve.read(&[0]), None);
    }
    // A generator whose ordinate begins with a zero digit keeps it.
    assert_eq!(Curve::P192.write(Curve::P192.generator())[25], 0x07);
}

#[test]
fn ids_run_from_8_to_18() {
    for id in 0..=u8::MAX {
        assert_eq!(Curve::from_parameter(id).map(Curve::parameter), (8..=18).contains(&id).then_some(id));
    }
}

/// Foreign implementations of the two commonest curves agree.
#[test]
fn other_implementations_give_the_same_points() {
    use p256::elliptic_curve::sec1::ToSec1Point;
    let mut dice = crate::crypto::dice::Dice::new([9; 32]);
    for _ in 0..20 {
        let scalar: [u8; 32] = dice.throw();
        let number = BigUint::from_bytes_be(&scalar);
        let ours = |curve: Curve| curve.write(&curve.multiply(&number, curve.generator()).unwrap());
        if let Ok(key) = p256::SecretKey::from_slice(&scalar) {
            assert_eq!(ours(Curve::P256), key.public_key().to_sec1_point(false).as_bytes());
        }
        if let Ok(key) = bp256::r1::SecretKey::from_slice(&scalar) {
            assert_eq!(ours(Curve::BrainpoolP256r1), key.public_key().to_sec1_point(false).as_bytes());
        }
    }
}
