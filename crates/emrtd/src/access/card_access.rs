//! EF.CardAccess: which PACE a chip offers (Doc 9303-11 clause 9.2).

use crypto::{Curve, Group, Suite};
use iso7816::tlv;

/// id-PACE-ECDH-GM, 0.4.0.127.0.7.2.2.4.2; the suite follows as one more byte. Another mapping is another prefix.
const ECDH_GENERIC_MAPPING: [u8; 9] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02];

/// One way of running PACE that a chip offers and this crate can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PaceInfo {
    /// The protocol's object identifier, encoded.
    pub(crate) protocol: [u8; 10],
    /// The domain parameter number; it is sent only where the protocol alone does not tell it.
    pub(crate) parameter: u8,
    /// Whether the chip offers the same protocol with other domain parameters too.
    pub(crate) ambiguous: bool,
    /// The suite the protocol names.
    pub(crate) suite: Suite,
    /// The group the parameter names.
    pub(crate) group: Group,
}

impl PaceInfo {
    /// What Vietnamese citizen cards of 2021 offer, for a chip that does not let EF.CardAccess be read. Seen on
    /// several; not seen for cards of 2024.
    pub(crate) const CITIZEN_CARD_2021: Self = Self {
        protocol: [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02],
        parameter: 13,
        ambiguous: false,
        suite: Suite::Aes128,
        group: Group::Curve(Curve::BrainpoolP256r1),
    };

    /// Finds the first offer in EF.CardAccess that this crate can take up.
    pub(crate) fn choose(card_access: &[u8]) -> Option<Self> {
        let offers: Vec<_> = tlv::objects(tlv::find(card_access, 0x31)?)
            .map_while(Result::ok)
            .filter_map(|info| protocol_and_parameter(info.value))
            .collect();
        let (mut chosen, protocol) = offers
            .iter()
            .find_map(|&(protocol, parameter)| Some((Self::supported(protocol, parameter?)?, protocol)))?;
        chosen.ambiguous = offers.iter().filter(|&&(other, _)| other == protocol).count() > 1;
        Some(chosen)
    }

    fn supported(protocol: &[u8], parameter: u8) -> Option<Self> {
        let suite = match protocol.strip_prefix(&ECDH_GENERIC_MAPPING)? {
            [1] => Suite::TripleDes,
            [2] => Suite::Aes128,
            [3] => Suite::Aes192,
            [4] => Suite::Aes256,
            _ => return None,
        };
        let group = Group::Curve(Curve::from_parameter(parameter)?);
        Some(Self { protocol: protocol.try_into().ok()?, parameter, ambiguous: false, suite, group })
    }
}

/// `PACEInfo ::= SEQUENCE { protocol OBJECT IDENTIFIER, version INTEGER (2), parameterId INTEGER OPTIONAL }`
fn protocol_and_parameter(info: &[u8]) -> Option<(&[u8], Option<u8>)> {
    let (protocol, rest) = tlv::read(info).ok()?;
    let (version, rest) = tlv::read(rest).ok()?;
    if protocol.tag != 0x06 || version.tag != 0x02 || version.value != [2] {
        return None;
    }
    let parameter = tlv::find(rest, 0x02).and_then(|value| <[u8; 1]>::try_from(value).ok());
    Some((protocol.value, parameter.map(|[id]| id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    #[test]
    fn the_citizen_card_of_2021_offers_what_the_constant_says() {
        let seen = hex!(
            "3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D"
        );
        assert_eq!(PaceInfo::choose(&seen), Some(PaceInfo::CITIZEN_CARD_2021));
    }

    #[test]
    fn the_first_offer_that_can_be_taken_up_is_taken() {
        type Chosen = Option<(Suite, u8, bool)>;
        let cases: [(&[u8], Chosen); 6] = [
            // Integrated mapping first, which is not built, then AES-256 on P-256.
            (
                &hex!("31283012060A04007F000702020404020201020201 0D 3012060A04007F00070202040204020102020 10C"),
                Some((Suite::Aes256, 12, false)),
            ),
            // The same protocol twice: a reserved number and P-384.
            (
                &hex!("31283012060A04007F000702020402020201020201 07 3012060A04007F000702020402020201020201 0F"),
                Some((Suite::Aes128, 15, true)),
            ),
            // Version 1, an own domain parameter, nothing, and no TLV at all.
            (&hex!("31143012060A04007F000702020402020201010201 0D"), None),
            (&hex!("31143012060A04007F0007020204020202010202 0120"), None),
            (&hex!("3100"), None),
            (&hex!("FFFFFF"), None),
        ];
        for (bytes, expected) in cases {
            let chosen = PaceInfo::choose(bytes).map(|info| (info.suite, info.parameter, info.ambiguous));
            assert_eq!(chosen, expected, "{bytes:02X?}");
        }
    }
}
