//! DG1: the machine readable zone (Doc 9303-10 clause 4.7.1).

use mrz::Mrz;

use super::FileId;
use crate::error::{ReadError, Step};
use iso7816::tlv;

/// The machine readable zone as the chip holds it.
#[derive(Debug, Clone)]
pub struct Dg1 {
    /// The zone.
    pub mrz: Mrz,
}

impl Dg1 {
    /// Reads `61 { 5F1F zone }`.
    ///
    /// # Errors
    /// [`ReadError::Malformed`] without the inner object, [`ReadError::MachineReadableZone`] when that is no zone.
    pub fn parse(file: &[u8]) -> Result<Self, ReadError> {
        let malformed = ReadError::Malformed { step: Step::Read(FileId::Dg1) };
        let zone = tlv::find_path(file, &[0x61, 0x5F1F]).ok_or(malformed)?;
        let text = std::str::from_utf8(zone).map_err(|_| malformed)?;
        Ok(Self { mrz: mrz::parse(text)? })
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
    fn a_file_without_a_zone() {
        assert!(matches!(Dg1::parse(&[0x61, 0]), Err(ReadError::Malformed { .. })));
        let file = tlv::write(0x61, &tlv::write(0x5F1F, b"NO ZONE"));
        assert!(matches!(Dg1::parse(&file), Err(ReadError::MachineReadableZone(_))));
    }
}
