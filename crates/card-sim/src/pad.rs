//! The place on the reader where a card is laid and from which it is lifted.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::card::Card;
use crate::counts::{Counts, Faults};
use crate::error::SimError;
use crate::vpcd::{Cutter, Line, Order};

/// How long to wait before a virtual reader that does not answer is tried again.
const RETRY: Duration = Duration::from_millis(100);

/// One place for one card. Cheap to clone; every clone is the same place.
///
/// [`Pad::serve`] carries commands from the virtual reader to the card that lies here, on the thread that calls it; other
/// threads lay and lift.
#[derive(Clone)]
pub struct Pad(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    stats: Option<PathBuf>,
}

#[derive(Default)]
struct State {
    laid: Option<Laid>,
    /// The connection to the reader while a card lies there.
    line: Option<Cutter>,
    faults: Faults,
    /// Who takes the place of the card that lies here.
    successor: Option<Successor>,
    /// How often a card was laid.
    laying: usize,
    /// What the last card had counted when it was lifted.
    last: Option<Report>,
    over: bool,
}

struct Laid {
    name: String,
    card: Card,
}

/// A card that a hand lays in the place of the one that lies there.
pub struct Successor {
    /// After how many answered commands the other is lifted.
    pub after: usize,
    /// How long nothing lies there in between. A reader that polls for cards may miss a change of less than 400 ms.
    pub away: Duration,
    /// Name of its profile.
    pub name: String,
    /// The card.
    pub card: Card,
}

/// What a pad can tell about the card that lies on it, or the last that lay there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Name of the card's profile; `None` before the first.
    pub card: Option<String>,
    /// How often a card was laid so far.
    pub laying: usize,
    /// A card lies there.
    pub laid: bool,
    /// The reader knows of it.
    pub connected: bool,
    /// What this card was asked in this laying.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A card lies there already; it must be lifted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a card lies there already")]
pub struct Occupied;

impl Pad {
    /// Makes an empty place. After every lift, and at the end, the counts are written to `stats` as JSON.
    pub fn new(stats: Option<PathBuf>) -> Self {
        Self(Arc::new(Shared { state: Mutex::default(), changed: Condvar::new(), stats }))
    }

    /// Lays a card; its counts start at zero, and the faults set on the pad are its own from now on.
    ///
    /// # Errors
    /// [`Occupied`].
    pub fn lay(&self, name: &str, card: Card) -> Result<(), Occupied> {
        self.put(&mut self.lock(), name, card)
    }

    fn put(&self, state: &mut State, name: &str, mut card: Card) -> Result<(), Occupied> {
        if state.laid.is_some() {
            return Err(Occupied);
        }
        card.lay();
        card.set_faults(state.faults);
        state.laying += 1;
        state.laid = Some(Laid { name: name.to_owned(), card });
        self.0.changed.notify_all();
        Ok(())
    }

    /// Lifts the card; `None` when there was none.
    ///
    /// # Errors
    /// [`SimError::Write`] when the counts cannot be written; the card is lifted all the same.
    pub fn lift(&self) -> Result<Option<Report>, SimError> {
        let mut state = self.lock();
        let was_laid = state.laid.is_some();
        self.end_laying(&mut state)?;
        Ok(state.last.clone().filter(|_| was_laid))
    }

    /// Sets what goes wrong, with the card that lies here and with those to come.
    pub fn set_faults(&self, faults: Faults) {
        let mut state = self.lock();
        state.faults = faults;
        if let Some(laid) = &mut state.laid {
            laid.card.set_faults(faults);
        }
    }

    /// What is set to go wrong.
    pub fn faults(&self) -> Faults {
        self.lock().faults
    }

    /// Sets which card will be laid instead of the one that lies here or comes next; `None` takes it back.
    pub fn succeed(&self, successor: Option<Successor>) {
        self.lock().successor = successor;
    }

    /// Tells about the card that lies here, else about the last that did.
    pub fn report(&self) -> Report {
        self.lock().report()
    }

    /// Waits until the reader knows of the card; false after `timeout`, or when there is none to wait for.
    pub fn await_reader(&self, timeout: Duration) -> bool {
        let waiting = |state: &mut State| state.laid.is_some() && state.line.is_none() && !state.over;
        let waited = self.0.changed.wait_timeout_while(self.lock(), timeout, waiting);
        waited.unwrap_or_else(PoisonError::into_inner).0.line.is_some()
    }

    /// Lifts what lies there and lets [`Pad::serve`] return.
    ///
    /// # Errors
    /// [`SimError::Write`] when the counts cannot be written.
    pub fn stop(&self) -> Result<(), SimError> {
        let mut state = self.lock();
        state.over = true;
        self.0.changed.notify_all();
        self.end_laying(&mut state)
    }

    /// Serves the virtual reader at `address` until [`Pad::stop`]: connects while a card lies there, and again when the
    /// reader comes back after a restart.
    ///
    /// # Errors
    /// [`SimError::Write`] when the counts cannot be written.
    pub fn serve(&self, address: &str) -> Result<(), SimError> {
        while let Some(laying) = self.await_card() {
            let Some(mut line) = Line::connect(address).ok().filter(|line| self.plug(laying, line)) else {
                self.pause(RETRY);
                continue;
            };
            let outcome = self.converse(laying, &mut line);
            self.unplug(laying);
            outcome?;
        }
        Ok(())
    }

    /// Carries orders until the line ends, the card is lifted, or another card lies there.
    fn converse(&self, laying: usize, line: &mut Line) -> Result<(), SimError> {
        while let Ok(Some(order)) = line.next_order() {
            let reply = match order {
                Order::Command(command) => {
                    if self.change_cards(laying)? {
                        break;
                    }
                    self.wait_as_slow_card(&command);
                    self.with_card(laying, |card| card.transmit(&command))?
                }
                Order::Atr => self.with_card(laying, |card| card.atr())?,
                Order::PowerOn | Order::PowerOff | Order::Reset => {
                    self.with_card(laying, Card::reset)?;
                    continue;
                }
            };
            match reply {
                Some(reply) if line.reply(&reply).is_ok() => {}
                _ => break,
            }
        }
        Ok(())
    }

    /// Lets the card of this laying do something; `None` when it is no longer there, or left while it did.
    fn with_card<T>(&self, laying: usize, act: impl FnOnce(&mut Card) -> T) -> Result<Option<T>, SimError> {
        let mut state = self.lock();
        let current = state.laying == laying;
        let Some(laid) = state.laid.as_mut().filter(|_| current) else { return Ok(None) };
        let done = act(&mut laid.card);
        if laid.card.is_lifted() {
            self.end_laying(&mut state)?;
            return Ok(None);
        }
        Ok(Some(done))
    }

    /// Lifts the card and lays the one that takes its place, when it has answered as many commands as it should.
    fn change_cards(&self, laying: usize) -> Result<bool, SimError> {
        let mut state = self.lock();
        let answered = state.laid.as_ref().map_or(0, |laid| laid.card.counts().commands);
        let due = state.laying == laying && state.laid.is_some();
        let Some(successor) = state.successor.take_if(|next| due && answered >= next.after) else { return Ok(false) };
        self.end_laying(&mut state)?;
        let away = |state: &mut State| state.laid.is_none() && !state.over;
        let waited = self.0.changed.wait_timeout_while(state, successor.away, away);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        if !state.over {
            // Whoever laid a card by hand meanwhile was first.
            let _first_come = self.put(&mut state, &successor.name, successor.card);
        }
        Ok(true)
    }

    fn wait_as_slow_card(&self, command: &[u8]) {
        let delay = self.lock().laid.as_ref().map_or(Duration::ZERO, |laid| laid.card.delay(command));
        if !delay.is_zero() {
            self.pause(delay);
        }
    }

    /// Waits, but no longer than the card lies there.
    fn pause(&self, time: Duration) {
        let lies = |state: &mut State| state.laid.is_some() && !state.over;
        drop(self.0.changed.wait_timeout_while(self.lock(), time, lies));
    }

    /// Waits for a card and gives the number of its laying; `None` at the end.
    fn await_card(&self) -> Option<usize> {
        let waiting = |state: &mut State| state.laid.is_none() && !state.over;
        let state = self.0.changed.wait_while(self.lock(), waiting).unwrap_or_else(PoisonError::into_inner);
        (!state.over).then_some(state.laying)
    }

    /// Takes note of the connection, unless the card was lifted while it was made.
    fn plug(&self, laying: usize, line: &Line) -> bool {
        let mut state = self.lock();
        if state.laid.is_none() || state.laying != laying {
            return false;
        }
        state.line = line.cutter().ok();
        self.0.changed.notify_all();
        state.line.is_some()
    }

    /// The reader went away under the card: its power is gone.
    fn unplug(&self, laying: usize) {
        let mut state = self.lock();
        if state.laying == laying {
            state.line = None;
            if let Some(laid) = &mut state.laid {
                laid.card.reset();
            }
        }
    }

    fn end_laying(&self, state: &mut State) -> Result<(), SimError> {
        if state.laid.is_none() {
            return Ok(());
        }
        let report = Report { laid: false, connected: false, ..state.report() };
        state.laid = None;
        if let Some(line) = state.line.take() {
            line.cut();
        }
        self.0.changed.notify_all();
        state.last = Some(report.clone());
        self.save(&report)
    }

    /// Writes beside and renames, so that a reader of the file never meets half of it.
    fn save(&self, report: &Report) -> Result<(), SimError> {
        let Some(path) = &self.0.stats else { return Ok(()) };
        let json = serde_json::to_vec(report).unwrap_or_default();
        let beside = path.with_added_extension("new");
        issuer::write(&beside, &json)?;
        std::fs::rename(&beside, path)
            .map_err(|source| issuer::IssuerError::Write { path: path.clone(), source }.into())
    }

    /// A panic while the lock is held leaves counts behind that are still true.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn report(&self) -> Report {
        let Some(laid) = &self.laid else {
            let none = Report { card: None, laying: 0, laid: false, connected: false, counts: Counts::default() };
            return self.last.clone().unwrap_or(none);
        };
        Report {
            card: Some(laid.name.clone()),
            laying: self.laying,
            laid: true,
            connected: self.line.is_some(),
            counts: laid.card.counts(),
        }
    }
}

#[cfg(test)]
mod tests;
