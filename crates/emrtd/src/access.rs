//! Access control: how the password on a document opens its chip.

mod bac;
mod offer;
mod open;
mod pace;
mod password;

pub(crate) use offer::{Offer, Offers};
pub(crate) use open::{Opened, open};
pub use password::{Can, CanError, Password};

/// The protocol that opened the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Password Authenticated Connection Establishment (Doc 9303-11 clause 4.4).
    Pace,
    /// Basic Access Control (Doc 9303-11 clause 4.3).
    Bac,
}

#[cfg(test)]
mod tests;
