//! DG1: the machine readable zone (Doc 9303-10 clause 4.7.1).

use mrz::{Mrz, MrzError};

use iso7816::tlv;

/// Why DG1 holds no machine readable zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Dg1Error {
    /// The inner object is not there.
    #[error("DG1 of a wrong form")]
    Form,
    /// What stands in it has not the length of a zone.
    #[error("DG1: {0}")]
    Zone(#[from] MrzError),
}

/// The machine readable zone as the chip holds it.
#[derive(Debug, Clone)]
pub struct Dg1 {
    /// The zone.
    pub mrz: Mrz,
    /// What does not fit in it. States are seen whose chips hold wrong check digits: nothing was misread, and the
    /// security object says whether it was altered.
    pub doubts: Vec<MrzError>,
}

impl Dg1 {
    /// Reads `61 { 5F1F zone }` of three lines of 30, two of 36 or two of 44 characters.
    ///
    /// # Errors
    /// [`Dg1Error::Form`] without the inner object, [`Dg1Error::Zone`] when that has another length.
    pub fn parse(file: &[u8]) -> Result<Self, Dg1Error> {
        let zone = tlv::find_path(file, &[0x61, 0x5F1F]).ok_or(Dg1Error::Form)?;
        let text: String = zone.iter().map(|&byte| char::from(byte)).collect();
        let (mrz, doubts) = mrz::parse_leniently(&text)?;
        Ok(Self { mrz, doubts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citizen_card() {
        let zone = "IDVNM0990001232001099000123<<3\
                    9905153M3905151VNM<<<<<<<<<<<2\
                    NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
        let file = tlv::write(0x61, &tlv::write(0x5F1F, zone.as_bytes()));
        assert_eq!(file.len(), 95);
        let dg1 = Dg1::parse(&file).unwrap();
        assert_eq!(dg1.mrz.surname.expose(), "NGUYEN");
        assert!(!format!("{dg1:?}").contains("NGUYEN"));
    }

    #[test]
    fn the_three_sizes_and_wrong_check_digits() {
        let passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let card = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6";
        let small = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        for (zone, digit, wrong) in
            [(passport, "L898902C36", "L898902C35"), (card, "<<<6", "<<<5"), (small, "D231458907", "D231458908")]
        {
            for (zone, doubtful) in [(zone.to_owned(), false), (zone.replacen(digit, wrong, 1), true)] {
                let dg1 = Dg1::parse(&tlv::write(0x61, &tlv::write(0x5F1F, zone.as_bytes()))).unwrap();
                assert_eq!((dg1.mrz.surname.expose().as_str(), !dg1.doubts.is_empty()), ("ERIKSSON", doubtful));
            }
        }
        let strange = [&passport.as_bytes()[..5], &[0xC9], &passport.as_bytes()[6..]].concat();
        let dg1 = Dg1::parse(&tlv::write(0x61, &tlv::write(0x5F1F, &strange))).unwrap();
        assert_eq!(dg1.doubts, [MrzError::Character(5)]);
    }

    #[test]
    fn a_file_without_a_zone() {
        assert!(matches!(Dg1::parse(&[0x61, 0]), Err(Dg1Error::Form)));
        let file = tlv::write(0x61, &tlv::write(0x5F1F, b"NO ZONE"));
        assert!(matches!(Dg1::parse(&file), Err(Dg1Error::Zone(_))));
    }
}
