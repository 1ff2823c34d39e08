//! Lints with reasons, one word at the root of a crate that does I/O, a documentation for every crate, licences.

use std::path::Path;

use serde_json::{Value, json};

use super::source::{Source, all, parse};
use super::{Breach, hold, packages, root};

/// Crates that do no I/O, read no clock and draw no randomness (invariant 1).
const PURE: [&str; 13] = [
    "private", "mrz", "iso7816", "crypto", "pki", "lds", "trace", "emrtd", "document", "duty", "lodging", "wire",
    "paper",
];

/// The lint that keeps a crate pure.
const PURITY: &str = "disallowed_methods";

/// Where private data is opened (invariant 7): to be parsed, checked and masked, to be stored, sent, shown and printed.
const OPENS: [&str; 20] = [
    "crates/private/",
    "crates/mrz/",
    "crates/document/",
    "crates/lds/",
    "crates/emrtd/",
    "crates/wire/",
    "crates/paper/",
    "crates/frontdesk/",
    "crates/store/src/table/",
    "crates/reader/src/chip/document.rs",
    "crates/luutru-read/src/facts.rs",
    "crates/luutru-read/src/password.rs",
    "crates/luutru-read/src/scanner.rs",
    "crates/reader/src/chip/face.rs",
    "crates/hub/src/ledger/",
    "crates/hub/src/judge.rs",
    "crates/hub/src/data.rs",
    "tests/",
    "crates/sync/src/http.rs",
    "crates/sync/src/portal",
];

/// What is wrong with the attributes of one file.
fn of_attributes(source: &Source) -> Vec<Breach> {
    let place = |line: usize| format!("{}:{line}", source.path.display());
    let mut found = Vec::new();
    for attribute in &source.attributes {
        let (line, content) = (attribute.line, &attribute.content);
        if attribute.name == "allow" || content.contains("allow (") {
            found.push(format!("{}: `allow`; write `expect` with a reason", place(line)));
        }
        if attribute.name == "expect" && !content.contains("reason =") {
            found.push(format!("{}: `expect` without a reason", place(line)));
        }
        if attribute.name == "expect" && content.contains(PURITY) {
            found.extend(of_purity(source, attribute.of_file).map(|what| format!("{}: {what}", place(line))));
        }
    }
    found
}

/// Where one file opens private data though it may not.
fn of_privacy(source: &Source) -> Vec<Breach> {
    let path = source.path.to_string_lossy();
    if path.ends_with("tests.rs") || path.contains("/tests/") || OPENS.iter().any(|place| path.starts_with(place)) {
        return Vec::new();
    }
    source.exposes.iter().map(|line| format!("{path}:{line}: private data is opened here")).collect()
}

/// Whether a crate may say at this place that it does I/O.
fn of_purity(source: &Source, of_file: bool) -> Option<&'static str> {
    let path = source.path.to_string_lossy().into_owned();
    if PURE.iter().any(|name| path.starts_with(&format!("crates/{name}/src/"))) {
        return Some("a pure crate does no I/O, and may not expect to");
    }
    (!of_file || !is_root(&source.path)).then_some("I/O is said once, at the root of the crate")
}

/// The file in which a crate, a program or a test begins.
fn is_root(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        ["crates", _, "src", file] | ["src-tauri", "src", file] => ["lib.rs", "main.rs"].contains(file),
        ["crates", _, "src", "bin", ..] => parts.len() == 5 || parts.last() == Some(&"main.rs"),
        ["crates", _, "tests" | "examples" | "benches", _]
        | ["crates", _, "tests" | "examples", _, "main.rs"]
        | ["tests", "bin", _] => true,
        ["crates", _, file] | ["src-tauri", file] => *file == "build.rs",
        ["tests", folder, file] => [("support", "lib.rs"), ("stories", "main.rs")].contains(&(*folder, *file)),
        _ => false,
    }
}

fn of_documentation(source: &Source) -> Option<Breach> {
    let wanted = is_root(&source.path) && !source.path.ends_with("build.rs");
    (wanted && !source.documented)
        .then(|| format!("{} does not say what the crate is for (`//!`)", source.path.display()))
}

/// What is wrong with the description of a package.
fn of_package(package: &Value, manifest: &str) -> Vec<Breach> {
    let name = package["name"].as_str().unwrap_or_default();
    let mut found = Vec::new();
    if package["license"] != "MIT OR Apache-2.0" {
        found.push(format!("{name} has no licence: `license.workspace = true`"));
    }
    if package["description"].as_str().is_none_or(|said| said.len() < 20) {
        found.push(format!("{name} does not say in a sentence what it is"));
    }
    if !manifest.split_whitespace().collect::<String>().contains("[lints]workspace=true") {
        found.push(format!("{name} does not take the lints of the workspace"));
    }
    found
}

#[test]
fn lints_are_expected_with_a_reason() {
    hold("attributes", &all().iter().flat_map(of_attributes).collect::<Vec<_>>());
}

#[test]
fn private_data_is_opened_in_few_places() {
    hold("privacy", &all().iter().flat_map(of_privacy).collect::<Vec<_>>());
}

#[test]
fn private_data_opened_elsewhere_is_found() {
    let cases = [
        ("crates/sync/src/lib.rs", "fn f() { log(name.expose()); }", 1),
        ("crates/sync/src/lib.rs", "fn f() { let _ = format!(\"{}\", name.expose()); }", 1),
        ("crates/sync/src/lib.rs", "fn f() { names.map(Private::expose); }", 1),
        ("crates/store/src/lib.rs", "fn f() { log(name.expose()); }", 1),
        ("crates/store/src/table/guest.rs", "fn f() { row(name.expose()); }", 0),
        ("crates/sync/src/lib.rs", "#[cfg(test)] mod tests { fn f() { log(name.expose()); } }", 0),
    ];
    for (path, text, expected) in cases {
        assert_eq!(of_privacy(&parse(Path::new(path), text)).len(), expected, "{path} {text}");
    }
}

#[test]
fn every_crate_says_what_it_is_for() {
    hold("crate documentation", &all().iter().filter_map(of_documentation).collect::<Vec<_>>());
}

#[test]
fn every_package_is_described_and_licensed() {
    let manifest = |package: &Value| std::fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
    let found = packages().iter().flat_map(|package| of_package(package, &manifest(package))).collect::<Vec<_>>();
    hold("packages", &found);
    let missing = ["LICENSE-MIT", "LICENSE-APACHE"].into_iter().filter(|file| !root().join(file).is_file());
    hold("licence files at the root", &missing.map(str::to_owned).collect::<Vec<_>>());
}

#[test]
fn planted_attributes_are_found() {
    let cases = [
        ("crates/store/src/row.rs", "#[allow(dead_code)] fn f() {}", 1),
        ("crates/store/src/row.rs", "#![allow(dead_code)]", 1),
        ("crates/store/src/row.rs", "#[cfg_attr(test, allow(dead_code))] fn f() {}", 1),
        ("crates/store/src/row.rs", "fn f() { #[allow(unused)] let x = 1; }", 1),
        ("crates/store/src/row.rs", "#[expect(dead_code)] fn f() {}", 1),
        ("crates/store/src/row.rs", "#[expect(dead_code, reason = \"kept\")] fn f() {}", 0),
        ("crates/store/src/lib.rs", "#![expect(clippy::disallowed_methods, reason = \"files\")]", 0),
        ("crates/store/src/row.rs", "#![expect(clippy::disallowed_methods, reason = \"files\")]", 1),
        ("crates/store/src/lib.rs", "#[expect(clippy::disallowed_methods, reason = \"files\")] fn f() {}", 1),
        ("crates/mrz/src/lib.rs", "#![expect(clippy::disallowed_methods, reason = \"files\")]", 1),
    ];
    for (path, text, expected) in cases {
        let found = of_attributes(&parse(Path::new(path), text));
        assert_eq!(found.len(), expected, "{path} {text}: {found:?}");
    }
}

#[test]
fn a_crate_without_words_is_found() {
    let cases = [
        ("crates/mrz/src/lib.rs", "fn f() {}", true),
        ("crates/mrz/src/lib.rs", "//! Lines.\nfn f() {}", false),
        ("crates/mrz/src/lines.rs", "fn f() {}", false),
        ("crates/hub/src/bin/hub.rs", "fn f() {}", true),
        ("src-tauri/build.rs", "fn main() {}", false),
    ];
    for (path, text, breach) in cases {
        assert_eq!(of_documentation(&parse(Path::new(path), text)).is_some(), breach, "{path} {text}");
    }
}

#[test]
fn a_package_without_words_is_found() {
    let good = json!({ "name": "a", "license": "MIT OR Apache-2.0", "description": "Something that is described." });
    assert!(of_package(&good, "[lints]\nworkspace = true\n").is_empty());
    assert_eq!(of_package(&good, "[dependencies]\n").len(), 1);
    assert_eq!(of_package(&json!({ "name": "a", "license": "GPL-3.0" }), "").len(), 3);
}
