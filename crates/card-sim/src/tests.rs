//! What the tests of every module share.

use std::path::PathBuf;

use issuer::Profile;

/// The folder of committed fixtures.
pub fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// A committed profile by name.
pub fn profile(name: &str) -> Profile {
    Profile::load(&fixtures().join(format!("cards/{name}.toml"))).unwrap()
}
