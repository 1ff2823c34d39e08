//! Power cuts: a disk that keeps only what was synced, and of the rest what it likes.
//!
//! [`vfs`] stands between SQLite and the machine's files and records every write and every sync; [`disk`] says what a cut
//! at any of them leaves. One recorded evening gives as many cuts as there are moments in it: the database is opened again
//! after each, and must be whole, with every commit that had returned.

#![expect(clippy::disallowed_methods, reason = "the files that a cut leaves are written here")]

#[cfg(test)]
mod cuts;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod house;
#[cfg(test)]
mod hub;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod vfs;
