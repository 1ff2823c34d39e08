//! Which PACE a chip offers (Doc 9303-11 clause 9.2), and which of several offers is taken up first.

use std::fmt;

use crypto::{Curve, Group, Suite};

use crate::genuine::security_infos::{DomainInfo, PaceInfo, SecurityInfos, suite};

/// Offers that are tried at most, when the chip refuses one after the other.
const MOST_OFFERS: usize = 4;
/// Domain parameter numbers below are standardised (Doc 9303-11 table 6); from here on they are the chip's own.
const OWN_PARAMETERS: u8 = 32;

/// How PACE makes a generator of the nonce (Doc 9303-11 clause 4.4.3.3), best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mapping {
    /// Generic mapping, and the chip proves its own key on the way.
    ChipAuthentication,
    /// Generic mapping.
    Generic,
    /// Integrated mapping.
    Integrated,
}

/// One way of running PACE that a chip offers and this crate can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The protocol and the domain parameters' number as the chip wrote them.
    info: PaceInfo,
    /// The mapping the protocol names.
    pub(crate) mapping: Mapping,
    /// The suite the protocol names.
    pub(crate) suite: Suite,
    /// The group that the parameters are.
    pub(crate) group: Group,
    /// Whether the chip has other domain parameters too, so that it must be told which are meant.
    ambiguous: bool,
}

/// What EF.CardAccess offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Offers {
    /// What can be taken up, in the order to try.
    pub(crate) usable: Vec<Offer>,
    /// The first that cannot.
    pub(crate) unusable: Option<PaceInfo>,
}

impl Offers {
    /// What Vietnamese citizen cards of 2021 offer, for a chip that does not let EF.CardAccess be read. Seen on
    /// several; not seen for cards of 2024.
    pub(crate) fn of_citizen_card_2021() -> Self {
        Self::of(&SecurityInfos {
            pace: vec![PaceInfo { protocol: [2, 2], parameter: Some(13) }],
            ..SecurityInfos::default()
        })
    }

    /// Reads EF.CardAccess; what is no such file offers nothing.
    pub(crate) fn parse(card_access: &[u8]) -> Self {
        SecurityInfos::parse(card_access).map_or_else(Self::default, |infos| Self::of(&infos))
    }

    /// Puts the offers in order: chip authentication mapping first, for it spares a proof later and proves the chip
    /// before a person's data is read; generic before integrated mapping, for more chips have been tried with it;
    /// curves before numbers modulo a prime, which cost a chip a second or more; AES before 3DES. Where that leaves
    /// two alike, the chip's own order stands.
    pub(crate) fn of(infos: &SecurityInfos) -> Self {
        let mut offers = Self::default();
        let ambiguous = infos.pace.iter().any(|info| info.parameter != infos.pace[0].parameter);
        for &info in &infos.pace {
            match Offer::of(info, &infos.domains, ambiguous) {
                Some(offer) if !offers.usable.contains(&offer) => offers.usable.push(offer),
                Some(_) => {}
                None => offers.unusable = offers.unusable.or(Some(info)),
            }
        }
        offers.usable.sort_by_key(Offer::rank);
        offers.usable.truncate(MOST_OFFERS);
        offers
    }
}

impl Offer {
    fn of(info: PaceInfo, domains: &[DomainInfo], ambiguous: bool) -> Option<Self> {
        let [protocol, cipher] = info.protocol;
        let (mapping, on_curve) = match protocol {
            1 => (Mapping::Generic, false),
            2 => (Mapping::Generic, true),
            3 => (Mapping::Integrated, false),
            4 => (Mapping::Integrated, true),
            6 => (Mapping::ChipAuthentication, true),
            _ => return None,
        };
        let suite = suite(cipher)?;
        let group = group(info, domains)?;
        let fits = matches!(group, Group::Curve(_)) == on_curve
            && !(mapping == Mapping::ChipAuthentication && suite == Suite::TripleDes)
            // The point encoding of integrated mapping asks for a prime that is 3 modulo 4.
            && !(mapping == Mapping::Integrated && group == Group::Curve(Curve::P224));
        fits.then_some(Self { info, mapping, suite, group, ambiguous })
    }

    fn rank(&self) -> (Mapping, bool, bool) {
        (self.mapping, matches!(self.group, Group::Modp(_)), self.suite == Suite::TripleDes)
    }

    /// Whether it comes before another in the order to try.
    pub(crate) fn is_better_than(&self, other: &Self) -> bool {
        self.rank() < other.rank()
    }

    /// The protocol's object identifier, encoded.
    pub(crate) fn oid(&self) -> Vec<u8> {
        self.info.oid()
    }

    /// The domain parameters' number, where the chip must be told which are meant.
    pub(crate) fn named_parameter(&self) -> Option<u8> {
        self.info.parameter.filter(|_| self.ambiguous)
    }
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [mapping, suite] = self.info.protocol;
        write!(f, "0.4.0.127.0.7.2.2.4.{mapping}.{suite}")?;
        self.info.parameter.map_or(Ok(()), |parameter| write!(f, " parameter {parameter}"))
    }
}

/// The group of an offer: by its standardised number, or by the parameters that the chip writes out beside it. An offer
/// without a number means the only parameters there are for its mapping.
///
/// What is written out must be a known group: nobody has signed it, and in one where logarithms are easy a card could
/// find out the password by trying all of them on the reader's token.
fn group(info: PaceInfo, domains: &[DomainInfo]) -> Option<Group> {
    let mut own = domains.iter().filter(|domain| domain.mapping == info.protocol[0]);
    let written = match info.parameter {
        Some(number) if number < OWN_PARAMETERS => return Group::from_parameter(number),
        Some(number) => own.find(|domain| domain.parameter == Some(number))?,
        None => own.next().filter(|_| own.next().is_none())?,
    };
    written.group.clone().filter(is_standardised)
}

/// Curves are known or not read at all; of numbers modulo a prime there may be others.
fn is_standardised(group: &Group) -> bool {
    matches!(group, Group::Curve(_)) || (0..OWN_PARAMETERS).any(|id| Group::from_parameter(id).as_ref() == Some(group))
}

#[cfg(test)]
mod tests;
