//! Passive authentication (Doc 9303-11 clause 5.1), as evidence step by step and never as one "valid".

use iso7816::apdu::StatusWord;
use pki::Certificate;

use crate::lds::{FileId, Files, Sod, SodError};

/// How far the data of a chip can be trusted. Each step includes the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataTrust {
    /// Nothing speaks for the data, or something speaks against it.
    Unproven,
    /// What was read is what the security object signs, but who signed is not known.
    SelfConsistent,
    /// And the signer's certificate is by a country signing authority that the caller trusts.
    IssuerTrusted,
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

/// What the signature over the hashes says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// The chip gives no security object.
    Absent,
    /// The security object is not in a form this crate reads.
    Unreadable,
    /// It is signed by an algorithm or on a curve that this crate does not know.
    Unsupported,
    /// The signature is wrong.
    Wrong,
    /// The signature is by the certificate beside it.
    Right,
}

impl From<crypto::SignatureVerdict> for SignatureVerdict {
    fn from(verdict: crypto::SignatureVerdict) -> Self {
        match verdict {
            crypto::SignatureVerdict::Unsupported => Self::Unsupported,
            crypto::SignatureVerdict::Wrong => Self::Wrong,
            crypto::SignatureVerdict::Right => Self::Right,
        }
    }
}

/// What is known about who stands behind the signer's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssuerVerdict {
    /// No trusted certificate was given, or none bears the issuer's name.
    Unknown,
    /// A trusted certificate bears the issuer's name, but its algorithm or curve is not known to this crate.
    Unsupported,
    /// A trusted certificate bears the issuer's name, and did not sign: a forgery, or a key that was changed.
    Wrong,
    /// A trusted certificate signed the signer's certificate.
    Trusted,
}

/// What speaks for and against the data of a chip.
///
/// Times are not judged here: a signer's certificate is short-lived and its documents outlive it, and this crate has
/// no clock.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Each data group that was read or is listed, in the order of their numbers.
    pub groups: Vec<GroupEvidence>,
    /// The signature over the hashes.
    pub signature: SignatureVerdict,
    /// The signer's certificate (DER), as the security object brings it.
    pub signer: Option<Vec<u8>>,
    /// Who stands behind it.
    pub issuer: IssuerVerdict,
}

impl Evidence {
    /// Weighs a security object (`None`: the chip has none) against the files as read and the trusted certificates.
    pub(crate) fn gather(
        security: Option<Result<Sod, SodError>>,
        files: &Files,
        unread: &[(FileId, Unread)],
        anchors: &[Vec<u8>],
    ) -> Self {
        let without = |signature| {
            let groups = compare(None, files, unread);
            Self { groups, signature, signer: None, issuer: IssuerVerdict::Unknown }
        };
        let object = match security {
            None => return without(SignatureVerdict::Absent),
            Some(Err(SodError::Form)) => return without(SignatureVerdict::Unreadable),
            Some(Err(SodError::HashFunction)) => return without(SignatureVerdict::Unsupported),
            Some(Ok(object)) => object,
        };
        let signer = object.signed.signer();
        Self {
            groups: compare(Some(&object), files, unread),
            signature: signer
                .as_ref()
                .map_or(SignatureVerdict::Unreadable, |signer| object.signed.verify(signer).into()),
            issuer: signer.as_ref().map_or(IssuerVerdict::Unknown, |signer| anchor(signer, anchors)),
            signer: signer.map(|signer| signer.whole.to_vec()),
        }
    }

    /// Whether something speaks against the data: a group that was altered, a signature or an issuer that is wrong.
    /// Evidence that is merely missing or not understood does not.
    pub fn contradicts(&self) -> bool {
        self.groups.iter().any(|group| group.verdict == GroupVerdict::Differs)
            || self.signature == SignatureVerdict::Wrong
            || self.issuer == IssuerVerdict::Wrong
    }

    /// How far the evidence carries: every group that was read must match, DG1 among them, under a right signature.
    pub fn data(&self) -> DataTrust {
        let read = || self.groups.iter().filter(|group| !matches!(group.verdict, GroupVerdict::NotRead(_)));
        let consistent =
            read().all(|group| group.verdict == GroupVerdict::Matches) && read().any(|group| group.group == 1);
        match (self.signature, self.issuer) {
            (SignatureVerdict::Right, IssuerVerdict::Trusted) if consistent => DataTrust::IssuerTrusted,
            (SignatureVerdict::Right, IssuerVerdict::Unknown | IssuerVerdict::Unsupported) if consistent => {
                DataTrust::SelfConsistent
            }
            _ => DataTrust::Unproven,
        }
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

/// Looks for a trusted certificate of the issuer's name that signed; the best verdict over all of them counts, for a
/// country has several of one name.
fn anchor(signer: &Certificate<'_>, anchors: &[Vec<u8>]) -> IssuerVerdict {
    let mut verdict = IssuerVerdict::Unknown;
    for issuer in
        anchors.iter().filter_map(|der| Certificate::parse(der)).filter(|issuer| issuer.subject == signer.issuer)
    {
        match signer.signed_by(&issuer) {
            crypto::SignatureVerdict::Right => return IssuerVerdict::Trusted,
            crypto::SignatureVerdict::Wrong => verdict = IssuerVerdict::Wrong,
            _ if verdict == IssuerVerdict::Unknown => verdict = IssuerVerdict::Unsupported,
            _ => {}
        }
    }
    verdict
}

#[cfg(test)]
mod tests;
