//! The steps by which a chip proves that it is no copy.

use super::{Doing, Progress, procedure::Procedure};
use crate::{
    error::{ReadError, Step},
    evidence::Binding,
    genuine::{self, ChipProof, ProofOutcome, SecurityInfos},
};
use lds::FileId;

/// What the chip was asked to prove inside its application, over all interruptions.
#[derive(Default)]
pub(super) struct Proofs {
    /// Chip authentication.
    agreement: Option<ChipProof>,
    /// Active authentication.
    signature: Option<ChipProof>,
    /// What the challenge for that was made of.
    pub(super) binding: Option<Binding>,
    /// Whether chip authentication has succeeded once: then it must each time.
    agreed_once: bool,
    /// Whether the answer behind chip authentication could not be opened, or denied the keys, once.
    garbled: bool,
}

impl Proofs {
    /// All that were asked for, in the order of asking.
    pub(super) fn all(self) -> impl Iterator<Item = ChipProof> {
        self.agreement.into_iter().chain(self.signature)
    }
}

const fn is_proven(proof: Option<&ChipProof>) -> bool {
    matches!(proof, Some(ChipProof { outcome: ProofOutcome::Proven, .. }))
}

/// Whether a proof is to be asked for: the first time, and again after an interruption what was proven before it. This is
/// looked at once between two interruptions.
const fn is_open(proof: Option<&ChipProof>) -> bool {
    proof.is_none() || is_unanswered(proof) || is_proven(proof)
}

const fn is_unanswered(proof: Option<&ChipProof>) -> bool {
    matches!(proof, Some(ChipProof { outcome: ProofOutcome::Unanswered, .. }))
}

impl Procedure {
    /// Chip authentication by DG14, which gives the channel new keys. Not where the mapping has proven the chip by one of
    /// its keys; and a chip that once could not is not asked again.
    pub(super) async fn authenticate_chip(&mut self) -> Result<(), ReadError> {
        let open = is_open(self.proofs.agreement.as_ref());
        let infos = self.files.get(FileId::Dg14).and_then(SecurityInfos::of_dg14);
        let (true, false, Some(infos)) = (open, self.is_mapped(), infos) else { return Ok(()) };
        self.link.report(Progress::Doing(Doing::ProvingChip));
        let proof = genuine::chip_authentication(&mut self.chip, &infos, &mut self.plan.random).await?;
        self.proofs.agreed_once |= is_proven(self.proofs.agreement.as_ref());
        if self.proofs.agreed_once && !is_unanswered(proof.as_ref()) {
            return Err(ReadError::AnotherCard);
        }
        self.proofs.agreement = proof;
        // A chip that was silent behind the last agreement may only not give the file that it was asked for: DG1 it gives.
        if self.proofs.garbled { self.settle_at_last().await } else { Ok(()) }
    }

    /// Settles chip authentication after the command behind it; `broken` says that its protection was. What broke it may
    /// have happened on the way, or the chip does not give that file, and nobody is called a copy for that: it is tried once
    /// more, with DG1 behind it. The channel is lost, which is made up for as an interruption is; a chip that fails again
    /// is read on without.
    pub(super) fn settle(&mut self, broken: bool) -> Result<(), ReadError> {
        let waiting = self.proofs.agreement.as_mut().filter(|proof| proof.outcome == ProofOutcome::Unanswered);
        let Some(proof) = waiting else { return Ok(()) };
        proof.settle(&self.chip);
        if !broken && proof.outcome != ProofOutcome::Failed {
            return Ok(());
        }
        if !self.proofs.garbled {
            self.proofs.garbled = true;
            proof.outcome = ProofOutcome::Unanswered;
        } else if self.proofs.agreed_once {
            return Err(ReadError::AnotherCard);
        } else if proof.outcome == ProofOutcome::Unanswered {
            proof.outcome = ProofOutcome::Malformed;
        }
        Err(ReadError::CutShort { step: Step::ChipAuthentication })
    }

    /// Asks for DG1, which the chip gave before, where no other command behind chip authentication has settled it.
    pub(super) async fn settle_at_last(&mut self) -> Result<(), ReadError> {
        if is_unanswered(self.proofs.agreement.as_ref()) {
            let outcome = self.identify().await;
            self.settle(matches!(outcome, Err(ReadError::Protection { .. })))?;
            outcome?;
        }
        Ok(())
    }

    /// Active authentication by DG15, where nothing else has proven the chip or shown it to be a copy.
    pub(super) async fn authenticate_actively(&mut self) -> Result<(), ReadError> {
        let open = is_open(self.proofs.signature.as_ref());
        let agreed = self.proofs.agreement.as_ref().map(|proof| proof.outcome);
        let decided = matches!(agreed, Some(ProofOutcome::Proven | ProofOutcome::Failed | ProofOutcome::Unanswered));
        let (true, false, Some(dg15)) = (open, decided || self.is_mapped(), self.files.get(FileId::Dg15)) else {
            return Ok(());
        };
        self.link.report(Progress::Doing(Doing::ProvingChip));
        let infos = self.files.get(FileId::Dg14).and_then(SecurityInfos::of_dg14);
        let binding = Binding::draw(self.plan.occasion, &self.files, &mut self.plan.random);
        let challenge = binding.challenge();
        let proof = genuine::active_authentication(&mut self.chip, dg15, infos.as_ref(), challenge).await?;
        if is_proven(self.proofs.signature.as_ref()) && proof.outcome != ProofOutcome::Proven {
            return Err(ReadError::AnotherCard);
        }
        self.proofs.binding = Some(binding);
        self.proofs.signature = Some(proof);
        Ok(())
    }

    /// Whether chip authentication mapping has proven the chip by a key that DG14 holds too. A copy can bring an
    /// EF.CardSecurity about a key of its own; the keys beside the data it cannot change, so those are asked then.
    fn is_mapped(&self) -> bool {
        let key = self.opened.as_ref().and_then(|opened| opened.proven_by.as_ref());
        let infos = self.files.get(FileId::Dg14).and_then(SecurityInfos::of_dg14);
        let holds = |infos: SecurityInfos| infos.chip_keys.iter().any(|entry| entry.key.as_ref() == key);
        key.is_some() && infos.is_some_and(holds)
    }
}
