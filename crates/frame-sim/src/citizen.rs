//! Invented people, and what their cards say of them.

use mrz::check_digit;
use unicode_normalization::UnicodeNormalization;

use crate::dice::Dice;

const FAMILY: [&str; 14] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"];
const MIDDLE: [&str; 10] = ["Văn", "Thị", "Đức", "Hữu", "Ngọc", "Thị Mỹ", "Minh", "Thị Ánh", "Quốc", "Thị Hồng Nhung"];
const GIVEN: [&str; 16] = [
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Hằng",
    "Hiếu",
    "Khuê",
    "Lẫm",
    "Mẫn",
    "Nghĩa",
    "Phượng",
    "Quỳnh",
    "Thuỷ",
    "Tuấn",
    "Vũ",
    "Yến",
];
const STREETS: [&str; 8] = [
    "Đội Cấn",
    "Nguyễn Thị Minh Khai",
    "Tổ dân phố Phố Cũ",
    "Thôn Thượng",
    "Ấp Mỹ Hoà",
    "Đường Hoàng Quốc Việt",
    "Khu phố Bình Đường",
    "Bản Nà Lốc",
];
const COMMUNES: [&str; 8] =
    ["Ba Đình", "Phước Mỹ", "Xuân Hoà", "Thạnh Mỹ Lợi", "Tam Hiệp", "Nghĩa Đô", "Ea Drăng", "Mường Thanh"];
const DISTRICTS: [&str; 6] = ["Ba Vì", "Thủ Đức", "Sóc Sơn", "Nghi Lộc", "Cẩm Xuyên", "Ngũ Hành Sơn"];
const PROVINCES: [&str; 8] =
    ["Hà Nội", "Đà Nẵng", "Thành phố Hồ Chí Minh", "Nghệ An", "Đắk Lắk", "Cần Thơ", "Thừa Thiên Huế", "Điện Biên"];

/// Someone who does not exist.
#[derive(Debug, Clone)]
pub struct Citizen {
    /// Twelve digits; the places 001 to 096 are provinces, the last six begin with 000 as no issued number is known to.
    pub number: String,
    /// Nine digits of an old paper, or nothing.
    pub old: String,
    pub name: String,
    /// Day, month, year.
    pub birth: [u32; 3],
    pub woman: bool,
    pub address: String,
    pub issued: [u32; 3],
}

impl Citizen {
    pub fn invent(dice: &mut Dice) -> Self {
        let woman = dice.percent(50);
        let year = 1940 + dice.below(67) as u32;
        let century = u32::from(year >= 2000) * 2 + u32::from(woman);
        Self {
            number: format!("{:03}{century}{:02}000{:03}", 1 + dice.below(96), year % 100, dice.below(1000)),
            old: if dice.percent(50) { format!("012345{:03}", dice.below(1000)) } else { String::new() },
            name: format!("{} {} {}", dice.one_of(&FAMILY), dice.one_of(&MIDDLE), dice.one_of(&GIVEN)),
            birth: [1 + dice.below(28) as u32, 1 + dice.below(12) as u32, year],
            woman,
            address: address(dice),
            issued: [1 + dice.below(28) as u32, 1 + dice.below(12) as u32, 2021 + dice.below(3) as u32],
        }
    }

    pub fn sex(&self) -> &'static str {
        if self.woman { "Nữ" } else { "Nam" }
    }

    /// The seven fields of a citizen card's code.
    pub fn payload(&self) -> String {
        let Self { number, old, name, address, .. } = self;
        let (birth, issued) = (run(self.birth), run(self.issued));
        format!("{number}|{old}|{name}|{birth}|{}|{address}|{issued}", self.sex())
    }

    /// The eleven fields of an identity card's code, which was issued after 2024-07-01. The last four are empty.
    pub fn identity_payload(&self) -> String {
        let issued = [self.issued[0], self.issued[1].max(7), self.issued[2].max(2024)];
        format!("{}||||", Self { issued, ..self.clone() }.payload())
    }

    /// The code of a health insurance card: name and address as hexadecimal digits of their UTF-8, a dollar at the end.
    pub fn insurance_payload(&self) -> String {
        let [day, month, year] = self.birth;
        let (name, address) = (hex(&self.name), hex(&self.address));
        let sex = if self.woman { 2 } else { 1 };
        let short = &self.number[2..];
        format!("{short}|{name}|{day:02}/{month:02}/{year}|{sex}|{address}|01 - 001|01/01/2024|-|01/01/2024|-|4|-|$")
    }

    /// A text such as an older card may have held: nobody knows its form.
    pub fn opaque_text(&self) -> String {
        let sex = if self.woman { "F" } else { "M" };
        format!("{}/{}/{}/{sex}/{}", self.old, self.number, plain(&self.name), run(self.birth))
    }

    /// The zone on the back of the card (documents.md section 2): the number's last nine digits, then all of it.
    pub fn zone(&self) -> String {
        let number = &self.number;
        let first = format!("{}{number}<<{}", checked(&number[3..]), check_digit(number.as_bytes()) as char);
        let (birth, expiry) = (checked(&short(self.birth)), checked(&short(self.expiry())));
        let composite = check_digit(format!("{first}{birth}{expiry}<<<<<<<<<<<").as_bytes()) as char;
        let sex = if self.woman { "F" } else { "M" };
        let name = plain(&self.name).replacen(' ', "<<", 1).replace(' ', "<");
        format!("IDVNM{first}\n{birth}{sex}{expiry}VNM<<<<<<<<<<<{composite}\n{name:<<30.30}")
    }

    /// The birthday on which the card ends, or the day that stands for never, by the age when it was issued.
    fn expiry(&self) -> [u32; 3] {
        let [day, month, year] = self.birth;
        let age = self.issued[2] - year - u32::from((self.issued[1], self.issued[0]) < (month, day));
        let end = [(12, 14), (23, 25), (38, 40), (58, 60)].into_iter().find(|&(before, _)| age < before);
        end.map_or([31, 12, 2099], |(_, end)| [day, month, year + end])
    }
}

fn address(dice: &mut Dice) -> String {
    let mut parts = Vec::new();
    if dice.percent(70) {
        parts.push(format!("Số {} {}", 1 + dice.below(400), dice.one_of(&STREETS)));
    } else if dice.percent(50) {
        parts.push((*dice.one_of(&STREETS)).to_owned());
    }
    parts.push((*dice.one_of(&COMMUNES)).to_owned());
    if dice.percent(75) {
        parts.push((*dice.one_of(&DISTRICTS)).to_owned());
    }
    parts.push((*dice.one_of(&PROVINCES)).to_owned());
    parts.join(", ")
}

/// A date as eight digits.
fn run([day, month, year]: [u32; 3]) -> String {
    format!("{day:02}{month:02}{year}")
}

/// A date as six digits, the year first.
fn short([day, month, year]: [u32; 3]) -> String {
    format!("{:02}{month:02}{day:02}", year % 100)
}

fn checked(field: &str) -> String {
    format!("{field}{}", check_digit(field.as_bytes()) as char)
}

/// A name in capitals without marks.
fn plain(name: &str) -> String {
    let plain = name.nfd().map(|letter| match letter {
        'Đ' | 'đ' => 'D',
        other => other.to_ascii_uppercase(),
    });
    plain.filter(char::is_ascii).collect()
}

fn hex(text: &str) -> String {
    text.bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an() -> Citizen {
        Citizen {
            number: "001099000123".to_owned(),
            old: "012345678".to_owned(),
            name: "Nguyễn Văn An".to_owned(),
            birth: [15, 5, 1999],
            woman: false,
            address: "Số 1, Đội Cấn, Ba Đình, Hà Nội".to_owned(),
            issued: [20, 5, 2022],
        }
    }

    #[test]
    fn a_card_says_what_such_cards_say() {
        let code = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
        assert_eq!(an().payload(), code);
        let zone = "IDVNM0990001232001099000123<<3\n9905153M3905151VNM<<<<<<<<<<<2\nNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
        assert_eq!(an().zone(), zone);
        assert!(an().identity_payload().ends_with("|20072024||||"));
    }

    #[test]
    fn payloads_are_as_long_as_real_ones_and_every_zone_is_one() {
        let mut dice = Dice::new(1);
        let lengths: Vec<usize> = (0..400)
            .map(|_| {
                let person = Citizen::invent(&mut dice);
                mrz::parse(&person.zone()).unwrap_or_else(|error| panic!("{error}: {}", person.zone()));
                person.payload().len()
            })
            .collect();
        let (shortest, longest) = (lengths.iter().min().unwrap(), lengths.iter().max().unwrap());
        assert!((75..=100).contains(shortest) && (150..=190).contains(longest), "{shortest} to {longest}");
    }
}
