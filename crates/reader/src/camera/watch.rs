//! The threads behind a camera: one takes frames and keeps the newest, one looks at it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::look::{Guidance, Look};
use super::rate::Rate;
use super::sight::Sight;
use super::{CameraChoice, CameraError, CameraEvent, CameraReport, DeviceReport, Frame, FrameSource};

/// How long a frame may take to come: the first few may be damaged, and slow in the dark.
const FRAME_TIMEOUT: Duration = Duration::from_secs(3);
/// So often a camera that waits for a frame looks whether it is stopped.
const TURN: Duration = Duration::from_millis(500);
/// How long to wait before a camera that failed is opened again.
const RETRY: Duration = Duration::from_millis(1_500);

/// A running camera; dropping it stops it.
pub struct Camera {
    shared: Arc<Shared>,
    stop: Option<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

/// The newest frame for the screen.
#[derive(Clone)]
pub struct Preview {
    /// Grows with every new picture; the same number means that nothing has changed.
    pub sequence: u64,
    /// The picture.
    pub jpeg: Arc<[u8]>,
}

/// What there is to look at.
struct Turn {
    taken: u64,
    breaks: u64,
    sequence: u64,
    frame: Option<Frame>,
}

/// What the threads and the handle share.
struct Shared {
    newest: Mutex<Newest>,
    changed: Condvar,
    tell: Mutex<Box<dyn FnMut(CameraEvent) + Send>>,
}

#[derive(Default)]
struct Newest {
    frame: Option<Frame>,
    /// Counts frames taken, and breaks in them.
    taken: u64,
    /// Counts the breaks alone: one may be over before anybody has looked.
    breaks: u64,
    sequence: u64,
    preview: Option<Preview>,
    device: Option<DeviceReport>,
    rate: Rate,
    size: (usize, usize),
    guidance: Guidance,
    closed: bool,
}

impl Camera {
    /// Opens a camera and tells what happens before it, from threads of its own. A camera that fails is told
    /// once and tried again until it works. [`CameraChoice::None`] is a camera that never says anything.
    pub fn start(choice: CameraChoice, tell: impl FnMut(CameraEvent) + Send + 'static) -> Self {
        let shared =
            Arc::new(Shared { newest: Mutex::default(), changed: Condvar::new(), tell: Mutex::new(Box::new(tell)) });
        let (stop, stopped) = mpsc::channel();
        let mut threads = Vec::new();
        if choice != CameraChoice::None {
            let (taking, looking) = (shared.clone(), shared.clone());
            threads.push(thread::spawn(move || taking.take_frames(&choice, &stopped)));
            threads.push(thread::spawn(move || looking.look_at_frames(Look::renew)));
        }
        Self { shared, stop: Some(stop), threads }
    }

    /// The newest picture, for the preview; `None` while there are no frames.
    pub fn latest_jpeg(&self) -> Option<Preview> {
        let (frame, sequence) = {
            let newest = self.shared.newest();
            match (&newest.preview, &newest.frame) {
                (Some(preview), Some(_)) if preview.sequence == newest.sequence => return Some(preview.clone()),
                (_, frame) => (frame.clone()?, newest.sequence),
            }
        };
        // Encoded here, so that frames nobody looks at cost nothing.
        let preview = Preview { sequence, jpeg: frame.jpeg()? };
        self.shared.keep(&preview);
        Some(preview)
    }

    /// What helps a person to hold a card right now.
    pub fn guidance(&self) -> Guidance {
        self.shared.newest().guidance
    }

    /// How the camera was set and what it gives; `None` while there are no frames that were looked at.
    pub fn report(&self) -> Option<CameraReport> {
        let newest = self.shared.newest();
        newest.frame.as_ref().filter(|_| newest.size != (0, 0))?;
        Some(CameraReport { size: newest.size, rate: newest.rate.at(Instant::now()), device: newest.device })
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.stop = None;
        self.shared.newest().closed = true;
        self.shared.changed.notify_all();
        // The listener may drop its own camera. Then no thread is waited for: the other may be waiting to tell, and it
        // is this one that listens.
        if self.threads.iter().any(|thread| thread.thread().id() == thread::current().id()) {
            return;
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: CameraEvent) {
        (self.tell.lock().unwrap_or_else(PoisonError::into_inner))(event);
    }

    fn take_frames(&self, choice: &CameraChoice, stopped: &Receiver<()>) {
        let mut told = None;
        loop {
            // A driver's wrapper that panics is a camera that failed, not a thread that is gone.
            let ended = catch_unwind(AssertUnwindSafe(|| self.take_until_failure(choice, stopped, &mut told)));
            match ended.unwrap_or(Err(CameraError::Device { code: None })) {
                Ok(()) => return,
                Err(error) => self.fail(error, &mut told),
            }
            if stopped.recv_timeout(RETRY) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    /// Ends well only when it is stopped. `told` is what the listener believes: nothing yet, working, or a failure.
    fn take_until_failure(
        &self,
        choice: &CameraChoice,
        stopped: &Receiver<()>,
        told: &mut Option<Result<(), CameraError>>,
    ) -> Result<(), CameraError> {
        let mut source = choice.open()?;
        self.newest().device = source.report();
        loop {
            let Some(frame) = next(source.as_mut(), stopped)? else { return Ok(()) };
            self.put(Some(frame));
            if *told != Some(Ok(())) {
                *told = Some(Ok(()));
                self.tell(CameraEvent::Working);
            }
            if stopped.recv_timeout(source.pace()) != Err(RecvTimeoutError::Timeout) {
                return Ok(());
            }
        }
    }

    fn fail(&self, error: CameraError, told: &mut Option<Result<(), CameraError>>) {
        self.put(None);
        if *told != Some(Err(error)) {
            *told = Some(Err(error));
            self.tell(CameraEvent::Failed(error));
        }
    }

    fn put(&self, frame: Option<Frame>) {
        let mut newest = self.newest();
        let same = newest.frame.as_ref().map(Frame::content) == frame.as_ref().map(Frame::content);
        if !same {
            newest.sequence += 1;
            // The picture of a card that was taken away stays nowhere.
            newest.preview = None;
            newest.rate.count(Instant::now());
        }
        if frame.is_none() {
            (newest.rate, newest.size) = (Rate::default(), (0, 0));
            newest.breaks += 1;
        }
        newest.taken += 1;
        newest.frame = frame;
        self.changed.notify_all();
    }

    /// Keeps a preview, unless another picture has come while it was made.
    fn keep(&self, preview: &Preview) {
        let mut newest = self.newest();
        if preview.sequence == newest.sequence {
            newest.preview = Some(preview.clone());
        }
    }

    /// Waits for a frame newer than the one looked at last; `Err` once the camera is closed.
    fn wait(&self, looked_at: u64) -> Result<Turn, Closed> {
        let mut newest = self.newest();
        while newest.taken == looked_at && !newest.closed {
            newest = self.changed.wait(newest).unwrap_or_else(PoisonError::into_inner);
        }
        let Newest { taken, breaks, sequence, ref frame, closed, .. } = *newest;
        if closed { Err(Closed) } else { Ok(Turn { taken, breaks, sequence, frame: frame.clone() }) }
    }

    /// Rests as long as the work took, so that a camera that runs all day takes half a core at most.
    fn rest(&self, worked: Duration) {
        drop(self.changed.wait_timeout_while(self.newest(), worked, |newest| !newest.closed));
    }

    /// Looks at one frame after the other, each of which `renew` looks at, until the camera is closed.
    fn look_at_frames(&self, mut renew: impl FnMut(&mut Look, &Frame, u64, Duration)) {
        let started = Instant::now();
        let mut sight = Sight::default();
        let mut look = Look::default();
        let (mut looked_at, mut breaks) = (0, 0);
        while let Ok(turn) = self.wait(looked_at) {
            let began = started.elapsed();
            looked_at = turn.taken;
            let mut events = Vec::new();
            // What came before a break is of another card than what comes behind it, also when the break itself was missed.
            if std::mem::replace(&mut breaks, turn.breaks) != turn.breaks {
                look.forget();
                self.newest().guidance = Guidance::default();
                events = sight.close_eyes();
            }
            if let Some(frame) = turn.frame {
                // A picture over which the program stumbles must not end all reading.
                let looked = catch_unwind(AssertUnwindSafe(|| renew(&mut look, &frame, turn.sequence, began)));
                if looked.is_err() {
                    look = Look::stumbled(turn.sequence);
                }
                self.guide(&look, began);
                events.extend(sight.look(began, look.shown()));
            }
            if !events.is_empty() && sight.is_empty() {
                look.forget_pictures();
            }
            for event in events {
                self.tell(event);
            }
            if !look.is_close(began) {
                self.rest(started.elapsed().saturating_sub(began));
            }
        }
    }

    fn guide(&self, look: &Look, at: Duration) {
        let mut newest = self.newest();
        (newest.size, newest.guidance) = (look.size, look.guidance(at));
    }
}

/// Waits for a frame; `None` once it is stopped.
fn next(source: &mut dyn FrameSource, stopped: &Receiver<()>) -> Result<Option<Frame>, CameraError> {
    let until = Instant::now() + FRAME_TIMEOUT;
    loop {
        match source.next(TURN) {
            Err(CameraError::TimedOut) if Instant::now() < until => {}
            ended => return ended.map(Some),
        }
        if stopped.try_recv() == Err(TryRecvError::Disconnected) {
            return Ok(None);
        }
    }
}

struct Closed;

#[cfg(test)]
mod tests;
