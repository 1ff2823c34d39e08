//! What emulated cards are made of: people, keys, certificates and files, all of them invented.
//!
//! A [`Profile`] is a TOML file (`fixtures/cards`): who holds the card, what its chip can do, who signed it. [`files::make`]
//! makes the card's files of it and signs them; [`pki`] invents the issuers (`fixtures/pki`). The arithmetic is the
//! school's, over `num-bigint`, and shared with nothing that reads cards: two ends by one hand would share their mistakes.
//! `card-sim` gives such a card its protocol.
#![expect(
    clippy::disallowed_methods,
    reason = "it reads profiles and writes fixtures; what is made of them is pure and always the same"
)]

pub mod crypto;
pub mod der;
mod error;
pub mod files;
mod holder;
pub mod pki;
mod profile;
#[cfg(test)]
mod tests;

pub use error::{IssuerError, read, write};
pub use files::{FileId, Files, Sizes};
pub use holder::Holder;
pub use profile::{
    ActiveKey, Chip, ChipKey, Cipher, Contact, Document, FaceRecord, KeyForm, LongRead, Mapping, PaceOffer, Personal,
    Profile, SignatureForm, Sod, Tampered,
};
