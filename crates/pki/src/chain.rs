//! What is known about who stands behind a signer, as evidence and never as one "valid".

/// Who stands behind a signer's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssuerVerdict {
    /// No trusted certificate bears the issuer's name or key identifier.
    Unknown,
    /// Trusted certificates bear the issuer's name, but the signer's is by another key, or says by which: most often a
    /// newer one, for authorities keep their name when they change keys. Nothing speaks against the signer.
    AnotherKey,
    /// A trusted certificate is the issuer's, but its algorithm or curve is not known to this crate.
    Unsupported,
    /// A root is the issuer's by key identifier, its own signature is right, and it did not sign: a forgery, or a damaged
    /// signer's certificate. A forger who writes another identifier, or none, is merely [`Self::AnotherKey`].
    Wrong,
    /// A chain of right signatures leads to a trusted root.
    Trusted,
}

/// Whether a time lies in a certificate's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// The time was not given, or the certificate's cannot be read.
    Unknown,
    /// It is not yet valid: more often a wrong clock than a wrong certificate.
    Early,
    /// It is valid.
    Within,
    /// Its time is over. A signer signs for months and its certificate lasts as long as its documents, so the document's
    /// is over too; that does not unprove what was signed.
    Over,
}

impl Validity {
    pub(crate) fn of(not_before: Option<i64>, not_after: Option<i64>, now: Option<i64>) -> Self {
        match (not_before, not_after, now) {
            (Some(from), _, Some(now)) if now < from => Self::Early,
            (_, Some(to), Some(now)) if now > to => Self::Over,
            (Some(_), Some(_), Some(_)) => Self::Within,
            _ => Self::Unknown,
        }
    }
}

/// What lists of revoked certificates say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// There is no list by the issuer, or none whose signature is right by a trusted certificate.
    NoList,
    /// A list is there, and does not name the certificate.
    NotListed {
        /// When the newest such list was issued, in seconds since 1970.
        issued: Option<i64>,
        /// Whether the next one was due before `now`: what was revoked since is not known.
        stale: bool,
    },
    /// A list names it. It counts whatever the date, for what is signed says no time that could be believed.
    Revoked {
        /// Since when, in seconds since 1970.
        since: Option<i64>,
    },
}

/// Whether a certificate is meant for signing documents (Doc 9303-12 table 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It says so, or says nothing: certificates of the first years have no extensions.
    Documents,
    /// It says that it is for something else: an authority, a signer of master lists, a server. An authority issues such
    /// certificates too, and their keys are kept with less care: what they sign is not trusted.
    Other,
}

/// One certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The subject to read: `C=UT, CN=Invented CSCA`, at most 200 characters.
    pub name: String,
    /// The subject's country, two letters in capitals; `None` where it names none or something else.
    pub country: Option<[u8; 2]>,
    /// SHA-256 of the certificate.
    pub fingerprint: [u8; 32],
    /// The first second at which it is valid, since 1970.
    pub not_before: Option<i64>,
    /// The last second at which it is valid.
    pub not_after: Option<i64>,
    /// Whether `now` lies between.
    pub validity: Validity,
    /// What lists say of it; of the root always [`Revocation::NoList`], for nobody stands above it.
    pub revocation: Revocation,
    /// Whether a critical extension stands in it that this crate does not look at.
    pub unknown_critical: bool,
}

/// What is known about who stands behind a signer.
///
/// Times do not decide: a desk's clock may be wrong, and they are told beside the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Who stands behind the signer's certificate.
    pub issuer: IssuerVerdict,
    /// What the signer's certificate is for.
    pub purpose: Purpose,
    /// The signer first, then as far as right signatures lead; of a trusted chain the root last.
    pub path: Vec<Link>,
}

impl Chain {
    /// Whether the signer is the issuing state's, as far as the trusted certificates tell.
    pub fn proves(&self) -> bool {
        self.issuer == IssuerVerdict::Trusted && self.purpose == Purpose::Documents && !self.is_revoked()
    }

    /// Whether something speaks against the signer: its issuer did not sign, or revoked it. What is merely missing, not
    /// understood or past its time does not.
    pub fn contradicts(&self) -> bool {
        self.issuer == IssuerVerdict::Wrong || self.is_revoked()
    }

    /// The signer's own certificate's time.
    pub fn validity(&self) -> Validity {
        self.path.first().map_or(Validity::Unknown, |signer| signer.validity)
    }

    /// The worst that lists say of any certificate of the chain; of one that none revokes, what they say of the signer.
    pub fn revocation(&self) -> Revocation {
        let revoked =
            self.path.iter().map(|link| link.revocation).find(|said| matches!(said, Revocation::Revoked { .. }));
        revoked.or_else(|| self.path.first().map(|signer| signer.revocation)).unwrap_or(Revocation::NoList)
    }

    /// The countries of the signer and of the last certificate above it, of a trusted chain the root's. Both must be the
    /// state's that issued the document (Doc 9303-12 clause 7.1); links between may be from before it changed its name.
    pub fn countries(&self) -> [Option<[u8; 2]>; 2] {
        [self.path.first(), self.path.last()].map(|link| link.and_then(|link| link.country))
    }

    /// Whether the signer or a certificate above it is on a list of revoked ones.
    pub fn is_revoked(&self) -> bool {
        matches!(self.revocation(), Revocation::Revoked { .. })
    }
}
