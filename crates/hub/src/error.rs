//! Why the hub does not start or a command of it fails.

use std::io;

use jiff::Timestamp;
use wire::{KeyId, LinkFault};

use crate::LedgerError;

/// Names the step that failed.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The data directory cannot be made or read.
    #[error("the data directory cannot be used: {0}")]
    DataDir(#[source] io::Error),
    /// Others than its owner can enter the data directory, which holds personal data and the key.
    #[error("the data directory is open to others (mode {mode:o}); remedy: chmod 700")]
    DataDirOpen {
        /// Its permission bits.
        mode: u32,
    },
    /// The receipt key cannot be made, read or written.
    #[error("the receipt key cannot be used: {0}")]
    KeyFile(#[source] io::Error),
    /// The receipt key's file is not 32 bytes, or the one beside it is no history.
    #[error("receipt.key or receipt.history is damaged")]
    KeyDamaged,
    /// The receipt key is not there, and devices trust what it signed.
    #[error(
        "receipt.key is not there, and devices trust key {newest}: put it back, from a backup or from another hub before this ledger. If it is lost for good, `hub rotate-key --lost` makes another, and every desk must be enrolled anew"
    )]
    KeyMissing {
        /// The newest key of the ledger's history.
        newest: KeyId,
    },
    /// No device trusts the receipt key.
    #[error(
        "receipt.key is key {key}, which the ledger does not name: put key {newest} in its place, from a backup or from another hub before this ledger; but where the ledger was restored from before a change of the key, put receipt.history back beside receipt.key, from wherever that key is. If neither is left and the key is lost for good, `hub rotate-key --lost` makes another, and every desk must be enrolled anew"
    )]
    KeyUnknown {
        /// What lies in the directory.
        key: KeyId,
        /// The newest key of the ledger's history.
        newest: KeyId,
    },
    /// The ledger is of before there was a history, and its receipts are another key's.
    #[error(
        "the ledger holds receipts and none is signed with key {key}: put the key that signed them at receipt.key. If it is lost for good, `hub rotate-key --lost` makes another, and every desk must be enrolled anew"
    )]
    KeyOfOthers {
        /// What lies in the directory, or was made for it.
        key: KeyId,
    },
    /// Another key has taken the receipt key's place, for longer than both may be used.
    #[error("receipt.key is key {key}, which was given up: copy receipt.key from the hub that has key {newest}")]
    KeyRetired {
        /// What lies in the directory.
        key: KeyId,
        /// The newest key of the ledger's history.
        newest: KeyId,
    },
    /// The clock says a time before the receipt key's, at which its receipts would count for nothing.
    #[error(
        "key {key} signs from {begins} on: set the clock right, or wait; the clock was ahead when the key was made, or is behind now"
    )]
    KeyEarly {
        /// What lies in the directory, or the newest of the ledger's history.
        key: KeyId,
        /// From when on it signs.
        begins: Timestamp,
    },
    /// There is a key, and it is trusted.
    #[error(
        "the receipt key is there and is trusted: `hub rotate-key` without --lost, and no desk need be enrolled anew"
    )]
    KeyNotLost,
    /// Another hub has changed the key in between.
    #[error("another hub has changed the receipt key just now: copy receipt.key from it")]
    KeyOvertaken,
    /// The ledger's history of keys proves nothing.
    #[error("the ledger's history of receipt keys is damaged: {0}")]
    KeyHistory(#[from] LinkFault),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Random,
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The address to listen on is taken or not ours.
    #[error("cannot listen: {0}")]
    Listen(#[source] io::Error),
    /// The port file cannot be written.
    #[error("the port file cannot be written: {0}")]
    PortFile(#[source] io::Error),
    /// The certificate or its key cannot be read, or do not belong together.
    #[error("the certificate cannot be used: {0}")]
    Certificate(#[from] rustls::Error),
    /// A file is no PEM of a certificate or a key.
    #[error("not a certificate's file: {0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// What a certificate should be for is no name of a host and no address.
    #[error("not a host's name or address")]
    Host,
    /// A certificate cannot be made.
    #[error("a certificate cannot be made: {0}")]
    Ca(#[from] rcgen::Error),
    /// The authority's certificate is there and its key is not.
    #[error(
        "ca.pem is there and ca.key is not: put the key back from a backup. If it is lost for good, move ca.pem away: `hub ca` then makes another authority, and every desk must be given the hub's address anew"
    )]
    CaKeyMissing,
    /// The authority's files cannot be read or written.
    #[error("the authority's files cannot be used: {0}")]
    CaFile(#[source] io::Error),
    /// The answer cannot be printed.
    #[error("cannot print: {0}")]
    Print(#[source] io::Error),
    /// No device has this id.
    #[error("no such device")]
    NoSuchDevice,
}

impl HubError {
    /// Whether the trusted receipt key is what is missing.
    pub(crate) const fn is_a_keys(&self) -> bool {
        matches!(
            self,
            Self::KeyMissing { .. } | Self::KeyUnknown { .. } | Self::KeyOfOthers { .. } | Self::KeyRetired { .. }
        )
    }
}
