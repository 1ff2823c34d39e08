//! What the chip computes with: groups, key derivation, ciphers, PACE, BAC and secure messaging.
//!
//! Written from Doc 9303-11 on its own, without a look at the reading side, so that the two do not share a mistake.

pub use issuer::crypto::{curve, dice, field, modp, offer};

pub mod bac;
pub mod block;
pub mod group;
pub mod integrated;
pub mod kdf;
pub mod pace;
pub mod recovery;
pub mod secure;
