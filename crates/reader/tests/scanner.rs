//! Serial scanners over a real terminal line of the kernel: a pseudo terminal whose other end is this test.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test makes its own files, looks at the clock, and fails by panicking"
)]

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use reader::scanner::{Carried, Scanner, ScannerChoice, ScannerError, ScannerEvent, Way};
use stories::scanner::Outlet;

const CARD: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
/// A failure of the test, not a pace: everything is waited for.
const LIMIT: Duration = Duration::from_secs(20);

fn listen(path: &Path) -> (Scanner, Receiver<ScannerEvent>) {
    let (tell, events) = channel();
    let scanner = Scanner::start(ScannerChoice::Port(path.into()), move |event| drop(tell.send(event)));
    (scanner, events)
}

fn next(events: &Receiver<ScannerEvent>) -> ScannerEvent {
    events.recv_timeout(LIMIT).expect("an event")
}

fn code(events: &Receiver<ScannerEvent>) -> (Vec<u8>, Carried) {
    match next(events) {
        ScannerEvent::Scanned(scan) => (scan.bytes.into_exposed(), scan.carried),
        other => panic!("{other:?}"),
    }
}

fn whole(text: &str) -> (Vec<u8>, Carried) {
    (text.as_bytes().to_vec(), Carried::Whole)
}

const WORKING: ScannerEvent = ScannerEvent::Working(Way::Serial);

#[test]
fn bytes_in_any_pieces_come_out_as_codes() {
    let outlet = Outlet::default();
    let mut scanner = outlet.plug();
    let (_listening, events) = listen(&outlet.path());
    assert_eq!(next(&events), WORKING);
    for size in [1, 2, 3, 7, 64, 4_096] {
        for piece in format!("{CARD}\r\n").as_bytes().chunks(size) {
            scanner.send(piece);
        }
        assert_eq!(code(&events), whole(CARD), "pieces of {size}");
    }
    scanner.send(b"\x02]Q1one\x03\x02two\x03three\r");
    assert_eq!([code(&events), code(&events), code(&events)], ["one", "two", "three"].map(whole));
    scanner.send(b"Nguy\xEA\xDEn\r");
    assert_eq!(code(&events), (b"Nguy\xEA\xDEn".to_vec(), Carried::OtherCodePage));
    // Every sign of the line's own protocol passes through: the line is raw.
    scanner.send(b"a\x11\x13\x03b\x04\x1a\x7f\r");
    assert_eq!([code(&events), code(&events)], ["a\x11\x13", "b\x04\x1a\x7f"].map(whole));
}

#[test]
fn a_scanner_that_sends_no_end_is_understood_by_its_silence() {
    let outlet = Outlet::default();
    let mut scanner = outlet.plug();
    let (_listening, events) = listen(&outlet.path());
    assert_eq!(next(&events), WORKING);
    let began = Instant::now();
    scanner.send(CARD.as_bytes());
    assert_eq!(code(&events), whole(CARD));
    assert!(began.elapsed() >= Duration::from_millis(100), "{:?}", began.elapsed());
}

#[test]
fn a_scanner_pulled_out_and_plugged_in_again_goes_on() {
    let outlet = Outlet::default();
    let (_listening, events) = listen(&outlet.path());
    assert_eq!(next(&events), ScannerEvent::Failed(ScannerError::NotFound));
    for _ in 0..2 {
        let mut scanner = outlet.plug();
        assert_eq!(next(&events), WORKING);
        scanner.send(b"AB12\r001099");
        assert_eq!(code(&events), whole("AB12"));
        drop(scanner);
        assert_eq!(next(&events), ScannerEvent::Failed(ScannerError::Unplugged));
    }
    let mut scanner = outlet.plug();
    assert_eq!(next(&events), WORKING);
    scanner.send(b"000123\r");
    assert_eq!(code(&events), whole("000123"), "half a code from before is no part of it");
}

#[test]
fn a_scanner_is_one_programs_and_free_again_when_it_is_dropped() {
    let outlet = Outlet::default();
    let mut scanner = outlet.plug();
    let (first, events) = listen(&outlet.path());
    assert_eq!(next(&events), WORKING);
    let (_second, told) = listen(&outlet.path());
    assert_eq!(next(&told), ScannerEvent::Failed(ScannerError::Busy));
    drop(first);
    assert_eq!(next(&told), WORKING);
    scanner.send(b"AB12\r");
    assert_eq!(code(&told), whole("AB12"));
}

#[test]
fn what_is_no_scanner_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let cases = [
        (file, ScannerError::Unsupported),
        ("/dev/null".into(), ScannerError::Unsupported),
        (folder.path().join("nothing"), ScannerError::NotFound),
        (folder.path().to_owned(), ScannerError::Device { code: Some(21) }),
    ];
    for (path, reason) in cases {
        let (_scanner, events) = listen(&path);
        assert_eq!(next(&events), ScannerEvent::Failed(reason), "{}", path.display());
    }
}
