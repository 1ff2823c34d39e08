//! The ICAO 9303 conversation with the chip of an identity card or passport, and the evidence about what was read.
//!
//! Pure: no transport, no clock, no randomness.

pub mod apdu;
pub mod tlv;
