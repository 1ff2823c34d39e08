//! What a recorded conversation tells: how it went, and nothing of the person.

use std::collections::BTreeSet;

use ::trace::{Line, Masked, Piece, Trace};
use card_sim::{Card, FileId};
use emrtd::{Dg1, Dg13, Face, Output, Password, Session};
use iso7816::apdu::Command;

use crate::support::{SEED, all_cards, can, drive, drive_on, key, passwords, profile};

/// A conversation recorded on a card, and how it ended.
fn recorded(card: &mut Card, passwords: Vec<Password>) -> Trace {
    let mut session = Session::new(passwords, SEED).recording().on_reader(&card.atr(), None);
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                let answer = card.transmit(&command);
                session.answer(&answer);
            }
            Output::Progress(_) => {}
            Output::Interrupted => {
                card.reset();
                session.resume(&card.atr(), None);
            }
            Output::Finished(_) => return session.trace().unwrap(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    Masked(vec![Piece::Bytes(bytes.to_vec())]).to_string()
}

/// All that a trace shows of bytes, one run a line.
fn shown(trace: &Trace) -> Vec<Vec<u8>> {
    let masked = trace.lines.iter().filter_map(|line| match line {
        Line::Command(masked) | Line::Answer(masked) => Some(masked),
        Line::Note(_) | Line::End(_) => None,
    });
    let pieces = masked.flat_map(|Masked(pieces)| pieces);
    pieces.filter_map(|piece| if let Piece::Bytes(bytes) = piece { Some(bytes.clone()) } else { None }).collect()
}

fn is_hex(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The words of a text that could name somebody.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', '<', '/']).filter(|word| word.chars().count() > 2)
}

#[test]
fn no_fact_of_any_card_survives() {
    for name in all_cards() {
        let mut profile = profile(&name);
        let mut card = Card::new(&profile, SEED).unwrap();
        let trace = recorded(&mut card, passwords(&profile));
        let text = trace.to_string();
        let bytes = shown(&trace).concat();
        let lies_bare = |fact: &[u8]| fact.len() > 2 && bytes.windows(fact.len()).any(|window| window == fact);
        let holder = &profile.holder;
        let texts = [&holder.number, &holder.name, &holder.surname, &holder.given, &holder.origin];
        let more = [&holder.marks, &holder.unknown16, &holder.nationality, &holder.ethnicity, &holder.religion];
        let dates = [&holder.birth, &holder.issued].into_iter().chain(&holder.expiry);
        let others = holder
            .parents
            .iter()
            .chain(&holder.residence)
            .chain(&holder.spouse)
            .chain(&holder.old_number)
            .chain(&holder.passport);
        for fact in texts.into_iter().chain(more).chain(dates.clone()).chain(others) {
            for word in words(fact).chain([&fact[..]]) {
                assert!(!lies_bare(word.as_bytes()), "{name}: {word}");
                assert!(is_hex(word) || !text.contains(word), "{name}: {word}");
            }
        }
        for date in dates {
            let mut parts: Vec<&str> = date.split('/').collect();
            let printed = parts.concat();
            parts.reverse();
            let keyed = parts.concat();
            // Of a year alone nothing can be told from any other number.
            let forms = [&printed[..], &keyed, &keyed[keyed.len().saturating_sub(6)..]];
            for form in forms.into_iter().filter(|form| form.len() >= 6) {
                assert!(!lies_bare(form.as_bytes()), "{name}: {date}");
            }
        }
        if let Some(face) = profile.face.take() {
            let distinct = |window: &&[u8]| window.iter().collect::<BTreeSet<_>>().len() > 4;
            assert!(!face.windows(8).skip(12).filter(distinct).any(&lies_bare), "{name}: the face");
        }
        // A hash of what is hidden would confirm a guess at it.
        for file in FileId::ALL.into_iter().filter(|file| file.group().is_some()) {
            let Some(content) = card.file(file) else { continue };
            // A chip without keys of its own has nothing to hide there.
            let keyless = matches!(file, FileId::Dg14 | FileId::Dg15) && content == replay(&trace, file.short(), false);
            if keyless {
                continue;
            }
            for hash in [crypto::Digest::Sha1, crypto::Digest::Sha256, crypto::Digest::Sha512] {
                assert!(!lies_bare(&hash.of(content)), "{name}: the hash of {file:?}");
            }
        }
        assert!(text.ends_with("end ok\n"), "{name}");
    }
}

/// The cards of two people whose facts have the same lengths leave the same files: so these hold nothing of either.
#[test]
fn two_people_of_the_same_measure_leave_the_same_files() {
    let other = || {
        let mut profile = profile("an.toml");
        "001055000777".clone_into(&mut profile.holder.number);
        "Khuyến Tăn My".clone_into(&mut profile.holder.name);
        "KHUYEN".clone_into(&mut profile.holder.surname);
        "TAN MY".clone_into(&mut profile.holder.given);
        "09/08/1955".clone_into(&mut profile.holder.birth);
        profile
    };
    let traces = [profile("an.toml"), other()]
        .map(|profile| recorded(&mut Card::new(&profile, SEED).unwrap(), passwords(&profile)));
    for group in [1, 2, 13, 14, 15] {
        let [one, other] = traces.each_ref().map(|trace| replay(trace, group, false));
        let texts = [&one, &other].map(|file| String::from_utf8_lossy(file).into_owned());
        assert!(!one.is_empty() && one == other, "DG{group} {texts:?}");
    }
}

/// Same commands, same lengths, same status words; and what was read can be parsed as it could before.
#[test]
fn the_structure_is_that_of_the_original() {
    for name in ["an.toml", "binh.toml", "bench.toml", "bench-extended.toml"] {
        let profile = profile(name);
        let mut card = Card::new(&profile, SEED).unwrap();
        let session = Session::new(vec![can(profile.holder.can())], SEED).on_reader(&card.atr(), None);
        let reading = drive(session, &mut card).reading();
        card.reset();
        let trace = recorded(&mut card, passwords(&profile));
        let count = |wanted: fn(&Line) -> bool| trace.lines.iter().filter(|line| wanted(line)).count();
        assert_eq!(count(|line| matches!(line, Line::Command(_))), reading.counts.round_trips, "{name}");
        assert_eq!(count(|line| matches!(line, Line::Answer(_))), reading.counts.round_trips, "{name}");

        for (file, original) in reading.files.iter() {
            let redacted = replay(&trace, file.short_id(), file == emrtd::FileId::CardAccess);
            assert_eq!(redacted.len(), original.len(), "{name} {file}");
            assert_eq!(redacted[..2], original[..2], "{name} {file}");
            let personal = [emrtd::FileId::Dg1, emrtd::FileId::Dg2, emrtd::FileId::Dg13, emrtd::FileId::Sod];
            assert!(!personal.contains(&file) || redacted != original, "{name} {file}");
        }
        let dg1 = Dg1::parse(&replay(&trace, 1, false)).unwrap();
        assert_eq!(dg1.mrz.format, reading.dg1.mrz.format, "{name}");
        if let Some(face) = &reading.dg2 {
            let redacted = Face::parse(&replay(&trace, 2, false)).unwrap();
            assert_eq!((redacted.format, redacted.bytes.expose().len()), (face.format, face.bytes.expose().len()));
        }
        if let Some(facts) = &reading.dg13 {
            let redacted = Dg13::parse(&replay(&trace, 13, false)).unwrap();
            let size = |fact: &Option<private::Private<String>>| fact.as_ref().map(|fact| fact.expose().len());
            assert_eq!(size(&redacted.name), size(&facts.name), "{name}");
            assert_eq!(size(&redacted.residence), size(&facts.residence), "{name}");
        }
    }
}

/// The redacted security object lists the hashes of the redacted groups, so that a replay agrees with itself.
#[test]
fn hashes_are_those_of_what_is_shown() {
    let trace = recorded(&mut Card::new(&profile("an.toml"), SEED).unwrap(), vec![can("000123")]);
    let sod = replay(&trace, 0x1D, false);
    for group in [1, 2, 13, 14, 15] {
        let hash = crypto::Digest::Sha256.of(&replay(&trace, group, false));
        assert!(sod.windows(hash.len()).any(|window| window == hash), "DG{group}");
    }
}

#[test]
fn an_interruption_is_told_and_nothing_more_is_shown() {
    let mut card = Card::new(&profile("an.toml"), SEED).unwrap();
    card.set_faults(card_sim::Faults { lift_at: Some(30), ..card_sim::Faults::default() });
    let mut session = Session::new(vec![can("000123")], SEED).recording();
    let text = loop {
        match session.poll() {
            Output::Transmit(command) => {
                let answer = card.transmit(&command);
                if card.is_lifted() { session.interrupted() } else { session.answer(&answer) }
            }
            Output::Progress(_) => {}
            Output::Interrupted => {
                card.set_faults(card_sim::Faults::default());
                card.lay();
                session.resume(&card.atr(), None);
            }
            Output::Finished(result) => {
                result.unwrap();
                break session.trace().unwrap().to_string();
            }
        }
    };
    assert!(text.contains("\nnote opened by Pace 0.4.0.127.0.7.2.2.4.2.2"), "{text}");
    assert!(text.contains("\nnote interrupted\nnote resumed\n") && text.ends_with("end ok\n"));
    assert!(!text.contains(&hex("NGUYEN".as_bytes())) && !text.contains(&hex("Nguyễn".as_bytes())));
}

/// What is said of card and reader is in the trace, whenever it was asked for.
#[test]
fn the_order_of_asking_does_not_matter() {
    let before = Session::new(vec![key()], SEED).recording().on_reader(&[0x3B, 0x80], Some(256));
    let after = Session::new(vec![key()], SEED).on_reader(&[0x3B, 0x80], Some(256)).recording();
    for session in [before, after] {
        let trace = session.trace().unwrap();
        assert_eq!((trace.answer_to_reset, trace.reader), (vec![0x3B, 0x80], Some(256)));
    }
}

#[test]
fn a_failure_is_told_by_its_place() {
    let mut card = Card::new(&profile("an.toml"), SEED).unwrap();
    let text = recorded(&mut card, vec![can("000999")]).to_string();
    assert!(text.ends_with("end the card access number is of another card\n"), "{text}");
    assert!(Session::new(vec![key()], SEED).trace().is_none(), "nothing is kept that is not asked for");
    let outcome = drive_on(Session::new(vec![can("000123")], SEED), &mut card, |_, _| {});
    assert!(outcome.result.is_ok());
}

/// Puts a file together from the answers of a trace, as a replaying card would.
fn replay(trace: &Trace, short_id: u8, before_selection: bool) -> Vec<u8> {
    let (mut file, mut at, mut selected) = (Vec::new(), None, false);
    for pair in trace.lines.windows(2) {
        let (Line::Command(Masked(command)), Line::Answer(Masked(answer))) = (&pair[0], &pair[1]) else { continue };
        let ([Piece::Bytes(command)], [Piece::Bytes(answer)]) = (&command[..], &answer[..]) else { continue };
        let command = Command::parse(command).unwrap();
        let data = &answer[..answer.len() - 2];
        match command.header() {
            [_, 0xA4, 0x04, _] => selected = true,
            [_, 0xB0, p1, 0] if p1 & 0x80 != 0 => {
                at = (p1 & 0x1F == short_id && selected != before_selection).then_some(());
                if at.is_some() {
                    file.extend_from_slice(data);
                }
            }
            [_, 0xB0, high, low] if at.is_some() => {
                assert_eq!(usize::from(high) << 8 | usize::from(low), file.len());
                file.extend_from_slice(data);
            }
            _ => {}
        }
    }
    file
}
