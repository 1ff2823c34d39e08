//! The store through its public face: a real SQLCipher database, in memory or in a file.

mod house;
mod outbox;
