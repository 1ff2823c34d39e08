//! What one full reading costs in round trips, counted by the emulated card: all files with short commands, the same
//! files with extended length, and after how many commands the name can show.
//!
//! It prints one line, `luutru short N extended M name-after K`; with `--bytes`, the bytes of both readings below it.
//! The cards lie in process; that a reading through a real PC/SC service costs the same is a test of this crate.
#![expect(clippy::print_stdout, reason = "a tool that says what it measured")]
#![expect(clippy::expect_used, reason = "a tool that stops when it cannot measure")]

use std::path::Path;

use card_sim::{Card, Counts};
use emrtd::{Can, Output, Password, Session};

fn main() {
    let (short, extended) = (read("bench.toml"), read("bench-extended.toml"));
    let name = short.name_after.expect("a whole reading has read DG1");
    println!("luutru short {} extended {} name-after {name}", short.commands, extended.commands);
    if std::env::args().any(|argument| argument == "--bytes") {
        for (form, counts) in [("short", short), ("extended", extended)] {
            println!("bytes  {form} {} to the card, {} from it", counts.bytes_in, counts.bytes_out);
        }
    }
}

/// Reads a card as behind a reader that does not say how long answers may be, and gives the card's counts.
fn read(name: &str) -> Counts {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cards").join(name);
    let mut card = Card::load(&file, [1; 32]).expect("the bench card can be made");
    let can = Can::new("000123").expect("six digits");
    let mut session = Session::new(vec![Password::Can(can)], [2; 32]).on_reader(&card.atr(), None);
    loop {
        match session.poll() {
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Progress(_) => {}
            Output::Interrupted => session.resume(&card.atr(), None),
            Output::Finished(result) => {
                result.expect("the bench card can be read");
                return card.counts();
            }
        }
    }
}
