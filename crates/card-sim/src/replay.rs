//! A card made of a recorded conversation (`luutru-trace`): it gives the same plain answers to the same plain commands, so
//! that a problem met with a real card can be looked into without it.
//!
//! The trace tells no secrets, so the card has some of its own: the CAN is `000000`, the MRZ is what redaction left in DG1,
//! and every key of the chip has the secret one, whose public half, the generator, redaction put into its files. What the
//! conversation did not ask is answered from what it read of the same file, else `6A82`. RSA keys do not survive redaction:
//! active authentication with one is refused.

mod files;
mod keys;
mod text;

use std::collections::BTreeMap;

use iso7816::apdu::{Command, Response};

use crate::error::SimError;
use files::Reader;
use issuer::Chip;
use issuer::files::{FileId, Files};
pub use keys::Keys;
use text::Line;

/// The card access number of every replayed card.
pub const CAN: &str = "000000";

/// A file's content as text, when it is a trace and not a profile.
pub fn text(content: &[u8]) -> Option<&str> {
    std::str::from_utf8(content).ok().filter(|text| text.starts_with("luutru-trace "))
}

/// What a trace tells of a card.
pub struct Replay {
    /// The files, as far as they were read from their beginning.
    pub files: Files,
    /// What the chip does.
    pub chip: Chip,
    /// Number, birth and expiry with their check digits, of the MRZ that redaction left; empty without a DG1.
    pub information: String,
    /// The chip's secrets.
    pub keys: Keys,
    /// The answer to reset, if it was recorded.
    pub answer_to_reset: Option<Vec<u8>>,
    /// The answers themselves.
    pub recorded: Recorded,
}

/// Where the terminal stands when it gives a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// In the application, else in the master file.
    pub application: bool,
    /// PACE or BAC has succeeded.
    pub trusted: bool,
    /// The current file's identifier.
    pub current: Option<u16>,
}

/// Recorded answers to SELECT and READ BINARY.
#[derive(Default)]
pub struct Recorded(BTreeMap<(Place, Vec<u8>), Vec<Response>>);

impl Recorded {
    /// The answer to a command given at a place: the next one, when it was given there several times, and the last again
    /// after that. `None` for what was never asked there.
    pub fn answer(&mut self, place: Place, command: &Command) -> Option<Response> {
        let answers = self.0.get_mut(&(place, command.encode()))?;
        if answers.len() > 1 { Some(answers.remove(0)) } else { answers.first().cloned() }
    }

    fn keep(&mut self, place: Place, command: &Command, answer: Response) {
        self.0.entry((place, command.encode())).or_default().push(answer);
    }
}

impl Place {
    /// Where a command leads that was answered so.
    pub fn follow(&mut self, command: &Command, answer: &Response) {
        if !answer.status.gives_data() {
            return;
        }
        let [_, ins, p1, p2] = command.header();
        match (ins, p1, &command.data[..]) {
            (0xA4, 0x04, _) => (self.application, self.current) = (true, None),
            (0xA4, 0x02, &[high, low]) => self.current = Some(u16::from_be_bytes([high, low])),
            (0xA4, _, _) => (self.application, self.current) = (false, None),
            (0xB0, 0x80.., _) => self.current = Some(by_short_identifier(self.application, p1 & 0x1F)),
            (0xB1, ..) if (p1, p2) != (0, 0) => self.current = Some(u16::from_be_bytes([p1, p2])),
            _ => {}
        }
    }
}

/// The identifier of a file named by its short one; that of a file the standard does not know is made up the same way.
fn by_short_identifier(application: bool, short: u8) -> u16 {
    let known = FileId::ALL.into_iter().find(|file| file.in_application() == application && file.short() == short);
    known.map_or(0x0100 | u16::from(short), FileId::identifier)
}

impl Replay {
    /// Reads a trace.
    ///
    /// # Errors
    /// [`SimError::Trace`] with the line that is none of a trace.
    pub fn parse(trace: &str) -> Result<Self, SimError> {
        let mut heard = Heard::default();
        let mut lines = text::lines(trace)?.into_iter().peekable();
        while let Some(line) = lines.next() {
            match line {
                Line::AnswerToReset(bytes) => heard.answer_to_reset = Some(bytes),
                Line::Fresh => heard.place = Place::default(),
                Line::Command(command) => {
                    let answer = lines.next_if(|next| matches!(next, Line::Answer(_)));
                    if let Some(Line::Answer(answer)) = answer {
                        heard.exchange(&command, &answer);
                    }
                }
                Line::Answer(_) | Line::ForPeople => {}
            }
        }
        Ok(heard.replay())
    }
}

/// What is gathered while a trace is gone through.
#[derive(Default)]
struct Heard {
    answer_to_reset: Option<Vec<u8>>,
    place: Place,
    recorded: Recorded,
    reader: Reader,
    offers: Vec<Vec<u8>>,
    bac: bool,
    extended: bool,
}

impl Heard {
    fn exchange(&mut self, command: &text::Bytes, answer: &text::Bytes) {
        self.extended |= iso7816::apdu::is_extended(&command.0);
        let (Ok(command), Ok(answer)) = (Command::parse(&command.0), Response::parse(&answer.0)) else { return };
        let fine = answer.status.gives_data();
        match (command.ins, command.p1, command.p2) {
            (0xA4 | 0xB0 | 0xB1, ..) => {
                self.recorded.keep(self.place, &command, answer.clone());
                self.place.follow(&command, &answer);
                self.reader.read(self.place, &command, &answer);
            }
            (0x22, 0xC1, 0xA4) if fine => self.offers.push(command.data),
            // The last command of PACE is not chained; chip authentication's is not either, and changes nothing here.
            (0x86, ..) if command.cla & 0x10 == 0 && fine => self.place.trusted = true,
            (0x82, ..) if fine => (self.bac, self.place.trusted) = (true, true),
            _ => {}
        }
    }

    fn replay(self) -> Replay {
        let files = self.reader.files();
        let file = |id: FileId| files.get(&id).map(Vec::as_slice).unwrap_or_default();
        let keys = Keys::of(file(FileId::Dg14), file(FileId::CardSecurity), file(FileId::Dg15));
        let chip = Chip {
            pace: keys::offers(file(FileId::CardAccess), &self.offers),
            bac: self.bac || self.offers.is_empty(),
            chip_authentication: keys.agreement.iter().map(|(key, _)| *key).collect(),
            active_authentication: keys.active_key(),
            extended: self.extended,
            accept_select_mf: true,
            ..Chip::default()
        };
        let information = files::mrz_information(file(FileId::Dg1));
        let Self { answer_to_reset, recorded, .. } = self;
        Replay { files, chip, information, keys, answer_to_reset, recorded }
    }
}

#[cfg(test)]
mod tests;
