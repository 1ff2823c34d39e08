//! Chip authentication, chip authentication mapping and active authentication, on chips and on copies of them.

use super::*;
use crate::crypto::curve::Curve;
use crate::crypto::field::bytes_for;
use issuer::der::members;
use issuer::pki::{Hash, PrivateKey};
use issuer::{ActiveKey, ChipKey, KeyForm, SignatureForm};

/// A card, with the profile it was made of.
fn made(change: impl FnOnce(&mut Profile)) -> (Card, Profile) {
    let mut profile = profile("an");
    profile.chip.extended = true;
    change(&mut profile);
    (Card::new(&profile, [5; 32]).unwrap(), profile)
}

fn key(parameter: u8, cipher: Cipher) -> ChipKey {
    ChipKey { parameter, cipher, form: KeyForm::Standard, ..ChipKey::default() }
}

impl Terminal<'_> {
    /// Agrees on a new session with the key the card's files publish, and goes on under it.
    fn authenticate_chip(&mut self, profile: &Profile, at: usize, in_one: bool) -> StatusWord {
        let key = profile.chip.chip_authentication[at];
        let group = Group::from_parameter(key.parameter).unwrap();
        let private = BigUint::from(0x2323_2323_2323_2323_u64);
        let public = group.write(&group.public(&private).unwrap());
        let number = key.key_id.map(|id| tlv::write(0x84, &[id])).unwrap_or_default();
        let status = if in_one {
            let data = [tlv::write(0x91, &public), number].concat();
            self.send(&Command::new(0, 0x22, 0x41, 0xA6).with_data(data)).status
        } else {
            let data = [tlv::write(0x80, &key.oid()), number].concat();
            assert_eq!(self.send(&Command::new(0, 0x22, 0x41, 0xA4).with_data(data)).status, StatusWord::Success);
            let data = tlv::write(0x7C, &tlv::write(0x80, &public));
            let answer = self.send(&Command::new(0, 0x86, 0, 0).with_data(data).with_le(256));
            assert_eq!(answer.data, hex!("7C00"));
            answer.status
        };
        let chip = group.public(&profile.published_chip_secret(at).unwrap()).unwrap();
        let secret = group.secret(&group.multiply(&private, &chip).unwrap());
        self.encrypt = derive(key.cipher, &secret, Purpose::Encrypt);
        self.authenticate = derive(key.cipher, &secret, Purpose::Authenticate);
        self.counter = 0;
        status
    }
}

#[test]
fn chip_authentication_changes_the_keys_in_every_group_and_cipher() {
    for parameter in (0..=2).chain(8..=18) {
        for cipher in Cipher::ALL {
            let (mut card, profile) = made(|p| p.chip.chip_authentication = vec![key(parameter, cipher)]);
            for in_one in [false, true] {
                if in_one && cipher != Cipher::Des3 {
                    continue;
                }
                card.reset();
                let mut terminal = opened(&mut card);
                assert_eq!(terminal.authenticate_chip(&profile, 0, in_one), StatusWord::Success);
                assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95, "{parameter} {cipher:?} {in_one}");
                assert_eq!(terminal.read(0x8D, 0, 100).data.len(), 100);
            }
        }
    }
}

/// A copy answers as the chip does, and has lost its terminal then: that is what shows it.
#[test]
fn a_copy_cannot_go_on_after_chip_authentication() {
    for (parameter, cipher, in_one) in [(13, Cipher::Aes128, false), (12, Cipher::Des3, true), (0, Cipher::Des3, false)]
    {
        let (mut card, profile) = made(|p| {
            p.chip.chip_authentication = vec![key(parameter, cipher)];
            p.chip.cloned = true;
        });
        let mut terminal = opened(&mut card);
        assert_eq!(terminal.authenticate_chip(&profile, 0, in_one), StatusWord::Success);
        let command = terminal.protect(&Command::new(0, 0xB0, 0x81, 0).with_le(95)).encode();
        assert_eq!(card.transmit(&command), hex!("6988"));
        assert_eq!(card.transmit(&hex!("00B0810000")), hex!("6982"));
    }
}

#[test]
fn one_of_several_keys_is_named_by_its_number() {
    let numbered = |key_id, parameter| ChipKey { key_id, ..key(parameter, Cipher::Aes128) };
    let (mut card, profile) = made(|p| {
        p.chip.chip_authentication = vec![numbered(Some(1), 13), numbered(Some(2), 12)];
    });
    for at in [0, 1] {
        card.reset();
        let mut terminal = opened(&mut card);
        assert_eq!(terminal.authenticate_chip(&profile, at, false), StatusWord::Success);
        assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95);
    }
    card.reset();
    let mut terminal = opened(&mut card);
    let mut set = |data: Vec<u8>| terminal.send(&Command::new(0, 0x22, 0x41, 0xA4).with_data(data)).status;
    let protocol = tlv::write(0x80, &key(13, Cipher::Aes128).oid());
    assert_eq!(set(protocol.clone()), StatusWord::ReferenceNotFound);
    assert_eq!(set([protocol, hex!("840107").to_vec()].concat()), StatusWord::ReferenceNotFound);
    assert_eq!(set(tlv::write(0x80, &key(13, Cipher::Aes256).oid())), StatusWord::WrongData);
}

#[test]
fn what_is_no_key_is_refused_and_the_session_goes_on() {
    let (mut card, profile) = made(|_| ());
    let protocol = tlv::write(0x80, &profile.chip.chip_authentication[0].oid());
    let set = Command::new(0, 0x22, 0x41, 0xA4).with_data(protocol);
    let agree = Command::new(0, 0x86, 0, 0).with_data(tlv::write(0x7C, &tlv::write(0x80, &[4; 65]))).with_le(256);
    assert_eq!(status(&card.transmit(&set.encode())), 0x6982, "outside a session");
    let mut terminal = opened(&mut card);
    assert_eq!(terminal.send(&agree).status, StatusWord::ConditionsNotSatisfied, "nothing was set");
    assert_eq!(terminal.send(&set).status, StatusWord::Success);
    assert_eq!(terminal.send(&agree).status, StatusWord::WrongData, "not on the curve");
    assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95);
}

fn mapping_card(cloned: bool) -> (Card, Profile) {
    made(|profile| {
        profile.chip.cloned = cloned;
        profile.chip.pace = vec![GENERIC, PaceOffer { mapping: Mapping::Cam, ..GENERIC }];
        let mapping = ChipKey { for_cam: true, ..ChipKey::default() };
        profile.chip.chip_authentication = vec![mapping];
    })
}

#[test]
fn the_mapping_proves_the_key_of_card_security_and_not_that_of_a_copy() {
    for cloned in [false, true] {
        let (mut card, profile) = mapping_card(cloned);
        let offer = profile.chip.pace[1];
        let (last, terminal) = pace(&mut card, &set_pace(offer, 2), offer, b"000123");
        let data = tlv::find_path(&last.data, &[0x7C, 0x8A]).unwrap();
        let iv = terminal.encrypt.encrypt(&[0xFF; 16]);
        let data = unpad(terminal.encrypt.decrypt_from(&iv, data).unwrap()).unwrap();
        let curve = Curve::BrainpoolP256r1;
        assert_eq!(data.len(), curve.order_len());
        let published = profile.published_chip_secret(0).unwrap();
        let public = curve.multiply(&published, curve.generator()).unwrap();
        let mapped = curve.multiply(&BigUint::from_bytes_be(&data), &public).unwrap();
        assert_eq!(curve.write(&mapped) == terminal.mapping, !cloned);
        // The file with that key is on the chip.
        let written = curve.write(&public);
        assert!(card.file(FileId::CardSecurity).unwrap().windows(65).any(|part| part == written));
    }
}

#[test]
fn card_security_is_free_after_pace_only() {
    let (mut card, profile) = mapping_card(false);
    assert_eq!(status(&card.transmit(&hex!("00B09D0000"))), 0x6982);
    let offer = profile.chip.pace[1];
    let content = card.file(FileId::CardSecurity).unwrap().to_vec();
    let (_, mut terminal) = pace(&mut card, &set_pace(offer, 2), offer, b"000123");
    assert_eq!(terminal.read(0x9D, 0, 200).data, content[..200]);
    assert_eq!(terminal.send(&Command::parse(SELECT_APPLICATION).unwrap()).status, StatusWord::Success);
    let sod = terminal.card.file(FileId::Sod).unwrap()[..200].to_vec();
    assert_eq!(terminal.read(0x9D, 0, 200).data, sod, "the same identifier is the SOD's in the application");
}

const CHALLENGE: [u8; 8] = hex!("F173589974BF40C6");

fn signed(card: &mut Card) -> Response {
    let mut terminal = opened(card);
    terminal.send(&Command::new(0, 0x88, 0, 0).with_data(CHALLENGE).with_le(65_536))
}

/// FIPS 186-4 clause 6.4.2, in the school's arithmetic.
fn verifies(curve: Curve, public: &[u8], digest: &[u8], [r, s]: [&BigUint; 2]) -> bool {
    let n = curve.n();
    let cut = (8 * digest.len() as u64).saturating_sub(n.bits());
    let digest = BigUint::from_bytes_be(digest) >> cut;
    let w = s.modinv(n).unwrap();
    let one = curve.multiply(&(digest * &w % n), curve.generator()).unwrap();
    let other = curve.multiply(&(r * &w % n), &curve.read(public).unwrap()).unwrap();
    curve.add(&one, &other).is_some_and(|point| point.x % n == *r)
}

#[test]
fn active_authentication_signs_the_challenge_on_every_curve() {
    for (parameter, hash) in (8..=18).zip(Hash::ALL.into_iter().skip(1).cycle()) {
        for (form, cloned) in [(SignatureForm::Plain, false), (SignatureForm::Der, false), (SignatureForm::Plain, true)]
        {
            let (mut card, profile) = made(|p| {
                let key = ActiveKey::Ecdsa { parameter, hash, form, explicit: false };
                p.chip.active_authentication = Some(key);
                p.chip.cloned = cloned;
            });
            let answer = signed(&mut card);
            let curve = Curve::from_parameter(parameter).unwrap();
            let numbers: Vec<BigUint> = match form {
                SignatureForm::Plain => answer.data.chunks(curve.order_len()).map(BigUint::from_bytes_be).collect(),
                SignatureForm::Der => tlv::objects(members(&answer.data))
                    .map(|number| BigUint::from_bytes_be(number.unwrap().value))
                    .collect(),
            };
            let [r, s] = &numbers[..] else { panic!("two numbers") };
            let public = profile.published_active_secret().unwrap().public();
            assert_eq!(verifies(curve, &public, &hash.digest(&CHALLENGE), [r, s]), !cloned, "{parameter} {hash:?}");
        }
    }
}

/// ISO/IEC 9796-2: what comes out of the public key is header, the chip's drawing, hash and trailer.
#[test]
fn active_authentication_signs_with_message_recovery() {
    let trailers: [&[u8]; 5] = [&[0xBC], &hex!("38CC"), &hex!("34CC"), &hex!("36CC"), &hex!("35CC")];
    for (hash, trailer) in Hash::ALL.into_iter().zip(trailers) {
        for cloned in [false, true] {
            let (mut card, profile) = made(|p| {
                p.chip.active_authentication = Some(ActiveKey::Rsa { rsa: "unused".into(), hash });
                p.active_rsa = Some(PrivateKey::load(&crate::tests::fixtures().join("pki/chip/rsa-1024.key")).unwrap());
                p.chip.cloned = cloned;
            });
            let answer = signed(&mut card);
            let Some(PrivateKey::Rsa { modulus, exponent, .. }) = profile.published_active_secret() else {
                panic!("an RSA key")
            };
            assert_eq!(answer.data.len(), bytes_for(modulus.bits()));
            let opened = BigUint::from_bytes_be(&answer.data).modpow(&exponent, &modulus).to_bytes_be();
            let body = opened.strip_prefix(&[0x6A]).and_then(|rest| rest.strip_suffix(trailer));
            let right = body.is_some_and(|body| {
                let (drawn, digest) = body.split_at(body.len() - hash.size());
                hash.digest(&[drawn, &CHALLENGE].concat()) == digest
            });
            assert_eq!(right, !cloned, "{hash:?}");
        }
    }
}

#[test]
fn active_authentication_needs_a_session_a_key_and_eight_bytes() {
    let (mut card, _) = made(|_| ());
    let ask = |challenge: &[u8]| Command::new(0, 0x88, 0, 0).with_data(challenge).with_le(256);
    assert_eq!(status(&card.transmit(&ask(&CHALLENGE).encode())), 0x6982);
    let mut terminal = opened(&mut card);
    assert_eq!(terminal.send(&ask(&CHALLENGE[1..])).status, StatusWord::WrongLength);
    assert_eq!(terminal.send(&ask(&CHALLENGE)).data.len(), 64);
    let (mut card, _) = made(|profile| profile.chip.active_authentication = None);
    assert_eq!(opened(&mut card).send(&ask(&CHALLENGE)).status, StatusWord::InstructionNotSupported);
}
