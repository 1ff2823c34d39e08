//! What each fuzz target of scanners does with its bytes; like `bodies.rs`, driven by cargo-fuzz and by ordinary tests, those
//! of reader. A body must come to its end: no panic, no endless loop, no memory out of proportion.

use std::time::Duration;

use document::wedge;
use jiff::civil::date;
use reader::scanner::framing::{Framed, Framer, LONGEST};
use reader::scanner::keys::Keys;
use reader::scanner::report::{Layout, Reports};
use reader::scanner::{Carried, ScannerEvent};

/// What is done with an input.
pub type Body = fn(&[u8]);

/// The targets by name.
pub const ALL: [(&str, Body); 4] = [
    ("serial_framing", serial_framing),
    ("hid_reports", hid_reports),
    ("scanner_keys", scanner_keys),
    ("wedge", wedge),
];

/// What a serial scanner sends, in reads of any size: the same codes come out, none too long, none with an end in it.
pub fn serial_framing(bytes: &[u8]) {
    let [size, sent @ ..] = bytes else { return };
    let framed = |size: usize| {
        let mut framer = Framer::default();
        let mut out: Vec<Framed> = sent.chunks(size).flat_map(|read| framer.take(read, Duration::ZERO)).collect();
        let silent = framer.wake().map(|wake| framer.silent(wake));
        out.extend(silent.into_iter().flatten());
        assert!(framer.wake().is_none(), "nothing waits behind silence");
        out
    };
    let whole = framed(sent.len().max(1));
    assert_eq!(framed(usize::from(*size).max(1)), whole);
    for one in &whole {
        let Framed::Frame(frame) = one else { continue };
        let code = frame.bytes.expose();
        assert!((1..=LONGEST).contains(&code.len()) && !code.iter().any(|byte| matches!(byte, 0 | 2 | 3 | b'\r')));
        // Only the lines of a zone are parted by ends.
        assert!(!code.contains(&b'\n') || code.contains(&b'<'));
        assert_eq!(frame.utf8, std::str::from_utf8(code).is_ok());
    }
}

/// A HID device's description of its reports, then reports: the first byte is the length of the description.
pub fn hid_reports(bytes: &[u8]) {
    let [size, rest @ ..] = bytes else { return };
    let (descriptor, reports) = rest.split_at(usize::from(*size).min(rest.len()));
    let Some(layout) = Layout::read(descriptor) else { return };
    let mut held = Reports::new(layout);
    for framed in reports.chunks(64).filter_map(|report| held.take(report)) {
        let Framed::Frame(frame) = framed else { continue };
        assert!((1..=LONGEST).contains(&frame.bytes.expose().len()));
    }
}

/// The keys of a keyboard: each two bytes, a code and what it does.
pub fn scanner_keys(bytes: &[u8]) {
    let mut keys = Keys::default();
    for pair in bytes.chunks_exact(2) {
        for event in keys.take(pair[0].into(), i32::from(pair[1] % 3), Duration::ZERO) {
            let ScannerEvent::Scanned(scan) = event else {
                assert_eq!(event, ScannerEvent::TooLong);
                continue;
            };
            assert!(matches!(scan.carried, Carried::Keys | Carried::OddKeys));
            assert!(std::str::from_utf8(scan.bytes.expose()).is_ok(), "keys write UTF-8");
        }
    }
}

/// What was typed: of a card's code never a name and never an address, and a number of twelve digits.
pub fn wedge(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(document) = wedge::parse(&text, date(2026, 7, 15)) else { return };
    if mrz::parse(&text).is_err() {
        assert!(document.name.is_none() && document.address.is_none());
        let number = document.number.map(|number| number.value.into_exposed()).unwrap_or_default();
        assert!(number.len() == 12 && text.trim_start().starts_with(&number), "a card's code begins with its number");
    }
}
