//! Signatures by OpenSSL: right as they stand, wrong with any change.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crypto::{Algorithm, PublicKey, SignatureVerdict, verify};
use iso7816::tlv::{self, Fields};

/// Made by `make.sh` beside it: self-signed certificates.
const CERTIFICATES: &str = include_str!("signatures/certificates.txt");

#[derive(Clone)]
struct Signed {
    name: &'static str,
    message: Vec<u8>,
    algorithm: Vec<u8>,
    key: Vec<u8>,
    signature: Vec<u8>,
}

fn hex(digits: &str) -> Vec<u8> {
    digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn certificates() -> impl Iterator<Item = Signed> {
    CERTIFICATES.lines().map(|line| {
        let (name, der) = line.split_once(' ').unwrap();
        let der = hex(der);
        let mut fields = Fields(tlv::find(&der, 0x30).unwrap());
        let signed = fields.next(0x30).unwrap();
        let algorithm = fields.next(0x30).unwrap().value.to_vec();
        let signature = fields.next(0x03).unwrap().value[1..].to_vec();
        let key = tlv::objects(signed.value).map(Result::unwrap).filter(|field| field.tag == 0x30).nth(4).unwrap();
        Signed { name, message: signed.whole.to_vec(), algorithm, key: key.value.to_vec(), signature }
    })
}

impl Signed {
    fn verdict(&self) -> SignatureVerdict {
        let algorithm = Algorithm::parse(&self.algorithm, None);
        verify(PublicKey::parse(&self.key).as_ref(), algorithm, &self.message, &self.signature)
    }
}

#[test]
fn every_curve_hash_and_padding_is_right() {
    assert_eq!(certificates().count(), 11 * 6 + 28);
    for signed in certificates() {
        assert_eq!(signed.verdict(), SignatureVerdict::Right, "{}", signed.name);
    }
}

#[test]
fn a_changed_message_or_signature_is_wrong() {
    for mut signed in certificates() {
        signed.message[20] ^= 1;
        assert_eq!(signed.verdict(), SignatureVerdict::Wrong, "{}: message", signed.name);
        signed.message[20] ^= 1;
        for at in [0, 3, signed.signature.len() / 2, signed.signature.len() - 1] {
            signed.signature[at] ^= 1;
            assert_eq!(signed.verdict(), SignatureVerdict::Wrong, "{}: byte {at}", signed.name);
            signed.signature[at] ^= 1;
        }
        for longer in [[&signed.signature[..], &[0]].concat(), [&[0], &signed.signature[..]].concat()] {
            let longer = Signed { signature: longer, ..signed.clone() };
            assert_eq!(longer.verdict(), SignatureVerdict::Wrong, "{}: a byte more", signed.name);
        }
        signed.signature.pop();
        assert_eq!(signed.verdict(), SignatureVerdict::Wrong, "{}: a byte less", signed.name);
    }
}

/// BSI TR-03111's form of the same numbers, with the algorithm's name of each.
#[test]
fn the_plain_form_is_right_at_its_one_length() {
    let mut seen = 0;
    for signed in certificates() {
        let (Some(PublicKey::Ec { curve, .. }), Some(Algorithm::Ecdsa(digest))) =
            (PublicKey::parse(&signed.key), Algorithm::parse(&signed.algorithm, None))
        else {
            continue;
        };
        // On these curves the order is as long as the field.
        let len = crypto::Group::Curve(curve).public(&[1], None).unwrap().len() / 2;
        let plain: Vec<u8> = tlv::objects(tlv::find(&signed.signature, 0x30).unwrap())
            .flat_map(|number| {
                let number = number.unwrap().value;
                let significant = &number[number.iter().take_while(|&&byte| byte == 0).count()..];
                [vec![0; len - significant.len()], significant.to_vec()].concat()
            })
            .collect();
        let key = PublicKey::parse(&signed.key);
        let verdict =
            |signature: &[u8]| verify(key.as_ref(), Some(Algorithm::EcdsaPlain(digest)), &signed.message, signature);
        assert_eq!(verdict(&plain), SignatureVerdict::Right, "{}", signed.name);
        for other in [&plain[1..], &[&plain[..], &[0]].concat(), &signed.signature, &[], &vec![0; 2 * len]] {
            assert_eq!(verdict(other), SignatureVerdict::Wrong, "{}", signed.name);
        }
        seen += 1;
    }
    assert_eq!(seen, 66);
}
