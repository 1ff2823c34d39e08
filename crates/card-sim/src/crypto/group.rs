//! The group a protocol runs in, a curve or a MODP group, and what PACE and chip authentication do in it.
//!
//! Elements travel as bytes of a fixed length: an uncompressed point, or a number as long as the modulus.

use num_bigint::BigUint;

use super::curve::{Curve, Point};
use super::dice::Dice;
use super::field::fixed;
use super::modp::Modp;

/// A group of the standardised domain parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Elliptic.
    Curve(Curve),
    /// Modulo a prime.
    Modp(Modp),
}

/// An element that is not the neutral one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// On a curve.
    Point(Point),
    /// Of a MODP group.
    Number(BigUint),
}

impl Group {
    /// The group with a parameter id; `None` for an id that names none.
    pub fn from_parameter(id: u8) -> Option<Self> {
        Curve::from_parameter(id).map(Self::Curve).or_else(|| Modp::from_parameter(id).map(Self::Modp))
    }

    /// The number of elements.
    pub fn order(self) -> &'static BigUint {
        match self {
            Self::Curve(curve) => curve.n(),
            Self::Modp(modp) => modp.q(),
        }
    }

    /// The base element.
    pub fn generator(self) -> Element {
        match self {
            Self::Curve(curve) => Element::Point(curve.generator().clone()),
            Self::Modp(modp) => Element::Number(modp.g().clone()),
        }
    }

    /// Draws a private key.
    pub fn draw(self, dice: &mut Dice) -> BigUint {
        dice.below(self.order())
    }

    /// Joins an element to itself `scalar` times; `None` when that is the neutral element.
    pub fn multiply(self, scalar: &BigUint, element: &Element) -> Option<Element> {
        match (self, element) {
            (Self::Curve(curve), Element::Point(point)) => curve.multiply(scalar, point).map(Element::Point),
            (Self::Modp(modp), Element::Number(number)) => neutral_off(modp.field().pow(number, scalar)),
            _ => None,
        }
    }

    /// Joins two elements; `None` when that is the neutral element.
    pub fn add(self, one: &Element, other: &Element) -> Option<Element> {
        match (self, one, other) {
            (Self::Curve(curve), Element::Point(one), Element::Point(other)) => {
                curve.add(one, other).map(Element::Point)
            }
            (Self::Modp(modp), Element::Number(one), Element::Number(other)) => {
                neutral_off(modp.field().mul(one, other))
            }
            _ => None,
        }
    }

    /// The public key of a private one.
    pub fn public(self, private: &BigUint) -> Option<Element> {
        self.multiply(private, &self.generator())
    }

    /// The generic mapping (Doc 9303-11 clause 4.4.3.3.1): the nonce's multiple of the generator, and the shared element.
    pub fn map_generic(self, nonce: &BigUint, shared: &Element) -> Option<Element> {
        match self.multiply(nonce, &self.generator()) {
            Some(element) => self.add(&element, shared),
            None => Some(shared.clone()),
        }
    }

    /// Reads an element as it travels; `None` for what is not in the group. A number may come without its leading zeros.
    pub fn read(self, bytes: &[u8]) -> Option<Element> {
        match self {
            Self::Curve(curve) => curve.read(bytes).map(Element::Point),
            Self::Modp(modp) => {
                let number = BigUint::from_bytes_be(bytes);
                (bytes.len() <= modp.size() && modp.contains(&number)).then_some(Element::Number(number))
            }
        }
    }

    /// Writes an element in full length.
    pub fn write(self, element: &Element) -> Vec<u8> {
        match (self, element) {
            (Self::Curve(curve), Element::Point(point)) => curve.write(point),
            (Self::Modp(modp), Element::Number(number)) => fixed(number, modp.size()),
            _ => Vec::new(),
        }
    }

    /// What both ends derive keys from: the abscissa or the whole number, in full length (clause 9.6).
    pub fn secret(self, element: &Element) -> Vec<u8> {
        match (self, element) {
            (Self::Curve(curve), Element::Point(point)) => fixed(&point.x, curve.field_len()),
            _ => self.write(element),
        }
    }

    /// The tag of a public key in a token's input: `86` for a point, `84` for a number (clause 4.4.3.4).
    pub const fn public_tag(self) -> u32 {
        match self {
            Self::Curve(_) => 0x86,
            Self::Modp(_) => 0x84,
        }
    }
}

fn neutral_off(number: BigUint) -> Option<Element> {
    (number != BigUint::from(1_u8)).then_some(Element::Number(number))
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn both_ends_agree_in_every_group() {
        let mut dice = Dice::new([4; 32]);
        let groups: Vec<Group> = (0..=u8::MAX).filter_map(Group::from_parameter).collect();
        assert_eq!(groups.len(), 14);
        for group in groups {
            let (one, other) = (group.draw(&mut dice), group.draw(&mut dice));
            let public = |private: &BigUint| group.public(private).unwrap();
            let read = |element: &Element| group.read(&group.write(element)).unwrap();
            let ours = group.multiply(&one, &read(&public(&other))).unwrap();
            assert_eq!(ours, group.multiply(&other, &read(&public(&one))).unwrap(), "{group:?}");
            assert_eq!(group.public(group.order()), None);
            assert_eq!(group.public(&(&one + group.order())), group.public(&one));
            let sum = group.add(&public(&one), &public(&other)).unwrap();
            assert_eq!(sum, public(&(&one + &other)), "{group:?}");
            assert_eq!(group.map_generic(&one, &public(&other)), Some(sum));
        }
    }

    #[test]
    fn secrets_have_the_length_of_the_field() {
        let mut dice = Dice::new([5; 32]);
        let group = Group::Curve(Curve::P192);
        let drawn: Vec<_> = (0..1500).map(|_| group.secret(&group.public(&group.draw(&mut dice)).unwrap())).collect();
        assert!(drawn.iter().all(|secret| secret.len() == 24));
        assert!(drawn.iter().any(|secret| secret[0] == 0), "none of the draws had a leading zero");
    }

    #[test]
    fn what_is_not_in_a_group_is_not_read() {
        let group = Group::Modp(Modp::Bits1024);
        let number = |number: BigUint| group.read(&fixed(&number, 128));
        assert_eq!(number(BigUint::ZERO), None);
        assert_eq!(number(1_u8.into()), None);
        assert_eq!(number(Modp::Bits1024.p() - 1_u8), None);
        assert_eq!(number(2_u8.into()), None, "not in the subgroup");
        assert_eq!(group.read(&[&[0], &group.write(&group.generator())[..]].concat()), None, "too long");
        assert_eq!(group.read(&group.write(&group.generator())), Some(group.generator()));
    }

    /// The worked example of chip authentication (BSI TR-03110), on a curve and in a MODP group.
    #[test]
    fn the_worked_example_of_chip_authentication_is_met() {
        agrees(
            13,
            &hex!("7984674CF3B3A524BF929CE8A67FCF22173DA0BAD595EED6DEB72D22C542FA9D"),
            &hex!(
                "04A44EBE5451DF7AADB01E459B8C928A87746A57927C8C28A6775C97A7E1FE8D9A46FF4A1CC7E4D1389AEA19758E4F75"
                "C28C598FD734AEBEB135337CF95BE12E94"
            ),
            &hex!(
                "045A7A377FC9CAFC03AC7FF45441A8B2909D88EAB8E6B0173847AB49B949DF3799A34EE57EC55268CF8B1C3EC489F8BF"
                "4CF4C68D3FD9670E89C0D5D3FFF1AAF89F"
            ),
            &hex!("791DA04273CCFE862E52DF60347E2557192E1F8D7517822CE3D306056C1CDEB4"),
        );
        agrees(
            0,
            &hex!("D0E5A95ECA541DEF4FE92B9FF9920D49A454C297"),
            &hex!(
                "1B3345F8DC04341BF8B2C97F652FA680E5D4FA4C146AE4B839431A644A79BC368C4822C89CD018A57F953644BEDA679C"
                "5B532902320E83E13B80DEEF8C18AF3E7D493AE3F88196101B9F78EAFE4B3025EF8BFF916B2FC02D762D0838DEA29C09"
                "B485591C2F47F87C71F530BB358F56AF6459D86DBF85EAF9EDBD962CD364F7B8"
            ),
            &hex!(
                "A2830947A6FCAACDE2FCB88B29AB38E07C3453ABC4BCB466087E11C79F32A19E6EF22BE108F8DD18FE8249C960951511"
                "200DC985AA3EC0CCAD59A5F9BBCC33EE5F1577E20330B4DD10EB06B740277C97A189180EDE52BEE9D429F10FB77F180F"
                "05D6A99C499CB5E1ECEEB8E92284F66EA98479674CE73F53C567A03B0D297833"
            ),
            &hex!(
                "2A4FC2D11490DF4773DDFA6FF705557C51F4AD4533E8D8A66A3001BFDD271DB87BE3C1CAC22A05E8AF1A066DD0298E75"
                "DB928AAFDF00EB4BFB1BD12F372313C1CA649056517305638515D5A4FBE0AC59BDC80E8C5A5F46254D231916EA77F80A"
                "C58E6B63A26198EE4387F10981E8E46FFBA23790C81E679363C589587D30BBB3"
            ),
        );
    }

    fn agrees(parameter: u8, private: &[u8], public: &[u8], terminal: &[u8], secret: &[u8]) {
        let (group, private) = (Group::from_parameter(parameter).unwrap(), BigUint::from_bytes_be(private));
        assert_eq!(group.write(&group.public(&private).unwrap()), public);
        let shared = group.multiply(&private, &group.read(terminal).unwrap()).unwrap();
        assert_eq!(group.secret(&shared), secret);
    }
}
