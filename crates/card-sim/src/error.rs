//! Why a card cannot be laid.

use std::path::PathBuf;

use issuer::IssuerError;

/// Every failure of this crate; the chip's own refusals are status words instead.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// The card cannot be made, or a file not be read or written.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// A line, counted from one, is none of a trace.
    #[error("line {0} is none of a luutru-trace")]
    Trace(usize),
    /// A socket could not be opened.
    #[error("cannot listen at {}: {source}", path.display())]
    Listen {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes")]
    Random,
    /// The system refused to tell about signals.
    #[error("cannot wait for signals: {0}")]
    Signals(std::io::Error),
}
