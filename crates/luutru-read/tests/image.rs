//! The tool on pictures, films and folders: what it says of each, in words and in JSON.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test starts programs, writes pictures and fails by panicking"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn tool(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_luutru-read")).arg("image").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn fixture(name: &str) -> String {
    format!("{}/../../fixtures/qr/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn payload(name: &str) -> String {
    fs::read_to_string(fixture(name)).unwrap().trim_end().to_owned()
}

fn hex(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("{byte:02X}").into_bytes()).map(char::from).collect()
}

/// A folder with a card, an empty desk, a film, a picture that is cut off and something that is no picture.
fn album() -> tempfile::TempDir {
    let album = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(album.path().join(name), bytes).unwrap();
    let card = fs::read(fixture("an.jpg")).unwrap();
    let conditions = frame_sim::Conditions { size: (320, 240), ..frame_sim::Conditions::webcam(1) };
    let desk = frame_sim::frame(None, conditions).picture;
    fs::create_dir(album.path().join("c")).unwrap();
    put("b.png", &frame_sim::png(&desk).unwrap());
    put("a.JPG", &card);
    put("notes.txt", b"no picture");
    put("c/film.mjpeg", &[card.as_slice(), &card].concat());
    album
}

fn path_of(line: &Value) -> &str {
    line["path"].as_str().unwrap().rsplit('/').next().unwrap()
}

#[test]
fn every_picture_below_a_folder_has_its_line_in_the_order_of_names() {
    let album = album();
    let output = tool(&["--json", album.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines = lines(&output);
    assert_eq!(lines.iter().map(path_of).collect::<Vec<_>>(), ["a.JPG", "b.png", "film.mjpeg", "film.mjpeg"]);
    assert_eq!(lines.iter().map(|line| line["frame"].as_u64()).collect::<Vec<_>>(), [None, None, Some(0), Some(1)]);

    let found = &lines[0]["found"][0];
    let payload = payload("an.txt");
    assert_eq!((found["kind"].as_str(), found["text"].as_str()), (Some("qr"), Some(payload.as_str())));
    assert_eq!(found["hex"].as_str(), Some(hex(&payload).as_str()));
    let card = frame_sim::Card::print(&payload).unwrap();
    let truth = &frame_sim::frame(Some(&card), frame_sim::Conditions::webcam(1)).truths[0];
    let (drawn, module) = (truth.corners, found["module"].as_f64().unwrap());
    assert!((module - f64::from(truth.module_px)).abs() < 0.1, "{module} {}", truth.module_px);
    for (corner, drawn) in found["where"].as_array().unwrap().iter().zip(drawn) {
        let off = |place: usize, drawn: f32| (corner[place].as_f64().unwrap() - f64::from(drawn)).abs();
        assert!(off(0, drawn.0) < 8.0 && off(1, drawn.1) < 8.0, "{corner}");
    }
    assert_eq!(lines[0]["size"], serde_json::json!([1280, 720]));
    assert_eq!(lines[1]["found"], serde_json::json!([]));
    for line in &lines {
        let stages = line["stages"].as_object().unwrap();
        let sum: f64 = stages.values().map(|time| time.as_f64().unwrap()).sum();
        assert!(stages.contains_key("decode") && stages.contains_key("swift"), "{line}");
        assert!((sum - line["ms"].as_f64().unwrap()).abs() < 0.1, "{line}");
    }
}

#[test]
fn words_say_the_same_and_a_mask_hides_every_payload() {
    let (picture, payload) = (fixture("an.jpg"), payload("an.txt"));
    let plain = tool(&[&picture]);
    assert!(text(&plain.stdout).contains(&payload), "{}", text(&plain.stdout));
    for form in [&["--mask", &picture][..], &["--mask", "--json", &picture]] {
        let output = tool(form);
        let said = text(&output.stdout);
        assert!(said.contains("•••") && said.contains("qr"), "{said}");
        for personal in ["001099000123", "Nguyễn", "15051999", &hex("001099000123")] {
            assert!(!said.contains(personal), "{said}");
        }
    }
}

#[test]
fn what_cannot_be_seen_is_told_by_its_kind_and_ends_nothing() {
    let album = album();
    let card = fs::read(fixture("an.jpg")).unwrap();
    let at = |name: &str| album.path().join(name).to_str().unwrap().to_owned();
    let mut huge = card.clone();
    let size = huge.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap() + 5;
    huge[size..size + 4].copy_from_slice(&[0xFF; 4]);
    fs::write(at("cut.jpg"), &card[..card.len() / 2]).unwrap();
    fs::write(at("huge.jpg"), huge).unwrap();
    fs::write(at("empty.png"), b"").unwrap();
    for (name, code) in [
        ("cut.jpg", "truncated"),
        ("huge.jpg", "too-large"),
        ("empty.png", "unknown-kind"),
        ("notes.txt", "unknown-kind"),
        ("absent.jpg", "not-found"),
    ] {
        let output = tool(&["--json", &at(name), &fixture("an.jpg")]);
        let lines = lines(&output);
        assert_eq!((output.status.code(), lines[0]["error"].as_str()), (Some(1), Some(code)), "{name}");
        assert_eq!((&lines[0]["found"], lines.len()), (&serde_json::json!([]), 2));
        assert_eq!(lines[1]["found"][0]["kind"], "qr");
        assert!(text(&tool(&[&at(name)]).stderr).contains(name));
    }
    let nowhere = Path::new("/dev/null").to_str().unwrap();
    assert_eq!(lines(&tool(&["--json", nowhere]))[0]["error"], "no-file");
}

#[test]
fn the_end_tells_whether_anything_was_seen() {
    let album = album();
    let at = |name: &str| album.path().join(name).to_str().unwrap().to_owned();
    fs::create_dir(at("bare")).unwrap();
    let cases: [(&[&str], i32); 5] = [
        (&[&at("a.JPG"), &at("b.png")], 0),
        (&[&at("b.png")], 10),
        (&[&at("bare")], 10),
        (&["--budget", "0", &at("a.JPG")], 10),
        (&[], 1),
    ];
    for (arguments, code) in cases {
        assert_eq!(tool(arguments).status.code(), Some(code), "{arguments:?}");
    }
}
