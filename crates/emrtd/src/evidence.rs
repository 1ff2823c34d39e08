//! Passive authentication (Doc 9303-11 clause 5.1) and the chip's own proofs, as evidence step by step and never as one
//! "valid".

mod binding;
mod downgrade;
mod signed;
mod statement;

use iso7816::apdu::StatusWord;
use pki::{Chain, IssuerVerdict, Trust};

pub use binding::Binding;
pub use downgrade::Downgrade;
use signed::Judging;
pub use signed::{SignatureVerdict, Signed, StateVerdict};
pub use statement::Statement;

use crate::genuine::{ChipProof, ChipProtocol, ProofOutcome};
use lds::{Dg1, FileId, Files, Sod, SodError};

/// How far the data of a chip can be trusted. Each step includes the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataTrust {
    /// Nothing speaks for the data, or something speaks against it.
    Unproven,
    /// What was read is what the security object signs, but who signed is not known.
    SelfConsistent,
    /// And the signer's certificate is by a country signing authority that the caller trusts, and nothing shows that it is
    /// another state's.
    IssuerTrusted,
}

/// Whether the chip is the one it was made to be, and no copy of its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChipTrust {
    /// It was not asked, could not answer, or its key is nobody's word.
    Untested,
    /// It holds the private key to a public one that the issuer signed.
    Genuine,
    /// It does not: a copy. Or what the issuer signed about its key was altered.
    Failed,
}

/// What a data group's hash says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupVerdict {
    /// The bytes as read have the hash that is signed.
    Matches,
    /// They have another: the group was altered after the signature.
    Differs,
    /// The security object lists no hash for what was read.
    NotListed,
    /// A hash is listed, but the group was not read.
    NotRead(Unread),
}

/// Why a data group was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It was not asked for: fingerprints and irises, which only terminal authentication opens, or a group of no use here.
    NotAsked,
    /// The chip refused it.
    Refused(StatusWord),
    /// What the chip gave is no file of that kind.
    Malformed,
}

/// One data group's evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupEvidence {
    /// The number of the data group, 1 to 16.
    pub group: u8,
    /// What its hash says.
    pub verdict: GroupVerdict,
}

/// What speaks for and against a chip and its data.
///
/// Times decide nothing: a signer's certificate is short-lived and its documents outlive it, and a desk's clock may be
/// wrong. They are told in [`Signed::chain`].
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Each data group that was read or is listed, in the order of their numbers.
    pub groups: Vec<GroupEvidence>,
    /// The security object: who signed the hashes.
    pub security_object: Signed,
    /// EF.CardSecurity, where it was read: who signed the key of chip authentication mapping.
    pub card_security: Option<Signed>,
    /// What the chip was asked to prove, in the order of asking.
    pub proofs: Vec<ChipProof>,
    /// What the challenge of active authentication was made of.
    pub binding: Option<Binding>,
    /// Better access control in DG14 than what opened the chip.
    pub downgrade: Option<Downgrade>,
}

/// What a reading has found, to be weighed.
pub(crate) struct Findings<'a> {
    /// `None`: the chip has no security object.
    pub(crate) security: Option<Result<Sod, SodError>>,
    pub(crate) files: &'a Files,
    pub(crate) unread: &'a [(FileId, Unread)],
    pub(crate) proofs: Vec<ChipProof>,
    pub(crate) binding: Option<Binding>,
    pub(crate) downgrade: Option<Downgrade>,
}

impl Evidence {
    /// Weighs what was found against the trusted certificates; `now` in seconds since 1970.
    pub(crate) fn gather(findings: Findings<'_>, trust: &Trust, now: Option<i64>) -> Self {
        let Findings { security, files, unread, proofs, binding, downgrade } = findings;
        let object = security.as_ref().and_then(|parsed| parsed.as_ref().ok());
        let card_security = files.get(FileId::CardSecurity);
        let dg1 = files.get(FileId::Dg1).and_then(|file| Dg1::parse(file).ok());
        let judging = Judging { trust, now, state: dg1.as_ref().map_or("", |dg1| &dg1.mrz.issuer) };
        Self {
            groups: compare(object, files, unread),
            security_object: match &security {
                None => Signed::without(SignatureVerdict::Absent),
                Some(Err(SodError::Form)) => Signed::without(SignatureVerdict::Unreadable),
                Some(Err(SodError::HashFunction)) => Signed::without(SignatureVerdict::Unsupported),
                Some(Ok(object)) => Signed::judge(&object.signed, &judging),
            },
            card_security: card_security.map(|file| Signed::of_file(file, &judging)),
            proofs,
            binding,
            downgrade,
        }
    }

    /// Whether something speaks against the data or the chip: a group that was altered, a signature or an issuer that is
    /// wrong, a signer that was revoked, a chip that does not hold its key. Evidence that is merely missing or not
    /// understood does not.
    pub fn contradicts(&self) -> bool {
        self.is_refuted() || self.chip() == ChipTrust::Failed
    }

    /// Whether something speaks against the data.
    fn is_refuted(&self) -> bool {
        self.is_altered() || self.is_revoked()
    }

    /// Whether the data are not what the issuer's signer signed.
    fn is_altered(&self) -> bool {
        let object = &self.security_object;
        self.groups.iter().any(|group| group.verdict == GroupVerdict::Differs)
            || object.signature == SignatureVerdict::Wrong
            || object.chain.as_ref().is_some_and(|chain| chain.issuer == IssuerVerdict::Wrong)
    }

    /// Whether the data's signer was revoked.
    fn is_revoked(&self) -> bool {
        self.chain().is_some_and(Chain::is_revoked)
    }

    /// How far the evidence carries: every group that was read must match, DG1 among them, under a right signature.
    pub fn data(&self) -> DataTrust {
        let read = || self.groups.iter().filter(|group| !matches!(group.verdict, GroupVerdict::NotRead(_)));
        let consistent = read().all(|group| group.verdict == GroupVerdict::Matches) && self.matches(1);
        if !consistent || self.is_refuted() || self.security_object.signature != SignatureVerdict::Right {
            return DataTrust::Unproven;
        }
        if self.security_object.is_issuers() { DataTrust::IssuerTrusted } else { DataTrust::SelfConsistent }
    }

    /// Whether the chip is a copy. A proof counts only where its key is the issuer's word: DG14 or DG15 under a right
    /// signature, or EF.CardSecurity under one by the same signer or by a trusted issuer. Of several, a failed one
    /// decides.
    pub fn chip(&self) -> ChipTrust {
        let counted = || self.proofs.iter().filter(|proof| self.vouches_for(proof.protocol)).map(|proof| proof.outcome);
        if counted().any(|outcome| outcome == ProofOutcome::Failed)
            || self.card_security.as_ref().is_some_and(Signed::contradicts)
        {
            ChipTrust::Failed
        } else if counted().any(|outcome| outcome == ProofOutcome::Proven) {
            ChipTrust::Genuine
        } else {
            ChipTrust::Untested
        }
    }

    /// Whether the key that a protocol uses is signed.
    fn vouches_for(&self, protocol: ChipProtocol) -> bool {
        let by_group = |group| {
            self.security_object.signature == SignatureVerdict::Right
                && !self.security_object.contradicts()
                && self.matches(group)
        };
        match protocol {
            ChipProtocol::ChipAuthentication => by_group(14),
            ChipProtocol::ActiveAuthentication => by_group(15),
            ChipProtocol::ChipAuthenticationMapping => self.card_security.as_ref().is_some_and(|signed| {
                signed.signature == SignatureVerdict::Right && !signed.contradicts() && self.is_by_issuer(signed)
            }),
        }
    }

    /// Whether EF.CardSecurity is by who signed the data, or by a trusted issuer. That its signature is right says nothing
    /// alone: who copies a document signs a key of his own, with a certificate of his own.
    fn is_by_issuer(&self, signed: &Signed) -> bool {
        let object = &self.security_object;
        let same =
            object.signature == SignatureVerdict::Right && !object.contradicts() && signed.signer == object.signer;
        same || signed.is_issuers()
    }

    fn matches(&self, number: u8) -> bool {
        self.groups.iter().any(|group| group.group == number && group.verdict == GroupVerdict::Matches)
    }

    /// Who stands behind the security object's signer, where there is one.
    pub fn chain(&self) -> Option<&Chain> {
        self.security_object.chain.as_ref()
    }
}

fn compare(object: Option<&Sod>, files: &Files, unread: &[(FileId, Unread)]) -> Vec<GroupEvidence> {
    let why = |number| unread.iter().find(|(file, _)| file.group() == Some(number)).map(|(_, why)| *why);
    let read = |number| files.iter().find(|(file, _)| file.group() == Some(number)).map(|(_, bytes)| bytes);
    let mut groups: Vec<u8> = files.iter().filter_map(|(file, _): (FileId, _)| file.group()).collect();
    groups.extend(object.into_iter().flat_map(Sod::groups));
    groups.sort_unstable();
    groups.dedup();
    let verdict = |group| match (object.and_then(|object| object.hash(group)), read(group)) {
        (None, _) => GroupVerdict::NotListed,
        (Some(_), None) => GroupVerdict::NotRead(why(group).unwrap_or(Unread::NotAsked)),
        (Some((digest, hash)), Some(bytes)) if digest.of(bytes) == hash => GroupVerdict::Matches,
        (Some(_), Some(_)) => GroupVerdict::Differs,
    };
    groups.into_iter().map(|group| GroupEvidence { group, verdict: verdict(group) }).collect()
}

#[cfg(test)]
mod tests;
