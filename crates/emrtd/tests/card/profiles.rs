//! Every card of `fixtures/cards`, read to its end: what is proven of it is what its file says it proves.

use card_sim::Card;
use emrtd::{ChipTrust, DataTrust, FaceFormat, Password, Reading, Revocation, Session, Validity};
use mrz::MrzKey;
use pki::Trust;

use crate::support::{SEED, can, drive, fixtures, profile};

use ChipTrust::{Failed, Genuine, Untested};
use DataTrust::{IssuerTrusted, SelfConsistent, Unproven};

/// Name, issuer's folder in `fixtures/pki`, what is to be known of data and chip.
const CARDS: [(&str, &str, DataTrust, ChipTrust); 52] = [
    ("an", "", IssuerTrusted, Genuine),
    ("binh", "", IssuerTrusted, Genuine),
    ("an-tampered", "", Unproven, Genuine),
    ("an-stranger", "", SelfConsistent, Genuine),
    ("an-cloned", "", IssuerTrusted, Failed),
    ("an-select-mf", "", IssuerTrusted, Genuine),
    ("an-bac", "", IssuerTrusted, Genuine),
    ("an-no-card-access", "", IssuerTrusted, Genuine),
    ("an-no-sod", "", Unproven, Untested),
    ("an-odd", "", IssuerTrusted, Genuine),
    ("an-small-reads", "", IssuerTrusted, Genuine),
    ("an-signer-expired", "expired", IssuerTrusted, Genuine),
    // A key in what a revoked signer signed proves nothing either.
    ("an-signer-revoked", "revoked", Unproven, Untested),
    ("an-slow", "", IssuerTrusted, Genuine),
    ("an-guarded", "", IssuerTrusted, Genuine),
    ("citizen-2024", "", IssuerTrusted, Genuine),
    ("lifelong", "", IssuerTrusted, Genuine),
    ("child-4", "", IssuerTrusted, Genuine),
    ("child-10", "", IssuerTrusted, Genuine),
    ("expired", "", IssuerTrusted, Genuine),
    ("bench", "", IssuerTrusted, Untested),
    ("bench-extended", "", IssuerTrusted, Untested),
    ("bench-ca", "", IssuerTrusted, Genuine),
    ("bench-ca-extended", "", IssuerTrusted, Genuine),
    ("passport-bac", "rsa-sha1", IssuerTrusted, Untested),
    ("passport-gm-256", "brainpool384", IssuerTrusted, Genuine),
    ("passport-gm-3des", "p256", IssuerTrusted, Genuine),
    ("passport-gm-192", "p521", IssuerTrusted, Genuine),
    ("passport-dh-gm", "rsa", IssuerTrusted, Genuine),
    ("passport-im", "p256-explicit", IssuerTrusted, Genuine),
    ("passport-dh-im", "rsa-pss", IssuerTrusted, Genuine),
    ("passport-cam", "p384", IssuerTrusted, Genuine),
    ("passport-cam-cloned", "p384", IssuerTrusted, Failed),
    ("passport-cam-forged", "p384", IssuerTrusted, Failed),
    ("passport-aa-rsa", "rsa", IssuerTrusted, Genuine),
    ("passport-aa-rsa-2048", "rsa", IssuerTrusted, Genuine),
    ("passport-aa-ecdsa", "brainpool256", IssuerTrusted, Genuine),
    ("passport-aa-ecdsa-der", "p384", IssuerTrusted, Genuine),
    ("passport-aa-cloned", "rsa", IssuerTrusted, Failed),
    ("passport-ca-3des", "p256", IssuerTrusted, Genuine),
    ("passport-ca-dh", "rsa", IssuerTrusted, Genuine),
    ("passport-two-keys", "p256", IssuerTrusted, Genuine),
    ("passport-many-ways", "p256", IssuerTrusted, Genuine),
    ("passport-one-name", "p256", IssuerTrusted, Genuine),
    ("passport-jp2", "brainpool256", IssuerTrusted, Genuine),
    ("passport-39794", "brainpool256", IssuerTrusted, Genuine),
    ("passport-ber", "rsa", IssuerTrusted, Genuine),
    ("passport-id-data", "p256", IssuerTrusted, Genuine),
    ("passport-two-hashes", "rsa", IssuerTrusted, Genuine),
    ("passport-rollover", "rollover", IssuerTrusted, Genuine),
    ("passport-chained", "rsa", IssuerTrusted, Genuine),
    ("passport-vietnam", "brainpool512-explicit", IssuerTrusted, Genuine),
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

/// Reads a card with what a desk would have: the CAN where it opens the card, and what the MRZ says.
fn read(name: &str, trust: Trust) -> Reading {
    let profile = profile(&format!("{name}.toml"));
    let information = profile.holder.mrz_information();
    let key = MrzKey::new(information[..9].trim_end_matches('<'), &information[10..16], &information[17..23]).unwrap();
    let mut passwords = vec![Password::Mrz(key)];
    if !profile.chip.pace.is_empty() {
        passwords.insert(0, can(profile.holder.can()));
    }
    let mut card = Card::new(&profile, SEED).unwrap();
    let reader = profile.chip.extended.then_some(65_536);
    let session = Session::new(passwords, SEED).trusting(trust, Some(1_790_000_000)).on_reader(&card.atr(), reader);
    let outcome = drive(session, &mut card);
    *outcome.result.unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_card_proves_what_it_is_there_for() {
    let mut wrong = Vec::new();
    for (name, folder, data, chip) in CARDS {
        let evidence = read(name, trust(folder)).evidence;
        let found = (evidence.data(), evidence.chip());
        if found != (data, chip) {
            wrong.push(format!("{name}: {found:?}, not {:?}; {:?}", (data, chip), evidence.proofs));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_leaves_no_card_out() {
    let folder = std::fs::read_dir(fixtures().join("cards")).unwrap();
    let names = folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let mut names: Vec<String> = names.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let mut table: Vec<&str> = CARDS.iter().map(|(name, ..)| *name).collect();
    names.sort();
    table.sort_unstable();
    assert_eq!(names, table);
}

#[test]
fn a_signer_s_time_and_its_revocation_are_told() {
    let chain = |name: &str, folder| read(name, trust(folder)).evidence.security_object.chain.unwrap();
    assert_eq!(chain("an-signer-expired", "expired").validity(), Validity::Over);
    assert_eq!(chain("an", "").validity(), Validity::Within);
    assert!(matches!(chain("an-signer-revoked", "revoked").revocation(), Revocation::Revoked { .. }));
    assert!(read("an-signer-revoked", trust("revoked")).evidence.contradicts());
}

#[test]
fn a_master_list_anchors_every_issuer_it_names() {
    let mut trust = Trust::none();
    trust.add(&in_pki("list", "luutru.ml").unwrap()).unwrap();
    for name in ["an", "passport-gm-192", "passport-gm-256", "passport-bac", "passport-vietnam"] {
        assert_eq!(read(name, trust.clone()).evidence.data(), IssuerTrusted, "{name}");
    }
    assert_eq!(read("an-stranger", trust).evidence.data(), SelfConsistent);
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
