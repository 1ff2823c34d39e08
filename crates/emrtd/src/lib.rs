#![doc = include_str!("../README.md")]
//!
//! The procedure as a list of steps is in `session/procedure.rs`; each access protocol and each data group has a file.

mod access;
mod error;
mod evidence;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod genuine;
mod reading;
mod secure_messaging;
mod session;

pub use access::{Access, Can, CanError, Password};
pub use error::{ReadError, Step};
pub use evidence::{
    Binding, ChipTrust, DataTrust, Downgrade, Evidence, GroupEvidence, GroupVerdict, SignatureVerdict, Signed,
    StateVerdict, Statement, Unread,
};
pub use genuine::{ChipProof, ChipProtocol, ProofOutcome, SignedChallenge};
pub use lds::{Com, Contact, Dg1, Dg1Error, Dg7, Dg11, Dg12, Dg13, Dg16, Face, FaceFormat, FileId, Files, FullName};
pub use pki::{Chain, IssuerVerdict, Link, Purpose, Revocation, Trust, TrustError, Validity};
pub use reading::{Counts, Reading};
pub use session::{Doing, Output, Progress, Session};
pub use trace::Trace;
