//! A reader by other hands reads the same card: what both ends of ours might have in common by mistake shows here.

use card_sim::Card;
use dmrtd::{
    com::{TransceiveError, Transceiver},
    lds::df1::efdg1::EfDG1,
    passport::Passport,
    proto::{can_key::CanKey, dba_key::DBAKey},
};
use emrtd::{FileId, Reading};

use crate::support::{APPLICATION_FILES, SEED, can, profile, read};

struct Table(Card);

impl Transceiver for Table {
    fn transceive(&mut self, command: &[u8]) -> Result<Vec<u8>, TransceiveError> {
        Ok(self.0.transmit(command))
    }
}

/// The foreign reader cannot do without SELECT MF, so the card is switched to accept it, and nothing else is changed.
#[test]
fn a_foreign_reader_agrees_on_every_byte() {
    for name in ["an.toml", "binh.toml", "bench.toml"] {
        let mut profile = profile(name);
        let digits = profile.holder.can().to_owned();
        let ours = read(&mut Card::new(&profile, SEED).unwrap(), vec![can(&digits)]).reading();

        profile.chip.accept_select_mf = true;
        let mut foreign = Passport::new(Table(Card::new(&profile, SEED).unwrap()));
        let card_access = foreign.read_ef_card_access().unwrap();
        foreign.start_session_pace(CanKey::new(&digits).unwrap(), &card_access).unwrap();
        foreign.api_mut().select_emrtd_application().unwrap();
        assert_same_bytes(&ours, &mut foreign);
    }
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
