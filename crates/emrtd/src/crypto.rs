//! The cryptography of access control: key derivation, session ciphers, curves, and the random values of one session.
//!
//! Everything that is a field element (a shared secret, a coordinate) has the fixed length of its field here: a
//! leading zero that is dropped fails one session in 256.

mod curve;
mod random;
mod suite;

pub(crate) use curve::Curve;
pub(crate) use random::Random;
pub(crate) use suite::{Keys, Purpose, Suite, pad, unpad};

/// Compares two authentication codes in a time that does not depend on where they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}
