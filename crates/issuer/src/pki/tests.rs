use der::{Decode, Encode};
use ecdsa::signature::Verifier;
use x509_cert::Certificate;

use std::path::PathBuf;

use super::*;

fn verifies(issuer: &[u8], certificate: &[u8]) -> bool {
    let (issuer, certificate) = (Certificate::from_der(issuer).unwrap(), Certificate::from_der(certificate).unwrap());
    let point = issuer.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes();
    let key = ecdsa::VerifyingKey::<p256::NistP256>::from_sec1_bytes(point).unwrap();
    let signature = ecdsa::der::Signature::from_bytes(certificate.signature().raw_bytes()).unwrap();
    key.verify(&certificate.tbs_certificate().to_der().unwrap(), &signature).is_ok()
}

#[test]
fn a_foreign_parser_reads_the_certificates_and_their_signatures_hold() {
    let pki = Pki::invent("test", [1; 32]).unwrap();
    assert!(verifies(&pki.authority.certificate, &pki.authority.certificate));
    assert!(verifies(&pki.authority.certificate, &pki.signer.certificate));
    assert!(!verifies(&Pki::invent("test", [2; 32]).unwrap().authority.certificate, &pki.signer.certificate));
    let signer = Certificate::from_der(&pki.signer.certificate).unwrap();
    let csca = Certificate::from_der(&pki.authority.certificate).unwrap();
    assert_eq!(signer.tbs_certificate().issuer(), csca.tbs_certificate().subject());
    assert_eq!(signer.to_der().unwrap(), pki.signer.certificate);
}

#[test]
fn issuer_and_serial_are_those_of_the_certificate() {
    let pki = Pki::invent("test", [1; 32]).unwrap();
    let named =
        cms::cert::IssuerAndSerialNumber::from_der(&issuer_and_serial(&pki.signer.certificate).unwrap()).unwrap();
    let signer = Certificate::from_der(&pki.signer.certificate).unwrap();
    assert_eq!(&named.issuer, signer.tbs_certificate().issuer());
    assert_eq!(&named.serial_number, signer.tbs_certificate().serial_number());
    assert_eq!(issuer_and_serial(b"no certificate"), None);
}

/// Every file below a folder, by its path from there.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path.strip_prefix(folder).unwrap().to_owned()) }
        }
    }
    found.sort();
    found
}

#[test]
fn the_committed_issuers_are_the_ones_this_program_invents() {
    let committed = crate::tests::fixtures().join("pki");
    let folder = tempfile::tempdir().unwrap();
    // RSA keys take long to draw; they are taken over as they are.
    for path in files_below(&committed).iter().filter(|path| path.extension().is_some_and(|e| e == "key")) {
        std::fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        std::fs::copy(committed.join(path), folder.path().join(path)).unwrap();
    }
    save_fixtures(folder.path()).unwrap();
    assert_eq!(files_below(folder.path()), files_below(&committed));
    for path in files_below(&committed) {
        assert_eq!(
            read(&folder.path().join(&path)).unwrap(),
            read(&committed.join(&path)).unwrap(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_key_file_reads_back_and_a_spoilt_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ds.key");
    let key = Pki::invent("test", [1; 32]).unwrap().signer.key;
    key.save(&path).unwrap();
    assert_eq!(PrivateKey::load(&path).unwrap().public(), key.public());
    for spoilt in ["", "P-256\n", "P-521\n00", "RSA\n00", "P-256\nzz", "P-256\n00", "P-256\nabc"] {
        write(&path, spoilt.as_bytes()).unwrap();
        assert!(matches!(PrivateKey::load(&path), Err(IssuerError::Key { .. })), "{spoilt:?}");
    }
}
