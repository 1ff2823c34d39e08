//! The application: what a kiosk and a reception can do.
//!
//! A [`Desk`] is one thread that takes in everything that happens - a tap, a card, a code, an answer of the hub, a
//! minute - one thing after the other, and shows a whole view after each. Nothing else holds state: the kiosk's visit
//! and the reception's drawer live on that thread, everything else in the store.
#![expect(clippy::disallowed_methods, reason = "the desk opens its files and threads, and asks the clock in one place")]

mod ambient;
mod arrive;
mod backroom;
mod books;
mod courier;
mod desk;
mod devices;
mod face;
mod keep;
mod notice;
mod reception;
mod say;
mod see;
#[cfg(test)]
mod testing;
#[cfg(feature = "training")]
mod training;
pub mod view;

pub use desk::{Desk, DeskError, Face, NoFace, Screen, Setup};
pub use devices::DeviceError;
pub use keep::alone::AloneError;
pub use keep::house::HouseError;
pub use notice::outbox::HouseOutbox;
