//! The nonces of reads seen lately, so that a request caught on the way cannot be asked again. Writes need none:
//! asking again gives the same receipt.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use wire::{CLOCK_TOLERANCE_SECONDS, Digest};

/// More than this in one window is no honest client.
const MOST: usize = 100_000;

#[derive(Default)]
pub(crate) struct Nonces(Mutex<HashMap<(Uuid, Digest), Timestamp>>);

impl Nonces {
    /// Takes a nonce; false when it was taken before, or there are too many.
    pub(crate) fn take(&self, device: Uuid, nonce: &str, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            // A signature is taken while its time is within the tolerance on either side.
            let window = SignedDuration::from_secs(2 * CLOCK_TOLERANCE_SECONDS.cast_signed());
            seen.retain(|_, taken| now.duration_since(*taken) <= window);
        }
        seen.len() < MOST && seen.insert((device, Digest::of(nonce.as_bytes())), now).is_none()
    }
}
