//! The hub over real HTTP.

mod courier;
mod house;
mod process;
mod proxy;
mod requests;
mod server;
