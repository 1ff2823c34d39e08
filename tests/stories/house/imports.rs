//! Who may import whom: direct dependencies, without those of tests.

use serde_json::{Value, json};

use super::{Breach, hold, packages};

/// Our own crates: each with all that it may import.
const LAW: [(&str, &[&str]); 26] = [
    ("private", &[]),
    ("mrz", &["private"]),
    ("iso7816", &[]),
    ("crypto", &["iso7816"]),
    ("pki", &["crypto", "iso7816"]),
    ("lds", &["iso7816", "crypto", "pki", "mrz", "private"]),
    ("trace", &["lds", "iso7816", "crypto", "mrz"]),
    ("emrtd", &["iso7816", "crypto", "pki", "lds", "trace", "mrz", "private"]),
    ("document", &["mrz", "private"]),
    ("scan", &["mrz"]),
    ("reader", &["emrtd", "iso7816", "document", "scan", "mrz", "private"]),
    ("duty", &["document", "private"]),
    ("lodging", &["duty", "document", "private"]),
    ("store", &["lodging", "duty", "document", "private"]),
    ("wire", &["private"]),
    ("sync", &["wire"]),
    ("paper", &["lodging", "duty", "document", "private"]),
    ("frontdesk", &["document", "duty", "lodging", "paper", "reader", "store", "sync", "wire", "private"]),
    ("hub", &["wire", "duty", "private"]),
    ("luutru-read", &["mrz", "emrtd", "iso7816", "pki", "document", "scan", "reader", "wire", "private"]),
    ("issuer", &["iso7816", "mrz"]),
    ("card-sim", &["issuer", "iso7816"]),
    ("frame-sim", &["mrz"]),
    ("luutru", &["frontdesk"]),
    ("simulation", ALL),
    ("stories", ALL),
];

/// The stories and the simulation may import every crate.
const ALL: &[&str] = &["*"];

/// Packages of others that only some of our crates may import. `x*` stands for every name that begins so.
const ONLY_IN: [(&[&str], &[&str]); 16] = [
    (&["tauri*", "wry", "webkit2gtk*", "gtk*", "tss-esapi*"], &["luutru"]),
    (&["pcsc*", "v4l*", "nokhwa*", "serial2*", "hidapi*", "evdev*", "rusb"], &["reader"]),
    (&["rqrr", "rxing*", "zxing*", "bardecoder*", "quircs", "hayro*", "jpeg2k", "openjpeg*"], &["scan"]),
    (&["image"], &["scan", "paper", "frame-sim"]),
    (&["rusqlite", "libsqlite3-sys"], &["store", "hub"]),
    (&["refinery*"], &["store", "hub"]),
    (&["postgres*", "tokio-postgres", "sqlx*", "axum*"], &["hub"]),
    (&["reqwest", "ureq"], &["sync"]),
    (&["rustls*", "tokio-rustls"], &["sync", "hub"]),
    (&["hyper*", "tower*", "rcgen"], &["hub"]),
    (&["tokio"], &["frontdesk", "sync", "hub"]),
    (CHIP_CRYPTOGRAPHY, &["crypto", "issuer", "card-sim"]),
    (&["ed25519*"], &["wire"]),
    (&["sha2"], &["wire", "crypto", "issuer", "card-sim"]),
    (&["argon2"], &["frontdesk"]),
    (&["typst*", "escpos*", "rust_xlsxwriter", "calamine", "pdf-writer", "subsetter"], &["paper"]),
];

/// Ciphers, curves and CMS.
const CHIP_CRYPTOGRAPHY: &[&str] = &[
    "aes*",
    "des",
    "cbc",
    "cmac",
    "cipher",
    "sha1",
    "p256",
    "p384",
    "p521",
    "bp256",
    "bp384",
    "elliptic-curve",
    "primeorder",
    "crypto-bigint",
    "num-bigint",
    "ecdsa",
    "rsa",
    "cms",
    "x509-*",
    "der",
    "spki",
    "const-oid",
];

/// What is wrong with the imports of these packages.
fn breaches(packages: &[Value]) -> Vec<Breach> {
    let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    packages.iter().flat_map(|package| of_package(package, &names)).collect()
}

fn of_package(package: &Value, ours: &[&str]) -> Vec<Breach> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some((_, allowed)) = LAW.iter().find(|(crate_name, _)| *crate_name == name) else {
        return vec![format!("{name} is not in the import law: add it to ARCHITECTURE.md and to this table")];
    };
    let imports = package["dependencies"].as_array().into_iter().flatten().filter(|import| import["kind"] != "dev");
    let imports = imports.filter_map(|import| import["name"].as_str());
    imports.filter_map(|import| breach(name, import, allowed, ours.contains(&import))).collect()
}

/// What is wrong with one import, if anything is.
fn breach(importer: &str, import: &str, allowed: &[&str], ours: bool) -> Option<Breach> {
    if allowed == ALL {
        return None;
    }
    if ours {
        return (!allowed.contains(&import))
            .then(|| format!("{importer} imports {import}; it may import {allowed:?} of ours"));
    }
    let matches =
        |pattern: &str| pattern.strip_suffix('*').map_or(pattern == import, |start| import.starts_with(start));
    let (_, only_in) = ONLY_IN.iter().find(|(patterns, _)| patterns.iter().any(|pattern| matches(pattern)))?;
    (!only_in.contains(&importer)).then(|| format!("{importer} imports {import}, which belongs in {only_in:?} only"))
}

#[test]
fn the_import_law_holds() {
    hold("import law", &breaches(&packages()));
}

#[test]
fn a_planted_import_is_found() {
    let import = |name: &str, kind: Option<&str>| json!({ "name": name, "kind": kind });
    let cases = [
        ("document", import("store", None), true),
        ("document", import("store", Some("build")), true),
        ("document", import("store", Some("dev")), false),
        ("document", import("mrz", None), false),
        ("document", import("tauri-utils", None), true),
        ("lodging", import("rusqlite", None), true),
        ("store", import("rusqlite", None), false),
        ("card-sim", import("private", None), true),
        ("stories", import("store", None), false),
        ("helpers", import("mrz", None), true),
    ];
    for (importer, import, breach) in cases {
        let said = format!("{importer} {import}");
        let mut planted: Vec<Value> = LAW.iter().map(|(name, _)| json!({ "name": name, "dependencies": [] })).collect();
        planted.push(json!({ "name": importer, "dependencies": [import] }));
        assert_eq!(breaches(&planted).is_empty(), !breach, "{said}");
    }
}
