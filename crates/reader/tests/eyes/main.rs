//! Bytes and pictures of ill will before the eyes: every parser on a committed corpus and on what grows out of it, and
//! pictures that promise too much. No panic, no endless loop, no memory out of proportion.

#![expect(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]
#![expect(clippy::disallowed_methods, reason = "a test reads its corpus")]

#[path = "../../../emrtd/tests/hostile/dice.rs"]
mod dice;
#[path = "../../../../fuzz/eyes.rs"]
mod eyes;
#[path = "../../../emrtd/tests/hostile/memory.rs"]
mod memory;
#[path = "../../../../fuzz/scanner.rs"]
mod scanner;

mod bombs;
mod corpus;

use std::path::PathBuf;

/// The root of the repository.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
