use private::Private;

use crate::{MrzDate, MrzKey};

/// Names the three sizes of Doc 9303.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Identity card, three lines of 30.
    Td1,
    /// Older cards and some visas, two lines of 36.
    Td2,
    /// Passport booklet, two lines of 44.
    Td3,
}

/// Names the sex as the zone codes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// `M`.
    Male,
    /// `F`.
    Female,
    /// A filler, or the `X` some issuers print.
    Unspecified,
}

/// Holds a machine readable zone. All its check digits fit, unless it was read by [`crate::parse_leniently`].
///
/// The name line has no check digit (TD1's is outside the composite too): a person confirms the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mrz {
    /// Size of the zone.
    pub format: Format,
    /// First one or two letters: `ID`, `I`, `P`, `PD` and so on.
    pub document_code: String,
    /// Issuing state, one to three letters (`D` is Germany).
    pub issuer: String,
    /// Nationality, one to three letters.
    pub nationality: String,
    /// Document number without fillers, with its overflow where a TD1 or TD2 has one.
    pub number: Private<String>,
    /// Optional data with fillers inside kept and fillers at the ends dropped; of a TD1 both fields, the first one
    /// first, parted by a space where the second holds something.
    pub optional: Private<String>,
    /// Date of birth, century not settled.
    pub birth: Private<MrzDate>,
    /// Sex.
    pub sex: Sex,
    /// Date of expiry, century not settled; a lifelong Vietnamese card has `991231` here.
    pub expiry: MrzDate,
    /// Primary identifier: the family name, without accents.
    pub surname: Private<String>,
    /// Secondary identifier: given names, without accents; may be empty.
    pub given: Private<String>,
}

impl Mrz {
    /// Gives the key that opens the chip by basic access control.
    pub fn key(&self) -> MrzKey {
        MrzKey::compose(self.number.expose(), self.birth.expose(), &self.expiry)
    }
}
