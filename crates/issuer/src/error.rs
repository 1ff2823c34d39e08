//! Why a card cannot be made.

use std::path::{Path, PathBuf};

use crate::files::FileId;

/// Every failure of this crate.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A profile is not TOML, or names a key that does not exist.
    #[error("{}: {source}", path.display())]
    Syntax {
        /// Which profile.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A value in a profile is not of the form the card needs.
    #[error("profile: `{0}` is not of the form the card needs")]
    Value(&'static str),
    /// A file cannot be made exactly as long as `[sizes]` wants it.
    #[error("{file:?} cannot be made {wanted} bytes long; without padding it has {natural}")]
    Size {
        /// Which file.
        file: FileId,
        /// Bytes wanted.
        wanted: usize,
        /// Bytes it has without padding.
        natural: usize,
    },
    /// A key file does not hold a curve's name and a secret, or RSA and its numbers, in hexadecimal.
    #[error("{}: not an invented key", path.display())]
    Key {
        /// Which file.
        path: PathBuf,
    },
    /// A picture is neither a JPEG nor a JPEG 2000 with its size in front of its data.
    #[error("the face is not a JPEG or JPEG 2000 picture")]
    Face,
}

/// Reads a whole file, with its path in the error.
///
/// # Errors
/// [`IssuerError::Read`].
pub fn read(path: &Path) -> Result<Vec<u8>, IssuerError> {
    std::fs::read(path).map_err(|source| IssuerError::Read { path: path.to_owned(), source })
}

/// Writes a whole file, with its path in the error.
///
/// # Errors
/// [`IssuerError::Write`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), IssuerError> {
    std::fs::write(path, bytes).map_err(|source| IssuerError::Write { path: path.to_owned(), source })
}
