//! What the chips of passports say of their holders, from the conversation to the document, in process.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::path::Path;

use card_sim::{Card, Profile};
use document::{Birth, Document, Fact, Paper, Sex};
use emrtd::{Can, Output, Password, Reading, Session};
use jiff::civil::{Date, date};
use reader::chip::{holder, shown, to_document};

const TODAY: Date = date(2026, 7, 1);

/// Reads a card of `fixtures/cards` with its CAN.
fn read(name: &str) -> Box<Reading> {
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cards").join(name);
    let mut card = Card::new(&Profile::load(&profile).unwrap(), [7; 32]).unwrap();
    let mut session = Session::new(vec![Password::Can(Can::new("123456").unwrap())], [7; 32]);
    loop {
        match session.poll() {
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Progress(_) => {}
            Output::Interrupted => session.resume(&card.atr(), None),
            Output::Finished(result) => return result.unwrap(),
        }
    }
}

fn text(fact: Option<&Fact<String>>) -> &str {
    fact.map_or("", |fact| fact.value.expose())
}

#[test]
fn a_passport_with_further_details() {
    let reading = read("passport-one-name.toml");
    let zone = holder(&reading.dg1, TODAY);
    let whole = to_document(&reading, TODAY);
    assert_eq!((text(zone.name.as_ref()), text(whole.name.as_ref())), ("ARKFREITH", "Arkfreith"));
    assert_eq!((whole.paper, text(whole.number.as_ref())), (Paper::Passport, "UT3628599"));
    assert_eq!(whole.birth.as_ref().map(|birth| *birth.value.expose()), Some(Birth::Year(1960)));
    assert_eq!(whole.sex.as_ref().map(|sex| *sex.value.expose()), Some(Sex::Unspecified));
    assert_eq!(whole.issued.as_ref().map(|day| *day.value.expose()), Some(date(2021, 4, 3)));
    assert_eq!(text(whole.birth_place.as_ref()), "Utopia, Amaurot");
    assert_eq!(text(whole.personal_number.as_ref()), "UT-1960-17");
    // What only the further groups tell is not in the zone.
    let Document { issued, birth_place, personal_number, .. } = zone;
    assert_eq!((issued, birth_place, personal_number), (None, None, None));
}

#[test]
fn faces_of_every_kind_are_shown_as_jpeg() {
    for name in ["passport-one-name.toml", "passport-jp2.toml", "passport-39794.toml"] {
        let face = read(name).dg2.unwrap();
        assert_eq!(shown(&face).unwrap().expose()[..3], [0xFF, 0xD8, 0xFF], "{name}");
    }
}
