use proptest::prelude::*;

use super::*;
use pki::{Certificate, Chain, IssuerVerdict, Link, Purpose, Revocation, Validity};

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
    let findings = Findings { security, files, unread: &[], proofs: Vec::new(), binding: None, downgrade: None };
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

/// A chain with this verdict, for documents unless said otherwise, revoked or not.
fn chain(issuer: IssuerVerdict, purpose: Purpose, revocation: Revocation) -> Chain {
    let link = Link {
        name: "C=UT".to_owned(),
        country: Some(*b"UT"),
        fingerprint: [0; 32],
        not_before: None,
        not_after: None,
        validity: Validity::Unknown,
        revocation,
        unknown_critical: false,
    };
    Chain { issuer, purpose, path: vec![link] }
}

fn signed(signature: SignatureVerdict, chain: Option<Chain>) -> Signed {
    Signed { signature, signer: None, chain, state: StateVerdict::Unknown }
}

/// Every combination that can occur of what is known of signature, groups, issuer, and each proof.
fn combinations() -> Vec<Evidence> {
    use SignatureVerdict::{Absent, Right, Unreadable, Unsupported, Wrong};
    let group = |group, verdict| GroupEvidence { group, verdict };
    let issuers = [
        IssuerVerdict::Unknown,
        IssuerVerdict::AnotherKey,
        IssuerVerdict::Unsupported,
        IssuerVerdict::Wrong,
        IssuerVerdict::Trusted,
    ];
    let free = || chain(IssuerVerdict::Trusted, Purpose::Other, Revocation::NoList);
    let revoked = || chain(IssuerVerdict::Trusted, Purpose::Documents, Revocation::Revoked { since: None });
    let plain = issuers.map(|issuer| chain(issuer, Purpose::Documents, Revocation::NoList));
    let chains: Vec<Chain> = plain.into_iter().chain([free(), revoked()]).collect();
    let without = [Absent, Unreadable].map(|signature| signed(signature, None)).into_iter();
    let with = [Unsupported, Wrong, Right]
        .into_iter()
        .flat_map(|signature| chains.clone().into_iter().map(move |chain| signed(signature, Some(chain))));
    let foreign = with.clone().map(|object| Signed { state: StateVerdict::Other, ..object });
    let objects: Vec<Signed> = without.chain(with).chain(foreign).collect();
    let outcomes = [
        ProofOutcome::Proven,
        ProofOutcome::Failed,
        ProofOutcome::Refused(StatusWord::SecurityNotSatisfied),
        ProofOutcome::Unsupported,
        ProofOutcome::Malformed,
        ProofOutcome::Unanswered,
    ];
    let protocols = [
        (ChipProtocol::ChipAuthentication, None),
        (ChipProtocol::ActiveAuthentication, None),
        (ChipProtocol::ChipAuthenticationMapping, Some(signed(Right, Some(chains[0].clone())))),
        (ChipProtocol::ChipAuthenticationMapping, Some(signed(Wrong, Some(chains[0].clone())))),
    ];
    let mut all = Vec::new();
    for object in &objects {
        for verdict in [GroupVerdict::Matches, GroupVerdict::Differs, GroupVerdict::NotRead(Unread::Malformed)] {
            let listed = !matches!(object.signature, Absent | Unreadable);
            let verdict = if listed { verdict } else { GroupVerdict::NotListed };
            let first = if listed { GroupVerdict::Matches } else { GroupVerdict::NotListed };
            let groups = vec![group(1, first), group(14, verdict), group(15, verdict)];
            let evidence = |proofs, card_security| Evidence {
                groups: groups.clone(),
                security_object: object.clone(),
                card_security,
                proofs,
                binding: None,
                downgrade: None,
            };
            all.push(evidence(Vec::new(), None));
            for (protocol, card_security) in &protocols {
                let proofs = outcomes.iter().map(|outcome| vec![ChipProof::new(*protocol, *outcome)]);
                all.extend(proofs.map(|proofs| evidence(proofs, card_security.clone())));
            }
        }
    }
    all
}

/// No sentence claims more than was proven, and what contradicts comes first.
#[test]
fn every_combination_has_its_sentence() {
    let mut told = std::collections::BTreeMap::<&str, usize>::new();
    for evidence in combinations() {
        let (statement, sentence) = (evidence.statement(), evidence.for_engineer());
        let right = evidence.security_object.signature == SignatureVerdict::Right;
        let differs = evidence.groups.iter().any(|group| group.verdict == GroupVerdict::Differs);
        let proven = evidence.proofs.iter().any(|proof| proof.outcome == ProofOutcome::Proven);
        let against = differs || evidence.security_object.contradicts();
        let revoked = evidence.chain().is_some_and(Chain::is_revoked);
        let foreign = evidence.security_object.state == StateVerdict::Other;
        match statement {
            Statement::Altered => assert!(against, "{sentence}"),
            Statement::Revoked => assert!(revoked && !differs, "{sentence}"),
            Statement::Copied => assert!(!against && evidence.chip() == ChipTrust::Failed, "{sentence}"),
            Statement::Unchecked => assert!(!right && !against, "{sentence}"),
            Statement::SelfConsistent | Statement::SelfConsistentGenuine => assert!(right && !against, "{sentence}"),
            Statement::IssuerTrusted | Statement::IssuerTrustedGenuine => {
                assert!(right && !foreign && evidence.chain().is_some_and(Chain::proves), "{sentence}");
            }
        }
        let genuine = matches!(statement, Statement::SelfConsistentGenuine | Statement::IssuerTrustedGenuine);
        assert!(!genuine || proven, "{sentence}");
        let contradicts = matches!(statement, Statement::Altered | Statement::Revoked | Statement::Copied);
        assert_eq!(foreign, sentence.contains("another state's"), "{sentence}");
        assert_eq!(contradicts, evidence.contradicts(), "{sentence}");
        assert_eq!(contradicts, sentence.starts_with("CONTRADICTION"), "{statement:?} {sentence}");
        assert!(sentence.ends_with('.') && !sentence.contains("police"), "{sentence}");
        *told.entry(evidence.for_clerk()).or_default() += 1;
    }
    assert_eq!(told.len(), 8, "each sentence occurs: {told:?}");
}

/// A proof by a key that nobody signed proves nothing, nor does its failure.
#[test]
fn a_proof_counts_only_under_a_signed_key() {
    for evidence in combinations() {
        let [proof] = &evidence.proofs[..] else { continue };
        let by_group = |number| {
            evidence.security_object.signature == SignatureVerdict::Right
                && !evidence.security_object.contradicts()
                && evidence.groups.contains(&GroupEvidence { group: number, verdict: GroupVerdict::Matches })
        };
        let vouched = match proof.protocol {
            ChipProtocol::ChipAuthentication => by_group(14),
            ChipProtocol::ActiveAuthentication => by_group(15),
            // Neither leads to a root that is trusted: it has to be who signed the data.
            ChipProtocol::ChipAuthenticationMapping => {
                let object = &evidence.security_object;
                let same = object.signature == SignatureVerdict::Right && !object.contradicts();
                let signed = evidence.card_security.as_ref();
                same && signed.is_some_and(|signed| signed.signature == SignatureVerdict::Right)
            }
        };
        let forged = evidence.card_security.as_ref().is_some_and(Signed::contradicts);
        let expected = match proof.outcome {
            _ if forged => ChipTrust::Failed,
            ProofOutcome::Proven if vouched => ChipTrust::Genuine,
            ProofOutcome::Failed if vouched => ChipTrust::Failed,
            _ => ChipTrust::Untested,
        };
        assert_eq!(evidence.chip(), expected, "{}", evidence.for_engineer());
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
