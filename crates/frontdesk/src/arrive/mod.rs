//! From a card in a hand to a stay with its notice in the outbox.

pub(crate) mod check_in;
pub(crate) mod check_out;
pub(crate) mod chip;
pub(crate) mod draft;
pub(crate) mod entry;
pub(crate) mod kiosk;
mod readings;
pub(crate) mod registration;
