//! Reading the chip of the card that lies on a reader.
//!
//! The conversation itself is [`emrtd`]'s; this side owns the reader while it lasts. What the desk needs of that crate
//! is given on from here.

mod conversation;
mod document;
mod error;
mod face;
mod line;
pub(crate) mod properties;
mod request;
mod slot;

use std::ffi::CString;
use std::sync::atomic::AtomicBool;

pub use self::conversation::{ChipEvent, Cost};
pub use self::document::{holder, passwords, to_document};
pub use self::error::ChipError;
pub use self::face::shown;
pub use self::request::{ChipRequest, Consent};
pub use emrtd::{
    Access, Can, Counts, Dg1, Face, FaceFormat, FileId, Password, Progress, Reading as ChipReading, Statement, Step,
};

use self::line::Line;
use self::slot::PcscSlot;

/// Reads the chip that a request names, and blocks until it is done: up to some seconds with a real card, longer when
/// the person lifts it.
///
/// The reader is held exclusively on a thread of its own, the card is reset before and after. A card that is lifted in
/// the middle is told ([`ChipEvent::Lifted`]) and waited for; laid again it is proven to be the same card, and the
/// reading goes on where it was. A reader that is unplugged, a service that is stopped and a card that somebody reset
/// are got over in the same way.
///
/// `cancel` is looked at all the time: the call returns within 200 ms of it, though a command may still be in the chip.
/// That command's thread then ends by itself and lets go of the card; the next reading waits for it up to 2 s.
///
/// Answers are of extended length where card and reader both seem able; what they say is not always so, and no real
/// card or reader has been seen. A chip that refuses the length is read on in short answers; where such an answer is
/// lost or damaged on its way, the card is reset and read on in short answers.
///
/// # Errors
/// Every [`ChipError`]. None of them leaves anything behind on the reader.
pub fn read_chip(
    request: ChipRequest,
    on_event: &mut dyn FnMut(ChipEvent),
    cancel: &AtomicBool,
) -> Result<Box<ChipReading>, ChipError> {
    let reader = CString::new(request.reader.as_str()).map_err(|_| ChipError::ReaderGone)?;
    let line = Line::start(move || PcscSlot::new(reader), cancel, request.silence)?;
    conversation::read(request, line, on_event)
}
