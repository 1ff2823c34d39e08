//! The scanners of the page.

use reader::scanner::{Carried, End, ScannerInfo, Way};

use super::{choice, delivered, problems};
use crate::devices::{DeliveredScan, DeviceDesk};
use crate::keep::devices::Chosen;
use crate::view::{CarriedName, DeviceLine, DeviceProblem, EndName, ScanView, ScannerWay, ScannersView};

/// Paints the scanners, with what was scanned last.
pub(super) fn view(devices: &DeviceDesk, scan: Option<&DeliveredScan>) -> ScannersView {
    let scanner = devices.scanner();
    ScannersView {
        choice: choice(scanner.chosen()),
        problems: problems::of_scanner(scanner.fails(), scanner.too_long()),
        working: scanner.working().map(way),
        scan: scan.map(scanned),
        list: list(scanner.chosen(), &devices.found().scanners),
    }
}

fn list(chosen: &Chosen, found: &[ScannerInfo]) -> Vec<DeviceLine> {
    let line = |info: &ScannerInfo| {
        let (device, place) = (info.choice.to_string(), info.path.display().to_string());
        let named = chosen.device().is_some_and(|named| named == device || named == format!("serial:{place}"));
        DeviceLine {
            chosen: named,
            used: named,
            name: if info.name.is_empty() { device.clone() } else { info.name.clone() },
            device,
            place,
            way: Some(way(info.way)),
            // Every keyboard is listed. One that nobody chose and that may not be opened is no trouble.
            problems: (!info.permitted && (named || info.way != Way::Keyboard))
                .then_some(DeviceProblem::ScannerForbidden)
                .into_iter()
                .collect(),
        }
    };
    found.iter().map(line).collect()
}

fn scanned(scan: &DeliveredScan) -> ScanView {
    ScanView {
        read: delivered(&scan.read),
        carried: match scan.carried {
            Carried::Whole => CarriedName::Whole,
            Carried::OtherCodePage => CarriedName::OtherCodePage,
            Carried::Keys => CarriedName::Keys,
            Carried::OddKeys => CarriedName::OddKeys,
        },
        end: scan.end.map(end),
        problems: problems::of_scan(scan.carried, scan.rewritten, scan.end),
    }
}

const fn end(end: End) -> EndName {
    match end {
        End::Sign(b'\r') => EndName::Cr,
        End::Sign(b'\n') => EndName::Lf,
        End::Sign(_) => EndName::Sign,
        End::Silence => EndName::Silence,
        End::Report => EndName::Report,
    }
}

const fn way(way: Way) -> ScannerWay {
    match way {
        Way::Serial => ScannerWay::Serial,
        Way::Pos => ScannerWay::Pos,
        Way::Keyboard => ScannerWay::Keyboard,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use private::Private;
    use reader::scanner::{Scan, ScannerChoice};
    use reader::usb::Identity;

    use super::*;
    use crate::testing::{AN_QR, evening};

    fn scan(text: &[u8], carried: Carried, end: End, at: Timestamp) -> ScanView {
        let bytes = Private::new(text.to_vec());
        scanned(&DeliveredScan::of(&Scan { bytes, carried, symbology: None, end, took: None }, at))
    }

    #[test]
    fn a_scan_is_shown_with_what_is_wrong_with_it() {
        let good = scan(AN_QR.as_bytes(), Carried::Whole, End::Sign(b'\r'), evening());
        assert_eq!((good.carried, good.end, good.problems), (CarriedName::Whole, Some(EndName::Cr), vec![]));
        let endless = scan(b"AB12", Carried::OtherCodePage, End::Silence, evening());
        assert_eq!(endless.end, Some(EndName::Silence));
        assert_eq!(endless.problems, [DeviceProblem::ScannerCodePage, DeviceProblem::ScannerNoEnd]);
    }

    #[test]
    fn what_is_chosen_is_used_and_what_may_not_be_opened_says_so() {
        let identity = Identity { vendor: 0x0c2e, product: 0x0b6a, serial: None };
        let found = [
            ScannerInfo {
                choice: ScannerChoice::Serial(identity.clone()),
                way: Way::Serial,
                name: String::new(),
                path: "/dev/ttyACM0".into(),
                permitted: false,
            },
            ScannerInfo {
                choice: ScannerChoice::Hid(identity),
                way: Way::Keyboard,
                name: "Keyboard".into(),
                path: "/dev/input/event3".into(),
                permitted: false,
            },
        ];
        let cases = [
            (Chosen::First, [false, false]),
            (Chosen::Remembered("serial:0c2e:0b6a".into()), [true, false]),
            (Chosen::Told("serial:/dev/ttyACM0".into()), [true, false]),
            (Chosen::Remembered("hid:0c2e:0b6a".into()), [false, true]),
        ];
        for (chosen, used) in cases {
            let lines = list(&chosen, &found);
            assert_eq!(lines.iter().map(|line| line.used).collect::<Vec<_>>(), used, "{chosen:?}");
        }
        let lines = list(&Chosen::First, &found);
        assert_eq!((lines[0].name.as_str(), lines[0].way), ("serial:0c2e:0b6a", Some(ScannerWay::Serial)));
        assert_eq!(lines[0].problems, [DeviceProblem::ScannerForbidden]);
        assert_eq!((lines[1].name.as_str(), lines[1].problems.len()), ("Keyboard", 0));
        let chosen = list(&Chosen::Remembered("hid:0c2e:0b6a".into()), &found);
        assert_eq!(chosen[1].problems, [DeviceProblem::ScannerForbidden]);
    }
}
