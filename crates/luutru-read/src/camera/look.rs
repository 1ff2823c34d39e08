//! One thread takes frames, this one looks at the newest of them and says what has changed.
//!
//! A desk has `reader::camera::Camera` for this. It is not used here: it lives with a camera for days, opens it again when it fails,
//! rests between looks and says only what came and went, where an installer measures: each stage of each look, a budget of his own, and
//! a failure as the end.

use std::sync::mpsc::{Receiver, RecvTimeoutError, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use reader::camera::{CameraChoice, CameraError, DeviceReport, Frame, GUIDE};
use scan::{Adviser, Eye, Sighting};

use super::words::{self, State};
use crate::arguments::CameraTask;
use crate::exit::Exit;
use crate::seen::Times;
use crate::stopwatch::Stopwatch;
use crate::{say, tell};

/// How long a frame may take to come.
const FRAME: Duration = Duration::from_secs(2);
/// How often a person is told how it goes.
const STATE: Duration = Duration::from_secs(1);

/// A frame, or the end of them.
type Taken = Result<(Frame, Option<DeviceReport>, u64), CameraError>;

/// Looks until something has been read, the time is over, or the camera fails.
pub fn run(task: &CameraTask, choice: &CameraChoice) -> Exit {
    let frames = take(choice.clone());
    let mut look = Look::new(task);
    let until = Instant::now() + task.watch.patience();
    // A frame that waits already is had also when no time is left.
    while Instant::now() < until {
        match frames.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Ok(frame)) => look.at(frame),
            Ok(Err(error)) => {
                say_failed(task, error);
                return if look.read { Exit::Read } else { error.into() };
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
        if task.watch.once && look.read {
            break;
        }
    }
    if look.read { Exit::Read } else { Exit::Unread }
}

/// Takes frames on a thread of its own; one that nobody has time for is dropped, and counted all the same.
fn take(choice: CameraChoice) -> Receiver<Taken> {
    let (give, frames) = sync_channel(1);
    thread::spawn(move || {
        let mut count = 0;
        let mut taking = || {
            let mut source = choice.open()?;
            loop {
                let frame = source.next(FRAME)?;
                count += 1;
                if let Err(TrySendError::Disconnected(_)) = give.try_send(Ok((frame, source.report(), count))) {
                    return Ok(());
                }
                thread::park_timeout(source.pace());
            }
        };
        let ended: Result<(), CameraError> = taking();
        if let Err(error) = ended {
            let _ = give.send(Err(error));
        }
    });
    frames
}

fn say_failed(task: &CameraTask, error: CameraError) {
    if task.watch.json {
        say(&words::failure_to_json(error).to_string());
    } else {
        tell(words::remedy(error));
    }
}

/// What was seen, and what was said of it.
struct Look<'a> {
    task: &'a CameraTask,
    eye: Eye,
    adviser: Adviser,
    begun: Instant,
    read: bool,
    said: Vec<Vec<u8>>,
    /// When the state was said last, and how many frames had come by then.
    stated: (Option<Instant>, u64),
}

impl<'a> Look<'a> {
    fn new(task: &'a CameraTask) -> Self {
        Self {
            task,
            eye: Eye::default(),
            adviser: Adviser::default(),
            begun: Instant::now(),
            read: false,
            said: Vec::new(),
            stated: (None, 0),
        }
    }

    fn at(&mut self, (frame, report, count): (Frame, Option<DeviceReport>, u64)) {
        let mut watch = Stopwatch::start("decode", Duration::from_millis(self.task.budget));
        // A damaged frame shows nothing; the next one comes soon.
        let Ok(luma) = frame.luma() else { return };
        watch.look();
        let sighting = self.eye.look(&luma, &mut watch);
        let times = Times(watch.laps());
        self.tell_of(&sighting, &times);
        let advice = self.adviser.look(self.begun.elapsed(), &luma, GUIDE, &sighting);
        let size = (luma.width(), luma.height());
        self.state(count, |rate| State { size, rate, report, advice, times: &times });
    }

    /// A change is told; the same things in the next frame are no news.
    fn tell_of(&mut self, sighting: &Sighting, times: &Times) {
        let codes = sighting.codes.iter().map(|code| code.bytes.clone());
        let payloads: Vec<Vec<u8>> =
            codes.chain(sighting.zones.iter().map(|zone| zone.text.clone().into_bytes())).collect();
        if !payloads.is_empty() && payloads != self.said {
            self.read = true;
            let (json, mask) = (self.task.watch.json, self.task.watch.mask);
            for line in words::seen(sighting, times, json, mask) {
                say(&line);
            }
        }
        if !payloads.is_empty() {
            self.said = payloads;
        }
    }

    fn state<'t>(&mut self, count: u64, state: impl FnOnce(Option<f64>) -> State<'t>) {
        let now = Instant::now();
        let (last, before) = self.stated;
        if last.is_some_and(|last| now - last < STATE) {
            return;
        }
        self.stated = (Some(now), count);
        let state = state(last.map(|last| words::per_second(count - before, now - last)));
        if self.task.watch.json {
            say(&state.to_json().to_string());
        } else {
            tell(&state.in_words());
        }
    }
}
