//! The hub over real HTTP: driven by the real courier, by hand-signed requests, and as a process that is killed.
#![expect(clippy::disallowed_methods, reason = "the tests run by the machine's clock and files")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod network;
