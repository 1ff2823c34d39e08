//! Emulated identity cards and passports, at the level of their protocol.
//!
//! [`Card`] takes command bytes and gives answer bytes, in process. [`Pad`] puts a card on the reader of vsmartcard's
//! vpcd, so that the real pcscd and every PC/SC program meets it. What it computes is written anew from Doc 9303-11, over
//! the school's arithmetic: PACE in every mapping, group and cipher, BAC, secure messaging, chip authentication and active
//! authentication. Nothing but TLV and APDU framing is shared with the reading side. People, keys and issuers are invented.
//!
//! A [`Profile`] is a TOML file (`fixtures/cards`) and says what the chip can do, also whether it is a copy of another;
//! [`Faults`] make it go away, forget, stammer or refuse at any command, [`Card::set_tamper`] makes it hostile;
//! [`Counts`] tell what a reader really asked.
#![expect(
    clippy::disallowed_methods,
    reason = "a simulator reads its profiles, talks to sockets and waits like a slow card; its card itself is pure"
)]

mod card;
mod control;
mod counts;
mod crypto;
mod error;
mod pad;
pub mod replay;
#[cfg(test)]
mod tests;
mod vpcd;

pub use card::{Card, Tamper};
pub use control::Control;
pub use counts::{Counts, Damage, Faults, Refusal};
pub use error::SimError;
pub use issuer::{
    ActiveKey, Chip, ChipKey, Cipher, Contact, Document, FaceRecord, FileId, Files, Holder, IssuerError, KeyForm,
    LongRead, Mapping, PaceOffer, Personal, Profile, SignatureForm, Sizes, Sod, Tampered, files, pki,
};
pub use pad::{Occupied, Pad, Report, Successor};
