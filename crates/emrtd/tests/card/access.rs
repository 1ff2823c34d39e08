//! Access to chips of every kind: each mapping in each group with each suite, several offers, several passwords, and chips
//! that will not be opened.

use card_sim::{Card, ChipKey, Cipher, Mapping, PaceOffer, Profile};
use emrtd::{Access, Output, Password, Progress, ReadError, Session, Step};
use iso7816::apdu::{Command, StatusWord};
use iso7816::tlv;
use mrz::MrzKey;

use crate::support::{SEED, can, card, key, profile, read};

const CURVES: std::ops::RangeInclusive<u8> = 8..=18;
/// The point encoding of integrated mapping is not defined on P-224.
const P224: u8 = 10;

fn offering(mapping: Mapping, cipher: Cipher, parameter: u8) -> Profile {
    let mut profile = profile("an.toml");
    profile.chip.pace = vec![PaceOffer { mapping, cipher, parameter }];
    profile.chip.extended = true;
    let for_cam = ChipKey { parameter, for_cam: true, ..ChipKey::default() };
    profile.chip.chip_authentication = if mapping == Mapping::Cam { vec![for_cam] } else { Vec::new() };
    profile
}

/// The password of the machine readable zone.
fn zone(profile: &Profile) -> Password {
    let text = profile.holder.mrz_information();
    Password::Mrz(MrzKey::new(&text[..9], &text[10..16], &text[17..23]).unwrap())
}

/// Drives a session until the name was read under the new keys; gives the protocol that opened the chip, and the commands
/// that were sent until then.
fn open(card: &mut Card, passwords: Vec<Password>, seed: u32) -> (Result<Access, ReadError>, Vec<Command>) {
    card.reset();
    let mut bytes = SEED;
    bytes[..4].copy_from_slice(&seed.to_be_bytes());
    let mut session = Session::new(passwords, bytes).on_reader(&card.atr(), None);
    let (mut access, mut sent) = (None, Vec::new());
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                sent.push(Command::parse(&command).unwrap());
                session.answer(&card.transmit(&command));
            }
            Output::Progress(Progress::Opened { by }) => access = Some(by),
            Output::Progress(Progress::Identity(_)) => return (Ok(access.unwrap()), sent),
            Output::Progress(_) => {}
            Output::Interrupted => panic!("seed {seed}: interrupted"),
            Output::Finished(result) => return (Err(result.unwrap_err()), sent),
        }
    }
}

#[test]
fn every_mapping_in_every_group_with_every_suite() {
    for cipher in Cipher::ALL {
        for parameter in (0..=2).chain(CURVES) {
            for mapping in [Mapping::Gm, Mapping::Im, Mapping::Cam] {
                let defined = match mapping {
                    Mapping::Gm => true,
                    Mapping::Im => parameter != P224,
                    Mapping::Cam => CURVES.contains(&parameter) && cipher != Cipher::Des3,
                };
                if !defined {
                    continue;
                }
                let profile = offering(mapping, cipher, parameter);
                let mut card = Card::new(&profile, SEED).unwrap();
                for password in [can("000123"), zone(&profile)] {
                    let (opened, _) = open(&mut card, vec![password], 0);
                    assert_eq!(opened, Ok(Access::Pace), "{mapping:?} {cipher:?} {parameter}");
                }
            }
        }
    }
}

/// A leading zero of a shared secret, a generator or a public key that is dropped anywhere fails one session in 256. Gives
/// how many of the reader's public keys led with one.
fn without_a_failure(mapping: Mapping, parameter: u8, sessions: u32) -> usize {
    let mut card = Card::new(&offering(mapping, Cipher::Aes128, parameter), SEED).unwrap();
    let mut led_by_zero = 0;
    for seed in 0..sessions {
        let (opened, sent) = open(&mut card, vec![can("000123")], seed);
        assert_eq!(opened, Ok(Access::Pace), "session {seed}");
        let keys = sent.iter().filter_map(|command| tlv::find_path(&command.data, &[0x7C, 0x83]));
        led_by_zero += keys.filter(|key| key[usize::from(parameter > 2)] == 0).count();
    }
    led_by_zero
}

#[test]
fn a_thousand_sessions_of_generic_mapping_with_numbers() {
    assert!(without_a_failure(Mapping::Gm, 0, 1000) > 0);
}

#[test]
fn a_thousand_sessions_of_integrated_mapping_with_points() {
    assert!(without_a_failure(Mapping::Im, 13, 1000) > 0);
}

#[test]
fn a_thousand_sessions_of_integrated_mapping_with_numbers() {
    assert!(without_a_failure(Mapping::Im, 0, 1000) > 0);
}

#[test]
fn a_thousand_sessions_of_chip_authentication_mapping() {
    assert!(without_a_failure(Mapping::Cam, 13, 1000) > 0);
}

/// The longest group and the longest curve cost more each.
#[test]
fn sessions_in_the_longest_groups() {
    without_a_failure(Mapping::Gm, 2, 40);
    without_a_failure(Mapping::Gm, 18, 100);
}

/// Of five offers the one that this crate puts first, and its parameters by number, for the chip has several.
#[test]
fn the_best_of_several_offers_is_taken_up() {
    let profile = profile("passport-many-ways.toml");
    let mut card = Card::new(&profile, SEED).unwrap();
    let (opened, sent) = open(&mut card, vec![zone(&profile)], 0);
    assert_eq!(opened, Ok(Access::Pace));
    let set_up = sent.iter().find(|command| command.ins == 0x22).unwrap();
    // Generic mapping on P-256 with AES-128: the first that is neither integrated mapping nor 3DES.
    let oid = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02];
    assert_eq!(set_up.data, [&[0x80, 0x0A][..], &oid, &[0x83, 0x01, 0x01, 0x84, 0x01, 0x0C]].concat());
}

/// A number of 2,048 bits on a chip that knows no extended length, but takes and gives in pieces.
#[test]
fn a_long_key_goes_in_pieces_where_nothing_longer_is_known() {
    for mapping in [Mapping::Gm, Mapping::Im] {
        let mut profile = offering(mapping, Cipher::Aes128, 1);
        profile.chip.extended = false;
        profile.chip.chaining = true;
        profile.chip.get_response = true;
        profile.chip.largest_command = Some(255);
        let (opened, sent) = open(&mut Card::new(&profile, SEED).unwrap(), vec![can("000123")], 0);
        assert_eq!(opened, Ok(Access::Pace), "{mapping:?}");
        assert!(sent.iter().any(|command| command.ins == 0xC0) && sent.iter().all(|command| command.data.len() <= 255));
    }
}

/// PACE that nobody here can do: BAC opens the chip where it is there and a key is given; else the error says what it asks
/// for.
#[test]
fn a_chip_that_asks_for_unknown_pace() {
    // EF.CardAccess by hand: a reserved parameter, and a protocol that does not exist.
    let cases: [(&[u8], ReadError); 2] = [
        (&[0x02, 0x02, 0x07], ReadError::UnsupportedPace { protocol: [2, 2], parameter: Some(7) }),
        (&[0x09, 0x02, 0x0D], ReadError::UnsupportedPace { protocol: [9, 2], parameter: Some(13) }),
    ];
    for (offer, unsupported) in cases {
        let file = [
            &[0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04][..],
            &offer[..2],
            &[0x02, 0x01, 0x02, 0x02, 0x01],
            &offer[2..],
        ]
        .concat();
        for bac in [true, false] {
            for (passwords, opens) in [(vec![can("000123")], false), (vec![can("000123"), key()], bac)] {
                let mut profile = profile("an.toml");
                profile.chip.pace.clear();
                profile.chip.bac = bac;
                let opened = open_with_card_access(&mut Card::new(&profile, SEED).unwrap(), &file, passwords);
                assert_eq!(opened, if opens { Ok(Access::Bac) } else { Err(unsupported) }, "{offer:02X?} {bac}");
            }
        }
    }
}

/// A chip that lists more than it can: what it refuses is passed over, and the next is tried.
#[test]
fn an_offer_that_the_chip_takes_back_is_passed_over() {
    // Chip authentication mapping, generic mapping with AES-256, and what the card really can.
    let infos = [[0x06, 0x02], [0x02, 0x04], [0x02, 0x02]].map(|protocol| {
        let oid = [&[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04][..], &protocol].concat();
        tlv::write(0x30, &[tlv::write(0x06, &oid), vec![0x02, 0x01, 0x02, 0x02, 0x01, 0x0D]].concat())
    });
    let file = tlv::write(0x31, &infos.concat());
    for passwords in [vec![can("000123")], vec![key()], vec![can("000123"), key()]] {
        let opened = open_with_card_access(&mut card("an.toml"), &file, passwords);
        assert_eq!(opened, Ok(Access::Pace));
    }
    // With a wrong one nothing else is tried.
    let opened = open_with_card_access(&mut card("an.toml"), &file, vec![can("999999")]);
    assert_eq!(opened, Err(ReadError::WrongCan));
}

/// As [`open`], but EF.CardAccess is `file`.
fn open_with_card_access(card: &mut Card, file: &[u8], passwords: Vec<Password>) -> Result<Access, ReadError> {
    let mut session = Session::new(passwords, SEED);
    let mut access = None;
    loop {
        match session.poll() {
            Output::Transmit(command) if command[..3] == [0x00, 0xB0, 0x9C] => {
                session.answer(&[file, &[0x90, 0x00]].concat());
            }
            Output::Transmit(command) => session.answer(&card.transmit(&command)),
            Output::Progress(Progress::Opened { by }) => access = Some(by),
            Output::Progress(Progress::Identity(_)) => return Ok(access.unwrap()),
            Output::Progress(_) => {}
            Output::Interrupted => panic!("interrupted"),
            Output::Finished(result) => return Err(result.unwrap_err()),
        }
    }
}

/// A chip that knows no card access number: the key is tried next, and PACE it stays.
#[test]
fn a_password_of_a_kind_that_the_chip_does_not_know_is_passed_over() {
    let mut profile = profile("an.toml");
    profile.chip.can = false;
    let (opened, sent) = open(&mut Card::new(&profile, SEED).unwrap(), vec![can("000123"), key()], 0);
    assert_eq!(opened, Ok(Access::Pace));
    assert_eq!(sent.iter().filter(|command| command.header() == [0x00, 0x22, 0xC1, 0xA4]).count(), 2);
    let (refused, _) = open(&mut Card::new(&profile, SEED).unwrap(), vec![can("000123")], 0);
    let status = StatusWord::ReferenceNotFound;
    assert_eq!(refused, Err(ReadError::Refused { step: Step::PaceSetUp, status }));
}

/// Three wrong tries block the chip: it says so at once from then on, and is not asked again and again.
#[test]
fn a_chip_that_blocks_its_password_is_told_apart() {
    let mut card = card("an-guarded.toml");
    for _ in 0..3 {
        assert_eq!(open(&mut card, vec![can("999999")], 0).0, Err(ReadError::WrongCan));
    }
    let (blocked, sent) = open(&mut card, vec![can("000123")], 0);
    assert_eq!(blocked, Err(ReadError::Blocked { step: Step::PaceSetUp }));
    assert_eq!(sent.iter().filter(|command| command.ins == 0x22).count(), 1);
}

/// A chip that knows BAC only takes no card access number, which is another word than that it answers oddly.
#[test]
fn a_card_access_number_is_no_password_of_a_chip_without_pace() {
    for name in ["an-bac.toml", "passport-bac.toml"] {
        let outcome = read(&mut card(name), vec![can("000123")]);
        assert_eq!(outcome.result.unwrap_err(), ReadError::NoPassword, "{name}");
    }
}
