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
        CODES.split_ascii_whitespace().find(|known| *known == code).map(Self)
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

/// ISO 3166-1 alpha-3 without `DEU`, then the additions of Doc 9303.
const CODES: &str = "\
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM \
    BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR \
    CYM CYP CZE DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN \
    GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM \
    JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG \
    MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL \
    NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN \
    SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO \
    TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE \
    D EUE GBD GBN GBO GBP GBS RKS UNA UNK UNO XAA XBA XCC XCE XCO XEC XIM XMP XOM XPO XXA XXB XXC XXX UTO";

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
    fn every_label_has_its_code_and_no_code_stands_twice() {
        assert!(LABELS.iter().all(|(code, _)| Country::parse(code).is_some()));
        let mut codes: Vec<_> = CODES.split_ascii_whitespace().collect();
        assert_eq!(codes.len(), 249 + 25);
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 249 + 25);
    }
}
