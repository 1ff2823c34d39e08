//! The hub: its delivered routes over a ledger, without a listener, and an end between any two of its transactions.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
    response::Response,
};
use sync::{Outgoing, policy::Answer};
use tokio::{select, sync::watch};
use tower::ServiceExt as _;

use crate::{
    steps::{Steps, at_once},
    world::{Happened, World},
};

/// What a request came to.
pub enum Reached {
    Nobody,
    /// The hub ended over it; it may be kept or not.
    BrokenOff,
    Answer(Answer),
}

/// The hub's machine.
pub struct Hub {
    world: Arc<World>,
    begin: Box<dyn Fn() -> Router + Send + Sync>,
    running: Mutex<Option<Router>>,
    /// How often its program ended.
    ended: watch::Sender<u64>,
}

impl Hub {
    /// Begins; `begin` starts its program, now and after each end.
    pub fn new(world: &Arc<World>, begin: impl Fn() -> Router + Send + Sync + 'static) -> Arc<Self> {
        let running = Mutex::new(Some(begin()));
        Arc::new(Self { world: Arc::clone(world), begin: Box::new(begin), running, ended: watch::Sender::new(0) })
    }

    pub async fn answer(self: &Arc<Self>, request: Outgoing) -> Reached {
        let Some(router) = self.running.lock().unwrap().clone() else { return Reached::Nobody };
        let mut ended = self.ended.subscribe();
        select! {
            biased;
            _ = ended.changed() => Reached::BrokenOff,
            answer = self.work(router, request) => Reached::Answer(answer),
        }
    }

    async fn work(self: &Arc<Self>, router: Router, request: Outgoing) -> Answer {
        let mut steps = Steps::of(router.oneshot(http(request)));
        let response = loop {
            self.point().await;
            if let Some(done) = steps.step() {
                break done.unwrap();
            }
        };
        self.point().await;
        at_once(answer(response))
    }

    /// A moment at which the program may be slow, and may end.
    async fn point(self: &Arc<Self>) {
        if !self.world.is_stormy() {
            return;
        }
        self.world.pass_below(30).await;
        if self.world.befalls(8) {
            self.end();
            std::future::pending::<()>().await;
        }
    }

    pub fn end(self: &Arc<Self>) {
        self.world.note(Happened::HubEnded);
        *self.running.lock().unwrap() = None;
        self.ended.send_modify(|count| *count += 1);
        let hub = Arc::clone(self);
        tokio::spawn(async move {
            hub.world.pass_below(30_000).await;
            *hub.running.lock().unwrap() = Some((hub.begin)());
            hub.world.note(Happened::HubBegan);
        });
    }
}

fn http(request: Outgoing) -> Request<Body> {
    Request::builder()
        .method(request.method.as_str())
        .uri(request.target)
        .header("content-type", "application/json")
        .header("content-digest", request.headers.content_digest)
        .header("signature-input", request.headers.signature_input)
        .header("signature", request.headers.signature)
        .body(Body::from(request.body.into_exposed()))
        .unwrap()
}

async fn answer(response: Response) -> Answer {
    let status = response.status().as_u16();
    let wait = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
    Answer::Http { status, retry_after: wait.map(Duration::from_secs), body }
}
