//! A desk's outbox in memory, which knows when each notice got its receipt.

use std::sync::{Mutex, MutexGuard};

use jiff::{Timestamp, civil::Date};
use sync::{Claimed, Outbox, OutboxError, Settlement, Taken};
use tokio::time::Instant;
use wire::{Digest, Held, KeyLink, NoticeKey, Private, SignedReceipt};

/// Where a notice stands.
enum State {
    Waits(Timestamp),
    Sending,
    Receipted(Instant, SignedReceipt),
    Refused,
}

struct Item {
    entry: Claimed,
    since: Instant,
    state: State,
}

/// What waits, in the order it was queued.
#[derive(Default)]
pub struct Memory(Mutex<Vec<Item>>);

impl Memory {
    /// Queues a notice that waits since then.
    pub fn queue(&self, key: NoticeKey, payload: Vec<u8>, since: Instant) {
        let sha256 = Digest::of(&payload);
        let entry = Claimed { key, sha256, payload: Private::new(payload), attempts: 0 };
        self.items().push(Item { entry, since, state: State::Waits(Timestamp::MIN) });
    }

    /// How long each waited for its receipt, in seconds; none for one that has none.
    pub fn lags(&self) -> Vec<Option<f64>> {
        let lag = |item: &Item| match &item.state {
            State::Receipted(at, _) => Some(at.duration_since(item.since).as_secs_f64()),
            _ => None,
        };
        self.items().iter().map(lag).collect()
    }

    /// The receipts it holds.
    pub fn receipts(&self) -> Vec<SignedReceipt> {
        let receipt = |item: &Item| match &item.state {
            State::Receipted(_, receipt) => Some(receipt.clone()),
            _ => None,
        };
        self.items().iter().filter_map(receipt).collect()
    }

    fn items(&self) -> MutexGuard<'_, Vec<Item>> {
        self.0.lock().expect("nobody panics over it")
    }
}

impl Outbox for Memory {
    async fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Claimed>, OutboxError> {
        let mut items = self.items();
        let due = items.iter_mut().filter(|item| matches!(item.state, State::Waits(from) if from <= now));
        let claimed = due.take(limit).map(|item| {
            item.state = State::Sending;
            let claimed = item.entry.clone();
            item.entry.attempts += 1;
            claimed
        });
        Ok(claimed.collect())
    }

    async fn settle(&self, key: NoticeKey, settlement: Settlement) -> Result<(), OutboxError> {
        let mut items = self.items();
        let item = items.iter_mut().find(|item| item.entry.key == key).ok_or(OutboxError::Unavailable)?;
        item.state = match settlement {
            Settlement::Receipted(receipt) => State::Receipted(Instant::now(), receipt),
            Settlement::Rejected(_) => State::Refused,
            Settlement::NotSent => State::Waits(Timestamp::MIN),
            Settlement::Retry { not_before } => State::Waits(not_before),
        };
        Ok(())
    }

    /// The days before this one: the desk was not there.
    async fn day(&self, _day: Date) -> Result<Vec<Held>, OutboxError> {
        Ok(Vec::new())
    }

    async fn frozen(&self, key: NoticeKey) -> Result<Option<Claimed>, OutboxError> {
        Ok(self.items().iter().find(|item| item.entry.key == key).map(|item| item.entry.clone()))
    }

    async fn take(&self, _key: NoticeKey, _receipt: SignedReceipt) -> Result<Taken, OutboxError> {
        Ok(Taken::Before)
    }

    /// The hub has one key as long as this lasts.
    async fn trust(&self, _links: Vec<KeyLink>) -> Result<(), OutboxError> {
        Ok(())
    }
}
