//! The camera's picture on the page: it lives, shows what is read and how to hold a card, and is written nowhere.

use std::fs;
use std::path::Path;

use frame_sim::{Card, Conditions, frame};
use serde_json::json;
use stories::clerk::Clerk;
use stories::desk::{Desk, Face};

const PREVIEW: &str = "[data-kind='camera'] figure";
/// Frames a second below which a preview does not look alive.
const ALIVE: f64 = 15.0;

/// Milliseconds from which on a page does not answer, to a person. Far more than a picture takes to be drawn without a graphics card.
const BLOCKED: f64 = 1_000.0;

/// Counts the pictures that the page draws in four seconds, and how long the page was kept from doing anything else.
const COUNT: &str = r"
const done = arguments[0];
const picture = document.querySelector('figure img');
let frames = 0, longest = 0, before = performance.now();
const began = before;
picture.addEventListener('load', () => frames++);
const beat = () => {
    const now = performance.now();
    [longest, before] = [Math.max(longest, now - before), now];
    if (now - began < 4000) setTimeout(beat, 0);
    else done([frames * 1000 / (now - began), longest]);
};
beat();";

#[test]
fn the_preview_of_a_large_camera_lives_and_guides_and_is_written_nowhere() {
    let films = tempfile::tempdir().expect("a temporary folder can be made");
    let mut desk = Desk::open_without_camera(Face::Reception);
    let process = desk.app.pid();
    let clerk = Clerk::sit_down(&desk);
    let app = clerk.app();
    clerk.try_devices();

    clerk.choose_device("camera", &film(films.path(), "near", 14.0));
    app.wait_for(&format!("{PREVIEW} [data-outline='read']"));
    assert_eq!(app.count(&format!("{PREVIEW} rect")), 1, "the box to hold a card in");
    assert_eq!(app.count(&format!("{PREVIEW} [data-advice]")), 0, "it is read: nothing to advise");
    let written = stored(process.as_raw_nonzero().get());
    let counted = app.script_async(COUNT, &json!([]));
    let (rate, longest) = (counted[0].as_f64().unwrap_or(0.0), counted[1].as_f64().unwrap_or(f64::MAX));
    let written = stored(process.as_raw_nonzero().get()) - written;
    println!(
        "{rate:.1} pictures of 1920 x 1080 a second; the page answers within {longest:.0} ms; {written} bytes stored"
    );
    assert!(rate >= ALIVE, "{rate:.1} pictures a second");
    assert!(longest < BLOCKED, "the page answered nobody for {longest:.0} ms");
    assert!(written < 100_000, "{written} bytes were stored while {} passed by", rate * 4.0);

    clerk.choose_device("camera", &film(films.path(), "far", 3.0));
    app.wait_for_text(&format!("{PREVIEW} [data-advice='closer']"), "Gần hơn");
}

/// A film of 1920 x 1080 pixels of a card at so many pixels a millimetre, as a camera's setting.
fn film(folder: &Path, name: &str, pixels_per_mm: f64) -> String {
    let payload = include_str!("../../fixtures/qr/an.txt");
    let card = Card::print(payload.trim_end()).expect("the payload fits");
    let path = folder.join(name).with_extension("mjpeg");
    let picture = |seed| {
        let mut conditions = Conditions { size: (1920, 1080), ..Conditions::webcam(1) };
        conditions.sensor.seed = seed;
        conditions.poses[0].pixels_per_mm = pixels_per_mm;
        conditions.poses[0].place = (960.0, 540.0);
        frame(Some(&card), conditions).jpeg.expect("a webcam sends JPEG")
    };
    fs::write(&path, (0..6).flat_map(picture).collect::<Vec<u8>>()).expect("a temporary folder can be written");
    format!("video:{}", path.display())
}

/// How many bytes a process has caused to be stored.
fn stored(process: i32) -> u64 {
    let io = fs::read_to_string(format!("/proc/{process}/io")).expect("a process of our own tells");
    let count = io.lines().find_map(|line| line.strip_prefix("write_bytes: "));
    count.and_then(|count| count.parse().ok()).expect("the kernel counts what is stored")
}
