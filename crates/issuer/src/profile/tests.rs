use super::*;
use crate::tests::fixtures;

/// Loads An's profile with `from` replaced by `to`, from a folder that has the committed issuer and faces.
fn load(from: &str, to: &str) -> Result<Profile, IssuerError> {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(fixtures().join("cards/an.toml")).unwrap();
    assert!(text.contains(from), "{from}");
    let absolute = |path: &str| fixtures().join("cards").join(path).canonicalize().unwrap();
    let text = text
        .replace(from, to)
        .replace("../pki/ds\"", &format!("{}/ds\"", absolute("../pki").display()))
        .replace("faces/an.jpg", &absolute("faces/an.jpg").display().to_string());
    let path = folder.path().join("an.toml");
    std::fs::write(&path, text).unwrap();
    Profile::load(&path)
}

#[test]
fn a_profile_takes_its_defaults_from_the_citizen_card() {
    let profile = load("[holder]", "[holder]").unwrap();
    assert_eq!(profile.chip, Chip::default());
    assert!(
        !profile.chip.pace.is_empty() && profile.chip.bac && !profile.chip.accept_select_mf && !profile.chip.extended
    );
    let changed = load("[holder]", "[chip]\nlargest_read = 112\nlong_read = \"exact-length\"\n[holder]").unwrap();
    assert_eq!((changed.chip.largest_read, changed.chip.long_read), (Some(112), LongRead::ExactLength));
}

#[test]
fn a_profile_that_is_wrong_says_where() {
    for (from, to) in [
        ("[holder]", "[holder]\nnmae = \"a slip of the finger\""),
        ("[holder]", "[chip]\npace = true\n[holder]"),
        ("[holder]", "[chip]\nlong_read = \"6700\"\n[holder]"),
        ("[holder]", "[sizes]\ndg3 = 1\n[holder]"),
        ("[holder]", "tampered = [\"DG4\"]\n[holder]"),
        ("religion", "belief"),
        ("[holder]", "[holder"),
    ] {
        let error = load(from, to).unwrap_err();
        assert!(matches!(error, IssuerError::Syntax { .. }), "{to}: {error}");
        assert!(error.to_string().contains("an.toml"));
    }
    let value = load("15/05/1999", "1999-05-15").unwrap_err();
    assert_eq!(value.to_string(), "profile: `birth` is not of the form the card needs");
    assert!(
        matches!(load("faces/an.jpg", "faces/nobody.jpg"), Err(IssuerError::Read { path, .. }) if path.ends_with("nobody.jpg"))
    );
    assert!(
        matches!(load("../pki/ds", "../pki/nobody"), Err(IssuerError::Read { path, .. }) if path.ends_with("nobody.der"))
    );
}

#[test]
fn every_committed_card_can_be_made() {
    for entry in std::fs::read_dir(fixtures().join("cards")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let made = Profile::load(&path).and_then(|profile| crate::files::make(&profile));
            assert!(made.is_ok(), "{}: {:?}", path.display(), made.err());
        }
    }
}

#[test]
fn debug_shows_no_person() {
    let shown = format!("{:?}", load("[holder]", "[holder]").unwrap());
    assert!(!shown.contains("An") && !shown.contains("001099000123"), "{shown}");
}
