//! Every group against vectors by other hands. Whatever leads with zero bytes keeps them: a reader that drops them fails
//! one session in 256.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crypto::{Group, Random, Suite};

/// Made by `make.py` beside it.
const VECTORS: &str = include_str!("groups/vectors.txt");

fn hex(digits: &str) -> Vec<u8> {
    digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn vectors_by_other_hands() {
    let mut kinds = [0; 4];
    for line in VECTORS.lines() {
        let fields: Vec<_> = line.split(' ').collect();
        let group = Group::from_parameter(fields[1].parse().unwrap()).unwrap();
        let suite = match fields[2] {
            "TripleDes" => Some(Suite::TripleDes),
            "Aes128" => Some(Suite::Aes128),
            "Aes192" => Some(Suite::Aes192),
            "Aes256" => Some(Suite::Aes256),
            _ => None,
        };
        let numbers: Vec<_> = fields[2 + usize::from(suite.is_some())..].iter().map(|digits| hex(digits)).collect();
        match (fields[0], &numbers[..]) {
            ("public", [secret, public]) => {
                kinds[0] += 1;
                assert_eq!(group.public(secret, None).unwrap(), *public, "{line}");
            }
            ("agree", [secret, peer, shared]) => {
                kinds[1] += 1;
                assert_eq!(shared[0], 0);
                assert_eq!(group.agree(secret, peer).unwrap()[..], shared[..], "{line}");
            }
            ("map", [nonce, secret, peer, generator]) => {
                kinds[2] += 1;
                assert_eq!(group.map_generic(nonce, secret, peer).unwrap(), *generator, "{line}");
            }
            ("integrate", [nonce, terminal, generator]) => {
                kinds[3] += 1;
                assert_eq!(group.map_integrated(suite.unwrap(), nonce, terminal).unwrap(), *generator, "{line}");
            }
            _ => panic!("{line}"),
        }
    }
    // Three MODP groups, and eleven curves, whose points have two coordinates; one of them cannot be integrated.
    assert_eq!(kinds, [3 + 2 * 11, 2 * 14, 14, 4 * 13]);
}

/// A thousand times both ends of PACE's computation, with everything mapped.
#[test]
fn a_thousand_agreements_and_no_failure() {
    let groups: Vec<_> = (0..=18).filter_map(Group::from_parameter).collect();
    let mut random = Random::from_seed([42; 32]);
    let mut led_by_zero = 0;
    for session in 0..1000 {
        // The quick groups mostly: they fail no other way than the slow ones.
        let group = &groups[if session % 20 == 0 { session / 20 % groups.len() } else { [0, 3, 4, 7, 8][session % 5] }];
        let mut nonce = [0; 16];
        random.fill(&mut nonce);
        let mut pair = |base: Option<&[u8]>| {
            let secret = group.secret(&mut random);
            let public = group.public(&secret, base).unwrap();
            (secret, public)
        };
        let (reader, chip) = (pair(None), pair(None));
        let generator = group.map_generic(&nonce, &reader.0, &chip.1).unwrap();
        assert_eq!(generator, group.map_generic(&nonce, &chip.0, &reader.1).unwrap(), "{session}");
        let (reader, chip) = (pair(Some(&generator)), pair(Some(&generator)));
        let shared = group.agree(&reader.0, &chip.1).unwrap();
        assert_eq!(shared, group.agree(&chip.0, &reader.1).unwrap(), "{session}");

        let element = if matches!(group, Group::Curve(_)) { 1 + 2 * shared.len() } else { shared.len() };
        for public in [&reader.1, &chip.1, &generator] {
            assert_eq!(public.len(), element, "{session}");
        }
        led_by_zero += usize::from(shared[0] == 0);
    }
    assert!(led_by_zero >= 3, "the seed gives shared secrets that begin with zero: {led_by_zero}");
}
