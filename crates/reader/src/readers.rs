//! The card readers of this machine: plugged and unplugged, a card laid and lifted, the service itself lost and back.

mod change;
mod extended;

use std::ffi::{CStr, CString};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pcsc::{Context, Error, PNP_NOTIFICATION, ReaderState, Scope, State};

use change::{Card, Seen};
pub use extended::passes_extended;

/// How long to wait before a PC/SC service that is not there is asked for again.
const RETRY: Duration = Duration::from_secs(1);
/// Changes are told at once; this only bounds how long a service that died without a word goes unnoticed.
const LOOK: Duration = Duration::from_secs(5);
/// How long a cancelled wait may take to return before it is cancelled again: a cancel that comes just before the
/// wait begins is lost.
const CANCEL_AGAIN: Duration = Duration::from_millis(50);

/// What happens at the readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReaderEvent {
    /// The PC/SC service answers, for the first time or again.
    ServiceUp,
    /// The PC/SC service does not answer; it is asked again until it does. Its readers were unplugged first.
    ServiceGone,
    /// A reader is there.
    Plugged {
        /// Its name, by which [`crate::chip::read_chip`] finds it.
        reader: String,
    },
    /// A reader is gone; a card on it was lifted first.
    Unplugged {
        /// Its name.
        reader: String,
    },
    /// A card was laid down and answers.
    Laid {
        /// The reader's name.
        reader: String,
        /// What the card answered to its reset (ATR): its kind, nothing of its holder.
        answer_to_reset: Vec<u8>,
    },
    /// Something was laid down that does not answer: no chip card, or laid askew.
    Mute {
        /// The reader's name.
        reader: String,
    },
    /// The card was taken away.
    Lifted {
        /// The reader's name.
        reader: String,
    },
}

/// The card readers that the PC/SC service knows.
#[derive(Debug, Clone, Copy)]
pub struct Readers;

/// A running watch; dropping it ends it.
pub struct Watch {
    context: Arc<Mutex<Option<Context>>>,
    stop: Option<Sender<()>>,
    ended: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Readers {
    /// Tells from a thread of its own what happens at the readers whose names `wanted` accepts, beginning with those
    /// that are there and the cards on them. It outlives the PC/SC service: absent, stopped or started again.
    pub fn watch(
        wanted: impl Fn(&str) -> bool + Send + 'static,
        tell: impl FnMut(ReaderEvent) + Send + 'static,
    ) -> Watch {
        let context = Arc::new(Mutex::new(None));
        let (stop, stopped) = mpsc::channel();
        let (ending, ended) = mpsc::channel();
        let mut monitor = Monitor {
            context: context.clone(),
            stopped,
            wanted: Box::new(wanted),
            tell: Box::new(tell),
            known: Vec::new(),
            service: None,
        };
        let thread = thread::spawn(move || {
            // Dropped when the monitor ends, which is what the handle waits for.
            let _ending = ending;
            monitor.run();
        });
        Watch { context, stop: Some(stop), ended, thread: Some(thread) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop = None;
        let Some(thread) = self.thread.take() else { return };
        // The listener may drop its own watch; its thread ends when the listener returns.
        if thread.thread().id() == thread::current().id() {
            return;
        }
        loop {
            if let Some(context) = &*locked(&self.context) {
                // Fails when the service is gone, and then the wait has ended too.
                let _ = context.cancel();
            }
            if self.ended.recv_timeout(CANCEL_AGAIN) != Err(RecvTimeoutError::Timeout) {
                break;
            }
        }
        let _ = thread.join();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Monitor {
    context: Arc<Mutex<Option<Context>>>,
    stopped: Receiver<()>,
    wanted: Box<dyn Fn(&str) -> bool + Send>,
    tell: Box<dyn FnMut(ReaderEvent) + Send>,
    known: Vec<(CString, Seen)>,
    service: Option<bool>,
}

impl Monitor {
    fn run(&mut self) {
        loop {
            let ended = self.watch_service();
            *locked(&self.context) = None;
            if ended.is_ok() {
                return;
            }
            self.unplug(|_| true);
            self.tell_service(false);
            if self.stopped.recv_timeout(RETRY) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    /// Watches one life of the service; ends well only when the watch is stopped.
    fn watch_service(&mut self) -> Result<(), Error> {
        let context = Context::establish(Scope::User)?;
        *locked(&self.context) = Some(context.clone());
        self.tell_service(true);
        let mut states = vec![ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
        loop {
            self.match_readers(&context, &mut states)?;
            match context.get_status_change(LOOK, &mut states) {
                Ok(()) => self.look(&mut states),
                // An unknown reader was unplugged between being listed and being looked at.
                Err(Error::Timeout | Error::Cancelled | Error::UnknownReader) => {}
                Err(error) => return Err(error),
            }
            if self.stopped.try_recv() == Err(TryRecvError::Disconnected) {
                return Ok(());
            }
        }
    }

    /// Makes `states` hold the readers that are there now, next to the pseudo-reader that tells of new ones.
    fn match_readers(&mut self, context: &Context, states: &mut Vec<ReaderState>) -> Result<(), Error> {
        let names = match context.list_readers_owned() {
            Err(Error::NoReadersAvailable) => Vec::new(),
            names => names?,
        };
        self.unplug(|known| !names.iter().any(|name| name.as_c_str() == known));
        states.retain(|state| state.name() == PNP_NOTIFICATION() || names.iter().any(|name| **name == *state.name()));
        for name in names {
            if states.iter().all(|state| *state.name() != *name) && (self.wanted)(&name.to_string_lossy()) {
                (self.tell)(ReaderEvent::Plugged { reader: plain(&name) });
                states.push(ReaderState::new(name.clone(), State::UNAWARE));
                self.known.push((name, Seen::default()));
            }
        }
        Ok(())
    }

    fn unplug(&mut self, gone: impl Fn(&CStr) -> bool) {
        let (unplugged, kept) = std::mem::take(&mut self.known).into_iter().partition(|(name, _)| gone(name));
        self.known = kept;
        for (name, seen) in Vec::<(CString, Seen)>::from_iter(unplugged) {
            if seen.card != Card::None {
                (self.tell)(ReaderEvent::Lifted { reader: plain(&name) });
            }
            (self.tell)(ReaderEvent::Unplugged { reader: plain(&name) });
        }
    }

    fn look(&mut self, states: &mut [ReaderState]) {
        for state in states {
            if let Some((name, seen)) = self.known.iter_mut().find(|(name, _)| **name == *state.name()) {
                for event in seen.change(Seen::of(state.event_state(), state.event_count()), &plain(name), state.atr())
                {
                    (self.tell)(event);
                }
            }
            state.sync_current_state();
        }
    }

    fn tell_service(&mut self, up: bool) {
        if self.service != Some(up) {
            self.service = Some(up);
            (self.tell)(if up { ReaderEvent::ServiceUp } else { ReaderEvent::ServiceGone });
        }
    }
}

fn plain(name: &CStr) -> String {
    name.to_string_lossy().into_owned()
}
