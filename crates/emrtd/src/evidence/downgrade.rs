//! Whether a chip was opened by less than it offers. EF.CardAccess is signed by nobody, and who stands between chip and
//! reader can take an offer out of it; DG14 says the same, signed.

use std::fmt;

use crate::{
    access::{Offer, Offers},
    genuine::SecurityInfos,
};

/// Better access control in DG14 than what opened the chip. It contradicts nothing: a chip may refuse what it offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downgrade {
    /// What opened the chip; `None`: BAC.
    used: Option<Offer>,
    offered: Offer,
}

impl Downgrade {
    /// Compares what opened the chip, BAC where it is `None`, with the best in DG14 that this crate can do.
    pub(crate) fn find(dg14: Option<&[u8]>, used: Option<&Offer>) -> Option<Self> {
        let infos = dg14.and_then(SecurityInfos::of_dg14)?;
        let offered = Offers::of(&infos).usable.into_iter().next()?;
        used.is_none_or(|used| offered.is_better_than(used)).then(|| Self { used: used.cloned(), offered })
    }
}

impl fmt::Display for Downgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.used {
            None => f.write_str("the chip was opened by BAC")?,
            Some(used) => write!(f, "the chip was opened by PACE {used}")?,
        }
        write!(f, " although the signed DG14 offers PACE {}", self.offered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iso7816::tlv;

    /// A set of `PACEInfo` on curve 13: the last two numbers of each protocol.
    fn infos(protocols: &[[u8; 2]]) -> Vec<u8> {
        let info = |[mapping, suite]: &[u8; 2]| {
            let oid = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, *mapping, *suite];
            tlv::write(0x30, &[tlv::write(0x06, &oid), vec![0x02, 1, 2, 0x02, 1, 13]].concat())
        };
        tlv::write(0x31, &protocols.iter().flat_map(info).collect::<Vec<_>>())
    }

    type Protocols = &'static [[u8; 2]];

    #[test]
    fn only_less_than_what_is_signed_is_told() {
        const CAM: [u8; 2] = [6, 2];
        const GENERIC: [u8; 2] = [2, 2];
        const TRIPLE_DES: [u8; 2] = [2, 1];
        let cases: [(Protocols, Protocols, Option<&str>); 7] = [
            (&[GENERIC, CAM], &[], Some("opened by BAC although the signed DG14 offers PACE 0.4.0.127.0.7.2.2.4.6.2")),
            (&[GENERIC, CAM], &[GENERIC], Some("PACE 0.4.0.127.0.7.2.2.4.2.2 parameter 13 although the signed DG14")),
            (&[GENERIC], &[TRIPLE_DES], Some("opened by PACE 0.4.0.127.0.7.2.2.4.2.1 parameter 13 although")),
            (&[GENERIC, CAM], &[CAM], None),
            (&[GENERIC], &[CAM], None),
            (&[GENERIC], &[GENERIC, TRIPLE_DES], None),
            (&[], &[], None),
        ];
        for (signed, opened_by, expected) in cases {
            let dg14 = tlv::write(0x6E, &infos(signed));
            let used = Offers::parse(&infos(opened_by)).usable.into_iter().next();
            let told = Downgrade::find(Some(&dg14), used.as_ref()).map(|found| found.to_string());
            assert_eq!(told.is_some(), expected.is_some(), "{told:?}");
            assert!(told.is_none_or(|told| told.contains(expected.unwrap())));
        }
        assert_eq!(Downgrade::find(None, None), None);
    }
}
