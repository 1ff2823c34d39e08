//! The kiosk, as the person in front of it meets it.

mod carer;
mod errors;
mod lifted;
mod offline;
mod papers;
mod person;
mod receipt;
mod sealed;
mod wiped;

use person::Kiosk;
