use super::*;

mod worked;

fn every_group() -> impl Iterator<Item = Group> {
    (0..=u8::MAX).filter_map(Group::from_parameter)
}

fn play(example: &worked::Example) {
    let group = Group::from_parameter(example.parameter).unwrap();
    let generator = if example.terminal_nonce.is_empty() {
        let [own, own_public, chip, chip_public] = example.mapping;
        assert_eq!(group.public(own, None).unwrap(), own_public);
        assert_eq!(group.public(chip, None).unwrap(), chip_public);
        assert_eq!(group.map_generic(example.nonce, chip, own_public).unwrap(), example.generator);
        group.map_generic(example.nonce, own, chip_public).unwrap()
    } else {
        group.map_integrated(Suite::Aes128, example.nonce, example.terminal_nonce).unwrap()
    };
    assert_eq!(generator, example.generator);

    let [own, own_public, chip, chip_public] = example.ephemeral;
    assert_eq!(group.public(own, Some(&generator)).unwrap(), own_public);
    assert_eq!(group.agree(own, chip_public).unwrap()[..], *example.secret);
    if !chip.is_empty() {
        assert_eq!(group.public(chip, Some(&generator)).unwrap(), chip_public);
        assert_eq!(group.agree(chip, own_public).unwrap()[..], *example.secret);
    }
}

#[test]
fn appendix_g2() {
    play(&worked::G2);
}

#[test]
fn appendix_h1() {
    play(&worked::H1);
}

#[test]
fn appendix_h2() {
    play(&worked::H2);
}

#[test]
fn appendix_i1() {
    play(&worked::I1);
    let [data, key, mapping] = worked::I1_CHIP;
    assert_eq!(Group::Curve(Curve::BrainpoolP256r1).multiply(data, key).unwrap(), mapping);
}

#[test]
fn integrated_mapping_with_every_suite() {
    for (suite, [nonce, terminal_nonce, generator]) in worked::INTEGRATED {
        let group = Group::Curve(Curve::BrainpoolP256r1);
        assert_eq!(group.map_integrated(suite, nonce, terminal_nonce).unwrap(), generator, "{suite:?}");
        assert_eq!(group.map_integrated(suite, &nonce[1..], terminal_nonce), Err(GroupError::Nonce));
        assert_eq!(group.map_integrated(suite, nonce, &terminal_nonce[1..]), Err(GroupError::Nonce));
    }
}

#[test]
fn integrated_mapping_gives_an_element_of_every_group_but_one() {
    for group in every_group() {
        let mapped = group.map_integrated(Suite::Aes256, &[1; 32], &[2; 32]);
        if group == Group::Curve(Curve::P224) {
            assert_eq!(mapped, Err(GroupError::Unsupported));
        } else {
            let generator = mapped.unwrap();
            assert_eq!(group.multiply(&[1], &generator).unwrap(), generator, "{group:?}");
        }
    }
}

#[test]
fn both_ends_agree_at_full_length_in_every_group() {
    assert_eq!(every_group().count(), 14);
    let mut random = Random::from_seed([7; 32]);
    for group in every_group() {
        let (a, b) = (group.secret(&mut random), group.secret(&mut random));
        let (public_a, public_b) = (group.public(&a, None).unwrap(), group.public(&b, None).unwrap());
        let mapped = group.map_generic(&[5; 32], &a, &public_b).unwrap();
        assert_eq!(mapped, group.map_generic(&[5; 32], &b, &public_a).unwrap());

        let (public_a, public_b) = (group.public(&a, Some(&mapped)).unwrap(), group.public(&b, Some(&mapped)).unwrap());
        let shared = group.agree(&a, &public_b).unwrap();
        assert_eq!(shared, group.agree(&b, &public_a).unwrap());
        let element = if matches!(group, Group::Curve(_)) { 2 * shared.len() + 1 } else { shared.len() };
        assert_eq!((public_a.len(), mapped.len()), (element, element), "{group:?}");
    }
}
