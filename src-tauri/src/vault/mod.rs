//! The key of the database: made at the first start, kept in a file of the service user alone.

use std::fs::OpenOptions;
use std::io::{Error, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Why the key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file.
    #[error("{0}")]
    File(#[from] Error),
}

/// Gives the key, making it at the first start.
pub fn open(data: &Path) -> Result<[u8; 32], VaultError> {
    let path = data.join("key.raw");
    let mut key = [0; 32];
    if path.exists() {
        OpenOptions::new().read(true).open(&path)?.read_exact(&mut key)?;
    } else {
        getrandom::fill(&mut key).map_err(Error::other)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(&key)?;
        file.sync_all()?;
    }
    Ok(key)
}
