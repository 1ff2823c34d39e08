//! A reader by other hands reads the same card: what both ends of ours might have in common by mistake shows here.

use card_sim::{Card, Profile};
use dmrtd::{
    com::{TransceiveError, Transceiver},
    lds::df1::efdg1::EfDG1,
    passport::Passport,
    proto::{can_key::CanKey, dba_key::DBAKey},
};
use emrtd::{Access, FileId, Reading, Session};

use crate::support::{APPLICATION_FILES, SEED, all_cards, can, drive, passwords, profile, read};

struct Table(Card);

impl Transceiver for Table {
    fn transceive(&mut self, command: &[u8]) -> Result<Vec<u8>, TransceiveError> {
        Ok(self.0.transmit(command))
    }
}

/// The foreign reader cannot do without SELECT MF, so the card is switched to accept it, and nothing else is changed.
#[test]
fn a_foreign_reader_agrees_on_every_byte() {
    let mut left_out = Vec::new();
    for name in all_cards() {
        let mut profile = profile(&name);
        let ours = drive(Session::new(passwords(&profile), SEED), &mut Card::new(&profile, SEED).unwrap()).reading();
        profile.chip.accept_select_mf = true;
        let compared = foreign(&profile, &ours).and_then(|mut foreign| compare(&name, &ours, &mut foreign));
        if compared.is_none() {
            left_out.push(name);
        }
    }
    // It needs EF.CardAccess, reads in portions that a small chip does not take, and knows no PACE with 3DES nor with
    // integrated mapping.
    let cannot = ["an-no-card-access.toml", "an-small-reads.toml", "passport-gm-3des.toml", "passport-im.toml"];
    assert_eq!(left_out, cannot);
}

/// Opens a card with the foreign reader as ours was opened, and selects the application; `None` where it cannot.
fn foreign(profile: &Profile, ours: &Reading) -> Option<Passport<Table>> {
    let mut reader = Passport::new(Table(Card::new(profile, SEED).unwrap()));
    let key = || DBAKey::from_mrz(EfDG1::from_bytes(ours.files.get(FileId::Dg1)?).ok()?.mrz()).ok();
    if ours.access == Access::Bac {
        reader.start_session(key()?).ok()?;
        return Some(reader);
    }
    let card_access = reader.read_ef_card_access().ok()?;
    match CanKey::new(profile.holder.can()) {
        Ok(can) if profile.chip.can => reader.start_session_pace(can, &card_access).ok()?,
        _ => reader.start_session_pace(key()?, &card_access).ok()?,
    }
    reader.api_mut().select_emrtd_application().ok()?;
    Some(reader)
}

/// Holds every file of ours against what the foreign reader reads; `None` where it reads none. How many it was.
fn compare(name: &str, ours: &Reading, foreign: &mut Passport<Table>) -> Option<usize> {
    let inside = ours.files.iter().filter(|(file, _)| *file != FileId::CardSecurity);
    for (count, (file, bytes)) in inside.enumerate() {
        match foreign.api_mut().read_file_by_sfi(file.short_id()) {
            Ok(theirs) => assert_eq!(bytes, &theirs[..], "{name} {file}"),
            Err(_) if count == 0 => return None,
            Err(error) => panic!("{name} {file}: {error:?}"),
        }
    }
    Some(ours.files.iter().count())
}

/// The same over BAC, with a key that the foreign reader derives from DG1 by itself.
#[test]
fn a_foreign_reader_agrees_over_bac() {
    let profile = profile("an.toml");
    let ours = read(&mut Card::new(&profile, SEED).unwrap(), vec![can("000123")]).reading();
    let mut foreign = Passport::new(Table(Card::new(&profile, SEED).unwrap()));
    let dg1 = EfDG1::from_bytes(ours.files.get(FileId::Dg1).unwrap()).unwrap();
    foreign.start_session(DBAKey::from_mrz(dg1.mrz()).unwrap()).unwrap();
    assert_same_bytes(&ours, &mut foreign);
}

/// Reads every file with the foreign reader, its application being selected, and compares.
fn assert_same_bytes(ours: &Reading, foreign: &mut Passport<Table>) {
    for file in APPLICATION_FILES {
        let theirs = foreign.api_mut().read_file_by_sfi(file.short_id()).unwrap();
        assert_eq!(ours.files.get(file), Some(&theirs[..]), "{file}");
    }
}
