//! The tool with cameras that are files and with a scanner that is a pseudo terminal.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test starts programs, reads fixtures and fails by panicking"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stories::scanner::Outlet;

fn tool(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_luutru-read")).args(arguments).output().unwrap()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    std::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn fixture(name: &str) -> String {
    format!("{}/../../fixtures/qr/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn payload() -> String {
    fs::read_to_string(fixture("an.txt")).unwrap().trim_end().to_owned()
}

#[test]
fn a_camera_is_watched_until_something_is_read() {
    let room = tempfile::tempdir().unwrap();
    let at = |name: &str| room.path().join(name);
    let card = fs::read(fixture("an.jpg")).unwrap();
    fs::create_dir(at("desk")).unwrap();
    fs::write(at("desk/card.jpg"), &card).unwrap();
    fs::write(at("film.mjpeg"), &card).unwrap();
    for choice in [format!("folder:{}", at("desk").display()), format!("video:{}", at("film.mjpeg").display())] {
        let output = tool(&["camera", &choice, "--json", "--once"]);
        assert_eq!(output.status.code(), Some(0), "{choice}");
        let events = lines(&output.stdout);
        let seen = events.iter().find(|event| event["event"] == "seen").unwrap();
        assert_eq!(seen["found"][0]["text"].as_str(), Some(payload().as_str()));
        assert_eq!(seen["found"][0]["recognised"], "card");
        let state = events.iter().find(|event| event["event"] == "state").unwrap();
        assert_eq!((&state["size"], &state["device"]), (&serde_json::json!([1280, 720]), &Value::Null));
        let masked = tool(&["camera", &choice, "--once", "--mask"]);
        assert!(!String::from_utf8_lossy(&masked.stdout).contains("001099000123"));
        // Its time is over also where the next frame always waits.
        assert_eq!(tool(&["camera", &choice, "--timeout", "1", "--json"]).status.code(), Some(0), "{choice}");
    }
}

#[test]
fn a_camera_that_is_not_there_and_one_that_shows_nothing_have_their_numbers() {
    let room = tempfile::tempdir().unwrap();
    let empty = format!("folder:{}", room.path().display());
    let cases = [("v4l:/nowhere", 4), ("folder:/nowhere", 4), (empty.as_str(), 10), ("camera", 1)];
    for (choice, code) in cases {
        let output = tool(&["camera", choice, "--timeout", "1", "--json"]);
        assert_eq!(output.status.code(), Some(code), "{choice}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(lines(&tool(&["camera", "v4l:/nowhere", "--json"]).stdout)[0]["error"], "not-found");
}

/// Starts the tool at a scanner, sends once it listens, and gives what it said of it.
fn scanned(code: &[u8], options: &[&str]) -> Value {
    let outlet = Outlet::default();
    let mut plugged = outlet.plug();
    let mut tool = Command::new(env!("CARGO_BIN_EXE_luutru-read"))
        .args(["scanner", &outlet.setting(), "--json", "--once"])
        .args(options)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut events = BufReader::new(tool.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&events.next().unwrap().unwrap()).unwrap();
    assert_eq!(next()["event"], "working");
    plugged.send(code);
    let event = next();
    assert_eq!(tool.wait().unwrap().code(), Some(0));
    event
}

#[test]
fn what_a_scanner_sends_is_told_with_what_is_wrong_with_its_setting() {
    let payload = payload();
    let whole = scanned(format!("{payload}\r\n").as_bytes(), &[]);
    assert_eq!((whole["text"].as_str(), &whole["carried"]), (Some(payload.as_str()), &"whole".into()));
    assert_eq!((&whole["recognised"], &whole["advice"]), (&"card".into(), &Value::Null));
    assert_eq!(whole["document"]["name"], "Nguyễn Văn An");
    assert!(whole["ms"].as_f64().is_some_and(|took| (0.0..5_000.0).contains(&took)), "{whole}");

    let masked = scanned(format!("{payload}\r\n").as_bytes(), &["--mask"]).to_string();
    assert!(masked.contains("•••") && !masked.contains("001099000123") && !masked.contains("Nguy"), "{masked}");

    // Windows-1258, as a scanner set to another code page sends it.
    let other = scanned(b"001099000123||Nguy\xea\xden V\xe3n An|15051999|Nam|H\xe0 N\xf4\xf2i|01082022\r\n", &[]);
    assert_eq!((&other["carried"], &other["recognised"]), (&"other-code-page".into(), &"damaged-card".into()));
    assert!(other["advice"].as_str().unwrap().contains("UTF-8") && other["text"].is_null());
}

#[test]
fn a_scanner_that_is_not_there_is_told() {
    let output = tool(&["scanner", "serial:/nowhere", "--json", "--once"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(lines(&output.stdout)[0]["error"], "not-found");
}
