//! Scanners of all three kinds: a USB-serial one behind the kernel's own emulation of a USB cable, and HID ones whose
//! reports this test writes itself (`uhid`).

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use reader::scanner::{
    Carried, Scanner, ScannerChoice, ScannerError, ScannerEvent, ScannerInfo, Symbology, Way, scanners,
};

/// A USB host and device in one machine, the class driver of serial ports, and HID devices written by a program. The first
/// is the kernel's own name of its host controller in software: a whole USB stack runs over it.
pub const DRIVERS: [&str; 7] = ["dummy_hcd", "cdc_acm", "usb_f_acm", "g_serial", "evdev", "hid_generic", "uhid"];
/// The serial device: it is there from the machine's start, until the test plugs it in with a number.
const GADGET: &str = "/drivers/g_serial.ko";
const CARD: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";
/// How often a keyboard is asked for its keys.
const POLL: Duration = Duration::from_millis(8);
const PATIENCE: Duration = Duration::from_mins(1);

/// A HID POS scanner as makers describe theirs: reports of 64 bytes with a length and an identifier.
const POS: &[u8] = &[
    0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x09, 0x12, 0xA1, 0x02, 0x85, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
    0x95, 0x01, 0x06, 0x66, 0xFF, 0x09, 0x04, 0x81, 0x02, 0x05, 0x8C, 0x09, 0xFB, 0x81, 0x02, 0x09, 0xFC, 0x81, 0x02,
    0x09, 0xFD, 0x81, 0x02, 0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01, 0x06, 0x66, 0xFF, 0x95, 0x02, 0x09, 0x04, 0x81,
    0x02, 0x05, 0x8C, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x09, 0xFF, 0x81, 0x02, 0xC0, 0xC0,
];
/// A keyboard: eight modifiers, a byte of nothing, six keys.
const KEYBOARD: &[u8] = &[
    0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95,
    0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07,
    0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
];

/// A HID device; dropping it pulls it out.
struct Hid(File);

impl Hid {
    /// Plugs one in: `UHID_CREATE2` of `linux/uhid.h`.
    fn plug(name: &str, product: u32, descriptor: &[u8]) -> Self {
        let text = |text: &str, room: usize| {
            let mut bytes = text.as_bytes().to_vec();
            bytes.resize(room, 0);
            bytes
        };
        let size = u16::try_from(descriptor.len()).unwrap();
        let create: [&[u8]; 11] = [
            &11u32.to_ne_bytes(),
            &text(name, 128),
            &text("", 64),
            &text("S1", 64),
            &size.to_ne_bytes(),
            &3u16.to_ne_bytes(), // USB
            &0x05E0u32.to_ne_bytes(),
            &product.to_ne_bytes(),
            &[0; 4],
            &[0; 4],
            descriptor,
        ];
        let mut device = OpenOptions::new().read(true).write(true).open("/dev/uhid").unwrap();
        device.write_all(&create.concat()).unwrap();
        Self(device)
    }

    /// Sends a report: `UHID_INPUT2`.
    fn send(&mut self, report: &[u8]) {
        let size = u16::try_from(report.len()).unwrap();
        self.0.write_all(&[&12u32.to_ne_bytes()[..], &size.to_ne_bytes(), report].concat()).unwrap();
    }

    /// Types as a scanner does: each key down and up, Shift with those that need it, and each as the bus asks for it.
    fn types(&mut self, text: &str, events: &Receiver<ScannerEvent>) {
        for letter in text.bytes() {
            let (shift, key) = match letter {
                b'1'..=b'9' => (0, letter - b'1' + 0x1E),
                b'0' => (0, 0x27),
                b'a'..=b'z' => (0, letter - b'a' + 4),
                b'A'..=b'Z' => (2, letter - b'A' + 4),
                b'|' => (2, 0x31),
                b' ' => (0, 0x2C),
                b'\r' => (0, 0x28),
                other => panic!("no key for {other}"),
            };
            self.send(&[shift, 0, key, 0, 0, 0, 0, 0]);
            self.send(&[0; 8]);
            if letter != b'\r' {
                assert!(events.recv_timeout(POLL).is_err(), "nothing is said before the end");
            }
        }
    }
}

fn listen(setting: &str) -> (Scanner, Receiver<ScannerEvent>) {
    let (tell, events) = channel();
    let choice: ScannerChoice = setting.parse().unwrap();
    (Scanner::start(choice, move |event| drop(tell.send(event))), events)
}

fn next(events: &Receiver<ScannerEvent>) -> ScannerEvent {
    events.recv_timeout(PATIENCE).unwrap()
}

fn code(events: &Receiver<ScannerEvent>) -> (String, Carried, Option<Symbology>) {
    match next(events) {
        ScannerEvent::Scanned(scan) => {
            (String::from_utf8(scan.bytes.into_exposed()).unwrap(), scan.carried, scan.symbology)
        }
        other => panic!("{other:?}"),
    }
}

fn found(setting: &str) -> ScannerInfo {
    let choice = setting.parse().unwrap();
    let all = scanners();
    all.iter().find(|info| info.choice == choice).unwrap_or_else(|| panic!("{all:?}")).clone()
}

/// Plugs the serial device in and gives its other end.
fn plug_serial() -> File {
    let status = Command::new("insmod").args([GADGET, "iSerialNumber=S1", "iProduct=Scanner"]).status().unwrap();
    assert!(status.success());
    OpenOptions::new().write(true).open("/dev/ttyGS0").unwrap()
}

fn unplug_serial() {
    assert!(Command::new("rmmod").arg("g_serial").status().unwrap().success());
}

#[test]
#[ignore = "runs in the machine only"]
fn a_usb_serial_scanner_is_found_by_who_made_it_read_pulled_and_plugged() {
    const SETTING: &str = "serial:0525:a4a7:S1";
    unplug_serial();
    let (_scanner, events) = listen(SETTING);
    assert_eq!(next(&events), ScannerEvent::Failed(ScannerError::NotFound));
    for turn in 0..2 {
        let mut wire = plug_serial();
        assert_eq!(next(&events), ScannerEvent::Working(Way::Serial));
        let info = found(SETTING);
        assert_eq!((info.way, info.permitted), (Way::Serial, true));
        assert!(info.path.to_string_lossy().starts_with("/dev/ttyACM") && info.name.ends_with("Scanner"), "{info:?}");
        for piece in format!("{CARD}\r\n{CARD}\r\n").as_bytes().chunks(13) {
            wire.write_all(piece).unwrap();
        }
        for _ in 0..2 {
            assert_eq!(code(&events), (CARD.to_owned(), Carried::Whole, None), "turn {turn}");
        }
        drop(wire);
        unplug_serial();
        assert_eq!(next(&events), ScannerEvent::Failed(ScannerError::Unplugged));
    }
}

#[test]
#[ignore = "runs in the machine only"]
fn a_hid_pos_scanner_gives_the_bytes_of_the_code() {
    const SETTING: &str = "hid:05e0:1300:S1";
    let (_scanner, events) = listen(SETTING);
    assert_eq!(next(&events), ScannerEvent::Failed(ScannerError::NotFound));
    let mut device = Hid::plug("Till Scanner", 0x1300, POS);
    assert_eq!(next(&events), ScannerEvent::Working(Way::Pos));
    let info = found(SETTING);
    assert_eq!((info.way, info.name.as_str(), info.permitted), (Way::Pos, "Till Scanner", true));
    let chunks: Vec<&[u8]> = CARD.as_bytes().chunks(56).collect();
    for (place, chunk) in chunks.iter().enumerate() {
        let mut report = [&[2, u8::try_from(chunk.len()).unwrap(), b']', b'Q', b'1'], *chunk].concat();
        report.resize(63, 0);
        report.push(u8::from(place + 1 < chunks.len()));
        device.send(&report);
    }
    assert_eq!(code(&events), (CARD.to_owned(), Carried::Whole, Some(Symbology { kind: b'Q', modifier: b'1' })));
    drop(device);
    assert_eq!(next(&events), ScannerEvent::Failed(ScannerError::Unplugged));
}

#[test]
#[ignore = "runs in the machine only"]
fn a_keyboard_that_is_a_scanner_types_into_nothing_else() {
    const SETTING: &str = "hid:05e0:1200:S1";
    let mut device = Hid::plug("Wedge", 0x1200, KEYBOARD);
    let (scanner, events) = listen(SETTING);
    while next(&events) != ScannerEvent::Working(Way::Keyboard) {}
    let info = found(SETTING);
    assert_eq!((info.way, info.name.as_str()), (Way::Keyboard, "Wedge"));
    let mut other = another_reader(&info.path);
    let card = "001099000123|012345678|Nguyen Van An|15051999|Nam|So 1|20052022";
    device.types(&format!("{card}\r"), &events);
    assert_eq!(code(&events), (card.to_owned(), Carried::Keys, None));
    assert_eq!(
        other.read(&mut [0; 4_096]).map_err(|error| error.kind()),
        Err(ErrorKind::WouldBlock),
        "it hears nothing"
    );
    let (_second, told) = listen(SETTING);
    assert_eq!(next(&told), ScannerEvent::Failed(ScannerError::Busy));
    drop(scanner);
    while next(&told) != ScannerEvent::Working(Way::Keyboard) {}
    drop(device);
    assert_eq!(next(&told), ScannerEvent::Failed(ScannerError::Unplugged));
}

#[test]
#[ignore = "runs in the machine only"]
fn a_keyboard_let_go_types_again() {
    let mut device = Hid::plug("Wedge", 0x1201, KEYBOARD);
    let (scanner, events) = listen("hid:05e0:1201");
    while next(&events) != ScannerEvent::Working(Way::Keyboard) {}
    let mut other = another_reader(&found("hid:05e0:1201:S1").path);
    drop(scanner);
    device.types("\r", &events);
    assert!(other.read(&mut [0; 4_096]).unwrap() > 0, "the reader that heard nothing hears it now");
}

/// Somebody else who reads the same keys.
fn another_reader(path: &Path) -> File {
    // O_NONBLOCK of Linux on this processor.
    const NOT_WAITING: i32 = 0o4000;
    OpenOptions::new().read(true).custom_flags(NOT_WAITING).open(path).unwrap()
}

#[test]
#[ignore = "runs in the machine only"]
fn a_device_that_is_none_of_these_is_not_listed() {
    assert!(fs::read_dir("/sys/class/tty").unwrap().count() > 3, "the machine has lines of its own");
    let serial = scanners().into_iter().filter(|info| info.way == Way::Serial);
    assert!(serial.into_iter().all(|info| info.path.starts_with("/dev") && info.path.ends_with("ttyACM0")));
}
