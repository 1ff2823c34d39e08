//! Mistakes that others made and were hurt by. Each can be planted between the programs, and each must be found.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use frontdesk::HouseOutbox;
use jiff::Timestamp;
use private::Private;
use sync::{Claimed, Outbox as _, OutboxError, Settlement};
use uuid::Uuid;
use wire::{Digest, NoticeKey, NoticePayload};

use crate::{
    desk::{Desk, outbox},
    steps::at_once,
};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// An entry is done when it was sent.
    MarkSentWhenSent,
    /// What is tried again gets another id.
    NewIdOnRetry,
    /// The hub looks whether a revision is there, and then inserts it.
    CheckThenInsert,
    /// Who is not let in throws away what was refused.
    DropOn401,
    /// The hub refuses a batch for one record of it.
    OneBadItemFailsTheBatch,
    /// Of two revisions the hub keeps the one that was told later by the devices' clocks.
    LastWriterWinsByDeviceClock,
    /// A correction changes the record that is queued.
    EditTheQueuedRecordInPlace,
    /// The hub answers, and then commits.
    AcknowledgeBeforeCommit,
}

impl Mistake {
    pub const ALL: [Self; 8] = [
        Self::MarkSentWhenSent,
        Self::NewIdOnRetry,
        Self::CheckThenInsert,
        Self::DropOn401,
        Self::OneBadItemFailsTheBatch,
        Self::LastWriterWinsByDeviceClock,
        Self::EditTheQueuedRecordInPlace,
        Self::AcknowledgeBeforeCommit,
    ];

    /// Whether a hub makes it; the others are a desk's.
    pub const fn is_the_hubs(self) -> bool {
        use Mistake as M;
        matches!(
            self,
            M::CheckThenInsert
                | M::OneBadItemFailsTheBatch
                | M::LastWriterWinsByDeviceClock
                | M::AcknowledgeBeforeCommit
        )
    }
}

/// A desk's outbox with or without a mistake between it and the courier.
#[derive(Clone)]
pub struct Clumsy {
    pub inner: Arc<HouseOutbox>,
    mistake: Option<Mistake>,
    memory: Arc<Mutex<Memory>>,
}

/// What the mistaken program keeps on its disk.
#[derive(Default)]
struct Memory {
    /// Never sent again.
    done: HashSet<NoticeKey>,
    /// The key it has in the store, by the one it was sent under.
    renamed: HashMap<NoticeKey, NoticeKey>,
    not_let_in: bool,
}

impl Clumsy {
    pub fn new(desk: &Desk) -> Self {
        Self { inner: Arc::new(outbox(desk)), mistake: desk.world.mistake, memory: Arc::default() }
    }

    pub fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Claimed>, OutboxError> {
        let mut claimed = at_once(self.inner.claim(now, limit))?;
        let mut memory = self.memory.lock().unwrap();
        claimed.retain(|entry| !memory.done.contains(&entry.key));
        for entry in &mut claimed {
            match self.mistake {
                Some(Mistake::MarkSentWhenSent) => drop(memory.done.insert(entry.key)),
                Some(Mistake::NewIdOnRetry) if entry.attempts > 0 => {
                    let key = entry.key;
                    rename(entry);
                    memory.renamed.insert(entry.key, key);
                }
                Some(Mistake::EditTheQueuedRecordInPlace) if entry.attempts > 0 => {
                    rewrite(entry, |payload| payload.place = Private::new("401".to_owned()));
                }
                _ => {}
            }
        }
        Ok(claimed)
    }

    pub fn settle(&self, key: NoticeKey, settlement: Settlement) -> Result<(), OutboxError> {
        let mut memory = self.memory.lock().unwrap();
        let key = memory.renamed.get(&key).copied().unwrap_or(key);
        let receipted = matches!(settlement, Settlement::Receipted(_));
        let again = matches!(settlement, Settlement::Retry { .. } | Settlement::NotSent);
        match self.mistake {
            Some(Mistake::MarkSentWhenSent) if again => return Ok(()),
            Some(Mistake::DropOn401) if again && memory.not_let_in => {
                memory.done.insert(key);
                return Ok(());
            }
            Some(Mistake::NewIdOnRetry | Mistake::EditTheQueuedRecordInPlace) if receipted => {
                // The store does not take a receipt of other bytes; the mistaken program thinks that it is done.
                if at_once(self.inner.settle(key, settlement)).is_err() {
                    memory.done.insert(key);
                }
                return Ok(());
            }
            _ => {}
        }
        at_once(self.inner.settle(key, settlement))
    }

    /// Hears with what status the last request was answered.
    pub fn hear(&self, status: u16) {
        self.memory.lock().unwrap().not_let_in = status == 401;
    }
}

fn rename(entry: &mut Claimed) {
    let other = Uuid::from_u128(entry.key.notice.as_u128() ^ (u128::from(entry.attempts) << 32));
    rewrite(entry, |payload| payload.notice = other);
    entry.key.notice = other;
}

fn rewrite(entry: &mut Claimed, change: impl FnOnce(&mut NoticePayload)) {
    let mut payload = NoticePayload::decode(entry.payload.expose()).unwrap();
    change(&mut payload);
    let bytes = payload.encode().unwrap();
    entry.sha256 = Digest::of(&bytes);
    entry.payload = Private::new(bytes);
}
