//! Where time and randomness come from.

use jiff::Timestamp;

/// Gives the courier its clock and its dice, so that a test can drive both.
pub trait Ambient: Send + Sync + 'static {
    /// Wall time, which may be wrong: the hub says by how much.
    fn now(&self) -> Timestamp;
    /// Sixteen random bytes, for a nonce or for jitter.
    fn random(&self) -> [u8; 16];
}

/// The machine's own clock and randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct Machine;

impl Ambient for Machine {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Without the kernel's randomness a nonce repeats at worst; the hub answers that with a refusal, not a loss.
        if getrandom::fill(&mut bytes).is_err() {
            tracing::error!("the system gives no random bytes");
        }
        bytes
    }
}
