//! The hub over real HTTP.

mod by_hand;
mod courier;
mod devices;
mod house;
mod keys;
mod limits;
mod nightly;
mod process;
mod proxy;
mod requests;
mod server;
mod tls;
mod told;
