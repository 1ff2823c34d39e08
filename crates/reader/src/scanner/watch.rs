//! The thread behind a scanner.

use std::io;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::found::Places;
use super::source::{self, Source};
use super::{ScannerChoice, ScannerError, ScannerEvent, Way};

/// How long to wait before a scanner that is not there is looked for again.
const RETRY: Duration = Duration::from_secs(1);

/// A running scanner; dropping it stops it.
pub struct Scanner {
    stop: Option<UnixStream>,
    thread: Option<JoinHandle<()>>,
}

impl Scanner {
    /// Opens a scanner and tells what it reads, from a thread of its own. A scanner that fails is told once and tried
    /// again until it works. [`ScannerChoice::None`] is a scanner that never says anything.
    pub fn start(choice: ScannerChoice, tell: impl FnMut(ScannerEvent) + Send + 'static) -> Self {
        let pair = if choice == ScannerChoice::None { None } else { UnixStream::pair().ok() };
        let Some((stop, stopped)) = pair else { return Self { stop: None, thread: None } };
        let watch = Watch { choice, stopped, began: Instant::now(), told: None, tell };
        Self { stop: Some(stop), thread: Some(thread::spawn(move || watch.run())) }
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.stop = None;
        // The listener may drop its own scanner; a thread does not wait for itself.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

/// What the thread knows.
struct Watch<T> {
    choice: ScannerChoice,
    /// Closed at the other end when it is to stop.
    stopped: UnixStream,
    began: Instant,
    /// What the listener believes: nothing yet, working, or a failure.
    told: Option<Result<Way, ScannerError>>,
    tell: T,
}

/// What ended a wait.
enum Woken {
    Stopped,
    /// There is something to read, or the device is gone.
    Ready,
    InTime,
}

impl<T: FnMut(ScannerEvent)> Watch<T> {
    fn run(mut self) {
        loop {
            // A device that a library stumbles over is a scanner that failed, not a thread that is gone.
            let ended = catch_unwind(AssertUnwindSafe(|| self.listen()));
            match ended.unwrap_or(Err(ScannerError::Device { code: None })) {
                Ok(()) => return,
                Err(error) => self.believe(Err(error)),
            }
            if matches!(self.wait(None, Some(RETRY)), Ok(Woken::Stopped) | Err(_)) {
                return;
            }
        }
    }

    /// Ends well only when it is stopped.
    fn listen(&mut self) -> Result<(), ScannerError> {
        let mut source = source::open(&self.choice, &Places::default())?;
        self.believe(Ok(source.way()));
        loop {
            let left = source.wake().map(|wake| wake.saturating_sub(self.began.elapsed()));
            match self.wait(Some(&*source), left).map_err(|error| ScannerError::of(&error, source.way()))? {
                Woken::Stopped => return Ok(()),
                Woken::Ready => source.read(self.began.elapsed())?.into_iter().for_each(&mut self.tell),
                Woken::InTime => source.silent(self.began.elapsed()).into_iter().for_each(&mut self.tell),
            }
        }
    }

    fn wait(&self, source: Option<&dyn Source>, limit: Option<Duration>) -> io::Result<Woken> {
        let watched = PollFlags::IN;
        let mut waited = vec![PollFd::new(&self.stopped, watched)];
        waited.extend(source.map(|source| PollFd::from_borrowed_fd(source.fd(), watched)));
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        match poll(&mut waited, limit.as_ref()) {
            // A signal to the program is no end of the wait; whoever waits for a time looks at it himself.
            Ok(0) | Err(rustix::io::Errno::INTR) => Ok(Woken::InTime),
            Ok(_) if waited[0].revents().is_empty() => Ok(Woken::Ready),
            Ok(_) => Ok(Woken::Stopped),
            Err(error) => Err(error.into()),
        }
    }

    fn believe(&mut self, now: Result<Way, ScannerError>) {
        // What was pulled out is not there: that is no news.
        let known = (self.told, now) == (Some(Err(ScannerError::Unplugged)), Err(ScannerError::NotFound));
        if self.told != Some(now) && !known {
            self.told = Some(now);
            (self.tell)(match now {
                Ok(way) => ScannerEvent::Working(way),
                Err(error) => ScannerEvent::Failed(error),
            });
        }
    }
}
