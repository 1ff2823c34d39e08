//! The groups of numbers modulo a prime, with a subgroup of prime order (Doc 9303-11 clause 9.5.1, RFC 5114).

mod parameters;

use std::sync::LazyLock;

use num_bigint::BigUint;

use super::field::{Field, bytes_for, from_hex};

/// A group with a standardised parameter id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modp {
    /// 1024 bits with an order of 160, id 0.
    Bits1024,
    /// 2048 bits with an order of 224, id 1.
    Bits2048Order224,
    /// 2048 bits with an order of 256, id 2.
    Bits2048Order256,
}

struct Domain {
    field: Field,
    generator: BigUint,
    order: BigUint,
}

static DOMAINS: LazyLock<Vec<Domain>> = LazyLock::new(|| parameters::GROUPS.map(domain).into());

fn domain(numbers: [&str; 3]) -> Domain {
    let [prime, generator, order] = numbers.map(from_hex);
    Domain { field: Field { prime }, generator, order }
}

impl Modp {
    /// Every group, in the order of the ids.
    pub const ALL: [Self; 3] = [Self::Bits1024, Self::Bits2048Order224, Self::Bits2048Order256];

    /// The group with a parameter id; `None` for an id that names none.
    pub fn from_parameter(id: u8) -> Option<Self> {
        Self::ALL.get(usize::from(id)).copied()
    }

    /// The parameter id, 0 to 2.
    pub const fn parameter(self) -> u8 {
        self as u8
    }

    fn domain(self) -> &'static Domain {
        &DOMAINS[self as usize]
    }

    /// The field.
    pub fn field(self) -> &'static Field {
        &self.domain().field
    }

    /// The modulus.
    pub fn p(self) -> &'static BigUint {
        &self.field().prime
    }

    /// The generator of the subgroup.
    pub fn g(self) -> &'static BigUint {
        &self.domain().generator
    }

    /// The order of the subgroup.
    pub fn q(self) -> &'static BigUint {
        &self.domain().order
    }

    /// (p - 1) / q, which brings any number into the subgroup.
    pub fn cofactor(self) -> BigUint {
        (self.p() - 1_u8) / self.q()
    }

    /// Bytes of an element.
    pub fn size(self) -> usize {
        bytes_for(self.p().bits())
    }

    /// Says whether a number is in the subgroup and not its neutral element.
    pub fn contains(self, element: &BigUint) -> bool {
        let one = BigUint::from(1_u8);
        *element > one && element < self.p() && self.field().pow(element, self.q()) == one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generator_has_its_order() {
        for (group, bits) in Modp::ALL.into_iter().zip([(1024, 160), (2048, 224), (2048, 256)]) {
            assert_eq!((group.p().bits(), group.q().bits()), bits);
            assert!(group.contains(group.g()));
            assert_eq!(group.q() * group.cofactor() + 1_u8, *group.p());
            assert!(!group.contains(&(group.p() - 1_u8)), "of order two");
            assert!(!group.contains(&BigUint::from(1_u8)));
            assert_eq!(Modp::from_parameter(group.parameter()), Some(group));
        }
        assert_eq!(Modp::from_parameter(3), None);
    }
}
