//! A card on a table, and a session driven against it.

use std::path::{Path, PathBuf};

use card_sim::{Card, Faults, Profile};
use emrtd::{Can, FileId, Output, Password, Progress, ReadError, Reading, Session};
use mrz::MrzKey;

pub const SEED: [u8; 32] = [0x2A; 32];

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// The profile of a card in `fixtures/cards`, for a test to change.
pub fn profile(name: &str) -> Profile {
    Profile::load(&fixtures().join("cards").join(name)).unwrap()
}

pub fn card(name: &str) -> Card {
    Card::new(&profile(name), SEED).unwrap()
}

/// The certificates in `fixtures/pki`: the test issuer, its signer, and an issuer nobody knows.
pub const CSCA: &[u8] = include_bytes!("../../../../fixtures/pki/csca.der");
pub const SIGNER: &[u8] = include_bytes!("../../../../fixtures/pki/ds.der");
pub const STRANGER: &[u8] = include_bytes!("../../../../fixtures/pki/stranger-csca.der");

pub fn can(digits: &str) -> Password {
    Password::Can(Can::new(digits).unwrap())
}

/// The key of the card `an.toml`.
pub fn key() -> Password {
    key_expiring("390515")
}

pub fn key_expiring(expiry: &str) -> Password {
    Password::Mrz(MrzKey::new("099000123", "990515", expiry).unwrap())
}

/// What opens the card of a profile: its card access number where it has one, then its machine readable zone.
pub fn passwords(profile: &Profile) -> Vec<Password> {
    let can = Can::new(profile.holder.can()).ok().filter(|_| profile.chip.can);
    let key = mrz::parse(&profile.holder.mrz()).unwrap().key();
    can.map(Password::Can).into_iter().chain([Password::Mrz(key)]).collect()
}

/// Every card in `fixtures/cards`, by its file's name.
pub fn all_cards() -> Vec<String> {
    let folder = std::fs::read_dir(fixtures().join("cards")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "toml")).collect();
    names.sort();
    names
}

/// What a session said on its way, and how it ended.
pub struct Outcome {
    pub progress: Vec<Progress>,
    pub interruptions: usize,
    /// Commands that reached a card.
    pub commands: usize,
    pub result: Result<Box<Reading>, ReadError>,
}

impl Outcome {
    pub fn reading(self) -> Box<Reading> {
        self.result.unwrap()
    }
}

/// Drives a session to its end. After an interruption the same card is laid again, and stays.
pub fn drive(session: Session, card: &mut Card) -> Outcome {
    drive_on(session, card, |card, _| {
        card.set_faults(Faults::default());
        lay_again(card);
    })
}

/// Lays a card that was lifted; resets one that was not.
pub fn lay_again(card: &mut Card) {
    if card.is_lifted() { card.lay() } else { card.reset() }
}

/// Drives a session to its end; `lay` does what is done after an interruption, and is told which it is, from one on.
pub fn drive_on(mut session: Session, card: &mut Card, mut lay: impl FnMut(&mut Card, usize)) -> Outcome {
    let (mut progress, mut interruptions, mut commands) = (Vec::new(), 0, 0);
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                let answer = card.transmit(&command);
                if card.is_lifted() {
                    session.interrupted();
                } else {
                    commands += 1;
                    session.answer(&answer);
                }
            }
            Output::Progress(step) => progress.push(step),
            Output::Interrupted => {
                interruptions += 1;
                lay(card, interruptions);
                session.resume(&card.atr(), None);
            }
            Output::Finished(result) => return Outcome { progress, interruptions, commands, result },
        }
    }
}

/// Reads a card with passwords, short answers and no trusted certificate.
pub fn read(card: &mut Card, passwords: Vec<Password>) -> Outcome {
    drive(Session::new(passwords, SEED), card)
}

/// The emulated card's name for a file.
pub fn on_card(file: FileId) -> card_sim::FileId {
    match file {
        FileId::CardAccess => card_sim::FileId::CardAccess,
        FileId::Sod => card_sim::FileId::Sod,
        FileId::Dg1 => card_sim::FileId::Dg1,
        FileId::Dg2 => card_sim::FileId::Dg2,
        FileId::Dg13 => card_sim::FileId::Dg13,
        FileId::Dg14 => card_sim::FileId::Dg14,
        FileId::Dg15 => card_sim::FileId::Dg15,
        _ => unreachable!("the emulated card has no such file yet"),
    }
}

pub const APPLICATION_FILES: [FileId; 6] =
    [FileId::Dg1, FileId::Sod, FileId::Dg14, FileId::Dg15, FileId::Dg13, FileId::Dg2];

/// Every file of the reading is the card's, byte for byte.
pub fn assert_whole(reading: &Reading, card: &Card) {
    for file in APPLICATION_FILES {
        assert_eq!(reading.files.get(file), card.file(on_card(file)), "{file}");
    }
}
