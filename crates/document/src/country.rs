use std::fmt;

/// Names a state by the three-letter code of ICAO Doc 9303-3 §5 (ISO 3166-1 with additions; Germany is `D`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(&'static str);

impl Country {
    /// Viet Nam.
    pub const VIETNAM: Self = Self("VNM");

    /// Finds a country by its code, in any case; `DEU` is taken for `D`, as people type it.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_uppercase();
        let code = if code == "DEU" { "D" } else { &code };
        mrz::known_state(code).map(Self)
    }

    /// Gives the code, one to three letters.
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// Gives the Vietnamese name where it is common, else the code.
    pub fn label(self) -> &'static str {
        LABELS.iter().find(|(code, _)| *code == self.0).map_or(self.0, |(_, label)| label)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Country")
    }
}

const LABELS: [(&str, &str); 62] = [
    ("VNM", "Việt Nam"),
    ("AUS", "Úc"),
    ("AUT", "Áo"),
    ("BEL", "Bỉ"),
    ("BGD", "Bangladesh"),
    ("BRA", "Brazil"),
    ("BRN", "Brunei"),
    ("CAN", "Canada"),
    ("CHE", "Thụy Sĩ"),
    ("CHN", "Trung Quốc"),
    ("CUB", "Cuba"),
    ("CZE", "Séc"),
    ("D", "Đức"),
    ("DNK", "Đan Mạch"),
    ("EGY", "Ai Cập"),
    ("ESP", "Tây Ban Nha"),
    ("FIN", "Phần Lan"),
    ("FRA", "Pháp"),
    ("GBD", "Lãnh thổ hải ngoại Anh"),
    ("GBN", "Công dân hải ngoại Anh"),
    ("GBR", "Anh"),
    ("GRC", "Hy Lạp"),
    ("HKG", "Hồng Kông"),
    ("HUN", "Hungary"),
    ("IDN", "Indonesia"),
    ("IND", "Ấn Độ"),
    ("IRL", "Ireland"),
    ("IRN", "Iran"),
    ("ISR", "Israel"),
    ("ITA", "Ý"),
    ("JPN", "Nhật Bản"),
    ("KAZ", "Kazakhstan"),
    ("KHM", "Campuchia"),
    ("KOR", "Hàn Quốc"),
    ("LAO", "Lào"),
    ("LKA", "Sri Lanka"),
    ("MAC", "Ma Cao"),
    ("MEX", "Mexico"),
    ("MMR", "Myanmar"),
    ("MNG", "Mông Cổ"),
    ("MYS", "Malaysia"),
    ("NGA", "Nigeria"),
    ("NLD", "Hà Lan"),
    ("NOR", "Na Uy"),
    ("NPL", "Nepal"),
    ("NZL", "New Zealand"),
    ("PAK", "Pakistan"),
    ("PHL", "Philippines"),
    ("POL", "Ba Lan"),
    ("PRK", "Triều Tiên"),
    ("PRT", "Bồ Đào Nha"),
    ("RUS", "Nga"),
    ("SAU", "Ả Rập Xê Út"),
    ("SGP", "Singapore"),
    ("SWE", "Thụy Điển"),
    ("THA", "Thái Lan"),
    ("TUR", "Thổ Nhĩ Kỳ"),
    ("TWN", "Đài Loan"),
    ("UKR", "Ukraina"),
    ("USA", "Hoa Kỳ"),
    ("XXA", "Không quốc tịch"),
    ("ZAF", "Nam Phi"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_in_any_case_and_germany_is_d() {
        assert_eq!(Country::parse(" vnm "), Some(Country::VIETNAM));
        assert_eq!(Country::parse("DEU").map(Country::code), Some("D"));
        assert_eq!(Country::parse("D").map(Country::label), Some("Đức"));
        assert_eq!(Country::parse("FJI").map(Country::label), Some("FJI"));
        for code in ["", "VN", "ZZZ", "VNM<", "Việt Nam"] {
            assert_eq!(Country::parse(code), None, "{code}");
        }
    }

    #[test]
    fn every_label_has_its_code() {
        assert!(LABELS.iter().all(|(code, _)| Country::parse(code).is_some()));
    }
}
