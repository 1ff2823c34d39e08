//! READ BINARY, by offset and by short file identifier (ISO/IEC 7816-4 clause 7.2.3).

use iso7816::apdu::{EXTENDED_LE, Response, SHORT_LE, StatusWord};
use iso7816::tlv;

use super::{Answer, Asked, Card};
use issuer::LongRead;
use issuer::files::FileId;

/// P1 with this bit names a short file identifier.
const BY_SHORT_IDENTIFIER: u8 = 0x80;
/// Object in a command of odd instruction: the offset.
const OFFSET: tlv::Tag = 0x54;
/// Object in the answer to it: the data.
const DATA: tlv::Tag = 0x53;

impl Card {
    pub(super) fn read_binary(&mut self, asked: &Asked) -> Answer {
        let [_, _, p1, p2] = asked.command.header();
        if p1 & BY_SHORT_IDENTIFIER == 0 {
            return self.read(asked, usize::from(u16::from_be_bytes([p1, p2])), 0);
        }
        if p1 & 0x60 != 0 {
            return Err(StatusWord::WrongParameters);
        }
        let (application, short) = (self.state.application, p1 & 0x1F);
        let named = |file: &FileId| file.in_application() == application && file.short() == short;
        self.state.current = Some(self.may_read(FileId::ALL.into_iter().find(named))?);
        self.read(asked, usize::from(p2), 0)
    }

    /// The odd instruction reaches beyond 32,767 bytes: the offset comes in `54`, the data goes in `53`.
    pub(super) fn read_binary_odd(&mut self, asked: &Asked) -> Answer {
        let [_, _, p1, p2] = asked.command.header();
        match u16::from_be_bytes([p1, p2]) {
            0 => {}
            identifier => {
                let here = self.state.application;
                let named = |file: &FileId| file.in_application() == here && file.identifier() == identifier;
                self.state.current = Some(self.may_read(FileId::ALL.into_iter().find(named))?);
            }
        }
        let offset = tlv::find(&asked.command.data, OFFSET).filter(|value| (1..=4).contains(&value.len()));
        let offset = offset.ok_or(StatusWord::WrongData)?.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte));
        let mut response = self.read(asked, offset, 4)?;
        response.data = tlv::write(DATA, &response.data);
        Ok(response)
    }

    /// Reads the current file; `wrapping` bytes of the room are needed for a header around the data.
    fn read(&mut self, asked: &Asked, offset: usize, wrapping: usize) -> Answer {
        let file = self.state.current.ok_or(StatusWord::ConditionsNotSatisfied)?;
        let content = self.file(self.may_read(Some(file))?).unwrap_or_default();
        let rest = content.get(offset..).filter(|rest| !rest.is_empty()).ok_or(StatusWord::WrongOffset)?;
        let wanted = asked.command.le.ok_or(StatusWord::WrongLength)?;
        let everything = wanted == SHORT_LE || wanted == EXTENDED_LE;
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let room = asked.room.saturating_sub(wrapping);
        let most = self.chip.largest_read.unwrap_or(usize::MAX);
        // Le = 00 asks for what there is, any other for exactly so much; but a chip with a small buffer refuses both.
        if wanted > most || (!everything && wanted.min(rest.len()) > room) {
            return Err(self.too_long(most.min(room)));
        }
        let given = &rest[..wanted.min(room).min(rest.len())];
        let status = if everything || given.len() == wanted { StatusWord::Success } else { StatusWord::EndOfFile };
        let (response, end, whole) = (Response::new(given, status), offset + given.len(), content.len());
        if file == FileId::Dg1 && end == whole {
            self.counts.name_known();
        }
        Ok(response)
    }

    fn too_long(&self, room: usize) -> StatusWord {
        match self.chip.long_read {
            LongRead::WrongLength => StatusWord::WrongLength,
            LongRead::ExactLength => StatusWord::ExactLength(u8::try_from(room).unwrap_or(0)),
            LongRead::WrongOffset => StatusWord::WrongOffset,
        }
    }
}
