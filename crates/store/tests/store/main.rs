//! The store through its public face: a real SQLCipher database, in memory or in a file.

#![expect(clippy::disallowed_methods, reason = "the tests look at the files of a database and damage them")]

#[cfg(test)]
mod crash;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod file;
#[cfg(test)]
mod guests;
#[cfg(test)]
mod house;
#[cfg(test)]
mod outbox;
mod portal_calls;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod stays;
#[cfg(test)]
mod tables;
