use hex_literal::hex;

use super::*;

/// A key made for this test.
const MODULUS: &[u8] = &hex!(
    "BCFF1B03DA7C15B74D6BBB8E68D47C227F2BF7B918E65A66972568F84633210A6300A62AD8F82A079ADA7338EE7F5D92F854"
    "8FCE0672DA554CE5D78ECA38DCAE6B59B09E54E1F60F74F3A9309F6041B1D7454B6AAABEBB034DB2C2A81F4BF0F8BD0F666C"
    "3B42A0EBAAB96012C745CE37F9D2BB05B9C6367E6ED62A777D77F21D"
);
const PRIVATE: &[u8] = &hex!(
    "327B2D5B1523A9A5415FB2443289F6F23BE7A18E6631391A47EAED23CB946291E4A9CAB88D25940C5DF755697282C09ABE0B"
    "D03166958CEDD5D15A87404A79DF02B7E925AC808C90D5343DC3E42214B1F7143209A4D4F2EE494BA9220CB578E06960998A"
    "678B6EC083505146EBA5149463E7A4D15725FAF7D510759E6F44847D"
);

fn key() -> RsaKey<'static> {
    RsaKey::new(MODULUS, &[1, 0, 1]).unwrap()
}

/// Signs any padded bytes, right or wrong.
fn sign(padded: &[u8]) -> Vec<u8> {
    let key = key();
    key.modulus.bytes(&Modulus::power(&key.modulus.element(padded).unwrap(), PRIVATE)).to_vec()
}

#[test]
fn the_padding_of_pkcs1_is_exact() {
    let hash = Digest::Sha256.of(b"message");
    let with_null = hex!("3031300D060960864801650304020105000420");
    let without = hex!("302F300B0609608648016503040201 0420");
    let padded = |start: &[u8], filling: &[u8], info: &[u8], end: &[u8]| {
        let used = start.len() + filling.len() + 1 + info.len() + hash.len() + end.len();
        let more = vec![0xFF; 128_usize.checked_sub(used).unwrap()];
        [start, filling, &more, &[0], info, &hash, end].concat()
    };
    let right = |padded: &[u8]| key().verify_pkcs1(Digest::Sha256, b"message", &sign(padded)).is_some();
    assert!(right(&padded(&[0, 1], &[], &with_null, &[])));
    assert!(right(&padded(&[0, 1], &[], &without, &[])), "RFC 8017 appendix A.2.4 wants both taken");
    let cases = [
        ("block type 2", padded(&[0, 2], &[], &with_null, &[])),
        ("a first byte", padded(&[1, 1], &[], &with_null, &[])),
        ("filling that is none", padded(&[0, 1], &[0xFE], &with_null, &[])),
        ("something behind the hash", padded(&[0, 1], &[], &with_null, &[0])),
        ("eleven bytes of filling and the rest behind", {
            let info = [&[0xFF; 8], &[0][..], &with_null, &hash].concat();
            [&[0, 1][..], &info, &vec![0x5A; 128 - 2 - info.len()]].concat()
        }),
        ("another hash's name", padded(&[0, 1], &[], &hex!("3031300D060960864801650304020205000420"), &[])),
        ("parameters that are none", padded(&[0, 1], &[], &hex!("3032300E06096086480165030402010501000420"), &[])),
        ("a length in long form", padded(&[0, 1], &[], &hex!("308131300D060960864801650304020105000420"), &[])),
    ];
    for (name, padded) in cases {
        assert!(!right(&padded), "{name}");
    }
    assert!(emsa_pkcs1(Digest::Sha512, b"message", 93, true).is_none(), "no room for eight bytes of filling");
    assert!(emsa_pkcs1(Digest::Sha512, b"message", 94, true).is_some());
}

/// EMSA-PSS-ENCODE (RFC 8017 clause 9.1.1) with everything to be set: the block before it is masked is `filling`, 01,
/// salt.
fn encoded(bits: usize, filling: &[u8], one: u8, salt: &[u8], mask_by: Digest, trailer: u8) -> Vec<u8> {
    let hash = Digest::Sha256.of(&[&[0; 8], &Digest::Sha256.of(b"message")[..], salt].concat());
    let mut block = vec![0; bits.div_ceil(8) - hash.len() - 1 - salt.len() - 1];
    block[..filling.len()].copy_from_slice(filling);
    block.push(one);
    block.extend_from_slice(salt);
    let mut masked: Vec<u8> = block.iter().zip(mask(mask_by, &hash, block.len())).map(|(a, b)| a ^ b).collect();
    masked[0] &= 0xFF >> (8 * bits.div_ceil(8) - bits);
    [masked, hash, vec![trailer]].concat()
}

#[test]
fn the_padding_of_pss_is_exact() {
    let pss = Pss { digest: Digest::Sha256, mask: Digest::Sha256, salt_len: 20 };
    let salt = [7; 20];
    let right = |pss: Pss, padded: &[u8]| key().verify_pss(pss, b"message", &sign(padded)).is_some();
    let good = encoded(1023, &[], 1, &salt, Digest::Sha256, 0xBC);
    assert!(right(pss, &good));
    assert!(key().verify_pss(pss, b"another", &sign(&good)).is_none());
    for other in [
        Pss { salt_len: 19, ..pss },
        Pss { salt_len: 21, ..pss },
        Pss { salt_len: 0, ..pss },
        Pss { salt_len: 94, ..pss },
        Pss { salt_len: 95, ..pss },
        Pss { salt_len: usize::MAX, ..pss },
        Pss { mask: Digest::Sha1, ..pss },
        Pss { digest: Digest::Sha384, ..pss },
    ] {
        assert!(!right(other, &good), "{other:?}");
    }
    let longest = Pss { salt_len: 94, ..pss };
    assert!(right(longest, &encoded(1023, &[], 1, &[7; 94], Digest::Sha256, 0xBC)));
    assert!(right(Pss { salt_len: 0, ..pss }, &encoded(1023, &[], 1, &[], Digest::Sha256, 0xBC)));
    let bad = [
        ("trailer", encoded(1023, &[], 1, &salt, Digest::Sha256, 0xCC)),
        ("no one", encoded(1023, &[], 0, &salt, Digest::Sha256, 0xBC)),
        ("a two", encoded(1023, &[], 2, &salt, Digest::Sha256, 0xBC)),
        ("filling", encoded(1023, &[0, 0, 1], 1, &salt, Digest::Sha256, 0xBC)),
        ("another mask", encoded(1023, &[], 1, &salt, Digest::Sha1, 0xBC)),
    ];
    for (name, padded) in bad {
        assert!(!right(pss, &padded), "{name}");
    }
    // The bit above the representative's 1,023 is zero, though no mask covers it.
    let mut above = good.clone();
    above[0] |= 0x80;
    assert!(emsa_pss(pss, b"message", &good, 1).is_some());
    assert!(emsa_pss(pss, b"message", &above, 1).is_none());
    for cut in 0..good.len() {
        assert!(emsa_pss(pss, b"message", &good[..cut], 0).is_none());
    }
}

#[test]
fn numbers_off_the_range_are_no_signature() {
    let key = key();
    let good = sign(&emsa_pkcs1(Digest::Sha256, b"message", 128, true).unwrap());
    assert!(key.verify_pkcs1(Digest::Sha256, b"message", &good).is_some());
    for signature in [&[][..], &[0; 128], &[0xFF; 128], MODULUS, &good[1..], &[&[0], &good[..]].concat()] {
        assert!(key.verify_pkcs1(Digest::Sha256, b"message", signature).is_none());
    }
}

#[test]
fn keys_out_of_bounds_are_none() {
    let exponent = &[1, 0, 1];
    for modulus in [&[][..], &[0], &[1], &[2], &[0xFE; 128], &[0xFF; 1025]] {
        assert!(RsaKey::new(modulus, exponent).is_none());
    }
    assert!(RsaKey::new(&[0xFF; 1024], exponent).is_some());
    assert!(RsaKey::new(&[&[0; 9], MODULUS].concat(), &[0, 0, 1, 0, 1]).is_some(), "leading zeros are none");
    assert!(RsaKey::new(MODULUS, &[0xFF; 33]).is_none());
    for exponent in [&[][..], &[0], &[1], &[2], &[1, 0, 0]] {
        assert!(RsaKey::new(MODULUS, exponent).is_none(), "{exponent:?}");
    }
}
