//! The loop: claim, send, settle, wait.

mod delivery;
mod greeting;
mod keys;
mod nightly;
#[cfg(test)]
mod tests;

use std::{collections::VecDeque, pin::pin, sync::Arc, time::Duration};

use jiff::{Timestamp, civil::Date};
use tokio::{select, sync::Notify, time::Instant};
use uuid::Uuid;
use wire::{BATCH_LIMIT, KeyLink, KeyRing, LinkFault, NoticeKey, PublicKey, Refusal, SecretKey};

use self::nightly::Comparison;
use crate::{Ambient, Backoff, Claimed, Outbox, Rejection, Settlement, Transport, policy::Trouble, reconcile};

/// Timers stop while the machine sleeps, so no wait is longer than this; the wall clock is asked again then.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What enrolment gave: who this device is to the hub, and how to know the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The facility's id.
    pub facility: Uuid,
    /// The device's id.
    pub device: Uuid,
    /// The facility's name at the hub.
    pub name: String,
    /// The hub's receipt keys, pinned.
    pub keys: Vec<PublicKey>,
    /// What is known of them.
    pub links: Vec<KeyLink>,
}

/// What the courier tells while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The hub answers.
    Online,
    /// The hub does not answer, or not with verdicts.
    Offline {
        /// Why.
        why: Trouble,
        /// When the courier tries again.
        until: Timestamp,
    },
    /// A person must enrol this device again; everything is kept.
    EnrolAgain(Refusal),
    /// The hub has receipt keys to which nothing leads from those that are trusted. A person must find out why, and enrol
    /// this device again; everything is kept, and nothing that such a key signed is believed.
    Distrusted(LinkFault),
    /// The hub told its time.
    Clock {
        /// The hub's clock minus this machine's.
        offset: jiff::SignedDuration,
        /// How long the exchange took: it is not more exact than half of this.
        round_trip: Duration,
    },
    /// A verified receipt was written down.
    Settled(NoticeKey),
    /// A revision waits for a person.
    Rejected(NoticeKey, Rejection),
    /// A revision will be tried again for a reason of its own.
    Delayed {
        /// Which.
        key: NoticeKey,
        /// When it is due again.
        until: Timestamp,
    },
    /// A day differed between the house and its hub, and no longer does.
    Reconciled {
        /// The day of receipt in Vietnam.
        day: Date,
        /// How many revisions the hub had lost and has again.
        pushed: usize,
        /// How many receipts the house had not and has now.
        taken: usize,
    },
    /// A day differs, and a person must look into it.
    Differs {
        /// The day of receipt in Vietnam.
        day: Date,
        /// How many revisions are of other bytes on either side, or at the hub and not in this store.
        left: usize,
    },
    /// The last days were compared with the hub's.
    Compared {
        /// How many to their end.
        days: usize,
        /// How many could not be, and are looked at again later.
        failed: usize,
    },
}

/// Takes notices to the hub and brings receipts back. One per house.
pub struct Courier<O, T, A> {
    outbox: O,
    transport: T,
    ambient: A,
    membership: Membership,
    /// The hub's receipt keys, pinned, and those they lead to.
    ring: KeyRing,
    key: SecretKey,
    tell: Box<dyn Fn(Event) + Send + Sync>,
    /// The hub's clock minus ours, once the hub has refused ours.
    skew: jiff::SignedDuration,
    /// Failures of the hub in a row.
    failures: u32,
    online: Option<bool>,
    /// What one batch may hold; less once the hub has found one too large.
    limit: usize,
    /// What one batch holds now: one record, once the hub has failed again and again over what it was sent.
    probe: usize,
    /// Claimed and not yet judged.
    held: Vec<NoticeKey>,
    /// Judged, and not yet written down.
    unwritten: VecDeque<(NoticeKey, Settlement)>,
    /// When the first record with a fault of its own is due again.
    record_due: Option<Timestamp>,
    /// When the days are compared next.
    compare_at: Timestamp,
    comparison: Comparison,
    /// When the hub is asked whether it is there, unless it is heard before.
    greet_at: Timestamp,
    /// The hub does not accept this device.
    shut_out: bool,
}

/// When the next round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// At once: there may be more.
    Now,
    /// Then, or earlier when something is queued.
    At(Timestamp),
    /// Then and not earlier: the hub asked for it.
    NotBefore(Timestamp),
}

impl<O: Outbox, T: Transport, A: Ambient> Courier<O, T, A> {
    /// Prepares a courier; `tell` is called from its task and must not block.
    pub fn new(
        outbox: O,
        transport: T,
        ambient: A,
        membership: Membership,
        key: SecretKey,
        tell: impl Fn(Event) + Send + Sync + 'static,
    ) -> Self {
        let ring = KeyRing::new(membership.keys.clone(), membership.links.clone());
        Self {
            outbox,
            transport,
            ambient,
            membership,
            ring,
            key,
            tell: Box::new(tell),
            skew: jiff::SignedDuration::ZERO,
            failures: 0,
            online: None,
            limit: BATCH_LIMIT,
            probe: BATCH_LIMIT,
            held: Vec::new(),
            unwritten: VecDeque::new(),
            record_due: None,
            compare_at: Timestamp::MAX,
            comparison: Comparison::none(),
            greet_at: Timestamp::MIN,
            shut_out: false,
        }
    }

    /// The hub was met otherwise just now, so that nobody needs to ask whether it is there.
    #[must_use]
    pub fn acquainted(mut self) -> Self {
        self.heard();
        self
    }

    /// Runs until `stop` is ready. `wake` tells that something was queued; without it the timer finds it.
    pub async fn run(mut self, wake: Arc<Notify>, stop: impl Future<Output = ()> + Send) {
        let mut stop = pin!(stop);
        self.compare_at = reconcile::first(self.ambient.now(), self.dice());
        loop {
            // A claim is not cut short: what is marked as being sent is held here, and given back below.
            let next = match self.claim().await {
                Ok(claimed) => select! {
                    biased;
                    () = &mut stop => break,
                    next = self.deliver(claimed) => next,
                },
                // Facts first: what follows has its turn when nothing waits to be sent.
                Err(next) => select! {
                    biased;
                    () = &mut stop => break,
                    next = self.run_errand(&wake, next) => next,
                },
            };
            select! {
                biased;
                () = &mut stop => break,
                () = self.wait(&wake, next) => {}
            }
        }
        let not_before = self.ambient.now();
        self.let_go(&Settlement::Retry { not_before }).await;
    }

    /// Takes out what is due; else says when to look again.
    async fn claim(&mut self) -> Result<Vec<Claimed>, Next> {
        let now = self.ambient.now();
        let written = self.write_down().await;
        self.record_due = self.record_due.filter(|due| *due > now);
        match self.outbox.claim(now, self.limit.min(self.probe)).await {
            Ok(claimed) if !claimed.is_empty() => {
                self.held = claimed.iter().map(|entry| entry.key).collect();
                Ok(claimed)
            }
            Ok(_) if written => Err(Next::At(self.record_due.unwrap_or(Timestamp::MAX))),
            Ok(_) => Err(Next::At(self.later(Backoff::HUB.bound(3)))),
            Err(error) => {
                tracing::error!(%error, "cannot claim from the outbox");
                Err(Next::At(self.later(Backoff::HUB.bound(3))))
            }
        }
    }

    /// Does one thing that can wait, if it is due; what is queued meanwhile comes before the next.
    async fn run_errand(&mut self, wake: &Notify, next: Next) -> Next {
        let now = self.ambient.now();
        if self.may_greet(now) {
            self.greet(wake).await;
        } else if reconcile::is_due(self.compare_at, now) {
            self.compare(wake).await;
        } else {
            return next;
        }
        Next::Now
    }

    async fn wait(&self, wake: &Notify, next: Next) {
        // One that is due already waits for what is to be sent, which waits for the hub: it shortens no wait.
        let errand = self.next_errand();
        let (until, firm) = match next {
            Next::Now => return,
            Next::At(until) => (errand.map_or(until, |at| until.min(at)), false),
            Next::NotBefore(until) => (until, true),
        };
        let wall = || Duration::try_from(until.duration_since(self.ambient.now())).unwrap_or_default();
        // A wall clock that is set back makes no wait longer than it was meant; one in suspend makes none longer either.
        let end = Instant::now().checked_add(wall());
        loop {
            let left = end.map_or(LONGEST_WAIT, |end| end.saturating_duration_since(Instant::now())).min(wall());
            if left.is_zero() {
                return;
            }
            let woken = tokio::time::timeout(left.min(LONGEST_WAIT), wake.notified()).await.is_ok();
            if !firm && (woken || left >= LONGEST_WAIT) {
                return;
            }
        }
    }

    /// Writes down what is judged; says whether all of it is. What the store does not take is told again, and holds up
    /// nothing else.
    async fn write_down(&mut self) -> bool {
        for _ in 0..self.unwritten.len() {
            let Some((key, settlement)) = self.unwritten.front().cloned() else { break };
            let written = self.outbox.settle(key, settlement.clone()).await;
            // Only now: if this is stopped before, it is told again.
            self.unwritten.pop_front();
            match written {
                Ok(()) => self.report(key, &settlement),
                Err(error) => {
                    tracing::error!(%error, notice = %key.notice, revision = key.revision, "cannot settle, will ask again");
                    self.unwritten.push_back((key, settlement));
                }
            }
        }
        self.unwritten.is_empty()
    }

    fn report(&self, key: NoticeKey, settlement: &Settlement) {
        match settlement {
            Settlement::Receipted(_) => (self.tell)(Event::Settled(key)),
            Settlement::Rejected(rejection) => (self.tell)(Event::Rejected(key, *rejection)),
            Settlement::Retry { not_before } if *not_before > self.ambient.now() => {
                (self.tell)(Event::Delayed { key, until: *not_before });
            }
            Settlement::NotSent | Settlement::Retry { .. } => {}
        }
    }

    /// Gives back what is claimed, unsettled, so that nothing stays marked as being sent.
    async fn let_go(&mut self, as_it_is: &Settlement) {
        for key in std::mem::take(&mut self.held) {
            self.unwritten.push_back((key, as_it_is.clone()));
        }
        self.write_down().await;
    }

    fn later(&self, delay: Duration) -> Timestamp {
        self.ambient.now().checked_add(delay).unwrap_or(Timestamp::MAX)
    }

    /// Sixty-four random bits, for jitter.
    fn dice(&self) -> u64 {
        let random = self.ambient.random();
        random.iter().take(8).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
    }
}
