use document::Paper;

use super::*;
use crate::testing::{citizen, document, facility, foreigner, made, row};

#[test]
fn everybody_is_on_the_list_and_who_is_in_no_file_is_told() {
    let mut unpermitted = foreigner();
    unpermitted.more.entry = None;
    let old = row(document(Paper::OldIdentityCard, "012345678", "Lê Văn Cũ", "VNM"));
    let rows = [citizen(), foreigner(), unpermitted, old];
    let packet = packet(&rows, &facility(), 3, made()).unwrap();
    assert_eq!(packet.number, "LT-20261128-003");
    let records = [&packet.citizens, &packet.foreigners, &packet.list, &packet.codes].map(|export| export.records);
    assert_eq!(records, [1, 1, 4, 4]);
    assert_eq!(packet.in_no_file, [(2, Why::NoPermittedStay), (3, Why::NotAccepted)]);
    assert_eq!(packet.in_no_file.len() + packet.citizens.records + packet.foreigners.records, rows.len());
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let rows = [citizen(), foreigner()];
    assert_eq!(packet(&rows, &facility(), 1, made()).unwrap(), packet(&rows, &facility(), 1, made()).unwrap());
}

#[test]
fn codes_hold_everybody_once_in_whole_lines() {
    let mut long = citizen();
    long.person.name.as_mut().unwrap().value = "Nguyễn ".repeat(40).into();
    long.place = "Khoa Phẫu thuật Tim mạch và Lồng ngực người lớn".to_owned().into();
    let mut house = facility();
    house.name = "Bệnh viện Đa khoa Trung ương ".repeat(8);
    let rows: Vec<Row> = (0..60).map(|place| if place % 3 == 0 { long.clone() } else { citizen() }).collect();
    let texts = texts(&rows, "LT-20261128-001", &house);
    assert!(texts.iter().all(|text| text.len() <= MOST_BYTES));
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines().skip(1)).collect();
    assert_eq!(lines.len(), 60);
    for (number, line) in (1..).zip(lines) {
        assert!(line.starts_with(&format!("{number}. Nguyễn")), "{line}");
        assert!(line.contains("; 001099000123; VNM; ") && line.ends_with("28/11/2026-29/11/2026; Du lịch"), "{line}");
    }
    assert!(texts[1].starts_with(&format!("Lưu trú LT-20261128-001 (2/{}) Bệnh viện", texts.len())));
}

#[test]
fn a_packet_of_nobody_is_a_packet() {
    let packet = packet(&[], &facility(), 1, made()).unwrap();
    assert_eq!((packet.list.records, packet.citizens.records), (0, 0));
}
