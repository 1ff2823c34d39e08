//! A signed object of the chip: its signature, and who stands behind the signer.

use pki::{Chain, SignedData, Trust};

/// What a signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// The chip gives no such object.
    Absent,
    /// The object is not in a form this crate reads, or does not bring its signer's certificate.
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

/// What is known of a signed object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What its signature says.
    pub signature: SignatureVerdict,
    /// The signer's certificate (DER), as the object brings it.
    pub signer: Option<Vec<u8>>,
    /// Who stands behind it.
    pub chain: Option<Chain>,
}

impl Signed {
    /// An object that is not there or cannot be taken apart.
    pub(super) const fn without(signature: SignatureVerdict) -> Self {
        Self { signature, signer: None, chain: None }
    }

    /// Reads a file that is signed data and nothing else.
    pub(super) fn of_file(file: &[u8], trust: &Trust, now: Option<i64>) -> Self {
        SignedData::parse(file)
            .map_or_else(|_| Self::without(SignatureVerdict::Unreadable), |signed| Self::judge(&signed, trust, now))
    }

    pub(super) fn judge(object: &SignedData, trust: &Trust, now: Option<i64>) -> Self {
        let Some(signer) = object.signer() else { return Self::without(SignatureVerdict::Unreadable) };
        Self {
            signature: object.verify(&signer).into(),
            chain: Some(trust.judge(&signer, now)),
            signer: Some(signer.whole.to_vec()),
        }
    }

    /// Whether something speaks against the object: its signature is wrong, or its signer's certificate is.
    pub fn contradicts(&self) -> bool {
        self.signature == SignatureVerdict::Wrong || self.chain.as_ref().is_some_and(Chain::contradicts)
    }
}
