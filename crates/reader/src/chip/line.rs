//! The line to a [`Slot`] that lives on a thread of its own, so that whoever reads a chip is never held by it.
//!
//! A PC/SC command cannot be taken back. Whoever gives up drops the line: the thread ends when the command does, lets
//! go of the card and is gone; until then the next who wants the card meets a sharing violation, and waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::ChipError;
use super::slot::{Laid, Lost, Slot};

/// How often a wait looks whether it was cancelled.
const LOOK_UP: Duration = Duration::from_millis(50);
/// How long an order may take beside what it waits for.
const OVERHEAD: Duration = Duration::from_secs(10);

enum Order {
    Take,
    Transmit(Vec<u8>),
    Renew,
    TakeAgain(Duration),
    Absence,
}

enum Reply {
    Laid(Result<Laid, ChipError>),
    Renewed(Result<Laid, Lost>),
    Answer(Result<Vec<u8>, Lost>, Duration),
    Absence(Option<ChipError>),
}

/// The caller's end.
pub struct Line<'a> {
    orders: Sender<Order>,
    replies: Receiver<Reply>,
    cancel: &'a AtomicBool,
    silence: Duration,
}

impl<'a> Line<'a> {
    /// Starts the thread; `open` makes the slot there. A command without an answer for `silence` is given up.
    pub fn start<S: Slot>(
        open: impl FnOnce() -> S + Send + 'static,
        cancel: &'a AtomicBool,
        silence: Duration,
    ) -> Result<Self, ChipError> {
        let (orders, taken) = mpsc::channel();
        let (tell, replies) = mpsc::channel();
        thread::Builder::new()
            .name("card".to_owned())
            .spawn(move || serve(open, &taken, &tell))
            .map_err(|_| ChipError::NoThread)?;
        Ok(Self { orders, replies, cancel, silence })
    }

    /// Takes hold of the card that lies there now.
    pub fn take(&self) -> Result<Laid, ChipError> {
        match self.ask(Order::Take, OVERHEAD)? {
            Reply::Laid(laid) => laid,
            _ => Err(ChipError::NoThread),
        }
    }

    /// Sends a command; gives what came of it, and how long it took at the reader.
    pub fn transmit(&self, command: Vec<u8>) -> Result<(Result<Vec<u8>, Lost>, Duration), ChipError> {
        match self.ask(Order::Transmit(command), self.silence)? {
            Reply::Answer(outcome, took) => Ok((outcome, took)),
            _ => Err(ChipError::NoThread),
        }
    }

    /// Resets the card that is held.
    pub fn renew(&self) -> Result<Result<Laid, Lost>, ChipError> {
        match self.ask(Order::Renew, OVERHEAD)? {
            Reply::Renewed(outcome) => Ok(outcome),
            _ => Err(ChipError::NoThread),
        }
    }

    /// Waits until a card lies there again.
    pub fn take_again(&self, patience: Duration) -> Result<Laid, ChipError> {
        match self.ask(Order::TakeAgain(patience), patience + OVERHEAD)? {
            Reply::Laid(laid) => laid,
            _ => Err(ChipError::NoThread),
        }
    }

    /// Whether the card or the reader has left, and which.
    pub fn absence(&self) -> Option<ChipError> {
        match self.ask(Order::Absence, OVERHEAD) {
            Ok(Reply::Absence(absence)) => absence,
            _ => None,
        }
    }

    /// Lets go of the card, and waits for that unless it is cancelled or takes too long.
    pub fn close(self) {
        let Self { orders, replies, cancel, silence } = self;
        drop(orders);
        // No reply comes any more: what ends the wait is the thread's end, or the reasons not to wait.
        let _ended = wait(&replies, silence, cancel);
    }

    fn ask(&self, order: Order, within: Duration) -> Result<Reply, ChipError> {
        self.orders.send(order).map_err(|_| ChipError::NoThread)?;
        wait(&self.replies, within, self.cancel)
    }
}

fn wait(replies: &Receiver<Reply>, within: Duration, cancel: &AtomicBool) -> Result<Reply, ChipError> {
    let until = Instant::now() + within;
    while !cancel.load(Ordering::Relaxed) {
        let left = until.saturating_duration_since(Instant::now());
        match replies.recv_timeout(left.min(LOOK_UP)) {
            Ok(reply) => return Ok(reply),
            Err(RecvTimeoutError::Disconnected) => return Err(ChipError::NoThread),
            Err(RecvTimeoutError::Timeout) if left.is_zero() => return Err(ChipError::Silent),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    Err(ChipError::Cancelled)
}

/// The thread: one order after the other, until nobody gives orders or hears replies.
fn serve<S: Slot>(open: impl FnOnce() -> S, orders: &Receiver<Order>, tell: &Sender<Reply>) {
    // While an order is carried out no other comes, so that what ends a wait on them is the caller's leaving.
    let pass = |time: Duration| matches!(orders.recv_timeout(time), Err(RecvTimeoutError::Timeout));
    let mut slot = open();
    while let Ok(order) = orders.recv() {
        let begun = Instant::now();
        let reply = match order {
            Order::Take => Reply::Laid(slot.take(&pass)),
            Order::Transmit(command) => {
                let outcome = slot.transmit(&command);
                Reply::Answer(outcome, begun.elapsed())
            }
            Order::Renew => Reply::Renewed(slot.renew()),
            Order::TakeAgain(patience) => Reply::Laid(slot.take_again(patience, &pass)),
            Order::Absence => Reply::Absence(slot.absence()),
        };
        if tell.send(reply).is_err() {
            return;
        }
    }
}
