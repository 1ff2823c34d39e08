//! The house rules of ARCHITECTURE.md, held by tests. Each rule is a function from facts to breaches, so that a breach
//! planted on purpose shows that the rule can fail.

mod budgets;
mod delivered;
mod imports;
mod manners;
mod source;
mod world;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// One place where a rule is broken, as a sentence.
type Breach = String;

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in a folder of the workspace").to_owned()
}

/// The packages of the workspace, as `cargo metadata --no-deps` describes them.
fn packages() -> Vec<Value> {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(root());
    let output = cargo.output().expect("cargo runs, since it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    metadata["packages"].as_array().expect("a workspace has packages").clone()
}

/// Fails with every breach on a line of its own.
fn hold(rule: &str, breaches: &[Breach]) {
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}
