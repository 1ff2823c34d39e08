//! The integrated mapping: two nonces become a generator (Doc 9303-11 clauses 4.4.3.3.2, 4.4.3.3.3 and appendix B).

use hex_literal::hex;
use num_bigint::BigUint;

use super::block::Key;
use super::curve::{Curve, Point};
use super::group::{Element, Group};
use super::modp::Modp;
use super::offer::Cipher;

/// c0 and c1 where a block of output has 128 bits.
const SHORT: [&[u8]; 2] = [&hex!("a668892a7c41e3ca739f40b057d85904"), &hex!("a4e136ac725f738b01c1f60217c188ad")];
/// c0 and c1 where it has 256.
const LONG: [&[u8]; 2] = [
    &hex!("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676"),
    &hex!("54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517"),
];

/// Bytes of the chip's nonce: as many whole blocks as a key needs.
pub const fn nonce_len(cipher: Cipher) -> usize {
    match cipher {
        Cipher::Des3 | Cipher::Aes128 => 16,
        Cipher::Aes192 | Cipher::Aes256 => 32,
    }
}

/// The generator of the chip's nonce and the terminal's, which has the length of a key; `None` for a terminal's nonce of
/// another length, or when the result would be no generator.
pub fn map(group: Group, cipher: Cipher, chip: &[u8], terminal: &[u8]) -> Option<Element> {
    if terminal.len() != cipher.key_len() {
        return None;
    }
    match group {
        Group::Curve(curve) => {
            let number = stretch(cipher, chip, terminal, curve.p().bits()) % curve.p();
            encode_point(curve, &number).map(Element::Point)
        }
        Group::Modp(modp) => {
            let number = stretch(cipher, chip, terminal, modp.p().bits()) % modp.p();
            raise(modp, &number)
        }
    }
}

/// R(s,t): stretches both nonces to 64 bits more than the prime has.
fn stretch(cipher: Cipher, chip: &[u8], terminal: &[u8], bits: u64) -> BigUint {
    let [c0, c1] = if nonce_len(cipher) == 16 { SHORT } else { LONG };
    let rounds = (bits + 64).div_ceil(8 * c0.len() as u64);
    let mut key = Key::new(cipher, terminal).encrypt(chip);
    let mut out = Vec::new();
    for _ in 0..rounds {
        let current = Key::new(cipher, &key);
        out.extend(current.encrypt(c1));
        key = current.encrypt(c0);
    }
    BigUint::from_bytes_be(&out)
}

/// `f_G` of a MODP group: the cofactor's power.
fn raise(modp: Modp, number: &BigUint) -> Option<Element> {
    let element = modp.field().pow(number, &modp.cofactor());
    modp.contains(&element).then_some(Element::Number(element))
}

/// `f_G` of a curve: the point encoding of appendix B.2, for primes that leave 3 modulo 4.
fn encode_point(curve: Curve, t: &BigUint) -> Option<Point> {
    let (field, one) = (curve.field(), BigUint::from(1_u8));
    if curve.p() % 4_u8 != BigUint::from(3_u8) {
        return None;
    }
    let alpha = field.negate(&field.mul(t, t));
    let inverse = field.invert(&field.add(&alpha, &field.mul(&alpha, &alpha)))?;
    let ratio = field.mul(&field.negate(curve.b()), &field.invert(curve.a())?);
    let x2 = field.mul(&ratio, &field.add(&one, &inverse));
    let x3 = field.mul(&alpha, &x2);
    let h2 = curve.right_side(&x2);
    let u = field.mul(&field.mul(t, &field.mul(t, t)), &h2);
    let quarter = (curve.p() + 1_u8) / 4_u8;
    let a = field.pow(&h2, &(curve.p() - 1_u8 - quarter));
    let point = if field.mul(&field.mul(&a, &a), &h2) == one {
        Point { x: x2, y: field.mul(&a, &h2) }
    } else {
        Point { x: x3, y: field.mul(&a, &u) }
    };
    curve.contains(&point).then_some(point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::dice::Dice;

    fn mapped(group: Group, cipher: Cipher, chip: &[u8], terminal: &[u8]) -> Vec<u8> {
        group.write(&map(group, cipher, chip, terminal).unwrap())
    }

    /// Appendix H.1.
    #[test]
    fn appendix_h_1_maps_to_its_point() {
        let group = Group::Curve(Curve::BrainpoolP256r1);
        let (chip, terminal) = (hex!("2923BE84E16CD6AE529049F1F1BBE9EB"), hex!("5DD4CBFC96F5453B130D890A1CDBAE32"));
        let expected = hex!(
            "048E82D31559ED0FDE92A4D0498ADD3C23BABA94FB77691E31E90AEA77FB17D427"
            "4C1AE14BD0C3DBAC0C871B7F3608169364437CA30AC243A089D3F266C1E60FAD"
        );
        assert_eq!(mapped(group, Cipher::Aes128, &chip, &terminal), expected);
    }

    /// Cipher, the chip's nonce, the terminal's, and the abscissa they give.
    type Case<'a> = (Cipher, &'a [u8], &'a [u8], &'a [u8]);

    /// Vectors for the other ciphers, computed apart from this code by a program that also gives appendix H.
    #[test]
    fn other_ciphers_map_to_their_points() {
        let group = Group::Curve(Curve::BrainpoolP256r1);
        let cases: [Case<'_>; 3] = [
            (
                Cipher::Des3,
                &hex!("A872EB07A5FB0F37F4FF28CEE2A3E341"),
                &hex!("E9B02B213D4E7BA2FB4F7BF1C49AA4AF"),
                &hex!("1E48B733CC0951730AACBF1BCF745430DE4816181DAD2F2F97F5BC9A0E0480B9"),
            ),
            (
                Cipher::Aes192,
                &hex!("1E2E89F42CFB5B6A2B35E65D0269B60604C1D2DD2AC0E6565CA270167FFAF90C"),
                &hex!("43FA12C6D9167011120DBADC30F19ACF0A5FA629325BA15E"),
                &hex!("3524D63B556BC37031122C91B39A70AE4F5D000F11D5D6AC4C9BFDC2B6E3EFEB"),
            ),
            (
                Cipher::Aes256,
                &hex!("3768813397A76C6B798BF0F79B41EA7071C7AD8D5A54D80E506341ED39A8C2B5"),
                &hex!("0B3E2C254417AA9FD773FAF8C96179962DAA63C6EC54C4833D7E145AA74C58B6"),
                &hex!("8572DE0F88FD06EA6E7D6A38C2EC0523C1622E6B015B90891F95834563B533BC"),
            ),
        ];
        for (cipher, chip, terminal, abscissa) in cases {
            assert_eq!(mapped(group, cipher, chip, terminal)[1..33], *abscissa, "{cipher:?}");
        }
    }

    #[test]
    fn every_group_but_p_224_has_generators() {
        let mut dice = Dice::new([8; 32]);
        for id in (0..=2).chain(8..=18) {
            let group = Group::from_parameter(id).unwrap();
            for cipher in Cipher::ALL {
                let (chip, terminal) = (dice.bytes(nonce_len(cipher)), dice.bytes(cipher.key_len()));
                let element = map(group, cipher, &chip, &terminal);
                assert_eq!(element.is_some(), id != 10, "{id} {cipher:?}");
                if let Some(element) = element {
                    assert_eq!(group.read(&group.write(&element)), Some(element.clone()));
                    assert_eq!(group.multiply(group.order(), &element), None);
                }
                assert_eq!(map(group, cipher, &chip, &terminal[1..]), None);
            }
        }
    }
}
