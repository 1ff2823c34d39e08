//! The conversation with a chip as a machine without a transport: it yields the next command and takes the answer.

pub(crate) mod chip;
mod length;
mod link;
mod procedure;

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::{
    access::{Access, Password},
    error::ReadError,
    lds::{Dg1, FileId},
    reading::Reading,
};
use crypto::Random;
use length::Answers;
use link::Link;
use procedure::Plan;

/// What a session wants next.
pub enum Output {
    /// Send this command to the chip and give its answer to [`Session::answer`].
    Transmit(Vec<u8>),
    /// Something to show.
    Progress(Progress),
    /// The reading is over, well or badly. Nothing comes after it.
    Finished(Result<Box<Reading>, ReadError>),
}

impl std::fmt::Debug for Output {
    /// Shows a command's size only: command bytes belong into no log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transmit(command) => write!(f, "Transmit({} bytes)", command.len()),
            Self::Progress(progress) => f.debug_tuple("Progress").field(progress).finish(),
            Self::Finished(result) => f.debug_tuple("Finished").field(result).finish(),
        }
    }
}

/// How far a reading has come.
#[derive(Debug, Clone)]
pub enum Progress {
    /// A password opened the chip.
    Opened {
        /// The protocol it was opened by.
        by: Access,
    },
    /// The machine readable zone has been read: the name can be shown. Nothing of it is checked yet.
    Identity(Box<Dg1>),
    /// Bytes of files read so far, of those known to be coming; the total grows as files are opened.
    Bytes {
        /// Bytes that arrived.
        done: usize,
        /// Bytes known to be coming, with those that arrived.
        total: usize,
    },
    /// A file has been read whole.
    File(FileId),
    /// Hashes and signature have been looked at.
    Checked,
}

/// One reading of one chip.
///
/// Call [`Session::poll`]; for each [`Output::Transmit`] send the command and call [`Session::answer`]; go on until
/// [`Output::Finished`]. When the card leaves, drop the session: its keys are wiped with it.
pub struct Session {
    link: Link,
    state: State,
}

type Conversation = Pin<Box<dyn Future<Output = Result<Box<Reading>, ReadError>> + Send>>;

enum State {
    Planned(Plan),
    Talking(Conversation),
    Over,
}

impl Session {
    /// Plans a reading with `passwords`, in the order to try, and 32 random bytes that never serve another session.
    ///
    /// At most four machine readable zones are tried. A card access number that the chip calls wrong ends the reading
    /// ([`ReadError::WrongCan`]): it is printed on the card, so what lies on the reader is another card.
    pub fn new(passwords: Vec<Password>, seed: [u8; 32]) -> Self {
        Self::planned(passwords, Random::from_seed(seed))
    }

    /// Plans a reading of the card whose first reading, with this very seed, failed: nothing that was drawn then is
    /// drawn again. The chip must have been reset. It is for one retry; a third reading takes a new seed.
    pub fn again(passwords: Vec<Password>, seed: [u8; 32]) -> Self {
        Self::planned(passwords, Random::of_attempt(seed, 1))
    }

    fn planned(passwords: Vec<Password>, random: Random) -> Self {
        let plan = Plan { passwords, random, anchors: Vec::new(), answers: Answers::SHORT };
        Self { link: Link::default(), state: State::Planned(plan) }
    }

    /// Trusts these country signing certificates (DER). Without any, the issuer is never anchored.
    #[must_use]
    pub fn trusting(mut self, certificates: Vec<Vec<u8>>) -> Self {
        if let State::Planned(plan) = &mut self.state {
            plan.anchors = certificates;
        }
        self
    }

    /// Asks for answers in extended length where the chip announces that, and the reader passes them on.
    ///
    /// The `answer_to_reset` (ATR) mostly tells whether the chip can, without a command; where it leaves that open, or
    /// points to EF.ATR/INFO for the sizes, that file is read once. `reader` is how many bytes of answer data the reader
    /// passes on: 256 where it knows short commands only, `None` where nobody can say. A chip that refuses the length
    /// after all is read on in short answers; an answer that is lost or damaged on the way ends the session, and
    /// [`Session::again`] without this wish is the remedy.
    #[must_use]
    pub fn on_reader(mut self, answer_to_reset: &[u8], reader: Option<usize>) -> Self {
        if let State::Planned(plan) = &mut self.state {
            plan.answers = Answers::announced(answer_to_reset, reader);
        }
        self
    }

    /// Says what to do next. A command is given again and again until it is answered.
    pub fn poll(&mut self) -> Output {
        loop {
            if let Some(output) = self.link.next_output() {
                return output;
            }
            let mut conversation = match std::mem::replace(&mut self.state, State::Over) {
                State::Planned(plan) => plan.start(self.link.clone()),
                State::Talking(conversation) => conversation,
                State::Over => return Output::Finished(self.link.take_result()),
            };
            match conversation.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Pending => self.state = State::Talking(conversation),
                // Progress of the last step is given before the result.
                Poll::Ready(result) => self.link.keep_result(result),
            }
        }
    }

    /// Takes the chip's answer, data and status word, to the command that was given last.
    pub fn answer(&mut self, response: &[u8]) {
        self.link.answer(response);
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

#[cfg(test)]
mod tests;
