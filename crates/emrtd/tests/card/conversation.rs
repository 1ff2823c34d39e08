use card_sim::Card;
use emrtd::{Access, DataTrust, FaceFormat, FileId, Output, Progress, Session};
use hex_literal::hex;
use iso7816::apdu::Command;

use crate::support::{APPLICATION_FILES, SEED, assert_whole, can, card, drive, key, profile, read};

#[test]
fn pace_with_the_card_access_number_reads_everything() {
    let mut card = card("an.toml");
    let outcome = read(&mut card, vec![can("000123")]);
    let files: Vec<_> = outcome
        .progress
        .iter()
        .filter_map(|step| if let Progress::File(file) = step { Some(*file) } else { None })
        .collect();
    assert_eq!(files[0], FileId::CardAccess);
    assert_eq!(files[1..], APPLICATION_FILES);

    let reading = outcome.reading();
    assert_whole(&reading, &card);
    assert_eq!(reading.access, Access::Pace);
    assert_eq!(reading.dg1.mrz.surname.expose(), "NGUYEN");
    let facts = reading.dg13.as_ref().unwrap();
    assert_eq!(facts.name.as_ref().unwrap().expose(), "Nguyễn Văn An");
    assert_eq!(facts.number.as_ref().unwrap().expose(), "001099000123");
    let face = reading.dg2.as_ref().unwrap();
    assert_eq!((face.format, &face.bytes.expose()[..3]), (FaceFormat::Jpeg, &[0xFF, 0xD8, 0xFF][..]));
    assert_eq!(reading.evidence.data(), DataTrust::SelfConsistent);

    let counts = card.counts();
    assert_eq!(
        (reading.counts.round_trips, reading.counts.bytes_sent, reading.counts.bytes_received),
        (counts.commands, counts.bytes_in, counts.bytes_out)
    );
}

#[test]
fn the_name_shows_before_anything_else_is_read() {
    let mut card = card("an.toml");
    let mut session = Session::new(vec![can("000123")], SEED);
    let mut commands = 0;
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                session.answer(&card.transmit(&command));
                commands += 1;
            }
            Output::Progress(Progress::Identity(dg1)) => {
                assert_eq!((dg1.mrz.given.expose().as_str(), commands), ("VAN AN", 8));
                assert_eq!(card.counts().name_after, Some(8));
                return;
            }
            Output::Progress(_) => {}
            Output::Interrupted => panic!("nothing interrupts here"),
            Output::Finished(result) => panic!("over before the name with {:?}", result.err()),
        }
    }
}

#[test]
fn progress_only_grows_and_ends_whole() {
    let outcome = read(&mut card("an.toml"), vec![can("000123")]);
    let bytes: Vec<_> = outcome
        .progress
        .iter()
        .filter_map(|step| if let Progress::Bytes { done, total } = step { Some((*done, *total)) } else { None })
        .collect();
    assert!(bytes.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1));
    assert!(bytes.iter().all(|(done, total)| done <= total));
    let (done, total) = *bytes.last().unwrap();
    assert_eq!(done, total);
    assert!(matches!(outcome.progress.last(), Some(Progress::Checked)));
}

/// The floor of round trips on the file set of the measure: 7, and for each file its size in portions, rounded up.
#[test]
fn the_bench_card_costs_the_floor() {
    let mut bench = card("bench.toml");
    let reading = read(&mut bench, vec![can("000123")]).reading();
    assert_whole(&reading, &bench);
    let counts = bench.counts();
    assert_eq!((counts.short, counts.extended, counts.name_after), (95, 0, Some(8)));
}

/// Extended length wherever chip and reader let it through, and what it costs to find out.
#[test]
fn extended_length_is_used_where_it_is_announced() {
    const YES: [u8; 8] = hex!("0073C84053009000");
    const NO: [u8; 8] = hex!("0073C84013009000");
    const IN_FILE: [u8; 8] = hex!("0073C84073009000");
    const SILENT: [u8; 8] = hex!("4A434F5032343252");
    let cases = [
        ("announced, by a reader that says nothing", "bench-extended.toml", None, None, 13, 6),
        ("announced, through a reader for all of it", "bench-extended.toml", None, Some(65_536), 13, 6),
        ("announced, through a reader for part of it", "bench-extended.toml", None, Some(8_192), 14, 7),
        ("announced, and 227 bytes are left to the last", "bench-extended.toml", None, Some(7_955), 15, 8),
        ("announced, and 256 bytes are left to the last", "bench-extended.toml", None, Some(531), 49, 39),
        ("announced, through a reader for short ones", "bench-extended.toml", None, Some(256), 95, 0),
        ("not announced", "bench.toml", None, None, 95, 0),
        ("denied by a chip that could", "bench-extended.toml", Some(NO), None, 95, 0),
        ("sizes in EF.ATR/INFO", "bench-extended.toml", Some(IN_FILE), None, 14, 6),
        ("sizes in a file that is missing", "bench.toml", Some(IN_FILE), None, 97, 1),
        ("only EF.ATR/INFO tells", "bench-extended.toml", Some(SILENT), None, 14, 6),
        ("nothing tells", "bench.toml", Some(SILENT), None, 96, 0),
        ("nothing tells, and the reader could not anyway", "bench.toml", Some(SILENT), Some(256), 95, 0),
        ("announced in vain: one command lost", "bench.toml", Some(YES), None, 96, 1),
    ];
    for (name, file, historical, reader, commands, extended) in cases {
        let mut profile = profile(file);
        profile.chip.historical = historical;
        let mut card = Card::new(&profile, SEED).unwrap();
        let session = Session::new(vec![can("000123")], SEED).on_reader(&card.atr(), reader);
        assert_whole(&drive(session, &mut card).reading(), &card);
        let counts = card.counts();
        assert_eq!((counts.commands, counts.extended), (commands, extended), "{name}");
    }
}

/// An answer that is cut off on its way breaks the channel; after a reset the card is read on in short answers.
#[test]
fn extended_answers_that_do_not_get_through() {
    let mut profile = profile("bench-extended.toml");
    profile.chip.longest_answer = Some(1000);
    let mut card = Card::new(&profile, SEED).unwrap();
    let session = Session::new(vec![can("000123")], SEED).on_reader(&card.atr(), None);
    let outcome = drive(session, &mut card);
    assert_eq!(outcome.interruptions, 1);
    let reading = outcome.reading();
    assert_whole(&reading, &card);
    // 9 until the answer breaks; PACE, SELECT and DG1 again; what was left, in short answers.
    assert_eq!((card.counts().commands, card.counts().extended), (9 + 7 + 87, 2));
    assert_eq!((reading.counts.round_trips, reading.counts.interruptions), (card.counts().commands, 1));
}

#[test]
fn pace_with_the_machine_readable_zone() {
    let mut card = card("an.toml");
    let reading = read(&mut card, vec![key()]).reading();
    assert_eq!(reading.access, Access::Pace);
    assert_whole(&reading, &card);
}

#[test]
fn bac_where_the_chip_knows_no_pace() {
    let mut profile = profile("an.toml");
    profile.chip.pace.clear();
    let mut card = Card::new(&profile, SEED).unwrap();
    let reading = read(&mut card, vec![can("000123"), key()]).reading();
    assert_eq!(reading.access, Access::Bac);
    assert_whole(&reading, &card);
}

#[test]
fn a_card_without_a_face_and_one_without_fingerprints() {
    let mut profile = profile("an.toml");
    profile.face = None;
    profile.chip.dg3 = false;
    let mut card = Card::new(&profile, SEED).unwrap();
    let reading = read(&mut card, vec![can("000123")]).reading();
    assert!(reading.dg2.is_none() && reading.files.get(FileId::Dg2).is_none());
    assert_eq!(reading.evidence.data(), DataTrust::SelfConsistent);
}

/// What must never be sent to a citizen card: SELECT MF, EF.COM, EF.DIR, fingerprints.
#[test]
fn nothing_is_asked_that_is_not_needed() {
    let mut card = card("an.toml");
    let mut session = Session::new(vec![can("000123")], SEED);
    let mut first = None;
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                let parsed = Command::parse(&command).unwrap();
                first.get_or_insert(command.clone());
                assert_ne!(parsed.header()[..3], [0x00, 0xA4, 0x00]);
                assert!(![0x9E, 0x83].contains(&parsed.p1) || parsed.ins != 0xB0);
                session.answer(&card.transmit(&command));
            }
            Output::Progress(_) => {}
            Output::Interrupted => panic!("nothing interrupts here"),
            Output::Finished(result) => break assert!(result.is_ok()),
        }
    }
    assert_eq!(first.unwrap(), [0x00, 0xB0, 0x9C, 0x00, 0x00]);
}

/// A leading zero of a shared secret or coordinate that is dropped anywhere fails one session in 256.
#[test]
fn a_thousand_pace_sessions_without_a_failure() {
    let mut card = card("an.toml");
    for index in 0_u32..1000 {
        card.reset();
        let mut seed = SEED;
        seed[..4].copy_from_slice(&index.to_be_bytes());
        let mut session = Session::new(vec![can("000123")], seed);
        loop {
            match session.poll() {
                Output::Transmit(command) => session.answer(&card.transmit(&command)),
                // The name was read under the new keys: the session stands.
                Output::Progress(Progress::Identity(_)) => break,
                Output::Progress(_) => {}
                Output::Interrupted => panic!("session {index} broke off"),
                Output::Finished(result) => panic!("session {index} failed: {:?}", result.err()),
            }
        }
    }
}

/// Whatever a session gives out can be printed without telling who the card's holder is.
#[test]
fn nothing_that_is_printed_names_the_holder() {
    let outcome = read(&mut card("an.toml"), vec![can("000123")]);
    let printed = format!("{:?} {:#?}", outcome.progress, outcome.result);
    for personal in ["Nguy", "NGUYEN", "VAN AN", "001099000123", "099000123", "990515", "000123", "Cấn", "012345678"]
    {
        assert!(!printed.contains(personal), "{personal}");
    }
}
