//! The whole conversation, in process, against the emulated card of `card-sim`: its PACE, BAC and secure messaging are
//! written anew, so that the two ends do not share a mistake. A foreign reader reads the same card beside ours.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails as a test does")]
#![expect(clippy::disallowed_methods, reason = "a test reads the cards and certificates of the fixtures")]

mod access;
mod conversation;
mod evidence;
mod faults;
mod genuine;
mod interruption;
mod oracle;
mod profiles;
mod replay;
mod support;
mod trace;
