//! Every card of `fixtures/cards`, read to its end: what is proven of it is what its file says it proves.

use card_sim::Card;
use emrtd::{Access, DataTrust, FaceFormat, Reading, Revocation, Session, Statement, Trust, Validity};

use crate::support::{Outcome, SEED, all_cards, drive, fixtures, passwords, profile};

use Statement::{Altered, Copied, IssuerTrusted, IssuerTrustedGenuine, Revoked, SelfConsistentGenuine, Unchecked};

/// Name, issuer's folder in `fixtures/pki`, what the evidence comes to.
const CARDS: [(&str, &str, Statement); 52] = [
    ("an", "", IssuerTrustedGenuine),
    ("binh", "", IssuerTrustedGenuine),
    ("an-tampered", "", Altered),
    ("an-stranger", "", SelfConsistentGenuine),
    ("an-cloned", "", Copied),
    ("an-select-mf", "", IssuerTrustedGenuine),
    ("an-bac", "", IssuerTrustedGenuine),
    ("an-no-card-access", "", IssuerTrustedGenuine),
    ("an-no-sod", "", Unchecked),
    ("an-odd", "", IssuerTrustedGenuine),
    ("an-small-reads", "", IssuerTrustedGenuine),
    ("an-signer-expired", "expired", IssuerTrustedGenuine),
    ("an-signer-revoked", "revoked", Revoked),
    ("an-slow", "", IssuerTrustedGenuine),
    ("an-guarded", "", IssuerTrustedGenuine),
    ("citizen-2024", "", IssuerTrustedGenuine),
    ("lifelong", "", IssuerTrustedGenuine),
    ("child-4", "", IssuerTrustedGenuine),
    ("child-10", "", IssuerTrustedGenuine),
    ("expired", "", IssuerTrustedGenuine),
    ("bench", "", IssuerTrusted),
    ("bench-extended", "", IssuerTrusted),
    ("bench-ca", "", IssuerTrustedGenuine),
    ("bench-ca-extended", "", IssuerTrustedGenuine),
    ("passport-bac", "rsa-sha1", IssuerTrusted),
    ("passport-gm-256", "brainpool384", IssuerTrustedGenuine),
    ("passport-gm-3des", "p256", IssuerTrustedGenuine),
    ("passport-gm-192", "p521", IssuerTrustedGenuine),
    ("passport-dh-gm", "rsa", IssuerTrustedGenuine),
    ("passport-im", "p256-explicit", IssuerTrustedGenuine),
    ("passport-dh-im", "rsa-pss", IssuerTrustedGenuine),
    ("passport-cam", "p384", IssuerTrustedGenuine),
    ("passport-cam-cloned", "p384", Copied),
    ("passport-cam-forged", "p384", Copied),
    ("passport-aa-rsa", "rsa", IssuerTrustedGenuine),
    ("passport-aa-rsa-2048", "rsa", IssuerTrustedGenuine),
    ("passport-aa-ecdsa", "brainpool256", IssuerTrustedGenuine),
    ("passport-aa-ecdsa-der", "p384", IssuerTrustedGenuine),
    ("passport-aa-cloned", "rsa", Copied),
    ("passport-ca-3des", "p256", IssuerTrustedGenuine),
    ("passport-ca-dh", "rsa", IssuerTrustedGenuine),
    ("passport-two-keys", "p256", IssuerTrustedGenuine),
    ("passport-many-ways", "p256", IssuerTrustedGenuine),
    ("passport-one-name", "p256", IssuerTrustedGenuine),
    ("passport-jp2", "brainpool256", IssuerTrustedGenuine),
    ("passport-39794", "brainpool256", IssuerTrustedGenuine),
    ("passport-ber", "rsa", IssuerTrustedGenuine),
    ("passport-id-data", "p256", IssuerTrustedGenuine),
    ("passport-two-hashes", "rsa", IssuerTrustedGenuine),
    ("passport-rollover", "rollover", IssuerTrustedGenuine),
    ("passport-chained", "rsa", IssuerTrustedGenuine),
    ("passport-vietnam", "brainpool512-explicit", IssuerTrustedGenuine),
];

fn in_pki(folder: &str, file: &str) -> Option<Vec<u8>> {
    std::fs::read(fixtures().join("pki").join(folder).join(file)).ok()
}

/// Trust in an authority, with the links and lists that lie beside it.
fn trust(folder: &str) -> Trust {
    let mut trust = Trust::none();
    for file in ["csca.der", "link.der", "csca.crl"] {
        in_pki(folder, file).map(|bytes| trust.add(&bytes).unwrap());
    }
    trust
}

/// Reads a card with all that a desk would have.
fn converse(name: &str, trust: Trust) -> Outcome {
    let profile = profile(&format!("{name}.toml"));
    let mut card = Card::new(&profile, SEED).unwrap();
    let session = Session::new(passwords(&profile), SEED)
        .trusting(trust, Some(1_790_000_000))
        .bound_to([7; 32])
        .on_reader(&card.atr(), None);
    drive(session, &mut card)
}

fn read(name: &str, trust: Trust) -> Reading {
    *converse(name, trust).result.unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_card_proves_what_it_is_there_for() {
    for (name, folder, statement) in CARDS {
        let outcome = converse(name, trust(folder));
        // A copy that fails chip authentication loses its channel with it, and may try twice; who says that he knows no
        // channel is believed once.
        let interruptions = match name {
            "an-cloned" => 2,
            "an-odd" => 1,
            _ => 0,
        };
        assert_eq!(outcome.interruptions, interruptions, "{name}");
        let reading = outcome.reading();
        let (evidence, words) = (&reading.evidence, reading.evidence.for_engineer());
        assert_eq!(evidence.statement(), statement, "{name}: {words}");
        let offers_pace = !profile(&format!("{name}.toml")).chip.pace.is_empty();
        assert_eq!(reading.access, if offers_pace { Access::Pace } else { Access::Bac }, "{name}");
        let against = matches!(statement, Altered | Revoked | Copied);
        assert_eq!((evidence.contradicts(), words.starts_with("CONTRADICTION")), (against, against), "{name}");
        // Most passports are Utopian, whose signers have no country to compare with.
        let utopian = name.starts_with("passport") && name != "passport-vietnam";
        assert_eq!(words.contains("could not be compared"), utopian, "{name}");
        let over = evidence.chain().is_some_and(|chain| chain.validity() == Validity::Over);
        assert_eq!((over, words.contains("time is over")), (name == "an-signer-expired", over), "{name}");
        if let Some(signed) = evidence.proofs.iter().find_map(|proof| proof.signed.as_ref()) {
            let binding = evidence.binding.unwrap();
            assert_eq!((signed.challenge, binding.occasion), (binding.challenge(), [7; 32]), "{name}");
        }
    }
}

#[test]
fn the_table_leaves_no_card_out() {
    let mut table = CARDS.map(|(name, ..)| format!("{name}.toml"));
    table.sort_unstable();
    assert_eq!(all_cards(), table);
}

#[test]
fn a_signer_s_time_and_its_revocation_are_told() {
    let chain = |name: &str, folder| read(name, trust(folder)).evidence.security_object.chain.unwrap();
    assert_eq!(chain("an-signer-expired", "expired").validity(), Validity::Over);
    assert_eq!(chain("an", "").validity(), Validity::Within);
    assert!(matches!(chain("an-signer-revoked", "revoked").revocation(), Revocation::Revoked { .. }));
}

#[test]
fn a_master_list_anchors_every_issuer_it_names() {
    let mut trust = Trust::none();
    trust.add(&in_pki("list", "luutru.ml").unwrap()).unwrap();
    for name in ["an", "passport-gm-192", "passport-gm-256", "passport-bac", "passport-vietnam"] {
        assert_eq!(read(name, trust.clone()).evidence.data(), DataTrust::IssuerTrusted, "{name}");
    }
    assert_eq!(read("an-stranger", trust).evidence.data(), DataTrust::SelfConsistent);
}

#[test]
fn the_files_of_passports_are_told() {
    let reading = read("passport-one-name", Trust::none());
    let mrz = &reading.dg1.mrz;
    assert_eq!((&mrz.surname.expose()[..], &mrz.given.expose()[..], mrz.sex), ("ARKFREITH", "", mrz::Sex::Unspecified));
    let birth = mrz.birth.expose();
    assert_eq!((birth.yy, birth.mm, birth.dd), (Some(60), None, None));
    assert_eq!(reading.dg7.unwrap().pictures.len(), 1);
    let more = reading.dg11.unwrap();
    assert_eq!(more.other_names.len(), 2);
    assert_eq!(more.profession.unwrap().expose(), "Ferryman");
    assert_eq!(reading.dg12.unwrap().authority.unwrap().expose(), "Syphogrant of Amaurot");
    assert_eq!(reading.dg16.unwrap().persons.len(), 1);
    assert!(reading.dg13.is_none());
}

#[test]
fn a_face_comes_in_either_picture_and_either_record_or_not_at_all() {
    let face = |name: &str| read(name, Trust::none()).dg2.map(|face| (face.format, face.bytes.expose().clone()));
    for (name, format, file) in [
        ("an", FaceFormat::Jpeg, "an.jpg"),
        ("passport-jp2", FaceFormat::Jpeg2000, "an.jp2"),
        ("passport-39794", FaceFormat::Jpeg2000, "an.j2k"),
    ] {
        let picture = std::fs::read(fixtures().join("cards/faces").join(file)).unwrap();
        assert_eq!(face(name), Some((format, picture)), "{name}");
    }
    assert!(face("child-4").is_none());
}

#[test]
fn a_card_of_2024_keeps_its_address_to_itself() {
    let details = read("citizen-2024", Trust::none()).dg13.unwrap();
    assert!(details.residence.is_none() && details.origin.is_some());
    assert!(read("binh", Trust::none()).dg13.unwrap().residence.is_some());
}
