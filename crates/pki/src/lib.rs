//! Signed objects and certificates as Doc 9303-12 uses them: who signed, by which chain, and what speaks against it.
//!
//! Pure: bytes in, verdicts out; the time is an argument. Signatures are checked over the bytes as they stand, never over
//! bytes that were encoded again.

mod certificate;
mod signed_data;

pub use certificate::Certificate;
pub use signed_data::{SignedData, SignedDataError};
