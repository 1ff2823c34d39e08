//! The tool on receipts: true, forged, of another hub, and missing from a chain.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test starts programs, writes receipts and fails by panicking"
)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;
use uuid::Uuid;
use wire::{Digest, KeyLink, RECEIPT_VERSION, Receipt, SecretKey, SignedReceipt, sign};

fn tool(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_luutru-read"));
    let Output { status, stdout, stderr } = command.arg("receipt").args(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

fn hub() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

fn chained(count: u64) -> Vec<SignedReceipt> {
    let mut chain = Digest::NONE;
    let receipts = (1..=count).map(|number| {
        let receipt = Receipt {
            version: RECEIPT_VERSION,
            key_id: hub().public().id(),
            chain,
            number,
            facility: Uuid::from_u128(0xFA),
            notice: Uuid::from_u128(number.into()),
            revision: 1,
            payload_sha256: Digest::of(b"payload"),
            received_at: "2026-11-21T20:00:00+07:00".parse().unwrap(),
            deadline: Some("2026-11-21T23:00:00+07:00".parse().unwrap()),
            on_time: true,
        };
        let signed = sign(&receipt, &hub()).unwrap();
        chain = signed.chain_digest();
        signed
    });
    receipts.collect()
}

fn file(dir: &TempDir, name: &str, text: &str) -> String {
    let path: PathBuf = dir.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_receipt_is_checked_in_each_of_its_forms() {
    let dir = tempfile::tempdir().unwrap();
    let signed = chained(1).remove(0);
    let text = signed.to_text().unwrap();
    let json = serde_json::to_string(&signed).unwrap();
    let hex = hub().public().to_hex();
    let keys = serde_json::json!({ "keys": [hub().public()], "server_time": "2026-11-21T13:00:00Z" }).to_string();
    let keys = file(&dir, "keys.json", &keys);
    let forms = [text.clone(), file(&dir, "slip.txt", &text), file(&dir, "receipt.json", &json)];
    for form in &forms {
        for key in [&hex, &keys] {
            let (code, said) = tool(&[form, "--key", key]);
            assert_eq!(code, 0, "{said}");
            assert!(said.contains("Biên nhận thật") && said.contains("20:00:00 21/11/2026"), "{said}");
        }
    }
    let (code, told) = tool(&[&text, "--key", &hex, "--json"]);
    assert_eq!((code, serde_json::from_str::<serde_json::Value>(&told).unwrap()["true"].as_bool()), (0, Some(true)));
}

#[test]
fn what_is_not_true_ends_with_its_own_number() {
    let signed = chained(1).remove(0);
    let text = signed.to_text().unwrap();
    let forged = SignedReceipt { signature: vec![1; 64], ..signed }.to_text().unwrap();
    let (ours, other) = (hub().public().to_hex(), SecretKey::from_seed(&[4; 32]).public().to_hex());
    let cases = [(forged.as_str(), &ours, 2), (&text, &other, 8), ("LUUTRU1:AAAA", &ours, 10), ("nonsense", &ours, 10)];
    for (given, key, expected) in cases {
        assert_eq!(tool(&[given, "--key", key]).0, expected, "{given}");
    }
    assert_eq!(tool(&[&text, "--key", "12"]).0, 1);
    assert_eq!(tool(&[&text]).0, 1, "whom to trust must be said");
}

#[test]
fn a_removed_receipt_shows() {
    let dir = tempfile::tempdir().unwrap();
    let all = chained(4);
    let key = hub().public().to_hex();
    let check = |receipts: &[SignedReceipt]| {
        let json = serde_json::json!({ "receipts": receipts, "next": 4 }).to_string();
        tool(&[&file(&dir, "feed.json", &json), "--key", &key, "--chain"])
    };
    let (code, said) = check(&all);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("từ số 1 đến số 4"), "{said}");
    let (code, said) = check(&[all[0].clone(), all[1].clone(), all[3].clone()]);
    assert_eq!(code, 2);
    assert!(said.contains("sau số 2 là số 4"), "{said}");
    assert_eq!(check(&all[1..]).0, 11, "the first one may have been removed");
    assert_eq!(check(&[]).0, 10);
    let rest = file(&dir, "rest.json", &serde_json::to_string(&all[1..]).unwrap());
    let from = |number| tool(&[&rest, "--key", &key, "--chain", "--from", number]).0;
    assert_eq!((from("2"), from("3")), (0, 11));
}

/// A receipt by this key at that time.
fn by(key: &SecretKey, time: &str) -> String {
    let read: Receipt = serde_json::from_slice(&chained(1)[0].body).unwrap();
    let received_at = format!("2026-11-21T{time}+07:00").parse().unwrap();
    sign(&Receipt { key_id: key.public().id(), received_at, ..read }, key).unwrap().to_text().unwrap()
}

fn keys_file(dir: &TempDir, name: &str, history: &[KeyLink]) -> String {
    let keys: Vec<_> = history.iter().map(|link| link.key).collect();
    let told = serde_json::json!({ "keys": keys, "history": history, "server_time": "2026-11-21T13:00:00Z" });
    file(dir, name, &told.to_string())
}

#[test]
fn receipts_are_checked_across_a_change_of_the_key() {
    let (dir, second) = (tempfile::tempdir().unwrap(), SecretKey::from_seed(&[4; 32]));
    let at = |time: &str| format!("2026-11-21T{time}+07:00").parse().unwrap();
    let first = KeyLink::first(&hub(), at("08:00"));
    let history = [first.clone(), KeyLink::next(&hub(), &second.public(), at("20:00"), 3_600)];
    let keys = keys_file(&dir, "keys.json", &history);
    let pin = hub().public().to_hex();
    for (key, time, expected) in [
        (hub(), "19:00", 0),
        (hub(), "21:05", 0),
        (second.clone(), "20:30", 0),
        (hub(), "22:00", 2),
        (second.clone(), "19:00", 2),
    ] {
        for trust in [&["--key", &keys][..], &["--key", &keys, "--pin", &pin]] {
            let text = by(&key, time);
            let (code, said) = tool(&[&[text.as_str()], trust].concat());
            assert_eq!(code, expected, "{time}: {said}");
            assert_eq!(said.contains("khóa đó không được dùng"), expected == 2, "{said}");
        }
    }
    let lost =
        keys_file(&dir, "lost.json", &[first.clone(), KeyLink::broken(&second, hub().public().id(), at("20:00"))]);
    let new = by(&second, "20:30");
    assert_eq!(tool(&[&new, "--key", &lost]).0, 0, "who trusts the file trusts what it names");
    let (code, said) = tool(&[&new, "--key", &lost, "--pin", &pin]);
    assert_eq!((code, said.contains("đăng ký lại")), (8, true), "{said}");
    let forged = KeyLink { overlap_seconds: 0, ..history[1].clone() };
    let (code, said) = tool(&[&new, "--key", &keys_file(&dir, "forged.json", &[first, forged])]);
    assert_eq!((code, said.contains("là giả")), (2, true), "{said}");
    assert_eq!(tool(&[&new, "--key", &keys, "--pin", "12"]).0, 1);
    let (code, said) = tool(&[&new, "--key", &pin, "--pin", &pin]);
    assert_eq!(code, 1, "a key without a history is not passed over in silence: {said}");
}
