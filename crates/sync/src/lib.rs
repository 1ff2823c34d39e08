//! The courier between a house and its hub.
//!
//! It claims due notices from an [`Outbox`], sends them in one batch, and hands back what became of each. What an
//! answer means is a pure table, [`policy`]; when to try again is pure too, [`Backoff`]. The loop is driven by a
//! timer, so that a notice goes out although nothing more is written locally. An entry ends only with a receipt that
//! is verified against the hub's key pinned at enrolment and is for that very facility, notice, revision and payload.
#![expect(clippy::disallowed_methods, reason = "the courier's `Machine` is where the clock and randomness come from")]

mod ambient;
mod backoff;
mod courier;
mod enrol;
mod http;
mod outbox;
mod pin;
pub mod policy;
pub mod portal;
pub mod reconcile;
mod rotate;
mod url;

pub use ambient::{Ambient, Machine};
pub use backoff::Backoff;
pub use courier::{Courier, Event, Membership};
pub use enrol::{EnrolError, enrol};
pub use http::{Http, HttpError, Method, Outgoing, Transport};
pub use outbox::{Claimed, Outbox, OutboxError, Rejection, Settlement, Taken};
pub use rotate::rotate;
pub use url::{HubUrl, HubUrlError};
