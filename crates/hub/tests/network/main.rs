//! The hub over real HTTP: driven by the real courier, by hand-signed requests, and as a process that is killed.

mod courier;
mod house;
mod process;
mod proxy;
mod requests;
mod server;
