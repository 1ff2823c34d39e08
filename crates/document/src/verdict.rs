use crate::coded::coded;

coded! {
    /// Says how far the data of a chip is proven, weakest first.
    DataTrust {
        /// Not read from a chip, or its hashes or signature do not fit.
        Unproven = "unproven",
        /// Hashes and signature agree with each other, but nobody vouches for the signer.
        SelfConsistent = "self-consistent",
        /// The signer's certificate leads to a trusted issuer.
        IssuerTrusted = "issuer-trusted",
    }
}

coded! {
    /// Says whether the chip was proven to be the one that was issued, and not a copy.
    ChipTrust {
        /// Not asked.
        Untested = "untested",
        /// It proved that it holds the key.
        Genuine = "genuine",
        /// It was asked and could not.
        Failed = "failed",
    }
}

/// Judges a reading in steps; a yes or no would promise too much. Nothing here means "verified by the police".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Verdict {
    /// About the data.
    pub data: DataTrust,
    /// About the chip.
    pub chip: ChipTrust,
}

impl Verdict {
    /// The verdict on everything that did not come from a chip.
    pub const UNPROVEN: Self = Self { data: DataTrust::Unproven, chip: ChipTrust::Untested };

    /// Joins the verdicts of two readings of one paper: the better proof of the data, but a chip that failed once
    /// stays failed.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { data: self.data.max(other.data), chip: self.chip.max(other.chip) }
    }
}
