use jiff::civil::{Date, date};

/// Names the kinds of paper the national portal knows, by its codes (integration guide v1.4, "loại giấy tờ").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paper {
    /// Citizen card (CCCD), issued until 30/06/2024.
    CitizenCard,
    /// Old identity card (CMND), 9 or 12 digits, nothing machine readable.
    OldIdentityCard,
    /// Driving licence.
    DrivingLicence,
    /// Passport, Vietnamese or foreign.
    Passport,
    /// Birth certificate.
    BirthCertificate,
    /// Health insurance card (BHYT).
    HealthInsurance,
    /// Written notice of the personal number.
    PersonalNumberNotice,
    /// Identity card (Căn cước), issued since 01/07/2024.
    IdentityCard2024,
    /// Any other paper.
    Other,
}

impl Paper {
    /// Lists every kind in the order of its code.
    pub const ALL: [Self; 9] = [
        Self::CitizenCard,
        Self::OldIdentityCard,
        Self::DrivingLicence,
        Self::Passport,
        Self::BirthCertificate,
        Self::HealthInsurance,
        Self::PersonalNumberNotice,
        Self::IdentityCard2024,
        Self::Other,
    ];

    /// First day on which the identity card of the Law on Identification 2023 was issued (art. 46).
    pub const IDENTITY_CARD_SINCE: Date = date(2024, 7, 1);

    /// Tells the two generations of the chip card apart, which only the day of issue does.
    pub fn card_issued_on(day: Date) -> Self {
        if day < Self::IDENTITY_CARD_SINCE { Self::CitizenCard } else { Self::IdentityCard2024 }
    }

    /// Gives the portal's code, 1 to 9.
    pub const fn code(self) -> u8 {
        self as u8 + 1
    }

    /// Finds the kind by the portal's code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code.checked_sub(1)?)).copied()
    }

    /// Gives the portal's label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::CitizenCard => "Thẻ CCCD",
            Self::OldIdentityCard => "Thẻ CMND",
            Self::DrivingLicence => "Giấy phép lái xe",
            Self::Passport => "Hộ chiếu",
            Self::BirthCertificate => "Giấy khai sinh",
            Self::HealthInsurance => "Thẻ BHYT",
            Self::PersonalNumberNotice => "Thông báo số định danh cá nhân",
            Self::IdentityCard2024 => "Thẻ Căn Cước",
            Self::Other => "Giấy Tờ Khác",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_portals() {
        assert_eq!(Paper::ALL.map(Paper::code), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        for paper in Paper::ALL {
            assert_eq!(Paper::from_code(paper.code()), Some(paper));
        }
        assert_eq!((Paper::from_code(0), Paper::from_code(10)), (None, None));
        assert_eq!(Paper::from_code(8), Some(Paper::IdentityCard2024));
    }

    #[test]
    fn the_day_of_issue_tells_the_generation() {
        assert_eq!(Paper::card_issued_on(date(2024, 6, 30)), Paper::CitizenCard);
        assert_eq!(Paper::card_issued_on(date(2024, 7, 1)), Paper::IdentityCard2024);
    }
}
