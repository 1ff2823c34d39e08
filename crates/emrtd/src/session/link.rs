//! The mailbox between a conversation, which reads like a list of steps, and the caller, who owns the transport.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use super::{Output, Progress};
use crate::{
    error::ReadError,
    reading::{Counts, Reading},
};

/// A handle to the mailbox; both sides hold one.
#[derive(Clone, Default)]
pub(super) struct Link(Arc<Mutex<Mailbox>>);

#[derive(Default)]
struct Mailbox {
    progress: VecDeque<Progress>,
    command: Option<Vec<u8>>,
    answer: Option<Vec<u8>>,
    result: Option<Result<Box<Reading>, ReadError>>,
    counts: Counts,
}

impl Link {
    /// Sends a command and waits for its answer.
    pub(super) async fn transmit(&self, command: Vec<u8>) -> Vec<u8> {
        self.mailbox().command = Some(command);
        poll_fn(|_| self.mailbox().answer.take().map_or(Poll::Pending, Poll::Ready)).await
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
        let progress = mailbox.progress.pop_front().map(Output::Progress);
        progress.or_else(|| mailbox.command.clone().map(Output::Transmit))
    }

    /// Puts the answer in; without a command that waits for one, it is dropped.
    pub(super) fn answer(&self, response: &[u8]) {
        let mut mailbox = self.mailbox();
        if let Some(command) = mailbox.command.take() {
            mailbox.counts.round_trips += 1;
            mailbox.counts.bytes_sent += command.len();
            mailbox.counts.bytes_received += response.len();
            mailbox.answer = Some(response.to_vec());
        }
    }

    pub(super) fn keep_result(&self, result: Result<Box<Reading>, ReadError>) {
        self.mailbox().result = Some(result);
    }

    pub(super) fn take_result(&self) -> Result<Box<Reading>, ReadError> {
        self.mailbox().result.take().unwrap_or(Err(ReadError::Over))
    }

    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
