//! A card in a person's hand: lifted and laid again, or another laid in its place.

use card_sim::{Card, Faults};
use emrtd::{DataTrust, FileId, Output, Progress, ReadError, Session, Step};

use crate::support::{SEED, assert_whole, can, card, drive, drive_on, key, lay_again, profile, read};

fn lift_at(index: usize) -> Faults {
    Faults { lift_at: Some(index), ..Faults::default() }
}

/// A reader that resets the card without a word, at any command: the chip forgets its channel and refuses.
#[test]
fn a_card_reset_amid_its_files_loses_none() {
    let whole = read(&mut card("an.toml"), vec![can("000123")]).reading();
    for command in 8..whole.counts.round_trips {
        let mut card = card("an.toml");
        card.set_faults(Faults { reset_at: Some(command), ..Faults::default() });
        let reading = read(&mut card, vec![can("000123")]).reading();
        assert_whole(&reading, &card);
        assert_eq!(reading.evidence.statement(), whole.evidence.statement(), "reset at {command}");
    }
}

/// Whatever the command: the reading goes on, brings home the same, and costs no more than opening the chip again.
#[test]
fn a_card_lifted_at_any_command_is_read_on() {
    for (name, over_bac) in [("an.toml", false), ("an.toml", true), ("bench-extended.toml", false)] {
        let mut profile = profile(name);
        profile.chip.pace.retain(|_| !over_bac);
        let mut card = Card::new(&profile, SEED).unwrap();
        let session = |card: &Card| Session::new(vec![can("000123"), key()], SEED).on_reader(&card.atr(), None);
        let begin = session(&card);
        let whole = drive(begin, &mut card).reading().counts.round_trips;
        for index in 0..whole {
            card.set_faults(lift_at(index));
            card.lay();
            let begin = session(&card);
            let outcome = drive(begin, &mut card);
            let (interruptions, commands) = (outcome.interruptions, outcome.commands);
            let reading = outcome.reading();
            assert_eq!(interruptions, 1, "{index}");
            assert_whole(&reading, &card);
            assert_eq!(reading.evidence.data(), DataTrust::SelfConsistent);
            assert_eq!((reading.counts.round_trips, reading.counts.interruptions), (commands, 1));
            assert!(commands <= whole + 10, "{name} lifted at {index}: {commands} commands instead of {whole}");
        }
    }
}

/// The file that was open is gone on with where it broke off, and what was read is not counted twice.
#[test]
fn a_face_is_not_read_from_the_start_again() {
    let mut card = card("bench.toml");
    let access = card.file(card_sim::FileId::CardAccess).unwrap().len();
    let all = access + 93 + 1720 + 395 + 93 + 623 + 16_097;
    card.set_faults(lift_at(80));
    let outcome = read(&mut card, vec![can("000123")]);
    // Laid again: PACE, SELECT, DG1, the first portion once more, then what was left.
    assert_eq!(outcome.commands, 95 + 8);
    let bytes: Vec<_> = outcome
        .progress
        .iter()
        .filter_map(|step| if let Progress::Bytes { done, total } = step { Some((*done, *total)) } else { None })
        .collect();
    assert!(bytes.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
    assert_eq!(bytes.last(), Some(&(all, all)));
    let told = outcome.progress.iter().filter(|step| matches!(step, Progress::Identity(_))).count();
    assert_eq!(told, 1, "the name is told once");
}

/// A hand that never rests: the session ends, with a typed reason, after a bounded number of interruptions.
#[test]
fn a_card_that_never_stays_is_given_up() {
    let mut card = card("an.toml");
    card.set_faults(lift_at(7));
    let session = Session::new(vec![can("000123")], SEED);
    let outcome = drive_on(session, &mut card, |card, _| card.lay());
    assert_eq!(outcome.interruptions, Session::MOST_INTERRUPTIONS);
    assert!(matches!(outcome.result.unwrap_err(), ReadError::CutShort { .. }));
}

#[test]
fn a_card_lifted_again_and_again_is_read_all_the_same() {
    let mut card = card("bench.toml");
    card.set_faults(lift_at(16));
    let session = Session::new(vec![can("000123")], SEED);
    let outcome = drive_on(session, &mut card, |card, _| card.lay());
    assert_eq!(outcome.interruptions, 10);
    let commands = outcome.commands;
    let reading = outcome.reading();
    assert_whole(&reading, &card);
    assert_eq!(reading.counts.round_trips, commands);
}

/// Another card laid in place of the first: noticed at once, whatever it has in common with the first.
#[test]
fn another_card_is_noticed_and_nothing_is_mixed() {
    let other_number = || Card::new(&profile("binh.toml"), SEED).unwrap();
    let other_name = || {
        let mut profile = profile("an.toml");
        profile.holder.given = "VAN ANH".to_owned();
        Card::new(&profile, SEED).unwrap()
    };
    let others: [(&str, &dyn Fn() -> Card); 2] = [("another number", &other_number), ("the same number", &other_name)];
    for (what, other) in others {
        for index in [9, 12, 20] {
            let mut first = card("an.toml");
            first.set_faults(lift_at(index));
            let session = Session::new(vec![can("000123")], SEED);
            let outcome = drive_on(session, &mut first, |card, _| *card = other());
            assert_eq!(outcome.result.unwrap_err(), ReadError::AnotherCard, "{what} at {index}");
        }
    }
}

/// Before anything of a card is known, another one may take its place.
#[test]
fn another_card_before_the_first_was_opened_is_simply_read() {
    let mut first = card("binh.toml");
    first.set_faults(lift_at(1));
    let session = Session::new(vec![can("000123")], SEED);
    let outcome = drive_on(session, &mut first, |first, _| *first = card("an.toml"));
    assert_eq!(outcome.reading().dg1.mrz.surname.expose(), "NGUYEN");
}

/// A group that goes on otherwise than it began is of another card.
#[test]
fn a_group_that_differs_after_the_interruption_is_noticed() {
    let mut first = card("bench.toml");
    first.set_faults(lift_at(80));
    let session = Session::new(vec![can("000123")], SEED);
    let outcome = drive_on(session, &mut first, |card, _| {
        let mut profile = profile("bench.toml");
        profile.face = profile.face.map(|mut face| {
            face.push(0);
            face
        });
        profile.sizes = card_sim::Sizes::default();
        *card = Card::new(&profile, SEED).unwrap();
    });
    assert_eq!(outcome.result.unwrap_err(), ReadError::AnotherCard);
}

/// An answer that is lost while the card stays: the session asks for a reset and goes on.
#[test]
fn a_lost_answer_is_made_up_for() {
    let mut card = card("an.toml");
    let whole = read(&mut card, vec![can("000123")]).commands;
    for index in 0..whole {
        let mut card = crate::support::card("an.toml");
        let mut session = Session::new(vec![can("000123")], SEED);
        let mut sent = 0;
        let reading = loop {
            match session.poll() {
                Output::Transmit(command) => {
                    let answer = card.transmit(&command);
                    session.answer(if sent == index { &[] } else { &answer });
                    sent += 1;
                }
                Output::Progress(_) => {}
                Output::Interrupted => {
                    lay_again(&mut card);
                    session.resume(&card.atr(), None);
                }
                Output::Finished(result) => break result.unwrap(),
            }
        };
        assert_whole(&reading, &card);
        assert_eq!((reading.counts.round_trips, reading.counts.interruptions), (sent, 1));
    }
}

/// A password that is blocked when the card lies there again is the chip's own word, and no other card.
#[test]
fn a_password_blocked_meanwhile_is_said_to_be() {
    let mut card = card("an.toml");
    let mut session = Session::new(vec![can("000123")], SEED);
    let mut laid_again = false;
    let result = loop {
        match session.poll() {
            Output::Transmit(command) if laid_again && command.starts_with(&[0x00, 0x22, 0xC1, 0xA4]) => {
                session.answer(&[0x69, 0x83]);
            }
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Progress(Progress::File(FileId::Sod)) => session.interrupted(),
            Output::Progress(_) => {}
            Output::Interrupted => {
                laid_again = true;
                card.reset();
                session.resume(&card.atr(), None);
            }
            Output::Finished(result) => break result,
        }
    };
    assert_eq!(result.map(|_| ()), Err(ReadError::Blocked { step: Step::PaceSetUp }));
}
