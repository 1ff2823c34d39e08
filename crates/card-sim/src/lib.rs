//! An emulated 2021 Vietnamese citizen card: its files, its protocol, and a seat on vpcd's reader.
#![expect(clippy::disallowed_methods, reason = "a simulator reads its fixtures, and its binary talks to sockets and waits")]

mod crypto;
