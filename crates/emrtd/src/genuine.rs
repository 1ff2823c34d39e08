//! Whether the chip is the one it was made to be: the keys that cannot be copied with its data (Doc 9303-11 clause 6).
//!
//! What is proven here is that the chip holds the private key beside a public one. That the public key is the issuer's
//! word is another question: it is answered by the signature over DG14, DG15 or EF.CardSecurity, in the evidence.

mod active_authentication;
mod card_security;
mod chip_authentication;
pub(crate) mod security_infos;

use iso7816::apdu::StatusWord;

use crate::{error::ReadError, secure_messaging::Probation, session::chip::Chip};

pub(crate) use active_authentication::active_authentication;
pub(crate) use card_security::{Mapped, chip_authentication_mapping};
pub(crate) use chip_authentication::chip_authentication;
pub(crate) use security_infos::SecurityInfos;

/// A protocol by which a chip proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChipProtocol {
    /// PACE with chip authentication mapping; the key is in EF.CardSecurity (Doc 9303-11 clause 4.4).
    ChipAuthenticationMapping,
    /// Chip authentication; the key is in DG14 (Doc 9303-11 clause 6.2).
    ChipAuthentication,
    /// Active authentication; the key is in DG15 (Doc 9303-11 clause 6.1).
    ActiveAuthentication,
}

/// How a proof ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofOutcome {
    /// The chip holds the private key.
    Proven,
    /// It does not: its data was copied from another chip.
    Failed,
    /// It would not take part.
    Refused(StatusWord),
    /// Its key or its algorithm is none that this crate knows.
    Unsupported,
    /// What it gave is not in the form of its protocol, or the public key is missing.
    Malformed,
    /// Keys were changed, and the chip has given no answer under the new ones yet.
    Unanswered,
}

/// One attempt of a chip to prove itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipProof {
    /// The protocol.
    pub protocol: ChipProtocol,
    /// How it ended.
    pub outcome: ProofOutcome,
    /// What was signed and how, where the proof is a signature.
    pub signed: Option<SignedChallenge>,
}

/// A challenge and the chip's signature over it: evidence that can be looked at again later.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedChallenge {
    /// Eight bytes that the chip could not foresee.
    pub challenge: [u8; 8],
    /// The signature as the chip gave it.
    pub signature: Vec<u8>,
}

impl std::fmt::Debug for SignedChallenge {
    /// Shows the size only: a signature leads to the key, and the key to the card.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignedChallenge({} bytes)", self.signature.len())
    }
}

/// What an exchange gave, if it was in the form of its protocol: an answer that is not costs the proof, never the reading.
fn well_formed<T>(exchanged: Result<T, ReadError>) -> Result<Option<T>, ReadError> {
    match exchanged {
        Ok(answer) => Ok(Some(answer)),
        Err(ReadError::Malformed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl ChipProof {
    pub(crate) const fn new(protocol: ChipProtocol, outcome: ProofOutcome) -> Self {
        Self { protocol, outcome, signed: None }
    }

    /// Settles a proof that waits for the chip's first answer under new keys. To be asked after the command that came
    /// next, whatever became of it; a card that was lifted meanwhile has not failed.
    pub(crate) fn settle(&mut self, chip: &Chip) {
        if self.outcome == ProofOutcome::Unanswered {
            self.outcome = match chip.probation() {
                Probation::Passed => ProofOutcome::Proven,
                Probation::Failed => ProofOutcome::Failed,
                Probation::None | Probation::Waiting => ProofOutcome::Unanswered,
            };
        }
    }
}

#[cfg(test)]
mod tests;
