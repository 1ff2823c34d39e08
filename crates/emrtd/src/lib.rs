//! The ICAO 9303 conversation with the chip of an identity card or passport, and the evidence about what was read.
//!
//! Pure: no transport, no clock, no randomness of its own. [`Session`] yields the next command and takes the answer,
//! so the same machine runs against an emulated chip in process, behind a real PC/SC service, and against a real card;
//! the I/O side is the crate `reader`. Reading and judging are separate: a [`Reading`] carries its [`Evidence`] step by
//! step, and [`Evidence::data`] says how far it carries.
//!
//! The procedure as a list of steps is in `session/procedure.rs`; each access protocol and each data group has a file.
//!
//! ```
//! use emrtd::{Can, Output, Password, Session};
//!
//! let can = Can::new("000123").expect("six digits");
//! let mut session = Session::new(vec![Password::Can(can)], [7; 32]);
//! let command = loop {
//!     if let Output::Transmit(command) = session.poll() { break command }
//! };
//! assert_eq!(command, [0x00, 0xB0, 0x9C, 0x00, 0x00]);
//! session.interrupted(); // the card was lifted
//! assert!(matches!(session.poll(), Output::Interrupted));
//! session.resume(&[], None); // a card lies there again
//! assert!(matches!(session.poll(), Output::Progress(_)));
//! ```

mod access;
mod error;
mod evidence;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod genuine;
mod lds;
mod reading;
mod secure_messaging;
mod session;
pub mod trace;

pub use access::{Access, Can, CanError, Password};
pub use error::{ReadError, Step};
pub use evidence::{
    Binding, ChipTrust, DataTrust, Evidence, GroupEvidence, GroupVerdict, SignatureVerdict, Signed, Statement, Unread,
};
pub use genuine::{ChipProof, ChipProtocol, ProofOutcome, SignedChallenge};
pub use lds::{Com, Contact, Dg1, Dg7, Dg11, Dg12, Dg13, Dg16, Face, FaceFormat, FileId, Files, FullName};
pub use pki::{Chain, IssuerVerdict, Link, Purpose, Revocation, Trust, TrustError, Validity};
pub use reading::{Counts, Reading};
pub use session::{Doing, Output, Progress, Session};
pub use trace::Trace;
