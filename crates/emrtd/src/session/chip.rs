//! The chip as a conversation sees it: commands through whatever channel is open, and whole files.

use super::{Progress, length::SHORT, link::Link};
use crate::{
    error::{ReadError, Step},
    lds::FileId,
    secure_messaging::Channel,
};
use iso7816::apdu::{Command, Response, StatusWord};
use iso7816::tlv::{self, Header};

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

/// One chip, before and after a channel is opened.
pub(crate) struct Chip {
    link: Link,
    channel: Option<Channel>,
    answer_room: usize,
    /// The portion that worked last, as an index into [`Chip::portions`].
    rung: usize,
    /// Whether the chip wants a SELECT before a file is read.
    selects: bool,
    done: usize,
    total: usize,
}

impl Chip {
    pub(super) fn new(link: Link) -> Self {
        Self { link, channel: None, answer_room: SHORT, rung: 0, selects: false, done: 0, total: 0 }
    }

    /// Under a channel, answers may have so many bytes; before one is open they stay short.
    pub(super) fn allow(&mut self, answer_room: usize) {
        self.answer_room = answer_room;
    }

    /// From here on every command is protected.
    pub(crate) fn open_channel(&mut self, channel: Channel) {
        self.channel = Some(channel);
        self.rung = 0;
        self.selects = false;
    }

    /// Sends one command and gives the answer, whatever its status word.
    pub(crate) async fn send(&mut self, step: Step, command: &Command) -> Result<Response, ReadError> {
        let broken = |_| ReadError::Protection { step };
        let bytes = match &mut self.channel {
            Some(channel) => channel.protect(command).map_err(broken)?.encode(),
            None => command.encode(),
        };
        let answer = self.link.transmit(bytes).await;
        let response = Response::parse(&answer).map_err(|_| ReadError::CutShort { step })?;
        match &mut self.channel {
            Some(channel) => channel.unprotect(&response).map_err(broken),
            None => Ok(response),
        }
    }

    /// Reads a file whole; `None` when the chip does not have it or does not give it.
    pub(crate) async fn read(&mut self, file: FileId) -> Result<Option<Vec<u8>>, ReadError> {
        let malformed = ReadError::Malformed { step: Step::Read(file) };
        let Some(mut bytes) = self.first_portion(file).await? else { return Ok(None) };
        let header = Header::read(&bytes).map_err(|_| malformed)?;
        let total = header.total();
        if header.tag != file.tag() || total > LONGEST_FILE {
            return Err(malformed);
        }
        self.total += total;
        let mut counted = 0;
        loop {
            bytes.truncate(total);
            self.done += bytes.len() - counted;
            counted = bytes.len();
            self.link.report(Progress::Bytes { done: self.done, total: self.total });
            if bytes.len() == total {
                self.link.report(Progress::File(file));
                return Ok(Some(bytes));
            }
            bytes.extend(self.next_portion(file, bytes.len(), total).await?);
        }
    }

    /// As [`Chip::read`], but selects the file by its identifier first.
    pub(crate) async fn select_and_read(&mut self, file: FileId) -> Result<Option<Vec<u8>>, ReadError> {
        self.selects = true;
        self.read(file).await
    }

    async fn first_portion(&mut self, file: FileId) -> Result<Option<Vec<u8>>, ReadError> {
        let step = Step::Read(file);
        loop {
            if self.selects && !self.select(file).await? {
                return Ok(None);
            }
            let p1 = if self.selects { 0x00 } else { 0x80 | file.short_id() };
            let command = Command::new(0x00, 0xB0, p1, 0x00).with_le(le(self.portion().first));
            let answer = self.send(step, &command).await?;
            match answer.status {
                status if status.gives_data() && !answer.data.is_empty() => return Ok(Some(answer.data)),
                status if too_long(status) => self.ask_for_less(step, status)?,
                status if no_short_ids(status) && !self.selects => self.selects = true,
                status if not_given(status) => return Ok(None),
                status => return Err(ReadError::Refused { step, status }),
            }
        }
    }

    async fn next_portion(&mut self, file: FileId, offset: usize, total: usize) -> Result<Vec<u8>, ReadError> {
        let step = Step::Read(file);
        loop {
            let answer = self.send(step, &read_at(offset, self.portion().next, total - offset)).await?;
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

    /// Selects a file by its identifier; `false` when the chip does not have it or does not give it.
    async fn select(&mut self, file: FileId) -> Result<bool, ReadError> {
        let command = Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(file.id());
        let answer = self.send(Step::Read(file), &command).await?;
        match answer.status {
            StatusWord::Success => Ok(true),
            status if not_given(status) => Ok(false),
            status => Err(ReadError::Refused { step: Step::Read(file), status }),
        }
    }

    fn portion(&self) -> Portion {
        self.portions()[self.rung]
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
        let (portions, refused) = (self.portions(), self.portion());
        let lower = (self.rung + 1..portions.len()).find(|&rung| portions[rung] != refused);
        self.rung = lower.ok_or(ReadError::Refused { step, status })?;
        Ok(())
    }
}

/// Asks for what is left of a file from `offset` on, as much as fits into a portion.
fn read_at(offset: usize, portion: usize, left: usize) -> Command {
    let [.., third, high, low] = offset.to_be_bytes();
    if offset < SHORT_OFFSET_END {
        return Command::new(0x00, 0xB0, high, low).with_le(le(portion.min(left)));
    }
    let wrapped = left.min(portion - DISCRETIONARY_HEADER) + DISCRETIONARY_HEADER;
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
