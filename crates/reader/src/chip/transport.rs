//! One card on one reader, held exclusively.

use std::ffi::{CStr, CString};
use std::time::{Duration, Instant};

use pcsc::{
    Card, Context, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, Protocols, ReaderState, Scope, ShareMode, State,
};

use iso7816::apdu::is_extended;

use super::{ChipError, properties};

/// How long a card that has left may take to be noticed as absent: drivers look every 400 ms.
const NOTICE: Duration = Duration::from_millis(900);

/// How long another may take to let go of the card: a reading that was given up ends its command first.
const LET_GO: Duration = Duration::from_secs(2);
/// The service tells that a card is let go of before it really is, so it is tried again after a moment.
const TRY_AGAIN: Duration = Duration::from_millis(50);

pub struct Transport {
    context: Context,
    card: Card,
    reader: CString,
    /// The reader's count of cards that came and went, when this one was connected.
    moves: u32,
    answer_to_reset: Vec<u8>,
    tried_extended: bool,
    buffer: Vec<u8>,
}

impl Transport {
    /// Connects and resets the card: the service does not reset it between two programs, and a chip that is still
    /// inside its application has no EF.CardAccess.
    pub fn open(reader: &str) -> Result<Self, ChipError> {
        let reader = CString::new(reader).map_err(|_| ChipError::ReaderGone)?;
        let context = Context::establish(Scope::User)?;
        let (_, moves) = look(&context, &reader, Duration::ZERO, State::UNAWARE)?;
        let mut card = connect(&context, &reader)?;
        card.reconnect(ShareMode::Exclusive, Protocols::ANY, Disposition::ResetCard)?;
        let answer_to_reset = card.status2_owned()?.atr().to_vec();
        let buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
        Ok(Self { context, card, reader, moves, answer_to_reset, tried_extended: false, buffer })
    }

    /// What the chip answered to its reset, as the reader tells it (ATR).
    pub fn answer_to_reset(&self) -> &[u8] {
        &self.answer_to_reset
    }

    /// How many bytes of answer data the reader passes on; `None` where it does not say.
    pub fn max_answer(&self) -> Option<usize> {
        properties::max_answer(&self.card)
    }

    /// Whether a command of extended length has been sent.
    pub const fn tried_extended(&self) -> bool {
        self.tried_extended
    }

    /// Resets the card, so that it can be read from the start.
    pub fn reset(&mut self) -> Result<(), ChipError> {
        let reset = self.card.reconnect(ShareMode::Exclusive, Protocols::ANY, Disposition::ResetCard);
        match reset.and_then(|()| look(&self.context, &self.reader, Duration::ZERO, State::UNAWARE)) {
            Ok((_, moves)) if moves == self.moves => Ok(()),
            Ok(_) => Err(ChipError::Lifted),
            Err(error) => Err(self.absence().unwrap_or_else(|| error.into())),
        }
    }

    /// Sends a command and returns the answer with its status word.
    pub fn transmit(&mut self, command: &[u8]) -> Result<&[u8], ChipError> {
        self.tried_extended |= is_extended(command);
        // Looked up first, because the answer borrows the buffer.
        let failure = match self.card.transmit(command, &mut self.buffer).map(<[u8]>::len) {
            Ok(length) => return Ok(&self.buffer[..length]),
            Err(error) => error,
        };
        Err(self.absence().unwrap_or_else(|| failure.into()))
    }

    /// Why nothing can be read any more, if that is because the card or the reader left. A card that was changed
    /// for another has left, too.
    pub fn absence(&self) -> Option<ChipError> {
        let until = Instant::now() + NOTICE;
        let mut known = State::UNAWARE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match look(&self.context, &self.reader, left, known) {
                Err(Error::Timeout) => return None,
                Err(error) => return Some(error.into()),
                Ok((state, _)) if state.intersects(State::UNKNOWN | State::UNAVAILABLE) => {
                    return Some(ChipError::ReaderGone);
                }
                Ok((state, moves)) if !state.contains(State::PRESENT) || moves != self.moves => {
                    return Some(ChipError::Lifted);
                }
                Ok((state, _)) => known = state,
            }
        }
    }

    /// Lets go of the card, reset, so that no open channel stays on it.
    pub fn close(self) {
        // The card may have left, and then there is nothing to let go of.
        let _ = self.card.disconnect(Disposition::ResetCard);
    }
}

/// Connects exclusively, as soon as nobody else holds the card.
fn connect(context: &Context, reader: &CStr) -> Result<Card, Error> {
    let until = Instant::now() + LET_GO;
    let mut known = State::UNAWARE;
    loop {
        match context.connect(reader, ShareMode::Exclusive, Protocols::ANY) {
            Err(Error::SharingViolation) if Instant::now() < until => {}
            outcome => return outcome,
        }
        match look(context, reader, TRY_AGAIN, known) {
            Err(Error::Timeout) => {}
            looked => known = looked?.0,
        }
    }
}

/// The state of a reader once it differs from what is known, and its count of cards that came and went.
fn look(context: &Context, reader: &CStr, wait: Duration, known: State) -> Result<(State, u32), Error> {
    let mut states = [ReaderState::new(reader, known)];
    context.get_status_change(wait, &mut states)?;
    Ok((states[0].event_state(), states[0].event_count()))
}
