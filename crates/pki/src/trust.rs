//! The certificates that a caller trusts, and what follows from them for a signer.

mod add;
mod judge;

use std::{fmt, sync::Arc};

use crate::{Chain, IssuerVerdict, SignedDataError};
use crypto::SignatureVerdict;

/// Certificates of issuing states with their lists of revoked ones. Cheap to clone.
///
/// What an operator adds is believed as far as this: a certificate that is its own issuer is a **root**; one that another
/// issued (a link certificate, by which a state hands over to its next key or name) counts only by a chain of
/// right signatures from a root. So whoever trusts the old key comes to the new one by the link, and whoever trusts
/// the new one comes to the old one only where the state issued a link that way round too.
#[derive(Clone, Default)]
pub struct Trust(Arc<Store>);

#[derive(Clone, Default)]
struct Store {
    authorities: Vec<Authority>,
    /// Lists as added; their signatures are checked when they are asked.
    lists: Vec<Vec<u8>>,
}

/// A certificate that may issue others, with what it is found by.
#[derive(Clone)]
struct Authority {
    der: Vec<u8>,
    /// The subject's canonical name.
    subject: Vec<u8>,
    key_id: Option<Vec<u8>>,
    root: bool,
}

/// What came of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Certificates of authorities that are new.
    pub certificates: usize,
    /// Lists of revoked certificates that are new.
    pub lists: usize,
    /// Certificates of a master list or of a text that are there already, or are no authority's, or are damaged.
    pub left_out: usize,
    /// What is known of a master list itself.
    pub master_list: Option<MasterList>,
}

/// What is known of a master list itself. The operator's word makes its certificates trusted, for the first list of a
/// desk has nobody to vouch for it; this is told so that the operator can look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasterList {
    /// Its signature by the certificate beside it: right, or by an algorithm that is not known here. A wrong one is an
    /// error.
    pub signature: SignatureVerdict,
    /// Whether the certificate beside it is by a root that was trusted before the list was added.
    pub signer: IssuerVerdict,
    /// Whether that certificate says that it signs master lists (Doc 9303-12 clause 7.1.3).
    pub purpose: bool,
}

/// Why a file was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustError {
    /// It is no certificate, list or master list, in DER or PEM.
    Form,
    /// The certificate may not issue others.
    NotAnAuthority,
    /// The signed data is no master list.
    NotAMasterList,
    /// The master list's signature is wrong, or its signer is not there.
    Signature,
    /// There is no room for more: 10,000 certificates and 1,000 lists are held.
    Full,
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "no certificate, revocation list or master list",
            Self::NotAnAuthority => "the certificate may not issue others",
            Self::NotAMasterList => "signed data, but no master list",
            Self::Signature => "the master list is not rightly signed",
            Self::Full => "too many certificates or lists",
        })
    }
}

impl std::error::Error for TrustError {}

impl From<SignedDataError> for TrustError {
    fn from(_: SignedDataError) -> Self {
        Self::Form
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trust({} certificates, {} lists)", self.0.authorities.len(), self.0.lists.len())
    }
}

impl Trust {
    /// Trusts nobody: every signer's issuer is [`IssuerVerdict::Unknown`].
    pub fn none() -> Self {
        Self::default()
    }

    /// How many certificates of authorities there are.
    pub fn len(&self) -> usize {
        self.0.authorities.len()
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.authorities.is_empty()
    }

    /// Looks for a chain from a signer's certificate to a root, at most five certificates above it.
    ///
    /// An issuer is found by its name or its key identifier and proven by its signature alone, so an authority that
    /// changed its name is found too. `now`, in seconds since 1970, decides nothing: it is compared with each
    /// certificate's period and told.
    pub fn judge(&self, signer: &crate::Certificate<'_>, now: Option<i64>) -> Chain {
        judge::Judge::new(&self.0, now).judge(signer)
    }
}
