//! What the programs give to threads of the blocking pool, waited for where it was given: a simulation in which the
//! faster thread wins cannot be had again.

use std::{
    pin::Pin,
    sync::{Arc, Condvar, Mutex, mpsc},
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use tokio::task::coop::{Unconstrained, unconstrained};

/// Far more than a transaction in memory takes.
const LIMIT: Duration = Duration::from_mins(1);

#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap() = true;
        self.heard.notify_one();
    }
}

/// A future that may rest only for what other threads do.
pub struct Steps<F> {
    future: Pin<Box<Unconstrained<F>>>,
    bell: Arc<Bell>,
}

impl<F: Future> Steps<F> {
    pub fn of(future: F) -> Self {
        Self { future: Box::pin(unconstrained(future)), bell: Arc::default() }
    }

    /// Goes on to its next rest, and waits here until that is over; what it gives, if it has ended. Whatever it asks of
    /// the blocking pool, whose only thread is kept busy meanwhile, is a rest: none is over before it began.
    pub fn step(&mut self) -> Option<F::Output> {
        let (busy, over) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || over.recv());
        self.go_on(|| drop(busy))
    }

    fn go_on(&mut self, resting: impl FnOnce()) -> Option<F::Output> {
        let waker = Waker::from(Arc::clone(&self.bell));
        if let Poll::Ready(done) = self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(done);
        }
        resting();
        let rung = self.bell.rung.lock().unwrap();
        let (mut rung, _) = self.bell.heard.wait_timeout_while(rung, LIMIT, |rung| !*rung).unwrap();
        assert!(*rung, "it rests for something that no thread does");
        *rung = false;
        None
    }
}

/// Runs a future to its end without leaving this thread.
pub fn at_once<F: Future>(future: F) -> F::Output {
    let mut steps = Steps::of(future);
    loop {
        if let Some(done) = steps.go_on(|| {}) {
            return done;
        }
    }
}
