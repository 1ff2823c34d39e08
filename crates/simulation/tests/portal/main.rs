//! The adapter against a portal with bad habits: what is sent, what strikes, and what is known of it afterwards.
#![expect(clippy::disallowed_methods, reason = "a desk has a clock and a house's file")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test asks for and does not get fails it")]

mod calls;
mod desk;
mod house;
