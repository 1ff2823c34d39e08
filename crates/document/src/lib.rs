//! What a person's paper says: facts, each with the [`Source`] it came from, and a [`Verdict`] on how far the chip
//! proves them.
//!
//! A [`Document`] comes from the QR code of the card ([`qr`]), from its chip ([`Document::from_chip`]), from the
//! machine readable zone ([`Document::from_mrz`]) or from a keyboard ([`typed`]); [`merge`] joins two readings of one
//! paper and says where they disagree. The crate is pure, and its errors hold nothing of what was read.

mod chip;
mod coded;
mod correct;
mod country;
mod details;
mod expiry;
mod facts;
mod field;
mod findings;
mod merge;
mod name;
mod number;
mod paper;
pub mod qr;
pub mod typed;
mod value;
mod verdict;

pub use chip::ChipText;
pub use country::Country;
pub use details::ChipDetails;
pub use facts::{Document, Fact, Source};
pub use field::{Field, Finding, FindingCode, Severity};
pub use findings::PERSONAL_NUMBER_SINCE;
pub use merge::{Merged, merge};
pub use name::fold;
pub use number::{NumberKind, mask};
pub use paper::Paper;
pub use value::{Birth, Expiry, Sex};
pub use verdict::{ChipTrust, DataTrust, Verdict};
