//! What a card may hand over to bring a desk down, to keep it busy or to be taken for something else.

use crypto::{Algorithm, Digest, Group, GroupError, PublicKey, SignatureVerdict, verify};
use iso7816::tlv;

/// dhpublicnumber of X9.42
const X942: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3E, 0x02, 0x01];

fn x942(prime: &[u8], generator: &[u8], order: &[u8]) -> Option<Group> {
    let numbers = [prime, generator, order].map(|number| tlv::write(0x02, number)).concat();
    Group::parse(&[tlv::write(0x06, &X942), tlv::write(0x30, &numbers)].concat())
}

/// Of order 0 there is no private key to draw, and every number has it: any to the power 0 is 1.
#[test]
fn groups_of_a_worthless_order_are_none() {
    let prime = [0xFF; 128];
    for order in [&[][..], &[0], &[0, 0], &[1], &[3], &[0xFF; 19], &[0xFF; 129]] {
        assert_eq!(x942(&prime, &[2], order), None, "{order:02X?}");
    }
}

/// That a generator has not the order it should have shows before a secret goes into it.
#[test]
fn a_generator_of_another_order_is_refused_when_it_is_used() {
    let group = x942(&[0xFF; 128], &[2], &[0xFF; 20]).unwrap();
    let secret = [7; 20];
    assert_eq!(group.public(&secret, None), Err(GroupError::Element));
    assert_eq!(group.map_generic(&[7; 16], &secret, &[3]), Err(GroupError::Element));
    assert_eq!(group.agree(&secret, &[3]), Err(GroupError::Element));
}

/// With the exponent 1 the padded hash is its own signature.
#[test]
fn rsa_with_an_exponent_that_is_none_proves_and_contradicts_nothing() {
    let message = b"message";
    let info = [&tlv::write(0x06, Digest::Sha256.oid())[..], &[5, 0]].concat();
    let info = tlv::write(0x30, &[tlv::write(0x30, &info), tlv::write(0x04, &Digest::Sha256.of(message))].concat());
    let padded = [&[0, 1][..], &[0xFF; 202], &[0], &info].concat();
    let verdict = |exponent: &[u8]| {
        let key = PublicKey::Rsa { modulus: &[0xFF; 256], exponent };
        verify(Some(&key), Some(Algorithm::RsaPkcs1(Digest::Sha256)), message, &padded)
    };
    for exponent in [&[][..], &[0], &[1], &[0, 1], &[2], &[1, 0], &[1; 33]] {
        assert_eq!(verdict(exponent), SignatureVerdict::Unsupported, "{exponent:02X?}");
    }
    assert_eq!(verdict(&[3]), SignatureVerdict::Wrong);
}

#[test]
fn a_compressed_point_is_not_understood_rather_than_wrong() {
    let algorithm = [
        tlv::write(0x06, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]),
        tlv::write(0x06, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]),
    ];
    let info = |key: &[u8]| [tlv::write(0x30, &algorithm.concat()), tlv::write(0x03, &[&[0], key].concat())].concat();
    for (key, read) in [([2; 33], false), ([3; 33], false), ([4; 33], true)] {
        assert_eq!(PublicKey::parse(&info(&key)).is_some(), read);
    }
}
