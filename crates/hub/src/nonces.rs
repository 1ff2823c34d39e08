//! The nonces of reads seen lately, so that a request caught on the way cannot be asked again. Writes need none:
//! asking again gives the same receipt.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use wire::{CLOCK_TOLERANCE_SECONDS, Digest};

/// More than this of one device in one window is no honest client. It is refused until the window is over; others are not.
const MOST: usize = 5_000;

/// A signature is taken while its time is within the tolerance on either side.
const WINDOW: SignedDuration = SignedDuration::from_secs(2 * CLOCK_TOLERANCE_SECONDS.cast_signed());

#[derive(Default)]
pub(crate) struct Nonces(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    devices: HashMap<Uuid, HashMap<Digest, Timestamp>>,
    /// When what is too old was forgotten last.
    swept: Timestamp,
}

impl Nonces {
    /// Takes a nonce; false when it was taken before, or the device brings too many.
    pub(crate) fn take(&self, device: Uuid, nonce: &str, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(seen.swept).abs() > WINDOW {
            seen.swept = now;
            seen.devices.retain(|_, nonces| {
                forget(nonces, now);
                !nonces.is_empty()
            });
        }
        let nonces = seen.devices.entry(device).or_default();
        if nonces.len() >= MOST {
            forget(nonces, now);
        }
        nonces.len() < MOST && nonces.insert(Digest::of(nonce.as_bytes()), now).is_none()
    }
}

fn forget(nonces: &mut HashMap<Digest, Timestamp>, now: Timestamp) {
    nonces.retain(|_, taken| now.duration_since(*taken) <= WINDOW);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Uuid = Uuid::from_u128(1);
    const TWO: Uuid = Uuid::from_u128(2);

    #[test]
    fn a_noisy_device_pushes_out_nobody_but_itself() {
        let (nonces, now) = (Nonces::default(), Timestamp::UNIX_EPOCH);
        assert!(nonces.take(TWO, "first", now));
        let taken = (0..MOST + 10).filter(|number| nonces.take(ONE, &number.to_string(), now)).count();
        assert_eq!(taken, MOST);
        assert!(nonces.take(TWO, "second", now), "another is served");
        assert!(!nonces.take(TWO, "first", now), "and its own are not forgotten");
        assert!(nonces.take(ONE, "first", now + WINDOW + SignedDuration::from_secs(1)), "until the window is over");
    }

    #[test]
    fn what_is_too_old_is_forgotten() {
        let (nonces, now) = (Nonces::default(), Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24));
        assert!((0..100).all(|number| nonces.take(Uuid::from_u128(number), "a", now)));
        assert!(!nonces.take(ONE, "a", now + WINDOW), "its signature may still be good");
        assert!(nonces.take(ONE, "a", now + WINDOW * 3));
        assert_eq!(nonces.0.lock().unwrap().devices.len(), 1);
    }
}
