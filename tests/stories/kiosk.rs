//! The kiosk, as the person in front of it meets it.

mod person;
mod receipt;

use person::Kiosk;
