use document::fold;

/// Names one of the 34 provinces since 01/07/2025 by the police portal's own code, which is not that of the statistics
/// office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Province {
    code: u16,
    name: &'static str,
}

impl Province {
    /// Lists every province in the order of its code.
    pub const ALL: [Self; 34] = table();

    /// Gives the portal's code, three digits.
    pub const fn code(self) -> u16 {
        self.code
    }

    /// Gives the name as the portal writes it.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Gives the cell of the portal's sheet: `701 - TP. Hồ Chí Minh`.
    pub fn label(self) -> String {
        format!("{} - {}", self.code, self.name)
    }

    /// Finds a province by the portal's code.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|province| province.code == code)
    }

    /// Finds the province an address ends with, by its present name, with or without marks and `Tỉnh` or `Thành phố`.
    /// A province that was merged in 2025 is not found: a guess would be worse than an empty cell.
    pub fn of_address(address: &str) -> Option<Self> {
        let last = fold(address.rsplit(',').next()?.trim());
        let bare = PREFIXES.iter().find_map(|prefix| last.strip_prefix(prefix)).unwrap_or(&last).trim();
        let same = |province: &Self| fold(province.name).trim_start_matches("tp. ") == bare;
        Self::ALL.into_iter().find(same)
    }
}

const PREFIXES: [&str; 5] = ["thanh pho ", "tinh ", "tp. ", "tp.", "tp "];

const fn table() -> [Province; 34] {
    let mut all = [Province { code: 0, name: "" }; 34];
    let mut place = 0;
    while place < CODES.len() {
        let (code, name) = CODES[place];
        all[place] = Province { code, name };
        place += 1;
    }
    all
}

const CODES: [(u16, &str); 34] = [
    (101, "Hà Nội"),
    (103, "Hải Phòng"),
    (109, "Hưng Yên"),
    (117, "Ninh Bình"),
    (203, "Cao Bằng"),
    (205, "Lào Cai"),
    (209, "Lạng Sơn"),
    (211, "Tuyên Quang"),
    (215, "Thái Nguyên"),
    (217, "Phú Thọ"),
    (223, "Bắc Ninh"),
    (225, "Quảng Ninh"),
    (301, "Lai Châu"),
    (302, "Điện Biên"),
    (303, "Sơn La"),
    (401, "Thanh Hóa"),
    (403, "Nghệ An"),
    (405, "Hà Tĩnh"),
    (409, "Quảng Trị"),
    (411, "Huế"),
    (501, "Đà Nẵng"),
    (505, "Quảng Ngãi"),
    (511, "Khánh Hòa"),
    (603, "Gia Lai"),
    (605, "Đắk Lắk"),
    (701, "TP. Hồ Chí Minh"),
    (703, "Lâm Đồng"),
    (709, "Tây Ninh"),
    (713, "Đồng Nai"),
    (803, "Đồng Tháp"),
    (805, "An Giang"),
    (809, "Vĩnh Long"),
    (815, "Cần Thơ"),
    (823, "Cà Mau"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_are_found() {
        assert!(Province::ALL.is_sorted_by(|one, next| one.code < next.code));
        for province in Province::ALL {
            assert_eq!(Province::from_code(province.code()), Some(province));
            assert_eq!(Province::of_address(&format!("Số 1, {}", province.name())), Some(province));
        }
        assert_eq!(Province::from_code(701).unwrap().label(), "701 - TP. Hồ Chí Minh");
        assert_eq!(Province::from_code(1), None);
    }

    #[test]
    fn an_address_ends_with_its_province() {
        let code = |address| Province::of_address(address).map(Province::code);
        assert_eq!(code("Số 1, Đội Cấn, Ba Đình, Hà Nội"), Some(101));
        assert_eq!(code("12 Lê Lợi, Quận 1, Thành phố Hồ Chí Minh"), Some(701));
        assert_eq!(code("thon 2, tinh dak lak"), Some(605));
        assert_eq!(code("TP Huế"), Some(411));
        assert_eq!(code("Phường 1, Nam Định"), None); // merged into Ninh Bình: not guessed
        assert_eq!(code(""), None);
    }
}
