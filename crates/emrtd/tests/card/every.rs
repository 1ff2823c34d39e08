//! Every card in `fixtures/cards`: what it is made to prove, in one table.

use card_sim::Card;
use emrtd::{Access, Session, Statement, Trust, Validity};

use crate::support::{SEED, all_cards, drive, fixtures, passwords, profile};

/// The issuers of `fixtures/pki` that a desk would trust, with their lists.
fn trust() -> Trust {
    let mut trust = Trust::none();
    let mut add = |path: std::path::PathBuf| {
        if let Ok(file) = std::fs::read(path) {
            trust.add(&file).unwrap();
        }
    };
    let mut folders: Vec<_> =
        std::fs::read_dir(fixtures().join("pki")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|path| path.is_dir() && !path.ends_with("list")) {
        add(folder.join("csca.der"));
        add(folder.join("link.der"));
        add(folder.join("csca.crl"));
    }
    add(fixtures().join("pki/csca.der"));
    trust
}

/// What is special about a card; any other opens by PACE, proves itself, and leads to a trusted root.
const SPECIAL: [(&str, Access, Statement); 16] = [
    ("an-bac.toml", Access::Bac, Statement::IssuerTrustedGenuine),
    ("an-cloned.toml", Access::Pace, Statement::Copied),
    ("an-no-sod.toml", Access::Pace, Statement::Unchecked),
    ("an-signer-revoked.toml", Access::Pace, Statement::Revoked),
    ("an-stranger.toml", Access::Pace, Statement::SelfConsistentGenuine),
    ("an-tampered.toml", Access::Pace, Statement::Altered),
    ("bench-extended.toml", Access::Pace, Statement::IssuerTrusted),
    ("bench.toml", Access::Pace, Statement::IssuerTrusted),
    ("passport-aa-cloned.toml", Access::Bac, Statement::Copied),
    ("passport-aa-rsa.toml", Access::Bac, Statement::IssuerTrustedGenuine),
    ("passport-bac.toml", Access::Bac, Statement::IssuerTrusted),
    ("passport-ca-dh.toml", Access::Bac, Statement::IssuerTrustedGenuine),
    ("passport-cam-cloned.toml", Access::Pace, Statement::Copied),
    ("passport-cam-forged.toml", Access::Pace, Statement::Copied),
    ("passport-cam.toml", Access::Pace, Statement::IssuerTrustedGenuine),
    ("an-signer-expired.toml", Access::Pace, Statement::IssuerTrustedGenuine),
];

#[test]
fn every_card_says_what_it_is() {
    let trust = trust();
    for name in all_cards() {
        let profile = profile(&name);
        let mut card = Card::new(&profile, SEED).unwrap();
        let session = Session::new(passwords(&profile), SEED)
            .trusting(trust.clone(), Some(1_790_000_000))
            .bound_to([7; 32])
            .on_reader(&card.atr(), None);
        let outcome = drive(session, &mut card);
        // A copy that fails chip authentication loses its channel with it, and may try twice; who says that he knows no
        // channel is believed once.
        let interruptions = match &name[..] {
            "an-cloned.toml" => 2,
            "an-odd.toml" => 1,
            _ => 0,
        };
        assert_eq!(outcome.interruptions, interruptions, "{name}");
        let reading = outcome.reading();
        let special = SPECIAL.iter().find(|(special, ..)| *special == name);
        let (access, statement) = special.map_or((Access::Pace, Statement::IssuerTrustedGenuine), |of| (of.1, of.2));
        let evidence = &reading.evidence;
        assert_eq!((reading.access, evidence.statement()), (access, statement), "{name}: {}", evidence.for_engineer());
        let against = matches!(statement, Statement::Altered | Statement::Revoked | Statement::Copied);
        assert_eq!(evidence.contradicts(), against, "{name}");
        let utopian = evidence.for_engineer().contains("could not be compared");
        assert_eq!(utopian, name.starts_with("passport") && name != "passport-vietnam.toml", "{name}");
        assert_eq!(evidence.contradicts(), evidence.for_engineer().starts_with("CONTRADICTION"), "{name}");
        let over = evidence.chain().is_some_and(|chain| chain.validity() == Validity::Over);
        assert_eq!(over, name == "an-signer-expired.toml", "{name}");
        assert_eq!(evidence.for_engineer().contains("time is over"), over, "{name}");
        let signed = evidence.proofs.iter().find_map(|proof| proof.signed.as_ref());
        assert_eq!(
            signed.map(|signed| signed.challenge),
            evidence.binding.filter(|_| signed.is_some()).map(|b| b.challenge())
        );
        assert!(evidence.binding.is_none_or(|binding| binding.occasion == [7; 32]));
    }
}
