//! The conversation with a chip as a machine without a transport: it yields the next command and takes the answer.

pub(crate) mod chip;
mod length;
mod link;
mod procedure;
mod proving;
#[cfg(test)]
pub(crate) mod replay;

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::{
    access::{Access, Password},
    error::ReadError,
    reading::Reading,
};
use crypto::Random;
use lds::{Dg1, FileId};
pub(crate) use length::Answers;
use link::Link;
use pki::Trust;
use procedure::Plan;
use trace::Trace;

/// What a session wants next.
pub enum Output {
    /// Send this command to the chip and give its answer to [`Session::answer`].
    Transmit(Vec<u8>),
    /// Something to show.
    Progress(Progress),
    /// The conversation broke off. Wait until a card lies there, reset it, and call [`Session::resume`]; until then this
    /// is said again and again.
    Interrupted,
    /// The reading is over, well or badly. Nothing comes after it.
    Finished(Result<Box<Reading>, ReadError>),
}

impl std::fmt::Debug for Output {
    /// Shows a command's size only: command bytes belong into no log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transmit(command) => write!(f, "Transmit({} bytes)", command.len()),
            Self::Progress(progress) => f.debug_tuple("Progress").field(progress).finish(),
            Self::Interrupted => f.write_str("Interrupted"),
            Self::Finished(result) => f.debug_tuple("Finished").field(result).finish(),
        }
    }
}

/// What a session is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Finding out how the chip opens, and opening it: up to seconds on a slow chip. So it is again after an interruption.
    Opening,
    /// Reading a file.
    Reading(FileId),
    /// Having the chip prove that it is no copy.
    ProvingChip,
    /// Weighing hashes, signatures and certificates.
    Judging,
}

/// How far a reading has come.
#[derive(Debug, Clone)]
pub enum Progress {
    /// This is what the session is about from here on.
    Doing(Doing),
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
/// [`Output::Finished`]. When the card leaves, call [`Session::interrupted`], and [`Session::resume`] when one lies there
/// again; or drop the session: its keys are wiped with it.
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
    /// Interruptions that a session makes up for.
    pub const MOST_INTERRUPTIONS: usize = 16;
    /// Commands that a session sends at most, whatever the chip answers: a whole card with a face of 60 kB takes fewer
    /// than 700 in the smallest portions.
    pub const MOST_COMMANDS: usize = 8_192;

    /// Plans a reading with `passwords`, in the order to try, and 32 random bytes that never serve another session.
    ///
    /// At most four machine readable zones are tried. A card access number that the chip calls wrong ends the reading
    /// ([`ReadError::WrongCan`]): it is printed on the card, so what lies on the reader is another card.
    pub fn new(passwords: Vec<Password>, seed: [u8; 32]) -> Self {
        Self::planned(passwords, Random::from_seed(seed))
    }

    fn planned(passwords: Vec<Password>, random: Random) -> Self {
        let plan = Plan {
            passwords,
            random,
            trust: Trust::none(),
            now: None,
            occasion: [0; 32],
            answers: Answers::SHORT,
            with_com: false,
        };
        Self { link: Link::default(), state: State::Planned(plan) }
    }

    /// Judges the document's signer by these certificates, and their times by `now`, in seconds since 1970. Without any,
    /// the issuer is never anchored.
    #[must_use]
    pub fn trusting(mut self, trust: Trust, now: Option<i64>) -> Self {
        if let State::Planned(plan) = &mut self.state {
            plan.trust = trust;
            plan.now = now;
        }
        self
    }

    /// Binds active authentication to an occasion, say the hash of a consent: the chip's signature then stands for this
    /// reading and no other (see [`Binding`](crate::Binding)).
    #[must_use]
    pub fn bound_to(mut self, occasion: [u8; 32]) -> Self {
        if let State::Planned(plan) = &mut self.state {
            plan.occasion = occasion;
        }
        self
    }

    /// Asks for answers in extended length where the chip announces that, and the reader passes them on.
    ///
    /// The `answer_to_reset` (ATR) mostly tells whether the chip can, without a command; where it leaves that open, or
    /// points to EF.ATR/INFO for the sizes, that file is read once. `reader` is how many bytes of answer data the reader
    /// passes on: 256 where it knows short commands only, `None` where nobody can say. A chip that refuses the length
    /// after all is read on in short answers; where such an answer is lost or damaged on the way, the session is
    /// interrupted and goes on in short answers.
    #[must_use]
    pub fn on_reader(mut self, answer_to_reset: &[u8], reader: Option<usize>) -> Self {
        self.link.record_reader(answer_to_reset, reader);
        if let State::Planned(plan) = &mut self.state {
            plan.answers = Answers::announced(answer_to_reset, reader);
        }
        self
    }

    /// Reads EF.COM too. It is unsigned and says nothing that the security object does not say better.
    #[must_use]
    pub fn with_com(mut self) -> Self {
        if let State::Planned(plan) = &mut self.state {
            plan.with_com = true;
        }
        self
    }

    /// Records the conversation for [`Session::trace`].
    #[must_use]
    pub fn recording(self) -> Self {
        self.link.start_recording();
        self
    }

    /// The conversation so far as it was before protection, without the person in it; `None` where it was not recorded.
    pub fn trace(&self) -> Option<Trace> {
        self.link.trace()
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

    /// Takes the chip's answer, data and status word, to the command that was given last. An answer that was lost on its
    /// way, the card still being there, is an empty one: the session is interrupted, and if the answer might have been too
    /// long for the way, asks for shorter ones from then on.
    pub fn answer(&mut self, response: &[u8]) {
        self.link.answer(response);
    }

    /// Says, in place of an answer, that the card or the link went away. [`Output::Interrupted`] follows, or the end.
    pub fn interrupted(&mut self) {
        self.link.lose();
    }

    /// Goes on after [`Output::Interrupted`] with a card that lies there, freshly reset; the arguments are those of
    /// [`Session::on_reader`].
    ///
    /// The chip is opened as it was before, proves again what it had proven, and must be the same one: the same password,
    /// the same DG1, the same chip key. Another ends the reading ([`ReadError::AnotherCard`]). The file that was open is
    /// gone on with where it broke off. Without an interruption nothing happens.
    pub fn resume(&mut self, answer_to_reset: &[u8], reader: Option<usize>) {
        self.link.resume(Answers::announced(answer_to_reset, reader));
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

#[cfg(test)]
mod tests;
