//! SELECT (Doc 9303-10 clause 3.6.1).

use iso7816::apdu::{Command, StatusWord};

use super::{Answer, Card, done};
use issuer::files::FileId;

/// The eMRTD application.
const AID: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];

impl Card {
    pub(super) fn select(&mut self, command: &Command) -> Answer {
        match (command.p1, &command.data[..]) {
            (0x00, [] | [0x3F, 0x00]) => self.select_master_file(),
            (0x04, name) => self.select_application(name),
            (0x02, &[high, low]) => self.select_file(u16::from_be_bytes([high, low])),
            _ => Err(StatusWord::WrongParameters),
        }
    }

    /// The citizen card knows no SELECT MF.
    fn select_master_file(&mut self) -> Answer {
        if !self.chip.accept_select_mf {
            return Err(StatusWord::InstructionNotSupported);
        }
        self.state.application = false;
        self.state.current = None;
        Ok(done([]))
    }

    fn select_application(&mut self, name: &[u8]) -> Answer {
        if name != AID {
            return Err(StatusWord::NotFound);
        }
        self.state.application = true;
        self.state.current = None;
        self.state.pace = None;
        self.state.challenge = None;
        Ok(done([]))
    }

    fn select_file(&mut self, identifier: u16) -> Answer {
        let here = self.state.application;
        let named = |file: &FileId| file.in_application() == here && file.identifier() == identifier;
        let file = FileId::ALL.into_iter().find(named);
        self.state.current = Some(self.may_read(file)?);
        Ok(done([]))
    }

    /// Says whether the file is where the terminal stands, and free to it.
    pub(super) fn may_read(&self, file: Option<FileId>) -> Result<FileId, StatusWord> {
        let file = file
            .filter(|file| file.in_application() == self.state.application && self.files.contains_key(file))
            .ok_or(StatusWord::NotFound)?;
        if let Some(word) = self.chip.refused.get(&file) {
            return Err((*word).into());
        }
        let free = match file {
            FileId::CardAccess | FileId::AtrInfo => true,
            // Fingerprints need terminal authentication, which this card grants nobody.
            FileId::Dg3 => false,
            _ => self.state.trusted,
        };
        if free { Ok(file) } else { Err(StatusWord::SecurityNotSatisfied) }
    }
}
