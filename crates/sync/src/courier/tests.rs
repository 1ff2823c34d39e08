//! The real loop with driven time, an outbox in memory and a hub that is a closure.

use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicI64, Ordering},
};

use tokio::{sync::oneshot, task::JoinHandle, time::Instant};
use wire::{
    About, Batch, BatchReply, DayDigest, DayList, Digest, Held, NoticeTrail, Private, Problem, RECEIPT_VERSION,
    Receipt, RecordVerdict, Revision, SignatureHeaders, SignedReceipt, Verdict,
};

use super::*;
use crate::{Claimed, Method, OutboxError, Outgoing, Taken, policy::Answer};

mod greeting;
mod keys;
mod nightly;
mod verdicts;

#[derive(Clone, Debug, PartialEq)]
enum State {
    Ready(Timestamp),
    Sending,
    Settled(SignedReceipt),
    Rejected(Rejection),
}

struct Item {
    entry: Claimed,
    deadline: Timestamp,
    state: State,
    /// Receipts that came after the one that settled it.
    beside: Vec<SignedReceipt>,
    not_sent: u32,
}

/// Claims and settles as the port asks, and can be made to fail.
#[derive(Default)]
struct Memory {
    items: Mutex<Vec<Item>>,
    refuses_to_settle: Mutex<u32>,
    never_settles: Option<u128>,
    links: Mutex<Vec<KeyLink>>,
}

impl Memory {
    fn items(&self) -> MutexGuard<'_, Vec<Item>> {
        self.items.lock().unwrap()
    }

    fn queue(&self, notice: u128, deadline: i64) {
        let payload = notice.to_be_bytes().to_vec();
        let entry = Claimed {
            key: NoticeKey { facility: Uuid::from_u128(0xFA), notice: Uuid::from_u128(notice), revision: 1 },
            sha256: Digest::of(&payload),
            payload: Private::new(payload),
            attempts: 0,
        };
        let deadline = Timestamp::from_second(deadline).unwrap();
        self.items().push(Item { entry, deadline, state: State::Ready(Timestamp::MIN), beside: vec![], not_sent: 0 });
    }

    fn states(&self) -> Vec<State> {
        self.items().iter().map(|item| item.state.clone()).collect()
    }

    fn settled(&self) -> Vec<u128> {
        let items = self.items();
        let settled = items.iter().filter(|item| matches!(item.state, State::Settled(_)));
        settled.map(|item| item.entry.key.notice.as_u128()).collect()
    }
}

impl Outbox for Memory {
    async fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Claimed>, OutboxError> {
        let mut items = self.items();
        let mut due: Vec<_> =
            items.iter_mut().filter(|item| matches!(item.state, State::Ready(from) if from <= now)).collect();
        due.sort_by_key(|item| item.deadline);
        let claimed = due.into_iter().take(limit).map(|item| {
            item.state = State::Sending;
            item.entry.attempts += 1;
            Claimed { attempts: item.entry.attempts - 1, ..item.entry.clone() }
        });
        Ok(claimed.collect())
    }

    async fn settle(&self, key: NoticeKey, settlement: Settlement) -> Result<(), OutboxError> {
        let mut refusals = self.refuses_to_settle.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return Err(OutboxError::Unavailable);
        }
        if self.never_settles == Some(key.notice.as_u128()) {
            return Err(OutboxError::Unavailable);
        }
        let mut items = self.items();
        let item = items.iter_mut().find(|item| item.entry.key == key).unwrap();
        item.state = match settlement {
            Settlement::Receipted(receipt) => State::Settled(receipt),
            Settlement::Rejected(rejection) => State::Rejected(rejection),
            Settlement::NotSent => {
                item.not_sent += 1;
                State::Ready(Timestamp::MIN)
            }
            Settlement::Retry { not_before } => State::Ready(not_before),
        };
        Ok(())
    }

    async fn day(&self, day: Date) -> Result<Vec<Held>, OutboxError> {
        let settled = |item: &Item| match &item.state {
            State::Settled(receipt) => {
                let all = item.beside.iter().chain([receipt]);
                all.map(|one| wire::verify(one, &[hub_key().public()]).unwrap()).max_by_key(|read| read.received_at)
            }
            _ => None,
        };
        let receipts = self.items().iter().filter_map(settled).collect::<Vec<_>>();
        let of_day = receipts.into_iter().filter(|receipt| vn_day(receipt.received_at) == day);
        Ok(of_day.map(|told| held(told.notice, told.payload_sha256)).collect())
    }

    async fn frozen(&self, key: NoticeKey) -> Result<Option<Claimed>, OutboxError> {
        Ok(self.items().iter().find(|item| item.entry.key == key).map(|item| item.entry.clone()))
    }

    async fn take(&self, key: NoticeKey, receipt: SignedReceipt) -> Result<Taken, OutboxError> {
        let mut items = self.items();
        let Some(item) = items.iter_mut().find(|item| item.entry.key == key) else { return Ok(Taken::Unknown) };
        match &item.state {
            State::Settled(first) if *first == receipt || item.beside.contains(&receipt) => Ok(Taken::Before),
            State::Settled(_) => {
                item.beside.push(receipt);
                Ok(Taken::Beside)
            }
            _ => {
                item.state = State::Settled(receipt);
                Ok(Taken::Now)
            }
        }
    }

    async fn trust(&self, links: Vec<KeyLink>) -> Result<(), OutboxError> {
        self.links.lock().unwrap().extend(links);
        Ok(())
    }
}

fn held(notice: Uuid, sha256: Digest) -> Held {
    Held { notice, revision: 1, sha256 }
}

fn vn_day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7))).date()
}

/// Wall time that goes with tokio's driven clock until it is set, and the most unlucky dice: every wait is its bound.
struct Driven {
    wall: Arc<AtomicI64>,
    begun: Instant,
}

impl Ambient for Driven {
    fn now(&self) -> Timestamp {
        let wall = Timestamp::from_second(self.wall.load(Ordering::SeqCst)).unwrap();
        wall.checked_add(self.begun.elapsed()).unwrap()
    }

    fn random(&self) -> [u8; 16] {
        [0xFF; 16]
    }
}

/// One exchange as the hub saw it: seconds since the start, the notices, and when it was signed.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    second: u64,
    notices: Vec<u128>,
    created: i64,
}

type Script = Box<dyn FnMut(usize, &Batch) -> Answer + Send>;
/// What the hub tells of a day.
type Asked = Box<dyn FnMut(&str) -> Answer + Send>;

struct ScriptedHub {
    begun: Instant,
    script: Mutex<Script>,
    asked: Mutex<Asked>,
    /// How long it thinks about a question.
    thinks: Duration,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Transport for ScriptedHub {
    async fn send(&self, request: Outgoing) -> Answer {
        if request.method == Method::Get {
            tokio::time::sleep_until(Instant::now() + self.thinks).await;
            return (self.asked.lock().unwrap())(&request.target);
        }
        let batch: Batch = serde_json::from_slice(request.body.expose()).unwrap();
        let notices = batch.records.iter().map(|record| record.notice.as_u128()).collect();
        let exchange = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(Seen { second: self.begun.elapsed().as_secs(), notices, created: created(&request.headers) });
            seen.len()
        };
        (self.script.lock().unwrap())(exchange, &batch)
    }
}

fn created(headers: &SignatureHeaders) -> i64 {
    let SignatureHeaders { content_digest, signature_input, signature } = headers;
    let parsed = wire::RequestSignature::parse(Some(content_digest), Some(signature_input), Some(signature));
    parsed.unwrap().created.as_second()
}

fn hub_key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn receipt_for(verdict: (Uuid, u32, Digest), key: &SecretKey) -> SignedReceipt {
    let receipt = Receipt {
        version: RECEIPT_VERSION,
        key_id: key.public().id(),
        chain: Digest::NONE,
        number: 1,
        facility: Uuid::from_u128(0xFA),
        notice: verdict.0,
        revision: verdict.1,
        payload_sha256: verdict.2,
        received_at: Timestamp::UNIX_EPOCH,
        deadline: None,
        on_time: true,
    };
    wire::sign(&receipt, key).unwrap()
}

fn reply_with(batch: &Batch, verdict: impl Fn(u128, SignedReceipt) -> Verdict) -> Answer {
    let verdicts = batch.records.iter().map(|record| RecordVerdict {
        notice: record.notice,
        revision: record.revision,
        sha256: record.sha256,
        verdict: verdict(
            record.notice.as_u128(),
            receipt_for((record.notice, record.revision, record.sha256), &hub_key()),
        ),
    });
    let reply = BatchReply::of(verdicts.collect(), Timestamp::UNIX_EPOCH);
    Answer::Http { status: 200, retry_after: None, body: serde_json::to_vec(&reply).unwrap() }
}

fn accept(batch: &Batch) -> Answer {
    reply_with(batch, |_, receipt| Verdict::Accepted { receipt })
}

fn refuse(status: u16, code: Refusal, server_time: i64) -> Answer {
    let server_time = Timestamp::from_second(server_time).unwrap();
    let body = serde_json::to_vec(&Problem { code, server_time }).unwrap();
    Answer::Http { status, retry_after: None, body }
}

fn json(told: &impl serde::Serialize) -> Answer {
    Answer::Http { status: 200, retry_after: None, body: serde_json::to_vec(told).unwrap() }
}

fn about() -> Answer {
    json(&About::of(1 << 20, None, Timestamp::from_second(WALL).unwrap()))
}

fn busy(seconds: u64) -> Answer {
    Answer::Http { status: 429, retry_after: Some(Duration::from_secs(seconds)), body: vec![] }
}

const WALL: i64 = 1_794_000_000;

struct Running {
    outbox: Arc<Memory>,
    seen: Arc<Mutex<Vec<Seen>>>,
    events: Arc<Mutex<Vec<Event>>>,
    wall: Arc<AtomicI64>,
    wake: Arc<Notify>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    fn start(outbox: Memory, script: impl FnMut(usize, &Batch) -> Answer + Send + 'static) -> Self {
        Self::start_asked(outbox, script, |_| Answer::NoConnection)
    }

    /// A hub that says what it is, and of its days what the test says.
    fn start_asked(
        outbox: Memory,
        script: impl FnMut(usize, &Batch) -> Answer + Send + 'static,
        mut asked: impl FnMut(&str) -> Answer + Send + 'static,
    ) -> Self {
        let asked = move |target: &str| if target == "/v1/about" { about() } else { asked(target) };
        Self::start_greeted(outbox, script, asked, Duration::ZERO)
    }

    fn start_greeted(
        outbox: Memory,
        script: impl FnMut(usize, &Batch) -> Answer + Send + 'static,
        asked: impl FnMut(&str) -> Answer + Send + 'static,
        thinks: Duration,
    ) -> Self {
        let (outbox, seen, events) = (Arc::new(outbox), Arc::default(), Arc::<Mutex<Vec<_>>>::default());
        let begun = Instant::now();
        let hub = ScriptedHub {
            begun,
            script: Mutex::new(Box::new(script)),
            asked: Mutex::new(Box::new(asked)),
            thinks,
            seen: Arc::clone(&seen),
        };
        let wall = Arc::new(AtomicI64::new(WALL));
        let ambient = Driven { wall: Arc::clone(&wall), begun };
        let membership = Membership {
            facility: Uuid::from_u128(0xFA),
            device: Uuid::from_u128(0xDE),
            name: "Nhà nghỉ Hoa Sen".to_owned(),
            keys: vec![hub_key().public()],
            links: Vec::new(),
        };
        let heard = Arc::clone(&events);
        let tell = move |event| {
            // What the hub says of the time comes with every answer; a test of its own looks at it.
            if !matches!(event, Event::Clock { .. }) {
                heard.lock().unwrap().push(event);
            }
        };
        let courier = Courier::new(Arc::clone(&outbox), hub, ambient, membership, SecretKey::from_seed(&[2; 32]), tell);
        let (wake, (stop, stopped)) = (Arc::new(Notify::new()), oneshot::channel());
        let task = tokio::spawn(courier.run(Arc::clone(&wake), async { drop(stopped.await) }));
        Self { outbox, seen, events, wall, wake, stop, task }
    }

    /// Lets driven time pass; everything due in it happens.
    async fn pass(&self, seconds: u64) {
        tokio::time::sleep_until(Instant::now() + Duration::from_secs(seconds)).await;
    }

    async fn stop(self) -> (Arc<Memory>, Vec<Seen>, Vec<Event>) {
        drop(self.stop);
        self.task.await.unwrap();
        let (seen, events) = (self.seen.lock().unwrap().clone(), self.events.lock().unwrap().clone());
        (self.outbox, seen, events)
    }
}

fn queued(notices: &[(u128, i64)]) -> Memory {
    let outbox = Memory::default();
    for (notice, deadline) in notices {
        outbox.queue(*notice, *deadline);
    }
    outbox
}

#[tokio::test(start_paused = true)]
async fn what_is_queued_goes_out_by_deadline_and_is_settled() {
    let running = Running::start(queued(&[(1, 30), (2, 10), (3, 20)]), |_, batch| accept(batch));
    running.pass(1).await;
    let (outbox, seen, events) = running.stop().await;
    assert_eq!(outbox.settled(), [1, 2, 3]);
    assert_eq!(seen, [Seen { second: 0, notices: vec![2, 3, 1], created: WALL }]);
    assert_eq!(events[0], Event::Online);
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Settled(_))).count(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_timer_finds_what_nobody_woke_it_for() {
    let running = Running::start(Memory::default(), |_, batch| accept(batch));
    running.pass(5).await;
    running.outbox.queue(1, 0);
    running.pass(30).await;
    assert_eq!(running.outbox.settled(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_wake_sends_at_once() {
    let running = Running::start(Memory::default(), |_, batch| accept(batch));
    running.pass(5).await;
    running.outbox.queue(1, 0);
    running.wake.notify_one();
    running.pass(0).await;
    running.pass(1).await;
    let (_, seen, _) = running.stop().await;
    assert_eq!(seen.iter().map(|seen| seen.second).collect::<Vec<_>>(), [5]);
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_retried_by_the_timer_alone_with_growing_waits() {
    let running = Running::start(queued(&[(1, 0)]), |exchange, batch| match exchange {
        1..=3 => Answer::NoConnection,
        4 => Answer::Lost,
        5 => Answer::Http { status: 200, retry_after: None, body: vec![] },
        _ => accept(batch),
    });
    running.pass(60).await;
    let (outbox, seen, events) = running.stop().await;
    assert_eq!(seen.iter().map(|seen| seen.second).collect::<Vec<_>>(), [0, 0, 2, 6, 14, 30]);
    assert_eq!(outbox.settled(), [1]);
    assert_eq!(outbox.items()[0].not_sent, 3, "of the lost answer nobody knows");
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Offline { .. })).count(), 5);
    assert_eq!(events[5..], [Event::Online, Event::Settled(outbox.items()[0].entry.key)]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_the_hub_asked_for_is_kept_even_when_woken() {
    let running = Running::start(queued(&[(1, 0)]), |exchange, batch| match exchange {
        1 => Answer::Http { status: 503, retry_after: Some(Duration::from_secs(100)), body: vec![] },
        _ => accept(batch),
    });
    running.pass(10).await;
    running.outbox.queue(2, 0);
    running.wake.notify_one();
    running.pass(95).await;
    let (outbox, seen, _) = running.stop().await;
    assert_eq!(seen.iter().map(|seen| seen.second).collect::<Vec<_>>(), [0, 100]);
    assert_eq!(outbox.settled(), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_makes_no_wait_longer() {
    let running = Running::start(queued(&[(1, 0)]), |exchange, batch| match exchange {
        1 => Answer::Http { status: 503, retry_after: Some(Duration::from_secs(100)), body: vec![] },
        _ => accept(batch),
    });
    running.pass(10).await;
    running.wall.store(WALL - 365 * 86_400, Ordering::SeqCst);
    running.outbox.queue(2, 0);
    running.pass(100).await;
    let (outbox, seen, _) = running.stop().await;
    assert_eq!(seen.iter().map(|seen| seen.second).collect::<Vec<_>>(), [0, 100]);
    assert_eq!(outbox.settled(), [2], "when the first is claimed again is the outbox's to say");
}

#[tokio::test(start_paused = true)]
async fn nobody_silences_a_house_for_long() {
    let running = Running::start(queued(&[(1, 0)]), |exchange, batch| match exchange {
        1 => Answer::Http { status: 503, retry_after: Some(Duration::from_secs(u64::MAX)), body: vec![] },
        _ => accept(batch),
    });
    running.pass(301).await;
    assert_eq!(running.outbox.settled(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_clock_is_corrected_by_the_hubs_and_nothing_waits() {
    let hub_time = WALL + 3 * 3600;
    let running = Running::start(queued(&[(1, 0)]), move |exchange, batch| match exchange {
        1 => refuse(401, Refusal::ClockSkew, hub_time),
        _ => accept(batch),
    });
    running.pass(1).await;
    running.outbox.queue(2, 0);
    running.wake.notify_one();
    running.pass(1).await;
    let (outbox, seen, _) = running.stop().await;
    assert_eq!(seen.iter().map(|seen| seen.created).collect::<Vec<_>>(), [WALL, hub_time, hub_time + 1]);
    assert_eq!(outbox.settled(), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_device_keeps_everything_and_tells_a_person() {
    let running = Running::start(queued(&[(1, 0)]), |_, _| refuse(401, Refusal::UnknownDevice, WALL));
    running.pass(3600).await;
    let (outbox, seen, events) = running.stop().await;
    assert!(matches!(outbox.states()[..], [State::Ready(_)]));
    assert!(events.iter().all(|event| *event == Event::EnrolAgain(Refusal::UnknownDevice)), "not merely offline");
    assert!(seen.len() > 60, "it keeps asking: {}", seen.len());
}

#[tokio::test(start_paused = true)]
async fn too_large_a_batch_is_halved_and_stays_so() {
    let running = Running::start(queued(&[(1, 1), (2, 2), (3, 3), (4, 4)]), |_, batch| {
        if batch.records.len() > 2 { refuse(413, Refusal::TooLarge, WALL) } else { accept(batch) }
    });
    running.pass(1).await;
    for notice in 5..9 {
        running.outbox.queue(notice, 9);
    }
    running.wake.notify_one();
    running.pass(1).await;
    let (outbox, seen, _) = running.stop().await;
    assert_eq!(outbox.settled().len(), 8);
    assert_eq!(seen.iter().map(|seen| seen.notices.len()).collect::<Vec<_>>(), [4, 2, 2, 2, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_poison_record_never_holds_the_rest() {
    let notices: Vec<_> = (1..=9).map(|notice| (notice, 0)).collect();
    let running = Running::start(queued(&notices), |_, batch| {
        if batch.records.iter().any(|record| record.notice.as_u128() == 4) {
            Answer::Http { status: 422, retry_after: None, body: vec![] }
        } else {
            accept(batch)
        }
    });
    running.pass(1).await;
    assert_eq!(running.outbox.settled(), [1, 2, 3, 5, 6, 7, 8, 9]);
    running.outbox.queue(10, 0);
    running.wake.notify_one();
    running.pass(1).await;
    assert_eq!(running.outbox.settled().last(), Some(&10));
    running.pass(60).await;
    let (outbox, seen, _) = running.stop().await;
    assert!(matches!(outbox.states()[3], State::Ready(_)), "kept, and tried again by itself");
    assert!(seen.iter().filter(|seen| seen.notices == [4]).count() >= 3);
}

#[tokio::test(start_paused = true)]
async fn a_record_the_hub_chokes_on_does_not_hold_the_rest() {
    let poisoned = |batch: &Batch| batch.records.iter().any(|record| record.notice.as_u128() == 1);
    let cases: [fn() -> Answer; 3] = [
        || Answer::Lost,
        || Answer::Http { status: 500, retry_after: None, body: vec![] },
        || refuse(503, Refusal::Unavailable, WALL),
    ];
    for choke in cases {
        let notices: Vec<_> = (1..=9).map(|notice| (notice, 0)).collect();
        let running =
            Running::start(queued(&notices), move |_, batch| if poisoned(batch) { choke() } else { accept(batch) });
        running.pass(120).await;
        assert_eq!(running.outbox.settled(), (2..=9).collect::<Vec<_>>());
        running.outbox.queue(10, -1);
        running.pass(240).await;
        let (outbox, seen, _) = running.stop().await;
        assert_eq!(outbox.settled().last(), Some(&10), "and goes on");
        assert!(matches!(outbox.states()[0], State::Ready(_)), "kept");
        assert!(seen.iter().filter(|seen| seen.notices.contains(&1)).count() > 9, "and tried again by itself");
    }
}

#[tokio::test(start_paused = true)]
async fn stopping_in_the_middle_leaves_nothing_marked_as_being_sent() {
    struct Silent;
    impl Transport for Silent {
        async fn send(&self, _: Outgoing) -> Answer {
            std::future::pending().await
        }
    }
    let outbox = Arc::new(queued(&[(1, 0), (2, 0)]));
    let ambient = Driven { wall: Arc::new(AtomicI64::new(WALL)), begun: Instant::now() };
    let membership =
        Membership { facility: Uuid::nil(), device: Uuid::nil(), name: String::new(), keys: vec![], links: vec![] };
    let courier =
        Courier::new(Arc::clone(&outbox), Silent, ambient, membership, SecretKey::from_seed(&[2; 32]), |_| {});
    let stop = tokio::time::sleep_until(Instant::now() + Duration::from_secs(3));
    courier.run(Arc::new(Notify::new()), stop).await;
    assert!(outbox.states().iter().all(|state| matches!(state, State::Ready(_))));
}
