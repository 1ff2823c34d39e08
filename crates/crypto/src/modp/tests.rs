use super::*;
use crate::curve::tests::is_prime;

fn every_standard() -> impl Iterator<Item = Modp> {
    (0..=u8::MAX).filter_map(Modp::from_parameter)
}

#[test]
fn every_group_is_one_of_prime_order() {
    assert_eq!(every_standard().map(|group| group.bits().unwrap()).collect::<Vec<_>>(), [1024, 2048, 2048]);
    for group in every_standard() {
        let order = group.order.as_deref().unwrap();
        assert!(is_prime(&group.prime) && is_prime(order));
        let modulus = group.modulus().unwrap();
        let cofactor = modulus.cofactor(order).unwrap();
        let whole = modulus.reduce(&[2]).pow(&cofactor);
        assert!(Modulus::power(&whole, order) == modulus.one(), "the order divides the prime less 1");
        assert!(group.read(&modulus, &group.generator).is_ok());
    }
}

#[test]
fn what_tells_about_a_secret_is_refused() {
    for group in every_standard() {
        let secret = group.secret(&mut Random::from_seed([7; 32]));
        let mut less_one = group.prime.to_vec();
        *less_one.last_mut().unwrap() -= 1;
        let own = group.multiply(&secret, None).unwrap();
        // 2 is no member of the subgroup, nor is a member's opposite.
        let cases =
            [vec![], vec![0], vec![1], vec![2], less_one, group.prime.to_vec(), [vec![1], own.clone()].concat()];
        for case in cases {
            assert_eq!(group.agree(&secret, &case), Err(GroupError::Element));
            assert_eq!(group.map_generic(&[9; 16], &secret, &case), Err(GroupError::Element));
        }
        let order = group.order.as_deref().unwrap();
        for (scalar, error) in [
            (&[][..], GroupError::Scalar),
            (&[0], GroupError::Identity),
            (order, GroupError::Identity),
            (&vec![1; group.len() + 1], GroupError::Scalar),
        ] {
            assert_eq!(group.multiply(scalar, None), Err(error));
        }
        assert_eq!(group.agree(&secret, &[&[0; 3], &own[..]].concat()), group.agree(&secret, &own));
    }
}

#[test]
fn own_parameters_stay_in_bounds() {
    let [standard, ..] = &every_standard().collect::<Vec<_>>()[..] else { panic!("three groups") };
    let (prime, generator) = (&standard.prime[..], &standard.generator[..]);
    let padded = [&[0], prime].concat();
    assert_eq!(Modp::from_numbers(&padded, generator, None).as_ref(), Some(standard), "known by its numbers");
    assert_eq!(Modp::from_numbers(prime, generator, standard.order.as_deref()).as_ref(), Some(standard));
    assert_eq!(Modp::from_numbers(prime, generator, Some(&[7])), None, "a known group with another order");

    let mut less_one = prime.to_vec();
    *less_one.last_mut().unwrap() -= 1;
    for generator in [&[][..], &[0], &[1], &less_one, prime, &padded] {
        assert_eq!(Modp::from_numbers(prime, generator, None), None);
    }
    let own = Modp::from_numbers(prime, &[2], None).unwrap();
    assert_eq!((own.generator.len(), own.secret(&mut Random::from_seed([1; 32])).len()), (128, 128));
    assert_eq!(own.map_integrated(&[9; 144]), Err(GroupError::Unsupported), "no order, no cofactor");
    assert_eq!(Modp::from_numbers(prime, &[2], Some(&[3])), None, "2 has not the order 3");

    for prime in [&[][..], &[7], &prime[1..], &[0xFF; 513], &less_one] {
        assert_eq!(Modp::from_numbers(prime, &[2], None), None);
    }
    assert!(Modp::from_numbers(&[0xFF; 512], &[2], None).is_some());
}
