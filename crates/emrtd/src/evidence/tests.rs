use proptest::prelude::*;

use super::*;
use pki::{Certificate, IssuerVerdict};

/// A security object by OpenSSL and its issuer's certificate; see `make.sh` beside them.
struct Sample {
    name: &'static str,
    security_object: &'static [u8],
    issuer: &'static [u8],
}

macro_rules! sample {
    ($name:literal) => {
        Sample {
            name: $name,
            security_object: include_bytes!(concat!("../../../pki/tests/signatures/", $name, "-sod.der")),
            issuer: include_bytes!(concat!("../../../pki/tests/signatures/", $name, "-csca.der")),
        }
    };
}

/// Each with an algorithm of its own; `mixed` has no signed attributes, `brainpool` names its signer by key identifier.
const KNOWN: [Sample; 7] = [
    sample!("p256"),
    sample!("p384"),
    sample!("p521"),
    sample!("brainpool"),
    sample!("rsa"),
    sample!("pss"),
    sample!("mixed"),
];

fn files(dg1: &[u8], dg2: &[u8]) -> Files {
    let mut files = Files::default();
    files.insert(FileId::Dg1, dg1.to_vec());
    files.insert(FileId::Dg2, dg2.to_vec());
    files
}

fn gather(security_object: &[u8], files: &Files, anchors: &[&[u8]]) -> Evidence {
    weigh(Some(Sod::parse(security_object)), files, anchors)
}

fn weigh(security: Option<Result<Sod, SodError>>, files: &Files, anchors: &[&[u8]]) -> Evidence {
    let mut trust = Trust::none();
    for anchor in anchors {
        // A damaged one is not taken, and then nobody is trusted.
        let _ = trust.add_certificate(anchor);
    }
    let findings = Findings { security, files, unread: &[], proofs: Vec::new(), binding: None };
    Evidence::gather(findings, &trust, None)
}

fn signature(evidence: &Evidence) -> SignatureVerdict {
    evidence.security_object.signature
}

fn issuer_of(evidence: &Evidence) -> IssuerVerdict {
    evidence.chain().map_or(IssuerVerdict::Unknown, |chain| chain.issuer)
}

#[test]
fn signatures_by_other_hands_are_right() {
    let files = files(&[0x61, 0], &[0x75, 0]);
    for sample in &KNOWN {
        let evidence = gather(sample.security_object, &files, &[sample.issuer]);
        assert_eq!(signature(&evidence), SignatureVerdict::Right, "{}", sample.name);
        assert_eq!(issuer_of(&evidence), IssuerVerdict::Trusted, "{}", sample.name);
        assert_eq!(evidence.data(), DataTrust::IssuerTrusted, "{}", sample.name);
        let evidence = gather(sample.security_object, &files, &[]);
        assert_eq!(evidence.data(), DataTrust::SelfConsistent, "{}", sample.name);
    }
}

#[test]
fn what_is_not_known_is_said_and_not_trusted() {
    let files = files(&[0x61, 0], &[0x75, 0]);
    let [sample, ..] = &KNOWN;
    // The algorithm of the signature is not signed: ecdsa-with-SHA256 becomes a number that nobody has given.
    let mut renamed = sample.security_object.to_vec();
    let oid = hex_literal::hex!("2A8648CE3D040302");
    let at = renamed.windows(oid.len()).rposition(|window| window == oid).unwrap();
    renamed[at + oid.len() - 1] = 0x7F;
    let evidence = gather(&renamed, &files, &[sample.issuer]);
    assert_eq!(signature(&evidence), SignatureVerdict::Unsupported);
    assert!(evidence.groups.iter().all(|group| group.verdict == GroupVerdict::Matches));
    assert_eq!(evidence.data(), DataTrust::Unproven);
}

#[test]
fn without_a_security_object_nothing_is_proven() {
    let files = files(&[0x61, 0], &[0x75, 0]);
    let absent = weigh(None, &files, &[]);
    assert_eq!((signature(&absent), absent.data()), (SignatureVerdict::Absent, DataTrust::Unproven));
    assert!(absent.groups.iter().all(|group| group.verdict == GroupVerdict::NotListed));
    let damaged = gather(&[0x77, 0x02, 0x30, 0x00], &files, &[]);
    assert_eq!((signature(&damaged), damaged.data()), (SignatureVerdict::Unreadable, DataTrust::Unproven));
}

#[test]
fn groups_differ_are_unlisted_or_unread() {
    let [sample, ..] = &KNOWN;
    let mut files = files(&[0x61, 0], &[0x75, 1, 0]);
    files.insert(FileId::Dg13, vec![0x6D, 0]);
    let evidence = gather(sample.security_object, &files, &[]);
    let verdicts: Vec<_> = evidence.groups.iter().map(|group| (group.group, group.verdict)).collect();
    let expected = [(1, GroupVerdict::Matches), (2, GroupVerdict::Differs), (13, GroupVerdict::NotListed)];
    assert_eq!(verdicts, expected);
    assert_eq!(evidence.data(), DataTrust::Unproven);

    let evidence = gather(sample.security_object, &Files::default(), &[]);
    assert!(evidence.groups.iter().all(|group| group.verdict == GroupVerdict::NotRead(Unread::NotAsked)));
    assert_eq!(evidence.data(), DataTrust::Unproven, "what was not read is not proven");
}

#[test]
fn a_namesake_that_did_not_sign_is_no_anchor() {
    let files = files(&[0x61, 0], &[0x75, 0]);
    let [p256, p384, ..] = &KNOWN;
    assert_eq!(issuer_of(&gather(p256.security_object, &files, &[p384.issuer])), IssuerVerdict::Unknown);
    // Another key under the same name: the last byte of the key's point is changed, so that it lies off the curve. A root
    // that is damaged accuses nobody.
    let issuer = Certificate::parse(p256.issuer).unwrap();
    let Some(crypto::PublicKey::Ec { point, .. }) = issuer.key else { panic!("a point") };
    let at = p256.issuer.windows(point.len()).position(|window| window == point).unwrap();
    let mut namesake = p256.issuer.to_vec();
    namesake[at + point.len() - 1] ^= 1;
    let evidence = gather(p256.security_object, &files, &[&namesake]);
    assert_eq!((issuer_of(&evidence), evidence.data()), (IssuerVerdict::AnotherKey, DataTrust::SelfConsistent));
    let evidence = gather(p256.security_object, &files, &[&namesake, p256.issuer]);
    assert_eq!(evidence.data(), DataTrust::IssuerTrusted);
}

/// A copy of data that an issuer signed, beside an EF.CardSecurity that the copier signed himself.
#[test]
fn a_mapping_with_a_key_that_a_stranger_signed_proves_nothing() {
    let files = files(&[0x61, 0], &[0x75, 0]);
    let [p256, p384, ..] = &KNOWN;
    let proven = ChipProof::new(ChipProtocol::ChipAuthenticationMapping, ProofOutcome::Proven);
    let weighed = |anchors: &[&[u8]], card_security: &Sample| {
        let signed = gather(card_security.security_object, &files, anchors).security_object;
        assert_eq!(signed.signature, SignatureVerdict::Right);
        let evidence = gather(p256.security_object, &files, anchors);
        let evidence = Evidence { card_security: Some(signed), proofs: vec![proven.clone()], ..evidence };
        (evidence.data(), evidence.chip())
    };
    let (trusted, consistent) = (DataTrust::IssuerTrusted, DataTrust::SelfConsistent);
    assert_eq!(weighed(&[p256.issuer], p256), (trusted, ChipTrust::Genuine));
    assert_eq!(weighed(&[p256.issuer], p384), (trusted, ChipTrust::Untested));
    assert_eq!(weighed(&[p256.issuer, p384.issuer], p384), (trusted, ChipTrust::Genuine));
    assert_eq!(weighed(&[], p256), (consistent, ChipTrust::Genuine));
    assert_eq!(weighed(&[], p384), (consistent, ChipTrust::Untested));
}

#[test]
fn every_bit_of_content_attributes_and_signature_counts() {
    for sample in &KNOWN {
        let object = Sod::parse(sample.security_object).unwrap();
        let end = sample.security_object.len();
        let signed = object.hash(1).unwrap().1;
        let hash_at = sample.security_object.windows(signed.len()).position(|window| window == signed).unwrap();
        for at in (hash_at..hash_at + signed.len()).chain(end - 32..end) {
            let mut altered = sample.security_object.to_vec();
            altered[at] ^= 1;
            let evidence = gather(&altered, &files(&[0x61, 0], &[0x75, 0]), &[sample.issuer]);
            assert_eq!(signature(&evidence), SignatureVerdict::Wrong, "{} byte {at}", sample.name);
        }
    }
}

proptest! {
    #[test]
    fn damaged_bytes_never_panic(which in 0..KNOWN.len(), at: prop::sample::Index, value: u8, cut: prop::sample::Index) {
        let sample = &KNOWN[which];
        let mut damaged = sample.security_object.to_vec();
        let at = at.index(damaged.len());
        damaged[at] = value;
        let mut certificate = sample.issuer.to_vec();
        let at = at % certificate.len();
        certificate[at] = value;
        let files = files(&[0x61, 0], &[0x75, 0]);
        let _ = gather(&damaged, &files, &[sample.issuer]).data();
        let _ = gather(sample.security_object, &files, &[&certificate]).data();
        let _ = gather(&damaged[..cut.index(damaged.len())], &files, &[&certificate]).data();
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        let _ = gather(&bytes, &Files::default(), &[&bytes]);
        let _ = gather(&iso7816::tlv::write(0x77, &bytes), &Files::default(), &[]);
    }
}
