use hex_literal::hex;

use super::*;
use crate::{Algorithm, Digest, PublicKey, Random, SignatureVerdict};

/// Active authentication by an independent implementation, most of it checked by a library too: the chip's key, and the
/// plain signature over the challenge.
struct Sample {
    curve: Curve,
    digest: Digest,
    point: &'static [u8],
    signature: &'static [u8],
}

const CHALLENGE: [u8; 8] = hex!("F173589974BF40C6");

const SAMPLES: [Sample; 11] = [
    Sample {
        curve: Curve::P192,
        digest: Digest::Sha224,
        point: &hex!(
            "04FD4E096FA8F3507A6277457468EF6D9B187A12486DF28E5FBB80A5AB2908EF874EB7AE0017CCB43C92C302ABC205EE4D"
        ),
        signature: &hex!(
            "345704D13BE0772A54FD34655C21BA6C3E021943C752F21DF0DA45BB32ECDE548500350231F0EFC2C544E8731AB61FD5"
        ),
    },
    Sample {
        curve: Curve::P224,
        digest: Digest::Sha224,
        point: &hex!(
            "043CD26DA0439745E2F0E1CD38FD8CDB3AC9BDA741A99D90E62F66A31222976DBD46864E975DA9EA1F78BE287BED58E6964A"
            "C98876279CC14F"
        ),
        signature: &hex!(
            "49245F8543567A7263FC221DC69046B93639F0E8CB118F4C62EA36C2CC0C11040393B12BC15AF3883230EA49FE60E261B4F3"
            "45583FCFD314"
        ),
    },
    Sample {
        curve: Curve::P224,
        digest: Digest::Sha256,
        point: &hex!(
            "0487D4B9A5747960F40FB0E1E7268AA2591D7A325FDAEB12BBAFF75BD18D6BDB51CA6D00EE1137665BDAAF3FCEA22176E1F5"
            "3924E880889DD9"
        ),
        signature: &hex!(
            "8A39479DC262990CA7F6AE491FAEB930F5090BCD00F15F04123B657EA968DE3EDBE0110BA5ED0D814299A7F0FFE9EA324E62"
            "E2E0A6AE1FF8"
        ),
    },
    Sample {
        curve: Curve::BrainpoolP192r1,
        digest: Digest::Sha256,
        point: &hex!(
            "041FE2F6B6F7E57AA5BDF6025F2E65F4D722BE0A620F669E2EB56273B4D61B220DE73F4AAC2377EB296D158BBECE3FA7D2"
        ),
        signature: &hex!(
            "80FC6BC2A66547F0573F050E052CF9370A5C8D3E2699B025B5B777164455313082BAD8CE6C899FCD87BE22D533DCDE01"
        ),
    },
    Sample {
        curve: Curve::BrainpoolP224r1,
        digest: Digest::Sha224,
        point: &hex!(
            "04683C939AE501477B7DF928C2947B58F1FF7A90C6AD2B337313C32C5912BEFB7EFE1DED303E4FD53A092BF0472C56B3923A"
            "22A9F917E2AFD1"
        ),
        signature: &hex!(
            "882AC9BC057F6EC137D7BBC483550752E3777283B6524163A5F7613B5378BF9712619834D1242C0C42D5E754A69BC0BE440F"
            "3D153BB19DF3"
        ),
    },
    Sample {
        curve: Curve::P256,
        digest: Digest::Sha256,
        point: &hex!(
            "04E660A94E5D34D1644C5DE171C1C6CF73DB2BF6C26114C1FABD0EAFF4BE8E96F6192122330343FD1A2967F9B115C1DCF397"
            "8B2CC55278625C96020FE6E5B09A90"
        ),
        signature: &hex!(
            "2F8701BE15DF1B0AF2588E90ACF6E910AADD36F261AD6A88258C05D7BE92BABEA03ED5605193F7A6E123BCCC07A06EB897F8"
            "9A4A66C670E7A7B9C883861F54FB"
        ),
    },
    Sample {
        curve: Curve::BrainpoolP256r1,
        digest: Digest::Sha256,
        point: &hex!(
            "04117D8951D8E30EC0EC3164D1FB33FC28A69BF681FB1B4EA2BA47E1F6181989F6773FF1E6B920C538889822023662C763FE"
            "0B09EA0822636B81A69CC88EA221D7"
        ),
        signature: &hex!(
            "82A4F33BAC529D341B54E58FDDA0C15DBDDBAA68C4385A7DB3333615081C91FF79D0BF44039FB5CD0ABFAE1A992DB38CDE2D"
            "308719F6A287F2D2F8ED8A06B8FB"
        ),
    },
    Sample {
        curve: Curve::BrainpoolP320r1,
        digest: Digest::Sha256,
        point: &hex!(
            "0443E2AE7BD6AB70905B94F8349E0C80E1843E66F99BFAAA6B4F98A791612FF41152D43927BD13BB63C43BF483E73F998D8E"
            "0C09136076767799FD4EDEC03A69FAA0288BC57B78B22DA6C646AEB4FECA28"
        ),
        signature: &hex!(
            "1A6638030DE2BA6CE3F7993357C41F0FD938A674BABE40C71E5F7E1E16CA6E3F071D38D944B1411EAA9659BAD39D8081391A"
            "DD99D7E1DB589788763FB4EABF71FCC3D685554541FA56A17AF6A5072230"
        ),
    },
    Sample {
        curve: Curve::BrainpoolP384r1,
        digest: Digest::Sha384,
        point: &hex!(
            "0441C63B58D2F2ACBF305F883231B8B6DCCD1F611B520993A05BA7E9D8A8B384D6D1F476C3991FC7C0320191DA4C03F4904A"
            "C04CEC5E925D83275A545E41F803E8F6121B605EAEB531E9F6255F14AEA09ABB2351E0861F50CA9AE8E30368EEB4A4"
        ),
        signature: &hex!(
            "5BFCD2288277153EAD3E74D0AC81B522EFE6CDC4729B09BEA5BD01996A6A16CA1185D41E722C5ED094EB2CD5BC2D04223889"
            "E1766B2B4F8274946A4E014C974BA0358B68DE101B9B1B92D084C80BD6C70594417A36441A1946DC61D490238C23"
        ),
    },
    Sample {
        curve: Curve::BrainpoolP512r1,
        digest: Digest::Sha512,
        point: &hex!(
            "049094585AAE9182C85A00D61574F1C86E62B7E3E7063AFBEACCF1B1EBCE5C48EADEFAB9F053819FC69463B7AFF1217F57C9"
            "72D53EE9C91B66DBCE8B0EA5A110641F1477DA9510A1A259C2A17E4F6457D6FEDED619FC1E029A430BE997558EB8CA40C9F9"
            "7D5F8F6CB789F1F74336EAFCF0058D8F4F6152C46EA746D9E720038FC7"
        ),
        signature: &hex!(
            "248AE774552C0DB3810849971DC516D23FA532D599F838D8C1970CF147A5067653026697E7E65CEB598FD9565FB198FDF856"
            "D13AC8F536921C06478BB5093B378778070A2E037C78C5A57544C6B39C2BCC2443F879DF421237221FE931F630B0D931552C"
            "0DFF126DE05925FF09FD922E7587999C04CC9111265FB67DCF5D2269"
        ),
    },
    Sample {
        curve: Curve::P521,
        digest: Digest::Sha512,
        point: &hex!(
            "04007B9C9E6168D7B03DE9CC7A3A4C47155785BF7F1C572BC2DF97B4C2EC993F0B5D307C3C33360E3A2F33F3A937B360EB16"
            "5A9365F5DA48496A748EFCB6E15C1A81F200A0A82AA7F5EB761299D6E01E393F2E3896A4693503E2C667CA4DA1A0CFD4B42C"
            "9FE475D29678BF7E9AA73174235F2ED13E1F3515FEE59F7521068D55CB779358EA"
        ),
        signature: &hex!(
            "01831F4E1C23D93F4D831BCFE8388FA6B8BAE73108D30C6915E6924AC865D19F64C5AD19309BD4E6A2F72EB297C43B50D7EC"
            "A1CAC01E5BADAEEE319E05697C3C001F0102BEB7525DDDBA486EAFB37FBAF7990B2351ED8815BEBF0014E8B34F1861681DF2"
            "993710BC3A3150B0BBF6819AB8944F1669D388452E6BDD0B9CB7AFEE995712BB"
        ),
    },
];

#[test]
fn plain_signatures_by_other_hands_are_right() {
    for Sample { curve, digest, point, signature } in SAMPLES {
        let key = PublicKey::Ec { curve, point };
        let judge = |message: &[u8]| crate::verify(Some(&key), Some(Algorithm::EcdsaPlain(digest)), message, signature);
        assert_eq!(judge(&CHALLENGE), SignatureVerdict::Right, "{curve:?} {digest:?}");
        assert_eq!(judge(&CHALLENGE[1..]), SignatureVerdict::Wrong, "{curve:?} {digest:?}");
    }
}

/// A private key of 5 on a curve, and its signature with the nonce 7: `(point, r, s)`.
fn signed(curve: Curve, hash: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let arithmetic = curve.arithmetic().unwrap();
    let order = &arithmetic.order;
    let number = |number: u8| order.reduce(&[number]);
    let (x, _) = arithmetic.coordinates(&arithmetic.multiply(&[7], arithmetic.generator())).unwrap();
    let r = order.reduce(&arithmetic.field.bytes(&x));
    let s = &order.invert(&number(7)) * &(&order.reduce(hash) + &(&r * &number(5)));
    (curve.multiply(&[5], None).unwrap(), order.bytes(&r).to_vec(), order.bytes(&s).to_vec())
}

fn plus(number: &[u8], order: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut sum: Vec<u8> = std::iter::zip(number.iter().rev(), order.iter().rev())
        .map(|(&a, &b)| {
            let digit = u16::from(a) + u16::from(b) + carry;
            carry = digit >> 8;
            digit.to_be_bytes()[1]
        })
        .collect();
    sum.push(carry.to_be_bytes()[1]);
    sum.reverse();
    sum
}

#[test]
fn numbers_off_the_range_are_wrong() {
    for curve in Curve::ALL {
        let order = curve.parameters().order;
        let hash = Digest::Sha256.of(b"message");
        let hash = &hash[..hash.len().min(order.len())];
        let (point, r, s) = signed(curve, hash);
        let right = |r: &[u8], s: &[u8]| verify(curve, &point, hash, (r, s)).is_some();
        assert!(right(&r, &s), "{curve:?}");
        let (zero, beyond) = (vec![0; r.len()], vec![0xFF; r.len()]);
        for (r, s) in [
            (&zero, &s),
            (&r, &zero),
            (&zero, &zero),
            (&order.to_vec(), &s),
            (&r, &order.to_vec()),
            (&plus(&r, order), &s),
            (&r, &plus(&s, order)),
            (&beyond, &s),
            (&r, &beyond),
            (&s, &r),
        ] {
            assert!(!right(r, s), "{curve:?} {r:02X?} {s:02X?}");
        }
        assert!(!right(&[], &[]));
    }
}

/// The opposite s is the other signature that ECDSA has by its nature; a sum at infinity is none.
#[test]
fn the_sum_may_be_infinity() {
    for curve in Curve::ALL {
        let order = &curve.arithmetic().unwrap().order;
        let (point, r, s) = signed(curve, &[3; 24]);
        let opposite = order.bytes(&-order.reduce(&s));
        assert!(verify(curve, &point, &[3; 24], (&r, &opposite)).is_some());
        // e = -5 r makes e/s G + r/s 5 G nothing at all.
        let hash = order.bytes(&-(&order.reduce(&r) * &order.reduce(&[5])));
        assert!(verify(curve, &point, &hash, (&r, &s)).is_none());
        // A hash of zeros is a hash.
        let (point, r, s) = signed(curve, &[0; 24]);
        assert!(verify(curve, &point, &[0; 24], (&r, &s)).is_some());
    }
}

#[test]
fn keys_off_the_curve_verify_nothing() {
    let (point, r, s) = signed(Curve::P256, &[3; 32]);
    let mut off = point.clone();
    off[40] ^= 1;
    for point in [&off[..], &[], &[0], &point[1..], &[&point[..], &[0]].concat(), &[&[2], &point[1..33]].concat()] {
        assert!(verify(Curve::P256, point, &[3; 32], (&r, &s)).is_none());
    }
    assert!(verify(Curve::BrainpoolP256r1, &point, &[3; 32], (&r, &s)).is_none());
}

#[test]
fn a_signature_is_written_in_one_way() {
    let cases: [(&[u8], bool); 16] = [
        (&hex!("3006 020101 020102"), true),
        (&hex!("3008 02020080 02020081"), true),
        (&hex!("3006 020101 020102 00"), false),
        (&hex!("3008 020101 020102 0500"), false),
        (&hex!("3009 020101 020102 020103"), false),
        (&hex!("3007 02020001 020102"), false),
        (&hex!("3006 020181 020102"), false),
        (&hex!("3006 020101 020182"), false),
        (&hex!("3006 020100 020102"), false),
        (&hex!("3005 0200 020102"), false),
        (&hex!("3003 020101"), false),
        (&hex!("3080 020101 020102 0000"), false),
        (&hex!("3106 020101 020102"), false),
        (&hex!("3006 020101 040102"), false),
        (&hex!("3006 020101 0201"), false),
        (&[], false),
    ];
    for (bytes, one) in cases {
        assert_eq!(numbers(bytes).is_some(), one, "{bytes:02X?}");
    }
}

#[test]
fn keys_drawn_at_random_verify_their_own_and_no_other() {
    let mut random = Random::from_seed([3; 32]);
    for curve in Curve::ALL {
        let stranger = curve.multiply(&curve.secret(&mut random), None).unwrap();
        let (point, r, s) = signed(curve, &[9; 24]);
        assert!(verify(curve, &point, &[9; 24], (&r, &s)).is_some());
        assert!(verify(curve, &stranger, &[9; 24], (&r, &s)).is_none());
    }
}
