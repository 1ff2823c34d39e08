//! Commands and answers in parts: command chaining (ISO/IEC 7816-4 clause 5.3.3) and GET RESPONSE (clause 7.6.1).

use iso7816::apdu::{Command, Response, StatusWord};
use iso7816::tlv;

use super::Card;

/// The bit of a class byte that says that more of the command follows.
const MORE_FOLLOWS: u8 = 0x10;
/// Most bytes a command may grow to.
const LARGEST: usize = 4096;
const GENERAL_AUTHENTICATE: u8 = 0x86;

/// The parts of a command so far.
pub struct Parts {
    /// Instruction and parameters, the same in every part.
    header: [u8; 3],
    data: Vec<u8>,
}

/// The rest of an answer that waits to be fetched.
pub struct Waiting {
    data: Vec<u8>,
    status: StatusWord,
}

impl Card {
    /// Joins a command to the parts before it; `None` while more must follow.
    ///
    /// In PACE the bit says that another step follows: there a part is told by its template that ends early.
    pub(super) fn join(&mut self, command: &Command) -> Result<Option<Command>, StatusWord> {
        if self.chip.largest_command.is_some_and(|largest| command.data.len() > largest) {
            return Err(StatusWord::WrongLength);
        }
        let header = [command.ins, command.p1, command.p2];
        let before = self.state.parts.take().filter(|parts| parts.header == header);
        if !self.chip.chaining {
            return Ok(Some(command.clone()));
        }
        let data = [before.map(|parts| parts.data).unwrap_or_default(), command.data.clone()].concat();
        let steps = command.ins == GENERAL_AUTHENTICATE && self.state.pace.is_some();
        let whole = if steps { tlv::read(&data).is_ok() } else { command.cla & MORE_FOLLOWS == 0 };
        if whole {
            return Ok(Some(Command { data, ..*command }));
        }
        if data.len() > LARGEST {
            return Err(StatusWord::WrongLength);
        }
        self.state.parts = Some(Parts { header, data });
        Ok(None)
    }

    /// Gives as much of an answer as Le has room for; the rest waits where the chip knows GET RESPONSE.
    pub(super) fn fit(&mut self, response: Response, le: Option<u32>) -> Response {
        // Without Le a contactless chip answers all the same, as far as a short answer goes.
        let room = usize::try_from(le.unwrap_or(256)).unwrap_or(usize::MAX);
        if response.data.len() <= room {
            return response;
        }
        if !self.chip.get_response {
            return Response::new([], StatusWord::WrongLength);
        }
        let (given, rest) = response.data.split_at(room);
        let status = StatusWord::MoreData(u8::try_from(rest.len()).unwrap_or(0));
        self.state.waiting = Some(Waiting { data: rest.to_vec(), status: response.status });
        Response::new(given, status)
    }

    /// GET RESPONSE, which leaves an open session alone.
    pub(super) fn get_response(&mut self, le: Option<u32>) -> Response {
        match self.state.waiting.take() {
            Some(Waiting { data, status }) => self.fit(Response::new(data, status), le),
            None => Response::new([], StatusWord::ConditionsNotSatisfied),
        }
    }
}
