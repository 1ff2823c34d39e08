//! Where the desk's time and randomness come from, so that a test can drive both.

use jiff::Timestamp;

/// The clock and the dice.
pub trait Ambient: Send + Sync {
    /// Wall time.
    fn now(&self) -> Timestamp;

    /// Fills the bytes with randomness.
    fn fill(&self, bytes: &mut [u8]);

    /// Ten random bytes, for an id.
    fn id_bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        bytes
    }

    /// A 32-byte seed, for a key or for the conversation with a chip.
    fn seed(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }
}

/// The machine's own clock and randomness.
pub(crate) struct Machine;

impl Ambient for Machine {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::expect_used, reason = "without randomness every key would be a known one: better no program")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
