//! What the delivered program must not hold: the hand that lays emulated cards.

use stories::process::built;

/// The file by which practice speaks to the emulated card; a program without it cannot lay one.
const MARK: &[u8] = b"card.sock";

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
