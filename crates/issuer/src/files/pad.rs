//! Bringing a file to an exact size.

use super::FileId;
use crate::error::IssuerError;

/// Bytes a length field can grow by while padding grows; sizes within it are tried one by one.
const LENGTH_FIELDS: usize = 40;

/// Calls `make` with the number of padding bytes that brings the file to `wanted` bytes; with zero when no size is
/// wanted. Zero means: no padding element at all.
pub fn to(file: FileId, wanted: Option<usize>, make: impl Fn(usize) -> Vec<u8>) -> Result<Vec<u8>, IssuerError> {
    let plain = make(0);
    let Some(wanted) = wanted else { return Ok(plain) };
    if plain.len() == wanted {
        return Ok(plain);
    }
    let most = wanted.saturating_sub(plain.len());
    (most.saturating_sub(LENGTH_FIELDS).max(1)..=most)
        .map(make)
        .find(|made| made.len() == wanted)
        .ok_or(IssuerError::Size { file, wanted, natural: plain.len() })
}

/// Refuses a file without room for padding that is not `wanted` bytes long.
pub fn exactly(file: FileId, wanted: Option<usize>, made: &[u8]) -> Result<Vec<u8>, IssuerError> {
    to(file, wanted, |_| made.to_vec())
}
