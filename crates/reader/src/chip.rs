//! Reading the chip of the card that lies on a reader.
//!
//! The conversation itself is [`emrtd`]'s; this side owns the reader while it lasts. What the desk needs of that crate
//! is given on from here.

mod document;
mod error;
mod transport;

use std::sync::atomic::{AtomicBool, Ordering};

use emrtd::{Output, Session};

pub use self::document::{holder, passwords, to_document};
pub use emrtd::{Access, Can, Counts, Dg1, Face, FaceFormat, FileId, Password, Progress, Reading, Step};
pub use error::ChipError;

use transport::Transport;

/// What a chip gave, and what speaks for it.
pub type ChipReading = Reading;

/// Reads the chip on the reader of that name, and blocks until it is done: up to some seconds with a real card.
///
/// The reader is held exclusively, the card is reset before and after. `passwords` are tried in their order; `seed` is
/// 32 random bytes that never serve another reading; `csca` holds the trusted country certificates (DER). `cancel` is
/// looked at before every command.
///
/// # Errors
/// Every [`ChipError`]. None of them leaves anything behind on the reader.
pub fn read_chip(
    reader: &str,
    passwords: Vec<Password>,
    seed: [u8; 32],
    csca: Vec<Vec<u8>>,
    on_progress: &mut dyn FnMut(Progress),
    cancel: &AtomicBool,
) -> Result<Box<ChipReading>, ChipError> {
    let mut transport = Transport::open(reader)?;
    let session = Session::new(passwords, seed).trusting(csca);
    let outcome = converse(session, &mut transport, on_progress, cancel);
    transport.close();
    outcome
}

fn converse(
    mut session: Session,
    transport: &mut Transport,
    on_progress: &mut dyn FnMut(Progress),
    cancel: &AtomicBool,
) -> Result<Box<ChipReading>, ChipError> {
    loop {
        match session.poll() {
            Output::Transmit(_) if cancel.load(Ordering::Relaxed) => return Err(ChipError::Cancelled),
            Output::Transmit(command) => session.answer(transport.transmit(&command)?),
            Output::Progress(progress) => on_progress(progress),
            Output::Finished(Ok(reading)) => return Ok(reading),
            Output::Finished(Err(error)) => return Err(why(error.into(), transport)),
        }
    }
}

/// A card that leaves may look like one that answers nonsense or refuses; anything else it said while it was there.
fn why(error: ChipError, transport: &Transport) -> ChipError {
    match error {
        ChipError::Damaged { .. } | ChipError::Refused { .. } => transport.absence().unwrap_or(error),
        error => error,
    }
}
