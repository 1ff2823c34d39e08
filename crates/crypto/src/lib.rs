//! The cryptography of ICAO 9303: groups, signatures, hashes, session ciphers, and the random values of one session. Pure.
//!
//! Everything that is a field element (a shared secret, a coordinate) has the fixed length of its field here: a
//! leading zero that is dropped fails one session in 256.

mod curve;
mod digest;
mod ecdsa;
mod group;
mod integrated;
pub mod iso9796;
mod key_info;
mod modp;
mod number;
mod random;
mod rsa;
mod signature;
mod suite;

pub use curve::Curve;
pub use digest::Digest;
pub use group::{Group, GroupError};
pub use key_info::{AgreementKey, PublicKey};
pub use modp::Modp;
pub use random::Random;
pub use signature::{Algorithm, Pss, SignatureVerdict, verify};
pub use suite::{Keys, Purpose, Suite, pad, unpad};

/// Compares two authentication codes in a time that does not depend on where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (x, y)| difference | (x ^ y)) == 0
}
