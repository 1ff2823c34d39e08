//! A short film: the card comes, stays, and goes.

use crate::{Card, Conditions, DrawError, frame};

/// Draws a film as concatenated JPEG frames (Motion JPEG): the card is there in the middle three fifths of the frames, a
/// little different in each, and before and after that the desk is empty, so that a looped film comes and goes.
///
/// # Errors
/// [`DrawError::Encoding`] when a frame cannot be encoded.
pub fn video(card: &Card, frames: u32, seed: u64) -> Result<Vec<u8>, DrawError> {
    let mut film = Vec::new();
    for number in 0..frames {
        let held = number >= frames / 5 && number < frames - frames / 5;
        let conditions = Conditions::webcam(seed.wrapping_add(u64::from(number)));
        film.extend(frame(held.then_some(card), conditions).jpeg.ok_or(DrawError::Encoding)?);
    }
    Ok(film)
}
