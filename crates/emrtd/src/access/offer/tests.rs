use hex_literal::hex;

use super::*;
use iso7816::tlv;

/// EF.CardAccess with these `PACEInfo`: the last two numbers of the protocol, and the parameters.
fn card_access(infos: &[([u8; 2], Option<u8>)], domains: &[Vec<u8>]) -> Vec<u8> {
    let info = |&([mapping, suite], parameter): &([u8; 2], Option<u8>)| {
        let oid = [&hex!("04007F0007020204")[..], &[mapping, suite]].concat();
        let parameter = parameter.map_or_else(Vec::new, |number| tlv::write(0x02, &[number]));
        tlv::write(0x30, &[tlv::write(0x06, &oid), hex!("020102").to_vec(), parameter].concat())
    };
    let infos: Vec<u8> = infos.iter().flat_map(info).chain(domains.concat()).collect();
    tlv::write(0x31, &infos)
}

/// `PACEDomainParameterInfo` of a mapping: an algorithm identifier, and the number it goes by.
fn domain(mapping: u8, algorithm: &[u8], number: Option<u8>) -> Vec<u8> {
    let oid = [&hex!("04007F0007020204")[..], &[mapping]].concat();
    let number = number.map_or_else(Vec::new, |number| tlv::write(0x02, &[number]));
    tlv::write(0x30, &[tlv::write(0x06, &oid), tlv::write(0x30, algorithm), number].concat())
}

fn standardised(parameter: u8) -> Vec<u8> {
    [tlv::write(0x06, &hex!("04007F00070102")), tlv::write(0x02, &[parameter])].concat()
}

fn names(offers: &Offers) -> Vec<String> {
    offers.usable.iter().map(ToString::to_string).collect()
}

#[test]
fn the_citizen_card_of_2021_offers_what_the_constant_says() {
    let seen = hex!(
        "3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D"
    );
    assert_eq!(Offers::parse(&seen), Offers::of_citizen_card_2021());
    assert_eq!(names(&Offers::of_citizen_card_2021()), ["0.4.0.127.0.7.2.2.4.2.2 parameter 13"]);
}

/// Chip authentication mapping, generic, integrated; curves before numbers; AES before 3DES; then the chip's order.
#[test]
fn the_order_in_which_offers_are_tried() {
    type Info = ([u8; 2], u8);
    let cases: [(&str, &[Info], &[Info]); 6] = [
        (
            "all mappings",
            &[([3, 2], 2), ([4, 2], 13), ([1, 2], 2), ([2, 2], 13), ([6, 2], 13)],
            &[([6, 2], 13), ([2, 2], 13), ([1, 2], 2), ([4, 2], 13)],
        ),
        (
            "as the chip has it",
            &[([2, 4], 16), ([2, 2], 12), ([2, 3], 13)],
            &[([2, 4], 16), ([2, 2], 12), ([2, 3], 13)],
        ),
        (
            "3DES last of its kind",
            &[([2, 1], 12), ([4, 2], 12), ([2, 4], 12)],
            &[([2, 4], 12), ([2, 1], 12), ([4, 2], 12)],
        ),
        ("the same twice", &[([2, 2], 13), ([2, 2], 13)], &[([2, 2], 13)]),
        ("what cannot be is left out", &[([2, 2], 7), ([5, 2], 13), ([2, 5], 13), ([2, 2], 15)], &[([2, 2], 15)]),
        ("no point encoding on P-224", &[([4, 2], 10), ([4, 2], 11)], &[([4, 2], 11)]),
    ];
    for (name, given, expected) in cases {
        let infos: Vec<_> = given.iter().map(|&(protocol, number)| (protocol, Some(number))).collect();
        let offers = Offers::parse(&card_access(&infos, &[]));
        let expected: Vec<_> = expected
            .iter()
            .map(|([mapping, suite], number)| format!("0.4.0.127.0.7.2.2.4.{mapping}.{suite} parameter {number}"))
            .collect();
        assert_eq!(names(&offers), expected, "{name}");
    }
}

#[test]
fn every_parameter_of_table_6_is_taken_up() {
    for number in 0..=u8::MAX {
        let is_number = number <= 2;
        let is_curve = (8..=18).contains(&number);
        for (mapping, fits) in
            [(1, is_number), (2, is_curve), (3, is_number), (4, is_curve && number != 10), (5, false), (6, is_curve)]
        {
            for suite in 0..=5 {
                let usable = fits && (1..=4).contains(&suite) && (mapping != 6 || suite != 1);
                let offers = Offers::parse(&card_access(&[([mapping, suite], Some(number))], &[]));
                assert_eq!(offers.usable.len(), usize::from(usable), "{mapping}.{suite} {number}");
                let unusable = PaceInfo { protocol: [mapping, suite], parameter: Some(number) };
                assert_eq!(offers.unusable, (!usable).then_some(unusable));
            }
        }
    }
}

/// The chip is told which parameters are meant wherever it has several (Doc 9303-11 clause 4.4.4.1, `84`).
#[test]
fn parameters_are_named_where_there_are_several() {
    let named = |infos: &[([u8; 2], Option<u8>)]| {
        Offers::parse(&card_access(infos, &[])).usable.iter().map(Offer::named_parameter).collect::<Vec<_>>()
    };
    assert_eq!(named(&[([2, 2], Some(13)), ([4, 2], Some(13))]), [None, None]);
    assert_eq!(named(&[([2, 2], Some(13)), ([4, 2], Some(12))]), [Some(13), Some(12)]);
    // A chip that this crate cannot follow everywhere has several all the same.
    assert_eq!(named(&[([2, 2], Some(40)), ([2, 2], Some(12))]), [Some(12)]);
}

/// What it is, the `PACEInfo`, the parameters beside them, and the group that comes of it.
type Written<'a> = (&'a str, &'a [([u8; 2], Option<u8>)], &'a [Vec<u8>], Option<Group>);

#[test]
fn parameters_that_the_chip_writes_out() {
    let group = |number| Group::from_parameter(number);
    let p256 = hex!("06072A8648CE3D020106082A8648CE3D030107");
    // A group that a chip made up: it may know how to take logarithms there.
    let numbers = [tlv::write(0x02, &[&[0][..], &[0xFF; 128]].concat()), tlv::write(0x02, &[2])].concat();
    let own = [tlv::write(0x06, &hex!("2A864886F70D010301")), tlv::write(0x30, &numbers)].concat();
    assert!(Group::parse(&own).is_some());
    let cases: [Written<'_>; 9] = [
        ("an own number", &[([2, 2], Some(32))], &[domain(2, &p256, Some(32))], group(12)),
        ("the one there is", &[([2, 2], None)], &[domain(2, &standardised(13), None)], group(13)),
        (
            "the one of its mapping",
            &[([2, 2], None)],
            &[domain(4, &p256, None), domain(2, &standardised(13), None)],
            group(13),
        ),
        ("a number of DH", &[([1, 2], Some(40))], &[domain(1, &standardised(1), Some(40))], group(1)),
        ("a group of its own", &[([1, 2], Some(32))], &[domain(1, &own, Some(32))], None),
        ("two, and none is named", &[([2, 2], None)], &[domain(2, &p256, Some(32)), domain(2, &p256, Some(33))], None),
        ("of another number", &[([2, 2], Some(33))], &[domain(2, &p256, Some(32))], None),
        ("a curve for DH", &[([1, 2], Some(32))], &[domain(1, &p256, Some(32))], None),
        ("a standard number is not redefined", &[([2, 2], Some(13))], &[domain(2, &p256, Some(13))], group(13)),
    ];
    for (name, infos, domains, expected) in cases {
        let offers = Offers::parse(&card_access(infos, domains));
        assert_eq!(offers.usable.first().map(|offer| offer.group.clone()), expected, "{name}");
        assert_eq!(offers.unusable.is_some(), expected.is_none(), "{name}");
    }
}

#[test]
fn what_is_no_card_access_offers_nothing() {
    let cases: [&[u8]; 5] = [
        &[],
        &hex!("3100"),
        &hex!("FFFFFF"),
        &hex!("30053003060100"),
        // Version 1.
        &hex!("31143012060A04007F000702020402020201010201 0D"),
    ];
    for bytes in cases {
        assert_eq!(Offers::parse(bytes), Offers::default(), "{bytes:02X?}");
    }
}
