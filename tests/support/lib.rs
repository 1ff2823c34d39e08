//! What a whole-program story stands on: a display of its own, the programs of the product as child processes that end
//! with the story, a `WebDriver` client for the real window, and a proxy that stops the network at a chosen moment.
//!
//! Everything here blocks on an event (a line on a pipe, a change of the page, a byte at the proxy) with a limit, and panics
//! with a sentence when the limit passes: a story that hangs tells nobody why.

#![expect(clippy::disallowed_methods, reason = "stories start programs, wait for them and read what they wrote")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "this is test code: a broken world ends the story with a sentence"
)]

pub mod app;
pub mod canary;
pub mod card;
pub mod clerk;
pub mod desk;
pub mod display;
pub mod http;
pub mod hub;
pub mod pcscd;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod scanner;
pub mod vm;
pub mod wait;
pub mod webdriver;
