use card_sim::{
    Card, Tampered,
    pki::{Pki, Signer},
};
use emrtd::{DataTrust, Evidence, GroupVerdict, IssuerVerdict, Session, SignatureVerdict, StateVerdict, Trust, Unread};

use crate::support::{CSCA, SEED, SIGNER, STRANGER, can, drive, fixtures, key, profile};

fn trust(certificates: &[&[u8]]) -> Trust {
    let mut trust = Trust::none();
    for der in certificates {
        trust.add_certificate(der).unwrap();
    }
    trust
}

fn signature(evidence: &Evidence) -> SignatureVerdict {
    evidence.security_object.signature
}

fn issuer_of(evidence: &Evidence) -> IssuerVerdict {
    evidence.chain().unwrap().issuer
}

/// What is found out about the card `an.toml`, changed and under trusted certificates.
fn evidence(change: impl FnOnce(&mut card_sim::Profile), trusted: &[&[u8]]) -> Evidence {
    let mut profile = profile("an.toml");
    change(&mut profile);
    let session = Session::new(vec![can("000123")], SEED).trusting(trust(trusted), None);
    drive(session, &mut Card::new(&profile, SEED).unwrap()).reading().evidence
}

#[test]
fn a_whole_card_is_as_trusted_as_its_issuer() {
    let cases: [(&[&[u8]], IssuerVerdict, DataTrust); 4] = [
        (&[], IssuerVerdict::Unknown, DataTrust::SelfConsistent),
        (&[STRANGER], IssuerVerdict::Unknown, DataTrust::SelfConsistent),
        (&[CSCA], IssuerVerdict::Trusted, DataTrust::IssuerTrusted),
        (&[STRANGER, CSCA], IssuerVerdict::Trusted, DataTrust::IssuerTrusted),
    ];
    for (trusted, issuer, data) in cases {
        let evidence = evidence(|_| {}, trusted);
        assert_eq!(signature(&evidence), SignatureVerdict::Right);
        assert_eq!((issuer_of(&evidence), evidence.data()), (issuer, data), "{} trusted", trusted.len());
        assert_eq!(evidence.security_object.signer, Some(SIGNER.to_vec()));
        let verdicts: Vec<_> = evidence.groups.iter().map(|group| (group.group, group.verdict)).collect();
        let expected = [1, 2, 3, 13, 14, 15].map(|group| {
            (group, if group == 3 { GroupVerdict::NotRead(Unread::NotAsked) } else { GroupVerdict::Matches })
        });
        assert_eq!(verdicts, expected);
    }
}

#[test]
fn a_strangers_signature_is_right_and_not_trusted() {
    let signer = || Signer::load(&fixtures().join("pki/stranger-ds")).unwrap();
    let evidence = evidence(|profile| profile.signer = signer(), &[CSCA]);
    assert_eq!((signature(&evidence), issuer_of(&evidence)), (SignatureVerdict::Right, IssuerVerdict::Unknown));
    assert_eq!(evidence.data(), DataTrust::SelfConsistent);
}

/// The desk trusts two states: neither signs for the other.
#[test]
fn another_states_issuer_proves_nothing_about_a_document() {
    use StateVerdict::{Other, Same};
    let cases = [
        ("VN", Same, DataTrust::IssuerTrusted),
        ("vn", Same, DataTrust::IssuerTrusted),
        ("TH", Other, DataTrust::SelfConsistent),
    ];
    for (country, state, data) in cases {
        let pki = Pki::invent_in(country, "invented", SEED).unwrap();
        let evidence = evidence(|profile| profile.signer = pki.signer, &[CSCA, &pki.authority.certificate]);
        assert_eq!(
            (issuer_of(&evidence), evidence.security_object.state),
            (IssuerVerdict::Trusted, state),
            "{country}"
        );
        assert_eq!((evidence.data(), evidence.contradicts()), (data, false), "{country}");
        assert_eq!(evidence.for_engineer().contains("another state's"), state == Other, "{country}");
    }
}

#[test]
fn a_group_altered_after_the_signature_is_found() {
    let cases =
        [(Tampered::DG1, 1), (Tampered::DG2, 2), (Tampered::DG13, 13), (Tampered::DG14, 14), (Tampered::DG15, 15)];
    for (tampered, number) in cases {
        let evidence = evidence(|profile| profile.tampered = vec![tampered], &[CSCA]);
        for group in &evidence.groups {
            assert_eq!(group.verdict == GroupVerdict::Differs, group.group == number, "{tampered:?} {group:?}");
        }
        assert_eq!(signature(&evidence), SignatureVerdict::Right);
        assert_eq!(evidence.data(), DataTrust::Unproven, "{tampered:?}");
    }
}

#[test]
fn an_altered_signature_is_found() {
    let evidence = evidence(|profile| profile.tampered = vec![Tampered::SOD], &[CSCA]);
    assert_eq!((signature(&evidence), evidence.data()), (SignatureVerdict::Wrong, DataTrust::Unproven));
}

/// A relay that hides EF.CardAccess has the chip opened by BAC: the engineer is told, and nobody is accused.
#[test]
fn what_opened_the_chip_is_told_where_better_is_signed() {
    let told = |hidden: &[card_sim::FileId]| {
        let mut profile = profile("an.toml");
        profile.chip.absent = hidden.to_vec();
        let session = Session::new(vec![key()], SEED);
        drive(session, &mut Card::new(&profile, SEED).unwrap()).reading().evidence
    };
    let clause = "the chip was opened by BAC although the signed DG14 offers PACE 0.4.0.127.0.7.2.2.4.2.2 parameter 13";
    let (whole, hidden) = (told(&[]), told(&[card_sim::FileId::CardAccess]));
    assert!(!whole.for_engineer().contains("although"), "{}", whole.for_engineer());
    assert!(hidden.for_engineer().contains(clause), "{}", hidden.for_engineer());
    assert_eq!(hidden.statement(), whole.statement());
    assert!(!hidden.contradicts());
}
