//! What the delivered program must not hold: the hand that lays emulated cards.

use std::process::Command;

use stories::process::built;

/// The file by which practice speaks to the emulated card; a program without it cannot lay one.
const MARK: &[u8] = b"card.sock";

/// With this in its environment, a web view lets another program drive it.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

fn holds(program: &str) -> bool {
    let path = built(program);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    bytes.windows(MARK.len()).any(|part| part == MARK)
}

#[test]
fn practice_is_absent_from_the_delivered_program() {
    assert!(holds("luutru"), "the program for practice has no mark of it: this rule looks for the wrong thing");
    assert!(!holds("../plain/luutru"), "the delivered program can lay emulated cards: feature `training` is in it");
}

#[test]
fn nobody_drives_the_delivered_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(built("../plain/luutru"));
    let ended = program.arg("--data").arg(folder.path()).env(AUTOMATION, "true").output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success() && told.contains(AUTOMATION), "{told}");
}
