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

/// Whether a signer is of the state that issued the document: a state signs its own documents alone (Doc 9303-12 clause
/// 7.1), and whoever trusts a second state must not have it vouch for the first one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateVerdict {
    /// The signer or the root names no country, or the zone names no state that has one: an organisation, say.
    Unknown,
    /// Both are of the state that data group 1 names.
    Same,
    /// One of them is of another.
    Other,
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
    /// Whether signer and root are of the state that issued the document, as its zone says.
    pub state: StateVerdict,
}

impl Signed {
    /// An object that is not there or cannot be taken apart.
    pub(super) const fn without(signature: SignatureVerdict) -> Self {
        Self { signature, signer: None, chain: None, state: StateVerdict::Unknown }
    }

    /// Reads a file that is signed data and nothing else.
    pub(super) fn of_file(file: &[u8], judging: &Judging<'_>) -> Self {
        SignedData::parse(file)
            .map_or_else(|_| Self::without(SignatureVerdict::Unreadable), |signed| Self::judge(&signed, judging))
    }

    pub(super) fn judge(object: &SignedData, judging: &Judging<'_>) -> Self {
        let Some(signer) = object.signer() else { return Self::without(SignatureVerdict::Unreadable) };
        let chain = judging.trust.judge(&signer, judging.now);
        Self {
            signature: object.verify(&signer).into(),
            state: compare(chain.countries(), judging.state),
            chain: Some(chain),
            signer: Some(signer.whole.to_vec()),
        }
    }

    /// Whether the signer leads to a trusted root, and neither is known to be of another state than the document.
    pub fn is_issuers(&self) -> bool {
        self.chain.as_ref().is_some_and(Chain::proves) && self.state != StateVerdict::Other
    }

    /// Whether something speaks against the object: its signature is wrong, or its signer's certificate is.
    pub fn contradicts(&self) -> bool {
        self.signature == SignatureVerdict::Wrong || self.chain.as_ref().is_some_and(Chain::contradicts)
    }
}

/// What a signed object is judged by.
pub(super) struct Judging<'a> {
    pub(super) trust: &'a Trust,
    /// In seconds since 1970.
    pub(super) now: Option<i64>,
    /// The issuing state, as the zone has it.
    pub(super) state: &'a str,
}

/// Compares the countries of signer and root with the state.
fn compare(countries: [Option<[u8; 2]>; 2], state: &str) -> StateVerdict {
    match countries.map(|country| mrz::signs_for(country?, state)) {
        [Some(false), _] | [_, Some(false)] => StateVerdict::Other,
        [Some(true), Some(true)] => StateVerdict::Same,
        _ => StateVerdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signer_and_root_are_of_the_state_or_not() {
        use StateVerdict::{Other, Same, Unknown};
        let cases = [
            ("VN", "VN", "VNM", Same),
            ("DE", "DE", "D", Same),
            ("DE", "DE", "VNM", Other),
            ("VN", "DE", "VNM", Other),
            ("DE", "VN", "VNM", Other),
            ("", "DE", "VNM", Other),
            ("DE", "", "VNM", Other),
            ("", "VN", "VNM", Unknown),
            ("VN", "", "VNM", Unknown),
            ("", "", "VNM", Unknown),
            ("UN", "UN", "UNO", Unknown),
            ("VN", "VN", "XXA", Unknown),
            ("EU", "EU", "EUE", Unknown),
            ("EU", "EU", "D", Other),
            ("VN", "VN", "", Unknown),
        ];
        for (signer, root, state, expected) in cases {
            let countries = [signer, root].map(|country| country.as_bytes().try_into().ok());
            assert_eq!(compare(countries, state), expected, "{signer} {root} {state}");
        }
    }
}
