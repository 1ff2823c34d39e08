//! Bytes of ill will: every parser and the whole conversation on a committed corpus, on what grows out of it, and against
//! an emulated chip that changes its answers under protection. No panic, no endless loop, no memory out of proportion.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests fails as a test does")]
#![expect(clippy::disallowed_methods, reason = "a test reads its corpus and the cards of the fixtures")]

#[path = "../../../../fuzz/bodies.rs"]
mod bodies;
mod chip;
mod corpus;
mod dice;
mod memory;

use std::path::PathBuf;

/// The root of the repository.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
