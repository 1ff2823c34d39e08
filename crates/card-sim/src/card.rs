//! The card itself: takes command bytes, gives answer bytes.

mod bac;
mod chain;
mod fault;
mod genuine;
mod pace;
mod read;
mod recorded;
mod select;
mod state;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Duration;

use iso7816::apdu::{Command, Response, StatusWord, is_extended};

use crate::counts::{Counts, Faults};
use crate::crypto::bac::BacKeys;
use crate::crypto::dice::Dice;
use crate::crypto::kdf::mrz_secret;
use crate::crypto::secure::{Channel, is_protected};
use crate::error::SimError;
use crate::replay;
pub use fault::Tamper;
use genuine::Secrets;
use issuer::files::{self, EXTENDED_ANSWER, FileId, Files};
use issuer::{Chip, Profile};
use recorded::Original;
use state::State;

/// An emulated card that lies on a reader.
pub struct Card {
    files: Files,
    chip: Chip,
    passwords: Passwords,
    secrets: Secrets,
    /// What a real card answered, on a card made of a trace.
    recorded: Option<Original>,
    /// Wrong passwords in a row; not even a reset forgets them.
    wrong: u8,
    dice: Dice,
    state: State,
    faults: Faults,
    tamper: Option<Tamper>,
    counts: Counts,
    lifted: bool,
}

/// What the chip compares a terminal's knowledge with.
struct Passwords {
    can: Vec<u8>,
    mrz: Vec<u8>,
    bac: BacKeys,
}

const GET_RESPONSE: u8 = 0xC0;

/// What a card is made of.
struct Makings<'a> {
    files: Files,
    chip: Chip,
    secrets: Secrets,
    can: &'a str,
    information: &'a str,
}

/// A command without its protection, and how much of an answer fits.
struct Asked {
    command: Command,
    /// Plain answer bytes at most.
    room: usize,
    protected: bool,
}

impl Card {
    /// Makes a card; everything it draws at random comes from `seed`.
    ///
    /// # Errors
    /// [`SimError`] when the profile's files cannot be made, see [`files::make`].
    pub fn new(profile: &Profile, seed: [u8; 32]) -> Result<Self, SimError> {
        let makings = Makings {
            files: files::make(profile)?,
            chip: profile.chip.clone(),
            secrets: Secrets::of(profile)?,
            can: profile.holder.can(),
            information: &profile.holder.mrz_information(),
        };
        Ok(Self::of(makings, seed))
    }

    fn of(makings: Makings<'_>, seed: [u8; 32]) -> Self {
        Self {
            files: makings.files,
            chip: makings.chip,
            passwords: Passwords {
                can: makings.can.as_bytes().to_vec(),
                mrz: mrz_secret(makings.information),
                bac: BacKeys::new(makings.information),
            },
            secrets: makings.secrets,
            recorded: None,
            wrong: 0,
            dice: Dice::new(seed),
            state: State::default(),
            faults: Faults::default(),
            tamper: None,
            counts: Counts::default(),
            lifted: false,
        }
    }

    /// Makes the card that a file describes: a profile, or a trace (see [`Card::replay`]).
    ///
    /// # Errors
    /// As [`Profile::load`], [`Card::new`] and [`Card::replay`].
    pub fn load(path: &Path, seed: [u8; 32]) -> Result<Self, SimError> {
        if let Some(trace) = replay::text(&issuer::read(path)?) {
            return Self::replay(trace, seed);
        }
        Self::new(&Profile::load(path)?, seed)
    }

    /// Answers a command with data and status word. An empty answer means that the card is no longer there.
    ///
    /// A reader's pseudo-APDU (`FF ...`) is answered `6A81` and not counted: it never reaches a real chip.
    pub fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        if command.first() == Some(&0xFF) {
            return Response::new([], StatusWord::FunctionNotSupported).encode();
        }
        self.befall();
        if self.lifted {
            return Vec::new();
        }
        self.counts.command(command);
        let mut answer = self.answer(command).encode();
        self.counts.answer(&answer);
        self.damage(&mut answer);
        answer.truncate(self.chip.longest_answer.unwrap_or(usize::MAX));
        answer
    }

    /// How long the chip takes for a command beyond what a reader notices; whoever carries answers to a reader waits.
    pub fn delay(&self, command: &[u8]) -> Duration {
        let slow = self.faults.delay.unwrap_or_default();
        let milliseconds = self.chip.delay.unwrap_or(0).saturating_add(self.labour(command));
        slow + Duration::from_millis(milliseconds)
    }

    /// Cuts the power and gives it back: nothing is selected, no session is open. Counts and faults stay.
    pub fn reset(&mut self) {
        self.state = State::default();
    }

    /// Lays the card anew: as [`Card::reset`], with counts at zero, and present again after a lift.
    pub fn lay(&mut self) {
        self.reset();
        self.counts = Counts::default();
        self.lifted = false;
    }

    /// Sets what goes wrong from now on.
    pub const fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
    }

    /// What was asked and answered since the card was laid.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Says whether a fault took the card off the reader.
    pub const fn is_lifted(&self) -> bool {
        self.lifted
    }

    /// What stands in a file, for a test to compare with; `None` when the card does not have it.
    pub fn file(&self, file: FileId) -> Option<&[u8]> {
        self.files.get(&file).map(Vec::as_slice)
    }

    /// The answer to reset: a type-A chip's, whose capabilities tell of extended length (ISO/IEC 7816-4, tag `73`).
    pub fn atr(&self) -> Vec<u8> {
        if let Some(atr) = self.recorded.as_ref().and_then(Original::answer_to_reset) {
            return atr;
        }
        let third = if self.chip.extended { 0x53 } else { 0x13 };
        let historical = self.chip.historical.unwrap_or([0x00, 0x73, 0xC8, 0x40, third, 0x00, 0x90, 0x00]);
        let mut atr = [&[0x3B, 0x88, 0x80, 0x01], &historical[..]].concat();
        atr.push(atr[1..].iter().fold(0, |check, byte| check ^ byte));
        atr
    }

    fn answer(&mut self, bytes: &[u8]) -> Response {
        let refuse = |status| Response::new([], status);
        match Command::parse(bytes) {
            Ok(command) if !is_extended(bytes) || self.chip.extended => {
                if self.chip.get_response && command.ins == GET_RESPONSE {
                    return self.get_response(command.le);
                }
                self.state.waiting = None;
                if is_protected(command.cla) {
                    self.protected(&command).unwrap_or_else(refuse)
                } else {
                    self.plain(command)
                }
            }
            _ => refuse(StatusWord::WrongLength),
        }
    }

    /// A plain command ends a session (Doc 9303-11 clause 9.8.1), and is then answered by what is free to all.
    fn plain(&mut self, command: Command) -> Response {
        if self.state.channel.take().is_some() {
            self.state.lose_rights();
        }
        let le = command.le;
        let room = self.room(le.map_or(0, |le| usize::try_from(le).unwrap_or(usize::MAX)));
        let response = self.dispatch(&Asked { command, room, protected: false });
        self.state.begin_session();
        self.fit(response, le)
    }

    /// A fault in the protection ends the session and is answered in the clear.
    fn protected(&mut self, command: &Command) -> Result<Response, StatusWord> {
        let mut channel = self.state.channel.take().ok_or(StatusWord::ProtectionWrong)?;
        let opened = channel.open(command).inspect_err(|_| self.state.lose_rights())?;
        let odd = command.ins & 1 == 1;
        let room = self.room(opened.room);
        let mut response = self.dispatch(&Asked { command: opened.command, room, protected: true });
        if response.data.len() > room {
            response = Response::new([], StatusWord::WrongLength);
        }
        let sealed = channel.seal(&response, odd);
        self.state.keep_session(channel);
        Ok(self.fit(sealed, command.le))
    }

    /// Plain answer bytes at most; a chip that gives answers in parts has room for any.
    const fn room(&self, room: usize) -> usize {
        if self.chip.get_response || room > EXTENDED_ANSWER { EXTENDED_ANSWER } else { room }
    }

    fn dispatch(&mut self, asked: &Asked) -> Response {
        let joined = self.refusal().map_or_else(|| self.join(&asked.command), Err);
        let answer = joined.and_then(|whole| match whole {
            Some(command) => self.perform(&Asked { command, ..*asked }),
            None => Ok(done([])),
        });
        let response = answer.unwrap_or_else(|status| Response::new([], status));
        self.tampered(response)
    }

    fn perform(&mut self, asked: &Asked) -> Answer {
        if let Some(recorded) = self.as_recorded(&asked.command) {
            return Ok(recorded);
        }
        match (asked.command.cla, asked.command.ins) {
            (0x00, 0xA4) => self.select(&asked.command),
            (0x00, 0xB0) => self.read_binary(asked),
            (0x00, 0xB1) => self.read_binary_odd(asked),
            (0x00, 0x84) => self.get_challenge(asked),
            (0x00, 0x82) => self.external_authenticate(asked),
            (0x00, 0x22) => self.manage_security_environment(asked),
            (0x00 | 0x10, 0x86) => self.general_authenticate(asked),
            (0x00, 0x88) => self.internal_authenticate(asked),
            (0x00, _) => Err(StatusWord::InstructionNotSupported),
            _ => Err(StatusWord::ClassNotSupported),
        }
    }
}

impl std::fmt::Debug for Card {
    /// Shows the counts only: the files are a person's, invented or not.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Card").field("counts", &self.counts).field("lifted", &self.lifted).finish_non_exhaustive()
    }
}

/// What one instruction gives: an answer, or a status word alone.
type Answer = Result<Response, StatusWord>;

fn done(data: impl Into<Vec<u8>>) -> Response {
    Response::new(data, StatusWord::Success)
}

/// The session of a channel that is about to open.
type Pending = Option<Channel>;
