use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// The delivered table, read once.
fn shipped() -> &'static Units {
    static UNITS: std::sync::LazyLock<Units> = std::sync::LazyLock::new(|| Units::parse(SHIPPED).unwrap());
    &UNITS
}

fn suggested(address: &str) -> Vec<String> {
    shipped().suggest(address).into_iter().map(Private::into_exposed).collect()
}

#[test]
fn the_delivered_table_is_whole() {
    let units = shipped();
    let provinces: std::collections::BTreeSet<&str> = units.new.iter().map(|(_, province)| province.as_str()).collect();
    assert_eq!((units.since(), units.new.len(), provinces.len()), (date(2025, 7, 1), 3321, 34));
    let old: std::collections::BTreeSet<&str> = units.old.keys().map(|old| old[0].as_str()).collect();
    // The 63 of before and the other names of eight.
    assert!((63..=75).contains(&old.len()), "{}", old.len());
    assert!(units.old.len() > 10_040 && units.old.values().all(|became| !became.is_empty()));
}

#[test]
fn every_old_commune_of_the_table_is_found_by_its_whole_name() {
    let mut above = [""; 5];
    for line in std::str::from_utf8(SHIPPED).unwrap().lines().skip(1).filter(|line| !line.starts_with('#')) {
        for (cell, text) in above.iter_mut().zip(line.split('\t')).filter(|(_, text)| !text.is_empty()) {
            *cell = text.split('/').next().unwrap();
        }
        let [province, district, commune, new, into] = above;
        let address = format!("{commune}, {district}, {province}");
        let address = address.trim_start_matches("-, ");
        assert!(suggested(address).contains(&format!("{new}, {into}")), "{address}");
    }
}

#[test]
fn old_addresses_in_the_ways_of_cards_and_people() {
    let one = |address: &str, expected: &str| assert_eq!(suggested(address), [expected], "{address}");
    one("Số 5, Trúc Bạch, Ba Đình, Hà Nội", "Số 5, Phường Ba Đình, Hà Nội");
    one("Số 5, Ngõ 2, Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội", "Số 5, Ngõ 2, Phường Ba Đình, Hà Nội");
    one("số 5,  p. truc bach , Q. BA DINH, TP Hà Nội", "số 5, Phường Ba Đình, Hà Nội");
    one("Phường Hưng Lợi, Quận Ninh Kiều, TP. Cần Thơ", "Phường Tân An, Cần Thơ");
    one("Thị trấn Cờ Đỏ, Cờ Đỏ, Cần Thơ", "Xã Cờ Đỏ, Cần Thơ");
    one("Nguyễn Trung Trực, Ba Đình, Hà Nội", "Phường Ba Đình, Hà Nội"); // gone before 2025
    one("Huyện Lý Sơn, Tỉnh Quảng Ngãi", "Đặc khu Lý Sơn, Quảng Ngãi");
    one("Thôn Tây, An Vĩnh, Lý Sơn, Quảng Ngãi", "Thôn Tây, An Vĩnh, Đặc khu Lý Sơn, Quảng Ngãi");
}

#[test]
fn numbered_districts_and_wards() {
    for address in ["Phường 5, Quận 3, TP. Hồ Chí Minh", "P5, Q3, TPHCM", "P.05, Q.3, HCM", "5, 3, Hồ Chí Minh"]
    {
        assert_eq!(suggested(address), ["Phường Bàn Cờ, Hồ Chí Minh"], "{address}");
    }
    // District 9 became part of Thủ Đức in 2021.
    assert_eq!(suggested("Long Bình, Quận 9, Hồ Chí Minh"), suggested("Long Bình, Thủ Đức, Hồ Chí Minh"));
    assert!(!suggested("Long Bình, Quận 9, Hồ Chí Minh").is_empty());
}

#[test]
fn a_commune_that_was_divided_offers_each_part_likeliest_first() {
    let parts = suggested("Số 1, Đội Cấn, Ba Đình, Hà Nội");
    assert!(parts.len() > 1 && parts[0] == "Số 1, Phường Ngọc Hà, Hà Nội", "{parts:?}");
    assert!(parts.contains(&"Số 1, Phường Ba Đình, Hà Nội".to_owned()));
}

#[test]
fn the_kind_that_is_said_tells_a_town_from_a_village() {
    let table = "luutru-units\t1\t2025-07-01\nĐông\tHuyện Hạ\tThị trấn Hạ\tXã Một\tBắc\n\t\tXã Hạ\tXã Hai\n";
    let units = Units::parse(table.as_bytes()).unwrap();
    let of = |address: &str| units.suggest(address).into_iter().map(Private::into_exposed).collect::<Vec<_>>();
    assert_eq!(of("TT. Hạ, Hạ, Đông"), ["Xã Một, Bắc"]);
    assert_eq!(of("Xã Hạ, Hạ, Đông"), ["Xã Hai, Bắc"]);
    assert_eq!(of("Hạ, Hạ, Đông"), ["Xã Một, Bắc", "Xã Hai, Bắc"]);
}

#[test]
fn nothing_is_suggested_where_nothing_is_known() {
    let table = [
        "",
        ",,,",
        "Hà Nội",
        "Hải Bối, Đông Anh, Hà Đông",   // no such province
        "Không Có, Ba Đình, Hà Nội",    // no such commune
        "Số 1, Phường Ngọc Hà, Hà Nội", // new units already
        "Số 1, Tổ 3, Phường Ngọc Hà, Hà Nội",
        "Phường Ngọc Hà, TP. Hà Nội",
        "12 rue de la Paix, 75002, Paris",
    ];
    for address in table {
        assert_eq!(suggested(address), [""; 0], "{address}");
    }
}

#[test]
fn a_district_that_went_before_is_looked_for_in_its_province() {
    // The town of Huế was parted into two districts half a year before.
    assert_eq!(suggested("Vỹ Dạ, Thành phố Huế, Thừa Thiên Huế"), ["Phường Vỹ Dạ, Huế"]);
}

#[test]
fn a_damaged_table_says_where() {
    let parse = |text: &str| Units::parse(text.as_bytes()).map(|units| units.new.len());
    let row = "A\tB\tC\tD\tE\n";
    let table = [
        (format!("luutru-units\t1\t2026-05-01\n# x\n\n{row}\t\tF\n"), Ok(1)),
        (String::new(), Err(UnitsError::Head)),
        (row.to_owned(), Err(UnitsError::Head)),
        (format!("luutru-units\t2\t2026-05-01\n{row}"), Err(UnitsError::Head)),
        (format!("luutru-units\t1\t2026-13-01\n{row}"), Err(UnitsError::Head)),
        (format!("luutru-units\t1\t2026-05-01\n{row}\tB\tC\tD\tE\tF\n"), Err(UnitsError::Line(3))),
        ("luutru-units\t1\t2026-05-01\nA\tB\tC\tD\n".to_owned(), Err(UnitsError::Line(2))),
    ];
    for (text, expected) in table {
        assert_eq!(parse(&text), expected, "{text}");
    }
    assert_eq!(Units::parse(&[0xff]).err(), Some(UnitsError::Encoding));
}

proptest! {
    #[test]
    fn arbitrary_addresses_never_panic(address in "[\\PC,]{0,60}") {
        prop_assert!(shipped().suggest(&address).len() <= MOST);
    }

    #[test]
    fn arbitrary_tables_never_panic(text in "(luutru-units\t1\t2026-05-01\n)?([A-Zà-ỹ/\t#-]{0,30}\n){0,6}") {
        if let Ok(units) = Units::parse(text.as_bytes()) {
            let _ = units.suggest("a, b, c, d");
        }
    }
}
