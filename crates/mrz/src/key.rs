use private::Private;
use zeroize::Zeroize;

use crate::{MrzDate, MrzError, check_digit};

/// Holds what basic access control derives its keys from (Doc 9303-11 §4.3.2): document number, birth and expiry,
/// each with its check digit. Whoever knows it can open the chip, so it is never printed, and wiped when it is done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MrzKey(Private<String>);

impl MrzKey {
    /// Builds the key from the document number as the zone has it and two dates `YYMMDD`.
    ///
    /// On the Vietnamese card the document number is the **last** nine digits of the personal number. A number
    /// shorter than nine is padded with fillers; a longer one (TD1 with overflow) is used whole.
    ///
    /// # Errors
    /// [`MrzError::Number`] or [`MrzError::Date`] when a part could not stand in a zone.
    pub fn new(number: &str, birth_yymmdd: &str, expiry_yymmdd: &str) -> Result<Self, MrzError> {
        let letters = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'<';
        if number.is_empty() || !number.as_bytes().iter().all(letters) {
            return Err(MrzError::Number);
        }
        let (birth, expiry) = (MrzDate::parse(birth_yymmdd)?, MrzDate::parse(expiry_yymmdd)?);
        Ok(Self::compose(number, &birth, &expiry))
    }

    pub(crate) fn compose(number: &str, birth: &MrzDate, expiry: &MrzDate) -> Self {
        let mut text = String::with_capacity(64);
        for part in [format!("{number:<<9}").as_str(), birth.text(), expiry.text()] {
            text.push_str(part);
            text.push(char::from(check_digit(part.as_bytes())));
        }
        Self(Private::new(text))
    }

    /// Gives the text whose SHA-1 starts with the key seed: number, check, birth, check, expiry, check.
    pub const fn seed_text(&self) -> &Private<String> {
        &self.0
    }
}

impl Drop for MrzKey {
    fn drop(&mut self) {
        std::mem::take(&mut self.0).into_exposed().zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_of_the_citizen_card_and_of_doc_9303() {
        let table = [
            ("099000123", "990515", "390515", "099000123299051533905151"),
            ("L898902C", "690806", "940623", "L898902C<369080619406236"), // 9303-11, appendix D
            ("D23145890734", "340712", "950712", "D23145890734934071279507122"), // 9303-11, appendix D.2
        ];
        for (number, birth, expiry, seed) in table {
            let key = MrzKey::new(number, birth, expiry).unwrap();
            assert_eq!(key.seed_text().expose(), seed);
        }
    }

    #[test]
    fn what_cannot_stand_in_a_zone_makes_no_key() {
        assert_eq!(MrzKey::new("", "990515", "390515"), Err(MrzError::Number));
        assert_eq!(MrzKey::new("09900é123", "990515", "390515"), Err(MrzError::Number));
        assert_eq!(MrzKey::new("099000123", "19990515", "390515"), Err(MrzError::Date));
    }

    #[test]
    fn debug_shows_nothing() {
        let key = MrzKey::new("099000123", "990515", "390515").unwrap();
        assert_eq!(format!("{key:?}"), "MrzKey(Private)");
    }
}
