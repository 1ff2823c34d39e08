//! The machine readable zone of a travel document or identity card (ICAO Doc 9303 parts 3 to 6).
//!
//! [`parse`] reads the three sizes (TD1, TD2, TD3) from printed lines or from the one string of data group 1,
//! checks every check digit, and gives an [`Mrz`]; [`parse_leniently`] gives one in spite of what does not fit. [`MrzKey`] is what basic access control derives its keys from.
//! The crate is pure: it knows no clock, so the century of a birth date needs `today` from the caller.

mod check;
mod date;
mod error;
mod key;
mod names;
mod parse;
mod state;
#[cfg(test)]
mod write;
mod zone;

pub use check::check_digit;
pub use date::{MrzDate, PartialDate};
pub use error::{Checked, MrzError};
pub use key::MrzKey;
pub use parse::{parse, parse_leniently};
pub use state::{known_state, signs_for};
pub use zone::{Format, Mrz, Sex};
