//! Today's national portal: the files and the records it takes, its own list, and the two compared.
//!
//! Known from public copies of its integration guide v1.4 (08/2026) and of its templates, not verified with the operator.

mod citizens;
mod foreigners;
mod list;
mod person;
mod reconcile;
mod record;

#[cfg(test)]
mod tests;

pub use citizens::{FIRST_ROW, SHEET, citizens};
pub use foreigners::foreigners;
pub use list::{Listed, PortalList};
pub use reconcile::{Difference, ListedField, pairs, reconcile};
pub use record::{Record, departure, record};
