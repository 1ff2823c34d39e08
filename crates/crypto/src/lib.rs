//! The cryptography of ICAO 9303: groups, signatures, hashes, session ciphers, and the random values of one session. Pure.
//!
//! Everything that is a field element (a shared secret, a coordinate) has the fixed length of its field here: a
//! leading zero that is dropped fails one session in 256. What is done with a secret takes a time that does
//! not depend on it; private keys, derived keys and shared secrets are overwritten when they are dropped.
//!
//! | what | all of |
//! |---|---|
//! | [`Group`] | Doc 9303-11 table 6: the three MODP groups, five NIST and six brainpool curves; a chip's own MODP group |
//! | mappings | generic, integrated (not on P-224, where it is not defined), and what chip authentication mapping checks |
//! | [`AgreementKey`] | curves named, numbered or described (a known one only), PKCS #3, X9.42 |
//! | [`verify`] | ECDSA in both forms on every curve, RSA PKCS #1 v1.5 and PSS to 8,192 bits, SHA-1 to SHA-512 |
//! | [`iso9796`] | message recovery, scheme 1, with each trailer of those hashes |
//! | [`Suite`] | 3DES, AES-128, AES-192, AES-256 |

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
