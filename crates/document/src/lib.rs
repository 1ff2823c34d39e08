//! What a person's paper says: facts, each with the [`Source`] it came from, and a [`Verdict`] on how far the chip
//! proves them.
//!
//! A [`Document`] comes from a text that a camera or scanner delivers ([`recognise`]; [`wedge`] from one that types), from
//! a chip ([`Document::from_chip`]) or from a keyboard ([`typed`]); [`merge`] joins two readings of one paper, and
//! [`disagreements`] says where they differ. The crate is pure, and its errors hold nothing of what was read.

mod chip;
mod coded;
mod correct;
mod country;
mod details;
mod expiry;
mod facts;
mod field;
mod findings;
mod insurance;
mod merge;
mod name;
mod number;
mod paper;
pub mod qr;
mod recognise;
pub mod typed;
pub mod units;
mod value;
mod verdict;
pub mod wedge;

pub use chip::ChipText;
pub use country::Country;
pub use details::ChipDetails;
pub use facts::{Document, Fact, Source};
pub use field::{Field, Finding, FindingCode, Severity};
pub use findings::PERSONAL_NUMBER_SINCE;
pub use insurance::InsuranceCard;
pub use merge::{disagreements, merge};
pub use name::fold;
pub use number::{NumberKind, mask};
pub use paper::Paper;
pub use recognise::{Recognised, Unrecognised, recognise};
pub use value::{Birth, Expiry, Sex};
pub use verdict::{ChipTrust, DataTrust, Verdict};
