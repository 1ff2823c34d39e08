//! PACE with chip authentication mapping, looked at behind it: EF.CardSecurity and the check with the key in it
//! (Doc 9303-11 clauses 4.4.3.5 and 9.2.11).

use crypto::{AgreementKey, Group};
use pki::{ContentType, SignedData};
use zeroize::Zeroizing;

use super::{ChipProof, ChipProtocol, ProofOutcome, security_infos::SecurityInfos};

impl SecurityInfos {
    /// Reads EF.CardSecurity whole, what it signs; `None` when it is something else. Whether the signature is right is for
    /// the evidence to say.
    pub(crate) fn of_card_security(file: &[u8]) -> Option<Self> {
        let signed =
            SignedData::parse(file).ok().filter(|signed| signed.content_type() == ContentType::SecurityObject)?;
        Self::parse(signed.content())
    }
}

/// What PACE with chip authentication mapping leaves to be checked.
pub(crate) struct Mapped {
    /// The group that PACE ran on.
    pub(crate) group: Group,
    /// The chip's public key of the mapping.
    pub(crate) element: Vec<u8>,
    /// The chip authentication data in the clear; `None` when the chip gave none or in a wrong form.
    pub(crate) data: Option<Zeroizing<Vec<u8>>>,
}

/// Checks that the chip's mapping key is its long-lived key times the chip authentication data, which only the holder of
/// the long-lived private key can make. Of several keys, those in the group of PACE are tried. Gives the key that proved
/// it, too.
pub(crate) fn chip_authentication_mapping(
    mapped: &Mapped,
    known: Option<&SecurityInfos>,
) -> (ChipProof, Option<AgreementKey>) {
    let (outcome, key) = check(mapped, known);
    (ChipProof::new(ChipProtocol::ChipAuthenticationMapping, outcome), key.cloned())
}

fn check<'a>(mapped: &Mapped, known: Option<&'a SecurityInfos>) -> (ProofOutcome, Option<&'a AgreementKey>) {
    let (Some(data), Some(known)) = (&mapped.data, known) else { return (ProofOutcome::Malformed, None) };
    let of_group =
        || known.chip_keys.iter().filter_map(|entry| entry.key.as_ref().filter(|key| key.group == mapped.group));
    let fits = |key: &&AgreementKey| mapped.group.multiply(data, &key.public).is_ok_and(|made| made == mapped.element);
    match of_group().find(fits) {
        Some(key) => (ProofOutcome::Proven, Some(key)),
        None if of_group().next().is_some() => (ProofOutcome::Failed, None),
        None => (ProofOutcome::Unsupported, None),
    }
}
