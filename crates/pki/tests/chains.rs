//! Chains by OpenSSL (`chains/make.sh`): who is trusted by which way, and what speaks against a signer.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use crypto::SignatureVerdict;
use iso7816::tlv;
use pki::{
    Certificate, Chain, ContentType, IssuerVerdict, Purpose, Revocation, SignedData, Trust, TrustError, Validity,
};

/// 2026-11-21 23:05:00 UTC.
const NOW: Option<i64> = Some(1_795_302_300);

macro_rules! file {
    ($name:literal) => {
        (&include_bytes!(concat!("chains/", $name))[..])
    };
}

/// What an operator put into the folder.
type Files<'a> = &'a [&'a [u8]];

fn signed(security_object: &[u8]) -> SignedData {
    SignedData::parse(tlv::find(security_object, 0x77).unwrap()).unwrap()
}

fn trusting(files: &[&[u8]]) -> Trust {
    let mut trust = Trust::none();
    for file in files {
        trust.add(file).unwrap();
    }
    trust
}

/// The chain of a security object's signer, whose signature must be right.
fn chain(security_object: &[u8], trusted: &[&[u8]]) -> Chain {
    let object = signed(security_object);
    let signer = object.signer().unwrap();
    assert_eq!(object.verify(&signer), SignatureVerdict::Right);
    trusting(trusted).judge(&signer, NOW)
}

fn names(chain: &Chain) -> Vec<&str> {
    chain.path.iter().map(|link| link.name.as_str()).collect()
}

#[test]
fn a_signer_below_a_root() {
    let chain = chain(file!("signer.sod"), &[file!("bare.der"), file!("old.der")]);
    assert_eq!(
        (chain.issuer, chain.purpose, chain.validity()),
        (IssuerVerdict::Trusted, Purpose::Documents, Validity::Within)
    );
    assert_eq!(names(&chain), ["C=UT, O=Invented, CN=DS 1", "C=UT, O=Invented, CN=CSCA Old"]);
    assert_eq!(chain.countries(), [Some(*b"UT"); 2]);
    assert_eq!((chain.proves(), chain.contradicts(), chain.revocation()), (true, false, Revocation::NoList));
    assert_eq!((chain.path[0].not_before, chain.path[0].not_after), (Some(1_704_067_200), Some(2_082_758_400)));
    assert!(chain.path.iter().all(|link| !link.unknown_critical));
}

#[test]
fn an_old_root_leads_to_new_keys_by_links_and_a_new_one_back_only_where_there_is_a_link() {
    let (old, new, next) = (file!("old.der"), file!("new.der"), file!("next.der"));
    let (link, relink, back) = (file!("link.der"), file!("relink.der"), file!("back.der"));
    let (by_old, by_new, by_next) = (file!("signer.sod"), file!("fresh.sod"), file!("latest.sod"));
    let table: [(&[u8], Files<'_>, IssuerVerdict, usize); 13] = [
        (by_new, &[new], IssuerVerdict::Trusted, 2),
        (by_new, &[old], IssuerVerdict::Unknown, 1),
        (by_new, &[old, link], IssuerVerdict::Trusted, 3),
        (by_new, &[link], IssuerVerdict::Unknown, 1),
        // The short way, wherever the root stands.
        (by_new, &[link, old, new], IssuerVerdict::Trusted, 2),
        // Two changes of key, the second without a change of name.
        (by_next, &[old, link, relink], IssuerVerdict::Trusted, 4),
        (by_next, &[old, relink], IssuerVerdict::Unknown, 1),
        (by_next, &[new, relink], IssuerVerdict::Trusted, 3),
        (by_next, &[next], IssuerVerdict::Trusted, 2),
        // The key identifier says that it is another key of that name.
        (by_next, &[new], IssuerVerdict::AnotherKey, 1),
        // From the new key to the old one, and round in circles without a root.
        (by_old, &[new], IssuerVerdict::Unknown, 1),
        (by_old, &[new, back], IssuerVerdict::Trusted, 3),
        (by_old, &[link, back], IssuerVerdict::Unknown, 1),
    ];
    for (at, (security_object, trusted, issuer, length)) in table.into_iter().enumerate() {
        let chain = chain(security_object, trusted);
        assert_eq!((chain.issuer, chain.path.len()), (issuer, length), "{at}");
        assert_eq!((chain.proves(), chain.contradicts()), (issuer == IssuerVerdict::Trusted, false), "{at}");
    }
}

#[test]
fn names_without_key_identifiers() {
    let (bare, forger) = (file!("bare.der"), file!("forger.der"));
    let table: [(&[u8], Files<'_>, IssuerVerdict); 7] = [
        (file!("plain.sod"), &[bare], IssuerVerdict::Trusted),
        (file!("casing.sod"), &[bare], IssuerVerdict::Trusted),
        (file!("plain.sod"), &[file!("old.der")], IssuerVerdict::Unknown),
        // Another key under the issuer's name, which says no identifier: an older or newer key of one authority looks
        // the same, and a forger need only write some identifier.
        (file!("plain.sod"), &[forger], IssuerVerdict::AnotherKey),
        (file!("plain.sod"), &[forger, bare], IssuerVerdict::Trusted),
        // With identifiers it is merely another key.
        (file!("signer.sod"), &[file!("usurper.der")], IssuerVerdict::AnotherKey),
        (file!("signer.sod"), &[file!("usurper.der"), file!("old.der")], IssuerVerdict::Trusted),
    ];
    for (at, (security_object, trusted, issuer)) in table.into_iter().enumerate() {
        let chain = chain(security_object, trusted);
        assert_eq!((chain.issuer, chain.contradicts()), (issuer, false), "{at}");
    }
}

/// `bytes` with another byte behind the first place where `before` stands.
fn altered(bytes: &[u8], before: &[u8]) -> Vec<u8> {
    let at = bytes.windows(before.len()).position(|window| window == before).unwrap() + before.len();
    let mut altered = bytes.to_vec();
    altered[at] ^= 1;
    altered
}

/// A root accuses a signer that names its key and that it did not sign; not one whose own file was damaged, and no link.
#[test]
fn only_a_sound_root_contradicts() {
    let object = signed(file!("signer.sod"));
    let signer = object.signer().unwrap();
    let name = b"DS ";
    let forged = altered(signer.whole, name);
    let forged = Certificate::parse(&forged).unwrap();
    let chain = trusting(&[file!("old.der")]).judge(&forged, NOW);
    assert_eq!((chain.issuer, chain.contradicts(), chain.proves()), (IssuerVerdict::Wrong, true, false));

    // The first byte of the key's x coordinate.
    let damaged = altered(file!("old.der"), &[0x03, 0x42, 0x00, 0x04]);
    let chain = trusting(&[&damaged]).judge(&signer, NOW);
    assert_eq!((chain.issuer, chain.contradicts(), chain.proves()), (IssuerVerdict::AnotherKey, false, false));

    let object = signed(file!("fresh.sod"));
    let forged = altered(object.signer().unwrap().whole, name);
    let forged = Certificate::parse(&forged).unwrap();
    for (trusted, contradicts) in [(file!("link.der"), false), (file!("new.der"), true)] {
        assert_eq!(trusting(&[trusted]).judge(&forged, NOW).contradicts(), contradicts);
    }
}

#[test]
fn times_are_told_and_decide_nothing() {
    let old = file!("old.der");
    for (security_object, validity) in [(file!("over.sod"), Validity::Over), (file!("early.sod"), Validity::Early)] {
        let chain = chain(security_object, &[old]);
        assert_eq!((chain.validity(), chain.proves(), chain.contradicts()), (validity, true, false));
    }
    let object = signed(file!("signer.sod"));
    let signer = object.signer().unwrap();
    for (now, validity) in [(None, Validity::Unknown), (Some(0), Validity::Early), (Some(i64::MAX), Validity::Over)] {
        let chain = trusting(&[old]).judge(&signer, now);
        assert_eq!((chain.validity(), chain.path[1].validity, chain.proves()), (validity, validity, true));
    }
}

#[test]
fn revoked_signers_contradict_and_lists_must_be_the_issuers() {
    let (old, late, empty) = (file!("old.der"), file!("late.crl"), file!("empty.crl"));
    let revoked = Revocation::Revoked { since: Some(1_748_779_200) };
    let timely = Revocation::NotListed { issued: Some(1_793_534_400), stale: false };
    let stale = Revocation::NotListed { issued: Some(1_748_779_200), stale: true };
    let (good, bad) = (file!("signer.sod"), file!("revoked.sod"));
    let table: [(&[u8], Files<'_>, Revocation); 8] = [
        (good, &[old], Revocation::NoList),
        (good, &[old, late], stale),
        (good, &[old, late, empty], timely),
        (good, &[old, empty, late], timely),
        (bad, &[old, late], revoked),
        // What an older list names stays revoked.
        (bad, &[old, empty, late], revoked),
        // By one who has the name but no link, and by another state.
        (bad, &[old, file!("usurper.der"), file!("by-bare.crl")], Revocation::NoList),
        (bad, &[old, file!("forged.crl")], Revocation::NoList),
    ];
    for (at, (security_object, trusted, said)) in table.into_iter().enumerate() {
        let chain = chain(security_object, trusted);
        assert_eq!((chain.issuer, chain.revocation()), (IssuerVerdict::Trusted, said), "{at}");
        assert_eq!((chain.proves(), chain.contradicts()), (said != revoked, said == revoked), "{at}");
    }
}

#[test]
fn only_signers_of_documents_prove_and_only_authorities_issue() {
    let old = file!("old.der");
    let server = chain(file!("server.sod"), &[old]);
    assert_eq!((server.issuer, server.purpose), (IssuerVerdict::Trusted, Purpose::Other));
    assert_eq!((server.proves(), server.contradicts()), (false, false));

    let mut trust = trusting(&[old]);
    assert_eq!(trust.add(file!("signer.der")), Err(TrustError::NotAnAuthority));
    assert_eq!(trust.add_certificate(file!("lists.der")), Err(TrustError::NotAnAuthority));
    let below = signed(file!("below.sod"));
    assert_eq!(trust.judge(&below.signer().unwrap(), NOW).issuer, IssuerVerdict::Unknown);
}

#[test]
fn every_algorithm() {
    let table = [
        ("pss", file!("pss.sod"), file!("pss-root.der")),
        ("explicit", file!("explicit.sod"), file!("explicit-root.der")),
        ("p521", file!("p521.sod"), file!("p521-root.der")),
        ("sha1", file!("sha1.sod"), file!("sha1-root.der")),
    ];
    for (name, security_object, root) in table {
        let mut altered = security_object.to_vec();
        *altered.last_mut().unwrap() ^= 1;
        let altered = signed(&altered);
        assert_eq!(altered.verify(&altered.signer().unwrap()), SignatureVerdict::Wrong, "{name}");
        let chain = chain(security_object, &[root]);
        assert_eq!((chain.issuer, chain.proves()), (IssuerVerdict::Trusted, true), "{name}");
    }
}

#[test]
fn forms_of_security_objects() {
    let table = [
        ("signer", file!("signer.sod"), ContentType::LdsSecurityObject, 1, true),
        ("ber", file!("ber.sod"), ContentType::LdsSecurityObject, 1, true),
        ("data", file!("data.sod"), ContentType::Data, 1, true),
        ("bare-hash", file!("bare-hash.sod"), ContentType::Data, 1, false),
        ("key-id", file!("key-id.sod"), ContentType::LdsSecurityObject, 2, true),
    ];
    for (name, security_object, content_type, certificates, timed) in table {
        let object = signed(security_object);
        let signer = object.signer().unwrap();
        assert_eq!(signer.subject_text(), "C=UT, O=Invented, CN=DS 1", "{name}");
        assert_eq!((object.content_type(), object.certificates().count()), (content_type, certificates), "{name}");
        assert_eq!(object.content()[..1], [0x30], "{name}");
        assert_eq!(object.signing_time().is_some(), timed, "{name}");
        assert_eq!(object.verify(&signer), SignatureVerdict::Right, "{name}");
    }
}

/// The content altered, and a signer that another signer's certificate is asked about.
#[test]
fn signatures_are_over_the_content_and_by_the_signer() {
    let ber = file!("ber.sod");
    let hash = ber.windows(5).position(|window| window == [2, 1, 1, 4, 0x20]);
    let mut altered = ber.to_vec();
    altered[hash.unwrap() + 6] ^= 1;
    let altered = signed(&altered);
    assert_eq!(altered.verify(&altered.signer().unwrap()), SignatureVerdict::Wrong);

    let (one, other) = (signed(file!("signer.sod")), signed(file!("fresh.sod")));
    assert_eq!(one.verify(&other.signer().unwrap()), SignatureVerdict::Wrong);
    assert!(one.names(&one.signer().unwrap()) && !one.names(&other.signer().unwrap()));
}

#[test]
fn a_master_list_brings_roots_and_links() {
    let list = file!("states.ml");
    let mut trust = Trust::none();
    let added = trust.add(list).unwrap();
    let about = added.master_list.unwrap();
    assert_eq!((added.certificates, added.left_out, trust.len()), (3, 0, 3));
    assert_eq!((about.signature, about.signer, about.purpose), (SignatureVerdict::Right, IssuerVerdict::Unknown, true));
    let again = trust.add_master_list(list).unwrap();
    assert_eq!((again.certificates, again.left_out, trust.len()), (0, 3, 3));

    let mut trust = trusting(&[file!("old.der")]);
    let about = trust.add_master_list(list).unwrap().master_list.unwrap();
    assert_eq!(about.signer, IssuerVerdict::Trusted);
    let fresh = signed(file!("fresh.sod"));
    assert_eq!(trust.judge(&fresh.signer().unwrap(), NOW).path.len(), 3);

    let mut altered = list.to_vec();
    *altered.iter_mut().rev().find(|byte| **byte != 0).unwrap() ^= 1;
    assert_eq!(Trust::none().add(&altered), Err(TrustError::Signature));
    let security_object = tlv::find(file!("signer.sod"), 0x77).unwrap();
    assert_eq!(Trust::none().add(security_object), Err(TrustError::NotAMasterList));
}

#[test]
fn a_text_with_several_objects() {
    let mut trust = Trust::none();
    let added = trust.add(file!("states.pem")).unwrap();
    assert_eq!((added.certificates, added.lists, added.left_out), (2, 1, 0));
    assert_eq!(format!("{trust:?}"), "Trust(2 certificates, 1 lists)");
    let copy = trust.clone();
    trust.add(file!("bare.der")).unwrap();
    assert_eq!((copy.len(), trust.len(), Trust::none().is_empty()), (2, 3, true));
    let table: [&[u8]; 4] = [b"", b"no certificate", &[0x30, 0x80, 0, 0], &[0x30, 0]];
    for damaged in table {
        assert_eq!(trust.add(damaged), Err(TrustError::Form));
    }
    assert_eq!(trust.len(), 3);

    // One that is there already and a damaged one: the text was of use, once.
    let text = str::from_utf8(file!("states.pem")).unwrap();
    let known = text.split_inclusive("-----END CERTIFICATE-----").next().unwrap();
    let text = format!("{known}\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    assert_eq!(trust.add(text.as_bytes()).map(|added| (added.certificates, added.left_out)), Ok((0, 2)));
}

/// Every place of every kind of file with another byte: it may fail in any way but a panic or an endless search.
#[test]
fn damaged_files_never_panic() {
    let root = trusting(&[file!("old.der"), file!("link.der"), file!("late.crl")]);
    let security_object = tlv::find(file!("signer.sod"), 0x77).unwrap();
    for (file, step) in [
        (security_object, 3),
        (file!("ber.sod"), 7),
        (file!("late.crl"), 1),
        (file!("link.der"), 1),
        (file!("states.ml"), 29),
    ] {
        for place in (0..file.len()).step_by(step) {
            let mut damaged = file.to_vec();
            damaged[place] ^= 0x80;
            if let Ok(object) = SignedData::parse(&damaged)
                && let Some(signer) = object.signer()
            {
                let _ = (object.signing_time(), root.judge(&signer, NOW));
            }
            let _ = root.clone().add(&damaged);
        }
    }
}
