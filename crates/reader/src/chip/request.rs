//! What a reading is begun with.

use std::time::Duration;

use emrtd::Trust;

use super::Password;

/// How long a card that was lifted in the middle is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one command may take. A slow chip needs 1.5 s for a step of PACE; beyond this the reader hangs.
const SILENCE: Duration = Duration::from_secs(10);

/// Says that the holder's consent to the reading is on record (Law on Identification 2023 art. 22(5)).
///
/// A chip cannot be read without one: [`ChipRequest::new`] takes it, and it is made from the record alone. It is used
/// up by the request, so that a second reading asks for the record again.
#[derive(Debug)]
pub struct Consent {
    pub(super) occasion: [u8; 32],
}

impl Consent {
    /// Takes the number of the record that is on disk: 32 bytes that belong to this consent and to no other. What the
    /// chip is asked to sign is bound to it.
    pub const fn recorded(occasion: [u8; 32]) -> Self {
        Self { occasion }
    }
}

/// One reading of one chip, as it is asked for.
#[derive(Debug)]
pub struct ChipRequest {
    pub(super) reader: String,
    pub(super) passwords: Vec<Password>,
    pub(super) consent: Consent,
    pub(super) seed: Seed,
    pub(super) trust: Trust,
    pub(super) now: Option<i64>,
    pub(super) with_com: bool,
    pub(super) short: bool,
    pub(super) recording: bool,
    pub(super) patience: Duration,
    pub(super) silence: Duration,
}

/// 32 random bytes; Debug shows none of them.
#[derive(Clone, Copy)]
pub struct Seed(pub [u8; 32]);

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed")
    }
}

impl ChipRequest {
    /// Asks for the chip on the reader of that name. `passwords` are tried in their order; `seed` is 32 random bytes that
    /// never serve another reading.
    pub fn new(reader: impl Into<String>, passwords: Vec<Password>, consent: Consent, seed: [u8; 32]) -> Self {
        Self {
            reader: reader.into(),
            passwords,
            consent,
            seed: Seed(seed),
            trust: Trust::none(),
            now: None,
            with_com: false,
            short: false,
            recording: false,
            patience: PATIENCE,
            silence: SILENCE,
        }
    }

    /// Judges the document's signer by these certificates, and their times by `now`, in seconds since 1970.
    #[must_use]
    pub fn trusting(mut self, trust: Trust, now: Option<i64>) -> Self {
        (self.trust, self.now) = (trust, now);
        self
    }

    /// Reads EF.COM too, which is unsigned and needed for nothing.
    #[must_use]
    pub const fn with_com(mut self) -> Self {
        self.with_com = true;
        self
    }

    /// Asks for no answer of extended length, whatever card and reader say of themselves.
    #[must_use]
    pub const fn in_short_answers(mut self) -> Self {
        self.short = true;
        self
    }

    /// Records the conversation without the person in it; it comes with [`ChipEvent::Over`](super::ChipEvent::Over).
    #[must_use]
    pub const fn recording(mut self) -> Self {
        self.recording = true;
        self
    }

    /// Waits so long, instead of 20 s, for a card that was lifted, a reader that was unplugged, or a service that was
    /// stopped, to be back.
    #[must_use]
    pub const fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Takes a command without an answer for so long, instead of 10 s, for a reader that hangs.
    #[must_use]
    pub const fn answered_within(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }
}
