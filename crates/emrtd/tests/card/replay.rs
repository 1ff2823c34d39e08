//! A recorded conversation becomes a card again, and is read as the original was.

use card_sim::{Card, replay::CAN};
use emrtd::{Output, Password, Session};

use crate::support::{SEED, can, drive, profile};
use mrz::MrzKey;

/// The text of a conversation with a card.
fn trace(card: &mut Card, password: Password) -> String {
    let mut session = Session::new(vec![password], SEED).recording().on_reader(&card.atr(), None);
    loop {
        match session.poll() {
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Progress(_) => {}
            Output::Interrupted => {
                card.reset();
                session.resume(&card.atr(), None);
            }
            Output::Finished(result) => {
                result.unwrap();
                return session.trace().unwrap().to_string();
            }
        }
    }
}

#[test]
fn a_replayed_card_is_read_as_the_original_was() {
    for name in ["an", "bench-ca", "bench-ca-extended", "an-odd", "an-small-reads", "child-4", "passport-dh-gm"] {
        let profile = profile(&format!("{name}.toml"));
        let mut original = Card::new(&profile, SEED).unwrap();
        let text = trace(&mut original, can(profile.holder.can()));
        original.reset();
        let read = |card: &mut Card, digits: &str| {
            drive(Session::new(vec![can(digits)], SEED).on_reader(&card.atr(), None), card).reading()
        };
        let first = read(&mut original, profile.holder.can());
        let mut replayed = Card::replay(&text, SEED).unwrap();
        assert_eq!(replayed.atr(), original.atr(), "{name}");
        let again = read(&mut replayed, CAN);
        assert_eq!(again.counts.round_trips, first.counts.round_trips, "{name}");
        let names = |reading: &emrtd::Reading| reading.files.iter().map(|(f, b)| (f, b.len())).collect::<Vec<_>>();
        assert_eq!(names(&again), names(&first), "{name}");
        for (group, same) in first.evidence.groups.iter().zip(&again.evidence.groups) {
            assert_eq!((group.group, &group.verdict), (same.group, &same.verdict), "{name}");
        }
    }
}

#[test]
fn a_replayed_card_is_opened_by_what_is_left_of_its_zone() {
    let profile = profile("an-bac.toml");
    let mut original = Card::new(&profile, SEED).unwrap();
    let key = Password::Mrz(MrzKey::new("099000123", "990515", "390515").unwrap());
    let text = trace(&mut original, key);
    let mut replayed = Card::replay(&text, SEED).unwrap();
    // Redaction makes every digit a one.
    let key = Password::Mrz(MrzKey::new("111111111", "111111", "111111").unwrap());
    let reading = drive(Session::new(vec![key], SEED), &mut replayed).reading();
    assert_eq!(reading.dg1.mrz.format, mrz::Format::Td1);
}
