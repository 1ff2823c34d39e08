//! The tool against the real pcscd and its emulated reader, in a service of the test's own.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test starts programs and fails by panicking"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::{self, JoinHandle};

use card_sim::{Card, Faults, Pad};
use serde_json::Value;
use stories::pcscd::Pcscd;
use tempfile::TempDir;

/// What is personal of the card `an.toml`, as it stands on the chip and as it may be shown.
const PERSONAL: [&str; 14] = [
    "001099000123",
    "099000123",
    "000123",
    "Nguyễn Văn An",
    "NGUYEN",
    "VAN AN",
    "1999",
    "990515",
    "Ba Đình",
    "Đội Cấn",
    "2039",
    "390515",
    "2022",
    "012345678",
];

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path)
}

fn tool(socket: &Path, arguments: &[&str], input: &str) -> Output {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_luutru-read"))
        .args(arguments)
        .env("PCSCLITE_CSOCK_NAME", socket)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A tool that needs no input may be over already.
    let _ = tool.stdin.take().unwrap().write_all(input.as_bytes());
    tool.wait_with_output().unwrap()
}

/// A service with a card on its reader.
struct Desk {
    pad: Pad,
    serving: Option<JoinHandle<()>>,
    service: Pcscd,
    logs: TempDir,
}

impl Desk {
    /// `None` where this machine cannot have one.
    fn open() -> Option<Self> {
        if let Some(reason) = Pcscd::missing() {
            assert!(std::env::var_os("CI").is_none(), "{reason}");
            eprintln!("skipped: {reason}");
            return None;
        }
        let logs = tempfile::tempdir().unwrap();
        let service = Pcscd::start(logs.path());
        let pad = Pad::new(None);
        let (served, address) = (pad.clone(), format!("127.0.0.1:{}", service.vpcd_port()));
        let serving = Some(thread::spawn(move || served.serve(&address).unwrap()));
        Some(Self { pad, serving, service, logs })
    }

    fn lay(&self, card: &str) {
        self.pad.lay("card", Card::load(&fixture(card), [9; 32]).unwrap()).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        tool(&self.service.socket(), arguments, "")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.pad.stop();
        let _ = self.serving.take().map(JoinHandle::join);
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_card_is_read_told_and_masked() {
    let Some(desk) = Desk::open() else { return };
    desk.lay("cards/an.toml");
    let trust = fixture("pki");
    let trust = trust.to_str().unwrap();

    let plain = desk.run(&["chip", "--can", "000123", "--trust", trust]);
    let said = text(&plain.stdout);
    assert_eq!(plain.status.code(), Some(0), "{said} {}", text(&plain.stderr));
    for word in ["Căn cước công dân", "Nguyễn Văn An", "Chữ ký khớp với chứng thư của nơi cấp", "DG1 matches", "lệnh"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }

    let json: Value = serde_json::from_slice(&desk.run(&["chip", "--can", "000123", "--json"]).stdout).unwrap();
    assert_eq!(json["document"]["name"], "Nguyễn Văn An");
    assert_eq!((&json["exit"], &json["verdict"]["data"]), (&0.into(), &"self-consistent".into()));
    assert_eq!(json["conversation"]["commands"].as_u64(), Some(desk.pad.report().counts.commands as u64 / 2));

    let trace = desk.logs.path().join("trace");
    let trace = trace.to_str().unwrap();
    for form in [&["--json"][..], &[]] {
        let arguments = [&["chip", "--can", "000123", "--mask", "--com", "--trace", trace][..], form].concat();
        let masked = desk.run(&arguments);
        assert_eq!(masked.status.code(), Some(0));
        for said in [text(&masked.stdout), text(&masked.stderr)] {
            for fact in PERSONAL {
                assert!(!said.contains(fact), "{fact} in {said}");
            }
        }
        assert!(text(&masked.stdout).contains("•••"));
        let kept = std::fs::read_to_string(trace).unwrap();
        assert!(
            kept.starts_with("luutru-trace 1\n") && kept.contains(" ~") && kept.ends_with("end ok\n"),
            "{kept:.300}"
        );
        assert!(PERSONAL.iter().all(|fact| !kept.contains(fact)));
        kept.parse::<emrtd::Trace>().unwrap();
    }
}

#[test]
fn passwords_come_from_the_standard_input_too() {
    let Some(desk) = Desk::open() else { return };
    desk.lay("cards/an.toml");
    let code = std::fs::read_to_string(fixture("qr/an.txt")).unwrap();
    for (option, input) in [("--can", "000123\n"), ("--qr", &code), ("--mrz", "099000123 990515 390515\n")] {
        let output = tool(&desk.service.socket(), &["chip", option, "-"], input);
        assert_eq!(output.status.code(), Some(0), "{option}: {}", text(&output.stderr));
    }
}

/// What a script may rely on.
#[test]
fn every_end_has_its_number_and_its_sentence() {
    let nowhere = Path::new("/nowhere/pcscd.comm");
    let cases: [(&[&str], i32, &str); 7] = [
        (&["chip", "--can", "000123"], 3, "pcscd"),
        (&["readers", "--once"], 3, "pcscd"),
        (&["chip"], 1, "--can"),
        (&["chip", "--can", "12"], 1, "CAN"),
        (&["chip", "--can", "000123", "--trust", "/nowhere"], 1, "/nowhere"),
        (&["chip", "--can", "000123", "--timeout", "18446744073709551615"], 1, "--timeout"),
        (&["--help"], 0, ""),
    ];
    for (arguments, code, word) in cases {
        let output = tool(nowhere, arguments, "");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(text(&output.stderr).contains(word), "{arguments:?}: {}", text(&output.stderr));
    }

    let Some(desk) = Desk::open() else { return };
    let is = |arguments: &[&str], code: i32, why: &str| {
        let output = desk.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{why}: {}", text(&output.stderr));
    };
    is(&["chip", "--can", "000123", "--timeout", "1"], 5, "no card");
    is(&["chip", "--can", "000123", "--timeout", "1", "--reader", "Another"], 4, "no such reader");
    is(&["readers", "--once", "--json"], 0, "there is a reader");
    desk.lay("cards/an.toml");
    is(&["chip", "--can", "999999"], 8, "a wrong number");
    desk.pad.set_faults(Faults { lift_at: Some(20), ..Faults::default() });
    is(&["chip", "--can", "000123", "--timeout", "1"], 9, "lifted");
    desk.pad.set_faults(Faults::default());
    desk.lay("cards/an-tampered.toml");
    is(&["chip", "--can", "000123", "--json"], 2, "altered");
}
