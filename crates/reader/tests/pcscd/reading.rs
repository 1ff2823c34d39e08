//! A card that lies still.

use std::sync::atomic::{AtomicBool, Ordering};

use card_sim::{Card, Chip, Faults};
use reader::chip::{ChipError, ChipEvent, Progress, passwords, read_chip, to_document};

use crate::desk::{Desk, can, card, fixture, in_process, lift_at, request};

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_reads_the_same_through_the_service_as_in_process() {
    let desk = Desk::open();
    let today = jiff::civil::date(2026, 7, 1);
    let code = std::fs::read(fixture("qr/an.txt")).unwrap();
    let shown = document::qr::parse(&code).unwrap().document();

    desk.lay(Faults::default());
    let (mut told, mut cost) = (Vec::new(), None);
    let reading = read_chip(
        request(&desk.reader, passwords(&shown)),
        &mut |event| match event {
            ChipEvent::Progress(progress) => told.push(progress),
            ChipEvent::Over(over) => cost = Some(over),
            other => panic!("{other:?}"),
        },
        &AtomicBool::new(false),
    )
    .unwrap();
    let expected = in_process(passwords(&shown));
    assert!(reading.files.iter().eq(expected.files.iter()), "every file is the same, byte for byte");
    assert!(reading.files.iter().count() >= 6);
    assert_eq!(reading.counts, expected.counts);
    let place = |wanted: fn(&Progress) -> bool| told.iter().position(wanted).expect("it is told");
    let (opened, named) = (
        place(|progress| matches!(progress, Progress::Opened { .. })),
        place(|progress| matches!(progress, Progress::Identity(_))),
    );
    let checked = place(|progress| matches!(progress, Progress::Checked));
    assert!(opened < named && named < checked && checked == told.len() - 1, "{opened} {named} {checked}");

    let (report, cost) = (desk.pad.report().counts, cost.unwrap());
    assert_eq!(report.commands, reading.counts.round_trips, "the card counted what the reader did");
    assert_eq!((report.bytes_in, report.bytes_out), (reading.counts.bytes_sent, reading.counts.bytes_received));
    assert_eq!(
        (cost.commands, cost.bytes_sent, cost.bytes_received),
        (report.commands, report.bytes_in, report.bytes_out)
    );
    assert_eq!((cost.answers.len(), cost.resumptions), (report.commands, 0));
    assert!(cost.whole >= cost.answers.iter().sum());

    let document = to_document(&reading, today);
    assert_eq!(document.name.unwrap().value, shown.name.as_ref().unwrap().value);
    assert_eq!(document.address.unwrap().source, document::Source::Chip);
    assert_eq!(document.verdict.data, document::DataTrust::SelfConsistent);

    // The card was reset, so it can be read again without being lifted; and reading tells of no move.
    assert!(read_chip(request(&desk.reader, passwords(&shown)), &mut |_| (), &AtomicBool::new(false)).is_ok());
    desk.pad.lift().unwrap();
    desk.lifted();
}

/// What a reading costs, as the card counts it. The emulated reader says nothing about lengths.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn extended_length_is_used_where_the_card_announces_it() {
    let desk = Desk::open();
    let (yes, silent) = ([0x00, 0x73, 0xC8, 0x40, 0x53, 0x00, 0x90, 0x00], *b"JCOP242R");
    let unsaid = |chip: &mut Chip| chip.historical = Some(silent);
    let cases: [(&str, Card, usize, usize, usize); 6] = [
        ("short", card("bench.toml", |_| ()), 95, 0, 8),
        ("extended, by its ATR", card("bench-extended.toml", |_| ()), 13, 6, 8),
        ("extended, by its EF.ATR/INFO", card("bench-extended.toml", unsaid), 14, 6, 9),
        ("says nothing", card("bench.toml", unsaid), 96, 0, 9),
        ("refuses what it announced", card("bench.toml", |chip| chip.historical = Some(yes)), 96, 1, 9),
        // DG1 gets through, EF.SOD does not.
        (
            "long answers are lost",
            card("bench-extended.toml", |chip| chip.longest_answer = Some(1000)),
            9 + 7 + 87,
            2,
            8,
        ),
    ];
    for (name, card, commands, extended, name_after) in cases {
        desk.lay_card(card, Faults::default());
        let reading = desk.read("000123").unwrap();
        assert_eq!(
            reading.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>(),
            93 + 1720 + 395 + 93 + 623 + 16097
        );
        assert_eq!(reading.evidence.data(), emrtd::DataTrust::SelfConsistent, "{name}");
        let counts = desk.pad.report().counts;
        assert_eq!(
            (counts.commands, counts.extended, counts.name_after),
            (commands, extended, Some(name_after)),
            "{name}"
        );
        desk.pad.lift().unwrap();
        desk.lifted();
    }
}

/// In the second reading, after the reset that a lost answer brings.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_lifted_after_a_lost_answer_is_lifted() {
    let desk = Desk::open();
    let lossy = card("bench-extended.toml", |chip| chip.longest_answer = Some(1000));
    desk.lay_card(lossy, lift_at(30));
    assert_eq!(desk.read("000123").err(), Some(ChipError::Lifted));
    desk.lifted();
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn what_stands_in_the_way_is_told_apart() {
    let desk = Desk::open();
    let never = AtomicBool::new(false);
    assert_eq!(desk.read("000123").err(), Some(ChipError::Lifted), "no card");
    let elsewhere = read_chip(request("Another", can("000123")), &mut |_| (), &never);
    assert_eq!(elsewhere.err(), Some(ChipError::ReaderGone));

    desk.lay(Faults::default());
    assert_eq!(desk.read("999999").err(), Some(ChipError::WrongKey));
    let without = read_chip(request(&desk.reader, vec![]), &mut |_| (), &never);
    assert_eq!(without.err(), Some(ChipError::NoKey));
    let cancel = AtomicBool::new(false);
    let cancelled = read_chip(desk.request("000123"), &mut |_| cancel.store(true, Ordering::Relaxed), &cancel);
    assert_eq!(cancelled.err(), Some(ChipError::Cancelled));
    assert!(desk.read("000123").is_ok());
}
