//! What chips prove of themselves: by mapping, by agreement, by signature; and copies, which cannot.

use card_sim::{ActiveKey, Card, ChipKey, Cipher, Faults, KeyForm, Profile, SignatureForm, pki::Hash};
use emrtd::{
    ChipProtocol::{self, ActiveAuthentication, ChipAuthentication, ChipAuthenticationMapping},
    ChipTrust, FileId, Output, Password, Progress, ProofOutcome, ReadError, Reading, Session, Statement,
};
use iso7816::apdu::StatusWord;
use mrz::MrzKey;

use crate::support::{Outcome, SEED, can, drive, drive_on, lay_again, profile};

use ProofOutcome::{Failed, Proven, Refused};

/// The password of the machine readable zone.
fn zone(profile: &Profile) -> Password {
    let text = profile.holder.mrz_information();
    Password::Mrz(MrzKey::new(&text[..9], &text[10..16], &text[17..23]).unwrap())
}

fn session(profile: &Profile, card: &Card) -> Session {
    Session::new(vec![zone(profile)], SEED).on_reader(&card.atr(), None)
}

fn read(profile: &Profile) -> Outcome {
    let mut card = Card::new(profile, SEED).unwrap();
    let session = session(profile, &card);
    drive(session, &mut card)
}

type Proofs = Vec<(ChipProtocol, ProofOutcome)>;

fn proofs(reading: &Reading) -> Proofs {
    reading.evidence.proofs.iter().map(|proof| (proof.protocol, proof.outcome)).collect()
}

#[test]
fn what_each_card_proves() {
    use ChipTrust::{Failed as Copied, Genuine, Untested};
    let agreed = || vec![(ChipAuthentication, Proven)];
    let mapped = || vec![(ChipAuthenticationMapping, Proven)];
    let signed = || vec![(ActiveAuthentication, Proven)];
    let cases: [(&str, Proofs, ChipTrust); 19] = [
        ("an.toml", agreed(), Genuine),
        ("an-bac.toml", agreed(), Genuine),
        ("an-cloned.toml", vec![(ChipAuthentication, Failed)], Copied),
        ("bench-ca.toml", agreed(), Genuine),
        ("passport-bac.toml", vec![], Untested),
        ("passport-cam.toml", mapped(), Genuine),
        ("passport-cam-cloned.toml", vec![(ChipAuthenticationMapping, Failed)], Copied),
        // The chip holds the key, and the signature over the key was altered.
        ("passport-cam-forged.toml", mapped(), Copied),
        ("passport-ca-3des.toml", agreed(), Genuine),
        ("passport-ca-dh.toml", agreed(), Genuine),
        ("passport-dh-gm.toml", agreed(), Genuine),
        ("passport-dh-im.toml", agreed(), Genuine),
        ("passport-two-keys.toml", agreed(), Genuine),
        ("passport-chained.toml", agreed(), Genuine),
        ("passport-aa-rsa.toml", signed(), Genuine),
        ("passport-aa-rsa-2048.toml", signed(), Genuine),
        ("passport-aa-ecdsa.toml", signed(), Genuine),
        ("passport-aa-ecdsa-der.toml", signed(), Genuine),
        ("passport-aa-cloned.toml", vec![(ActiveAuthentication, Failed)], Copied),
    ];
    for (name, expected, trust) in cases {
        let profile = profile(name);
        let outcome = read(&profile);
        let interruptions = outcome.interruptions;
        let reading = outcome.reading();
        assert_eq!(proofs(&reading), expected, "{name}");
        assert_eq!(reading.evidence.chip(), trust, "{name}");
        // A failed agreement leaves a dead channel, is tried once more, and the reading goes on to the end all the same.
        let dead = expected.contains(&(ChipAuthentication, Failed));
        assert_eq!(interruptions, if dead { 2 } else { 0 }, "{name}");
        assert!(reading.dg2.is_some(), "{name}");
        if trust == Copied {
            assert!(reading.evidence.contradicts());
            assert_eq!(reading.evidence.statement(), Statement::Copied, "{name}");
        }
    }
}

/// Every group of table 6, every suite, every way of writing the key down.
#[test]
fn agreement_in_every_group_with_every_suite() {
    for parameter in (0..=2).chain(8..=18) {
        let forms: &[KeyForm] = if parameter <= 2 {
            &[KeyForm::Pkcs3, KeyForm::X942, KeyForm::Standard]
        } else {
            &[KeyForm::Named, KeyForm::Explicit, KeyForm::Standard]
        };
        for (at, cipher) in Cipher::ALL.into_iter().enumerate() {
            let form = forms[at % forms.len()];
            let mut profile = small();
            profile.chip.extended = true;
            profile.chip.chip_authentication = vec![ChipKey {
                parameter,
                cipher,
                key_id: (at == 1).then_some(0xC3),
                form,
                announced: at != 0,
                for_cam: false,
            }];
            let reading = read(&profile).reading();
            assert_eq!(proofs(&reading), [(ChipAuthentication, Proven)], "{parameter} {cipher:?} {form:?}");
            assert_eq!(reading.evidence.chip(), ChipTrust::Genuine);
            profile.chip.cloned = true;
            let reading = read(&profile).reading();
            assert_eq!(proofs(&reading), [(ChipAuthentication, Failed)], "{parameter} {cipher:?} {form:?}");
        }
    }
}

/// A card with little to read.
fn small() -> Profile {
    let mut profile = profile("an.toml");
    profile.face = None;
    profile
}

#[test]
fn signatures_by_every_curve_and_hash() {
    let hashes = [Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    for parameter in 8..=18 {
        for (at, hash) in hashes.into_iter().enumerate() {
            let form = if at % 2 == 0 { SignatureForm::Plain } else { SignatureForm::Der };
            let mut profile = small();
            profile.chip.chip_authentication.clear();
            profile.chip.active_authentication = Some(ActiveKey::Ecdsa { parameter, hash, form, explicit: at > 1 });
            for (cloned, expected) in [(false, Proven), (true, Failed)] {
                profile.chip.cloned = cloned;
                let reading = read(&profile).reading();
                assert_eq!(proofs(&reading), [(ActiveAuthentication, expected)], "{parameter} {hash:?} {form:?}");
            }
        }
    }
}

/// The challenge is bound to the occasion and to what was read, and what was signed can be checked again later.
#[test]
fn a_signature_stands_for_one_occasion() {
    let profile = profile("passport-aa-rsa.toml");
    let sign = |occasion: [u8; 32]| {
        let mut card = Card::new(&profile, SEED).unwrap();
        let session = session(&profile, &card).bound_to(occasion);
        let reading = drive(session, &mut card).reading();
        let signed = reading.evidence.proofs[0].signed.clone().unwrap();
        let binding = reading.evidence.binding.unwrap();
        assert_eq!((binding.occasion, binding.challenge()), (occasion, signed.challenge));
        assert_eq!(signed.signature.len(), 128);
        signed.challenge
    };
    assert_ne!(sign([1; 32]), sign([2; 32]));
}

/// A signature of 2,048 bits under protection, on a chip without extended length: in pieces, or not at all.
#[test]
fn a_long_signature_from_a_chip_of_short_answers() {
    let mut profile = profile("passport-aa-rsa-2048.toml");
    profile.chip.extended = false;
    profile.chip.get_response = true;
    assert_eq!(proofs(&read(&profile).reading()), [(ActiveAuthentication, Proven)]);
    profile.chip.get_response = false;
    let refused = proofs(&read(&profile).reading());
    assert!(matches!(refused[..], [(ActiveAuthentication, Refused(_))]), "{refused:?}");
}

/// A proof that the chip refuses costs nothing but the proof; then the next kind is asked for.
#[test]
fn a_refused_agreement_gives_way_to_a_signature() {
    let profile = small();
    let mut card = Card::new(&profile, SEED).unwrap();
    // MSE:Set AT is the fourth command behind PACE, SELECT and three files; found by what it is.
    let whole = commands_until_agreement(&profile);
    card.set_faults(Faults {
        refuse_at: Some(card_sim::Refusal { command: whole, status: 0x6A88 }),
        ..Faults::default()
    });
    let session = session(&profile, &card);
    let reading = drive(session, &mut card).reading();
    let expected = [(ChipAuthentication, Refused(StatusWord::ReferenceNotFound)), (ActiveAuthentication, Proven)];
    assert_eq!(proofs(&reading), expected);
    assert_eq!(reading.evidence.chip(), ChipTrust::Genuine);
}

/// Commands that go before chip authentication: those up to the end of DG14.
fn commands_until_agreement(profile: &Profile) -> usize {
    let mut card = Card::new(profile, SEED).unwrap();
    let mut session = session(profile, &card);
    let mut commands = 0;
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                commands += 1;
                session.answer(&card.transmit(&command));
            }
            Output::Progress(Progress::File(FileId::Dg14)) => return commands,
            Output::Progress(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// A leading zero that is dropped anywhere fails one session in 256.
#[test]
fn a_thousand_agreements_without_a_failure() {
    for (parameter, sessions) in [(13, 1000), (0, 200)] {
        let mut profile = small();
        profile.chip.chip_authentication[0].parameter = parameter;
        if parameter == 0 {
            profile.chip.chip_authentication[0].form = KeyForm::X942;
        }
        let mut card = Card::new(&profile, SEED).unwrap();
        for index in 0_u32..sessions {
            card.reset();
            let mut seed = SEED;
            seed[..4].copy_from_slice(&index.to_be_bytes());
            let mut session = Session::new(vec![can("000123")], seed);
            loop {
                match session.poll() {
                    Output::Transmit(command) => session.answer(&card.transmit(&command)),
                    // It was read under the new keys.
                    Output::Progress(Progress::File(FileId::Dg15)) => break,
                    Output::Progress(_) => {}
                    other => panic!("session {index} of parameter {parameter}: {other:?}"),
                }
            }
        }
    }
}

/// Lifted at any command and laid again: what was proven is proven again.
#[test]
fn a_card_lifted_on_the_way_proves_itself_again() {
    for name in ["passport-cam.toml", "passport-two-keys.toml", "passport-aa-ecdsa.toml"] {
        let mut profile = profile(name);
        profile.face = None;
        let mut card = Card::new(&profile, SEED).unwrap();
        let begin = session(&profile, &card);
        let whole = drive(begin, &mut card).reading();
        for index in 0..whole.counts.round_trips {
            card.set_faults(Faults { lift_at: Some(index), ..Faults::default() });
            card.lay();
            let begin = session(&profile, &card);
            let outcome = drive(begin, &mut card);
            assert_eq!(outcome.interruptions, 1, "{name} {index}");
            let reading = outcome.reading();
            assert_eq!(proofs(&reading), proofs(&whole), "{name} {index}");
            assert_eq!(reading.evidence.chip(), ChipTrust::Genuine, "{name} {index}");
        }
    }
}

/// The genuine card is lifted once it has proven itself, and its copy is laid in its place.
#[test]
fn a_copy_laid_in_its_place_is_another_card() {
    for name in ["passport-cam.toml", "an.toml", "passport-aa-ecdsa.toml"] {
        let mut profile = profile(name);
        let mut card = Card::new(&profile, SEED).unwrap();
        let begin = session(&profile, &card);
        let whole = drive(begin, &mut card).reading().counts.round_trips;
        card.set_faults(Faults { lift_at: Some(whole - 1), ..Faults::default() });
        card.lay();
        profile.chip.cloned = true;
        let begin = session(&profile, &card);
        let outcome = drive_on(begin, &mut card, |card, _| {
            *card = Card::new(&profile, SEED).unwrap();
            lay_again(card);
        });
        assert_eq!(outcome.result.map(|_| ()), Err(ReadError::AnotherCard), "{name}");
    }
}

/// A copy that could not prove itself is lifted, and the genuine card is laid in its place: that heals nothing.
#[test]
fn what_a_copy_failed_to_prove_stays_so() {
    for name in ["passport-cam.toml", "an.toml", "passport-aa-ecdsa.toml"] {
        let mut profile = profile(name);
        let genuine = || Card::new(&crate::support::profile(name), SEED).unwrap();
        profile.chip.cloned = true;
        let mut card = Card::new(&profile, SEED).unwrap();
        let begin = session(&profile, &card);
        let whole = drive(begin, &mut card).reading().counts.round_trips;
        card.set_faults(Faults { lift_at: Some(whole - 1), ..Faults::default() });
        card.lay();
        let begin = session(&profile, &card);
        let mut swapped = 0;
        let outcome = drive_on(begin, &mut card, |card, _| {
            if card.is_lifted() {
                *card = genuine();
                swapped += 1;
            }
            card.reset();
        });
        assert_eq!(swapped, 1, "{name}");
        assert_eq!(outcome.reading().evidence.chip(), ChipTrust::Failed, "{name}");
    }
}

/// Two commands more with AES, one with 3DES, and the mapping costs its file.
#[test]
fn what_a_proof_costs() {
    for (name, commands, name_after) in
        [("bench.toml", 95, 8), ("bench-ca.toml", 97, 8), ("bench-ca-extended.toml", 15, 8)]
    {
        let profile = profile(name);
        let mut card = Card::new(&profile, SEED).unwrap();
        let session = Session::new(vec![can("000123")], SEED).on_reader(&card.atr(), None);
        let reading = drive(session, &mut card).reading();
        assert_eq!((reading.counts.round_trips, card.counts().name_after), (commands, Some(name_after)), "{name}");
    }
}

/// A chip with a mapping that proves it is asked once more by the keys of DG14, unless they are the same.
#[test]
fn a_chip_proven_by_its_mapping_is_not_asked_again_by_the_same_key() {
    let with = |other: ChipKey| {
        let mut profile = profile("passport-cam.toml");
        profile.chip.chip_authentication.push(other);
        profile
    };
    let [mapping] = profile("passport-cam.toml").chip.chip_authentication[..] else { panic!("one key") };
    let mapped = (ChipAuthenticationMapping, Proven);
    let same = with(ChipKey { for_cam: false, ..mapping });
    assert_eq!(proofs(&read(&same).reading()), [mapped]);
    let explicit = with(ChipKey { for_cam: false, form: KeyForm::Explicit, ..mapping });
    assert_eq!(proofs(&read(&explicit).reading()), [mapped]);
    for another in
        [ChipKey { parameter: 12, ..ChipKey::default() }, ChipKey { key_id: Some(14), ..same_group(mapping) }]
    {
        let mut profile = with(another);
        assert_eq!(proofs(&read(&profile).reading()), [mapped, (ChipAuthentication, Proven)], "{another:?}");
        // Where EF.CardSecurity is not there, the mapping proves nothing.
        profile.chip.absent = vec![card_sim::FileId::CardSecurity];
        let expected = [(ChipAuthenticationMapping, ProofOutcome::Malformed), (ChipAuthentication, Proven)];
        assert_eq!(proofs(&read(&profile).reading()), expected, "{another:?}");
    }
}

fn same_group(key: ChipKey) -> ChipKey {
    ChipKey { for_cam: false, ..key }
}

/// A copy brings an EF.CardSecurity about a key of its own, even signed by the issuer's signer: the data's keys tell.
#[test]
fn a_copy_with_a_mapping_of_its_own_fails_by_the_keys_beside_its_data() {
    let copy = || {
        let mut profile = profile("passport-cam.toml");
        (profile.chip.cloned, profile.chip.own_mapping) = (true, true);
        profile
    };
    let (mut agreeing, mut signing) = (copy(), copy());
    agreeing.chip.chip_authentication.push(ChipKey { parameter: 12, ..ChipKey::default() });
    let active = ActiveKey::Ecdsa { parameter: 13, hash: Hash::Sha256, form: SignatureForm::Plain, explicit: false };
    signing.chip.active_authentication = Some(active);
    let mapped = (ChipAuthenticationMapping, Proven);
    for (copy, proof) in [(agreeing, ChipAuthentication), (signing, ActiveAuthentication)] {
        let reading = read(&copy).reading();
        assert_eq!(proofs(&reading), [mapped, (proof, Failed)]);
        assert_eq!((reading.evidence.chip(), reading.evidence.statement()), (ChipTrust::Failed, Statement::Copied));
    }
}

/// A genuine chip that turns DG15 away bare, before it looks under the protection, is no copy for it; nor is one that
/// closes the channel with it.
#[test]
fn a_bare_refusal_behind_an_agreement_calls_nobody_a_copy() {
    for (closes, interruptions) in [(false, 1), (true, 2)] {
        let profile = small();
        let mut card = Card::new(&profile, SEED).unwrap();
        let mut session = session(&profile, &card);
        let mut turned_away = false;
        let reading = loop {
            match session.poll() {
                Output::Transmit(_) if turned_away => {
                    session.answer(&[0x69, 0x82]);
                    turned_away = false;
                    if closes {
                        card.reset();
                    }
                }
                Output::Transmit(command) => session.answer(&card.transmit(&command)),
                Output::Progress(Progress::Doing(emrtd::Doing::Reading(FileId::Dg15))) => turned_away = true,
                Output::Progress(_) => {}
                Output::Interrupted => {
                    card.reset();
                    session.resume(&card.atr(), None);
                }
                Output::Finished(result) => break result.unwrap(),
            }
        };
        assert_eq!(reading.evidence.chip(), ChipTrust::Genuine, "{closes}");
        assert!(reading.files.get(FileId::Dg13).is_some(), "{closes}");
        assert_eq!(reading.counts.interruptions, interruptions, "{closes}");
    }
}
