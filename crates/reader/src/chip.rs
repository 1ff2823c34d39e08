//! Reading the chip of the card that lies on a reader.
//!
//! The conversation itself is [`emrtd`]'s; this side owns the reader while it lasts. What the desk needs of that crate
//! is given on from here.

mod document;
mod error;
mod face;
mod properties;
mod transport;

use std::sync::atomic::{AtomicBool, Ordering};

use emrtd::{Output, Session, Trust};

pub use self::document::{holder, passwords, to_document};
pub use emrtd::{Access, Can, Counts, Dg1, Face, FaceFormat, FileId, Password, Progress, Reading as ChipReading, Step};
pub use error::ChipError;
pub use face::shown;

use iso7816::apdu::is_extended;
use transport::Transport;

/// Reads the chip on the reader of that name, and blocks until it is done: up to some seconds with a real card.
///
/// The reader is held exclusively, the card is reset before and after. `passwords` are tried in their order; `seed` is
/// 32 random bytes that never serve another reading; `csca` holds the trusted country certificates (DER). `cancel` is
/// looked at before every command.
///
/// Answers are of extended length where card and reader both seem able; what they say is not always so, and no real
/// card or reader has been seen. A chip that refuses the length is read on in short answers. Where such an answer is
/// lost or damaged on its way, the card is reset and read on in short answers.
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
    let mut trust = Trust::none();
    for certificate in &csca {
        // One that is none is not trusted; the rest is.
        let _ = trust.add(certificate);
    }
    let session = Session::new(passwords, seed)
        .trusting(trust, None)
        .on_reader(transport.answer_to_reset(), transport.max_answer());
    let outcome = converse(session, &mut transport, on_progress, cancel);
    let outcome = outcome.map_err(|error| why(error, &transport));
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
            Output::Transmit(command) => {
                let long = transport.tried_extended() || is_extended(&command);
                match transport.transmit(&command) {
                    Ok(answer) => session.answer(answer),
                    // Readers do what they like with answers that are too long for them.
                    Err(ChipError::Mute | ChipError::Transport(_)) if long => session.answer(&[]),
                    Err(error) => return Err(error),
                }
            }
            Output::Progress(progress) => on_progress(progress),
            Output::Interrupted => {
                transport.reset()?;
                session.resume(transport.answer_to_reset(), transport.max_answer());
            }
            Output::Finished(Ok(reading)) => return Ok(reading),
            Output::Finished(Err(error)) => return Err(error.into()),
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
