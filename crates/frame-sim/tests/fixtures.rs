//! The program, and the fixtures that it drew.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test runs the program, reads what it wrote, and fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use frame_sim::{Card, Conditions, frame, video};

const AN: &str = "001099000123||Nguyễn Văn An|15051999|Nam|Hà Nội|20052022";

fn run(arguments: &[&str], folder: &Path) -> bool {
    let program = env!("CARGO_BIN_EXE_frame-sim");
    Command::new(program).args(arguments).current_dir(folder).output().unwrap().status.success()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/qr")
}

#[test]
fn the_committed_fixtures_are_what_the_program_draws() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["an", "an-2024", "binh"];
    for name in names {
        fs::copy(fixtures().join(name).with_extension("txt"), folder.path().join(name).with_extension("txt")).unwrap();
    }
    assert!(run(&["fixtures", "--dir", "."], folder.path()));
    for name in names {
        let picture = |place: &Path| image::open(place.join(name).with_extension("jpg")).unwrap().into_luma8();
        let (drawn, committed) = (picture(folder.path()), picture(&fixtures()));
        // Another machine's sine may differ in its last bit, which is a level of noise and no more.
        let off =
            drawn.iter().zip(committed.iter()).filter(|(drawn, committed)| drawn.abs_diff(**committed) > 4).count();
        assert!(drawn.dimensions() == committed.dimensions() && off * 1000 < drawn.len(), "{name}: {off} pixels");
    }
}

#[test]
fn pictures_and_films_are_written_whole_and_by_their_ending() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(&["card", "--qr", AN, "--out", "card.png"], folder.path()));
    assert!(run(&["card", "--qr", AN, "--out", "card.jpg", "--seed", "7"], folder.path()));
    assert!(run(&["video", "--qr", AN, "--frames", "3", "--out", "card.mjpeg"], folder.path()));
    let start = |name: &str| fs::read(folder.path().join(name)).unwrap()[..3].to_vec();
    assert_eq!(start("card.png"), b"\x89PN");
    assert_eq!([start("card.jpg"), start("card.mjpeg")], [[0xFF, 0xD8, 0xFF]; 2]);
    assert!(!run(&["card", "--qr", AN, "--out", "card.gif"], folder.path()));
    assert!(!run(&["card", "--qr", &"a".repeat(3000), "--out", "long.png"], folder.path()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing half-written is left");
}

#[test]
fn the_seed_decides_everything() {
    let card = Card::print(AN).unwrap();
    let drawn = |seed| frame(Some(&card), Conditions { size: (160, 90), ..Conditions::webcam(seed) }).picture;
    assert_eq!(drawn(3), drawn(3));
    assert_ne!(drawn(3), drawn(4));
}

#[test]
fn a_film_begins_and_ends_with_the_empty_desk() {
    let card = Card::print(AN).unwrap();
    let film = video(&card, 5, 1).unwrap();
    let frames = scan::jpeg::frames(&film);
    let brightest = |jpeg: &[u8]| scan::decode_picture(jpeg).unwrap().pixels().iter().copied().max().unwrap();
    let shows_card: Vec<bool> = frames.into_iter().map(|jpeg| brightest(jpeg) > 200).collect();
    assert_eq!(shows_card, [false, true, true, true, false]);
}

#[test]
fn the_number_of_fields_tells_the_size_of_the_code() {
    let module = |payload: &str| {
        let truth = frame(Some(&Card::print(payload).unwrap()), Conditions::webcam(1)).truths.remove(0);
        assert_eq!(truth.payload, payload.as_bytes());
        truth.module_px
    };
    let (of_2021, of_2024) = (module(AN), module(&format!("{AN}||||")));
    assert!(of_2024 > of_2021 * 1.3, "{of_2021} {of_2024}");
}
