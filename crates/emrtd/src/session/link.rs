//! The mailbox between a conversation, which reads like a list of steps, and the caller, who owns the transport.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use iso7816::apdu::{Command, Response};
use zeroize::Zeroizing;

use super::{Output, Progress, length::Answers};
use crate::{
    error::ReadError,
    reading::{Counts, Reading},
};
use trace::{Note, Record, Trace};

/// A handle to the mailbox; both sides hold one.
#[derive(Clone, Default)]
pub(super) struct Link(Arc<Mutex<Mailbox>>);

#[derive(Default)]
struct Mailbox {
    progress: VecDeque<Progress>,
    command: Option<Zeroizing<Vec<u8>>>,
    arrived: Option<Arrived>,
    /// Between an interruption and what makes up for it.
    interrupted: bool,
    resumed: Option<Answers>,
    result: Option<Result<Box<Reading>, ReadError>>,
    counts: Counts,
    record: Record,
    /// Whether the conversation is kept. What card and reader said of themselves is, either way.
    is_recording: bool,
    /// How it ended, for the trace: the result itself is taken away.
    ended: Option<Result<(), ReadError>>,
}

/// What came of a command.
enum Arrived {
    Answer(Zeroizing<Vec<u8>>),
    /// The card left, or the link, while the command was out.
    Nothing,
}

impl Link {
    /// Sends a command and waits for its answer; `None` when the card or the link went away instead.
    pub(super) async fn transmit(&self, command: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
        self.mailbox().command = Some(Zeroizing::new(command));
        poll_fn(|_| {
            let mut mailbox = self.mailbox();
            let Some(arrived) = mailbox.arrived.take() else { return Poll::Pending };
            mailbox.command = None;
            Poll::Ready(match arrived {
                Arrived::Answer(answer) => Some(answer),
                Arrived::Nothing => None,
            })
        })
        .await
    }

    /// Tells the caller of an interruption, and waits until a card lies there again; gives how long its answers may be.
    pub(super) async fn interruption(&self) -> Answers {
        {
            let mut mailbox = self.mailbox();
            mailbox.interrupted = true;
            mailbox.counts.interruptions += 1;
        }
        self.note(Note::Interrupted);
        let answers = poll_fn(|_| self.mailbox().resumed.take().map_or(Poll::Pending, Poll::Ready)).await;
        self.note(Note::Resumed);
        answers
    }

    /// Leaves something to show.
    pub(super) fn report(&self, progress: Progress) {
        self.mailbox().progress.push_back(progress);
    }

    /// What was sent and received so far.
    pub(super) fn counts(&self) -> Counts {
        self.mailbox().counts
    }

    /// What the caller has to do before the conversation can go on.
    pub(super) fn next_output(&self) -> Option<Output> {
        let mut mailbox = self.mailbox();
        if let Some(progress) = mailbox.progress.pop_front() {
            return Some(Output::Progress(progress));
        }
        if mailbox.interrupted {
            return Some(Output::Interrupted);
        }
        // A command whose loss was told before it was asked for goes nowhere.
        let command = mailbox.command.as_ref().filter(|_| mailbox.arrived.is_none());
        command.map(|command| Output::Transmit(command.to_vec()))
    }

    /// Puts the answer in; without a command that waits for one, it is dropped.
    pub(super) fn answer(&self, response: &[u8]) {
        let mut mailbox = self.mailbox();
        if let Some(command) = mailbox.command.take() {
            mailbox.counts.round_trips += 1;
            mailbox.counts.bytes_sent += command.len();
            mailbox.counts.bytes_received += response.len();
            mailbox.arrived = Some(Arrived::Answer(Zeroizing::new(response.to_vec())));
        }
    }

    /// Says that the card or the link is gone, with the command that was out, or the next one.
    pub(super) fn lose(&self) {
        let mut mailbox = self.mailbox();
        if !mailbox.interrupted {
            mailbox.arrived = Some(Arrived::Nothing);
        }
    }

    /// Ends an interruption; without one, it is not heard.
    pub(super) fn resume(&self, answers: Answers) {
        let mut mailbox = self.mailbox();
        if std::mem::take(&mut mailbox.interrupted) {
            mailbox.resumed = Some(answers);
        }
    }

    /// Keeps every exchange from here on.
    pub(super) fn start_recording(&self) {
        self.mailbox().is_recording = true;
    }

    /// Keeps what card and reader said of themselves.
    pub(super) fn record_reader(&self, answer_to_reset: &[u8], reader: Option<usize>) {
        self.mailbox().record.on_reader(answer_to_reset, reader);
    }

    /// Keeps one exchange as it was before protection; without the answer where that could not be opened.
    pub(super) fn record(&self, command: &Command, answer: Option<&Response>) {
        let mut mailbox = self.mailbox();
        if mailbox.is_recording {
            mailbox.record.exchange(command, answer);
        }
    }

    /// Keeps something that no command shows.
    pub(super) fn note(&self, note: Note) {
        let mut mailbox = self.mailbox();
        if mailbox.is_recording {
            mailbox.record.note(note);
        }
    }

    /// The conversation so far, without the person in it; `None` where it was not recorded.
    pub(super) fn trace(&self) -> Option<Trace> {
        let mailbox = self.mailbox();
        let end = mailbox.ended.as_ref().map(|end| end.as_ref().map_or_else(ToString::to_string, |()| "ok".to_owned()));
        mailbox.is_recording.then(|| mailbox.record.trace(end))
    }

    pub(super) fn keep_result(&self, result: Result<Box<Reading>, ReadError>) {
        let mut mailbox = self.mailbox();
        mailbox.ended = Some(result.as_ref().map(|_| ()).map_err(|error| *error));
        mailbox.result = Some(result);
    }

    pub(super) fn take_result(&self) -> Result<Box<Reading>, ReadError> {
        self.mailbox().result.take().unwrap_or(Err(ReadError::Over))
    }

    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
