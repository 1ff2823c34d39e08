//! The chip as a conversation sees it: commands through whatever channel is open, and whole files.

use super::{Progress, Session, length::SHORT, link::Link};
use crate::{
    error::{ReadError, Step},
    secure_messaging::{Channel, Probation},
};
use iso7816::apdu::{Command, Response, SHORT_LE, StatusWord, is_extended};
use iso7816::tlv::{self, Header};
use lds::FileId;
use zeroize::Zeroizing;

/// Bytes to ask for: in the first command for a file, and in each that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Portion {
    first: usize,
    next: usize,
}

/// READ BINARY counts offsets in 15 bits; beyond, the odd instruction takes them as data.
const SHORT_OFFSET_END: usize = 0x8000;
/// The odd instruction's answer wraps its bytes in an object, whose header takes up to four bytes of the portion.
const DISCRETIONARY_HEADER: usize = 4;
/// No file of a travel document is longer; a length beyond it is a damaged header.
const LONGEST_FILE: usize = 0x4_0000;
/// Data that fits into a short command under every suite: as much as an answer, so that a protected command has room.
const LONGEST_PART: usize = 223;
/// Bytes of one answer at most, in however many pieces it comes.
const LONGEST_ANSWER: usize = 0x1_0000;
/// The class bit of a command that another follows up.
const CHAINED: u8 = 0x10;

/// One chip, before and after a channel is opened, and over interruptions.
pub(crate) struct Chip {
    link: Link,
    channel: Option<Channel>,
    answer_room: usize,
    /// What was learned of reading, without a channel and under one.
    habits: [Habits; 2],
    /// The file that is being read; after an interruption it is gone on with.
    open: Option<Open>,
    /// Bytes of the files that are behind us.
    finished: usize,
    /// Whether the last command was of extended length.
    long: bool,
    /// How often the card left with such a command.
    lost_with_long: u8,
    /// Whether such answers get lost here: the rest is read in short ones.
    short_only: bool,
    suspicion: Suspicion,
    /// The steps whose refusal was once taken for a lost channel.
    doubted: Vec<Step>,
}

/// How a chip wants to be read.
#[derive(Debug, Clone, Copy, Default)]
struct Habits {
    /// The portion that worked last, as an index into [`Chip::portions`].
    rung: usize,
    /// Whether the chip wants a SELECT before a file is read.
    selects: bool,
}

/// A file that has not arrived whole.
struct Open {
    file: FileId,
    total: usize,
    bytes: Zeroizing<Vec<u8>>,
}

/// Whether the chip has closed the channel. A refusal without protection leaves that open: some chips turn a command away
/// before they look under its protection, some close the channel with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suspicion {
    None,
    /// This step was refused without protection.
    Since(Step),
    /// So was the next one: the channel is closed.
    Closed,
    /// A new channel changed nothing: this chip refuses so by habit.
    Unfounded,
}

impl Chip {
    pub(super) fn new(link: Link) -> Self {
        Self {
            link,
            channel: None,
            answer_room: SHORT,
            habits: [Habits::default(); 2],
            open: None,
            finished: 0,
            long: false,
            lost_with_long: 0,
            short_only: false,
            suspicion: Suspicion::None,
            doubted: Vec::new(),
        }
    }

    /// Under a channel, answers may have so many bytes; before one is open they stay short.
    pub(crate) fn allow(&mut self, answer_room: usize) {
        self.answer_room = if self.short_only { SHORT } else { answer_room };
    }

    /// Whether answers have to stay short, whatever card and reader announce: longer ones got lost.
    pub(super) const fn is_short_only(&self) -> bool {
        self.short_only
    }

    /// From here on every command is protected by this channel.
    pub(crate) fn open_channel(&mut self, channel: Channel) {
        self.channel = Some(channel);
    }

    /// Whether the chip has shown that it holds the keys of a channel that replaced another.
    pub(crate) fn probation(&self) -> Probation {
        self.channel.as_ref().map_or(Probation::None, Channel::probation)
    }

    /// Whether answers of extended length pass on the way from this chip.
    pub(crate) const fn takes_extended(&self) -> bool {
        self.answer_room > SHORT
    }

    /// Whether an answer of so many plain bytes fits into a short one.
    pub(crate) fn fits_short(&self, plain: usize) -> bool {
        plain <= self.channel.as_ref().map_or(SHORT, |channel| channel.plain_room(SHORT))
    }

    /// The card was reset: there is no channel, and a file that was open waits to be gone on with.
    pub(super) fn reset(&mut self) {
        self.channel = None;
        self.suspicion = match self.suspicion {
            Suspicion::Closed | Suspicion::Unfounded => Suspicion::Unfounded,
            Suspicion::None | Suspicion::Since(_) => Suspicion::None,
        };
    }

    /// Sends one command and gives the answer, whatever its status word.
    ///
    /// [`ReadError::CutShort`] is how an interruption travels: it is passed up until the procedure makes up for it.
    pub(crate) async fn send(&mut self, step: Step, command: &Command) -> Result<Response, ReadError> {
        let broken = |_| ReadError::Protection { step };
        let bytes = match &mut self.channel {
            Some(channel) => channel.protect(command).map_err(broken)?.encode(),
            None => command.encode(),
        };
        self.long = is_extended(&bytes);
        let response = self.transmit(step, bytes).await?;
        let Some(channel) = &mut self.channel else {
            self.link.record(command, Some(&response));
            return Ok(response);
        };
        let opened = channel.unprotect(&response).map_err(broken);
        self.link.record(command, opened.as_ref().ok());
        if opened.is_err() && self.long && self.probation() != Probation::Failed {
            self.short_only = true;
            return Err(ReadError::CutShort { step });
        }
        self.suspect(step, &response);
        opened
    }

    /// As [`Chip::send`], for data that may be too long for a short command: then in extended length where the chip
    /// announces that, else in a chain of commands (ISO/IEC 7816-4 clause 5.3.3).
    pub(crate) async fn send_long(&mut self, step: Step, command: &Command) -> Result<Response, ReadError> {
        if command.data.len() <= LONGEST_PART || self.takes_extended() {
            return self.send(step, command).await;
        }
        let mut parts = command.data.chunks(LONGEST_PART);
        let last = parts.next_back().map(<[u8]>::to_vec).unwrap_or_default();
        for part in parts {
            let chained = Command { cla: command.cla | CHAINED, data: part.to_vec(), le: None, ..*command };
            let answer = self.send(step, &chained).await?;
            if answer.status != StatusWord::Success {
                return Ok(answer);
            }
        }
        self.send(step, &Command { data: last, ..*command }).await
    }

    /// Exchanges bytes, and asks for the rest of an answer that the chip gives in pieces (`61xx`).
    async fn transmit(&mut self, step: Step, bytes: Vec<u8>) -> Result<Response, ReadError> {
        let mut response = self.transmit_once(step, bytes).await?;
        while let StatusWord::MoreData(waiting) = response.status {
            let le = if waiting == 0 { SHORT_LE } else { u32::from(waiting) };
            let rest = Command::new(0x00, 0xC0, 0x00, 0x00).with_le(le);
            let rest = self.transmit_once(step, rest.encode()).await?;
            // A chip that goes on promising and gives nothing would never come to an end.
            let promised = matches!(rest.status, StatusWord::MoreData(_)) && rest.data.is_empty();
            if promised || response.data.len() + rest.data.len() > LONGEST_ANSWER {
                return Err(ReadError::Malformed { step });
            }
            response.data.extend(rest.data);
            response.status = rest.status;
        }
        Ok(response)
    }

    async fn transmit_once(&mut self, step: Step, bytes: Vec<u8>) -> Result<Response, ReadError> {
        if self.link.counts().round_trips >= Session::MOST_COMMANDS {
            return Err(ReadError::Endless { step });
        }
        let Some(answer) = self.link.transmit(bytes).await else {
            // Once is a hand that took the card; twice may be a reader that drops it over such an answer.
            self.lost_with_long += u8::from(self.long);
            self.short_only |= self.lost_with_long > 1;
            return Err(ReadError::CutShort { step });
        };
        Response::parse(&answer).map_err(|_| {
            self.short_only |= self.long;
            ReadError::CutShort { step }
        })
    }

    fn suspect(&mut self, step: Step, response: &Response) {
        let bare = response.data.is_empty();
        self.suspicion = match self.suspicion {
            Suspicion::Unfounded => Suspicion::Unfounded,
            _ if !bare => Suspicion::None,
            Suspicion::Since(earlier) if earlier != step => Suspicion::Closed,
            Suspicion::Closed => Suspicion::Closed,
            Suspicion::None | Suspicion::Since(_) => Suspicion::Since(step),
        };
    }

    /// Reads a file whole, or what is left of it after an interruption.
    ///
    /// [`ReadError::Refused`] when the chip does not have it or does not give it, [`ReadError::Malformed`] when it is not
    /// what its header says; [`ReadError::AnotherCard`] when it does not go on as it began.
    pub(crate) async fn read(&mut self, file: FileId) -> Result<Vec<u8>, ReadError> {
        let outcome = self.read_whole(file).await;
        let outcome = outcome.map_err(|error| self.weigh(error));
        if !matches!(outcome, Err(ReadError::CutShort { .. }))
            && let Some(open) = self.open.take()
        {
            self.finished += open.total;
        }
        outcome
    }

    /// As [`Chip::read`], but selects the file by its identifier first.
    pub(crate) async fn select_and_read(&mut self, file: FileId) -> Result<Vec<u8>, ReadError> {
        self.habit().selects = true;
        self.read(file).await
    }

    /// Whether a file is what it was before the interruption.
    pub(super) async fn still_holds(&mut self, file: FileId, expected: &[u8]) -> Result<bool, ReadError> {
        let mut bytes = self.first_portion(file).await.map_err(|error| self.weigh(error))?;
        while bytes.len() < expected.len() && expected.starts_with(&bytes) {
            let portion = self.next_portion(file, bytes.len(), expected.len()).await;
            bytes.extend(portion.map_err(|error| self.weigh(error))?);
        }
        Ok(bytes.starts_with(expected))
    }

    /// A refusal that may well be of the length, or of a channel that is closed, is made up for as an interruption is.
    fn weigh(&mut self, error: ReadError) -> ReadError {
        let ReadError::Refused { step, status } = error else { return error };
        if self.suspicion == Suspicion::Closed || self.doubts(step, status) {
            return ReadError::CutShort { step };
        }
        if self.long && !not_given(status) {
            self.short_only = true;
            return ReadError::CutShort { step };
        }
        error
    }

    /// A reader may have reset the card without a word: then the chip refuses in the midst of a file, or says that it knows
    /// no channel. Once for each file that is believed; a second refusal is about the file.
    fn doubts(&mut self, step: Step, status: StatusWord) -> bool {
        let of_channel = matches!(status, StatusWord::ProtectionMissing | StatusWord::ProtectionWrong);
        let believed = self.channel.is_some() && (of_channel || self.open.is_some()) && !self.doubted.contains(&step);
        if believed {
            self.doubted.push(step);
        }
        believed
    }

    async fn read_whole(&mut self, file: FileId) -> Result<Vec<u8>, ReadError> {
        let first = self.first_portion(file).await?;
        self.open = Some(self.begin(file, first)?);
        while let Some(Open { total, bytes, .. }) = &self.open {
            let (total, offset) = (*total, bytes.len());
            let progress = Progress::Bytes { done: self.finished + offset, total: self.finished + total };
            self.link.report(progress);
            if offset == total {
                break;
            }
            let portion = self.next_portion(file, offset, total).await?;
            if let Some(open) = &mut self.open {
                open.bytes.extend_from_slice(&portion);
                open.bytes.truncate(total);
            }
        }
        self.link.report(Progress::File(file));
        Ok(self.open.as_ref().map_or_else(Vec::new, |open| open.bytes.to_vec()))
    }

    /// Takes the length from the first portion, and goes on with what was there before it.
    fn begin(&mut self, file: FileId, mut first: Vec<u8>) -> Result<Open, ReadError> {
        let malformed = ReadError::Malformed { step: Step::Read(file) };
        let header = Header::read(&first).map_err(|_| malformed)?;
        let total = header.total();
        if header.tag != file.tag() || total > LONGEST_FILE {
            return Err(malformed);
        }
        first.truncate(total);
        let fresh = |first| Open { file, total, bytes: Zeroizing::new(first) };
        match self.open.take() {
            Some(open) if open.file == file => {
                if open.total != total || !(open.bytes.starts_with(&first) || first.starts_with(&open.bytes)) {
                    return Err(ReadError::AnotherCard);
                }
                Ok(if open.bytes.len() > first.len() { open } else { fresh(first) })
            }
            _ => Ok(fresh(first)),
        }
    }

    async fn first_portion(&mut self, file: FileId) -> Result<Vec<u8>, ReadError> {
        let step = Step::Read(file);
        loop {
            let selects = self.habit().selects;
            if selects {
                self.select(file).await?;
            }
            let p1 = if selects { 0x00 } else { 0x80 | file.short_id() };
            let command = Command::new(0x00, 0xB0, p1, 0x00).with_le(le(self.portion().first));
            let answer = self.send(step, &command).await?;
            match answer.status {
                status if status.gives_data() && !answer.data.is_empty() => return Ok(answer.data),
                status if too_long(status) => self.ask_for_less(step, status)?,
                status if no_short_ids(status) && !selects => self.habit().selects = true,
                status => return Err(ReadError::Refused { step, status }),
            }
        }
    }

    async fn next_portion(&mut self, file: FileId, offset: usize, total: usize) -> Result<Vec<u8>, ReadError> {
        let step = Step::Read(file);
        loop {
            let command = read_at(offset, self.portion().next, total - offset);
            let answer = self.send(step, &command).await?;
            match answer.status {
                status if status.gives_data() && !answer.data.is_empty() => {
                    return if offset < SHORT_OFFSET_END { Some(answer.data) } else { discretionary(&answer.data) }
                        .ok_or(ReadError::Malformed { step });
                }
                status if too_long(status) => self.ask_for_less(step, status)?,
                status => return Err(ReadError::Refused { step, status }),
            }
        }
    }

    /// Selects a file by its identifier.
    async fn select(&mut self, file: FileId) -> Result<(), ReadError> {
        let step = Step::Read(file);
        let command = Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(file.id());
        match self.send(step, &command).await?.status {
            StatusWord::Success => Ok(()),
            status => Err(ReadError::Refused { step, status }),
        }
    }

    fn habit(&mut self) -> &mut Habits {
        &mut self.habits[usize::from(self.channel.is_some())]
    }

    fn portion(&mut self) -> Portion {
        self.portions()[self.habit().rung]
    }

    /// What to ask for, from the most to the least: extended where it is allowed, then short. The last is for a chip
    /// that wants the exact length of a file.
    fn portions(&self) -> [Portion; 5] {
        let both = |bytes| Portion { first: bytes, next: bytes };
        let room = |bytes| both(self.channel.as_ref().map_or(SHORT, |channel| channel.plain_room(bytes)));
        [room(self.answer_room), room(SHORT), both(160), both(112), Portion { first: 8, next: 112 }]
    }

    /// Goes down to the next step that differs and stays there for the session.
    fn ask_for_less(&mut self, step: Step, status: StatusWord) -> Result<(), ReadError> {
        let (portions, refused, rung) = (self.portions(), self.portion(), self.habit().rung);
        let lower = (rung + 1..portions.len()).find(|&rung| portions[rung] != refused);
        self.habit().rung = lower.ok_or(ReadError::Refused { step, status })?;
        Ok(())
    }
}

/// Asks for what is left of a file from `offset` on, as much as fits into a portion.
fn read_at(offset: usize, portion: usize, left: usize) -> Command {
    let [.., third, high, low] = offset.to_be_bytes();
    // Just 256 would be written as whatever a short answer holds, and under protection that is less.
    let wanted = |bytes| if bytes == SHORT && portion > SHORT { SHORT - 1 } else { bytes };
    if offset < SHORT_OFFSET_END {
        return Command::new(0x00, 0xB0, high, low).with_le(le(wanted(portion.min(left))));
    }
    let wrapped = wanted(left.min(portion - DISCRETIONARY_HEADER) + DISCRETIONARY_HEADER);
    Command::new(0x00, 0xB1, 0x00, 0x00).with_data(tlv::write(0x54, &[third, high, low])).with_le(le(wrapped))
}

/// The bytes in the object; a chip that goes on giving none would never come to an end.
fn discretionary(data: &[u8]) -> Option<Vec<u8>> {
    tlv::find(data, 0x53).filter(|bytes| !bytes.is_empty()).map(<[u8]>::to_vec)
}

fn le(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(iso7816::apdu::EXTENDED_LE)
}

const fn too_long(status: StatusWord) -> bool {
    matches!(status, StatusWord::WrongLength | StatusWord::ExactLength(_) | StatusWord::WrongOffset)
}

const fn no_short_ids(status: StatusWord) -> bool {
    matches!(
        status,
        StatusWord::WrongParameters | StatusWord::FunctionNotSupported | StatusWord::Other(0x6981 | 0x6986)
    )
}

const fn not_given(status: StatusWord) -> bool {
    matches!(
        status,
        StatusWord::NotFound
            | StatusWord::SecurityNotSatisfied
            | StatusWord::ConditionsNotSatisfied
            | StatusWord::WrongParameters
            | StatusWord::ReferenceNotFound
            | StatusWord::InstructionNotSupported
            | StatusWord::FunctionNotSupported
    )
}
