//! The hub takes stay notices from houses, keeps each revision once, and answers with a signed receipt.
//!
//! A request is authenticated, each record is judged on its own, the batch is stored in one transaction of the
//! [`Ledger`], and the answer leaves after the commit. Sending the same again gives the same receipt again.
#![expect(clippy::disallowed_methods, reason = "the hub has the clock, the randomness and the files of its own house")]

mod answers;
mod app;
mod ca;
mod data;
mod error;
mod health;
mod judge;
mod keys;
pub mod ledger;
mod limits;
mod listen;
mod metrics;
mod nonces;
mod routes;
mod serve;
mod tls;

pub use answers::answers;
pub use ca::Authority;
pub use data::{DataDir, new_id, random, write_atomically};
pub use error::HubError;
pub use judge::{Deadlines, judge};
pub use keys::{receipt_key, replace_lost_key, rotate_key};
pub use ledger::{Counts, Ledger, LedgerError, LedgerUrl, OpenLedger, postgres::PostgresLedger, sqlite::SqliteLedger};
pub use limits::{Rate, Rates};
pub use serve::{Config, Hub, serve};
