//! A house: an outbox in memory and the real courier over real HTTP.

use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use sync::{Ambient, Claimed, Courier, Event, Membership, Outbox, OutboxError, Rejection, Settlement, Taken};
use tokio::{
    sync::{Notify, mpsc, oneshot},
    task::JoinHandle,
};
use uuid::Uuid;
use wire::{
    Birth, Change, Channel, Digest, Held, KeyLink, NoticeKey, NoticeKind, NoticePayload, PAYLOAD_VERSION, Person,
    Private, Reason, Receipt, Resident, Role, SecretKey, Sex, SignedReceipt,
};

use super::server::http;

#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Ready(Timestamp),
    Sending,
    Settled(SignedReceipt),
    Rejected(Rejection),
}

/// What is queued, in the order of its deadlines.
#[derive(Default)]
pub struct Memory {
    items: Mutex<Vec<(Claimed, State)>>,
    /// Of the hub's keys it was led to.
    pub links: Mutex<Vec<KeyLink>>,
}

impl Memory {
    fn items(&self) -> MutexGuard<'_, Vec<(Claimed, State)>> {
        self.items.lock().unwrap()
    }

    pub fn queue(&self, key: NoticeKey, payload: Vec<u8>) {
        let sha256 = Digest::of(&payload);
        let entry = Claimed { key, sha256, payload: Private::new(payload), attempts: 0 };
        self.items().push((entry, State::Ready(Timestamp::MIN)));
    }

    /// The house's store is an older one: it knows the revision and has no receipt, and has nothing to send.
    pub fn forget(&self, key: NoticeKey) {
        self.items().iter_mut().find(|(entry, _)| entry.key == key).unwrap().1 = State::Ready(Timestamp::MAX);
    }

    pub fn state(&self, key: NoticeKey) -> State {
        self.items().iter().find(|(entry, _)| entry.key == key).unwrap().1.clone()
    }

    pub fn receipt(&self, key: NoticeKey) -> SignedReceipt {
        let State::Settled(receipt) = self.state(key) else { panic!("{:?}", self.state(key)) };
        receipt
    }
}

impl Outbox for Memory {
    async fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Claimed>, OutboxError> {
        let mut items = self.items();
        let due = items.iter_mut().filter(|(_, state)| matches!(state, State::Ready(from) if *from <= now));
        let claimed = due.take(limit).map(|(entry, state)| {
            *state = State::Sending;
            entry.clone()
        });
        Ok(claimed.collect())
    }

    async fn settle(&self, key: NoticeKey, settlement: Settlement) -> Result<(), OutboxError> {
        let mut items = self.items();
        let (_, state) = items.iter_mut().find(|(entry, _)| entry.key == key).unwrap();
        *state = match settlement {
            Settlement::Receipted(receipt) => State::Settled(receipt),
            Settlement::Rejected(rejection) => State::Rejected(rejection),
            Settlement::NotSent => State::Ready(Timestamp::MIN),
            Settlement::Retry { not_before } => State::Ready(not_before),
        };
        Ok(())
    }

    async fn day(&self, day: Date) -> Result<Vec<Held>, OutboxError> {
        let items = self.items();
        let settled = items.iter().filter_map(|(entry, state)| match state {
            State::Settled(receipt) => Some((entry, serde_json::from_slice::<Receipt>(&receipt.body).unwrap())),
            _ => None,
        });
        let of_day = settled.filter(|(_, receipt)| duty::vn_date(receipt.received_at) == day);
        Ok(of_day.map(|(Claimed { key, sha256, .. }, _)| held(*key, *sha256)).collect())
    }

    async fn frozen(&self, key: NoticeKey) -> Result<Option<Claimed>, OutboxError> {
        Ok(self.items().iter().find(|(entry, _)| entry.key == key).map(|(entry, _)| entry.clone()))
    }

    async fn take(&self, key: NoticeKey, receipt: SignedReceipt) -> Result<Taken, OutboxError> {
        let mut items = self.items();
        let Some((_, state)) = items.iter_mut().find(|(entry, _)| entry.key == key) else {
            return Ok(Taken::Unknown);
        };
        if let State::Settled(first) = state {
            return Ok(if *first == receipt { Taken::Before } else { Taken::Beside });
        }
        *state = State::Settled(receipt);
        Ok(Taken::Now)
    }

    async fn trust(&self, links: Vec<KeyLink>) -> Result<(), OutboxError> {
        self.links.lock().unwrap().extend(links);
        Ok(())
    }
}

fn held(key: NoticeKey, sha256: Digest) -> Held {
    Held { notice: key.notice, revision: key.revision, sha256 }
}

/// The machine's clock, off by what the test says, and lucky dice: the least wait there is.
pub struct Lucky {
    ahead: Arc<AtomicI64>,
    drawn: AtomicU64,
}

impl Ambient for Lucky {
    fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.ahead.load(Ordering::SeqCst))
    }

    fn random(&self) -> [u8; 16] {
        u128::from(self.drawn.fetch_add(1, Ordering::SeqCst)).to_be_bytes()
    }
}

pub struct House {
    pub outbox: Arc<Memory>,
    pub facility: Uuid,
    pub events: mpsc::UnboundedReceiver<Event>,
    pub wake: Arc<Notify>,
    ahead: Arc<AtomicI64>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl House {
    pub fn open(url: &str, membership: Membership, key: SecretKey) -> Self {
        Self::over(Arc::default(), url, membership, key)
    }

    pub fn over(outbox: Arc<Memory>, url: &str, membership: Membership, key: SecretKey) -> Self {
        Self::begin(outbox, url, membership, key, SignedDuration::ZERO)
    }

    pub fn open_with_clock(url: &str, membership: Membership, key: SecretKey, behind: SignedDuration) -> Self {
        Self::begin(Arc::default(), url, membership, key, behind)
    }

    fn begin(outbox: Arc<Memory>, url: &str, membership: Membership, key: SecretKey, behind: SignedDuration) -> Self {
        let facility = membership.facility;
        let (tell, events) = mpsc::unbounded_channel();
        let ahead = Arc::new(AtomicI64::new(-behind.as_secs()));
        let ambient = Lucky { ahead: Arc::clone(&ahead), drawn: AtomicU64::new(0) };
        let courier = Courier::new(Arc::clone(&outbox), http(url), ambient, membership, key, move |event| {
            // The test may have heard enough.
            let _ = tell.send(event);
        });
        let (wake, (stop, stopped)) = (Arc::new(Notify::new()), oneshot::channel());
        let task = tokio::spawn(courier.run(Arc::clone(&wake), async { drop(stopped.await) }));
        Self { outbox, facility, events, wake, ahead, stop, task }
    }

    /// Sets the house's clock against the machine's.
    pub fn ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }

    pub fn queue(&self, notice: u128, revision: u32) -> NoticeKey {
        let key = NoticeKey { facility: self.facility, notice: Uuid::from_u128(notice), revision };
        self.outbox.queue(key, payload(key, "Nguyễn Văn An"));
        self.wake.notify_one();
        key
    }

    /// Waits for an event; a minute is for ever.
    pub async fn hear(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        let heard = async {
            loop {
                let event = self.events.recv().await.unwrap();
                if wanted(&event) {
                    return event;
                }
            }
        };
        tokio::time::timeout(Duration::from_mins(1), heard).await.expect("the courier tells it")
    }

    pub async fn settled(&mut self, key: NoticeKey) -> SignedReceipt {
        self.hear(|event| *event == Event::Settled(key)).await;
        self.outbox.receipt(key)
    }

    pub async fn close(self) {
        drop(self.stop);
        self.task.await.unwrap();
    }
}

/// The frozen bytes of a guest who came a minute ago.
pub fn payload(key: NoticeKey, name: &str) -> Vec<u8> {
    let arrived_at = Timestamp::now() - SignedDuration::from_mins(1);
    let person = Person {
        name: Private::new(name.to_owned()),
        birth: Some(Private::new(Birth::Year(1999))),
        sex: Sex::Male,
        nationality: "VNM".to_owned(),
        paper: 1,
        number: Private::new("001099000123".to_owned()),
        address: None,
    };
    let notice = NoticePayload {
        version: PAYLOAD_VERSION,
        facility: key.facility,
        notice: key.notice,
        revision: key.revision,
        kind: if key.revision == 1 { NoticeKind::Arrival } else { NoticeKind::Correction },
        captured_at: arrived_at,
        arrived_at,
        leaves_at: arrived_at + SignedDuration::from_hours(20),
        old_leaves_at: None,
        turned_overnight: false,
        place: Private::new("P.203".to_owned()),
        person,
        resident: Resident::Vietnamese,
        reason: Private::new(Reason { code: 1, text: None }),
        role: Private::new(Role::Guest),
        relation: None,
        channel: Channel::Qr,
        change: (key.revision > 1)
            .then(|| Change { why: Private::new("ghi sai".to_owned()), by: Private::new("Lễ tân".to_owned()) }),
        clock: None,
    };
    notice.encode().unwrap()
}
