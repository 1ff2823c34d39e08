//! The network between the desks and the hub: it delays, loses, doubles and reorders, and somebody stands in the middle.

use std::{future::pending, sync::Arc, time::Duration};

use simulation::POISON;
use sync::{Outgoing, Transport, policy::Answer};
use tokio::{sync::oneshot, time::timeout};
use wire::{Batch, Problem, Refusal};

use crate::{
    desk::Desk,
    hub::{Hub, Reached},
    mistakes::Clumsy,
    world::{Happened, Met, World},
};

/// How long the delivered courier waits for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// The network, with the hub at its end.
pub struct Network {
    pub world: Arc<World>,
    pub hub: Arc<Hub>,
}

/// One desk's way to the hub.
#[derive(Clone)]
pub struct Line {
    network: Arc<Network>,
    desk: Arc<Desk>,
    clumsy: Clumsy,
    /// When there is no way at all.
    cut: Arc<[(Duration, Duration)]>,
}

impl Line {
    pub fn new(desk: &Arc<Desk>, network: Arc<Network>, clumsy: Clumsy) -> Self {
        let world = &network.world;
        let cut = (0..world.below(3)).map(|_| {
            let begin = world.stormy_moment();
            (begin, (begin + Duration::from_millis(world.below(180_000))).min(world.calm_at))
        });
        let cut = cut.collect();
        Self { network, desk: Arc::clone(desk), clumsy, cut }
    }

    async fn exchange(&self, request: Outgoing) -> Answer {
        let world = &self.network.world;
        let now = world.elapsed();
        if self.cut.iter().any(|(begin, end)| *begin <= now && now < *end) {
            return if world.below(2) == 0 { Answer::NoConnection } else { pending().await };
        }
        if let Some(answer) = in_the_middle(world, &request) {
            world.pass_below(300).await;
            return answer;
        }
        if world.befalls(80) {
            return pending().await;
        }
        let copies = 1 + u64::from(world.befalls(120));
        world.note(Happened::Sent { desk: self.desk.number, bytes: request.body.expose().len(), copies });
        let (answered, answer) = oneshot::channel();
        tokio::spawn(carry(Arc::clone(&self.network), request.clone(), Some(answered)));
        if copies > 1 {
            tokio::spawn(carry(Arc::clone(&self.network), request, None));
        }
        match answer.await {
            Ok(answer) => answer,
            Err(_) => pending().await,
        }
    }
}

impl Transport for Line {
    async fn send(&self, request: Outgoing) -> Answer {
        self.desk.point().await;
        let answer = timeout(ANSWER_TIMEOUT, self.exchange(request)).await.unwrap_or(Answer::Lost);
        let what = match &answer {
            Answer::NoConnection => Met::Nobody,
            Answer::Lost => Met::Silence,
            Answer::Http { status, .. } => Met::Status(*status),
        };
        self.network.world.note(Happened::Answered { desk: self.desk.number, what });
        if let Met::Status(status) = what {
            self.clumsy.hear(status);
        }
        self.desk.point().await;
        answer
    }
}

/// Takes one copy of a request to the hub and its answer back, unless either gets lost.
async fn carry(network: Arc<Network>, request: Outgoing, answered: Option<oneshot::Sender<Answer>>) {
    let world = &network.world;
    slowly(world).await;
    let answer = match network.hub.answer(request).await {
        Reached::Nobody => Answer::NoConnection,
        Reached::BrokenOff => Answer::Lost,
        Reached::Answer(answer) => answer,
    };
    slowly(world).await;
    if let Some(answered) = answered
        && !world.befalls(100)
    {
        // The desk may have ended meanwhile.
        let _gone = answered.send(answer);
    }
}

/// Most pass at once, some late, and a few after the one who asked has given up.
async fn slowly(world: &World) {
    if !world.is_stormy() {
        return;
    }
    let longest = match world.below(20) {
        0 => 40_000,
        1..=4 => 3_000,
        _ => 80,
    };
    world.pass_below(longest).await;
}

/// What a proxy, a gateway or a captive portal says in place of the hub.
fn in_the_middle(world: &World, request: &Outgoing) -> Option<Answer> {
    if holds_poison(request) {
        return Some(http(500, b"", None));
    }
    if !world.befalls(180) {
        return None;
    }
    let problem = |code| serde_json::to_vec(&Problem { code, server_time: world.now() }).unwrap();
    let wait = Some(Duration::from_secs(1 + world.below(40)));
    Some(match world.below(10) {
        0 => http(401, b"who are you?", None),
        1 => http(401, &problem(Refusal::UnknownDevice), None),
        2 => http(401, &problem(Refusal::ClockSkew), None),
        3 => http(429, b"", wait),
        4 => http(503, b"", wait),
        5 => http(503, b"", None),
        6 => http(502, b"<html>", None),
        7 => http(200, "<html>Xin mời đăng nhập Wi-Fi</html>".as_bytes(), None),
        8 => http(413, b"", None),
        _ => http(422, b"", None),
    })
}

fn http(status: u16, body: &[u8], retry_after: Option<Duration>) -> Answer {
    Answer::Http { status, retry_after, body: body.to_vec() }
}

fn holds_poison(request: &Outgoing) -> bool {
    let Ok(batch) = serde_json::from_slice::<Batch>(request.body.expose()) else { return false };
    let poison = POISON.as_bytes();
    batch.records.iter().any(|record| record.payload.expose().windows(poison.len()).any(|part| part == poison))
}
