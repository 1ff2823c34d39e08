//! Whole-program stories, and the house rules as tests.

#![expect(clippy::disallowed_methods, reason = "stories and rules read files")]
#![expect(clippy::expect_used, clippy::panic, reason = "test code: the parts that no `#[test]` marks")]

mod books;
mod devices;
mod enrol;
mod house;
mod killed;
mod kiosk;
mod life;
mod outbox;
mod papers;
mod portal;
mod preview;
mod privacy;
mod reception;
mod scanner;
