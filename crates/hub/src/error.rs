//! Why the hub does not start or a command of it fails.

use std::io;

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
    /// The receipt key's file is not 32 bytes.
    #[error("the receipt key's file is damaged")]
    KeyDamaged,
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
