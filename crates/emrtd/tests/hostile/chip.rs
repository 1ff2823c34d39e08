//! Whole sessions with an emulated chip that changes what it says: in the clear, under its own protection, and on the way.

use std::{
    cell::RefCell,
    rc::Rc,
    sync::{Arc, Mutex},
};

use card_sim::{Card, Faults, Profile};
use emrtd::{Can, DataTrust, GroupVerdict, Output, Password, ReadError, Reading, Session, Statement, Trace};

use crate::{dice::Dice, memory, root};

fn profile(name: &str) -> Profile {
    Profile::load(&root().join("fixtures/cards").join(name)).unwrap()
}

fn passwords(profile: &Profile) -> Vec<Password> {
    let can = Can::new(profile.holder.can()).ok().map(Password::Can);
    let key = mrz::parse(&profile.holder.mrz()).unwrap().key();
    can.into_iter().chain([Password::Mrz(key)]).collect()
}

/// Drives a session to its end, through every interruption, and gives the bytes that the card sent with it.
fn drive(
    mut session: Session,
    card: &mut Card,
    mut on_the_way: impl FnMut(&mut Vec<u8>),
) -> (Result<Box<Reading>, ReadError>, usize) {
    let (mut commands, mut sent) = (0, 0);
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                commands += 1;
                assert!(commands <= Session::MOST_COMMANDS + Session::MOST_INTERRUPTIONS, "it comes to an end");
                let mut answer = card.transmit(&command);
                on_the_way(&mut answer);
                sent += answer.len();
                if card.is_lifted() { session.interrupted() } else { session.answer(&answer) }
            }
            Output::Progress(_) => {}
            Output::Interrupted => {
                card.set_faults(Faults::default());
                if card.is_lifted() {
                    card.lay();
                } else {
                    card.reset();
                }
                session.resume(&card.atr(), None);
            }
            Output::Finished(result) => {
                let trace = session.trace().unwrap();
                assert_eq!(trace.to_string().parse::<Trace>(), Ok(trace));
                return (result, sent);
            }
        }
    }
}

/// What is called consistent is what the card was made with, byte for byte.
fn assert_sound(result: &Result<Box<Reading>, ReadError>, card: &Card, name: &str) {
    let Ok(reading) = result else { return };
    let said = reading.evidence.statement();
    if reading.evidence.data() == DataTrust::Unproven {
        return assert!(
            matches!(said, Statement::Unchecked | Statement::Altered | Statement::Copied),
            "{name}: {said:?}"
        );
    }
    for group in reading.evidence.groups.iter().filter(|group| group.verdict == GroupVerdict::Matches) {
        let file = emrtd::FileId::GROUPS.into_iter().find(|file| file.group() == Some(group.group)).unwrap();
        let made =
            card_sim::FileId::ALL.into_iter().find(|made| made.in_application() && made.short() == file.short_id());
        assert_eq!(reading.files.get(file), made.and_then(|made| card.file(made)), "{name} {file}");
    }
}

/// One answer in a few is changed inside the chip, before it is protected: the reader's own protection does not help it.
#[test]
fn a_chip_that_changes_what_it_says() {
    let cards = [
        "an.toml",
        "an-bac.toml",
        "passport-cam.toml",
        "passport-aa-rsa.toml",
        "passport-im.toml",
        "passport-one-name.toml",
        "bench-ca-extended.toml",
    ];
    let changed_at_all = Arc::new(Mutex::new(0));
    for (name, seed) in cards.into_iter().flat_map(|name| (0..8).map(move |seed| (name, seed))) {
        let profile = profile(name);
        let mut card = Card::new(&profile, [3; 32]).unwrap();
        let (counter, dice) = (Arc::clone(&changed_at_all), Mutex::new(Dice::new(seed + 77)));
        let rarely = 4 + usize::try_from(seed).unwrap() * 4;
        card.set_tamper(Some(Box::new(move |_, answer| {
            let mut dice = dice.lock().unwrap();
            if dice.below(rarely) == 0 {
                *counter.lock().unwrap() += 1;
                dice.damage(answer);
            }
        })));
        let session = Session::new(passwords(&profile), [5; 32]).recording().on_reader(&card.atr(), None).with_com();
        let mut outcome = None;
        let peak = memory::peak(|| outcome = Some(drive(session, &mut card, |_| ())));
        let (result, sent) = outcome.unwrap();
        assert_sound(&result, &card, name);
        assert!(peak <= (4 << 20) + 64 * sent, "{name}: {peak} bytes for {sent}");
    }
    assert!(*changed_at_all.lock().unwrap() > 100);
}

/// The same on the way between card and reader, where protection holds.
#[test]
fn a_way_that_changes_what_passes() {
    for (name, seed) in ["an.toml", "an-bac.toml", "bench-extended.toml"]
        .into_iter()
        .flat_map(|name| (0..12).map(move |seed| (name, seed)))
    {
        let profile = profile(name);
        let mut card = Card::new(&profile, [3; 32]).unwrap();
        let dice = Rc::new(RefCell::new(Dice::new(seed + 7)));
        let session = Session::new(passwords(&profile), [5; 32]).recording().on_reader(&card.atr(), None);
        let (result, _) = drive(session, &mut card, |answer| {
            let mut dice = dice.borrow_mut();
            match dice.below(40) {
                0 => dice.damage(answer),
                1 => answer.clear(),
                _ => {}
            }
        });
        assert_sound(&result, &card, name);
    }
}

/// A chip that gives one byte at a time, or promises more for ever, is given up after so many commands.
#[test]
fn a_chip_that_never_comes_to_an_end() {
    type Answer = fn(&[u8]) -> Vec<u8>;
    let endless: [(&str, Answer); 3] = [
        ("a byte at a time", |command| {
            if command[1] == 0xB0 && command[2] == 0x9C {
                vec![0x31, 0x83, 0x03, 0xFF, 0xFF, 0x90, 0x00]
            } else {
                vec![0x00, 0x90, 0x00]
            }
        }),
        ("more waits", |_| vec![0x31, 0x61, 0x01]),
        ("never here", |_| Vec::new()),
    ];
    for (what, answer) in endless {
        let can = Password::Can(Can::new("000123").unwrap());
        let mut session = Session::new(vec![can], [5; 32]);
        let mut commands = 0;
        let peak = memory::peak(|| {
            loop {
                match session.poll() {
                    Output::Transmit(command) => {
                        commands += 1;
                        session.answer(&answer(&command));
                    }
                    Output::Progress(_) => {}
                    Output::Interrupted => session.resume(&[], None),
                    Output::Finished(result) => break assert!(result.is_err(), "{what}"),
                }
            }
        });
        assert!(commands <= Session::MOST_COMMANDS, "{what}: {commands}");
        assert!(peak < 1 << 20, "{what}: {peak}");
    }
}
