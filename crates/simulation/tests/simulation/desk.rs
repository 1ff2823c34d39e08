//! A desk: the real store, the real outbox, the real courier; people who check in; and an end at any moment.

use std::{
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use frontdesk::HouseOutbox;
use jiff::{SignedDuration, Timestamp, civil::Date};
use simulation::{At, Told, room, tell};
use store::Store;
use sync::{Ambient, Claimed, Courier, Event, Membership, Outbox, OutboxError, Settlement, Taken};
use tokio::{join, select, sync::Notify};
use wire::{Digest, Held, KeyLink, NoticeKey, SecretKey, SignedReceipt};

use crate::{
    mistakes::Clumsy,
    network::{Line, Network},
    plan::Planned,
    steps::at_once,
    world::{Happened, World, number},
};

/// One desk, with what survives its program.
pub struct Desk {
    pub number: usize,
    pub world: Arc<World>,
    pub store: Store,
    pub membership: Membership,
    pub plan: Vec<Planned>,
    key: SecretKey,
    told: Mutex<Vec<Told>>,
    /// How many revisions the hub had lost, as the courier told it.
    lost_by_the_hub: AtomicUsize,
    /// Its clock minus the true time, in seconds.
    shift: AtomicI64,
    ends: Notify,
}

impl Desk {
    pub fn new(world: &Arc<World>, number: usize, membership: Membership, key: SecretKey, plan: Vec<Planned>) -> Self {
        let store = Store::open_in_memory(world.now()).unwrap();
        store.write(|write| write.rooms().save(&room())).unwrap();
        let (world, told, shift, ends) = (Arc::clone(world), Mutex::default(), AtomicI64::new(0), Notify::new());
        let lost_by_the_hub = AtomicUsize::new(0);
        Self { number, world, store, membership, plan, key, told, lost_by_the_hub, shift, ends }
    }

    /// What is told so far.
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// Whether a comparison of the days has told it that the hub had lost something.
    pub fn knows_of_a_loss(&self) -> bool {
        self.lost_by_the_hub.load(Ordering::SeqCst) > 0
    }

    fn hear(&self, event: &Event) {
        if let Event::Reconciled { pushed, taken, .. } = *event {
            self.world.note(Happened::Repaired { desk: self.number, pushed, taken });
            self.lost_by_the_hub.fetch_add(pushed, Ordering::SeqCst);
        }
    }

    /// Writes the receipts it holds into the record.
    pub fn note_receipts(&self) {
        for told in self.told() {
            let held = self.store.read(|read| read.receipts().get(told.entry)).unwrap();
            let (notice, revision) = (number(told.key), told.key.revision);
            let digest = held.map(|receipt| *Digest::of(&receipt.body).bytes());
            self.world.note(Happened::Holds { notice, revision, digest });
        }
    }

    /// Works for ever, from one end of its program to the next.
    pub async fn live(self: Arc<Self>, network: Arc<Network>) {
        let clumsy = Clumsy::new(&self);
        let line = Line::new(&self, network, clumsy.clone());
        loop {
            let unverified = self.store.recover().unwrap();
            self.world.note(Happened::DeskBegan { desk: self.number, unverified });
            select! {
                biased;
                () = self.ends.notified() => self.world.note(Happened::DeskEnded { desk: self.number }),
                () = self.run(&clumsy, &line) => unreachable!("a desk does not stop by itself"),
            }
            self.world.pass_below(20_000).await;
            self.maybe_set_clock(300);
        }
    }

    async fn run(self: &Arc<Self>, clumsy: &Clumsy, line: &Line) {
        let outbox = Points { desk: Arc::clone(self), clumsy: clumsy.clone() };
        let (clock, wake) = (Clock(Arc::clone(self)), Arc::new(Notify::new()));
        let (desk, membership) = (Arc::clone(self), self.membership.clone());
        let hear = move |event| desk.hear(&event);
        let courier = Courier::new(outbox, line.clone(), clock, membership, self.key.clone(), hear);
        join!(courier.run(Arc::clone(&wake), pending()), self.people(&wake));
    }

    async fn people(&self, wake: &Notify) {
        loop {
            let next = self.told.lock().unwrap().len();
            let Some(planned) = self.plan.get(next) else { return pending().await };
            self.world.pass(planned.after).await;
            self.maybe_set_clock(100);
            self.point().await;
            let at = At {
                facility: self.membership.facility,
                desk: u16::try_from(self.number).unwrap(),
                now: self.now(),
                arrived: self.world.evening,
            };
            let told = tell(&self.store, &at, planned.telling).unwrap();
            let (notice, revision) = (number(told.key), told.key.revision);
            self.world.note(Happened::Queued { desk: self.number, notice, revision });
            self.told.lock().unwrap().push(told);
            self.point().await;
            if planned.wakes {
                wake.notify_one();
            }
        }
    }

    /// A moment at which the program may be slow, and may end.
    pub async fn point(&self) {
        if !self.world.is_stormy() {
            return;
        }
        self.world.pass_below(60).await;
        if self.world.befalls(12) {
            self.ends.notify_one();
            pending::<()>().await;
        }
    }

    fn now(&self) -> Timestamp {
        self.world.now() + SignedDuration::from_secs(self.shift.load(Ordering::SeqCst))
    }

    /// A clock that is set, or starts where a machine without a battery does.
    fn maybe_set_clock(&self, often: u64) {
        if !self.world.befalls(often) {
            return;
        }
        let day = 86_400;
        let seconds = match self.world.below(6) {
            0 => 0,
            1 => -26 * 365 * day,
            2 => 7 * 3600,
            3 => -7 * 3600,
            4 => i64::try_from(self.world.below(400)).unwrap() * day,
            _ => i64::try_from(self.world.below(1200)).unwrap() - 600,
        };
        self.shift.store(seconds, Ordering::SeqCst);
        self.world.note(Happened::ClockSet { desk: self.number, seconds });
    }
}

struct Clock(Arc<Desk>);

impl Ambient for Clock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn random(&self) -> [u8; 16] {
        let (high, low) = (self.0.world.below(u64::MAX), self.0.world.below(u64::MAX));
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    }
}

/// The outbox, with a moment before and after each of its commits.
struct Points {
    desk: Arc<Desk>,
    clumsy: Clumsy,
}

impl Outbox for Points {
    async fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Claimed>, OutboxError> {
        self.desk.point().await;
        let claimed = self.clumsy.claim(now, limit)?;
        if !claimed.is_empty() {
            self.desk.world.note(Happened::Claimed { desk: self.desk.number, records: claimed.len() });
            self.desk.point().await;
        }
        Ok(claimed)
    }

    async fn settle(&self, key: NoticeKey, settlement: Settlement) -> Result<(), OutboxError> {
        self.desk.point().await;
        let what = word(&settlement);
        let written = self.clumsy.settle(key, settlement);
        let what = if written.is_ok() { what } else { "nothing" };
        let (desk, notice, revision) = (self.desk.number, number(key), key.revision);
        self.desk.world.note(Happened::Wrote { desk, notice, revision, what });
        self.desk.point().await;
        written
    }

    async fn day(&self, day: Date) -> Result<Vec<Held>, OutboxError> {
        self.desk.point().await;
        at_once(self.clumsy.inner.day(day))
    }

    async fn frozen(&self, key: NoticeKey) -> Result<Option<Claimed>, OutboxError> {
        at_once(self.clumsy.inner.frozen(key))
    }

    async fn take(&self, key: NoticeKey, receipt: SignedReceipt) -> Result<Taken, OutboxError> {
        self.desk.point().await;
        let taken = at_once(self.clumsy.inner.take(key, receipt))?;
        let (desk, notice, revision) = (self.desk.number, number(key), key.revision);
        self.desk.world.note(Happened::Wrote { desk, notice, revision, what: "taken over" });
        self.desk.point().await;
        Ok(taken)
    }

    async fn trust(&self, links: Vec<KeyLink>) -> Result<(), OutboxError> {
        at_once(self.clumsy.inner.trust(links))
    }
}

const fn word(settlement: &Settlement) -> &'static str {
    match settlement {
        Settlement::Receipted(_) => "receipted",
        Settlement::Rejected(_) => "rejected",
        Settlement::NotSent => "not sent",
        Settlement::Retry { .. } => "again later",
    }
}

/// The outbox of the desk as it is delivered.
pub fn outbox(desk: &Desk) -> HouseOutbox {
    let Membership { facility, keys, .. } = desk.membership.clone();
    HouseOutbox { store: desk.store.clone(), facility, keys }
}
